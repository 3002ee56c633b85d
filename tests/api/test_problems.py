"""Every way to fail, provoked over HTTP: one error shape, whoever refuses."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError

from chalicelib.api.openapi.problems import CODES
from chalicelib.api.problems import STATUS
from tests.api.conftest import EVIDENCE, READER, WRITER, Answer, Client, a_company, a_fact, fact_ids

COMPANY = "/v1/companies/deepseek"
Provoke = Callable[[Client], Answer]


def _a_retracted_fact(client: Client) -> str:
    client.create("companies", a_company(country="CN"))
    found = next(each for each in fact_ids(client, COMPANY) if "~country~" in each)
    assert client.post(f"/v1/facts/{found}/retraction", {"reason": "A misreading."}).status == 200
    return found


def _duplicate(client: Client) -> Answer:
    client.create("companies", a_company())
    return client.post("/v1/companies", a_company())


def _retracted(client: Client) -> Answer:
    _a_retracted_fact(client)
    return client.post("/v1/facts", {"facts": [a_fact()]})


def _not_allowed_now(client: Client) -> Answer:
    return client.post(f"/v1/facts/{_a_retracted_fact(client)}/rank", {"rank": "preferred", "reason": "Better."})


def _gone(client: Client) -> Answer:
    client.create("companies", a_company())
    assert client.post(f"{COMPANY}/retirement", {"reason": "Entered by mistake."}).status == 200
    return client.get(COMPANY)


def _merged(client: Client) -> Answer:
    client.create("companies", a_company())
    client.create("companies", a_company("deep-seek"))
    merge = client.post("/v1/companies/deep-seek/merge", {"into": "company/deepseek", "reason": "The same."})
    assert merge.status == 200, merge.text
    return client.get("/v1/companies/deep-seek")


def _stale(client: Client) -> Answer:
    client.create("companies", a_company())
    return client.patch(COMPANY, a_company_patch(), If_Match='"r2-0123456789abcdef"')


def a_company_patch() -> dict[str, Any]:
    return {"country": "CN", "evidence": EVIDENCE}


def _too_many_actions(client: Client) -> Answer:
    client.create("companies", a_company())
    names = [a_fact(property_name="aliases", value=f"Name number {number}") for number in range(100)]
    return client.post("/v1/facts", {"facts": names})


def _oversized(client: Client) -> Answer:
    """Add remarks of 6 KB, 30 at a time, to one wide property."""
    client.create("companies", a_company())

    def remark(batch: int) -> Answer:
        texts = [f"{batch} {number} {'大' * 1900}" for number in range(30)]
        remarks = [{"value": {"text": text, "language": "zh"}} for text in texts]
        return client.patch(COMPANY, {"remarks": remarks, "evidence": EVIDENCE})

    return [remark(batch) for batch in range(3)][-1]


def _bad_cursor(client: Client) -> Answer:
    return client.get("/v1/companies?cursor=eyJhIjoxfQ")


def _raw(client: Client, body: str | bytes, *, media: str = "application/json") -> Answer:
    return client.send("POST", "/v1/companies", body=body, key=WRITER, headers={"Content-Type": media})


CASES: dict[str, tuple[str, Provoke]] = {
    "a body that is not JSON": ("bad_json", lambda c: _raw(c, "{")),
    "an empty body": ("bad_json", lambda c: _raw(c, "")),
    "a body that is not UTF-8": ("bad_json", lambda c: _raw(c, b'{"slug": "\xff"}')),
    "NaN": ("bad_json", lambda c: _raw(c, '{"slug": NaN}')),
    "Infinity": ("bad_json", lambda c: _raw(c, '{"slug": -Infinity}')),
    "a member that stands twice": ("bad_json", lambda c: _raw(c, '{"slug": "a", "slug": "b"}')),
    "a body 33 levels deep": ("bad_json", lambda c: _raw(c, '{"slug": ' + "[" * 32 + "]" * 32 + "}")),
    "a body 100,000 levels deep": ("bad_json", lambda c: _raw(c, "[" * 100_000)),
    "a number of 5,000 digits": ("bad_json", lambda c: _raw(c, '{"slug": ' + "9" * 5000 + "}")),
    "a lone surrogate that is not escaped": ("bad_json", lambda c: _raw(c, '{"slug": "\ud800"}')),
    "a list for a body": ("invalid", lambda c: _raw(c, "[]")),
    "a body over 1 MB": ("too_large", lambda c: _raw(c, '{"slug": "' + "a" * 1_000_000 + '"}')),
    "another media type": ("unsupported_media_type", lambda c: _raw(c, "<a/>", media="application/xml")),
    "another charset": (
        "unsupported_media_type",
        lambda c: _raw(c, "{}", media="application/json; charset=latin1"),
    ),
    "an unknown property": ("invalid", lambda c: c.post("/v1/companies", a_company(cuntry="CN"))),
    "a source that does not exist": (
        "invalid",
        lambda c: c.post("/v1/companies", a_company(evidence={"source": "source/none", "basis": "opinion"})),
    ),
    "an escaped lone surrogate": ("invalid", lambda c: c.post("/v1/companies", a_company(name="\ud800"))),
    "NUL": ("invalid", lambda c: c.post("/v1/companies", a_company(name="a\0b"))),
    "a member of a lone surrogate": (
        "invalid",
        lambda c: c.post("/v1/companies", a_company(**{"\ud800": 1})),
    ),
    "a slug with a slash": ("invalid", lambda c: c.post("/v1/companies", a_company("a/b"))),
    "a fact of no entity": ("invalid", lambda c: c.post("/v1/facts", {"facts": [a_fact("company/nobody")]})),
    "no facts": ("invalid", lambda c: c.post("/v1/facts", {"facts": []})),
    "101 facts": ("invalid", lambda c: c.post("/v1/facts", {"facts": [a_fact()] * 101})),
    "too much for one transaction": ("too_many_actions", _too_many_actions),
    "more than one item holds": ("oversized", _oversized),
    "no key": ("unauthenticated", lambda c: c.post("/v1/companies", a_company(), key=None)),
    "an unknown key": ("unauthenticated", lambda c: c.post("/v1/companies", a_company(), key="guessed")),
    "another scheme": (
        "unauthenticated",
        lambda c: c.send("GET", "/v1/keys", headers={"Authorization": "Basic YTpi"}),
    ),
    "a key that may only read": ("forbidden", lambda c: c.post("/v1/companies", a_company(), key=READER)),
    "a key that may only write": ("forbidden", lambda c: c.get("/v1/keys", key=WRITER)),
    "an unknown plural": ("not_found", lambda c: c.get("/v1/firms")),
    "an unknown slug": ("not_found", lambda c: c.get("/v1/companies/nobody")),
    "what is no slug": ("not_found", lambda c: c.get("/v1/companies/%F0%9F%98%80")),
    "an unknown fact": ("not_found", lambda c: c.get("/v1/facts/company~nobody~name~0")),
    "what is no fact id": ("not_found", lambda c: c.get("/v1/facts/nothing")),
    "an unknown key id": ("not_found", lambda c: c.post("/v1/keys/key_0000000000/revocation")),
    "a path that is none": ("not_found", lambda c: c.get("/v2/companies")),
    "a method that the path has not": ("method_not_allowed", lambda c: c.send("DELETE", COMPANY, key=WRITER)),
    "an unknown parameter": ("bad_parameter", lambda c: c.get("/v1/companies?limt=3")),
    "a repeated parameter": ("bad_parameter", lambda c: c.get("/v1/companies?limit=3&limit=4")),
    "limit 0": ("bad_parameter", lambda c: c.get("/v1/companies?limit=0")),
    "limit 101": ("bad_parameter", lambda c: c.get("/v1/companies?limit=101")),
    "limit abc": ("bad_parameter", lambda c: c.get("/v1/companies?limit=abc")),
    "limit in other digits": ("bad_parameter", lambda c: c.get("/v1/companies?limit=%D9%A3")),
    "a moment that is none": ("bad_parameter", lambda c: c.get(f"{COMPANY}?known_at=yesterday")),
    "a moment to come": ("bad_parameter", lambda c: c.get(f"{COMPANY}?known_at=2030-01-01")),
    "an unknown property to list": (
        "bad_parameter",
        lambda c: c.get("/v1/sources/report/facts?property=titel"),
    ),
    "a malformed If-Match": ("bad_parameter", lambda c: c.patch(COMPANY, a_company_patch(), If_Match="r1")),
    "a cursor that is none": ("bad_cursor", _bad_cursor),
    "a slug that is taken": ("duplicate", _duplicate),
    "a retracted fact sent again": ("retracted", _retracted),
    "ranking a retracted fact": ("not_allowed_now", _not_allowed_now),
    "a retired entity": ("gone", _gone),
    "a merged entity": ("merged", _merged),
    "a stale If-Match": ("stale", _stale),
}


@pytest.mark.parametrize(("code", "provoke"), CASES.values(), ids=CASES)
def test_a_refusal_is_a_problem_document(client: Client, code: str, provoke: Provoke) -> None:
    answer = provoke(client)
    assert answer.json["code"] == code
    _is_a_problem(answer)


def _is_a_problem(answer: Answer) -> None:
    problem = answer.json
    assert {"type", "title", "status", "detail", "instance", "code", "request_id"} <= problem.keys()
    assert answer.status == problem["status"] == STATUS[problem["code"]]
    assert problem["type"] == f"/stage/problems/{problem['code']}"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-request-id"] == problem["request_id"]


def test_a_throttled_table_is_503_with_retry_after(client: Client, throttled: None) -> None:
    for answer in (client.get("/readyz"), client.get(COMPANY), client.post("/v1/facts", {}, key=READER)):
        assert answer.json["code"] == "busy"
        assert answer.headers["retry-after"] == "1"
        _is_a_problem(answer)


def test_a_write_whose_answer_is_lost_five_times_is_503(client: Client, dynamodb: Any) -> None:
    def lose(**_: Any) -> None:
        raise ReadTimeoutError(endpoint_url="https://dynamodb.example")

    client.create("companies", a_company())
    dynamodb.meta.events.register("before-send.dynamodb.TransactWriteItems", lose)
    try:
        answer = client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE})
    finally:
        dynamodb.meta.events.unregister("before-send.dynamodb.TransactWriteItems", lose)
    assert (answer.status, answer.json["code"]) == (503, "busy")
    assert "country" not in client.get(COMPANY).json


@pytest.fixture
def throttled(dynamodb: Any) -> Iterator[None]:
    """A table that answers every call as a throttled one does."""
    error = {"Code": "ProvisionedThroughputExceededException", "Message": "Slow down."}
    parsed = {"Error": error, "ResponseMetadata": {"HTTPStatusCode": 400}}

    def refuse(**_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        return AWSResponse("", 400, HTTPHeaders(), None), parsed

    dynamodb.meta.events.register("before-call.dynamodb", refuse)
    yield
    dynamodb.meta.events.unregister("before-call.dynamodb", refuse)


def test_a_poisoned_row_is_500_and_says_nothing_of_the_cause(client: Client, dynamodb: Any) -> None:
    client.create("companies", a_company())
    for item in dynamodb.scan(TableName="aifacts-test")["Items"]:
        if item["pk"]["S"] == "E#company/deepseek":
            dynamodb.put_item(TableName="aifacts-test", Item={**item, "body": {"S": "{poison"}})
    answer = client.get(COMPANY)
    assert answer.json["code"] == "internal"
    assert "poison" not in answer.text
    assert "Traceback" not in answer.text
    _is_a_problem(answer)


def test_every_code_is_mapped_and_provoked() -> None:
    provoked = {code for code, _ in CASES.values()} | {"busy", "internal"}
    assert provoked == CODES.keys() == STATUS.keys()


def test_all_faults_of_a_body_come_at_once_with_their_pointers(client: Client) -> None:
    answer = client.post("/v1/companies", a_company(cuntry="CN", country="Germany", founded="soon"))
    assert answer.pointers.keys() == {"/cuntry", "/country", "/founded"}
    assert "country" in next(e["detail"] for e in answer.json["errors"] if e["pointer"] == "/cuntry")


def test_all_faults_of_a_query_come_at_once_with_their_names(client: Client) -> None:
    answer = client.get("/v1/companies?limt=3&cursor=%20&order=up")
    assert answer.pointers == {"limt": "unknown_parameter", "cursor": "bad_value", "order": "bad_value"}
    assert "'limit'" in answer.json["detail"]


def test_an_unknown_parameter_is_answered_with_those_there_are(client: Client) -> None:
    assert "limit, cursor, order" in client.get("/v1/companies?x=1").json["detail"]
    assert "takes none" in client.get("/healthz?x=1").json["detail"]


def test_an_unknown_plural_is_answered_with_those_there_are(client: Client) -> None:
    assert "companies, models, events" in client.get("/v1/firms").json["detail"]


def test_401_says_how_and_403_says_which_scope(client: Client) -> None:
    assert client.post("/v1/companies", {}, key=None).headers["www-authenticate"].startswith("Bearer")
    refused = client.post("/v1/companies", {}, key=READER)
    assert refused.json["scope"] == "write"
    assert 'scope="write"' in refused.headers["www-authenticate"]


def test_405_has_a_true_allow(client: Client) -> None:
    assert client.send("DELETE", COMPANY).headers["allow"] == "PATCH, GET, HEAD"
    assert client.send("PUT", "/v1/facts").headers["allow"] == "POST"


def test_415_says_what_would_do(client: Client) -> None:
    posted = client.send("POST", "/v1/companies", body="{}", key=WRITER, headers={"Content-Type": "text/plain"})
    assert posted.headers["accept-post"] == "application/json"
    patched = client.send("PATCH", COMPANY, body="{}", key=WRITER, headers={"Content-Type": "text/plain"})
    assert patched.headers["accept-patch"] == "application/merge-patch+json, application/json"
    assert client.send("POST", "/v1/companies", body="{}", key=WRITER).status == 415


def test_a_duplicate_names_the_entity_there_is(client: Client) -> None:
    assert _duplicate(client).json["ref"] == "company/deepseek"


def test_a_merged_entity_redirects_to_the_same_place_under_the_survivor(client: Client) -> None:
    _merged(client)
    answer = client.get("/v1/companies/deep-seek/facts?property=name")
    assert answer.status == 308
    assert answer.headers["location"] == "/stage/v1/companies/deepseek/facts?property=name"


def test_where_no_redirect_would_do_a_merged_entity_is_a_conflict(client: Client) -> None:
    _merged(client)
    answer = client.post("/v1/facts", {"facts": [a_fact("company/deep-seek")]})
    assert (answer.status, answer.json["code"], answer.json["into"]) == (409, "merged", "company/deepseek")


def test_a_retired_entity_says_why_and_is_still_there_for_an_earlier_moment(client: Client) -> None:
    created = client.create("companies", a_company("openai")).json["created_at"]
    client.post("/v1/companies/openai/retirement", {"reason": "A test."})
    assert client.get("/v1/companies/openai").json["reason"] == "A test."
    assert client.get(f"/v1/companies/openai?known_at={created}").status == 200


def test_a_null_is_refused_with_a_pointer_to_retraction(client: Client) -> None:
    client.create("companies", a_company(country="CN"))
    answer = client.patch(COMPANY, {**a_company_patch(), "country": None})
    assert answer.status == 422
    assert "retract" in answer.json["errors"][0]["detail"]


def test_bodies_of_the_verbs_are_refused_with_all_their_faults(client: Client) -> None:
    fact = "/v1/facts/company~deepseek~name~0"
    assert client.post(f"{fact}/retraction", {"raison": "x"}).pointers == {
        "/reason": "missing_field",
        "/raison": "unknown_field",
    }
    assert client.post(f"{fact}/rank", {"rank": "best"}).pointers.keys() == {"/rank"}
    assert client.post(f"{fact}/rank", {"rank": "preferred"}).status == 422
    assert client.post(f"{fact}/reinstatement", {"reason": "\0"}).pointers.keys() == {"/reason"}
    assert client.post(f"{fact}/retraction", {"reason": "\ud800"}).pointers.keys() == {"/reason"}
    assert client.post("/v1/keys", {"name": "x", "scopes": ["root"]}).pointers.keys() == {"/scopes/0"}
    assert client.post("/v1/keys", {"name": "x", "scopes": ["read", "read"]}).pointers.keys() == {"/scopes"}


def test_a_problem_is_ascii_where_utf_8_cannot_hold_what_was_sent(client: Client) -> None:
    answer = client.post("/v1/companies", a_company(**{"\ud800": 1}))
    assert json.loads(answer.text.encode())["errors"][0]["pointer"] == "/\ud800"
