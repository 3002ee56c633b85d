"""`Idempotency-Key` over HTTP: every request that writes can be sent twice, and one that only reads anyhow."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from chalicelib.api.http.routing.routes import ROUTES
from tests.api.conftest import EVIDENCE, WRITER, Answer, Client, a_company, a_fact, fact_ids
from tests.api.snapshots import filled_once
from tests.conftest import Clock

COMPANY = "/v1/companies/deepseek"
REASON = {"reason": "Misread."}
KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"


class Sent(NamedTuple):
    """A request: method, path and body."""

    url: str
    body: Any
    method: str = "POST"


HOOK = {"url": "http://127.0.0.1:9/hook", "name": "a newsroom"}  # where nobody listens
Case = Callable[[Client], tuple[Sent, Sent]]


def _country(client: Client) -> str:
    return next(each for each in fact_ids(client, COMPANY) if "~country~" in each)


def _decision(name: str, body: dict[str, Any]) -> Case:
    def made(client: Client) -> tuple[Sent, Sent]:
        url = f"/v1/facts/{_country(client)}/{name}"
        return Sent(url, body), Sent(url, {**body, "reason": "Another reason."})

    return made


def _reinstatement(client: Client) -> tuple[Sent, Sent]:
    assert client.post(f"/v1/facts/{_country(client)}/retraction", REASON).status == 200
    return _decision("reinstatement", REASON)(client)


def _revocation(client: Client) -> tuple[Sent, Sent]:
    made = [client.post("/v1/keys", {"name": name, "scopes": ["read"]}).json["id"] for name in "ab"]
    first, second = [Sent(f"/v1/keys/{each}/revocation", None) for each in made]
    return first, second


def _watch(name: str) -> Sent:
    return Sent("/v1/watches", {"name": name, "used": {"entities": [{"ref": "company/deepseek", "revision": 1}]}})


def _deleting(client: Client, path: str, body: dict[str, Any]) -> tuple[Sent, Sent]:
    first, second = [client.post(path, body).json["id"] for _ in range(2)]
    return Sent(f"{path}/{first}", None, "DELETE"), Sent(f"{path}/{second}", None, "DELETE")


def _changing_a_webhook(client: Client) -> tuple[Sent, Sent]:
    path = f"/v1/webhooks/{client.post('/v1/webhooks', HOOK).json['id']}"
    return Sent(path, {"state": "disabled"}, "PATCH"), Sent(path, {"name": "another"}, "PATCH")


def _pinging(client: Client) -> tuple[Sent, Sent]:
    first, second = [client.post("/v1/webhooks", HOOK).json["id"] for _ in range(2)]
    return Sent(f"/v1/webhooks/{first}/ping", None), Sent(f"/v1/webhooks/{second}/ping", None)


def _new_webhook(_: Client) -> Sent:
    return Sent("/v1/webhooks", HOOK)


def _rotated_webhook(client: Client) -> Sent:
    made = client.post("/v1/webhooks", HOOK).json["id"]
    return Sent(f"/v1/webhooks/{made}/rotation", {"overlap_seconds": 60})


def _new_key(_: Client) -> Sent:
    return Sent("/v1/keys", {"name": "the desk", "scopes": ["read"]})


def _successor(client: Client) -> Sent:
    made = client.post("/v1/keys", {"name": "the desk", "scopes": ["read"]}).json["id"]
    return Sent(f"/v1/keys/{made}/rotation", {"overlap_seconds": 60})


def _patched(country: str) -> Sent:
    return Sent(COMPANY, {"country": country, "evidence": EVIDENCE}, "PATCH")


def _facts(value: str) -> Sent:
    return Sent("/v1/facts", {"facts": [a_fact(value=value)]})


def _merging(reason: str) -> Sent:
    return Sent(f"{COMPANY}/merge", {"into": "company/openai", "reason": reason})


def _undoing(verb: str, body: dict[str, str]) -> Case:
    """Make a case of reversing what a request did before."""

    def case(client: Client) -> tuple[Sent, Sent]:
        assert client.post(f"{COMPANY}/{verb}", body, If_Match="*").status == 200
        path = f"{COMPANY}/{verb}/reversal"
        return Sent(path, {"reason": "No mistake."}), Sent(path, {"reason": "It is right."})

    return case


def _batch(slug: str) -> Sent:
    return Sent("/v1/batch", {"entities": [{"kind": "company", **a_company(slug)}], "facts": [a_fact(value="SG")]})


def _erasing(path: str) -> tuple[Sent, Sent]:
    return Sent(path, {"reason": "Asked for."}), Sent(path, {"reason": "Asked for twice."})


# Each with a request, and another one that differs in its body or path.
WRITES: dict[str, Case] = {
    "create_{kind}": lambda _: (Sent("/v1/companies", a_company("new")), Sent("/v1/companies", a_company("newer"))),
    "update_{kind}": lambda _: (_patched("SG"), _patched("US")),
    "retire_{kind}": lambda _: (
        Sent(f"{COMPANY}/retirement", REASON),
        Sent(f"{COMPANY}/retirement", {"reason": "No."}),
    ),
    "reverse_{kind}_retirement": _undoing("retirement", REASON),
    "reverse_{kind}_merge": _undoing("merge", {"into": "company/openai", **REASON}),
    "merge_{kind}": lambda _: (_merging("The same."), _merging("One company.")),
    "record_facts": lambda _: (_facts("SG"), _facts("US")),
    "retract_fact": _decision("retraction", REASON),
    "reinstate_fact": _reinstatement,
    "rank_fact": _decision("rank", {"rank": "preferred", "reason": "Better."}),
    "revise_evidence": _decision("evidence", {"evidence": {"quote": "China"}, **REASON}),
    "erase_fact": lambda client: _erasing(f"/v1/facts/{_country(client)}/erasure"),
    "erase_{kind}": lambda _: _erasing(f"{COMPANY}/erasure"),
    "write_batch": lambda _: (_batch("new"), _batch("newer")),
    "revoke_key": _revocation,
    "create_watch": lambda _: (_watch("a report"), _watch("another report")),
    "delete_watch": lambda client: _deleting(client, "/v1/watches", _watch("a report").body),
    "update_webhook": _changing_a_webhook,
    "delete_webhook": lambda client: _deleting(client, "/v1/webhooks", HOOK),
    "ping_webhook": _pinging,
}
WITH_SECRETS = {"create_key", "rotate_key", "create_webhook", "rotate_webhook_secret"}
READS: dict[str, Sent] = {
    "resolve_names": Sent("/v1/resolve", {"names": [{"name": "DeepSeek"}]}),
    "get_entities": Sent("/v1/entities/get", {"refs": ["company/deepseek"]}),
    "find_duplicates": Sent("/v1/duplicates", {"kind": "company", "name": "DeepSeek"}),
    "call_mcp": Sent("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "ping"}),
}


@pytest.fixture
@filled_once
def staged(client: Client) -> Client:
    """A client of a service with two companies."""
    client.create("companies", a_company(country="CN"))
    client.create("companies", a_company("openai"))
    return client


def _send(client: Client, sent: Sent, key: str | None = KEY) -> Answer:
    headers = {"Content-Type": "application/json", "If-Match": "*"} | ({} if key is None else {"Idempotency-Key": key})
    return client.send(sent.method, sent.url, body=json.dumps(sent.body), key=client.key, headers=headers)


def _same(again: Answer, first: Answer) -> bool:
    shown = ("etag", "location", "content-type", "cache-control")
    headers = [[answer.headers.get(name) for name in shown] for answer in (again, first)]
    return (again.status, again.text) == (first.status, first.text) and headers[0] == headers[1]


def test_every_route_that_takes_a_key_is_tried_here() -> None:
    asked = {route.name for route in ROUTES if route.method in ("POST", "PATCH", "DELETE")}
    # An import takes lines; tests/api/transfer repeats it, and tests/api/following a delivery. Forms have no header.
    forms = {"keep_key", "reconcile", "reconcile_{plural}"}
    assert asked == {*WRITES, *READS, *WITH_SECRETS, "redeliver", "import_page", *forms}


@pytest.mark.parametrize("case", WRITES.values(), ids=WRITES)
def test_a_request_that_is_sent_again_is_answered_alike_and_marked(staged: Client, case: Case) -> None:
    sent, _ = case(staged)
    first = _send(staged, sent)
    assert first.status < 300, first.text
    assert "idempotency-replayed" not in first.headers
    changes = staged.get("/v1/changes?limit=100").text
    again = _send(staged, sent)
    assert _same(again, first)
    assert again.headers["idempotency-replayed"] == "true"
    assert staged.get("/v1/changes?limit=100").text == changes


@pytest.mark.parametrize("case", WRITES.values(), ids=WRITES)
def test_another_request_under_the_same_key_is_refused(staged: Client, case: Case) -> None:
    sent, other = case(staged)
    assert _send(staged, sent).status < 300
    answer = _send(staged, other)
    assert (answer.status, answer.json["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize("sent", READS.values(), ids=READS)
def test_a_request_that_only_reads_checks_the_form_of_the_key_alone(staged: Client, sent: Sent) -> None:
    answers = [_send(staged, sent), _send(staged, sent), _send(staged, READS["resolve_names"])]
    assert [answer.status for answer in answers] == [200, 200, 200]
    assert not any("idempotency-replayed" in answer.headers for answer in answers)
    assert _send(staged, sent, key="a key").json["code"] == "bad_parameter"


@pytest.mark.parametrize("key", ["", " ", "a key", "ä", "x" * 256, "a\tb"])
@pytest.mark.parametrize("case", WRITES.values(), ids=WRITES)
def test_a_malformed_key_is_refused_by_name(staged: Client, case: Case, key: str) -> None:
    answer = _send(staged, case(staged)[0], key=key)
    assert (answer.status, answer.pointers) == (400, {"Idempotency-Key": "bad_value"})


@pytest.mark.parametrize("key", ["x", "x" * 255, '"a-structured-string"', "~!{}"])
def test_any_visible_ascii_is_a_key(staged: Client, key: str) -> None:
    sent = _patched("SG")
    assert _same(_send(staged, sent, key=key), _send(staged, sent, key=key))


@pytest.mark.parametrize("of", [_new_webhook, _rotated_webhook], ids=["created", "replaced"])
def test_the_secret_of_a_webhook_is_shown_once(staged: Client, dynamodb: Any, of: Callable[[Client], Sent]) -> None:
    sent = of(staged)
    first, again = _send(staged, sent), _send(staged, sent)
    assert (first.status, again.status) == (201, 201)
    assert again.headers["idempotency-replayed"] == "true"
    secret = first.json.pop("secret")
    assert again.json == {name: value for name, value in first.json.items() if name != "secret"}
    rows = str(dynamodb.scan(TableName="aifacts-test")["Items"])
    assert secret not in rows
    assert secret.removeprefix("whsec_") not in rows
    assert len(staged.get("/v1/webhooks", key=staged.key).json["items"]) == 1


@pytest.mark.parametrize("of", [_new_key, _successor], ids=["created", "replaced"])
def test_the_secret_of_an_api_key_is_shown_once_however_often_it_is_asked_for(
    staged: Client, dynamodb: Any, of: Callable[[Client], Sent]
) -> None:
    sent = of(staged)
    keys_before = staged.get("/v1/keys", key=staged.key).json["items"]
    first, again = _send(staged, sent), _send(staged, sent)
    assert (first.status, again.status) == (201, 201)
    assert again.headers["idempotency-replayed"] == "true"
    secret = first.json.pop("secret")
    assert again.json == {name: value for name, value in first.json.items() if name != "secret"}
    assert secret not in str(dynamodb.scan(TableName="aifacts-test")["Items"])
    assert len(staged.get("/v1/keys", key=staged.key).json["items"]) == len(keys_before) + 1


def test_the_answer_is_the_first_one_also_after_later_writes(staged: Client) -> None:
    first = _send(staged, _patched("SG"))
    staged.patch(COMPANY, {"founded": "2023", "evidence": EVIDENCE})
    assert staged.post(f"/v1/facts/{_country(staged)}/retraction", REASON).status == 200
    assert staged.post(f"{COMPANY}/retirement", REASON, If_Match="*").status == 200
    assert _same(_send(staged, _patched("SG")), first)


def test_a_creation_sent_again_is_no_duplicate_with_the_key_and_one_without(staged: Client) -> None:
    sent = Sent("/v1/companies", a_company("new"))
    first = _send(staged, sent)
    assert (first.status, first.headers["location"]) == (201, "/stage/v1/companies/new")
    assert _same(_send(staged, sent), first)
    assert _send(staged, sent, key=None).status == 409
    assert _send(staged, sent, key="another").status == 409


def test_a_stale_if_match_is_no_hindrance_to_what_was_done_already(staged: Client) -> None:
    sent = {"country": "SG", "evidence": EVIDENCE}
    first, again = [staged.patch(COMPANY, sent, If_Match='"r1"', Idempotency_Key=KEY) for _ in range(2)]
    assert first.status == 200
    assert _same(again, first)


def test_the_same_key_of_another_caller_is_another_key(staged: Client) -> None:
    assert _send(staged, _patched("SG")).status == 200
    other = Client(staged.world, key=WRITER)
    assert "idempotency-replayed" not in _send(other, _patched("US")).headers


def test_spaces_and_the_order_of_members_make_no_other_request(staged: Client) -> None:
    body = _patched("SG").body
    texts = [json.dumps(body), json.dumps(dict(reversed(body.items())), indent=2)]
    headers = {"Content-Type": "application/json", "Idempotency-Key": KEY}
    first, again = [staged.send("PATCH", COMPANY, body=text, key=staged.key, headers=headers) for text in texts]
    assert _same(again, first)


def test_a_query_makes_another_request(staged: Client) -> None:
    sent = _facts("SG")
    assert _send(staged, sent).status == 201
    assert _send(staged, sent._replace(url="/v1/facts?atomic=false")).json["code"] == "idempotency_key_reused"
    reads = staged.get("/v1/changes?limit=100").json["items"]
    assert len([each for each in reads if each["ref"] == "company/deepseek"]) == 2


def test_what_was_refused_may_be_mended_under_the_same_key(staged: Client) -> None:
    assert _send(staged, _patched("Korea")).status == 422
    mended = _send(staged, _patched("DE"))
    assert mended.status == 200
    assert "idempotency-replayed" not in mended.headers


def test_after_a_day_the_key_is_free_again(staged: Client, clock: Clock) -> None:
    assert _send(staged, _patched("SG")).status == 200
    clock.advance(seconds=86_300)
    assert _send(staged, _patched("US")).json["code"] == "idempotency_key_reused"
    clock.advance(seconds=200)
    assert _send(staged, _patched("US")).status == 200
    assert _send(staged, _patched("SG")).json["code"] == "idempotency_key_reused"


def test_entity_by_entity_only_what_was_refused_is_tried_again(staged: Client) -> None:
    facts = [a_fact(value="SG"), a_fact("company/new", value="US")]
    sent = Sent("/v1/facts?atomic=false", {"facts": facts})
    first = _send(staged, sent)
    assert [each["status"] for each in first.json["outcomes"]] == [201, 422]
    staged.create("companies", a_company("new"))
    second, third = _send(staged, sent), _send(staged, sent)
    assert [each["status"] for each in second.json["outcomes"]] == [201, 201]
    assert second.json["outcomes"][0] == first.json["outcomes"][0]
    assert "idempotency-replayed" not in second.headers
    assert third.json == second.json
    assert third.headers["idempotency-replayed"] == "true"


def test_a_request_without_the_header_costs_nothing_and_one_with_it_one_read(staged: Client, calls: Any) -> None:
    _send(staged, _patched("SG"), key=None)
    without = calls.names
    calls.clear()
    _send(staged, _patched("US"))
    assert sorted(calls.names) == sorted([*without, "GetItem"])
