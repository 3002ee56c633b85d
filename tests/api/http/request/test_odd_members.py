"""A list, an object or a number where a text belongs is a fault with its pointer, in every body and in every part."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from chalicelib.domain.facts.evidence import MEMBERS
from tests.api.conftest import EVIDENCE, Client, a_company, a_fact, an_event, fact_ids
from tests.api.snapshots import filled_once
from tests.conftest import Clock
from tests.tables import for_each

COMPANY = "/v1/companies/deepseek"
ODD: tuple[Any, ...] = ([], [[]], [1, {}], {}, {"text": []}, {"str": 1}, {"SomebodyNamed": {}}, 7, 1.5, True)
MEMBERS_OF_A_FACT = ("entity", "property", "value", "qualifiers", "scope", "period", "condition", "valid", "evidence")
# Places of members in bodies: the request, the body, the name of the member to spoil, the pointer to it.
PLACES: list[tuple[str, dict[str, Any], str, str]] = [
    ("POST /v1/facts/{fact}/retraction", {"reason": "It is wrong."}, "reason", "/reason"),
    ("POST /v1/facts/{fact}/retraction", {"reason": "It is wrong."}, "source", "/source"),
    ("POST /v1/facts/{fact}/reinstatement", {"reason": "It is right."}, "reason", "/reason"),
    ("POST /v1/facts/{fact}/rank", {"rank": "preferred", "reason": "Better."}, "rank", "/rank"),
    ("POST /v1/facts/{fact}/rank", {"rank": "preferred", "reason": "Better."}, "reason", "/reason"),
    (f"POST {COMPANY}/merge", {"into": "company/openai", "reason": "The same."}, "into", "/into"),
    (f"POST {COMPANY}/merge", {"into": "company/openai", "reason": "The same."}, "reason", "/reason"),
    (f"POST {COMPANY}/retirement", {"reason": "A mistake."}, "reason", "/reason"),
    (f"POST {COMPANY}/retirement/reversal", {"reason": "No mistake."}, "reason", "/reason"),
    (f"POST {COMPANY}/merge/reversal", {"reason": "Two firms."}, "reason", "/reason"),
    ("POST /v1/entities/get", {"refs": ["company/openai"]}, "refs", "/refs"),
    ("POST /v1/resolve", {"names": [{"name": "DeepSeek"}]}, "names", "/names"),
    ("POST /v1/duplicates", {"kind": "company"}, "kind", "/kind"),
    ("POST /v1/keys", {"name": "a key", "scopes": ["read"]}, "name", "/name"),
    ("POST /v1/keys", {"name": "a key", "scopes": ["read"]}, "scopes", "/scopes"),
    ("POST /v1/keys", {"name": "a key", "scopes": ["read"]}, "expires_at", "/expires_at"),
    ("POST /v1/companies", a_company("new"), "slug", "/slug"),
    ("POST /v1/companies", a_company("new"), "evidence", "/evidence"),
    ("POST /v1/events", an_event("new"), "type", "/type"),
    ("POST /v1/events", an_event("new"), "valid", "/valid"),
]


@pytest.fixture
@filled_once
def filled(client: Client) -> Client:
    """A client of a service that knows a company and an event."""
    client.create("companies", a_company())
    client.create("events", an_event())
    return client


@pytest.mark.parametrize("member", sorted(MEMBERS))
@for_each("odd", ODD)
def test_evidence_refuses_odd_values_in_every_body(filled: Client, member: str, odd: Any) -> None:
    spoilt = {**EVIDENCE, member: odd}
    answers = {
        f"/evidence/{member}": filled.post("/v1/companies", a_company("new") | {"evidence": spoilt}),
        f"/country/evidence/{member}": filled.patch(
            COMPANY, {"country": {"value": "CN", "evidence": spoilt}, "evidence": EVIDENCE}
        ),
        f"/facts/1/evidence/{member}": filled.post(
            "/v1/facts", {"facts": [a_fact(), a_fact("event/launch", "title", "x") | {"evidence": spoilt}]}
        ),
    }

    for pointer, answer in answers.items():
        assert answer.status == 422, answer.text
        assert all(each == pointer or each.startswith(f"{pointer}/") for each in answer.pointers), answer.text


@pytest.mark.parametrize("odd", ODD, ids=json.dumps)
@pytest.mark.parametrize("member", [*MEMBERS_OF_A_FACT, "colour"])
def test_what_is_odd_in_a_fact_refuses_the_outcome_of_its_entity_and_no_other(
    filled: Client, member: str, odd: Any
) -> None:
    spoilt = {**a_fact("event/launch", "title", "x"), member: odd}
    answer = filled.post("/v1/facts?atomic=false", {"facts": [a_fact(), spoilt]})

    good, bad = answer.json["outcomes"]
    assert (good["ref"], good["status"]) == ("company/deepseek", 201)
    if member == "entity":  # of no entity that is known
        assert "ref" not in bad
        assert [(e["pointer"], e["code"]) for e in bad["problem"]["errors"]] == [("/facts/1/entity", "wrong_type")]
        return
    if member == "qualifiers" and not odd:  # none at all
        assert bad["status"] == 201
        return
    assert (bad["ref"], bad["status"]) == ("event/launch", 422)
    assert all(fault["pointer"].startswith(f"/facts/1/{member}") for fault in bad["problem"]["errors"])


@pytest.mark.parametrize(("request_line", "body", "member", "pointer"), PLACES)
@for_each("odd", ODD)
def test_no_member_of_any_body_takes_anything_odd(
    filled: Client, request_line: str, body: dict[str, Any], member: str, pointer: str, odd: Any
) -> None:
    method, url = request_line.split()
    url = url.format(fact=quote(fact_ids(filled, COMPANY)[0]))
    answer = filled.send(
        method,
        url,
        body=json.dumps({**body, member: odd}),
        key=filled.key,
        headers={"Content-Type": "application/json", "If-Match": "*"},
    )

    assert answer.status == 422, answer.text
    assert any(each == pointer or each.startswith(f"{pointer}/") for each in answer.pointers), answer.text


@pytest.mark.parametrize("member", ["name", "kind", "context"])
@for_each("odd", ODD)
def test_no_member_of_a_name_to_resolve_takes_anything_odd(client: Client, member: str, odd: Any) -> None:
    answer = client.post("/v1/resolve", {"names": [{"name": "DeepSeek", member: odd}]})
    if member == "context" and odd == {}:
        assert answer.status == 200
    else:
        assert all(pointer.startswith(f"/names/0/{member}") for pointer in answer.pointers)


MISSING: list[tuple[str, dict[str, Any], str]] = [
    ("/v1/facts", {"facts": [{k: v for k, v in a_fact().items() if k != "entity"}]}, "/facts/0/entity"),
    ("/v1/facts", {"facts": [{k: v for k, v in a_fact().items() if k != "property"}]}, "/facts/0/property"),
    ("/v1/facts", {"facts": [{k: v for k, v in a_fact().items() if k != "value"}]}, "/facts/0/value"),
    ("/v1/facts", {"facts": [a_fact(property=None)]}, "/facts/0/property"),
    ("/v1/facts", {"facts": [a_fact(property_name="remarks", value={"text": "x"})]}, "/facts/0/value/language"),
    ("/v1/facts", {}, "/facts"),
    ("/v1/companies", {k: v for k, v in a_company("new").items() if k != "slug"}, "/slug"),
    ("/v1/companies", {k: v for k, v in a_company("new").items() if k != "name"}, "/name"),
    ("/v1/companies", a_company("new", country={"evidence": EVIDENCE}), "/country/value"),
    ("/v1/companies", a_company("new", officers=[{"role": "ceo"}]), "/officers/0/value"),
    ("/v1/companies", a_company("new", officers=[{"value": "person/x"}]), "/officers/0/role"),
    ("/v1/events", {k: v for k, v in an_event("new").items() if k != "type"}, "/type"),
    ("/v1/events", {k: v for k, v in an_event("new").items() if k != "date"}, "/date"),
    ("/v1/facts/{fact}/rank", {"rank": "preferred"}, "/reason"),
    ("/v1/facts/{fact}/rank", {"rank": "deprecated", "reason": None}, "/reason"),
    ("/v1/facts/{fact}/rank", {"reason": "x"}, "/rank"),
    ("/v1/facts/{fact}/retraction", {}, "/reason"),
    ("/v1/facts/{fact}/reinstatement", {}, "/reason"),
    (f"{COMPANY}/merge", {}, "/into"),
    (f"{COMPANY}/retirement", {}, "/reason"),
    (f"{COMPANY}/retirement/reversal", {}, "/reason"),
    (f"{COMPANY}/merge/reversal", {}, "/reason"),
    ("/v1/entities/get", {}, "/refs"),
    ("/v1/resolve", {}, "/names"),
    ("/v1/resolve", {"names": [{}]}, "/names/0/name"),
    ("/v1/keys", {}, "/scopes"),
]


@pytest.mark.parametrize(("url", "body", "pointer"), MISSING)
def test_a_missing_member_is_reported_at_its_own_pointer(
    filled: Client, url: str, body: dict[str, Any], pointer: str
) -> None:
    answer = filled.post(url.format(fact=quote(fact_ids(filled, COMPANY)[0])), body, If_Match="*")

    assert answer.status == 422, answer.text
    assert answer.pointers.get(pointer) == "missing_field", answer.text
    assert "" not in answer.pointers


def test_a_new_entity_whose_only_name_has_ended_is_refused_for_lack_of_a_name(client: Client) -> None:
    answer = client.post("/v1/companies", a_company("new") | {"name": {"value": "New", "valid": "../2020"}})

    assert (answer.status, answer.pointers) == (422, {"/name": "missing_field"})


def test_writing_to_an_entity_whose_only_name_is_over_is_refused_as_the_contract_says(
    client: Client, clock: Clock
) -> None:
    client.create("companies", a_company("new") | {"name": {"value": "New", "valid": "2010/2026-12"}})
    client.create("companies", a_company("old") | {"name": {"value": "Old"}})
    clock.advance(days=60)
    patched = client.patch("/v1/companies/new", {"country": "CN", "evidence": EVIDENCE})
    recorded = client.post("/v1/facts", {"facts": [a_fact("company/new")]})
    outcome = client.post("/v1/facts?atomic=false", {"facts": [a_fact("company/new")]}).json["outcomes"][0]["problem"]

    assert (patched.status, patched.json["code"]) == (409, "not_allowed_now")
    assert (recorded.status, recorded.json["code"]) == (409, "not_allowed_now")
    assert outcome["code"] == "not_allowed_now"
    assert client.patch("/v1/companies/new", {"name": "Newer", "evidence": EVIDENCE}).status == 200


def test_a_media_type_is_repeated_briefly(client: Client) -> None:
    answer = client.send("POST", "/v1/companies", body="{}", key=client.key, headers={"Content-Type": "x" * 9_000})

    assert (answer.status, len(answer.json["detail"]) < 300) == (415, True)


@pytest.mark.parametrize(("reason", "code"), [("\x1f", "bad_text"), ("\u200b\u00a0", "empty")])
def test_a_reason_that_nobody_sees_is_refused(filled: Client, reason: str, code: str) -> None:
    answer = filled.post(f"{COMPANY}/retirement", {"reason": reason}, If_Match="*")

    assert (answer.status, answer.pointers) == (422, {"/reason": code})
