"""Whole requests over a wire that fails: at each call of each verb, every fault, below the SDK and its three tries."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ReadTimeoutError,
    TokenRetrievalError,
)
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.api.http import pipeline
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.engines.clients.sdk import connect
from chalicelib.store.engines.dynamo import DynamoTable
from tests.api.conftest import (
    EVIDENCE,
    READER,
    Answer,
    Client,
    Quick,
    a_company,
    a_fact,
    an_event,
    fact_ids,
)
from tests.conftest import REGION, TABLE_NAME, Calls, Clock, is_thorough
from tests.engines.chosen import CHOSEN, MINISTACK
from tests.lean_wire import LeanWire
from tests.operations.builders import assert_whole
from tests.wire import Answered, Fault, Outcome, Wire, cancelled, error

COMPANY, LOSER = "/v1/companies/deepseek", "/v1/companies/deep-seek"
ENTITIES = ("source/report", "company/deepseek", "company/deep-seek", "company/rival", "event/launch")
URL = "https://dynamodb.example"
HTML = "<html><title>503 überlastet</title></html>".encode("latin-1")

FAILED: dict[str, Outcome] = {
    "503 without a body": Answered(503),
    "504 with a page": Answered(504, HTML),
    "500 in JSON": error("InternalServerError", 500),
    "503 with JSON that is no object": Answered(503, b"[1]"),
    "502 with JSON of another shape": Answered(502, b'{"__type": 5, "message": null}'),
    "408 without a body": Answered(408),
    "200 with a page": Answered(200, HTML),
    "200 with half of it": Answered(200, b'{"Item": {"pk"'),
    "a read timeout": lambda: ReadTimeoutError(endpoint_url=URL),
    "a closed connection": lambda: ConnectionClosedError(endpoint_url=URL),
}
NEVER_SENT: dict[str, Outcome] = {
    "a connect timeout": lambda: ConnectTimeoutError(endpoint_url=URL),
    "a refused connection": lambda: EndpointConnectionError(endpoint_url=URL),
}
THROTTLED: dict[str, Outcome] = {
    "throttled": error("ProvisionedThroughputExceededException"),
    "429 without JSON": Answered(429, b"slow down"),
    "throttled by the account": error("RequestLimitExceeded"),
}
OPERATORS: dict[str, Outcome] = {
    "an expired token": error("ExpiredTokenException"),
    "an unknown key": error("UnrecognizedClientException"),
    "a token to be refreshed": error("TokenRefreshRequired"),
    "a wrong signature": error("InvalidSignatureException"),
    "no right": error("AccessDeniedException"),
    "403 with a page": Answered(403, HTML),
    "no such table": error("ResourceNotFoundException"),
    "an unknown operation": error("UnknownOperationException"),
}
CANCELLED: dict[str, Outcome] = {
    "a conflict": cancelled("None", "TransactionConflict"),
    "a duplicate": cancelled("DuplicateItem"),
    "throttled in part": cancelled("None", "ThrottlingError"),
    "no reason": cancelled("None", "None"),
    "no list of reasons": error("TransactionCanceledException"),
    "reasons without codes": error("TransactionCanceledException", CancellationReasons=[{}]),
    "too large": cancelled("None", "ValidationError"),
    "no right to one": cancelled("AccessDenied"),
    "another's token": error("IdempotentParameterMismatchException"),
    "in progress": error("TransactionInProgressException"),
}
UNSIGNED: dict[str, Callable[[], Exception]] = {
    "none": NoCredentialsError,
    "half of them": lambda: PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"),
    "not fetched": lambda: CredentialRetrievalError(provider="process", error_msg="gone"),
    "a token not fetched": lambda: TokenRetrievalError(provider="sso", error_msg="gone"),
}

Ask = Callable[[Client, Mapping[str, str]], Answer]  # with headers, among them the idempotency key

FACTS = [a_fact("company/deepseek", "founded", "2023-07"), a_fact("company/deep-seek", "founded", "2023")]
RANK = {"rank": "preferred", "reason": "The best."}

WRITES: dict[str, Ask] = {
    "create": lambda c, h: c.post("/v1/companies", a_company("rival", competes_with=["company/deepseek"]), **h),
    "patch": lambda c, h: c.patch(COMPANY, {"founded": "2023-07", "evidence": EVIDENCE}, **h),
    "record": lambda c, h: c.post("/v1/facts", {"facts": FACTS}, **h),
    "record apart": lambda c, h: c.post("/v1/facts?atomic=false", {"facts": FACTS}, **h),
    "revise": lambda c, h: c.post(
        f"/v1/facts/{a_known(c, 'website')}/evidence", {"evidence": {"via": "X"}, "reason": "Left out."}, **h
    ),
    "retract": lambda c, h: c.post(f"/v1/facts/{a_known(c, 'website')}/retraction", {"reason": "Misread."}, **h),
    "reinstate": lambda c, h: c.post(f"/v1/facts/{a_known(c, 'country')}/reinstatement", {"reason": "It is so."}, **h),
    "rank": lambda c, h: c.post(f"/v1/facts/{a_known(c, 'website')}/rank", RANK, **h),
    "retire": lambda c, h: c.post(f"{LOSER}/retirement", {"reason": "No company."}, If_Match="*", **h),
    "merge": lambda c, h: c.post(f"{LOSER}/merge", {"into": "company/deepseek", "reason": "One."}, If_Match="*", **h),
    "make a key": lambda c, h: c.post("/v1/keys", {"name": "new", "scopes": ["read"]}, **h),
    "replace a key": lambda c, h: c.post(f"/v1/keys/{a_key(c)}/rotation", {}, **h),
    "revoke a key": lambda c, h: c.post(f"/v1/keys/{a_key(c)}/revocation", **h),
}
READS = (
    COMPANY,
    f"{COMPANY}?include=facts",
    "/v1/companies",
    "/v1/companies?country=CN",
    f"{COMPANY}/facts",
    f"{COMPANY}/history",
    f"{COMPANY}/timeline",
    f"{COMPANY}/conflicts",
    "/v1/facts?source=source/report",
    "/v1/conflicts",
    "/v1/changes",
    "/v1/stats",
    "/v1/search?q=deepsek",
    "/v1/autocomplete?q=deep",
    "/v1/lookup?scheme=lei&value=529900T8BM49AURSDO55",
    "/v1/compare?refs=company/deepseek,company/deep-seek",
    "/v1/entities/get",
    "/v1/resolve",
    "/v1/duplicates",
    "/v1/me",
    "/v1/keys",
    "/readyz",
)
ASKED = {
    "/v1/entities/get": {"refs": list(ENTITIES)},
    "/v1/resolve": {"names": [{"name": "Deepseek"}]},
    "/v1/duplicates": {"kind": "company", "name": "Deepseek"},
}
SETTLED = (200, 201)
COMMITS = ("TransactWriteItems", "PutItem", "DeleteItem")


def a_known(client: Client, name: str) -> str:
    """Return the id of the fact that a verb decides on."""
    return next(each for each in KNOWN["facts"] if f"~{name}~" in each)


def a_key(client: Client) -> str:
    """Return the id of the key that a verb acts on."""
    return KNOWN["key"][0]


KNOWN: dict[str, list[str]] = {}


@dataclass(frozen=True)
class Stage:
    """A client on a wire, and a way back to where everything began."""

    client: Quick
    wire: Wire | LeanWire
    before: Any

    def reset(self, at: int = 0, fault: Fault | None = None) -> None:
        """Put the table back, clear what the process remembers, and let a fault hit the call of this number."""
        items = _items()
        items.clear()
        items.update({pk: dict(rows) for pk, rows in self.before.items()})
        pipeline.set_world(self.client.world)
        self.wire.begin(at, fault)

    def written(self) -> Counter[str]:
        """Count the rows of entities by key, the decisions on facts, and the API keys."""
        found: Counter[str] = Counter()
        for item in (each.to_json()["Attributes"] for rows in _items().values() for each in rows.values()):
            pk, sk = item["pk"]["S"], item["sk"]["S"]
            if pk.startswith("E#"):
                found[f"{pk} {'D#' if sk.startswith('D#') else sk}"] += 1
                found[f"{pk} decided"] += item["body"]["S"].count('"verdict"') if sk.startswith("F#") else 0
            found["keys"] += pk == keys.api_keys()
        return found


def _items() -> Any:
    return dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables[TABLE_NAME].items


@pytest.fixture(scope="module", params=["botocore", "lean"])
def wire(request: pytest.FixtureRequest, dynamodb: Any) -> Wire | LeanWire:
    """A separate client, on a wire that can fail."""
    if CHOSEN == MINISTACK:
        pytest.skip("the wire fails where moto answers, and MiniStack answers behind it")
    return Wire(connect(region=REGION)) if request.param == "botocore" else LeanWire(region=REGION)


@pytest.fixture
def stage(client: Client, wire: Wire | LeanWire, clock: Clock) -> Stage:
    """Two companies that may be one, an event about both, and a client on a wire."""
    more = {"website": "https://deepseek.com/", "country": "CN"}
    client.create("companies", a_company(**more))
    client.create("companies", a_company("deep-seek", aliases=["Hangzhou DeepSeek"]))
    client.create("events", an_event(participants=[{"value": "company/deep-seek", "role": "developer"}]))
    KNOWN["facts"] = list(fact_ids(client, COMPANY))
    assert client.post(f"/v1/facts/{a_known(client, 'country')}/retraction", {"reason": "Misread."}).status == 200
    KNOWN["key"] = [client.post("/v1/keys", {"name": "a key", "scopes": ["read"]}).json["id"]]
    tokens = count()
    table = DynamoTable(wire.client, TABLE_NAME, pause=lambda _seconds: None)
    world = World(table, clock, lambda: f"wire{next(tokens)}", lambda _seconds: None, client.world.cursor_secret)
    # moto changes the counters of requests in place, so that they cannot be put back; leave them out.
    before = {pk: dict(rows) for pk, rows in _items().items() if not pk.value.startswith("Q#")}
    return Stage(Quick(world), wire, before)


def faults_of(operation: str, *, seed: int) -> list[tuple[str, Fault]]:
    """Return what can happen to a call, at all tries of the SDK or at its first; a write may have landed.

    In the gate some of it at each call, by turns, and all of it over all verbs; thoroughly, all at each call.
    """
    every = [(name, Fault(what)) for name, what in {**FAILED, **NEVER_SENT, **THROTTLED, **OPERATORS}.items()]
    every.append(("one timeout", Fault(FAILED["a read timeout"], tries=1)))
    if operation in COMMITS:
        every += [(name, Fault(what)) for name, what in CANCELLED.items() if operation == "TransactWriteItems"]
        done = [(name, what, tries) for name, what in FAILED.items() for tries in (1, 3)]
        every += [(f"{name} {n} times, though it was done", Fault(what, lands=True, tries=n)) for name, what, n in done]
    step = 1 if is_thorough() else 8 if operation in COMMITS else 16
    return every[seed % step :: step]


@pytest.mark.parametrize("name", WRITES)
def test_a_write_over_a_failing_wire_is_done_once_or_can_be_sent_again(stage: Stage, name: str) -> None:
    stage.reset()
    well = WRITES[name](stage.client, key_of("well"))
    assert well.status in SETTLED, well.text
    operations, done = list(stage.wire.calls), stage.written()

    for at, operation in enumerate(operations, 1):
        for what, fault in faults_of(operation, seed=at + list(WRITES).index(name)):
            stage.reset(at, fault)
            answer = WRITES[name](stage.client, key_of("faulty"))
            report = f"{name}, call {at} ({operation}): {what}: {answer.status} {answer.text[:300]}"
            assert stage.wire.hits, report
            if answer.status != well.status or '"problem"' in answer.text:
                assert answer.status in allowed(answer, well, what), report
                assert_cure_is_said(answer, what)
                stage.wire.begin(0, None)
                answer = WRITES[name](stage.client, key_of("faulty"))
            assert answer.status == well.status, report
            # A write that is too large for one transaction is done in two, with one more revision.
            assert stage.written() == done or (what == "too large" and done < stage.written()), report
        stage.wire.begin(0, None)
        assert_whole(stage.client.world, *ENTITIES)


def key_of(name: str) -> dict[str, str]:
    return {"Idempotency_Key": f"the-key-of-{name}"}


def allowed(answer: Answer, well: Answer, what: str) -> tuple[int, ...]:
    """Return the statuses of a refusal. Where each entity is written by itself, some may be written already."""
    refusals = [each.get("problem") for each in answer.json.get("outcomes", [])]
    if answer.status == 409:  # the receipt was there already, as when the same request comes twice
        assert (what, answer.json["code"]) == ("a duplicate", "in_progress")
        return (409,)
    return (422,) if what == "too large" and not refusals else (well.status,) if any(refusals) else (503,)


def assert_cure_is_said(answer: Answer, what: str) -> None:
    if answer.status == 503:
        is_operators = what in (*OPERATORS, "no right to one")
        expected = ("unavailable", "60") if is_operators else ("busy", "1")
        assert (answer.json["code"], answer.headers["retry-after"]) == expected, what
        assert "dynamodb" not in answer.text.lower()


@pytest.mark.parametrize("url", READS)
def test_a_read_over_a_failing_wire_is_right_or_503(stage: Stage, url: str) -> None:
    stage.reset()
    well = ask(stage, url)
    assert well.status == 200, well.text
    steady = {name: value for name, value in well.json.items() if name != "meta"}

    for at, operation in enumerate(stage.wire.calls, 1):
        for what, fault in faults_of(operation, seed=at + READS.index(url)):
            stage.reset(at, fault)
            answer = ask(stage, url)
            report = f"{url}, call {at} ({operation}): {what}: {answer.status} {answer.text[:300]}"
            assert answer.status in (200, 503), report
            assert_cure_is_said(answer, what)
            if answer.status == 200 and url not in ("/v1/keys", "/v1/me", "/v1/stats", "/v1/changes"):
                assert {name: value for name, value in answer.json.items() if name != "meta"} == steady, report


def ask(stage: Stage, url: str) -> Answer:
    key = READER if url == "/v1/me" else None
    return stage.client.post(url, ASKED[url]) if url in ASKED else stage.client.get(url, key=key or "key-of-the-admin")


@pytest.mark.parametrize("why", UNSIGNED)
def test_without_credentials_the_service_is_unavailable_and_the_log_says_why(
    stage: Stage, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    reads: list[Ask] = [lambda c, _: c.get(COMPANY), lambda c, _: c.get("/readyz")]
    for ask_one in (*WRITES.values(), *reads):
        for at in (1, 2, 3, 4):
            stage.reset()
            with stage.wire.signing_fails(UNSIGNED[why], at=at):
                answer = ask_one(stage.client, key_of("unsigned"))
            if answer.status not in SETTLED:
                assert (answer.status, answer.json["code"]) == (503, "unavailable"), answer.text
                assert f"DynamoDB cannot be used: {type(UNSIGNED[why]()).__name__}" in capsys.readouterr().out


def test_keys_that_were_left_over_without_any_answer_are_asked_for_again(stage: Stage, calls: Calls) -> None:
    both = "/v1/compare?refs=company/deepseek,company/deep-seek"
    stage.reset()
    well = stage.client.post("/v1/entities/get", ASKED["/v1/entities/get"])
    at = stage.wire.calls.index("BatchGetItem") + 1
    left = {TABLE_NAME: {"Keys": [{"pk": {"S": f"E#{ref}"}, "sk": {"S": "@"}} for ref in ENTITIES]}}
    body = str({"UnprocessedKeys": left}).replace("'", '"').encode()

    stage.reset(at, Fault(Answered(200, body), tries=1))
    answer = stage.client.post("/v1/entities/get", ASKED["/v1/entities/get"])

    assert (answer.status, answer.json) == (200, well.json)
    assert stage.client.get(both).status == 200
