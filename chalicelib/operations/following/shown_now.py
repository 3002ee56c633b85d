"""The values that are shown now in place of those that a caller has used: read with a notice, never kept in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic_core import to_json

from chalicelib.domain.errors import Merged
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.batch_get import BatchResult, batch_get
from chalicelib.operations.world import World

MAX_BYTES = 1_000_000  # of the values that an answer shows with its notices
MAX_BATCH = 100  # entities of one read
MAX_SURVIVORS = 5  # merges, one after the other, that are followed


class ShownNow(NamedTuple):
    """The flat view of an entity as it is now, empty if it has none; `into` is the entity that it was merged into."""

    flat: Mapping[str, Any]
    into: str | None = None


def read_shown(world: World, refs: Iterable[str]) -> dict[str, ShownNow]:
    """Return by ref the present views of entities: two reads for each hundred, and two more if some were merged.

    A merged entity has the view of its survivor; one that is retired or erased has an empty view.
    """
    survivors = {ref: ref for ref in dict.fromkeys(refs)}
    found: dict[str, BatchResult] = {}
    for _ in range(MAX_SURVIVORS):
        missing = sorted(set(survivors.values()) - found.keys())
        if not missing:
            break
        found |= {each.ref: each for each in _read(world, missing)}
        survivors = {ref: _survivor_of(found[last]) or last for ref, last in survivors.items()}
    return {ref: _shown(ref, last, found.get(last)) for ref, last in survivors.items()}


def with_shown(
    notices: Sequence[Mapping[str, Any]], shown: Mapping[str, ShownNow], *, most: int = MAX_BYTES
) -> list[dict[str, Any]]:
    """Return notices with the values that their properties show now; null if nothing is shown.

    Series are left out: the flat view does not show them. Notices after the first `most` bytes of values have none.
    """
    found, left = [], most
    for notice in notices:
        now = _now(notice, shown[notice["ref"]])
        left -= len(to_json(now))
        found.append({**notice, **now} if left >= 0 else dict(notice))
    return found


def refs_of(notices: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the entities that notices are about, each once."""
    return list(dict.fromkeys(notice["ref"] for notice in notices))


def _now(notice: Mapping[str, Any], shown: ShownNow) -> dict[str, Any]:
    series = {each.name for each in KINDS[Ref.of(notice["ref"]).kind].series_properties}
    now = {name: shown.flat.get(name) for name in notice["properties"] if name not in series}
    return {"now": now} if shown.into is None else {"now": now, "into": shown.into}


def _read(world: World, refs: Sequence[str]) -> Iterator[BatchResult]:
    for start in range(0, len(refs), MAX_BATCH):
        part = [Ref.of(ref) for ref in refs[start : start + MAX_BATCH]]
        yield from batch_get(world, refs=part, include_wide=True)


def _survivor_of(result: BatchResult) -> str | None:
    return str(result.refusal.context["into"]) if isinstance(result.refusal, Merged) else None


def _shown(ref: str, last: str, result: BatchResult | None) -> ShownNow:
    flat = result.view if result is not None and result.view is not None else {}
    return ShownNow({} if "erased" in flat else flat, None if last == ref else last)
