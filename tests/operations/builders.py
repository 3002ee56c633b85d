"""Builders for the tests of operations: worlds, and entities and facts written through the operations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from chalicelib.domain.facts.contents import Content, fact_id
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Shape
from chalicelib.operations.access.api_key_records import new_record
from chalicelib.operations.entities.loading import Entity, load_entity
from chalicelib.operations.entities.read import read
from chalicelib.operations.world import Caller, Listed, Moment, RequestContext, World, Written
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.merging.refresh_referrers import refresh
from chalicelib.operations.writes.patch import patch
from chalicelib.operations.writes.record import record
from chalicelib.outbound.web import Web
from chalicelib.store import keys
from chalicelib.store.item_limits import MAX_ACTIONS
from chalicelib.store.records.api_key_rows import row_of
from chalicelib.store.records.entity_rows import fact_row, view_rows
from chalicelib.store.records.index.index_rows import project
from chalicelib.store.records.revision_rows import Revision, read_revision
from chalicelib.store.rows import Key, Put, Row
from chalicelib.store.table import Table
from tests.conftest import Clock

CALLER = Caller("key_test", frozenset({"write"}))
WEBHOOK_KEYS = (b"the webhook key of the tests, long enough",)
SOURCE = "source/report"
EVIDENCE = {"source": SOURCE, "basis": "third_party_report"}
TIMES = ("revision", "created_at", "updated_at", "card_since")

Body = dict[str, Any]

_tokens = count()


def world_on(table: Table, clock: Clock) -> World:
    """Make a world on a table, with names that are never used twice and no waiting."""
    return World(
        table,
        clock,
        lambda: f"write{next(_tokens)}",
        lambda _seconds: None,
        b"secret of the tests",
        webhook_keys=WEBHOOK_KEYS,
        web=lambda: Web(allows_loopback=True),
    )


def on(world: World, table: Table) -> World:
    """Make the same world on another table, mostly a faulty one around its own."""
    return replace(world, table=table)


def a_key(world: World, name: str = CALLER.key_id, **members: Any) -> None:
    """Write the record of a key with the scope write, with other members."""
    record = {**new_record("", name="a key", scopes=["write"], now=world.now()), "id": name, **members}
    world.table.commit([Put(row_of(record))])


def ref(text: str) -> Ref:
    """Read a ref."""
    return Ref(*text.split("/", 1))


def new(world: World, kind: str, slug: str, **fields: Any) -> Written:
    """Create an entity; all but sources cite the report unless they say otherwise."""
    evidence = {} if kind == "source" else {"evidence": EVIDENCE}
    return create(RequestContext(world, CALLER), kind=KINDS[kind], body={"slug": slug, **evidence, **fields})


def a_source(world: World, slug: str = "report", **fields: Any) -> Written:
    return new(world, "source", slug, **{"title": f"The {slug}", **fields})


def a_company(world: World, slug: str = "deepseek", **fields: Any) -> Written:
    return new(world, "company", slug, **{"name": slug.capitalize(), **fields})


def a_model(world: World, slug: str = "v3", **fields: Any) -> Written:
    return new(world, "model", slug, **{"name": slug.upper(), **fields})


def an_offering(world: World, slug: str = "deepseek-chat", **fields: Any) -> Written:
    return new(world, "offering", slug, **{"name": slug, **fields})


def an_instrument(world: World, slug: str = "nvda", **fields: Any) -> Written:
    return new(world, "instrument", slug, **{"name": slug.upper(), **fields})


def an_event(world: World, slug: str = "launch", **fields: Any) -> Written:
    return new(world, "event", slug, **{"type": "release", "title": f"The {slug}", "date": "2025-01-26", **fields})


def a_fact(entity: str = "company/deepseek", property_name: str = "country", value: Any = "CN", **more: Any) -> Body:
    """Make a fact as `record` takes it."""
    return {"entity": entity, "property": property_name, "value": value, "evidence": EVIDENCE, **more}


def said_by(slug: str, **more: Any) -> Body:
    """Make evidence from another source."""
    return {"source": f"source/{slug}", "basis": "third_party_report", **more}


def say(world: World, entity: str, **fields: Any) -> Written:
    """Patch an entity."""
    return patch(RequestContext(world, CALLER), ref=ref(entity), body={"evidence": EVIDENCE, **fields})


def state(world: World, *facts: Mapping[str, Any]) -> list[str]:
    """Record facts and give their ids."""
    return [fact["id"] for fact in record(RequestContext(world, CALLER), facts=list(facts)).facts]


def fact_ids(world: World, entity: str, property_name: str) -> list[str]:
    """List the ids of a property's facts, in the order they were recorded."""
    facts = load_entity(world, entity).facts.values()
    found = [fact for fact in facts if fact.content.property == property_name]
    return [fact.id for fact in sorted(found, key=lambda fact: (fact.recorded_at, fact.place))]


def view(world: World, entity: str, known_at: Instant | None = None, **moment: Any) -> dict[str, Any]:
    """Read an entity."""
    return read(world, ref=ref(entity), moment=Moment(known_at=known_at, **moment)).view


def without_times(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Leave revision and times out of a view or a card."""
    return {name: value for name, value in shown.items() if name not in TIMES}


def refs_of(listed: Listed) -> list[str]:
    return [item["ref"] for item in listed.items]


def revisions(world: World, entity: str) -> list[Revision]:
    """List the revisions of an entity, oldest first."""
    start, end = keys.REVISIONS
    page = world.table.query(None, keys.entity(entity), start=start, end=end, consistent=True)
    return [read_revision(row) for row in page.rows]


def found_by(world: World, entity: str) -> dict[Key, Row]:
    """Read the rows by which an entity should be found, as far as they are there."""
    now = load_entity(world, entity).view
    assert now is not None
    return world.table.get(list(project(now)), consistent=True)


def assert_whole(world: World, *entities: str) -> None:
    """Check that nothing is half-written: revisions are dense, all rows stand, and resolving again changes nothing."""
    for name in entities:
        entity = load_entity(world, name)
        assert [revision.number for revision in revisions(world, name)] == list(range(1, entity.revision + 1))
        if entity.view is None:
            assert not entity.facts
            continue
        expected = project(entity.view)
        assert found_by(world, name) == expected
        before = entity.view
        refresh(RequestContext(world, CALLER), ref=name, cause="checked")
        after = load_entity(world, name).view
        assert after is not None
        assert after.flat == before.flat
        assert after.conflicts == before.conflicts
        assert project(after).keys() == expected.keys()


def pages(ask: Any, **question: Any) -> Iterator[Listed]:
    """Follow the cursors of a list to its end."""
    cursor = None
    while True:
        listed = ask(**question, cursor=cursor)
        yield listed
        cursor = listed.next
        if cursor is None:
            return


def crowd(world: World, entity: str, contents: Sequence[Content], *, series: bool = False) -> list[Fact]:
    """Put facts on record beside an entity's own without a write each, and let its view know how many there are."""
    found = load_entity(world, entity)
    names = [fact_id(entity, content, slot=_slot(found, content)) for content in contents]
    facts = [
        Fact(name, entity, content, found.view.updated_at if found.view else "", "key_test", root=SOURCE, place=place)
        for place, (name, content) in enumerate(zip(names, contents, strict=True))
    ]
    rows = [fact_row(fact, series=series) for fact in facts]
    for start in range(0, len(rows), MAX_ACTIONS):
        world.table.commit([Put(row) for row in rows[start : start + MAX_ACTIONS]])
    if found.view is not None and not series:
        view = replace(found.view, facts=found.tally + len(facts))
        world.table.commit([Put(view_rows(view)[0])])
    return facts


def _slot(entity: Entity, content: Content) -> str:
    declared = entity.declared(content.property)
    assert declared is not None
    comparable = [qualifier.name for qualifier in declared.qualifiers if qualifier.comparable]
    return content.slot(many=declared.shape is Shape.MANY, comparable=comparable)
