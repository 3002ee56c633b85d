"""What stands now in place of something that a caller has used: read when a notice is sent or fetched, never kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.domain.errors import Merged
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.batch_get import BatchResult, batch_get
from chalicelib.operations.world import World

MAX_BATCH = 100  # entities of one read
MAX_SURVIVORS = 5  # merges, one after the other, that are followed


class Standing(NamedTuple):
    """The flat view of an entity as it is now, empty if it has none; `into` is the entity that it was merged into."""

    flat: Mapping[str, Any]
    into: str | None = None


def read_standing(world: World, refs: Iterable[str]) -> dict[str, Standing]:
    """Return by ref how entities stand now: two reads for each hundred, and two more if some were merged.

    A merged entity stands as its survivor does; one that is retired or erased has an empty view.
    """
    survivors = {ref: ref for ref in dict.fromkeys(refs)}
    found: dict[str, BatchResult] = {}
    for _ in range(MAX_SURVIVORS):
        missing = sorted(set(survivors.values()) - found.keys())
        if not missing:
            break
        found |= {each.ref: each for each in _read(world, missing)}
        survivors = {ref: _survivor_of(found[last]) or last for ref, last in survivors.items()}
    return {ref: _standing(ref, last, found.get(last)) for ref, last in survivors.items()}


def with_standing(notices: Sequence[Mapping[str, Any]], standing: Mapping[str, Standing]) -> list[dict[str, Any]]:
    """Return notices with the values that their properties show now; null if nothing is shown.

    Series are left out: the flat view does not show them.
    """
    return [{**notice, **_now(notice, standing[notice["ref"]])} for notice in notices]


def refs_of(notices: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the entities that notices are about, each once."""
    return list(dict.fromkeys(notice["ref"] for notice in notices))


def _now(notice: Mapping[str, Any], standing: Standing) -> dict[str, Any]:
    series = {each.name for each in KINDS[Ref.of(notice["ref"]).kind].series_properties}
    now = {name: standing.flat.get(name) for name in notice["properties"] if name not in series}
    return {"now": now} if standing.into is None else {"now": now, "into": standing.into}


def _read(world: World, refs: Sequence[str]) -> Iterator[BatchResult]:
    for start in range(0, len(refs), MAX_BATCH):
        part = [Ref.of(ref) for ref in refs[start : start + MAX_BATCH]]
        yield from batch_get(world, refs=part, include_wide=True)


def _survivor_of(result: BatchResult) -> str | None:
    return str(result.refusal.context["into"]) if isinstance(result.refusal, Merged) else None


def _standing(ref: str, last: str, result: BatchResult | None) -> Standing:
    flat = result.view if result is not None and result.view is not None else {}
    return Standing({} if "erased" in flat else flat, None if last == ref else last)
