"""Request bodies over HTTP: media type, content coding, size, and JSON without surprises."""

import gzip
import json
import zlib
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.api.http.request import body as reading
from chalicelib.api.http.request.body import MAX_BODY_BYTES, MAX_BODY_MEMBERS, decoded, read_json_object
from chalicelib.domain.errors import BadJson, Refusal, TooLarge
from tests.api.conftest import ADMIN, EVIDENCE, WRITER, Answer, Client, a_company, a_fact
from tests.tables import for_each

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
    "POST /v1/companies/deepseek/retirement/reversal": '{"reason": N}',
    "POST /v1/companies/deepseek/merge/reversal": '{"reason": N}',
    "POST /v1/entities/get": '{"refs": [N]}',
    "POST /v1/resolve": '{"names": [N]}',
    "POST /v1/duplicates": '{"kind": N}',
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


@pytest.mark.parametrize(
    ("url", "media", "body", "where"),
    [
        ("/v1/companies", "application/json", "\ufeff{}", "The body"),
        ("/v1/batch", "application/x-ndjson", '\ufeff{"slug": "a"}\n', "Line 1"),
        ("/v1/batch", "application/x-ndjson", '{"slug": "a"}\n\ufeff{"slug": "b"}', "Line 2"),
        ("/v1/import", "application/x-ndjson", '\ufeff{"line": "page"}', "Line 1"),
    ],
)
def test_a_byte_order_mark_is_refused_in_our_words(client: Client, url: str, media: str, body: str, where: str) -> None:
    answer = client.send("POST", url, body=body, key=ADMIN, headers={"Content-Type": media})

    assert (answer.status, answer.json["code"]) == (400, "bad_json")
    assert answer.json["detail"] == f"{where} begins with a byte order mark (EF BB BF). Send UTF-8 without one."


@pytest.mark.parametrize("deep", ["[" * 100_000, '{"a":' * 100_000])
def test_a_body_that_is_nested_deeper_than_python_can_follow_is_refused(client: Client, deep: str) -> None:
    answer = client.send("POST", "/v1/companies", body=deep, key=ADMIN, headers={"Content-Type": "application/json"})

    assert (answer.status, answer.json["code"]) == (400, "bad_json")
    assert answer.json["detail"] == "The body is nested deeper than 32 levels."


@pytest.fixture
def company(client: Client) -> None:
    client.create("companies", a_company())


@pytest.mark.parametrize("request_line", WITH_A_NUMBER)
@for_each("number", [*HUGE, *JUST_BEYOND, "1e9999", "-1e-9999", "9" * 4_000])
def test_no_route_stumbles_over_a_number_however_large(
    client: Client, company: None, request_line: str, number: str
) -> None:
    method, url = request_line.split()
    media = "application/merge-patch+json" if method == "PATCH" else "application/json"
    answer = client.send(
        method,
        url,
        body=WITH_A_NUMBER[request_line].replace("N", number),
        key=client.key,
        headers={"Content-Type": media, "If-Match": "*"},
    )

    # With an outcome for each entity, that of this one is a refusal.
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


def test_the_member_that_appears_twice_is_named(client: Client) -> None:
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


BOMB = gzip.compress(b" " * 50_000_000, mtime=0)


def _send(client: Client, body: bytes, coding: str, *, key: str = ADMIN, **headers: str) -> Answer:
    named = {"Content-Type": "application/json", "Content-Encoding": coding, **headers}
    return client.send("POST", "/v1/companies", body=body, key=key, headers=named)


def _zipped(body: Any) -> bytes:
    return gzip.compress(json.dumps(body).encode())


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip", " gzip "])
def test_a_gzip_body_says_what_is_in_it(client: Client, coding: str) -> None:
    made = _send(client, _zipped(a_company(name="深度求索")), coding)
    assert (made.status, made.json["name"]) == (201, "深度求索")


def test_a_plain_body_may_say_so(client: Client) -> None:
    assert _send(client, json.dumps(a_company()).encode(), "identity").status == 201


def test_every_route_with_a_body_decodes_it(client: Client) -> None:
    client.create("companies", a_company())
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    facts = client.send("POST", "/v1/facts", body=_zipped({"facts": [a_fact()]}), key=ADMIN, headers=headers)
    names = client.send("POST", "/v1/resolve", body=_zipped({"names": [{"name": "x"}]}), key=ADMIN, headers=headers)
    patched = client.send(
        "PATCH", "/v1/companies/deepseek", body=_zipped({"founded": "2023", "evidence": a_fact()["evidence"]}),
        key=ADMIN, headers={**headers, "Content-Type": "application/merge-patch+json"},
    )  # fmt: skip
    assert (facts.status, names.status, patched.status) == (201, 200, 200)


@pytest.mark.parametrize("coding", ["br", "deflate", "zstd", "gzip, gzip", "compress", "x" * 500, "gzip;q=1"])
def test_another_coding_is_415_and_says_which_will_do(client: Client, coding: str) -> None:
    refused = _send(client, b"{}", coding)
    assert (refused.status, refused.json["code"]) == (415, "unsupported_media_type")
    assert refused.headers["accept-encoding"] == "gzip"
    assert "accept-post" not in refused.headers


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{}", 400),
        (b"", 400),
        (zlib.compress(b"{}"), 400),
        (gzip.compress(b"{}", mtime=0)[:-4], 400),
        (gzip.compress(b"{}", mtime=0) + b"more", 400),
        (gzip.compress(b"{}", mtime=0) + gzip.compress(b"{}", mtime=0), 400),
        (gzip.compress(b"{}", mtime=0)[:-8] + b"\0" * 8, 400),
        (gzip.compress(b"not json", mtime=0), 400),
        (gzip.compress(b"[]", mtime=0), 422),
        (BOMB, 413),
        (b"\x1f\x8b" + b"x" * MAX_BODY_BYTES, 413),
    ],
)
def test_what_is_no_whole_gzip_or_too_much_is_refused(client: Client, body: bytes, status: int) -> None:
    assert _send(client, body, "gzip").status == status


def test_the_bound_is_on_what_comes_out() -> None:
    fits, beyond = gzip.compress(b" " * MAX_BODY_BYTES), gzip.compress(b" " * (MAX_BODY_BYTES + 1))
    assert len(decoded(fits, coding="gzip")) == MAX_BODY_BYTES
    with pytest.raises(Refusal) as refusal:
        decoded(beyond, coding="gzip")
    assert refusal.value.code == "too_large"


def test_a_bomb_is_decoded_no_further_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    make = zlib.decompressobj

    class Counting:
        def __init__(self, window: int) -> None:
            self.inner = make(window)

        def decompress(self, data: bytes, most: int) -> bytes:
            out = self.inner.decompress(data, most)
            taken.append(len(out))
            return out

    monkeypatch.setattr("chalicelib.api.http.request.body.zlib.decompressobj", Counting)
    with pytest.raises(Refusal):
        decoded(BOMB, coding="gzip")
    assert taken == [MAX_BODY_BYTES + 1]


def test_a_key_in_a_gzip_body_is_found(client: Client) -> None:
    secret = "aif_" + "a" * 43
    refused = _send(client, _zipped(a_company(name=secret)), "gzip", key=WRITER)
    assert refused.status in (400, 422)
    assert secret not in refused.text


def test_the_same_request_plain_and_in_gzip_is_one_for_its_key(client: Client) -> None:
    body = a_company()
    first = _send(client, _zipped(body), "gzip", Idempotency_Key="k")
    again = client.post("/v1/companies", body, Idempotency_Key="k")
    assert (first.status, again.status, again.headers["idempotency-replayed"]) == (201, 201, "true")
