"""`expand` returns the entities to which shown values point, with some of their fields, wherever entities are read."""

from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company, an_event
from tests.conftest import Calls
from tests.tables import for_each

BY_OPENAI = [{"value": "company/openai", "role": "developer"}, {"value": "person/altman", "role": "subject"}]
OPENAI = {"ref": "company/openai", "kind": "company", "name": "Openai"}
READS = {
    "/v1/events?": ["Query", "BatchGetItem"],
    "/v1/companies/openai/timeline?": ["Query", "BatchGetItem"],
    "/v1/events/launch?": ["Query", "BatchGetItem"],
    "/v1/compare?refs=event/launch&": ["Query", "BatchGetItem"],
}
PAGE = {url: "&limit=5" for url in READS if "timeline" in url or "events?" in url}


@pytest.fixture
def news(client: Client) -> Client:
    """An event with a company and a person, and a model of the company."""
    client.create("companies", a_company("openai", country="US", founded="2015"))
    client.create("people", {"slug": "altman", "name": "Sam Altman", "evidence": EVIDENCE})
    client.create("events", an_event(participants=BY_OPENAI))
    model = {"slug": "gpt", "name": "GPT", "developer": ["company/openai"], "evidence": EVIDENCE}
    client.create("models", model)
    return client


def expanded(client: Client, url: str) -> Any:
    answer = client.get(url)
    assert answer.status == 200, answer.text
    return answer.json["expanded"]


def test_a_field_of_the_entities_is_returned_wherever_entities_are_read(news: Client, calls: Calls) -> None:
    news.get("/v1/events/launch")  # the first request also reads the key
    for url, expected in READS.items():
        calls.clear()
        found = expanded(news, f"{url}expand=participants.name")
        assert found["company/openai"] == OPENAI, url
        assert found["person/altman"] == {"ref": "person/altman", "kind": "person", "name": "Sam Altman"}
        assert calls.names == expected, url


def test_several_fields_are_returned_together_and_a_card_has_them_all(news: Client) -> None:
    both = expanded(news, "/v1/events?expand=participants.name,participants.country")
    assert both["company/openai"] == {**OPENAI, "country": "US"}

    cards = expanded(news, "/v1/events/launch?expand=participants&expand=participants.name")
    assert cards["company/openai"]["founded"] == "2015"
    assert cards["company/openai"] == news.get("/v1/companies").json["items"][0]


def test_a_value_without_such_a_ref_expands_to_nothing(news: Client) -> None:
    assert expanded(news, "/v1/events/launch?expand=cause.name") == {}
    assert "expanded" not in news.get("/v1/events/launch").json


def test_entities_have_the_names_of_the_moment(news: Client) -> None:
    then = news.get("/v1/models/gpt").json["updated_at"]
    renamed = {"name": "OpenAI PBC", "evidence": {**EVIDENCE, "basis": "record_of_truth"}}
    assert news.patch("/v1/companies/openai", renamed).status == 200

    for url in READS:
        assert expanded(news, f"{url}expand=participants.name")["company/openai"]["name"] == "OpenAI PBC"
        past = expanded(news, f"{url}expand=participants.name&known_at={then}{PAGE.get(url, '')}")
        assert past["company/openai"]["name"] == "Openai", url


def test_an_entity_that_was_retired_at_the_moment_is_left_out(news: Client) -> None:
    retired = news.post("/v1/companies/openai/retirement", {"reason": "A mistake."}, If_Match="*")
    assert retired.status == 200, retired.text
    assert "company/openai" not in expanded(news, "/v1/events/launch?expand=participants.name")

    then = news.world.now()
    url = "/v1/companies/openai/retirement/reversal"
    answer = news.post(url, {"reason": "It was right."}, If_Match="*")
    assert answer.status == 200, answer.text
    assert "company/openai" in expanded(news, "/v1/events/launch?expand=participants.name")
    past = expanded(news, f"/v1/events/launch?expand=participants.name&known_at={then}")
    assert past.keys() == {"person/altman"}


def test_entities_of_which_nothing_was_in_print_are_left_out(news: Client) -> None:
    news.create("sources", {"slug": "old", "title": "Old", "published": "2024-01-01"})
    old = {"source": "source/old", "basis": "third_party_report"}
    said = {"title": "The launch", "date": "2025-01-26", "participants": BY_OPENAI[:1], "evidence": old}
    news.create("sources", {"slug": "older", "title": "Older", "published": "2023-01-01"})
    assert news.patch("/v1/events/launch", said).status == 200

    url = "/v1/events/launch?expand=participants.name&published_before=2024-06-01"
    assert expanded(news, url) == {}


def test_entities_have_the_fields_that_hold_at_the_moment(news: Client) -> None:
    moved = {"status": {"value": "acquired", "valid": "2024/2024"}, "evidence": EVIDENCE}
    assert news.patch("/v1/companies/openai", moved).status == 200

    for year, place in (("2024", "acquired"), ("2026", None)):
        found = expanded(news, f"/v1/models/gpt?expand=developer.status&valid_at={year}-06-01")
        assert found["company/openai"].get("status") == place


@for_each("query", ("expand=participants.nmae", "expand=particpants.name", "expand=participants.", "expand=title"))
def test_unknown_paths_are_refused_with_the_known_ones(news: Client, query: str) -> None:
    for url in READS:
        answer = news.get(f"{url}{query}")
        assert answer.status == 400, url
        assert answer.pointers.keys() == {"expand"}


def test_the_refusal_of_a_path_names_what_is_near(news: Client) -> None:
    answer = news.get("/v1/events/launch?expand=participants.nmae,cause.titel")

    assert answer.pointers == {"expand": "unknown_property"}
    assert [each["detail"].split("; ")[-1] for each in answer.json["errors"]] == [
        'did you mean "name"?',
        'did you mean "title"?',
    ]


def test_lines_and_tables_have_no_place_for_expanded_entities(news: Client) -> None:
    for url in ("/v1/events?", "/v1/companies/openai/timeline?", "/v1/compare?refs=event/launch&"):
        for form in ("csv", "ndjson"):
            answer = news.get(f"{url}expand=participants.name&format={form}")
            assert (answer.status, answer.pointers) == (400, {"expand": "not_together"}), url
