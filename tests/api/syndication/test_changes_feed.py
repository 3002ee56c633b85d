"""The changes as a feed: archived pages of which each change is on one, ids that stay, words that say what changed."""

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company, an_event
from tests.api.syndication.validators import PREFIX, SITE, get, inside, link_of, read_atom, read_json_feed

ATOM, JSON = "/feeds/changes.atom", "/feeds/changes.json"
DEEPSEEK = "tag:api.example.com,2026:/companies/deepseek/revisions/1"


@pytest.fixture
def history(client: Client) -> list[str]:
    """Record twelve changes with the source before them, one of an event; return the ids of their entries in order."""
    for number in range(11):
        client.create("companies", a_company(f"company-{number}"))
    client.create("events", an_event())
    slugs = ["sources/report", *(f"companies/company-{number}" for number in range(11)), "events/launch"]
    return [f"tag:api.example.com,2026:/{slug}/revisions/1" for slug in slugs]


def test_a_reader_of_feeds_reads_what_was_done_to_which_entity(client: Client) -> None:
    client.create("companies", a_company(country="CN"))
    read = read_atom(get(client, ATOM))

    assert (read.feed.title, read.feed.id) == ("aifacts: changes", "tag:api.example.com,2026:/feeds/changes")
    entry = read.entries[0]
    assert entry.id == DEEPSEEK
    assert entry.link == f"{PREFIX}/companies/deepseek"
    assert entry.title == "company/deepseek: created (name, country)"
    assert "Shows another value: Name, Country" in entry.content[0].value
    assert [each.term for each in entry.tags] == ["company", "created"]
    assert entry.updated == client.get("/v1/changes?after=1").json["items"][0]["at"]
    assert entry.updated == read.feed.updated


def test_both_forms_have_the_same_entries(client: Client, history: list[str]) -> None:
    atom, feed = read_atom(get(client, ATOM)), read_json_feed(get(client, JSON))

    assert [each.id for each in atom.entries] == [each["id"] for each in feed["items"]] == history[::-1]
    assert [each.title for each in atom.entries] == [each["title"] for each in feed["items"]]
    assert [each.content[0].value for each in atom.entries] == [each["content_html"] for each in feed["items"]]
    assert feed["feed_url"] == f"{PREFIX}{JSON}"


@pytest.mark.parametrize("limit", range(1, 15))
def test_the_archive_has_each_change_on_one_page(client: Client, history: list[str], limit: int) -> None:
    seen: list[str] = []
    url, pages = f"{ATOM}?limit={limit}", 0
    while url:
        answer = get(client, url)
        read = read_atom(answer)
        seen += [each.id for each in read.entries]
        assert (link_of(read, "current") is not None) == (pages > 0)
        assert len(read.entries) == limit if pages else len(read.entries) < 2 * limit
        assert ("archive" in answer.text) == (pages > 0 or link_of(read, "prev-archive") is not None)
        older = link_of(read, "prev-archive")
        assert (older is None) == ('rel="next"' not in answer.headers["link"])
        url, pages = older or "", pages + 1
    assert seen == history[::-1]


def test_json_feed_leads_to_older_changes_by_next_url(client: Client, history: list[str]) -> None:
    url, seen = f"{JSON}?limit=4", list[str]()
    while url:
        feed = read_json_feed(get(client, url))
        seen += [each["id"] for each in feed["items"]]
        assert feed["feed_url"] == f"{PREFIX}{JSON}?limit=4"
        url = inside(feed["next_url"]) if "next_url" in feed else ""
    assert seen == history[::-1]


def test_a_page_of_the_archive_stays_as_it_is_and_may_be_kept_for_a_day(client: Client, history: list[str]) -> None:
    url = f"{ATOM}?before=9&limit=4"
    get(client, ATOM)
    before = get(client, url)
    client.create("companies", a_company())
    after = get(client, url)

    assert [each.id for each in read_atom(before).entries] == history[4:8][::-1]
    assert (before.text, before.headers["etag"]) == (after.text, after.headers["etag"])
    assert before.headers["cache-control"] == "public, max-age=86400"
    assert get(client, ATOM).headers["cache-control"] == "public, no-cache"


@pytest.mark.parametrize("before", [15, 20, 999_999_999_999])
def test_a_page_that_is_not_full_is_no_page_of_the_archive(client: Client, history: list[str], before: int) -> None:
    answer = get(client, f"{ATOM}?before={before}&limit=20")
    assert "archive" not in answer.text.replace("prev-archive", "")
    assert answer.headers["cache-control"] == "public, no-cache"


def test_kinds_and_properties_select_among_the_changes(client: Client, history: list[str]) -> None:
    of_events = read_atom(get(client, f"{ATOM}?kind=event"))
    assert [each.id for each in of_events.entries] == history[-1:]
    assert of_events.feed.id == "tag:api.example.com,2026:/feeds/changes?kind=event"
    assert [each.id for each in read_atom(get(client, f"{ATOM}?property=date")).entries] == history[-1:]
    none = read_atom(get(client, f"{ATOM}?kind=person"))
    assert (len(none.entries), none.feed.updated) == (0, "1970-01-01T00:00:00.000Z")


def test_the_id_of_a_feed_does_not_depend_on_its_page_or_on_how_it_is_asked_for(client: Client) -> None:
    ids = {
        read_atom(get(client, f"{ATOM}?{query}")).feed.id
        for query in ("kind=event,company", "kind=event&kind=company", "kind=event,company&limit=7&before=9")
    }
    assert ids == {"tag:api.example.com,2026:/feeds/changes?kind=event,company"}


def test_the_feed_of_an_entity_shows_the_values_before_and_after(client: Client) -> None:
    client.create("companies", a_company(country="CN"))
    later = {"source": "source/report", "basis": "self_reported"}
    client.patch("/v1/companies/deepseek", {"country": "US", "founded": "2023-07", "evidence": later}, If_Match="*")
    of_entity = read_atom(get(client, f"{ATOM}?entity=company/deepseek"))

    newest, first = of_entity.entries
    assert first.id == DEEPSEEK
    assert "Country: China (CN)" in first.content[0].value
    assert "Founded: July 2023" in newest.content[0].value
    assert "before" in newest.content[0].value
    assert {each.id for each in of_entity.entries} <= {each.id for each in read_atom(get(client, ATOM)).entries}
    assert of_entity.feed.link == f"{PREFIX}/companies/deepseek"


def test_the_pages_of_an_entity_have_each_revision_once(client: Client) -> None:
    client.create("companies", a_company())
    for year in range(2001, 2007):
        client.patch("/v1/companies/deepseek", {"founded": str(year), "evidence": EVIDENCE}, If_Match="*")
    url, seen = f"{ATOM}?entity=company/deepseek&limit=3", list[str]()
    while url:
        read = read_atom(get(client, url))
        seen += [each.id for each in read.entries]
        url = link_of(read, "next") or ""
    assert seen == [f"{DEEPSEEK[:-1]}{number}" for number in range(7, 0, -1)]


def merged(client: Client) -> None:
    """Create two companies and a model of one of them, and merge that company into the other."""
    client.create("companies", a_company())
    client.create("companies", a_company("deep-seek", name="Deep Seek Incorporated"))
    client.create("models", {"slug": "v9", "name": "V9", "developer": ["company/deep-seek"], "evidence": EVIDENCE})
    body = {"into": "company/deepseek", "reason": "The same."}
    assert client.post("/v1/companies/deep-seek/merge", body, If_Match="*").status == 200


def test_the_survivor_of_a_merge_and_those_that_refer_to_it_keep_their_feeds(client: Client) -> None:
    merged(client)
    for ref in ("company/deepseek", "model/v9"):
        read = read_atom(get(client, f"{ATOM}?entity={ref}"))
        assert len(read.entries) == 2, ref


def test_the_feed_of_an_entity_is_its_own_again_after_its_merge_was_reversed(client: Client) -> None:
    merged(client)
    assert get(client, f"{ATOM}?entity=company/deep-seek").status == 308
    reversal = client.post("/v1/companies/deep-seek/merge/reversal", {"reason": "Another one."}, If_Match="*")
    assert reversal.status == 200, reversal.text
    assert len(read_atom(get(client, f"{ATOM}?entity=company/deep-seek")).entries) == 3


def test_a_page_of_older_revisions_of_a_merged_entity_can_still_be_read(client: Client) -> None:
    client.create("companies", a_company("deep-seek", name="Deep Seek Incorporated"))
    client.patch("/v1/companies/deep-seek", {"founded": "2023", "evidence": EVIDENCE}, If_Match="*")
    following = link_of(read_atom(get(client, f"{ATOM}?entity=company/deep-seek&limit=1")), "next") or ""
    client.create("companies", a_company())
    body = {"into": "company/deepseek", "reason": "The same."}
    assert client.post("/v1/companies/deep-seek/merge", body, If_Match="*").status == 200
    assert len(read_atom(get(client, following)).entries) == 1
    assert len(client.get("/v1/companies/deep-seek/history").json["items"]) == 3


def test_an_erased_entity_leaves_its_numbers_and_none_of_its_words(client: Client) -> None:
    client.create("people", {"slug": "jane-doe", "name": "Jane Doe", "evidence": EVIDENCE})
    assert "jane-doe" in get(client, ATOM).text
    client.post("/v1/people/jane-doe/erasure", {"reason": "A right."}, If_Match="*")
    answer = get(client, ATOM)

    assert "jane" not in answer.text.lower()
    assert read_atom(answer).entries[0].title.startswith("person/erased-")
    gone = get(client, f"{ATOM}?entity=person/jane-doe")
    assert (gone.status, gone.json["code"]) == (410, "erased_entity")


def test_all_faults_of_a_request_are_named_with_what_is_right(client: Client) -> None:
    answer = get(client, f"{ATOM}?kind=companies&limit=0&before=x&entity=deepseek&typ=price_change")
    assert answer.status == 400
    assert answer.pointers == {
        "kind": "bad_value",
        "limit": "bad_value",
        "before": "bad_value",
        "entity": "bad_value",
        "typ": "unknown_parameter",
    }
    assert "did you mean 'company'?" in answer.text
    together = get(client, f"{ATOM}?entity=company/deepseek&kind=company&before=7&property=prices")
    assert together.pointers == dict.fromkeys(("kind", "before", "property"), "not_together")
    assert get(client, f"{ATOM}?property=prise&cursor=abc").pointers == {
        "property": "unknown_property",
        "cursor": "not_together",
    }
    assert get(client, f"{ATOM}?entity=company/nobody").json["code"] == "not_found"


@pytest.mark.parametrize("name", ["change.atom", "changes.xml", "changes", "companies.atom", "x" * 200])
def test_an_unknown_feed_is_refused_with_the_known_ones(client: Client, name: str) -> None:
    answer = get(client, f"/feeds/{name}")
    assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert "changes.atom" in answer.json["detail"]
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("url", [ATOM, JSON, "/feeds/events.atom", "/feeds/events.json", "/feeds/calendar.ics"])
class TestEveryFeed:
    """Every feed and the calendar alike."""

    def test_an_unchanged_feed_is_answered_with_304(self, client: Client, url: str) -> None:
        answer = get(client, url)
        same = get(client, url, If_None_Match=answer.headers["etag"])
        assert (same.status, same.text) == (304, "")
        client.create("events", an_event(date="2030-01-26"))
        assert get(client, url, If_None_Match=answer.headers["etag"]).status == 200

    def test_head_and_options_and_other_sites_may_ask(self, client: Client, url: str) -> None:
        answer, head = get(client, url), client.head(url, **SITE)
        assert (head.status, head.text) == (200, "")
        assert head.headers["content-length"] == str(len(answer.text.encode()))
        assert head.headers["etag"] == answer.headers["etag"]
        assert answer.headers["access-control-allow-origin"] == "*"
        assert client.send("OPTIONS", url).headers["allow"] == "GET, HEAD, OPTIONS"
        assert client.post(url, {}).status == 405

    def test_it_is_compressed_for_those_who_take_gzip(self, client: Client, url: str) -> None:
        for number in range(3):
            client.create("events", an_event(f"event-{number}", title="A launch", date=f"203{number}-01-26"))
        answer = get(client, url, Accept_Encoding="gzip")
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.text == get(client, url).text

    def test_it_needs_a_key_where_reads_do(self, client: Client, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("READS", "closed")
        refused = get(client, url)
        assert (refused.status, refused.json["code"]) == (401, "unauthenticated")
        answer = client.get(url, key="key-of-a-reader", **SITE)
        assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-cache")

    def test_it_needs_a_host_for_its_addresses(self, client: Client, url: str) -> None:
        answer = client.get(url)
        assert (answer.status, answer.json["code"]) == (400, "bad_request")
        assert "`Host`" in answer.json["detail"]

    def test_its_ids_are_those_of_the_host_alone(self, client: Client, url: str) -> None:
        client.create("events", an_event(date="2030-01-26"))
        plain = client.get(url, Host="API.example.com:8080").text.replace("\r\n ", "")
        secure = get(client, url).text.replace("\r\n ", "")
        assert plain.replace("http://API.example.com:8080", "") == secure.replace("https://api.example.com", "")
        assert client.get(url, Host="[::1]:8000").status == 200

    def test_its_answer_to_what_it_does_not_offer_names_what_it_offers(self, client: Client, url: str) -> None:
        refused = get(client, url, Accept="text/html")
        assert (refused.status, refused.json["code"]) == (406, "not_acceptable")
        assert len(refused.json["offers"]) == 1
