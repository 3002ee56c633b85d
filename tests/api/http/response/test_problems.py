"""Every way to fail, provoked over HTTP: one error shape for all of them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError

from chalicelib.api.http.response.problem_catalog import CODES
from chalicelib.api.http.response.problems import PROBLEM, STATUS
from chalicelib.api.http.transport_refusals import ANYWHERE
from chalicelib.api.openapi import document
from tests.api.conftest import EVIDENCE, READER, WRITER, Answer, Client, a_company, a_fact
from tests.api.provoked import CASES, COMPANY, Provoke, ahead_of_clock, duplicate, merged
from tests.engines.chosen import CLIENT

# Only gateways answer with these; `tests/local/test_gateway.py` provokes them.
OF_GATEWAYS = {"request_timeout", "unsupported_transfer_coding", "no_answer", "unsupported_http_version"}


in_botocore = pytest.mark.skipif(CLIENT == "lean", reason="the fault is in botocore; test_wire_faults has both clients")


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


@in_botocore
def test_a_throttled_table_is_503_with_retry_after(client: Client, throttled: None) -> None:
    for answer in (client.get("/readyz"), client.get(COMPANY), client.post("/v1/facts", {}, key=READER)):
        assert answer.json["code"] == "busy"
        assert answer.headers["retry-after"] == "1"
        _is_a_problem(answer)


@contextmanager
def _lost_commits(dynamodb: Any) -> Iterator[None]:
    """Lose every answer to a transaction."""

    def lose(**_: Any) -> None:
        raise ReadTimeoutError(endpoint_url="https://dynamodb.example")

    dynamodb.meta.events.register("before-send.dynamodb.TransactWriteItems", lose)
    yield
    dynamodb.meta.events.unregister("before-send.dynamodb.TransactWriteItems", lose)


@in_botocore
def test_a_write_whose_answer_is_lost_five_times_is_503(client: Client, dynamodb: Any) -> None:
    client.create("companies", a_company())
    with _lost_commits(dynamodb):
        answer = client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE})
    assert (answer.status, answer.json["code"]) == (503, "busy")
    assert "country" not in client.get(COMPANY).json


@in_botocore
def test_a_key_whose_making_is_not_confirmed_is_503(client: Client, dynamodb: Any) -> None:
    with _lost_commits(dynamodb):
        answer = client.post("/v1/keys", {"name": "a key", "scopes": ["read"]})
    assert (answer.status, answer.json["code"]) == (503, "busy")


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


def test_a_poisoned_row_is_unavailable_and_named_in_the_log_alone(
    client: Client, dynamodb: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    client.create("companies", a_company())
    for item in dynamodb.scan(TableName="aifacts-test")["Items"]:
        if item["pk"]["S"] == "E#company/deepseek":
            dynamodb.put_item(TableName="aifacts-test", Item={**item, "body": {"S": "{poison"}})
    answer = client.get(COMPANY)
    assert answer.json["code"] == "unavailable"
    assert "poison" not in answer.text
    assert "E#" not in answer.text
    said = capsys.readouterr().out
    assert "The item E#company/deepseek @ does not hold what was written" in said
    assert "poison" not in said
    _is_a_problem(answer)


def test_an_item_of_newer_code_is_500_its_name_is_logged_and_nothing_changes(
    client: Client, dynamodb: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    client.create("companies", a_company())
    (view,) = [i for i in _items(dynamodb) if (i["pk"]["S"], i["sk"]["S"]) == ("E#company/deepseek", "@")]
    dynamodb.put_item(TableName="aifacts-test", Item={**view, "v": {"N": "2"}})
    before = _items(dynamodb)

    read = client.get(COMPANY)

    assert (read.status, read.json["code"]) == (500, "internal")
    assert client.patch(COMPANY, {"country": "FR", "evidence": EVIDENCE}).status == 500
    assert "E#company/deepseek @ has the schema number 2" in capsys.readouterr().out
    assert _items(dynamodb) == before


def _items(dynamodb: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = dynamodb.scan(TableName="aifacts-test")["Items"]
    return items


def test_every_code_is_mapped_and_provoked() -> None:
    provoked = {code for code, _ in CASES.values()} | {"busy", "internal", "unavailable", "storage_full"}
    assert provoked | OF_GATEWAYS == CODES.keys() == STATUS.keys()
    assert not provoked & OF_GATEWAYS


def test_each_code_has_one_status_in_the_contract_but_a_merge_which_redirects_or_conflicts() -> None:
    statuses: dict[str, set[int]] = {}
    for name, answer in document()["components"]["responses"].items():
        for code in answer.get("content", {}).get(PROBLEM, {}).get("examples", {}):
            statuses.setdefault(code, set()).add(int(name.partition("_")[0]))
    assert statuses.pop("merged") == {308, 409}
    other = {"merged", "method_not_allowed"}  # an operation that is there never answers 405
    assert statuses == {code: {status} for code, status in STATUS.items() if code not in other}


def test_every_operation_declares_what_can_meet_any_request() -> None:
    for item in document()["paths"].values():
        for operation in item.values():
            answered = set(operation["responses"])
            assert {str(STATUS[refusal.code]) for refusal in ANYWHERE} <= answered


def test_all_faults_of_a_body_come_together_with_their_pointers(client: Client) -> None:
    answer = client.post("/v1/companies", a_company(cuntry="CN", country="Korea", founded="soon"))
    assert answer.pointers.keys() == {"/cuntry", "/country", "/founded"}
    assert "country" in next(e["detail"] for e in answer.json["errors"] if e["pointer"] == "/cuntry")


def test_all_faults_of_a_query_come_together_with_their_names(client: Client) -> None:
    answer = client.get("/v1/companies?limt=3&cursor=%20&sort=up")
    assert answer.pointers == {"limt": "unknown_parameter", "cursor": "bad_value", "sort": "bad_value"}
    assert "'limit'" in answer.json["detail"]


def test_an_unknown_parameter_is_answered_with_those_there_are(client: Client) -> None:
    assert "limit, cursor, sort" in client.get("/v1/companies?x=1").json["detail"]
    assert "this path has no parameters" in client.get("/healthz?x=1").json["detail"]


def test_an_unknown_plural_is_answered_with_those_there_are(client: Client) -> None:
    assert "companies, models, offerings, events" in client.get("/v1/firms").json["detail"]


def test_401_says_how_and_403_says_which_scope(client: Client) -> None:
    assert client.post("/v1/companies", {}, key=None).headers["www-authenticate"].startswith("Bearer")
    refused = client.post("/v1/companies", {}, key=READER)
    assert refused.json["scope"] == "write"
    assert 'scope="write"' in refused.headers["www-authenticate"]


def test_405_has_a_true_allow(client: Client) -> None:
    assert client.send("DELETE", COMPANY).headers["allow"] == "GET, HEAD, PATCH, OPTIONS"
    assert client.send("PUT", "/v1/facts").headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_415_says_what_would_do(client: Client) -> None:
    posted = client.send("POST", "/v1/companies", body="{}", key=WRITER, headers={"Content-Type": "text/plain"})
    assert posted.headers["accept-post"] == "application/json"
    patched = client.send("PATCH", COMPANY, body="{}", key=WRITER, headers={"Content-Type": "text/plain"})
    assert patched.headers["accept-patch"] == "application/merge-patch+json, application/json"
    assert client.send("POST", "/v1/companies", body="{}", key=WRITER).status == 415


def test_a_duplicate_names_the_entity_there_is(client: Client) -> None:
    assert duplicate(client).json["ref"] == "company/deepseek"


def test_a_merged_entity_redirects_to_the_same_place_under_the_survivor(client: Client) -> None:
    merged(client)
    answer = client.get("/v1/companies/deep-seek/facts?property=name")
    assert answer.status == 308
    assert answer.headers["location"] == "/stage/v1/companies/deepseek/facts?property=name"


def test_where_no_redirect_would_do_a_merged_entity_is_a_conflict(client: Client) -> None:
    merged(client)
    answer = client.post("/v1/facts", {"facts": [a_fact("company/deep-seek")]})
    assert (answer.status, answer.json["code"], answer.json["into"]) == (409, "merged", "company/deepseek")


def test_a_retired_entity_says_why_and_is_still_there_for_an_earlier_moment(client: Client) -> None:
    created = client.create("companies", a_company("openai")).json["created_at"]
    client.post("/v1/companies/openai/retirement", {"reason": "a test"}, If_Match="*")
    problem = client.get("/v1/companies/openai").json
    assert (problem["reason"], problem["detail"].endswith(". Reason: a test")) == ("a test", True)
    assert client.get(f"/v1/companies/openai?known_at={created}").status == 200


def test_a_client_beyond_the_head_of_a_restored_feed_gets_the_newest_number(client: Client) -> None:
    client.create("companies", a_company())
    head = client.get("/v1/changes").json["meta"]["head"]
    assert client.get(f"/v1/changes?after={head}").json["items"] == []
    answer = client.get(f"/v1/changes?after={head + 1}")
    assert (answer.status, answer.json["code"], answer.json["head"]) == (410, "beyond_head", head)
    assert answer.headers["cache-control"] == "no-store"


def test_what_lies_ahead_of_the_clock_is_503_with_the_instant_and_when_to_look_again(client: Client) -> None:
    answer = ahead_of_clock(client)
    assert (answer.status, answer.json["ref"], answer.headers["retry-after"]) == (503, "company/deepseek", "60")
    assert answer.json["updated_at"] == "2027-11-23T10:00:00.000Z"


def test_a_null_is_refused_with_a_pointer_to_retraction(client: Client) -> None:
    client.create("companies", a_company(country="CN"))
    answer = client.patch(COMPANY, {"country": None, "evidence": EVIDENCE})
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


def test_the_instance_of_a_problem_is_as_long_as_the_contract_lets_it_be(client: Client) -> None:
    answer = client.get(f"/v1/facts/{'x' * 9_000}")  # the client holds the answer against the contract
    assert (answer.status, len(answer.json["instance"])) == (404, 4_000)
