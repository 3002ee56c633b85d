"""Lists over HTTP: pages, timelines, facts, history."""

import pytest

from tests.api.conftest import (
    EVIDENCE,
    Client,
    a_company,
    an_event,
    fact_ids,
)
from tests.conftest import Clock

COMPANY = "/v1/companies/deepseek"


def test_the_pages_of_a_list_are_the_whole_set_each_once(client: Client) -> None:
    for number in range(7):
        client.create("companies", a_company(f"company-{number}"))
    slugs = [item["slug"] for item in client.every("/v1/companies?limit=3")]
    assert slugs == [f"company-{number}" for number in range(7)]
    backwards = [item["slug"] for item in client.every("/v1/companies?limit=3&sort=-name")]
    assert backwards == slugs[::-1]


def test_a_timeline_lists_events_by_date_newest_or_oldest_first(client: Client) -> None:
    client.create("companies", a_company())
    for day in ("03", "01", "02"):
        participants = [{"value": "company/deepseek", "role": "developer"}]
        client.create("events", an_event(f"launch-{day}", date=f"2025-01-{day}", participants=participants))
    newest = [item["slug"] for item in client.every(f"{COMPANY}/timeline?limit=2")]
    assert newest == ["launch-03", "launch-02", "launch-01"]
    assert [i["slug"] for i in client.every(f"{COMPANY}/timeline?order=oldest")] == newest[::-1]


def test_a_cursor_belongs_to_its_query(client: Client) -> None:
    for number in range(3):
        client.create("companies", a_company(f"company-{number}"))
    cursor = client.get("/v1/companies?limit=1").json["next"]
    assert client.get(f"/v1/companies?limit=2&cursor={cursor}").status == 200
    assert client.get(f"/v1/models?cursor={cursor}").json["code"] == "bad_cursor"
    assert client.get(f"/v1/companies?cursor={cursor[:-2]}xx").json["code"] == "bad_cursor"


def test_an_expired_cursor_is_refused(client: Client, clock: Clock) -> None:
    client.create("companies", a_company("one"))
    client.create("companies", a_company("two"))
    cursor = client.get("/v1/companies?limit=1").json["next"]
    clock.advance(days=2)
    assert client.get(f"/v1/companies?cursor={cursor}").json["code"] == "bad_cursor"


@pytest.mark.parametrize(
    "path", ["companies?", "companies/a/facts?", "companies/a/history?", "facts?source=source/report&"]
)
def test_the_same_page_has_the_same_etag_until_it_changes(client: Client, path: str) -> None:
    client.create("companies", a_company("a", country="CN"))
    client.create("companies", a_company("b"))
    client.patch("/v1/companies/a", {"country": "SG", "evidence": EVIDENCE})
    first, again = (client.get(f"/v1/{path}limit=1") for _ in range(2))
    assert first.json["next"]
    assert first.headers["etag"] == again.headers["etag"]


def test_facts_are_listed_with_their_evidence_and_by_property(client: Client) -> None:
    client.create("companies", a_company(country="CN", aliases=["深度求索", "DeepSeek AI"]))
    assert len(client.every(f"{COMPANY}/facts?limit=2")) == 4
    aliases = client.every(f"{COMPANY}/facts?property=aliases&limit=1")
    assert {fact["value"] for fact in aliases} == {"深度求索", "DeepSeek AI"}
    assert aliases[0]["evidence"]["source"] == "source/report"


def test_history_lists_what_changed_when_and_by_which_key(client: Client) -> None:
    client.create("companies", a_company())
    client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE})
    newest, oldest = client.every(f"{COMPANY}/history?limit=1")
    assert [newest["revision"], oldest["revision"]] == [2, 1]
    assert newest["by"].startswith("key_")
    assert newest["recorded"] == [i for i in fact_ids(client, COMPANY) if "~country~" in i]
