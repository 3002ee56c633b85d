"""Audits an entity: its rows, revisions and view must agree, which a restore may break."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant, seconds_between
from chalicelib.operations.entities.loading import Entity, load_series, without_view
from chalicelib.operations.entities.series.series_conflicts import conflict_rows
from chalicelib.operations.transactions.checking.checks import is_accepted, is_ahead
from chalicelib.operations.transactions.staging.fact_counts import is_merged, number_listed
from chalicelib.operations.transactions.staging.replacement_marks import missing_marks
from chalicelib.operations.transactions.staging.series_rows import without_series_conflicts
from chalicelib.operations.transactions.staging.view_update import make_view, missing_counts
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import LAYOUT, View, fact_row, read_view
from chalicelib.store.records.index.group_cells import cells_of
from chalicelib.store.records.index.index_rows import owner_of, project
from chalicelib.store.records.lifecycle_rows import life_row
from chalicelib.store.records.revision_rows import Revision, read_revision
from chalicelib.store.records.torn import Torn
from chalicelib.store.rows import SCHEMA, Key, Row


class Remedy(Enum):
    """The remedy for a finding."""

    REPAIRABLE = "repairable"  # a repair fixes it
    LOST = "lost"  # a repair cannot bring it back; it can be recorded again
    AHEAD = "ahead"  # the entity is ahead of the clock: an operator has to decide
    ACCEPTED = "accepted"  # the entity is ahead of the clock, and an operator has accepted it


@dataclass(frozen=True)
class Finding:
    """A fault and its remedy."""

    what: str
    detail: str
    remedy: Remedy = Remedy.REPAIRABLE


@dataclass(frozen=True)
class Kept:
    """All rows of an entity: its partition, its series and its revisions."""

    entity: Entity
    rows: Sequence[Row]
    series: Sequence[Fact]
    revisions: Sequence[Revision]

    @property
    def facts(self) -> dict[str, Fact]:
        """All facts by id, with those of series."""
        return {**self.entity.facts, **{fact.id: fact for fact in self.series}}

    @property
    def counts(self) -> dict[str, int]:
        """The sum of the counts of all revisions."""
        total: Counter[str] = Counter()
        for revision in self.revisions:
            total.update(revision.counts)
        return dict(total)

    @property
    def last(self) -> Instant:
        """The last instant at which anything was recorded or decided."""
        facts = self.facts.values()
        decided = [decision.at for fact in facts for decision in fact.decisions]
        lives = [life.at for life in self.entity.lifecycles]
        return max([*(r.at for r in self.revisions), *(fact.recorded_at for fact in facts), *decided, *lives])

    @property
    def unlisted(self) -> list[str]:
        """The ids of facts that no revision lists as recorded."""
        named = {name for revision in self.revisions for name in revision.recorded}
        return [name for name in self.facts if name not in named]


def read_kept(world: World, ref: str) -> Kept:
    """Read an entity's whole partition and its series consistently, even if parts are missing."""
    rows = world.table.query(None, keys.entity(ref), consistent=True).rows
    entity = without_view(ref, rows)
    revisions = [read_revision(row) for row in rows if row.key.sk.startswith("R#")]
    return Kept(entity, rows, load_series(world, entity), revisions)


def audit(world: World, *, ref: str) -> list[Finding]:
    """List the faults of an entity: of its facts, revisions, view and index rows."""
    kept = read_kept(world, ref)
    if not kept.entity.facts:
        return [Finding(ref, "it has revisions or a view, but no facts")] if kept.rows else []
    details = [*_revision_faults(kept), *_view_faults(world, kept)]
    old = sum(row.schema != SCHEMA for row in kept.rows)
    details += [f"{old} items have an older schema number"] if old else []
    renewed = len(newly_indexed(kept))
    details += [f"{renewed} facts or merges have older indexes"] if renewed else []
    unmarked = missing_marks(kept.entity.kind, kept.facts.values())
    details += [f"{len(unmarked)} facts do not name the facts that replace them now"] if unmarked else []
    view = whole_view(kept)
    details += ["its index rows have an older layout"] if view is not None and view.layout != LAYOUT else []
    found = [Finding(ref, detail) for detail in details] + [
        Finding(ref, lost, Remedy.LOST) for lost in _lost_facts(kept)
    ]
    return found + _clock_findings(world, kept)


def newly_indexed(kept: Kept) -> list[Row]:
    """Return the rows of the facts and merges that current code would index differently than they are."""
    facts = [fact_row(fact, series=False) for fact in kept.entity.facts.values()]
    merges = [life_row(kept.entity.ref, life) for life in kept.entity.lifecycles]
    current = {row.key: row for row in (*facts, *merges)}
    return [current[row.key] for row in kept.rows if row.key in current and row.indexes != current[row.key].indexes]


def is_orphan(world: World, row: Row) -> bool:
    """Return whether an index row is not implied by the view of its entity."""
    ref = owner_of(row.key)
    if ref is None or row.key not in world.table.get([row.key], consistent=True):
        return False
    kept = read_kept(world, ref)
    view = whole_view(kept)
    if view is None:  # unknown before a repair; an entity without facts has no rows
        return not kept.entity.facts
    is_known = row.key in project(view) or row.key in view.pending_deletes
    return not is_known and row.key not in conflict_rows(kept.series)


def listed_in(kept: Kept, view: View | None) -> int:
    """Count the facts of an entity that lists show: none once it is merged."""
    return 0 if is_merged(view) else number_listed(kept.facts.values())


def whole_view(kept: Kept) -> View | None:
    """Return the view, or None if it is missing or torn."""
    try:
        return read_view(kept.rows)
    except Torn:
        return None


def _revision_faults(kept: Kept) -> Iterator[str]:
    numbers = {revision.number for revision in kept.revisions}
    for number in sorted(set(range(1, max(numbers, default=1) + 1)) - numbers):
        yield f"revision {number} is missing"
    if kept.unlisted:
        yield f"no revision lists the facts {', '.join(kept.unlisted)}"


def _view_faults(world: World, kept: Kept) -> Iterator[str]:
    view = whole_view(kept)
    if view is None:
        yield "its view is missing or torn"
        return
    last = max((revision.number for revision in kept.revisions), default=0)
    if view.revision != last:
        yield f"its view has revision {view.revision}, but its last revision is {last}"
    if view.facts != kept.entity.tally:
        yield f"its view counts {view.facts} facts and decisions, but there are {kept.entity.tally}"
    counted = without_series_conflicts(view, kept.counts)
    if difference := missing_counts(view, facts=listed_in(kept, view), counted=counted):
        yield f"the counts of its revisions are wrong by {difference}"
    elif view.cells != cells_of(view):
        yield "its view does not name the groups in which it counts"
    if not _shows_its_facts(world, kept, view):
        yield "its view does not show what its facts say"
    series = conflict_rows(kept.series)
    if view.series_conflicts != len(series):
        yield f"its view counts {view.series_conflicts} open conflicts within series, but there are {len(series)}"
    yield from _row_faults(world, project(view) | series)


def _shows_its_facts(world: World, kept: Kept, view: View) -> bool:
    """Resolve the entity again and compare. Changes by time alone are no fault: the tick renews the view."""
    now = world.now()
    if view.lifecycles != (kept.entity.lifecycles or view.lifecycles):
        return False
    if not view.holds_at(now):
        return True
    entity = Entity(view.ref, view, kept.entity.facts, kept.entity.lifecycles)
    made = make_view(entity, redirects=view.redirects, at=now, whole=True)
    is_held = made.held == view.held or view.layout != LAYOUT
    return is_held and (made.flat, made.conflicts) == (view.flat, view.conflicts)


def _row_faults(world: World, expected: Mapping[Key, Row]) -> Iterator[str]:
    found = world.table.get(list(expected), consistent=True) if expected else {}
    for key, row in expected.items():
        if found.get(key) != row:
            yield f"its row {key.pk} {key.sk} is {'stale' if key in found else 'missing'}"


def _clock_findings(world: World, kept: Kept) -> list[Finding]:
    """Return a finding for an entity whose last instant is ahead of the clock."""
    now, view = world.now(), whole_view(kept)
    if not is_ahead(kept.last, now):
        return []
    detail = f"it was last written at {kept.last}, {seconds_between(now, kept.last):,.0f} s ahead of the clock ({now})"
    return [Finding(kept.entity.ref, detail, Remedy.ACCEPTED if view and is_accepted(view) else Remedy.AHEAD)]


def _lost_facts(kept: Kept) -> Iterator[str]:
    for revision in kept.revisions:
        for name in revision.recorded:
            if name not in kept.facts:
                yield f"revision {revision.number} recorded {name}, which is lost: record it again"
        for decision in revision.decided:
            fact = kept.facts.get(decision["fact"])
            if fact is not None and not any(each.revision == revision.number for each in fact.decisions):
                yield f"revision {revision.number} has a decision on {fact.id}, which is lost: decide it again"
