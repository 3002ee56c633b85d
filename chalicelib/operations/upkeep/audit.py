"""Audit an entity: whether all that is kept of it agrees, as it must and after a restore may not."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from chalicelib.domain.facts import Fact
from chalicelib.domain.instants import Instant, seconds_between
from chalicelib.operations.entities.loading import Entity, load_series, without_view
from chalicelib.operations.entities.series_conflicts import conflict_rows
from chalicelib.operations.transactions.checks.clocks import is_accepted, is_ahead
from chalicelib.operations.transactions.staging import without_series
from chalicelib.operations.transactions.view_update import make_view, untold_counts
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import LAYOUT, Torn, View, read_view
from chalicelib.store.records.index_rows import owner_of, project
from chalicelib.store.records.revision_rows import Revision, read_revision
from chalicelib.store.rows import SCHEMA, Key, Row


class Remedy(Enum):
    """What can be done about a finding."""

    TO_MEND = "to mend"  # a repair mends it
    LOST = "lost"  # no repair brings it back; who has it elsewhere can record it again
    AHEAD = "ahead"  # it lies ahead of the clock: an operator has to decide
    ACCEPTED = "accepted"  # it lies ahead of the clock, and an operator has accepted that


@dataclass(frozen=True)
class Finding:
    """What does not agree, and what can be done about it."""

    what: str
    detail: str
    remedy: Remedy = Remedy.TO_MEND

    @property
    def is_lost(self) -> bool:
        """Say whether no repair brings it back."""
        return self.remedy is Remedy.LOST


@dataclass(frozen=True)
class Kept:
    """All that is kept of an entity: its own rows, its series, its revisions; `view` is None where it is not whole."""

    entity: Entity
    rows: Sequence[Row]
    series: Sequence[Fact]
    revisions: Sequence[Revision]

    @property
    def facts(self) -> dict[str, Fact]:
        """All facts by id, those of series included."""
        return {**self.entity.facts, **{fact.id: fact for fact in self.series}}

    @property
    def told(self) -> dict[str, int]:
        """Add up the counts of all revisions."""
        told: Counter[str] = Counter()
        for revision in self.revisions:
            told.update(revision.counts)
        return dict(told)

    @property
    def last(self) -> Instant:
        """Give the last instant of all that was recorded or decided."""
        facts = self.facts.values()
        decided = [decision.at for fact in facts for decision in fact.decisions]
        lives = [life.at for life in self.entity.lifecycles]
        return max([*(r.at for r in self.revisions), *(fact.recorded_at for fact in facts), *decided, *lives])

    @property
    def untold(self) -> list[str]:
        """List the facts that no revision says it recorded."""
        named = {name for revision in self.revisions for name in revision.recorded}
        return [name for name in self.facts if name not in named]


def read_kept(world: World, ref: str) -> Kept:
    """Read an entity's whole partition and its series, strongly, whatever is missing."""
    rows = world.table.query(None, keys.entity(ref), consistent=True).rows
    entity = without_view(ref, rows)
    revisions = [read_revision(row) for row in rows if row.key.sk.startswith("R#")]
    return Kept(entity, rows, load_series(world, entity), revisions)


def audit(world: World, *, ref: str) -> list[Finding]:
    """List what does not agree about an entity: its facts, revisions, view, and the rows by which it is found."""
    kept = read_kept(world, ref)
    if not kept.entity.facts:
        return [Finding(ref, "there are revisions or a view of it, but no facts")] if kept.rows else []
    details = [*_of_revisions(kept), *_of_view(world, kept)]
    old = sum(row.schema != SCHEMA for row in kept.rows)
    details += [f"{old} items are of an older schema number"] if old else []
    view = whole_view(kept)
    details += ["its rows are laid out as older code did"] if view is not None and view.layout != LAYOUT else []
    found = [Finding(ref, detail) for detail in details] + [Finding(ref, lost, Remedy.LOST) for lost in _lost(kept)]
    return found + _ahead(world, kept)


def is_orphan(world: World, row: Row) -> bool:
    """Say whether a row by which an entity is found is one that its view does not account for."""
    ref = owner_of(row.key)
    if ref is None or row.key not in world.table.get([row.key], consistent=True):
        return False
    kept = read_kept(world, ref)
    view = whole_view(kept)
    if view is None:  # before a repair it tells nothing; without facts there will be none
        return not kept.entity.facts
    is_known = row.key in project(view) or row.key in view.pending_deletes
    return not is_known and row.key not in conflict_rows(kept.series)


def whole_view(kept: Kept) -> View | None:
    """Give the view, unless it is missing or torn."""
    try:
        return read_view(kept.rows)
    except Torn:
        return None


def _of_revisions(kept: Kept) -> Iterator[str]:
    numbers = {revision.number for revision in kept.revisions}
    for number in sorted(set(range(1, max(numbers, default=1) + 1)) - numbers):
        yield f"revision {number} is missing"
    if kept.untold:
        yield f"no revision tells of the facts {', '.join(kept.untold)}"


def _of_view(world: World, kept: Kept) -> Iterator[str]:
    view = whole_view(kept)
    if view is None:
        yield "its view is missing or torn"
        return
    last = max((revision.number for revision in kept.revisions), default=0)
    if view.revision != last:
        yield f"its view is of revision {view.revision}, its last revision is {last}"
    if view.facts != kept.entity.tally:
        yield f"its view counts {view.facts} facts and decisions, there are {kept.entity.tally}"
    if difference := untold_counts(view, facts=len(kept.facts), told=without_series(view, kept.told)):
        yield f"its revisions do not add up: {difference}"
    if not _shows_its_facts(world, kept, view):
        yield "its view does not show what its facts say"
    series = conflict_rows(kept.series)
    if view.series_conflicts != len(series):
        yield f"its view counts {view.series_conflicts} open conflicts within series, there are {len(series)}"
    yield from _of_rows(world, project(view) | series)


def _shows_its_facts(world: World, kept: Kept, view: View) -> bool:
    """Resolve afresh; what time alone has changed is not at fault, for the tick sees to it."""
    now = world.now()
    if view.lifecycle != (kept.entity.lifecycles[-1] if kept.entity.lifecycles else view.lifecycle):
        return False
    if not view.holds_at(now):
        return True
    entity = Entity(view.ref, view, kept.entity.facts, kept.entity.lifecycles)
    made = make_view(entity, redirects=view.redirects, at=now, life=None, whole=True)
    return (made.flat, made.conflicts) == (view.flat, view.conflicts)


def _of_rows(world: World, expected: Mapping[Key, Row]) -> Iterator[str]:
    found = world.table.get(list(expected), consistent=True) if expected else {}
    for key, row in expected.items():
        if found.get(key) != row:
            yield f"its row {key.pk} {key.sk} is {'stale' if key in found else 'missing'}"


def _ahead(world: World, kept: Kept) -> list[Finding]:
    """Say whether an entity lies ahead of the clock, by its last instant."""
    now, view = world.now(), whole_view(kept)
    if not is_ahead(kept.last, now):
        return []
    detail = f"it was last written at {kept.last}, {seconds_between(now, kept.last):,.0f} s ahead of the clock ({now})"
    return [Finding(kept.entity.ref, detail, Remedy.ACCEPTED if view and is_accepted(view) else Remedy.AHEAD)]


def _lost(kept: Kept) -> Iterator[str]:
    for revision in kept.revisions:
        for name in revision.recorded:
            if name not in kept.facts:
                yield f"revision {revision.number} recorded {name}, which is lost: record it again"
        for decision in revision.decided:
            fact = kept.facts.get(decision["fact"])
            if fact is not None and not any(each.revision == revision.number for each in fact.decisions):
                yield f"revision {revision.number} took a decision on {fact.id}, which is lost: take it again"
