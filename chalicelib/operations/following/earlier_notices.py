"""Notices of what had happened already when a caller registers what it has used."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from chalicelib.domain.facts.decisions import DecisionType, Rank
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.following.selection import REASONS, Notice, Selection, UsedEntity, UsedFact, notices_of
from chalicelib.domain.following.used_values import is_shown, value_digest
from chalicelib.kinds.declaration import Property
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.entities.view import plain, value_entry
from chalicelib.operations.following.wanted import LookedUp
from chalicelib.operations.numbering.feed_entries import feed_entry
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import View
from chalicelib.store.records.revision_rows import Revision, read_revision
from chalicelib.store.rows import Key

MAX_PROPERTIES = 20  # of a notice about many revisions; the history has all
MAX_REVISIONS = 1_000  # that are read for the entities of one request
_DECIDED = {
    DecisionType.RETRACTED: "retracted",
    DecisionType.REPLACED: "superseded",
    DecisionType.ERASED: "erased",
    DecisionType.RANKED: "ranked",
}


class _Happened(NamedTuple):
    """The reasons of a notice, and the revision of the entity that made the last of them."""

    reasons: frozenset[str]
    ref: str
    revision: int


def used_fact(fact: Fact, found: LookedUp) -> UsedFact:
    """Return a fact as a follower keeps it; one of a merged entity is shown on the survivor."""
    ref, name = found.survivor_of(fact.entity), fact.content.property
    return UsedFact(fact.id, ref, name, None if fact.erasure else _digest_of(fact, found.views.get(ref)))


def earlier_notices(world: World, selection: Selection, found: LookedUp, *, head: int) -> list[Notice]:
    """Return a notice for each fact that is not what it was, and for each revision that is not the newest any more.

    All reads are consistent, and later than that of the feed's `head`: each change after that is left to the sender,
    and none before it is missed. A change without a number counts as the newest. One batch read for values that are
    kept apart from their views, and one for each hundred revisions.
    """
    wide = _read_wide(world, selection.facts, found)
    happened = {used: each for used in selection.facts if (each := _happened_to(used, found, wide)) is not None}
    stale = [used for used in selection.entities if used.revision < found.views[used.ref].revision]
    wanted = {(each.ref, each.revision) for each in happened.values()}
    most = max(1, MAX_REVISIONS // max(1, len(stale)))
    for used in stale:
        newest = found.views[used.ref].revision
        wanted |= {(used.ref, number) for number in range(max(used.revision + 1, newest - most + 1), newest + 1)}
    revisions = _read_revisions(world, sorted(wanted))
    notices = [*_notices_of_facts(happened, revisions, head), *_notices_of_entities(stale, revisions, head)]
    return sorted(notices, key=lambda notice: notice.change)


def _notices_of_facts(
    happened: Mapping[UsedFact, _Happened], revisions: Mapping[tuple[str, int], Revision], head: int
) -> Iterator[Notice]:
    for used, (reasons, ref, number) in happened.items():
        revision = revisions.get((ref, number))
        if revision is not None:
            yield Notice(
                used={"fact": used.fact},
                ref=ref,
                reasons=tuple(reason for reason in REASONS if reason in reasons),
                change=min(revision.change or head, head),
                at=revision.at,
                revision=number,
                properties=(used.property,),
            )


def _notices_of_entities(
    stale: Sequence[UsedEntity], revisions: Mapping[tuple[str, int], Revision], head: int
) -> Iterator[Notice]:
    """Yield one notice for each entity, of all its later revisions together."""
    for used in stale:
        later = sorted(number for ref, number in revisions if ref == used.ref and number > used.revision)
        choice = Selection(entities=(used,))
        found = [each for n in later for each in notices_of(choice, feed_entry(revisions[used.ref, n]))]
        if found:
            last = revisions[used.ref, found[-1].revision]
            reasons = {reason for each in found for reason in each.reasons}
            yield Notice(
                used=found[-1].used,
                ref=used.ref,
                reasons=tuple(reason for reason in REASONS if reason in reasons),
                change=min(last.change or head, head),
                at=last.at,
                revision=last.number,
                properties=tuple(dict.fromkeys(name for each in found for name in each.properties))[:MAX_PROPERTIES],
            )


def _happened_to(used: UsedFact, found: LookedUp, wide: Mapping[Key, object]) -> _Happened | None:
    """Return what happened to a fact; None if it is on record as it was, shown and undisputed."""
    fact, ref = found.facts[used.fact], found.facts[used.fact].entity
    own = found.views.get(ref)
    decided = _decision_on(fact)
    ended = own is not None and own.lifecycle is not None and not own.lifecycle.is_erasure
    reasons = set() if decided is None else {_DECIDED[decided[0]]}
    if own is not None and ended and own.lifecycle is not None:
        reasons.add("merged" if own.lifecycle.into else "retired")
    view = found.views.get(used.ref)
    if view is not None and decided is None and view.lifecycle is None:
        reasons |= _shown_otherwise(used, fact, view, wide)
    if not reasons:
        return None
    if decided is not None:
        return _Happened(frozenset(reasons), ref, decided[1])
    return None if own is None else _Happened(frozenset(reasons), ref, own.revision)


def _decision_on(fact: Fact) -> tuple[DecisionType, int] | None:
    """Return the decision by which a fact is erased, retracted, replaced or ranked as deprecated, and its revision."""
    standing = fact.standing(None)
    if fact.erasure is not None:
        wanted = DecisionType.ERASED
    elif not standing.stands:
        wanted = DecisionType.RETRACTED
    elif fact.replaced_by(None):
        wanted = DecisionType.REPLACED
    elif standing.rank is Rank.DEPRECATED:
        wanted = DecisionType.RANKED
    else:
        return None
    return wanted, max(each.revision for each in fact.decisions if each.verdict is wanted)


def _shown_otherwise(used: UsedFact, fact: Fact, view: View, wide: Mapping[Key, object]) -> set[str]:
    """Return whether the property of a fact shows another value, and whether it is disputed."""
    name = used.property
    declared = _declared(fact, view)
    if declared is None or declared.series:
        return set()
    shown = wide.get(keys.wide_key(view.ref, name)) if name in view.wide else view.flat.get(name)
    reasons = {"disputed"} if name in view.flat.get("disputed", ()) else set()
    if used.digest is not None and not is_shown(shown, used.digest):
        reasons.add("superseded")
    return reasons


def _digest_of(fact: Fact, view: View | None) -> str:
    """Return the digest of the value of a fact as its property shows it."""
    declared = _declared(fact, view)
    redirects = {} if view is None else view.redirects
    is_list = declared is not None and declared.is_list
    return value_digest(value_entry(fact, redirects) if is_list else plain(fact.value, redirects))


def _declared(fact: Fact, view: View | None) -> Property | None:
    return Entity(view.ref if view else fact.entity, view).declared(fact.content.property)


def _read_wide(world: World, used: Sequence[UsedFact], found: LookedUp) -> dict[Key, object]:
    """Read the values that are kept apart from their views."""
    views = found.views
    wanted = {
        keys.wide_key(each.ref, each.property)
        for each in used
        if each.ref in views and each.property in views[each.ref].wide
    }
    rows = world.table.get(sorted(wanted), consistent=True) if wanted else {}
    return {key: row.body["value"] for key, row in rows.items()}


def _read_revisions(world: World, wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Revision]:
    rows = world.table.get([keys.revision_key(*each) for each in wanted], consistent=True) if wanted else {}
    found = map(read_revision, rows.values())
    return {(revision.ref, revision.number): revision for revision in found}
