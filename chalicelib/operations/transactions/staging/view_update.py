"""Viewing: makes an entity's next view from its facts, the rows to write for it, and what has changed."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from chalicelib.domain.errors import Fault, NotAllowedNow
from chalicelib.domain.faults import Faults
from chalicelib.domain.instants import Instant
from chalicelib.kinds.declaration import Property
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.staging.beginnings import RowsOfView, with_beginnings_of
from chalicelib.operations.transactions.staging.portions.portion_content import say_portion
from chalicelib.operations.transactions.staging.view_content import Said, say_all
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import View, view_rows
from chalicelib.store.records.index.group_cells import cells_of
from chalicelib.store.records.index.index_rows import dated_rows, project, with_beginnings
from chalicelib.store.records.lifecycle_rows import end_of
from chalicelib.store.records.outlines import Outline, PropertyOutline
from chalicelib.store.records.view_parts import RedirectChange
from chalicelib.store.rows import PRESENT, Action, Delete, Key, Put, Row

MAX_KEPT_VALUES = 2_000  # values of one property in a view and its rows, which show fewer
MAX_OWN_ALSO_CHARS = 8_000  # of `also` in the row of the view itself
MAX_OWN_ALSO_OF_LARGE = 1_000  # of an entity with an outline, of which most writes change nothing there

Sent = Mapping[str, Sequence[str]]
"""Where the new values of a request stand in its body, by property."""


class MadeView(NamedTuple):
    """A view, with the rows by which its entity is found."""

    view: View
    rows: RowsOfView


def make_view(entity: Entity, *, redirects: Mapping[str, str], at: Instant, whole: bool) -> View:
    """Make the next view of an entity as `make_view_and_rows` does."""
    return make_view_and_rows(entity, redirects=redirects, at=at, whole=whole, rows=rows_of(entity.view)).view


def make_view_and_rows(
    entity: Entity,
    *,
    redirects: Mapping[str, str],
    at: Instant,
    whole: bool,
    rows: RowsOfView,
    sent: Sent = MappingProxyType({}),
) -> MadeView:
    """Resolve an entity, whose facts are those after the write and whose view is the one before it, to its next view.

    `whole` writes every wide row anew; `rows` are those of the view before. Raises Invalid and NotAllowedNow, which
    point at what was `sent`.
    """
    before = entity.view
    lifecycles = entity.lifecycles or (before.lifecycles if before else ())
    life = end_of(lifecycles)
    said = say_all(entity, redirects, at=at) if entity.portion is None else say_portion(entity, redirects, at=at)
    flat = said.flat
    view = View(
        ref=entity.ref,
        flat=flat,
        revision=entity.revision + 1,
        created_at=before.created_at if before else at,
        updated_at=at,
        facts=entity.tally,
        wide=_wide(said, entity, whole=whole),
        until=said.until,
        conflicts=said.conflicts,
        since=before.since if before else {},
        redirects={old: survivor for old, survivor in redirects.items() if old != entity.ref},
        redirect_changes=_turns(entity, redirects, at),
        root=said.root,
        lifecycle=life,
        past_lifecycles=lifecycles[:-1] if life else lifecycles,
        ahead_until=before.ahead_until if before else None,
        look_again=before.look_again if before else None,
        held=said.held,
        outline=_dated_outline(said.outline, None if whole else before, entity.revision + 1),
        card_since=at,
    )
    if not whole:  # what time has taken away is not for a refresh to refuse
        _must_be_whole(view, said.declared, sent)
    made = project(view)
    view = replace(with_beginnings_of(view, before, old=rows, new=made), cells=cells_of(view))
    return MadeView(view, with_beginnings(made, view))


def _turns(entity: Entity, redirects: Mapping[str, str], at: Instant) -> tuple[RedirectChange, ...]:
    """Add the redirects that are new, and those that ended, to those on record."""
    before = entity.redirects
    new = [old for old, survivor in redirects.items() if old != entity.ref and before.get(old) != survivor]
    ended = [old for old in before if old not in redirects]
    turns = () if entity.view is None else entity.view.redirect_changes
    survivors = {**{old: redirects[old] for old in new}, **{old: old for old in ended}}
    return (*turns, *(RedirectChange(at, entity.revision + 1, old, survivor) for old, survivor in survivors.items()))


def _wide(said: Said, entity: Entity, *, whole: bool) -> dict[str, int]:
    """Return the revision of each wide row: this one where its value changed, else the one it has.

    `also` has such a row if it is long.
    """
    before, flat = entity.view, said.flat
    kept = before.wide if before and not whole else {}
    old = before.flat if before else {}
    names = [each.name for each in said.declared if each.wide and each.name in flat]
    most = MAX_OWN_ALSO_CHARS if said.outline is None else MAX_OWN_ALSO_OF_LARGE
    names += ["also"] if len(json.dumps(flat.get("also"))) > most else []
    return {name: kept[name] if name in kept and old.get(name) == flat[name] else entity.revision + 1 for name in names}


def _dated_outline(outline: Outline | None, before: View | None, revision: int) -> Outline | None:
    """Return an outline with the revisions of the rows of its slots: this one where they changed, else their own."""
    if outline is None:
        return None
    old = before.outline.properties if before is not None and before.outline is not None else {}

    def dated(name: str, each: PropertyOutline) -> PropertyOutline:
        kept = old.get(name)
        is_kept = kept is not None and replace(kept, slots_at=None) == replace(each, slots_at=None)
        at = kept.slots_at if kept is not None and is_kept else revision
        return replace(each, slots_at=None if each.slots is None else at)

    return replace(outline, properties={name: dated(name, each) for name, each in outline.properties.items()})


def _must_be_whole(view: View, properties: Sequence[Property], sent: Sent) -> None:
    """Refuse to lose what every entity of the kind must have, and to keep more than a view can hold."""
    lost = [p.name for p in properties if p.required and p.name not in view.flat]
    faults = Faults()
    if view.revision == 1:  # an entity that is being created
        for name in lost:
            detail = f"No value of `{name}` that was sent holds now; send one that does."
            faults.add(next(iter(sent.get(name, ())), f"/{name}"), "missing_field", detail)
    elif lost and view.lifecycle is None:
        detail = f"{view.ref} would be left without {', '.join(lost)}: record another value first."
        blamed = dict.fromkeys(at for name in lost for at in sent.get(name, ()))
        raise NotAllowedNow(detail, faults=tuple(Fault(at, "not_allowed_now", detail) for at in blamed))
    for name, value in view.flat.items():
        beyond = len(value) - MAX_KEPT_VALUES if isinstance(value, list) else 0
        if beyond > 0:  # the last ones sent are too many
            detail = f"`{name}` would have {len(value)} values; {MAX_KEPT_VALUES:,} are the most."
            for at in dict.fromkeys(sent.get(name, ("",))[-beyond:]):
                faults.add(at, "too_many", detail)
    faults.refuse()


def view_actions(before: View | None, view: View) -> list[Action]:
    """Write the view's own rows: the first replaces the one before, which is absent if the entity was erased.

    A view that had to be made up for repair has none before.
    """
    gone = [] if before is None else [keys.wide_key(view.ref, name) for name in before.wide if name not in view.wide]
    gone += [keys.slots_key(view.ref, name) for name in _read_apart(before) if name not in _read_apart(view)]
    own, *others = view_rows(view)
    replacing = Put(own, when=PRESENT if before is not None and before.flat else None)
    return [replacing, *map(Put, others), *map(Delete, gone)]


def _read_apart(view: View | None) -> list[str]:
    """List the properties whose slots are in rows of an outline."""
    outlined = view.outline.properties if view is not None and view.outline is not None else {}
    return [name for name, each in outlined.items() if each.slots_at is not None]


def row_actions(old: RowsOfView, new: RowsOfView, *, at: Instant, whole: bool) -> list[Action]:
    """List the changes to the rows that find the entity: first the rows that end, each with its historical row."""
    actions: list[Action] = []
    ended = dated_rows(old).keys() - dated_rows(new).keys()
    for key, row in old.items():
        # A link that loses its card keeps its row, but its dated row ends.
        actions += [Put(historical_row(row, at))] if key in ended else []
        actions += [] if key in new else [Delete(key)]
    return actions + [Put(row) for key, row in new.items() if whole or key not in old or old[key] != row]


def erasing_actions(stored: View, bare: View, made: MadeView, *, deleted: Collection[Key]) -> list[Action]:
    """List the changes to the rows that find the entity when its view, until now `stored`, loses words.

    `bare` is that view without them. Rows that only the words brought about leave no historical row. Those `deleted`
    are gone already.
    """
    old, new = rows_of(stored), made.rows
    changes = row_actions(rows_of(bare), new, at=made.view.updated_at, whole=False)
    ended = [each for each in changes if isinstance(each, Put) and each.key not in new]
    gone: list[Action] = [Delete(key) for key in old if key not in new and key not in deleted]
    return [*ended, *gone, *(Put(row) for key, row in new.items() if old.get(key) != row)]


def rows_of(view: View | None) -> RowsOfView:
    """List the rows by which an entity is found so far; a view that had to be made up for repair has none."""
    return project(view) if view is not None and view.flat else {}


def historical_row(row: Row, until: Instant) -> Row:
    """Return the historical row of a row that ends, with its period: lists at an earlier `known_at` read it."""
    since = row.body["since"]
    indexes = {index: keys.historical_key(key, since) for index, key in row.indexes.items()}
    return Row(keys.historical_key(row.key, since), {**row.body, "until": until}, indexes=indexes)


def changes_between(before: View | None, view: View) -> tuple[Mapping[str, Any], ...]:
    """List the properties whose shown value changed, with both values unless they are wide."""
    old = before.flat if before else {}
    changed = []
    for name in dict.fromkeys([*view.flat, *old]):
        if name in ("ref", "kind", "slug", "sources", "origins") or (old.get(name) or None) == (
            view.flat.get(name) or None
        ):
            continue
        wide = name in view.wide or (before is not None and name in before.wide)
        both = {"before": old.get(name), "after": view.flat.get(name)}
        changed.append({"property": name} | ({} if wide else both))
    return tuple(changed)


def count_changes(before: View | None, view: View, *, facts: int) -> dict[str, int]:
    """Return by how much this revision changes the counts of the service and by groups; `facts` more are listed."""
    alive = (before is not None and before.lifecycle is None, view.lifecycle is None)
    counts = {
        "facts": facts,
        f"entities.{view.kind}": int(alive[1]) - int(alive[0]),
        "conflicts": _open(view) - (_open(before) if before is None or before.flat else _open(view)),
    }
    counted = before.cells if before else ()
    counts |= {cell: (cell in view.cells) - (cell in counted) for cell in dict.fromkeys((*counted, *view.cells))}
    return {name: count for name, count in counts.items() if count}


def missing_counts(view: View, *, facts: int, counted: Mapping[str, int]) -> dict[str, int]:
    """Return what the revisions, which have `counted` so much, still lack for an entity that lists so many facts."""
    actual = {"facts": facts, f"entities.{view.kind}": int(view.lifecycle is None), "conflicts": _open(view)}
    actual |= dict.fromkeys(cells_of(view), 1)
    differences = {name: actual.get(name, 0) - counted.get(name, 0) for name in actual.keys() | counted.keys()}
    return {name: count for name, count in sorted(differences.items()) if count}


def _open(view: View | None) -> int:
    if view is None or view.lifecycle is not None:
        return 0
    return sum(conflict["state"] == "open" for conflict in view.conflicts)
