"""Views whose index rows older code has written: they are found, and moved by the next write."""

from dataclasses import replace

import pytest

from chalicelib.domain.matching.candidate_score import MatchQuery
from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.search.lookup import lookup
from chalicelib.operations.search.resolve import resolve
from chalicelib.operations.search.search import search
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.upkeep.renew_views import renew
from chalicelib.operations.world import Moment, RequestContext, World
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import LAYOUT, view_rows
from chalicelib.store.records.index.index_rows import project
from chalicelib.store.rows import Delete, Put
from tests.operations.builders import CALLER, a_company, a_source, an_event, assert_whole, ref, refs_of, say

EVENT, LONG_NAME = "event/launch", "A company with a name of more than twenty four letters"
TITLE = "Deepseek launches something for everybody"


@pytest.fixture
def old(world: World) -> World:
    """A world with an event and a company as the first layout stored them."""
    a_source(world)
    an_event(world, title=TITLE)
    a_company(world, name=LONG_NAME)
    for entity in (EVENT, "company/deepseek"):
        _lay_out_as_before(world, entity)
    return world


def _lay_out_as_before(world: World, entity: str) -> None:
    view = load_entity(world, entity).view
    assert view is not None
    before = replace(view, layout=1)
    old, new = project(before), project(view)
    gone = [Delete(key) for key in new if key not in old]
    world.table.commit([*gone, *(Put(row) for row in (view_rows(before)[0], *old.values()))])


def words(world: World, word: str, among: str) -> list[str]:
    rows = world.table.query(None, keys.words_beginning(word, among=among)).rows
    return [keys.parse_word(row.key).ref for row in rows]


def is_moved(world: World) -> bool:
    places = (words(world, "launches", keys.NAMES), words(world, "launches", keys.TITLES))
    assert places in (([EVENT], []), ([], [EVENT]))  # never in both, never in none
    return places == ([], [EVENT])


def test_an_entity_in_the_old_layout_is_found(old: World) -> None:
    assert not is_moved(old)
    for q in ("launches", "lanches", "deepseek launches"):
        assert refs_of(search(old, q=q, limit=20)) == [EVENT]
    (answer,) = resolve(old, wanted=[MatchQuery(FoldedName(TITLE))]).answers
    assert answer.match.ref == EVENT


def test_the_audit_reports_the_old_layout_and_a_repair_moves_it(old: World) -> None:
    assert [finding.detail for finding in audit(old, ref=EVENT)] == ["its index rows have an older layout"]
    for entity in (EVENT, "company/deepseek"):
        repair(old, CALLER, ref=entity)
        assert audit(old, ref=entity) == []
        assert_whole(old, entity)
    assert is_moved(old)


def test_the_next_write_moves_it_and_earlier_searches_still_find_it(old: World) -> None:
    then = old.now()
    say(old, EVENT, date="2026-01-02")
    assert is_moved(old)
    assert_whole(old, EVENT)
    for at in (None, then):
        assert refs_of(search(old, q="launches", limit=20, moment=Moment(known_at=at))) == [EVENT]


def test_an_entity_in_the_old_layout_can_be_retired(old: World) -> None:
    retire(RequestContext(old, CALLER), ref=ref(EVENT), reason="Never happened.")
    assert words(old, "launches", keys.NAMES) == words(old, "launches", keys.TITLES) == []
    assert search(old, q="launches", limit=20).items == []


def test_a_renewal_without_changes_keeps_the_recorded_layout(old: World) -> None:
    renew(old, CALLER, ref=EVENT)
    view = load_entity(old, EVENT).view
    assert view is not None
    assert is_moved(old) == (view.layout == LAYOUT)


def test_names_of_the_sixth_layout_are_found_and_a_repair_indexes_their_halves(world: World) -> None:
    a_source(world)
    a_company(world, name="Deepseek Laboratories")
    view = load_entity(world, "company/deepseek").view
    assert view is not None
    before = replace(view, layout=6)
    world.table.commit([Put(row) for row in (view_rows(before)[0], *project(before).values())])

    for q in ("deepseek laboratories", "deepseek lab", "laboratories", "deepsek"):
        assert refs_of(search(world, q=q, limit=20)) == ["company/deepseek"]
    assert [finding.detail for finding in audit(world, ref="company/deepseek")] == [
        "its index rows have an older layout"
    ]

    repair(world, CALLER, ref="company/deepseek")

    assert audit(world, ref="company/deepseek") == []
    assert_whole(world, "company/deepseek")
    for q in ("deepseeklaboratoris", "deepsek laboratories", "depseek"):
        assert refs_of(search(world, q=q, limit=20)) == ["company/deepseek"]


def _with_old_identifiers(world: World, layout: int = 3) -> None:
    """Give a company a ticker and a former identifier, in rows as an older layout stored them."""
    held = [
        {"value": "XNYS:BRK-B", "scheme": "ticker", "valid": "2010/.."},
        {"value": "XNYS:BRK", "scheme": "ticker", "valid": "1988/1996"},
    ]
    a_company(world, "berkshire", identifiers=held)
    view = load_entity(world, "company/berkshire").view
    assert view is not None
    former = (("ticker", "XNYS:BRK"),) if layout > 3 else ()
    before = replace(view, layout=layout, former_identifiers=former, held=())
    old, new = project(before), project(view)
    gone = [Delete(key) for key in new if key not in old]
    world.table.commit([*gone, *(Put(row) for row in (view_rows(before)[0], *old.values()))])


def holders(world: World, value: str, **moment: str) -> list[tuple[str, str | None]]:
    found = lookup(world, scheme="ticker", value=value, moment=Moment(**moment)).items
    return [(item["ref"], item["valid"]) for item in found]


def test_a_ticker_in_the_old_layout_is_found_and_a_repair_moves_it(world: World) -> None:
    a_source(world)
    _with_old_identifiers(world)
    assert holders(world, "XNYS:BRK-B") == [("company/berkshire", None)]  # as it was written
    assert [finding.detail for finding in audit(world, ref="company/berkshire")] == [
        "its index rows have an older layout"
    ]

    repair(world, CALLER, ref="company/berkshire")

    assert audit(world, ref="company/berkshire") == []
    assert_whole(world, "company/berkshire")
    for spelling in ("XNYS:BRK-B", "xnys:brk.b", "NYSE:BRK B"):
        assert holders(world, spelling) == [("company/berkshire", "2010/..")]
    assert holders(world, "XNYS:BRK", valid_at="1990-01-01T00:00:00.000000Z") == [("company/berkshire", "1988/1996")]


def test_the_next_write_moves_a_ticker_of_the_old_layout(world: World) -> None:
    a_source(world)
    _with_old_identifiers(world)
    say(world, "company/berkshire", country="US")

    assert_whole(world, "company/berkshire")
    assert holders(world, "XNYS:BRK.B") == [("company/berkshire", "2010/..")]


def test_a_former_ticker_in_the_fourth_layout_is_found_and_a_repair_gives_it_its_span(world: World) -> None:
    a_source(world)
    _with_old_identifiers(world, layout=4)
    then = "1990-01-01T00:00:00.000Z"
    for _ in range(2):  # as it was written, and after the repair
        assert holders(world, "XNYS:BRK") == holders(world, "XNYS:BRK", valid_at=then)
        assert holders(world, "XNYS:BRK", valid_at=then) == [("company/berkshire", "1988/1996")]
        assert holders(world, "XNYS:BRK-B") == [("company/berkshire", "2010/..")]
        repair(world, CALLER, ref="company/berkshire")
    assert audit(world, ref="company/berkshire") == []
    assert_whole(world, "company/berkshire")
