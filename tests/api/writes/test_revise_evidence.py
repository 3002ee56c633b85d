"""Evidence over HTTP: what a write reports of it, how it is revised, and what is refused."""

import json
from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Answer, Client, a_company, a_fact
from tests.api.snapshots import filled_once

COMPANY = "/v1/companies/deepseek"
QUOTED = {**EVIDENCE, "quote": "based in Hangzhou, China"}


@pytest.fixture
@filled_once
def filled(client: Client) -> Client:
    """Return a client of a service that has one fact."""
    client.create("companies", a_company(country="CN"))
    return client


def country(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{COMPANY}/facts?property=country").json["items"][0]
    return found


def revised(client: Client, reason: Any = "Cut.", **evidence: Any) -> Answer:
    return client.post(f"/v1/facts/{country(client)['id']}/evidence", {"evidence": evidence, "reason": reason})


@pytest.mark.parametrize("query", ["", "?atomic=false", "?dry_run=true"])
def test_facts_report_the_evidence_that_differs(filled: Client, query: str) -> None:
    before = country(filled)
    answer = filled.post(f"/v1/facts{query}", {"facts": [a_fact(value="CN", evidence=QUOTED)]})
    assert answer.status == 200
    (fact,) = (answer.json["outcomes"][0] if query else answer.json)["facts"]
    assert fact["evidence_differs"] is True
    assert (fact["evidence"]["quote"], fact["evidence_sent"]["quote"]) == (None, QUOTED["quote"])
    assert country(filled) == before


def test_a_patch_reports_it_and_what_it_recorded(filled: Client) -> None:
    created = filled.create("companies", a_company("openai"))
    assert len(created.json["recorded"]) == 1
    body = {"country": "CN", "website": "https://deepseek.com", "evidence": QUOTED}
    headers = {"Content-Type": "application/json", "Idempotency-Key": "a" * 20}
    answer = filled.send("PATCH", COMPANY, body=json.dumps(body), key=filled.key, headers=headers)
    (reported,) = answer.json["evidence_differs"]
    assert (reported["pointer"], reported["fact"]) == ("/country", country(filled)["id"])
    assert (reported["evidence"]["quote"], reported["evidence_sent"]["quote"]) == (None, QUOTED["quote"])
    (website,) = answer.json["recorded"]
    assert website.startswith("company~deepseek~website~")
    again = filled.send("PATCH", COMPANY, body=json.dumps(body), key=filled.key, headers=headers)
    assert again.json == answer.json


def test_a_patch_replaces_evidence_if_asked(filled: Client) -> None:
    body = {"country": "CN", "evidence": QUOTED}
    answer = filled.patch(f"{COMPANY}?evidence=replace", body)
    assert (answer.json["recorded"], answer.json["revised"]) == ([], [country(filled)["id"]])
    assert "evidence_differs" not in answer.json
    assert country(filled)["evidence"]["quote"] == QUOTED["quote"]


def test_a_revision_is_answered_with_the_fact(filled: Client) -> None:
    answer = revised(filled, quote="based in Hangzhou", basis="self_reported")
    assert answer.status == 200
    assert answer.json == country(filled)
    assert (answer.json["evidence"]["quote"], answer.json["evidence"]["basis"]) == (
        "based in Hangzhou",
        "self_reported",
    )
    newest = filled.get(f"{COMPANY}/history?limit=1").json["items"][0]
    assert (newest["cause"], newest["decided"][0]["verdict"]) == ("revised", "revised")


def test_all_faults_of_a_revision_are_listed_at_once(filled: Client) -> None:
    answer = revised(filled, " ", quote="", basis=None, certainty="sure", published="2025", replaces=[])
    assert answer.status == 422
    assert answer.pointers == {
        "/reason": "empty",
        "/evidence/quote": "empty",
        "/evidence/basis": "unknown_code",
        "/evidence/certainty": "unknown_code",
        "/evidence/published": "unknown_field",
        "/evidence/replaces": "empty",
    }


def test_another_statement_is_refused_with_the_way(filled: Client) -> None:
    answer = revised(filled, source="source/another", speaker={"text": "somebody"}, certainty="denied")
    assert (answer.status, set(answer.pointers.values())) == (422, {"another_statement"})
    assert "record that one" in answer.json["errors"][0]["detail"]


def test_a_retracted_fact_is_not_revised(filled: Client) -> None:
    name = country(filled)["id"]
    filled.post(f"/v1/facts/{name}/retraction", {"reason": "Misread."})
    answer = filled.post(f"/v1/facts/{name}/evidence", {"evidence": {"quote": "x"}, "reason": "Cut."})
    assert (answer.status, answer.json["code"]) == (409, "not_allowed_now")


def test_a_dry_run_writes_nothing(filled: Client) -> None:
    before = country(filled)
    body = {"evidence": {"quote": "x"}, "reason": "Cut."}
    answer = filled.post(f"/v1/facts/{before['id']}/evidence?dry_run=true", body)
    assert answer.json["evidence"]["quote"] == "x"
    assert country(filled) == before
