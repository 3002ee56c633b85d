"""A service as its readers see it, without revisions and times: a mistake that was undone changes none of it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from chalicelib.domain.errors import Refusal
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.batch_get import batch_get
from chalicelib.operations.facts.facts import facts
from chalicelib.operations.facts.facts_query import FactsQuery
from chalicelib.operations.facts.open_conflicts import open_conflicts
from chalicelib.operations.feed.stats import stats
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.lists.timeline import timeline
from chalicelib.operations.search.autocomplete import autocomplete
from chalicelib.operations.search.search import search
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.world import Moment, World
from chalicelib.store import keys
from tests.operations.builders import TIMES, found_by, pages, ref, view

UNDATED = {*TIMES, "since", "opened_at", "at", "number"}


def shown(world: World, refs: Sequence[str], words: Sequence[str] = ()) -> dict[str, Any]:
    """Return views, rows, lists, links, search results, conflicts and counts."""
    found: dict[str, Any] = {name: (_view(world, name), _links(world, name)) for name in refs}
    found["rows"] = {str(key): row.body for name in refs if _is_live(found[name]) for key, row in _rows(world, name)}
    found["batch"] = [batch_get(world, refs=[ref(name)])[0].view for name in refs]
    for kind in ("company", "model", "event", "source"):
        found[kind] = listing(world, kind=KINDS[kind], limit=100).items
    found["timelines"] = [_timeline(world, name) for name in refs]
    for word in words:
        found[f"search {word}"] = search(world, q=word, limit=20).items
        found[f"autocomplete {word}"] = autocomplete(world, q=word, limit=20).items
    found["conflicts"] = open_conflicts(world, limit=100).items
    for name in refs:
        found[f"facts {name}"] = _facts(world, name)
    counts = stats(world)
    found["counts"] = (counts["entities"], counts["conflicts"], counts["facts"])
    return {name: _undated(each) for name, each in found.items()}


def listed_facts(world: World, *, source: str, **moment: Any) -> list[Mapping[str, Any]]:
    """Return the facts of a source on all pages."""
    question = FactsQuery(source=ref(source), moment=Moment(**moment))
    return [fact for page in pages(partial(facts, world), question=question, limit=7) for fact in page.items]


def assert_sound(world: World, refs: Sequence[str]) -> None:
    """Check that the audit finds nothing."""
    assert {name: audit(world, ref=name) for name in refs} == {name: [] for name in refs}


def _facts(world: World, name: str) -> list[Any]:
    """Return the facts of an entity, those that cite it or point at it, and those that it speaks."""
    asked = [FactsQuery(entity=ref(name)), FactsQuery(value=ref(name)), FactsQuery(speakers=(name,))]
    asked += [FactsQuery(source=ref(name))] if name.startswith("source/") else []
    return [_unless_refused(partial(_all_items, world, question)) for question in asked]


def _all_items(world: World, question: FactsQuery) -> Any:
    return facts(world, question=question, limit=100).items


def _unless_refused(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except Refusal as refusal:
        return refusal.code


def _is_live(of_one: tuple[Any, Any]) -> bool:
    return isinstance(of_one[0], Mapping)


def _view(world: World, name: str) -> Any:
    return _unless_refused(lambda: view(world, name))


def _timeline(world: World, name: str) -> Any:
    return _unless_refused(lambda: timeline(world, ref=ref(name), limit=50).items)


def _links(world: World, name: str) -> Any:
    return {row.key.sk: row.body for row in world.table.query(None, keys.links(name), consistent=True).rows}


def _rows(world: World, name: str) -> Any:
    return found_by(world, name).items()


def _undated(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _undated(each) for name, each in value.items() if name not in UNDATED}
    if isinstance(value, list | tuple):
        return [_undated(each) for each in value]
    return value
