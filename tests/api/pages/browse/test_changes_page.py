"""Changes as a page: the newest first, with the names of the entities and what was done, and older ones by link."""

import pytest

from chalicelib.api.pages.browse.changes_page import MAX_CHANGES
from chalicelib.api.pages.words.cause_words import CAUSES
from tests.api.conftest import EVIDENCE, Client, Quick, a_company, a_fact
from tests.api.html import Page
from tests.api.snapshots import filled_once
from tests.conftest import Calls
from tests.tables import for_each

HOSTILE = "<script>alert(1)</script>\"'"


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """A company that was created, changed and retired, and another."""
    client.create("companies", a_company("gone", name="Gone"))
    client.create("companies", a_company("deepseek", name=HOSTILE))
    client.patch("/v1/companies/deepseek", {"country": "CN", "evidence": EVIDENCE}, If_Match="*")
    assert client.post("/v1/companies/gone/retirement", {"reason": "A mistake."}, If_Match="*").status == 200
    return client


def page_of(client: Client, url: str = "/changes") -> Page:
    answer = client.get(url)
    assert answer.status == 200, answer.text
    return Page(answer.text)


def numbers(page: Page) -> list[int]:
    """List the numbers of the changes, in order."""
    return [int(str(each["id"]).removeprefix("change-")) for each in page.attributes("tr") if "id" in each]


def test_the_newest_changes_come_first_with_what_was_done(stage: Client) -> None:
    page = page_of(stage)
    text = page.within("tbody")
    assert text.index("retired") < text.index("facts added") < text.index("created")
    assert "country" in text
    assert HOSTILE in text
    assert numbers(page) == [5, 4, 3, 2, 1]
    assert {"/stage/companies/deepseek", "/stage/v1/changes?after=0&limit=50"} <= set(page.links)


def test_the_page_shows_what_its_links_to_the_api_answer(stage: Client) -> None:
    page = page_of(stage)
    url = next(link for link in page.links if link.startswith("/stage/v1/changes")).removeprefix("/stage")
    assert [each["number"] for each in stage.get(url).json["items"]] == numbers(page)[::-1]
    assert stage.get(f"{url}&format=csv").status == 200


def test_older_changes_are_behind_a_link_and_none_is_left_out(stage: Client) -> None:
    quick = Quick(stage.world)
    for number in range(2 * MAX_CHANGES):
        quick.create("companies", a_company(f"company-{number}"))
    found, url = [], "/changes"
    while url:
        answer = stage.get(url)
        page = Page(answer.text)
        found += numbers(page)
        following = [str(each["href"]) for each in page.attributes("a") if each.get("rel") == "next"]
        url = following[0].removeprefix("/stage") if following else ""
    assert found == [*range(2 * MAX_CHANGES + 5, 0, -1)]


def test_the_newest_are_three_calls_and_older_ones_two(stage: Client, calls: Calls) -> None:
    page_of(stage)  # numbers what waits for a number
    for url, names in {
        "/changes": ["Query", "Query", "BatchGetItem"],
        "/changes?before=4": ["Query", "BatchGetItem"],
        "/changes?before=1": [],
    }.items():
        calls.clear()
        page_of(stage, url)
        assert calls.names == names, url


def test_a_change_is_on_the_page_at_once(stage: Client) -> None:
    page_of(stage)
    assert stage.post("/v1/facts", {"facts": [a_fact(property_name="founded", value="2023")]}).status == 201
    assert numbers(page_of(stage))[0] == 6
    assert "founded" in page_of(stage).within("tbody")


def test_beyond_both_ends_the_page_says_so(stage: Client) -> None:
    page_of(stage)
    assert "There are no changes below this number" in page_of(stage, "/changes?before=0").text
    assert numbers(page_of(stage, "/changes?before=999999999999")) == []
    assert numbers(page_of(stage, "/changes?before=7")) == [5, 4, 3, 2, 1]


@for_each("query", ["before=x", "before=-1", "known_at=2025-01-01", "valid_at=2025-01-01", "after=3", "limit=2"])
def test_a_wrong_parameter_is_refused(stage: Client, query: str) -> None:
    assert stage.get(f"/changes?{query}").status == 400


def test_no_text_of_a_writer_becomes_markup(stage: Client) -> None:
    assert not page_of(stage).tags & {"script", "img"}
    assert page_of(stage).unclosed == []


def test_every_cause_in_words_differs_from_the_others() -> None:
    assert len({*CAUSES.values()}) == len(CAUSES)
