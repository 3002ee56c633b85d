"""Lines of an entity as of a change: its facts, its revisions, and the entity itself, which closes them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.facts.decisions import Decision, DecisionType
from chalicelib.domain.facts.facts import Fact
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import load_series, without_view
from chalicelib.operations.transfer.fact_lines import fact_line
from chalicelib.operations.transfer.line_format import Line, LineType
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_own_row
from chalicelib.store.records.lifecycle_rows import Lifecycle
from chalicelib.store.records.revision_rows import Revision, read_revision
from chalicelib.store.records.view_parts import RedirectChange
from chalicelib.store.rows import Row


@dataclass(frozen=True)
class EntityRecord:
    """All that is on record of an entity up to one of its revisions, without what follows from it."""

    ref: str
    created_at: str
    facts: Sequence[Fact]
    revisions: Sequence[Revision]
    lifecycles: Sequence[Lifecycle]
    redirects: Sequence[RedirectChange]


def read_record(world: World, ref: str, *, until: int | None = None) -> EntityRecord | None:
    """Read an entity as of a change (None: now): one query, and one for each series that its kind declares.

    Return None if it had no change by then.
    """
    rows = world.table.query(None, keys.entity(ref), consistent=True).rows
    kept = [read_revision(row) for row in rows if row.key.sk.startswith("R#")]
    then = [each for each in kept if until is None or (each.change is not None and each.change <= until)]
    own = next((row for row in rows if row.key == keys.view_key(ref)), None)
    if not then or own is None:
        return None
    entity = without_view(ref, rows)
    facts = [*entity.facts.values(), *(load_series(world, entity) if KINDS[_kind(ref)].series_properties else ())]
    return _as_of(then[-1], EntityRecord(ref, "", facts, then, entity.lifecycles, ()), own)


def _as_of(last: Revision, record: EntityRecord, own: Row) -> EntityRecord:
    """Return the record without what came after a revision."""
    view = read_own_row(own)
    return replace(
        record,
        created_at=view.created_at,
        facts=[_fact_as_of(fact, last) for fact in record.facts if _was_made(fact.revision, fact.recorded_at, last)],
        lifecycles=[each for each in record.lifecycles if _was_made(each.revision, each.at, last)],
        redirects=[each for each in view.redirect_changes if each.revision <= last.number],
    )


def _fact_as_of(fact: Fact, last: Revision) -> Fact:
    kept = tuple(each for each in fact.decisions if _was_decided(each, last))
    return fact if len(kept) == len(fact.decisions) else replace(fact.as_known(last.at), decisions=kept)


def _was_decided(decision: Decision, last: Revision) -> bool:
    # An erasure takes words away at every moment, so its decision stays.
    return decision.verdict is DecisionType.ERASED or _was_made(decision.revision, decision.at, last)


def _was_made(revision: int, at: str, last: Revision) -> bool:
    """Return whether something was made by a revision; older code did not keep in which one."""
    return revision <= last.number if revision else at <= last.at


def entity_lines(record: EntityRecord) -> Iterator[Line]:
    """Yield the lines of an entity; the last one says how many there were."""
    yield from map(fact_line, record.facts)
    yield from map(revision_line, record.revisions)
    closing: dict[str, Any] = {
        "line": LineType.ENTITY.value,
        "ref": record.ref,
        "created_at": record.created_at,
        "updated_at": record.revisions[-1].at,
        "revision": record.revisions[-1].number,
        "facts": len(record.facts),
        "revisions": len(record.revisions),
    }
    if record.lifecycles:
        closing["lifecycle"] = [each.json_value() for each in record.lifecycles]
    if record.redirects:
        closing["redirects"] = [each._asdict() for each in record.redirects]
    yield closing


def revision_line(revision: Revision) -> Line:
    """Return the line of a revision: as history shows it, with its number in the feed and what it counts."""
    line = {"line": LineType.REVISION.value, "ref": revision.ref, **revision.shown()}
    line |= {"first_change": revision.first_change} if revision.first_change else {}
    return {**line, "change": revision.change, "counts": dict(revision.counts)}


def _kind(ref: str) -> str:
    return ref.partition("/")[0]
