"""A restore to a point in time can hold half a transaction: the audit lists the faults, the repair fixes them."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import NotFound
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.entities.resolved_entity import resolve_entity
from chalicelib.operations.entities.view import render_view
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.feed.stats import stats
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.upkeep.audit import Finding, Remedy
from chalicelib.operations.upkeep.entity_repair import remove_orphan, repair
from chalicelib.operations.upkeep.feed_repair import repair_feed
from chalicelib.operations.upkeep.table_repair import audit_all, repair_all
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store import keys, rows
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.records.revision_rows import read_revision
from chalicelib.store.rows import Action, Check, Delete, Key, Page, Put, Row
from chalicelib.store.table import Collision, Damaged, WrappedTable
from tests.conftest import Clock, examples
from tests.operations.builders import (
    CALLER,
    a_company,
    a_fact,
    a_model,
    a_source,
    an_event,
    an_instrument,
    fact_ids,
    on,
    ref,
    revisions,
    said_by,
    say,
    state,
    view,
    without_times,
    world_on,
)
from tests.operations.faulty import Overtaken

PRICE = {"value": {"amount": "118.42", "unit": "USD"}, "valid": "2025-01-27/2025-01-27"}
EVENT = "event/launch"

Verb = Callable[[World], Any]
Versions = dict[Key, list[Row | None]]


class Logged(WrappedTable):
    """Remembers every state that every item has had since."""

    def __init__(self, inner: SqliteTable) -> None:
        super().__init__(inner)
        self.versions: Versions = {}

    def commit(self, actions: Sequence[Action]) -> None:
        touched = [action for action in actions if not isinstance(action, Check)]
        before = self.inner.get([action.key for action in touched])
        super().commit(actions)
        for action in touched:
            states = self.versions.setdefault(action.key, [before.get(action.key)])
            states.append(action.row if isinstance(action, Put) else None)


def stage(world: World) -> None:
    """Write a little of everything, and give it its numbers."""
    a_source(world)
    a_source(world, "other")
    a_company(world, country="CN", organisation_type="lab", aliases=["Deep Seek"])
    a_company(world, "deep-seek", name="DeepSeek AI", website="https://deepseek.com/")
    a_model(world, developer=["company/deep-seek"])
    an_instrument(world, issuer="company/deepseek", price=PRICE)
    an_event(
        world,
        participants=[{"value": "model/v3", "role": "subject"}, {"value": "company/deepseek", "role": "developer"}],
        identifiers=[{"value": "https://example.org/launch", "scheme": "url"}],
        remarks=[{"value": {"text": "Long awaited.", "language": "en"}}],
        status="completed",
    )
    changes(world, after=0, limit=100)


VERBS: dict[str, Verb] = {
    "create": lambda world: a_company(world, "new", country="FR"),
    "patch": lambda world: say(world, EVENT, date="2025-03-01", place="Hangzhou"),
    "dispute": lambda world: say(world, "company/deepseek", country="SG", evidence=said_by("other")),
    "rename": lambda world: say(world, "company/deepseek", organisation_type="company", evidence=said_by("other")),
    "remark": lambda world: say(world, EVENT, remarks=[{"value": {"text": "At last.", "language": "en"}}]),
    "price": lambda world: state(
        world, a_fact("instrument/nvda", "price", {"amount": "120", "unit": "USD"}, valid="2025-01-31/2025-01-31")
    ),
    "retract": lambda world: retract(
        RequestContext(world, CALLER), fact_id=fact_ids(world, EVENT, "status")[0], reason="Misread."
    ),
    "rank": lambda world: rank(
        RequestContext(world, CALLER), fact_id=fact_ids(world, EVENT, "date")[0], rank="preferred", reason="Asked."
    ),
    "retire": lambda world: retire(RequestContext(world, CALLER), ref=ref("model/v3"), reason="Made up."),
    "merge": lambda world: merge(
        RequestContext(world, CALLER), ref=ref("company/deep-seek"), into=ref("company/deepseek"), reason="The same."
    ),
    "number": lambda world: changes(world, after=0, limit=100),
}
TAILS = st.lists(st.sampled_from(list(VERBS)), min_size=1, max_size=4, unique=True)


def a_world() -> tuple[World, SqliteTable]:
    table = SqliteTable(":memory:")
    return world_on(table, Clock()), table


def cut(table: SqliteTable, versions: Versions, choose: Callable[[int], int]) -> None:
    """Put every item that the last writes touched into one of the states that it has had."""
    for key, states in sorted(versions.items()):
        chosen = states[choose(len(states))]
        table.commit([Delete(key) if chosen is None else Put(chosen)])


def entities(world: World, table: SqliteTable) -> list[str]:
    rows = table.scan().rows
    assert len(rows) < 500
    return sorted({keys.parse_entity(row.key.pk) for row in rows if row.key.pk.startswith("E#")})


def shown(world: World, table: SqliteTable) -> list[dict[str, Any]]:
    """List the flat views of all entities, without revisions and times."""
    views = [load_entity(world, name).view for name in entities(world, table)]
    return [without_times(view.shown()) for view in views if view is not None]


def found(world: World, table: SqliteTable) -> list[Finding]:
    return list(audit_all(world, table))


def repaired(world: World, table: SqliteTable) -> list[str]:
    """Repair everything; what then is still found is lost for good."""
    steps = [step.what for step in repair_all(world, table, CALLER)]
    assert [each for each in found(world, table) if each.remedy is not Remedy.LOST] == []
    return steps


def assert_reads_are_made_of_the_facts_that_are_there(world: World, table: SqliteTable) -> None:
    total, alive = 0, 0
    for name in entities(world, table):
        entity = load_entity(world, name)
        assert entity.view is not None
        assert entity.facts
        kind = KINDS[name.split("/")[0]]
        resolved = resolve_entity(kind, name, entity.facts.values(), moment=Moment(), now=world.now())
        assert entity.view.flat == render_view(resolved, entity.redirects)
        assert [each.number for each in revisions(world, name)] == list(range(1, entity.revision + 1))
        end = entity.view.lifecycle
        if end is None or not end.into:
            total += sum(not fact.is_closed_copy for fact in entity.facts.values())
            total += len(table.query(None, keys.series(name, "price")).rows)
        alive += end is None
    counted = stats(world)
    assert (counted["facts"], sum(counted["entities"].values())) == (total, alive)
    feed = changes(world, after=0, limit=100).items
    assert [change["number"] for change in feed] == list(range(1, len(feed) + 1))
    known = {(row.body["ref"], row.body["revision"]) for row in table.scan().rows if row.key.sk.startswith("R#")}
    assert {(change["ref"], change["revision"]) for change in feed} == known
    assert len(feed) == len(known)
    cards = [card["ref"] for kind in KINDS.values() for card in listing(world, kind=kind, limit=50).items]
    assert len(cards) == len(set(cards)) == alive


def test_a_table_that_is_whole_has_nothing_found_about_it() -> None:
    world, table = a_world()
    stage(world)
    for verb in VERBS.values():
        verb(world)

    assert found(world, table) == []


@given(TAILS, st.data())
@settings(max_examples=examples(20))
def test_the_repair_completes_any_half_restored_write(tail: list[str], data: st.DataObject) -> None:
    world, table = a_world()
    stage(world)
    logged = Logged(table)
    for name in tail:
        VERBS[name](on(world, logged))
    cut(table, logged.versions, lambda states: data.draw(st.integers(0, states - 1)))

    repaired(world, table)

    assert_reads_are_made_of_the_facts_that_are_there(world, table)
    before = shown(world, table)
    repaired(world, table)
    assert shown(world, table) == before
    for name, verb in VERBS.items():  # and every verb works as before
        if name not in tail and name not in ("retract", "rank", "merge", "retire", "create"):
            verb(world)
    assert [each for each in found(world, table) if each.remedy is not Remedy.LOST] == []


@pytest.fixture
def whole() -> tuple[World, SqliteTable]:
    """The stage, with nothing wrong about it."""
    world, table = a_world()
    stage(world)
    return world, table


def test_a_fact_that_only_its_revision_lists_is_lost_until_it_is_recorded_again(
    whole: tuple[World, SqliteTable],
) -> None:
    world, table = whole
    (fact,) = fact_ids(world, "company/deepseek", "country")
    table.commit([Delete(keys.fact_key(fact))])

    repaired(world, table)

    (loss,) = found(world, table)
    assert (loss.what, loss.remedy) == ("company/deepseek", Remedy.LOST)
    assert f"recorded {fact}, which is lost" in loss.detail
    state(world, a_fact("company/deepseek", "country", "CN"))
    assert found(world, table) == []


def test_a_decision_that_the_view_counts_and_no_fact_has_is_found_though_nothing_else_shows_it(
    whole: tuple[World, SqliteTable],
) -> None:
    world, table = whole
    key = keys.fact_key(fact_ids(world, EVENT, "date")[0])
    before = table.get([key])[key]
    VERBS["rank"](world)  # of the only date, so that the view stays as it is
    changes(world, after=0, limit=100)
    table.commit([Put(before)])

    details = [each.detail for each in found(world, table)]
    assert [each for each in details if "facts and decisions, but there are" in each]


def test_an_entity_without_a_fact_is_removed_with_all_that_led_to_it(whole: tuple[World, SqliteTable]) -> None:
    world, table = whole
    for row in table.query(None, keys.entity("company/deep-seek"), start="F#", end="F~").rows:
        table.commit([Delete(row.key)])

    assert "company/deep-seek" in repaired(world, table)

    with pytest.raises(NotFound):
        view(world, "company/deep-seek")
    assert not [row for row in table.scan().rows if row.key.sk.endswith("#company/deep-seek")]
    assert a_company(world, "deep-seek").revision == 1


def test_orphaned_rows_are_deleted_and_lists_at_an_earlier_moment_keep_them(whole: tuple[World, SqliteTable]) -> None:
    world, table = whole
    row = next(row for row in table.query(None, "L#company#organisation_type=lab").rows)
    stale = Row(Key("L#company#organisation_type=company", row.key.sk), row.body)
    table.commit([Put(stale)])
    assert [finding.detail for finding in found(world, table)] == [
        f"its row {stale.key.pk} {stale.key.sk} is left over"
    ]

    repaired(world, table)

    assert table.get([stale.key]) == {}
    assert table.get([keys.historical_key(stale.key, row.body["since"])]) != {}


def test_a_feed_whose_head_came_without_its_page_is_numbered_again(whole: tuple[World, SqliteTable]) -> None:
    world, table = whole
    feed = changes(world, after=0, limit=100).items
    page = next(row for row in table.scan().rows if row.key.pk == "C#0")
    table.commit([Delete(page.key)])
    assert any(finding.what == "the feed" for finding in found(world, table))

    steps = {step.what: step.done for step in repair_all(world, table, CALLER)}

    assert "agreed up to 0" in steps["the feed"]
    assert found(world, table) == []
    assert len(changes(world, after=0, limit=100).items) == 2 * len(feed)  # each was refreshed as well


def test_redirects_of_a_view_that_was_lost_are_found_out_again(whole: tuple[World, SqliteTable]) -> None:
    world, table = whole
    VERBS["merge"](world)
    shown = view(world, "model/v3")
    table.commit([Delete(keys.view_key("model/v3"))])

    repaired(world, table)

    assert view(world, "model/v3")["developer"] == shown["developer"] == ["company/deepseek"]


def test_one_kind_can_be_audited_and_refreshed_alone(whole: tuple[World, SqliteTable]) -> None:
    world, table = whole
    table.commit([Delete(keys.view_key(EVENT)), Delete(keys.view_key("model/v3"))])

    assert {finding.what for finding in audit_all(world, table, kind="model")} == {"model/v3"}
    assert [step.what for step in repair_all(world, table, CALLER, kind="model")] == ["model/v3"]
    assert {finding.what for finding in found(world, table)} >= {EVENT}


def test_a_refresh_writes_every_item_of_an_entity_in_the_present_layout(
    whole: tuple[World, SqliteTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, table = whole
    monkeypatch.setattr(rows, "UPGRADES", {0: lambda row: row})
    table._connection.execute("UPDATE items SET v = 0 WHERE pk = 'E#instrument/nvda' OR pk LIKE 'O#%'")
    assert any("older schema number" in finding.detail for finding in found(world, table))

    repair(world, CALLER, ref="instrument/nvda")

    assert table._connection.execute("SELECT count(*) FROM items WHERE v = 0").fetchone() == (0,)
    assert read_revision(table.get([keys.revision_key("instrument/nvda", 1)]).popitem()[1]).change is not None
    assert found(world, table) == []


def test_an_entity_that_newer_code_has_written_is_not_written_to(whole: tuple[World, SqliteTable]) -> None:
    world, table = whole
    table._connection.execute("UPDATE items SET v = 2 WHERE pk = ? AND sk = '@'", (f"E#{EVENT}",))
    before = table._connection.execute("SELECT * FROM items ORDER BY pk, sk").fetchall()

    for attempt in (lambda: say(world, EVENT, place="Hangzhou"), lambda: view(world, EVENT)):
        with pytest.raises(rows.Unreadable, match=rf"E#{EVENT} @ has the schema number 2"):
            attempt()

    assert table._connection.execute("SELECT * FROM items ORDER BY pk, sk").fetchall() == before


def test_a_repair_reports_an_item_that_cannot_be_read_and_repairs_the_others(whole: tuple[World, SqliteTable]) -> None:
    world, table = whole
    table._connection.execute("UPDATE items SET body = '{' WHERE pk = ? AND sk = '@'", (f"E#{EVENT}",))
    table.commit([Delete(keys.view_key("model/v3"))])

    steps = list(repair_all(world, table, CALLER))

    failed = {step.what: step.done for step in steps if step.failed}
    assert set(failed) == {"an item", EVENT, "the feed"}
    assert all(f"E#{EVENT} @" in done for done in failed.values())
    assert {"model/v3", "company/deepseek"} <= {step.what for step in steps if not step.failed}
    assert view(world, "model/v3")["name"]


def test_a_feed_is_left_as_it_is_while_an_item_cannot_be_read(whole: tuple[World, SqliteTable]) -> None:
    world, table = whole
    table.commit([Delete(next(row.key for row in table.scan().rows if row.key.pk == "C#0"))])
    table._connection.execute("UPDATE items SET body = '{' WHERE pk = 'E#source/report' AND sk = '@'")
    feed = table._connection.execute("SELECT * FROM items WHERE sk LIKE 'R#%' OR pk LIKE 'C%'").fetchall()

    with pytest.raises(Damaged):
        repair_feed(world, table)

    assert table._connection.execute("SELECT * FROM items WHERE sk LIKE 'R#%' OR pk LIKE 'C%'").fetchall() == feed


class Numbering(WrappedTable):
    """Writes and numbers a change right before each of the first reads of the feed's pages."""

    def __init__(self, world: World, times: int) -> None:
        super().__init__(world.table)
        self.world, self.times = world, times

    def query(self, index: str | None, pk: str, **asked: Any) -> Page:
        if pk.startswith("C#") and self.times:
            self.times -= 1
            say(self.world, "company/deepseek", aliases=[f"name {self.times}"])
            changes(self.world, after=0, limit=100)
        return super().query(index, pk, **asked)


def test_an_audit_finds_nothing_wrong_with_a_feed_that_is_being_numbered(whole: tuple[World, SqliteTable]) -> None:
    world, table = whole
    numbering = Numbering(world, times=2)

    assert [*audit_all(on(world, numbering), table)] == []
    assert numbering.times == 0


class Tardy(WrappedTable):
    """Shows no facts in its first query, as one that runs while they are being committed may."""

    seen = False

    def query(self, index: str | None, pk: str, **asked: Any) -> Page:
        page = super().query(index, pk, **asked)
        if self.seen:
            return page
        self.seen = True
        return Page([row for row in page.rows if not row.key.sk.startswith("F#")], page.next)


def test_a_repair_removes_nothing_of_an_entity_that_is_just_being_written() -> None:
    world = world_on(SqliteTable(":memory:"), Clock())
    a_source(world)
    a_company(world)
    repair(on(world, Tardy(world.table)), CALLER, ref="company/deepseek")
    assert view(world, "company/deepseek")["name"]


def test_a_row_is_no_orphan_when_its_entity_has_just_been_written() -> None:
    before, world = (world_on(SqliteTable(":memory:"), Clock()) for _ in range(2))
    for each in (before, world):
        a_source(each)
    a_company(before)
    row = before.table.query(None, keys.listing("company")).rows[0]
    with pytest.raises(Collision):
        remove_orphan(on(world, Overtaken(world.table, lambda: a_company(world))), row)
    assert world.table.query(None, keys.listing("company")).rows
