"""Portion content: what a large entity says, from the facts of a portion and the outline of all others."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.entity_context import is_derived
from chalicelib.domain.resolving.independent_origins import series_mark
from chalicelib.domain.resolving.print_dates import print_days
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.operations.entities.held_texts import held_properties, held_texts
from chalicelib.operations.entities.loading import Entity, Portion
from chalicelib.operations.entities.resolved_entity import resolve_entity
from chalicelib.operations.entities.view import (
    Redirects,
    flat_view,
)
from chalicelib.operations.transactions.staging.portions.portion_reader import PortionReader
from chalicelib.operations.transactions.staging.portions.selection import NeedsWhole
from chalicelib.operations.transactions.staging.view_content import (
    Said,
    by_property,
    root_of,
)
from chalicelib.store.records.entity_rows import View
from chalicelib.store.records.held_texts import HeldText
from chalicelib.store.records.outlines import Outline


def say_portion(entity: Entity, redirects: Redirects, *, at: Instant) -> Said:
    """Resolve the portion of an entity that was read. Raises NeedsWhole if the rest could say something else by it."""
    view, portion = entity.view, entity.portion
    if view is None or view.outline is None or portion is None:
        raise NeedsWhole
    _must_leave_the_rest(entity, view, view.outline, redirects, at=at)
    resolved = resolve_entity(
        entity.kind, entity.ref, entity.facts.values(), moment=Moment(), now=at, by_series=view.outline.by_series
    )
    reader = PortionReader(view, view.outline, portion, resolved, by_property(entity.facts.values()), redirects, at)
    declared = entity.kind.all_properties(type_name=resolved.type_name)
    names = [each.name for each in declared if not each.series]
    found = {name: each for name in names if (each := reader.property(name)) is not None}
    rest = {name: reader.undeclared(name) for name in view.outline.properties if name not in found}
    outlines = {name: each.outline for name, each in found.items()} | rest
    untils = [each.until for each in outlines.values() if each.until is not None]
    flat = flat_view(
        entity.kind,
        entity.ref,
        {name: each.shown for name, each in found.items()},
        type_name=resolved.type_name,
    )
    return Said(
        declared,
        flat,
        min(untils, default=None),
        tuple(conflict for each in found.values() for conflict in each.conflicts),
        _held(entity, view, portion, flat, at=at),
        root_of(entity),
        Outline(outlines, view.outline.by_series),
    )


def _must_leave_the_rest(entity: Entity, view: View, outline: Outline, redirects: Redirects, *, at: Instant) -> None:
    """Refuse what changes how other slots are read: time, a newer document of a series, or a merge that is new here."""
    is_past = not view.holds_at(at) or any(each.until and each.until <= at for each in outline.properties.values())
    if is_past or {old: survivor for old, survivor in redirects.items() if old != entity.ref} != entity.redirects:
        raise NeedsWhole
    number = entity.revision + 1
    for fact in entity.facts.values():
        is_new = fact.revision == number
        if (is_new or any(each.revision == number for each in fact.decisions)) and _moves_series(
            fact, outline, is_new=is_new
        ):
            raise NeedsWhole


def _moves_series(fact: Fact, outline: Outline, *, is_new: bool) -> bool:
    """Return whether a fact, new or decided on, changes when a series of documents was last in print."""
    last = outline.by_series.get(series_mark(fact) or "")
    if last is None:
        return is_derived(fact)
    days = print_days(fact)
    return not is_new or (days is not None and last.with_document(fact.evidence.source, days) != last)


def _held(
    entity: Entity, view: View, portion: Portion, flat: Mapping[str, Any], *, at: Instant
) -> tuple[HeldText, ...]:
    if not portion.whole.issuperset(held_properties(entity.kind)):
        return view.held
    if view.outline is not None and view.outline.by_series:
        raise NeedsWhole  # these spans depend on all documents of a series
    return held_texts(entity.kind, entity.facts.values(), flat, moment=Moment(), now=at)
