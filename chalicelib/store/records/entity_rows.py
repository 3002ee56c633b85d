"""Items of an entity's own partition: its view, facts, decisions and revisions, as rows and back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chalicelib.domain.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.records import read_fact, write_fact
from chalicelib.domain.values import Named, Ref
from chalicelib.store import keys
from chalicelib.store.damage import of_row
from chalicelib.store.rows import Key, Row

REVISION_MARK = "n"
LAYOUT = 2  # of the rows by which an entity is found: 1 had the words of titles among those of names


@dataclass(frozen=True)
class Lifecycle:
    """A decision on the entity itself: retired, or merged `into` another."""

    reason: str
    into: str | None = None
    at: Instant = ""
    by: str = ""

    def json_value(self) -> dict[str, Any]:
        """Write the decision, members without a value left out."""
        members = {"at": self.at, "by": self.by, "reason": self.reason, "into": self.into}
        return {name: value for name, value in members.items() if value}


class RedirectChange(NamedTuple):
    """When, and in which revision, an entity came to point at a survivor in the place of one that was merged."""

    at: Instant
    revision: int
    merged: str
    survivor: str


class SeriesDay(NamedTuple):
    """A day of a slot of a series; `slot` is what the ids of its facts begin with."""

    slot: str
    day: str


@dataclass(frozen=True)
class View:
    """The current view of an entity, and what is needed to change it without reading anything twice.

    `flat` is the whole flat view, wide properties included; `facts` counts the facts in the partition and all
    decisions, and `wide` gives the revision of each wide row, which is how a read that saw half a transaction is
    noticed. `since` says from when those rows stand by which the entity is found and which are younger than it.
    `redirects` maps merged entities to their survivors, and `turns` says when each came to be. `root` is a source's
    first source along `derived_from`. `behind` says that such rows are still to be written, and `owed` which are to
    be closed or removed then. `ahead_until` says up to which instant an operator lets writes go on ahead of the clock,
    and `layout` how those rows are laid out: as the code did that last resolved the entity.
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

    def holds_at(self, now: Instant) -> bool:
        """Say whether time has not changed the view since it was written."""
        return self.until is None or now < self.until

    @property
    def kind(self) -> str:
        """The name of the entity's kind."""
        return Ref.of(self.ref).kind

    def shown(self) -> dict[str, Any]:
        """Give the flat view as the API answers it, with its revision and times."""
        times = {"revision": self.revision, "created_at": self.created_at, "updated_at": self.updated_at}
        return {**self.flat, **times}


def view_rows(view: View) -> list[Row]:
    """Write a view: its own row first, then a row for each wide property that this revision touched."""
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
        "behind": view.has_pending_rows or None,
        "owed": [list(key) for key in view.pending_deletes],
        "ahead_until": view.ahead_until,
        "pending_series": [list(each) for each in view.pending_series],
        "series_conflicts": view.series_conflicts or None,
        "layout": None if view.layout == 1 else view.layout,
    }
    kept = {name: value for name, value in body.items() if value not in (None, {}, [])}
    # What is behind stands among the views that time has changed already: whoever refreshes those catches up on it.
    turn = view.updated_at if view.has_pending_rows else view.until if view.lifecycle is None else None
    indexes = keys.until(turn, view.ref) if turn else {}
    own = Row(keys.view_key(view.ref), kept, indexes=indexes, condition_attributes={REVISION_MARK: view.revision})
    touched = [name for name, revision in view.wide.items() if revision == view.revision and name in view.flat]
    return [own, *(_wide_row(view, name) for name in touched)]


def _wide_row(view: View, name: str) -> Row:
    return Row(keys.wide_key(view.ref, name), {"value": view.flat[name], "revision": view.revision})


def read_view(rows: Iterable[Row]) -> View | None:
    """Read a view from its row and its wide rows; None when there is none. Raises Torn on half a transaction."""
    bodies = {keys.parse_wide(row.key)[1]: row for row in rows if row.key.sk.startswith("@")}
    own = bodies.get("")
    return None if own is None else _whole(own, wide={name: row.body for name, row in bodies.items()})


@of_row
def read_own_row(row: Row) -> View:
    """Read a view from its own row alone: `wide` names the properties whose values are then not there."""
    return _made(keys.parse_entity(row.key.pk), row.body, row.body["flat"])


class Torn(Exception):
    """A read saw half of a transaction: read again."""


@of_row
def _whole(own: Row, *, wide: Mapping[str, Mapping[str, Any]]) -> View:
    ref, flat = keys.parse_entity(own.key.pk), dict(own.body["flat"])
    revisions: Mapping[str, int] = own.body.get("wide", {})
    for name, revision in revisions.items():
        body = wide.get(name)
        if body is None or body["revision"] != revision:
            raise Torn(f"{ref}: {name} is not of revision {revision}")
        flat[name] = body["value"]
    return _made(ref, own.body, flat)


def _made(ref: str, body: Mapping[str, Any], flat: Mapping[str, Any]) -> View:
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
        lifecycle=_life(life) if life else None,
        has_pending_rows=body.get("behind", False),
        pending_deletes=tuple(Key(*key) for key in body.get("owed", ())),
        ahead_until=body.get("ahead_until"),
        layout=body.get("layout", 1),
        pending_series=tuple(SeriesDay(*each) for each in body.get("pending_series", ())),
        series_conflicts=body.get("series_conflicts", 0),
    )


def fact_row(fact: Fact, *, series: bool) -> Row:
    """Write a fact under its own address and under its source, value and speaker."""
    key = keys.series_fact_key(fact.id) if series else keys.fact_key(fact.id)
    indexes = dict(keys.by_source(fact.evidence.source, fact.recorded_at, fact.id))
    if not series and isinstance(fact.value, Ref):
        indexes |= keys.by_value(fact.value, fact.recorded_at, fact.id)
    speaker = fact.evidence.speaker
    if not series and speaker is not None:
        name = speaker if isinstance(speaker, str) else speaker.text
        indexes |= keys.by_speaker(name, fact.recorded_at, fact.id)
    return Row(key, write_fact(fact), indexes=indexes)


@of_row
def read_fact_row(row: Row) -> Fact:
    """Read a fact."""
    return read_fact(row.body)


def life_row(ref: str, life: Lifecycle) -> Row:
    """Write a decision on the entity itself."""
    return Row(keys.decision_key(ref, life.at), life.json_value())


@of_row
def read_life(row: Row) -> Lifecycle:
    """Read a decision on the entity itself."""
    return _life(row.body)


def _life(body: Mapping[str, Any]) -> Lifecycle:
    return Lifecycle(body["reason"], body.get("into"), body["at"], body["by"])


def publisher_of(fact_publisher: Any) -> Ref | Named | None:
    """Read a publisher as the flat view of a source shows it."""
    if isinstance(fact_publisher, str):
        return Ref.of(fact_publisher)
    if isinstance(fact_publisher, Mapping) and "text" in fact_publisher:
        return Named(fact_publisher["text"])
    return None
