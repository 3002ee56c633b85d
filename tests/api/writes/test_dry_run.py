"""A dry run: it says what a batch of facts would do, and does nothing."""

import json
from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company, a_fact
from tests.api.snapshots import filled_once
from tests.conftest import Calls

COMPANY = "/v1/companies/deepseek"
KNOWN, NEW = a_fact(), a_fact(value="FR")
NOTHING: dict[str, Any] = {"revisions": [], "on_record": [], "opens": [], "alters": [], "ends": []}
NOWHERE = a_fact("company/nowhere")


@pytest.fixture
@filled_once
def filled(client: Client) -> Client:
    """Return a client of a service that has one of the facts."""
    client.create("companies", a_company(country="CN"))
    return client


def _dry(client: Client, *facts: Any, atomic: str = "true", **headers: str) -> Any:
    return client.post(f"/v1/facts?dry_run=true&atomic={atomic}", {"facts": list(facts)}, **headers)


@pytest.mark.parametrize("atomic", ["true", "false"])
def test_it_reports_each_outcome_and_writes_nothing(filled: Client, atomic: str) -> None:
    before = filled.get(COMPANY).text, filled.get("/v1/changes").text

    dry = _dry(filled, NEW, atomic=atomic)

    (outcome,) = dry.json["outcomes"]
    assert (dry.status, outcome["status"], outcome["revision"], outcome["created"]) == (200, 201, 2, True)
    assert (filled.get(COMPANY).text, filled.get("/v1/changes").text) == before
    (really,) = filled.post("/v1/facts", {"facts": [NEW]}).json["facts"]
    assert [fact["value"] for fact in outcome["facts"]] == [really["value"]]


def test_it_reports_known_facts(filled: Client) -> None:
    (outcome,) = _dry(filled, KNOWN).json["outcomes"]
    assert (outcome["status"], outcome["created"], outcome["revision"]) == (200, False, 1)


def test_it_is_refused_as_the_batch_itself_would_be(filled: Client) -> None:
    dry, really = _dry(filled, NEW, NOWHERE), filled.post("/v1/facts", {"facts": [NEW, NOWHERE]})
    assert (dry.status, dry.json["errors"]) == (422, really.json["errors"])
    apart = _dry(filled, NEW, NOWHERE, atomic="false").json["outcomes"]
    assert [outcome["status"] for outcome in apart] == [201, 422]


def test_it_is_refused_where_an_item_would_be_too_large(filled: Client) -> None:
    def remarks(batch: int) -> list[Any]:
        texts = [f"{batch} {number} {'大' * 1900}" for number in range(30)]
        return [a_fact(property_name="remarks", value={"text": text, "language": "zh"}) for text in texts]

    tried = [(_dry(filled, *remarks(batch)), filled.post("/v1/facts", {"facts": remarks(batch)})) for batch in range(4)]

    assert [(dry.status, really.status) for dry, really in tried] == [(200, 201), (200, 201), (422, 422), (422, 422)]
    assert tried[-1][0].json["code"] == tried[-1][1].json["code"] == "oversized"


def test_it_leaves_an_idempotency_key_free(filled: Client) -> None:
    assert _dry(filled, NEW, Idempotency_Key="k").status == 200
    really = filled.post("/v1/facts", {"facts": [NEW]}, Idempotency_Key="k")
    assert (really.status, "idempotency-replayed" in really.headers) == (201, False)


def test_it_pays_no_heed_to_a_key_that_came_with_another_request(filled: Client) -> None:
    really = filled.post("/v1/facts", {"facts": [NEW]}, Idempotency_Key="k")
    dry = _dry(filled, a_fact(value="US"), Idempotency_Key="k")
    assert (really.status, dry.status, "idempotency-replayed" in dry.headers) == (201, 200, False)
    again = _dry(filled, NEW, Idempotency_Key="k").json["outcomes"]
    assert [(each["status"], each["created"]) for each in again] == [(200, False)]


def test_it_only_reads(filled: Client, calls: Calls) -> None:
    filled.get("/v1/me", key="key-of-the-admin")
    calls.clear()
    _dry(filled, NEW)
    # The entity, whether its view and its next revision are there, and the row of the conflict that this would open.
    assert calls.names == ["Query", "BatchGetItem", "BatchGetItem"]


def test_of_what_is_on_record_it_reads_the_entity_alone(filled: Client, calls: Calls) -> None:
    filled.get("/v1/me", key="key-of-the-admin")
    calls.clear()
    assert _dry(filled, KNOWN).json["dry_run"] == {**NOTHING, "on_record": [_country(filled)]}
    assert calls.names[0] == "Query"
    assert "TransactWriteItems" not in calls.names


# The report


def _country(client: Client) -> str:
    found: str = client.get(f"{COMPANY}/facts?property=country").json["items"][0]["id"]
    return found


def test_it_says_what_the_view_would_show_and_which_conflict_would_open(filled: Client) -> None:
    report = _dry(filled, KNOWN, NEW).json["dry_run"]
    (revision,), (conflict,) = report["revisions"], report["opens"]
    assert (revision["ref"], revision["revision"], len(revision["recorded"])) == ("company/deepseek", 2, 1)
    assert {change["property"] for change in revision["changes"]} >= {"disputed"}
    assert (conflict["ref"], conflict["property"], conflict["state"]) == ("company/deepseek", "country", "open")
    assert [(side["value"], side["facts"]) for side in conflict["sides"]] == [
        ("CN", [_country(filled)]),
        ("FR", revision["recorded"]),
    ]
    assert (report["on_record"], report["alters"], report["ends"]) == ([_country(filled)], [], [])


def test_it_says_which_conflicts_it_would_alter_and_end(filled: Client) -> None:
    filled.post("/v1/facts", {"facts": [NEW]})
    third = _dry(filled, a_fact(value="US")).json["dry_run"]
    assert (third["opens"], third["ends"]) == ([], [])
    assert [[side["value"] for side in each["sides"]] for each in third["alters"]] == [["CN", "FR", "US"]]
    why = {"reason": "Misread."}
    ends = filled.post(f"/v1/facts/{_country(filled)}/retraction?dry_run=true", why).json["dry_run"]
    assert (ends["opens"], ends["alters"]) == ([], [])
    assert [each["property"] for each in ends["ends"]] == ["country"]


def test_a_create_says_the_same_entity_by_its_refusal(filled: Client) -> None:
    body = a_company("deep-seek", name="Deepseek")
    dry = filled.post("/v1/companies?dry_run=true", body)
    assert (dry.status, dry.json["code"]) == (409, "possible_duplicate")
    assert [each["ref"] for each in dry.json["candidates"]] == ["company/deepseek"]
    assert filled.post("/v1/companies?dry_run=true&allow_duplicate=true", body).status == 200


def test_refs_that_do_not_exist_come_with_the_nearest_entities(filled: Client) -> None:
    wrong = a_fact("company/deepseeek")
    dry = _dry(filled, wrong)
    assert (dry.status, dry.json["nearest"]) == (422, {"/facts/0/entity": ["company/deepseek"]})
    assert "nearest" not in filled.post("/v1/facts", {"facts": [wrong]}).json
    apart = _dry(filled, NEW, wrong, atomic="false").json
    assert apart["dry_run"]["nearest"] == {"/facts/1/entity": ["company/deepseek"]}
    lines = "\n".join(json.dumps(each) for each in (wrong, NEW))
    headers = {"Content-Type": "application/x-ndjson"}
    batch = filled.send("POST", "/v1/batch?dry_run=true&atomic=false", body=lines, key=filled.key, headers=headers)
    assert batch.json["dry_run"]["nearest"] == {"/0/entity": ["company/deepseek"]}
    model = {"slug": "v3", "name": "V3", "developer": ["company/deepsek"], "evidence": EVIDENCE}
    created = filled.post("/v1/models?dry_run=true", {**model, "level": "version"})
    assert created.json["nearest"] == {"/developer/0": ["company/deepseek"]}


def test_what_looks_implausible_is_a_hint_of_the_dry_run_alone(filled: Client) -> None:
    price = {"amount": "0.28", "unit": "USD/token"}
    body = {
        "slug": "chat",
        "name": "Chat",
        "prices": [{"value": price, "direction": "input"}],
        "evidence": EVIDENCE,
    }
    (hint,) = filled.post("/v1/offerings?dry_run=true", body).json["hints"]
    assert (hint["pointer"], hint["code"]) == ("/prices/0/value", "implausible")
    assert "hints" not in filled.post("/v1/offerings", body).json
