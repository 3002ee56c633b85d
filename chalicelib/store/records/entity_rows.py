"""Rows of an entity's own partition: its view, wide properties and facts."""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Any

from chalicelib.domain.facts.evidence import ERASED_SPEAKER
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.facts.records import read_fact, write_fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Named, Ref
from chalicelib.late_dataclass import dataclass
from chalicelib.store import keys
from chalicelib.store.records.held_texts import HeldText
from chalicelib.store.records.lifecycle_rows import Lifecycle, erasure_among, lifecycle_of
from chalicelib.store.records.outline_rows import slots_rows
from chalicelib.store.records.outlines import Outline, outline_of
from chalicelib.store.records.torn import Torn
from chalicelib.store.records.view_parts import RedirectChange, SeriesDay
from chalicelib.store.rows import Check, Equals, Key, Row, of_row

REVISION_ATTRIBUTE = "n"
# Of a view and its rows: 1 had the words of titles among those of names, 2 nothing under `also`, 3 no `valid` of
# identifiers and letters such as æ, 4 no names held at another time, 5 no `origins`, 6 no halves of whole names.
LAYOUT = 7


@dataclass(frozen=True)
class View:
    """The current view of an entity, with all that a write needs to change it.

    `flat` is the whole flat view, wide properties included. `facts` counts the facts in the partition and all
    decisions. `wide` has the revision of each wide row, by which a torn read is detected. `until` is when time changes
    the view. `since` says from when each index row is valid, if it is younger than the entity. `redirects` maps merged
    entities to their survivors, and `redirect_changes` says when. `root` is the first source along `derived_from` of a
    source. `has_pending_rows` says that index rows are still to be written, and `pending_deletes` lists those to delete
    then. Until `ahead_until` an operator allows writes ahead of the clock. `layout` is the layout of the index rows.
    `held` has the names and identifiers that the flat view does not show with the whole time of theirs; views of older
    layouts have only `former_identifiers` instead, by scheme and key. `lifecycle` is the decision that ended the
    entity, and `past_lifecycles` are those before it. A large entity has an `outline`. At `look_again` the tick looks
    for entities that refer to this one as it was before it was merged, or given back. `cells` are the groups in which
    its revisions count it. At `card_since` its card in lists, or a link beside it, became what it is.
    """

    ref: str
    flat: Mapping[str, Any]
    revision: int
    created_at: Instant
    updated_at: Instant
    facts: int
    wide: Mapping[str, int] = field(default_factory=dict)
    until: Instant | None = None
    conflicts: tuple[Mapping[str, Any], ...] = ()
    since: Mapping[str, Instant] = field(default_factory=dict)
    redirects: Mapping[str, str] = field(default_factory=dict)
    redirect_changes: tuple[RedirectChange, ...] = ()
    root: str | None = None
    lifecycle: Lifecycle | None = None
    has_pending_rows: bool = False
    pending_deletes: tuple[Key, ...] = ()
    ahead_until: Instant | None = None
    layout: int = LAYOUT
    pending_series: tuple[SeriesDay, ...] = ()  # days of series whose conflicts are still to be written
    series_conflicts: int = 0  # open ones, which have rows but no place in the view
    former_identifiers: tuple[tuple[str, str], ...] = ()
    past_lifecycles: tuple[Lifecycle, ...] = ()
    held: tuple[HeldText, ...] = ()
    outline: Outline | None = None
    look_again: Instant | None = None
    cells: tuple[str, ...] = ()
    card_since: Instant = ""

    @property
    def lifecycles(self) -> tuple[Lifecycle, ...]:
        """All decisions on the entity itself, in order of time."""
        return (*self.past_lifecycles, self.lifecycle) if self.lifecycle else self.past_lifecycles

    def holds_at(self, now: Instant) -> bool:
        """Return whether the view is still right at an instant, or time has changed it."""
        return self.until is None or now < self.until

    def rewritten(self) -> "View":
        """Return the view as one whose rows this revision writes, all of them."""
        outline = self.outline and self.outline.slots_written(self.revision)
        return replace(self, wide=dict.fromkeys(self.wide, self.revision), outline=outline)

    @property
    def kind(self) -> str:
        """The name of the entity's kind."""
        return self.ref.partition("/")[0]

    def shown(self) -> dict[str, Any]:
        """Return the flat view as the API shows it, with its revision and times, and who erased it."""
        times = {"revision": self.revision, "created_at": self.created_at, "updated_at": self.updated_at}
        return {**self.flat, **self.erased(), **times}

    def erased(self) -> dict[str, Any]:
        """Return who erased the entity, when and why; empty if nobody did."""
        life = erasure_among(self.lifecycles)
        return {} if life is None else {"erased": {"at": life.at, "by": life.by, "reason": life.reason}}


def view_rows(view: View) -> list[Row]:
    """Return the rows of a view: its own row, then one for each wide property that this revision changed."""
    body = {
        "flat": {name: value for name, value in view.flat.items() if name not in view.wide},
        "order": list(view.flat),
        "revision": view.revision,
        "created_at": view.created_at,
        "updated_at": view.updated_at,
        "facts": view.facts,
        "wide": dict(view.wide),
        "until": view.until,
        "conflicts": [dict(conflict) for conflict in view.conflicts],
        "since": dict(view.since),
        "redirects": dict(view.redirects),
        "turns": [list(turn) for turn in view.redirect_changes],
        "root": view.root,
        "life": view.lifecycle.json_value() if view.lifecycle else None,
        "past_lives": [each.json_value() for each in view.past_lifecycles],
        "behind": view.has_pending_rows or None,
        "owed": [list(key) for key in view.pending_deletes],
        "ahead_until": view.ahead_until,
        "pending_series": [list(each) for each in view.pending_series],
        "series_conflicts": view.series_conflicts or None,
        "former_identifiers": [list(each) for each in view.former_identifiers],
        "held": [list(each) for each in view.held],
        "layout": None if view.layout == 1 else view.layout,
        "outline": view.outline and view.outline.json_value(view.flat["sources"]),
        "look_again": view.look_again,
        "cells": list(view.cells),
        "card_since": view.card_since if view.card_since != view.created_at else None,
    }
    kept = {name: value for name, value in body.items() if value not in (None, {}, [])}
    due = _due(view)
    indexes = keys.until(due, view.ref) if due else {}
    own = Row(keys.view_key(view.ref), kept, indexes=indexes, condition_attributes={REVISION_ATTRIBUTE: view.revision})
    touched = [name for name, revision in view.wide.items() if revision == view.revision and name in view.flat]
    return [own, *(_wide_row(view, name) for name in touched), *slots_rows(view.ref, view.outline, view.revision)]


def _due(view: View) -> Instant | None:
    """Return when the tick has something to do for a view: at once if rows are pending."""
    if view.has_pending_rows:
        return view.updated_at
    until = view.until if view.lifecycle is None else None
    return min(filter(None, (until, view.look_again)), default=None)


def is_last(view: View) -> Equals:
    """Return the condition that a view is still the last one of its entity, and that the entity was not erased."""
    return Equals(REVISION_ATTRIBUTE, view.revision)


def check_last(view: View) -> Check:
    """Return the check that a view is still the last one of its entity.

    That the next revision is absent says less: nothing is left under the ref of an entity that was erased.
    """
    return Check(keys.view_key(view.ref), is_last(view))


def _wide_row(view: View, name: str) -> Row:
    return Row(keys.wide_key(view.ref, name), {"value": view.flat[name], "revision": view.revision})


def read_view(rows: Iterable[Row]) -> View | None:
    """Read a view from its row and its wide rows; return None if there is none. Raises Torn on half a transaction."""
    bodies = {keys.parse_wide(row.key)[1]: row for row in rows if row.key.sk.startswith("@")}
    own = bodies.get("")
    return None if own is None else _assembled_view(own, wide={name: row.body for name, row in bodies.items()})


@of_row
def read_own_row(row: Row) -> View:
    """Read a view from its own row alone, without the values of the properties in `wide`."""
    return _view_of(keys.parse_entity(row.key.pk), row.body, row.body["flat"])


@of_row
def _assembled_view(own: Row, *, wide: Mapping[str, Mapping[str, Any]]) -> View:
    ref, flat = keys.parse_entity(own.key.pk), dict(own.body["flat"])
    revisions: Mapping[str, int] = own.body.get("wide", {})
    for name, revision in revisions.items():
        body = wide.get(name)
        if body is None or body["revision"] != revision:
            raise Torn(f"{ref}: {name} is not of revision {revision}")
        flat[name] = body["value"]
    return _view_of(ref, own.body, flat)


def _view_of(ref: str, body: Mapping[str, Any], flat: Mapping[str, Any]) -> View:
    life = body.get("life")
    return View(
        ref=ref,
        flat={name: flat[name] for name in body["order"] if name in flat},
        revision=body["revision"],
        created_at=body["created_at"],
        updated_at=body["updated_at"],
        facts=body.get("facts", 0),
        wide=body.get("wide", {}),
        until=body.get("until"),
        conflicts=tuple(body.get("conflicts", ())),
        since=body.get("since", {}),
        redirects=body.get("redirects", {}),
        redirect_changes=tuple(RedirectChange(*turn) for turn in body.get("turns", ())),
        root=body.get("root"),
        lifecycle=lifecycle_of(life) if life else None,
        has_pending_rows=body.get("behind", False),
        pending_deletes=tuple(Key(*key) for key in body.get("owed", ())),
        ahead_until=body.get("ahead_until"),
        layout=body.get("layout", 1),
        pending_series=tuple(SeriesDay(*each) for each in body.get("pending_series", ())),
        series_conflicts=body.get("series_conflicts", 0),
        former_identifiers=tuple((scheme, key) for scheme, key in body.get("former_identifiers", ())),
        past_lifecycles=tuple(lifecycle_of(each) for each in body.get("past_lives", ())),
        held=tuple(HeldText(*each) for each in body.get("held", ())),
        outline=outline_of(body["outline"], flat["sources"]) if "outline" in body else None,
        look_again=body.get("look_again"),
        cells=tuple(body.get("cells", ())),
        card_since=body.get("card_since", body["created_at"]),
    )


def fact_row(fact: Fact, *, series: bool) -> Row:
    """Return the row of a fact, indexed by its source, its speaker and the entity that it points at."""
    key = keys.series_fact_key(fact.id) if series else keys.fact_key(fact.id)
    indexes = keys.by_source(fact.evidence.source, fact.recorded_at, fact.id)
    if not series and (target := fact.points_at) is not None:
        indexes |= keys.by_value(target, fact.recorded_at, fact.id)
    speaker = fact.evidence.speaker
    if not series and speaker is not None and speaker != ERASED_SPEAKER:
        name = speaker if isinstance(speaker, str) else speaker.text
        indexes |= keys.by_speaker(name, fact.recorded_at, fact.id)
    return Row(key, write_fact(fact), indexes=indexes)


@of_row
def read_fact_row(row: Row) -> Fact:
    """Read a fact."""
    return read_fact(row.body)


def publisher_of(fact_publisher: Any) -> Ref | Named | None:
    """Parse the publisher in the flat view of a source."""
    if isinstance(fact_publisher, str):
        return Ref.of(fact_publisher)
    if isinstance(fact_publisher, Mapping) and "text" in fact_publisher:
        return Named(fact_publisher["text"])
    return None
