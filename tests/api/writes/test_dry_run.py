"""A dry run: it says what a batch of facts would do, and does nothing."""

from typing import Any

import pytest

from tests.api.conftest import Client, a_company, a_fact
from tests.api.snapshots import filled_once
from tests.conftest import Calls

COMPANY = "/v1/companies/deepseek"
KNOWN, NEW = a_fact(), a_fact(value="FR")
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


def test_it_only_reads(filled: Client, calls: Calls) -> None:
    filled.get("/v1/me", key="key-of-the-admin")
    calls.clear()
    _dry(filled, NEW)
    assert calls.names == ["Query"]
