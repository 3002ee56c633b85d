"""Lists and timelines of events as feeds: the filters of the list, the words of a card, each event on one page."""

import pytest

from tests.api.conftest import EVIDENCE, Body, Client, a_company, an_event
from tests.api.syndication.validators import PREFIX, SITE, get, inside, link_of, read_atom, read_json_feed

ATOM, JSON = "/feeds/events.atom", "/feeds/events.json"
OF_COMPANY = f"{ATOM}?entity=company/deepseek"


def launched(slug: str = "launch", /, **more: str) -> Body:
    """Make the body of an event in which the company takes part."""
    return an_event(slug, participants=[{"value": "company/deepseek", "role": "developer"}], **more)


def test_a_reader_of_feeds_reads_what_happened_when_and_who_took_part(client: Client) -> None:
    client.create("companies", a_company())
    written = client.create("events", launched(status="completed", place="Rome & Milan")).json
    read = read_atom(get(client, ATOM))

    entry = read.entries[0]
    assert (entry.id, entry.title) == ("tag:api.example.com,2026:/events/launch", "The launch")
    assert entry.link == f"{PREFIX}/events/launch"
    assert entry.updated == written["updated_at"]
    assert [each.term for each in entry.tags] == ["release", "completed"]
    content = entry.content[0].value
    for line in ("Date: 26 January 2025", "Type: release", "Participants: company/deepseek (developer)"):
        assert line in content
    assert "Place: Rome &amp; Milan" in content


def test_details_name_the_participants_and_lead_to_the_sources(client: Client) -> None:
    client.create("companies", a_company())
    client.create("events", launched())
    (entry,) = read_atom(get(client, f"{ATOM}?details=true")).entries
    (item,) = read_json_feed(get(client, f"{JSON}?details=true"))["items"]

    assert "Participants: Deepseek (developer)" in entry.content[0].value
    assert [each.href for each in entry.links if each.rel == "via"] == [f"{PREFIX}/sources/report"]
    assert item["external_url"] == f"{PREFIX}/sources/report"
    (of_entity,) = read_atom(get(client, f"{OF_COMPANY}&details=true")).entries
    assert "Deepseek (developer)" in of_entity.content[0].value


def test_the_filters_are_those_of_the_list(client: Client) -> None:
    client.create("events", an_event("old", date="2020"))
    client.create("events", an_event("new", date="2026-02"))
    client.create("events", an_event("said", type="public_statement", date="2026-03"))

    def ids(query: str) -> list[str]:
        return [each.id.rpartition("/")[2] for each in read_atom(get(client, f"{ATOM}?{query}")).entries]

    assert ids("type=release") == ["new", "old"]
    assert ids("type=release,public_statement&date[gte]=2026") == ["said", "new"]
    read = read_atom(get(client, f"{ATOM}?type=release&limit=1"))
    assert read.feed.title == "aifacts: events (release)"
    assert link_of(read, "alternate") == "/events?type=release"


def test_an_unknown_type_is_refused_with_the_nearest_known_one(client: Client) -> None:
    answer = get(client, f"{ATOM}?type=price_chang,launch")
    assert (answer.status, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.pointers == {"type": "unknown_code"}
    assert "price_change" in answer.text
    assert "launch" in answer.text
    listed = client.get("/v1/events?type=price_chang,launch").json
    assert answer.json["errors"] == listed["errors"]


@pytest.mark.parametrize("query", ["", "entity=company/deepseek"])
@pytest.mark.parametrize("limit", [1, 2, 5])
def test_the_pages_have_each_event_once(client: Client, query: str, limit: int) -> None:
    client.create("companies", a_company())
    for number in range(5):
        client.create("events", launched(f"event-{number}", title=f"Launch {number}", date=f"202{number}-01"))
    wanted = [f"tag:api.example.com,2026:/events/event-{number}" for number in range(4, -1, -1)]
    url, of_atom = f"{ATOM}?{query}&limit={limit}".replace("?&", "?"), list[str]()
    while url:
        answer = get(client, url)
        read = read_atom(answer)
        of_atom += [each.id for each in read.entries]
        url = link_of(read, "next") or ""
        assert ('rel="next"' in answer.headers["link"]) == bool(url)
    url, of_json = f"{JSON}?{query}&limit={limit}".replace("?&", "?"), list[str]()
    while url:
        feed = read_json_feed(get(client, url))
        of_json += [each["id"] for each in feed["items"]]
        url = inside(feed["next_url"]) if "next_url" in feed else ""
    assert of_atom == of_json == wanted


def test_a_cursor_of_another_feed_is_refused(client: Client) -> None:
    for number in range(3):
        client.create("events", an_event(f"event-{number}", title=f"Launch {number}"))
    following = link_of(read_atom(get(client, f"{ATOM}?limit=1")), "next")
    assert following is not None
    refused = get(client, following.replace("limit=1", "type=release&limit=1"))
    assert (refused.status, refused.json["code"]) == (400, "bad_cursor")
    assert get(client, f"{ATOM}?cursor=abc").json["code"] == "bad_cursor"


def test_an_event_that_gets_another_value_keeps_its_id_and_is_updated(client: Client) -> None:
    client.create("events", an_event())
    (before,) = read_atom(get(client, ATOM)).entries
    client.patch("/v1/events/launch", {"place": "Rome", "evidence": EVIDENCE}, If_Match="*")
    (after,) = read_atom(get(client, ATOM)).entries
    assert before.id == after.id
    assert before.updated < after.updated
    assert after.updated == client.get("/v1/events/launch").json["updated_at"]


def test_the_feed_of_a_merged_entity_redirects_to_that_of_the_other(client: Client) -> None:
    client.create("companies", a_company())
    client.create("companies", a_company("deep-seek", name="Deep Seek Incorporated"))
    merged = client.post(
        "/v1/companies/deep-seek/merge", {"into": "company/deepseek", "reason": "The same."}, If_Match="*"
    )
    assert merged.status == 200, merged.text
    for url in (ATOM, JSON, "/feeds/calendar.ics", "/feeds/changes.atom", "/feeds/changes.json"):
        answer = get(client, f"{url}?entity=company/deep-seek")
        assert answer.status == 308
        assert answer.headers["location"] == f"/stage{url}?entity=company%2Fdeepseek"
        assert get(client, answer.headers["location"].removeprefix("/stage")).status == 200


@pytest.mark.parametrize("url", [ATOM, JSON, "/feeds/calendar.ics"])
def test_the_feed_of_an_entity_that_is_absent_says_why(client: Client, url: str) -> None:
    client.create("companies", a_company("retired"))
    client.create("people", {"slug": "jane-doe", "name": "Jane Doe", "evidence": EVIDENCE})
    client.post("/v1/companies/retired/retirement", {"reason": "Made up."}, If_Match="*")
    client.post("/v1/people/jane-doe/erasure", {"reason": "A right."}, If_Match="*")
    expected = {"company/retired": (410, "gone"), "person/jane-doe": (410, "erased_entity")}
    for ref, refusal in {**expected, "company/nobody": (404, "not_found")}.items():
        answer = client.get(f"{url}?entity={ref}", **SITE)
        assert (answer.status, answer.json["code"]) == refusal, ref


def test_other_filters_than_the_type_do_not_go_with_an_entity(client: Client) -> None:
    client.create("companies", a_company())
    answer = get(client, f"{OF_COMPANY}&type=release&status=completed&date[gte]=2025")
    assert answer.pointers == {"status": "not_together", "date[gte]": "not_together"}
    assert get(client, f"{OF_COMPANY}&type=release").status == 200
