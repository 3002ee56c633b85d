"""A dry run of every write: it answers what the write would answer, and leaves every row of the table as it is."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from chalicelib.api.http import pipeline
from chalicelib.api.http.dry_runs import DRY_RUN
from chalicelib.api.http.routing.routes import ROUTES
from chalicelib.operations.access import api_keys
from chalicelib.operations.world import World
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import TAKEN
from tests.api.conftest import ADMIN, EVIDENCE, Answer, Client, a_company, a_fact, a_source
from tests.api.snapshots import Tokens, filled_once
from tests.conftest import Clock

COMPANY, WHY = "/v1/companies/deepseek", {"reason": "It is right so."}
OTHER = {**EVIDENCE, "source": "source/other"}
ARTICLE = {"entities": [{"kind": "company", **a_company("mistral")}], "facts": [a_fact("company/mistral", value="FR")]}
MADE_UP = {"ref", "erased", "complete", "fact", "rows", "rows_count", "also_held_by"}  # the two erasures alone


class Write(NamedTuple):
    """A write: its route, its path with the property of the fact that it is about, and its body."""

    route: str
    path: str
    body: Any
    about: str = ""  # the property whose first fact is in the path


WRITES = {
    "create": Write("create_{kind}", "/v1/companies", a_company("openai", country="US")),
    "patch": Write("update_{kind}", COMPANY, {"country": "HK", "evidence": OTHER}),
    "batch": Write("write_batch", "/v1/batch", ARTICLE),
    "batch apart": Write("write_batch", "/v1/batch?atomic=false", ARTICLE),
    "facts": Write("record_facts", "/v1/facts", {"facts": [a_fact(), a_fact(value="HK", evidence=OTHER)]}),
    "facts apart": Write("record_facts", "/v1/facts?atomic=false", {"facts": [a_fact(value="FR", evidence=OTHER)]}),
    "evidence": Write("revise_evidence", "/v1/facts/{id}/evidence", {"evidence": {"quote": "China"}, **WHY}, "country"),
    "retraction": Write("retract_fact", "/v1/facts/{id}/retraction", WHY, "country"),
    "reinstatement": Write("reinstate_fact", "/v1/facts/{id}/reinstatement", WHY, "website"),
    "rank": Write("rank_fact", "/v1/facts/{id}/rank", {"rank": "deprecated", **WHY}, "country"),
    "merge": Write("merge_{kind}", "/v1/companies/twin/merge", {"into": "company/deepseek", **WHY}),
    "retirement": Write("retire_{kind}", f"{COMPANY}/retirement", WHY),
    "reversal of a merge": Write("reverse_{kind}_merge", "/v1/companies/merged/merge/reversal", WHY),
    "reversal of a retirement": Write("reverse_{kind}_retirement", "/v1/companies/gone/retirement/reversal", WHY),
    "erasure of a fact": Write("erase_fact", "/v1/facts/{id}/erasure", WHY, "country"),
    "erasure of an entity": Write("erase_{kind}", "/v1/people/jane-doe/erasure", WHY),
}


def fill(client: Client) -> None:
    """Put on record what the writes are about."""
    client.create("sources", a_source("other"))
    client.create("people", {"slug": "jane-doe", "name": "Jane Doe", "evidence": EVIDENCE})
    client.create("companies", a_company(country="CN", website="https://deepseek.com"))
    client.create("companies", a_company("twin", country="HK"))
    client.create("companies", a_company("merged", founded="2023"))
    client.create("companies", a_company("gone"))
    ceo = {"value": "person/jane-doe", "role": "chief_executive"}
    assert client.patch(COMPANY, {"officers": [ceo], "evidence": EVIDENCE}).status == 200
    client.post(f"/v1/facts/{fact_of(client, 'website')}/retraction", WHY)
    client.post("/v1/companies/merged/merge", {"into": "company/deepseek", **WHY}, If_Match="*")
    client.post("/v1/companies/gone/retirement", WHY, If_Match="*")


def fact_of(client: Client, name: str) -> str:
    """Return the id of the first fact of a property of the company."""
    facts = client.get(f"{COMPANY}/facts?property={name}").json["items"]
    found: str = facts[0]["id"]
    return found


@pytest.fixture
@filled_once
def filled(client: Client) -> Client:
    """Return a client of the service on DynamoDB (moto)."""
    fill(client)
    return client


@pytest.fixture
def filled_on_sqlite(clock: Clock) -> Iterator[Client]:
    """Return a client of the service on SQLite."""
    table = SqliteTable(":memory:")
    world = World(table, now=clock, token=Tokens(), pause=lambda _seconds: None, cursor_secret=b"a secret")
    api_keys.create_key(world, name="the admin", scopes=["admin"], secret=ADMIN)
    pipeline.set_world(world)
    client = Client(world)
    client.create("sources", a_source())
    fill(client)
    yield client
    table.close()


@pytest.fixture(params=["filled", "filled_on_sqlite"], ids=["dynamo", "sqlite"])
def either(request: pytest.FixtureRequest) -> Client:
    """Return a client of the service on each engine in turn."""
    chosen: Client = request.getfixturevalue(request.param)
    return chosen


def send(client: Client, write: Write, *, dry: bool) -> Answer:
    """Send a write with an idempotency key, or a dry run of it with the same."""
    path = write.path.replace("{id}", fact_of(client, write.about) if write.about else "")
    url = f"{path}{'&' if '?' in path else '?'}dry_run=true" if dry else path
    headers = {"Content-Type": "application/json", "Idempotency_Key": "once-and-for-all"}
    if write.route.startswith(("merge", "retire", "reverse", "erase_{")):
        headers["If_Match"] = "*"
    method = "PATCH" if write.route == "update_{kind}" else "POST"
    return client.send(method, url, body=json.dumps(write.body), key=client.key, headers=headers)


def rows_of(client: Client) -> list[Any]:
    """Read every row of the table but the counters of requests."""
    scan = client.world.table.scan  # type: ignore[attr-defined]  # both engines can
    rows, page = [], scan()
    while True:
        rows += [row for row in page.rows if TAKEN not in row.condition_attributes]
        if page.next is None:
            return sorted((repr(row.key), row.text, repr(row.indexes), repr(row.condition_attributes)) for row in rows)
        page = scan(page.next)


def comparable(write: Write, answer: Answer) -> Any:
    """Leave out what must differ: the report, times, and what erasures make up or can say only afterwards."""
    body = {name: each for name, each in answer.json.items() if name != "dry_run"}
    if write.route == "record_facts" and "outcomes" in body:
        body = {"facts": [fact for outcome in body["outcomes"] for fact in outcome["facts"]]}
    if write.route.startswith("erase"):
        body = {name: each for name, each in body.items() if name not in MADE_UP}
    return json.loads(re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", "then", json.dumps(body)))


def test_every_write_of_entities_and_facts_takes_it() -> None:
    takes = {route.name for route in ROUTES if not callable(route.parameters) and DRY_RUN in route.parameters}
    writes = {
        route.name for route in ROUTES if route.scope in ("write", "admin") and route.tag not in ("keys", "webhooks")
    }
    # An import fills an empty table: there is nothing for it to meet.
    entities_and_facts = {each for each in writes if "key" not in each} - {"import_page"}
    assert takes == {each.route for each in WRITES.values()} == entities_and_facts


@pytest.mark.parametrize("name", WRITES)
def test_it_writes_nothing_and_the_write_then_answers_the_same(either: Client, name: str) -> None:
    write, before = WRITES[name], rows_of(either)

    dry = send(either, write, dry=True)

    assert (dry.status, "etag" in dry.headers, "location" in dry.headers) == (200, False, False), dry.text
    assert rows_of(either) == before
    really = send(either, write, dry=False)
    assert (really.status, "idempotency-replayed" in really.headers) == (
        201 if write.route in ("create_{kind}", "write_batch") or name == "facts" else 200,
        False,
    )
    assert rows_of(either) != before
    assert comparable(write, dry) == comparable(write, really)


@pytest.mark.parametrize("name", WRITES)
def test_it_reports_the_revisions_that_the_write_then_makes(filled: Client, name: str) -> None:
    write = WRITES[name]
    reported = send(filled, write, dry=True).json["dry_run"]["revisions"]
    last = filled.get("/v1/changes?after=0&limit=100").json["items"][-1]["number"]

    send(filled, write, dry=False)

    made = [
        (each["ref"], each["revision"], each["cause"])
        for each in filled.get(f"/v1/changes?after={last}&limit=100").json["items"]
        if name != "erasure of an entity" or each["ref"] == "company/deepseek" or each["cause"] == "erased"
    ]
    found = [(each["ref"], each["revision"], each["cause"]) for each in reported]
    without_made_up = re.compile("erased-token[0-9]+")
    assert sorted(without_made_up.sub("made-up", repr(each)) for each in found) == sorted(
        without_made_up.sub("made-up", repr(each)) for each in made
    )
