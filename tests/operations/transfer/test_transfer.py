"""An export, imported into an empty table, is the same table: every answer at every clock follows from its rows."""

from collections.abc import Callable
from random import Random
from typing import Any, cast

import pytest

from chalicelib.domain.errors import BadCursor, BeyondHead, Busy, Invalid, NotFound
from chalicelib.domain.transfer_errors import (
    DigestMismatch,
    ImportOutOfOrder,
    ManifestMismatch,
    NewerExport,
    TableNotEmpty,
)
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.history import history
from chalicelib.operations.facts.open_conflicts import open_conflicts
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.feed.stats import stats
from chalicelib.operations.transfer import export as operation
from chalicelib.operations.transfer.export import export
from chalicelib.operations.transfer.import_lines import import_lines
from chalicelib.operations.transfer.line_format import LinesDigest, chained
from chalicelib.operations.upkeep.table_repair import audit_all
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.ending.erase_entity import erase_entity
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.table import ScannableTable
from tests.conftest import Calls, Clock
from tests.kinds.examples import supporting, worked
from tests.operations.builders import (
    CALLER,
    a_company,
    a_source,
    an_instrument,
    on,
    ref,
    said_by,
    say,
    state,
    view,
    world_on,
)
from tests.operations.faulty import Dying, Killed, Overtaken
from tests.operations.transfer_worlds import BusyService, comparable, import_all, lines_of, pages_of

SMALL = 6_000  # bytes of a page: entities go over several of them


@pytest.fixture
def empty(clock: Clock) -> World:
    return world_on(SqliteTable(":memory:"), clock)


def scannable(world: World) -> ScannableTable:
    return cast("ScannableTable", world.table)


def busy_world(world: World, clock: Clock, seed: int, *, steps: int = 25) -> BusyService:
    service = BusyService(world, Random(seed), clock)
    for _ in range(steps):
        service.happen()
    return service


@pytest.mark.parametrize("seed", range(4))
def test_an_imported_table_has_the_same_rows_and_exports_the_same_bytes(
    quick: World, empty: World, clock: Clock, seed: int
) -> None:
    busy_world(quick, clock, seed)
    pages = pages_of(quick, most=SMALL)

    import_all(empty, pages)

    assert comparable(scannable(empty)) == comparable(scannable(quick))
    assert [page.text for page in pages_of(empty, most=SMALL)] == [page.text for page in pages]
    assert changes(empty, after=0, limit=500).items == changes(quick, after=0, limit=500).items
    assert stats(empty) == stats(quick)


def test_the_other_engine_gives_the_same_answers(dynamo_world: World, in_memory: World, clock: Clock) -> None:
    service = busy_world(in_memory, clock, 9, steps=12)
    clock.advance(days=1)

    import_all(dynamo_world, pages_of(in_memory))

    assert comparable(scannable(dynamo_world)) == comparable(scannable(in_memory))
    for known_at in (None, "2026-11-23T10:00:20.000Z", "2026-11-23T10:00:05.000Z"):
        for name in service.alive[:2]:
            assert shown(dynamo_world, name, known_at) == shown(in_memory, name, known_at)
    conflicts = [open_conflicts(each, limit=50).items for each in (dynamo_world, in_memory)]
    assert conflicts[0] == conflicts[1]
    assert (
        history(dynamo_world, ref=ref_of(service), limit=50).items
        == history(in_memory, ref=ref_of(service), limit=50).items
    )
    assert pages_of(dynamo_world)[0].text == pages_of(in_memory)[0].text


def ref_of(service: BusyService) -> Ref:
    return ref(service.alive[0])


def shown(world: World, name: str, known_at: str | None) -> dict[str, Any] | None:
    try:
        return view(world, name, known_at)
    except NotFound:
        return None


def test_the_worked_example_of_every_kind_and_event_type_goes_through_an_export(quick: World, empty: World) -> None:
    for kind_name, body in [*supporting(), *worked()]:
        create(RequestContext(quick, CALLER), kind=KINDS[kind_name], body=dict(body))

    import_all(empty, pages_of(quick))

    assert comparable(scannable(empty)) == comparable(scannable(quick))
    assert pages_of(empty)[0].text == pages_of(quick)[0].text


def test_an_audit_finds_no_fault_in_an_imported_table(quick: World, empty: World, clock: Clock) -> None:
    busy_world(quick, clock, 5)

    import_all(empty, pages_of(quick))

    found = [each.what for each in audit_all(empty, scannable(empty))]
    assert found == [each.what for each in audit_all(quick, scannable(quick))]


def test_an_export_is_of_the_change_at_which_it_began(quick: World) -> None:
    a_source(quick)
    a_source(quick, "other")
    for n in range(4):
        a_company(quick, f"c{n}", country="CN")
    whole = pages_of(quick, most=3_000)
    first = export(quick, most=3_000)
    say(quick, "company/c3", country="SG", evidence=said_by("other"))
    a_company(quick, "later")

    pages = [first]
    while pages[-1].next is not None:
        pages.append(export(quick, cursor=pages[-1].next, most=3_000))

    assert len(pages) > 2
    assert [page.text for page in pages] == [page.text for page in whole]


def test_an_export_numbers_all_changes_first(quick: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operation, "ROUNDS", 1)
    for n in range(50):
        a_source(quick, f"s{n}")

    with pytest.raises(Busy):
        export(quick)

    assert export(quick).change == 50


def test_since_and_kinds_choose_whole_entities(quick: World) -> None:
    a_source(quick)
    a_source(quick, "other")
    a_company(quick, "old", country="CN")
    a_company(quick, "changed")
    before = export(quick).change
    say(quick, "company/changed", country="SG")
    a_company(quick, "new")

    (page,) = pages_of(quick, since=before, kinds=["company"])

    found = [line for line in lines_of(page) if line["line"] == "entity"]
    assert [(each["ref"], each["revisions"]) for each in found] == [("company/changed", 2), ("company/new", 1)]
    with pytest.raises(BeyondHead):
        export(quick, since=1_000)
    with pytest.raises(BadCursor):
        export(quick, cursor=export(quick, most=1_000).next, kinds=["source"])


def test_an_export_of_an_empty_table_can_be_imported(quick: World, empty: World) -> None:
    (page,) = pages_of(quick)

    assert import_lines(empty, lines=lines_of(page)).is_last
    assert stats(empty) == stats(quick) | {"settled": True}


def test_every_page_can_be_sent_again(quick: World, empty: World, clock: Clock) -> None:
    busy_world(quick, clock, 3, steps=8)
    pages = pages_of(quick, most=SMALL)

    for page in pages:
        assert not import_lines(empty, lines=lines_of(page)).is_repeated
        assert import_lines(empty, lines=lines_of(page)).is_repeated

    assert comparable(scannable(empty)) == comparable(scannable(quick))


def test_an_import_that_is_killed_at_any_call_is_finished_by_the_next(quick: World, clock: Clock) -> None:
    an_instrument_with_prices(quick)
    pages = pages_of(quick, most=1_500)
    assert len(pages) > 2
    expected = comparable(scannable(quick))
    for at in range(1, 40):
        table = SqliteTable(":memory:")
        dying, calm = world_on(Dying(table, at=at), clock), world_on(table, clock)
        try:
            import_all(dying, pages)
        except Killed:
            import_all(calm, pages)
        assert comparable(table) == expected
        table.close()


def an_instrument_with_prices(world: World) -> None:
    a_source(world)
    an_instrument(world)
    prices = [
        {
            "entity": "instrument/nvda",
            "property": "price",
            "value": {"amount": str(100 + n), "unit": "USD"},
            "valid": f"2026-01-0{n + 1}",
            "evidence": said_by("report"),
        }
        for n in range(3)
    ]
    state(world, *prices)


def test_a_table_that_is_not_empty_is_refused(quick: World, empty: World) -> None:
    a_source(quick)
    a_source(empty, "mine")

    with pytest.raises(TableNotEmpty) as refused:
        import_all(empty, pages_of(quick))

    assert "into_existing" in refused.value.detail
    assert view(empty, "source/mine")["title"] == "The mine"


def test_a_write_in_the_middle_of_an_import_ends_it(quick: World, empty: World, clock: Clock) -> None:
    busy_world(quick, clock, 2, steps=8)
    first, second, *_ = pages_of(quick, most=SMALL)
    import_lines(empty, lines=lines_of(first))
    a_source(empty, "mine")
    stats(empty)

    with pytest.raises(TableNotEmpty):
        import_lines(empty, lines=lines_of(second))


def test_into_an_existing_table_what_is_there_is_kept_and_what_differs_is_said(quick: World, empty: World) -> None:
    for world in (quick, empty):
        a_source(world)
        a_company(world, "same")
    a_company(quick, "both", country="CN")
    a_company(empty, "both", country="SG")
    a_company(quick, "new", country="CN")

    (done,) = import_all(empty, pages_of(quick), into_existing=True)

    assert done.imported == ["company/new"]
    assert [each["ref"] for each in done.kept if each["ref"] == "company/both"] == ["company/both"]
    kept = next(each for each in done.kept if each["ref"] == "company/both")
    assert len(kept["missing_here"]) == 1
    assert view(empty, "company/both")["country"] == "SG"
    assert view(empty, "company/new") == view(quick, "company/new")
    assert stats(empty)["entities"]["company"] == 3
    assert [each["ref"] for each in changes(empty, after=0, limit=10).items][-1] == "company/new"
    (again,) = import_all(empty, pages_of(quick), into_existing=True)
    assert (again.imported, "company/new" in again.unchanged) == ([], True)


def test_an_entity_that_was_erased_is_not_brought_back(quick: World) -> None:
    a_source(quick)
    a_company(quick, "person-like", country="CN")
    exported = pages_of(quick)
    context = RequestContext(quick, CALLER)
    erase_entity(context, ref=ref("company/person-like"), reason="Asked for.")

    for _ in range(2):
        (done,) = import_all(quick, exported, into_existing=True)

        assert done.imported == []
        (kept,) = (each for each in done.kept if each["ref"] == "company/person-like")
        assert kept["revisions"] == {"here": 0, "export": 1}
        with pytest.raises(NotFound):
            view(quick, "company/person-like")
    assert [*audit_all(quick, scannable(quick))] == []


def test_part_of_an_export_needs_an_existing_table(quick: World, empty: World) -> None:
    a_source(quick)

    with pytest.raises(TableNotEmpty):
        import_all(empty, pages_of(quick, kinds=["source"]))

    assert import_all(empty, pages_of(quick, kinds=["source"]), into_existing=True)[0].imported == ["source/report"]


def test_pages_come_in_their_order(quick: World, empty: World, clock: Clock) -> None:
    busy_world(quick, clock, 2, steps=8)
    first, second, third, *_ = pages_of(quick, most=SMALL)

    with pytest.raises(ImportOutOfOrder) as early:
        import_lines(empty, lines=lines_of(second))
    import_lines(empty, lines=lines_of(first))
    with pytest.raises(ImportOutOfOrder) as skipped:
        import_lines(empty, lines=lines_of(third))

    assert (early.value.context["expected"], skipped.value.context["expected"]) == (1, 2)


Break = Callable[[list[Any]], object]


def resealed(lines: list[Any], **manifest: Any) -> None:
    """Change the manifest, and the digest of the page with it."""
    lines[-2].update(manifest)
    lines[:] = sealed_again(lines)


def sealed_again(lines: list[Any]) -> list[Any]:
    """Give changed lines a digest that agrees with them."""
    digest = LinesDigest()
    for line in lines[:-1]:
        digest.add(line)
    return [*lines[:-1], {**lines[-1], "sha256": digest.sha256}]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda lines: lines.pop(2), DigestMismatch),
        (lambda lines: lines.pop(), DigestMismatch),
        (lambda lines: lines[1].update(value="Another title"), DigestMismatch),
        (lambda lines: resealed(lines, sha256="0" * 64), ManifestMismatch),
        (lambda lines: resealed(lines, change=7), ManifestMismatch),
        (lambda lines: lines[0].update(schema=2), NewerExport),
        (lambda lines: lines.pop(0), Invalid),
        (lambda lines: lines.clear(), Invalid),
    ],
    ids=[
        "a line is missing",
        "the digest is missing",
        "a line was changed",
        "another digest of pages",
        "another change",
        "a newer schema",
        "no head",
        "nothing",
    ],
)
def test_a_page_that_is_not_as_it_was_exported_is_refused(
    quick: World, empty: World, change: Break, refusal: type[Exception]
) -> None:
    a_source(quick)
    (page,) = pages_of(quick)
    lines = lines_of(page)
    change(lines)

    with pytest.raises(refusal):
        import_lines(empty, lines=lines)

    assert not comparable(scannable(empty))


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (lambda lines: lines.__setitem__(2, "no line"), "/2"),
        (lambda lines: lines[1].update(line="something"), "/1"),
        (lambda lines: lines[1].pop("value_type"), "/1"),
        (lambda lines: lines[1].update(entity="nothing/at-all"), "/1"),
        (lambda lines: lines[1].update(id="no id"), "/1"),
        (lambda lines: lines[1].update(recorded_at="yesterday"), "/1"),
        (lambda lines: lines[2].update(counts="many"), "/2"),
        (lambda lines: lines[2].update(change=-1), "/2"),
        (lambda lines: lines[3].update(facts=7), "/3"),
        (lambda lines: lines[3].update(created_at=5), "/3"),
        (lambda lines: lines[3].update(lifecycle=[{}]), "/3"),
        (lambda lines: lines[4].update(number="1"), "/4"),
    ],
)
def test_a_broken_line_is_named(quick: World, empty: World, change: Break, pointer: str) -> None:
    a_source(quick)
    (page,) = pages_of(quick)
    lines = lines_of(page)
    change(lines)
    lines = sealed_again(lines) if isinstance(lines[2], dict) else lines
    lines = with_manifest(lines) if isinstance(lines[2], dict) else lines

    with pytest.raises(Invalid) as refused:
        import_lines(empty, lines=lines)

    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == (pointer, "broken_line")
    assert f"Line {int(pointer[1:]) + 1}" in fault.detail


def with_manifest(lines: list[Any]) -> list[Any]:
    """Give changed lines of an only page a manifest and a digest that agree with them."""
    digest = LinesDigest()
    for line in lines[:-2]:
        digest.add(line)
    lines = [*lines[:-2], {**lines[-2], "sha256": chained("", digest.sha256)}, lines[-1]]
    return sealed_again(lines)


def test_changes_must_be_those_of_the_revisions(quick: World, empty: World) -> None:
    a_source(quick)
    (page,) = pages_of(quick)
    lines = [{**line, "number": 2} if line["line"] == "change" else line for line in lines_of(page)]

    with pytest.raises(ManifestMismatch) as refused:
        import_lines(empty, lines=with_manifest(lines))

    assert refused.value.context == {"line": 5}


def test_an_export_keeps_to_few_calls_and_never_scans(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    a_company(dynamo_world)
    calls.clear()

    export(dynamo_world)

    # The feed: pending revisions, the head, their page; then one query for each entity.
    assert "Scan" not in calls.names
    assert calls.names[-3:] == ["Query", "Query", "Query"]


def test_an_import_is_one_transaction_for_a_few_entities(in_memory: World, dynamo_world: World, calls: Calls) -> None:
    a_source(in_memory)
    a_company(in_memory)
    (page,) = pages_of(in_memory)
    calls.clear()

    import_lines(dynamo_world, lines=lines_of(page))

    assert calls.names.count("TransactWriteItems") == 4  # the begin, the entities, the feed, the end


def test_somebody_who_creates_the_same_entity_meanwhile_is_noticed(quick: World, empty: World) -> None:
    a_source(quick)
    (page,) = pages_of(quick)

    racing = on(empty, Overtaken(empty.table, lambda: a_source(empty, title="Mine")))

    with pytest.raises(Busy):
        import_lines(racing, lines=lines_of(page), into_existing=True)

    assert view(empty, "source/report")["title"] == "Mine"
