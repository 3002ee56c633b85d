"""A service as its readers see it, without revisions and times: a mistake that was undone changes none of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.errors import Refusal
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.batch_get import batch_get
from chalicelib.operations.facts.open_conflicts import open_conflicts
from chalicelib.operations.feed.stats import stats
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.lists.timeline import timeline
from chalicelib.operations.search.autocomplete import autocomplete
from chalicelib.operations.search.search import search
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.world import World
from chalicelib.store import keys
from tests.operations.builders import TIMES, found_by, ref, view

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
    counts = stats(world)
    found["counts"] = (counts["entities"], counts["conflicts"])  # a closed copy stays a fact on record
    return {name: _undated(each) for name, each in found.items()}


def assert_sound(world: World, refs: Sequence[str]) -> None:
    """Check that the audit finds nothing."""
    assert {name: audit(world, ref=name) for name in refs} == {name: [] for name in refs}


def _is_live(of_one: tuple[Any, Any]) -> bool:
    return isinstance(of_one[0], Mapping)


def _view(world: World, name: str) -> Any:
    try:
        return view(world, name)
    except Refusal as refusal:
        return refusal.code


def _timeline(world: World, name: str) -> Any:
    try:
        return timeline(world, ref=ref(name), limit=50).items
    except Refusal as refusal:
        return refusal.code


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
