"""The examples of the problem pages have the texts that the service sends today."""

import re
from dataclasses import replace

import pytest

from chalicelib.api.http import pipeline
from chalicelib.api.http.response.problem_catalog import EXPLANATIONS
from chalicelib.api.http.response.problems import STATUS
from chalicelib.local.gateway import connection, head, server
from chalicelib.store.engines import dynamo_errors, sqlite_errors
from tests.api.conftest import EVIDENCE, WRITER, Answer, Client, a_company, fact_ids
from tests.api.provoked import CASES, COMPANY, Provoke
from tests.operations.faulty import Colliding

JSON = "application/json"
# Values that differ from one request to the next: times, fact ids, refs, numbers and the words of the caller.
VARIABLE = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+Z|[a-z]+~[\w~.-]*\w|(?:company|source)/[\w-]+|\d[\d,]*(?<!,)|'[^']*'|\"[^\"]*\""
)


def without_values(detail: str) -> str:
    return VARIABLE.sub("<value>", detail)


def _retracted_twice(client: Client) -> Answer:
    client.create("companies", a_company(country="CN"))
    fact = next(each for each in fact_ids(client, COMPANY) if "~country~" in each)
    return [client.post(f"/v1/facts/{fact}/retraction", {"reason": "A misreading."}) for _ in range(2)][-1]


def _busy(client: Client) -> Answer:
    client.create("companies", a_company())
    pipeline.set_world(replace(client.world, table=Colliding(client.world.table)))
    return client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE})


def _case(name: str) -> Provoke:
    return CASES[name][1]


PROVOKED: dict[str, Provoke] = {
    "invalid": lambda c: c.post("/v1/companies", a_company(country="Korea")),
    "too_many_actions": _case("too much for one transaction"),
    "too_many_facts": _case("more facts than a slot keeps"),
    "oversized": _case("more than one item holds"),
    "not_set_up": _case("a webhook without a key that encrypts"),
    "too_many_followers": _case("a watch too many"),
    "not_found": _case("an unknown slug"),
    "duplicate": _case("a slug that is taken"),
    "possible_duplicate": _case("a name that is on record"),
    "retracted": _case("a retracted fact sent again"),
    "erased": _case("an erased fact sent again"),
    "already_erased": _case("erasing a fact twice"),
    "not_allowed_now": _retracted_twice,
    "gone": _case("a retired entity"),
    "erased_entity": _case("an erased entity"),
    "not_retired": _case("reversing a retirement that is none"),
    "not_merged": _case("reversing a merge that is none"),
    "survivor_ended": _case("reversing a merge whose survivor ended"),
    "beyond_head": _case("a number beyond the newest change"),
    "merged": _case("a merged entity"),
    "stale": _case("a stale If-Match"),
    "precondition_required": _case("retiring what nobody says to have seen"),
    "busy": _busy,
    "ahead_of_clock": _case("an entity that lies ahead of the clock"),
    "idempotency_key_reused": _case("an idempotency key of another request"),
    "newer_export": _case("a page of a newer export"),
    "digest_mismatch": _case("a page with another digest"),
    "manifest_mismatch": _case("an export that ends too early"),
    "table_not_empty": _case("an export for a table that is not empty"),
    "import_out_of_order": _case("a page that is not the next one"),
    "in_progress": _case("a request that is being carried out"),
    "unauthenticated": _case("no key"),
    "forbidden": _case("a key that may only read"),
    "foreign_origin": _case("a page of another site"),
    "rate_limited": _case("a key that has used up its minute"),
    "bad_parameter": _case("an unknown parameter"),
    "bad_cursor": _case("a cursor that is none"),
    "bad_json": lambda c: c.send(
        "POST", "/v1/companies", body='{"slug": "deepseek" "name": 1}', key=WRITER, headers={"Content-Type": JSON}
    ),
    "unsupported_media_type": _case("another media type"),
    "not_acceptable": lambda c: c.get(COMPANY, Accept="image/png"),
    "too_large": _case("a body over 1 MB"),
    "uri_too_long": _case("an over-long query"),
    "method_not_allowed": _case("a method that the path has not"),
    "bad_request": _case("a header sent twice"),
    "headers_too_large": _case("a header that is too long"),
}


@pytest.mark.parametrize("code", PROVOKED)
def test_an_example_has_the_text_of_a_provoked_refusal(client: Client, code: str) -> None:
    answer = PROVOKED[code](client)
    assert answer.json["code"] == code
    example = EXPLANATIONS[code].example
    assert without_values(example.detail) == without_values(answer.json["detail"])
    assert example.context.keys() <= answer.json.keys()


# Refusals that no request to the application provokes, with the texts that their sources send.
UNPROVOKED = {
    "unavailable": dynamo_errors.NO_ACCESS,
    "storage_full": sqlite_errors.FULL,
    "internal": pipeline.INTERNAL,
    "no_answer": server.NO_ANSWER,
    "request_timeout": connection.TIMED_OUT.format(seconds=30),
    "unsupported_transfer_coding": head.UNSUPPORTED_CODING,
    "unsupported_http_version": head.UNSUPPORTED_VERSION,
}


@pytest.mark.parametrize("code", UNPROVOKED)
def test_an_example_has_the_text_of_its_source(code: str) -> None:
    assert EXPLANATIONS[code].example.detail == UNPROVOKED[code]


def test_every_example_is_compared() -> None:
    assert PROVOKED.keys() | UNPROVOKED.keys() == STATUS.keys()
