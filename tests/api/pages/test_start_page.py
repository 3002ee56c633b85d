"""The start page names only what is on record; on an empty table it says what to do first."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.api.http.request.world import set_world
from chalicelib.api.pages.start_page import FIRST_STEPS, QUESTIONS
from chalicelib.kinds import KINDS
from chalicelib.operations.upkeep.table_repair import repair_all
from chalicelib.operations.world import Caller, World
from chalicelib.store.engines.clients.sdk import BotocoreClient
from chalicelib.store.engines.dynamo import DynamoTable
from chalicelib.store.engines.dynamo_scan import WholeDynamoTable
from tests.api.conftest import Client, a_company, an_event
from tests.api.contract import is_a_route
from tests.api.html import Page
from tests.conftest import Calls

JSON = "application/json"
GENERAL = [each.text for each in QUESTIONS if not each.refs]


@pytest.fixture
def empty(world: World) -> Client:
    """A client of the application on a table that holds keys alone."""
    set_world(world)
    return Client(world)


def asked(client: Client) -> list[str]:
    """Return the questions of the start page, which are the same in both forms."""
    listed = client.get("/", Accept=JSON).json["questions"]
    assert {each["href"] for each in listed} <= set(Page(client.get("/").text).links)
    return [each["question"] for each in listed]


def test_the_start_page_links_to_every_document_and_list(client: Client) -> None:
    page = Page(client.get("/").text)
    start = client.get("/", Accept=JSON).json
    assert {link["href"] for link in start["links"]} <= set(page.links)
    assert {f"/stage/{kind.plural}" for kind in KINDS.values()} <= set(page.links)
    assert {kind["href"] for kind in start["kinds"]} == {f"/stage/v1/{kind.plural}" for kind in KINDS.values()}
    assert all(is_a_route(href) for href in page.links if href.startswith("/"))


def test_the_start_page_names_the_description_and_the_catalog_in_its_links(client: Client) -> None:
    header = client.get("/").headers["link"]
    assert '</stage/openapi.json>; rel="service-desc"' in header
    assert '</stage/.well-known/api-catalog>; rel="api-catalog"' in header


def test_on_an_empty_table_it_says_what_to_do_first_and_asks_nothing(empty: Client) -> None:
    page, start = Page(empty.get("/").text), empty.get("/", Accept=JSON).json
    assert start["first_steps"] == list(FIRST_STEPS)
    assert all(step.replace("`", "") in page.text for step in FIRST_STEPS)
    assert start["questions"] == []
    assert {link["href"] for link in start["links"]} <= set(page.links)
    followed = [href.removeprefix("/stage") for href in page.links if href.startswith("/")]
    assert [empty.get(path, Host="api.example.com").status for path in followed] == [200] * len(followed)


def test_the_page_of_an_empty_table_is_not_kept_after_the_first_write(empty: Client) -> None:
    assert empty.get("/", Accept=JSON).headers["cache-control"] == "no-cache"
    empty.create("sources", {"slug": "report", "title": "A report"})
    assert empty.get("/", Accept=JSON).headers["cache-control"] == "public, max-age=300"
    assert "first_steps" not in empty.get("/", Accept=JSON).json


def test_keys_and_a_repair_leave_an_empty_table_empty(empty: Client, table: WholeDynamoTable) -> None:
    for _ in repair_all(empty.world, table, Caller("key_test", frozenset({"admin"})), kind=None):
        pass
    assert empty.get("/v1/stats").json["change"] == 0
    assert asked(empty) == []


def test_it_names_only_entities_that_are_on_record(client: Client) -> None:
    assert asked(client) == GENERAL
    client.create("companies", a_company())
    of_company = [each.text for each in QUESTIONS if "model/gpt-4" not in each.refs]
    assert asked(client) == of_company
    for question in QUESTIONS:
        if question.text in of_company:
            assert client.get(question.path).status == 200


def test_it_no_longer_names_an_entity_that_is_retired(client: Client) -> None:
    client.create("companies", a_company())
    client.post("/v1/companies/deepseek/retirement", {"reason": "A test."}, If_Match="*")
    assert asked(client) == GENERAL


def test_where_reads_are_closed_it_says_nothing_of_the_table(
    client: Client, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.create("companies", a_company())
    monkeypatch.setenv("READS", "closed")
    calls.clear()
    assert asked(client) == GENERAL
    assert calls.names == []


def test_it_is_there_when_the_table_is_not(client: Client, dynamodb: Any) -> None:
    missing = DynamoTable(BotocoreClient(dynamodb), "aifacts-missing", pause=lambda _seconds: None)
    set_world(replace(client.world, table=missing))
    assert client.get("/v1/stats").status == 503
    assert asked(client) == GENERAL
    assert client.get("/").headers["cache-control"] == "no-cache"


def test_as_json_it_takes_a_call_on_an_empty_table_and_three_where_an_example_is_missing(
    empty: Client, calls: Calls
) -> None:
    calls.clear()
    empty.get("/", Accept=JSON)
    assert calls.names == ["Query"]
    empty.create("sources", {"slug": "report", "title": "The report"})
    calls.clear()
    empty.get("/", Accept=JSON)
    assert calls.names == ["Query", "BatchGetItem", "BatchGetItem"]


def test_as_a_page_it_shows_what_is_on_record_in_four_calls(client: Client, calls: Calls) -> None:
    client.create("companies", a_company())
    client.create("events", an_event(title="DeepSeek releases <b>R1</b>"))
    client.get("/v1/stats")
    calls.clear()
    answer = client.get("/")
    page = Page(answer.text)
    assert calls.names == ["Query", "Query", "Query", "BatchGetItem"]
    assert "DeepSeek releases <b>R1</b>" in page.text
    assert answer.headers["cache-control"] == "no-cache"
    assert {"/stage/v1/stats", "/stage/v1/events?limit=8", "/stage/v1/conflicts?limit=6"} <= set(page.links)
