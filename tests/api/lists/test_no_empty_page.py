"""One law of every paged route: no page has a `next` that leads to a page without items."""

import json
import re

import pytest

from app import app
from chalicelib.api.http.pipeline import set_world
from chalicelib.api.http.routing.routes import ROUTES, Route
from chalicelib.kinds import KINDS
from chalicelib.operations.access import api_keys
from chalicelib.operations.transfer.export import export
from chalicelib.operations.world import World
from chalicelib.outbound.web import Web
from chalicelib.store.table import Table
from tests.api.conftest import ADMIN, EVIDENCE, Body, Client, a_company, a_fact, a_source, an_event
from tests.api.snapshots import Tokens
from tests.conftest import Clock
from tests.operations.builders import WEBHOOK_KEYS
from tests.tables import for_each

LATER = "2026-12-23T10:00:00.000Z"
MAX_PAGES = 40
# Every list by its route, once for each way in which its rows are found and left out.
LISTS = {
    "list_keys": ["/v1/keys"],
    "list_webhooks": ["/v1/webhooks"],
    "list_watches": ["/v1/watches"],
    "list_{plural}": [
        "/v1/companies",
        "/v1/companies?country=CN",
        "/v1/companies?country=CN,US",
        "/v1/companies?country[ne]=CN",
        "/v1/companies?country[ne]=US",
        f"/v1/companies?known_at={LATER}",
        f"/v1/companies?country[ne]=CN&known_at={LATER}",
        "/v1/events",
        "/v1/events?order=asc",
        "/v1/events?participants=company/c0",
    ],
    "list_{kind}_timeline": [
        "/v1/companies/c0/timeline",
        "/v1/companies/c0/timeline?order=asc",
        f"/v1/companies/c0/timeline?known_at={LATER}",
    ],
    "list_{kind}_referrers": [
        "/v1/companies/c0/referrers",
        f"/v1/companies/c0/referrers?known_at={LATER}",
    ],
    "list_{kind}_history": ["/v1/companies/c0/history", f"/v1/companies/c0/history?known_at={LATER}"],
    "list_{kind}_facts": [
        "/v1/companies/c0/facts",
        "/v1/companies/c0/facts?property=country",
        "/v1/companies/c0/facts?standing=true",
        f"/v1/companies/c0/facts?known_at={LATER}",
        "/v1/instruments/nvda/facts?property=price",
    ],
    "list_{kind}_series": [
        "/v1/companies/c0/series/website",
        "/v1/instruments/nvda/series/price",
        "/v1/instruments/nvda/series/price?from=2026-01-02",
        "/v1/instruments/nvda/series/price?to=2026-01-02",
    ],
    "list_series": [
        "/v1/series/website?refs=company/c1,company/c0,company/c2",
        "/v1/series/name?refs=company/c1,company/nobody,company/c0,company/c2",
        "/v1/series/price?refs=instrument/nobody,instrument/nvda",
    ],
    "list_facts": [
        "/v1/facts?source=source/report",
        "/v1/facts?source=source/report&property=country",
        "/v1/facts?source=source/report&standing=true",
        f"/v1/facts?source=source/report&known_at={LATER}",
        "/v1/facts?source=source/report&property=price&sort=-value",
        "/v1/facts?entity=company/c0",
        "/v1/facts?value=company/c0",
    ],
    "list_conflicts": [
        "/v1/conflicts",
        "/v1/conflicts?kind=company",
        "/v1/conflicts?kind=company&property=country",
        f"/v1/conflicts?kind=company&known_at={LATER}",
    ],
    "list_changes": ["/v1/changes"],
}


@pytest.fixture
def client(engine: Table, clock: Clock) -> Client:
    """A client of each engine in turn, with some rows in every list."""
    world = World(
        table=engine,
        now=clock,
        token=Tokens(),
        pause=lambda _seconds: None,
        cursor_secret=b"a secret of the tests",
        webhook_keys=WEBHOOK_KEYS,
        web=lambda: Web(allows_loopback=True),
    )
    for name in ("one", "two", ADMIN):
        api_keys.create_key(world, name=name, scopes=["admin"], secret=f"{name:_<12}"[:40] if name != ADMIN else ADMIN)
    set_world(world)
    made = Client(world)
    for source in ("report", "rival"):
        made.create("sources", a_source(source))
    for n in range(4):
        made.create("companies", a_company(f"c{n}", country="US" if n == 1 else "CN"))
        made.create(
            "events",
            an_event(f"e{n}", participants=[{"value": "company/c0", "role": "subject"}], date=f"2025-0{n + 1}-01"),
        )
        made.post(
            "/v1/facts", {"facts": [a_fact("company/c0", "website", f"https://{n}.example.org", valid=f"202{n}")]}
        )
    elsewhere = {"source": "source/rival", "basis": "third_party_report"}
    for n in range(3):
        made.post("/v1/facts", {"facts": [{**a_fact(f"company/c{n}", "country", "FR"), "evidence": elsewhere}]})
    gone = made.get("/v1/companies/c3/facts?property=country").json["items"][0]["id"]
    assert made.post(f"/v1/facts/{gone}/retraction", {"reason": "wrong"}).status < 300
    made.create("instruments", {"slug": "nvda", "name": "Nvidia", "evidence": EVIDENCE})
    for day in range(1, 5):
        price = a_fact("instrument/nvda", "price", {"amount": str(day), "unit": "USD"}, valid=f"2026-01-0{day}")
        assert made.post("/v1/facts", {"facts": [price]}).status == 201
    for n in range(4):
        used = {"entities": [{"ref": f"company/c{n}", "revision": 1}]}
        assert made.post("/v1/webhooks", {"url": "http://127.0.0.1:9/", "name": f"{n}"}).status == 201
        assert made.post("/v1/watches", {"name": f"{n}", "used": used}).status == 201
    clock.set(LATER)
    return made


def test_every_paged_route_is_tried() -> None:
    assert app.routes
    of_api = [route for route in ROUTES if route.refused is None and route.tag != "feeds"]
    paged = {route.name for route in of_api if {"cursor", "after"} & _parameters(route)}
    suggesting = {
        "suggest_entities",
        "suggest_properties",
        "suggest_types",
    }  # `cursor` is an offset: no page has a `next`
    own = {"list_deliveries", "list_notices"}  # tests/api/following reads those of one webhook, and of one watch
    assert paged == {*LISTS, "export"} | suggesting | own  # a page for people or a feed shows a page of one of them


@for_each("url", [url for urls in LISTS.values() for url in urls])
def test_no_page_leads_to_an_empty_one(client: Client, url: str) -> None:
    (items,) = _pages(client, url, limit=25 if "known_at" in url and "/facts" not in url else 100)
    assert items, "a list without items says nothing"
    for limit in {1 if len(items) < 6 else 3, len(items) - 1, len(items)} - {0}:
        pages = _pages(client, url, limit=limit)
        assert all(pages), f"limit={limit} gives pages of {[*map(len, pages)]}"
        assert [item for page in pages for item in page] == items


def test_no_page_of_an_export_leads_to_an_empty_one(client: Client) -> None:
    whole = len(export(client.world).text)
    for most in (1, whole // 3, whole - 300, whole - 200, whole - 100, whole):
        cursor, pages = None, 0
        while pages == 0 or cursor is not None:
            page = export(client.world, cursor=cursor, most=most)
            lines = {json.loads(line)["line"] for line in page.text.splitlines()}
            assert lines - {"page", "digest", "manifest"}, f"page {page.number} at {most} bytes"
            cursor, pages = page.next, pages + 1


def _parameters(route: Route) -> set[str]:
    return {each.name for kind in KINDS.values() for each in route.asks(kind)}


def _pages(client: Client, url: str, *, limit: int) -> list[list[Body]]:
    """Follow the links of a list to its end; return the items of each page."""
    pages: list[list[Body]] = []
    following = f"{url}{'&' if '?' in url else '?'}limit={limit}"
    while len(pages) < MAX_PAGES:
        answer = client.get(following, key=ADMIN)
        assert answer.status == 200, answer.text
        pages.append(answer.json["items"])
        link = re.search('<([^>]*)>; rel="next"', answer.headers["link"])
        if link is None:
            return pages
        following = link[1].removeprefix(client.base)
    raise AssertionError("the pages do not end")
