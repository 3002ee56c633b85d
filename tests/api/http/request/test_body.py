"""What a request body's numbers become, and which bodies are not read to the end."""

from decimal import Decimal
from typing import Any

import pytest

from chalicelib.api.http.request import body as reading
from chalicelib.api.http.request.body import MAX_BODY_MEMBERS, read_json_object
from chalicelib.domain.errors import BadJson, TooLarge
from tests.api.conftest import EVIDENCE, Client, a_company

HUGE = ("1e1000000000000000000", "-1e1000000000000000000", "1.5e-1000000000000000000", "0e1000000000000000000")
JUST_BEYOND = ("1e10000", "-1.5e10000", "1e-10000", "0e10000")
# Every route that takes a body, with a number where the body may hold one, wherever that is read.
WITH_A_NUMBER = {
    "POST /v1/companies": '{"slug": "a", "name": {"value": N}}',
    "PATCH /v1/companies/deepseek": '{"employees": [{"value": {"amount": N, "unit": "person"}}]}',
    "POST /v1/facts": '{"facts": [{"entity": "company/deepseek", "property": "name", "value": N}]}',
    "POST /v1/facts?atomic=false": '{"facts": [{"entity": "company/deepseek", "property": "name", "value": N}]}',
    "POST /v1/facts/company~deepseek~name~0/rank": '{"rank": N}',
    "POST /v1/facts/company~deepseek~name~0/retraction": '{"reason": N}',
    "POST /v1/facts/company~deepseek~name~0/reinstatement": '{"reason": N}',
    "POST /v1/companies/deepseek/merge": '{"into": N}',
    "POST /v1/companies/deepseek/retirement": '{"reason": N}',
    "POST /v1/entities/get": '{"refs": [N]}',
    "POST /v1/resolve": '{"names": [N]}',
    "POST /v1/keys": '{"name": "a", "scopes": ["read"], "requests_per_minute": N}',
    "POST /v1/keys/key_0000000000/rotation": '{"overlap_seconds": N}',
}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("5", 5),
        ("5.0", 5),
        ("1e3", 1000),
        ("5.5", Decimal("5.5")),
        ("1e400", Decimal("1e400")),
        ("-0.0", 0),
        ("0e9", 0),
        ("1e9999", Decimal("1e9999")),
        ("1e-9999", Decimal("1e-9999")),
    ],
)
def test_a_whole_number_is_an_integer_however_it_is_written(sent: str, read: int | Decimal) -> None:
    value = read_json_object(b'{"n": %s}' % sent.encode())["n"]

    assert (value, type(value)) == (read, type(read))


@pytest.mark.parametrize("number", [*HUGE, *JUST_BEYOND])
def test_a_number_with_an_exponent_beyond_the_bound_is_refused(number: str) -> None:
    with pytest.raises(BadJson, match="exponent beyond 9999"):
        read_json_object(b'{"n": [%s]}' % number.encode())


@pytest.mark.parametrize("number", [*HUGE, *JUST_BEYOND, "1e9999", "-1e-9999", "9" * 4_000])
@pytest.mark.parametrize("request_line", WITH_A_NUMBER)
def test_no_route_stumbles_over_a_number_however_large(client: Client, request_line: str, number: str) -> None:
    client.create("companies", a_company())
    method, url = request_line.split()
    media = "application/merge-patch+json" if method == "PATCH" else "application/json"
    answer = client.send(
        method,
        url,
        body=WITH_A_NUMBER[request_line].replace("N", number),
        key=client.key,
        headers={"Content-Type": media, "If-Match": "*"},
    )

    # Where each entity has an outcome of its own, that of this one is a refusal.
    refused = answer.json["outcomes"][0] if answer.status == 200 else answer.json
    assert refused["status"] in (400, 404, 422), answer.text


@pytest.mark.parametrize(
    "url",
    [
        "/v1/events?amount=1e1000000000000000000USD",
        "/v1/events?amount[gte]=1e-1000000000000000000USD",
        "/v1/models?released[gte]=1e1000000000000000000",
        "/v1/changes?after=1e1000000000000000000",
        f"/v1/changes?after={'9' * 4_000}",
        "/v1/companies?limit=1e1000000000000000000",
        "/v1/companies?cursor=1000000000000000000",
    ],
)
def test_no_query_stumbles_over_a_number_however_large(client: Client, url: str) -> None:
    assert client.get(url.replace("[", "%5B").replace("]", "%5D")).status == 400


@pytest.mark.parametrize("tag", ['"r9999999999"', f'"r{"9" * 4_000}-00"', '"r1e1000000000000000000"'])
def test_a_revision_that_no_entity_reaches_is_stale(client: Client, tag: str) -> None:
    client.create("companies", a_company())
    body = {"country": "CN", "evidence": EVIDENCE}

    assert client.patch("/v1/companies/deepseek", body, If_Match=tag).status == 412


class Name(str):
    """A name of a member that counts how often it is compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        Name.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


@pytest.mark.parametrize("count", [1_000, 4_000])
def test_finding_the_member_that_appears_twice_takes_one_pass(count: int) -> None:
    pairs: list[tuple[str, Any]] = [(Name(f"k{number}"), 1) for number in range(count)]
    Name.compared = 0
    with pytest.raises(ValueError, match='the member "k0" appears more than once'):
        reading._without_duplicates([*pairs, (Name("k0"), 2)])

    assert Name.compared <= 10 * count


def test_the_member_that_appears_twice_is_named_whatever_it_is(client: Client) -> None:
    body = '{"slug": 1, "\\ud800": 1, "\\ud800": 2}'
    answer = client.send(
        "POST", "/v1/companies", body=body, key=client.key, headers={"Content-Type": "application/json"}
    )

    assert (answer.status, answer.json["code"]) == (400, "bad_json")


def a_body_of(members: int, *, shape: str) -> bytes:
    """Write a body with so many members in all."""
    texts = {
        "wide": "{" + ",".join(f'"k{number}":1' for number in range(members)) + "}",
        "a list": '{"k":[' + ",".join("1" * (members - 1)) + "]}",
        "lists of lists": '{"k":['
        + ",".join(["[1]"] * ((members - 1) // 2))
        + (",1" if members % 2 == 0 else "")
        + "]}",
    }
    return texts[shape].encode()


@pytest.mark.parametrize("shape", ["wide", "a list", "lists of lists"])
def test_a_body_has_a_bounded_number_of_members_wherever_they_lie(shape: str) -> None:
    assert read_json_object(a_body_of(MAX_BODY_MEMBERS, shape=shape))
    with pytest.raises(TooLarge, match="more than 10000 members"):
        read_json_object(a_body_of(MAX_BODY_MEMBERS + 1, shape=shape))
