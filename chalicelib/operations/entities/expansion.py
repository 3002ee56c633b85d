"""Expansion: the entities to which shown values point, as cards or with some of their fields."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from chalicelib.domain.errors import BadParameter, Fault, Gone, Merged, NotFound
from chalicelib.domain.faults import Guesses, summed_up
from chalicelib.domain.values import Ref, RefType, known_words, parse_ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.variants import declarations_of, variants_of
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH
from chalicelib.operations.entities.large.shown_values import within_bounds
from chalicelib.operations.entities.read import read
from chalicelib.operations.world import Moment, World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import View, read_own_row
from chalicelib.store.records.index.cards import make_card
from chalicelib.store.rows import Row

MAX_EXPANDED = 100  # entities a page: one batch read
MAX_PATHS = 20  # of one request
OF_EACH_VIEW = (
    "ref",
    "kind",
    "slug",
    "disputed",
    "hedged",
    "sources",
    "origins",
    "revision",
    "created_at",
    "updated_at",
)

Paths = Mapping[str, frozenset[str]]
"""The fields to show of the entities in each property; none: their cards."""


@cache
def expansions_of(kind: Kind) -> tuple[str, ...]:
    """List the properties of a kind whose refs can be expanded."""
    pointing = (each.name for each in declarations_of(kind) if isinstance(each.type, RefType) and not each.wide)
    return tuple(dict.fromkeys(pointing))


def read_paths(kinds: Collection[Kind], texts: Iterable[str]) -> Paths:
    """Read paths such as `participants.name`, or `participants` for cards.

    Raises BadParameter for a property that none of the kinds expands, and for a field of none of its entities.
    """
    asked = dict.fromkeys(texts)
    if not asked:
        return {}
    known = list(dict.fromkeys(name for kind in kinds for name in expansions_of(kind)))
    guesses, faults, found = Guesses(), list[Fault](), dict[str, set[str]]()
    for text in asked:
        name, dot, field = text.partition(".")
        if name not in known:
            detail = f"{text}: there is no property {name!r} to expand{known_words(name, known, guesses=guesses)}"
            faults.append(Fault("expand", "unknown_property", detail))
        elif dot and field not in (fields := _fields_in(kinds, name)):
            detail = f"{text}: `{name}` has no entities with a field {field!r}"
            faults.append(Fault("expand", "unknown_property", f"{detail}{known_words(field, fields, guesses=guesses)}"))
        else:
            found.setdefault(name, set()).add(field)
    if faults:
        raise BadParameter(summed_up(faults), faults=tuple(faults))
    return {name: frozenset() if "" in fields else frozenset(fields) for name, fields in found.items()}


def example_path(kind: Kind) -> str:
    """Return a path that entities of a kind can expand."""
    name = expansions_of(kind)[0]
    first = variants_of(kind)[name][0]
    return f"{name}.{KINDS[_targets(first)[0]].label}"


def expand(
    world: World, shown: Iterable[Mapping[str, Any]], paths: Paths, *, moment: Moment
) -> dict[str, dict[str, Any]]:
    """Return, by ref, at most a hundred entities to which shown properties point: one batch read.

    Entities changed since an earlier moment are read one by one, at most 25; with `valid_at` or `published_before`, all
    are. Retired entities are omitted.
    """
    wanted: dict[Ref, set[str]] = {}
    for flat in shown:
        for name, fields in paths.items():
            for ref in _refs_in(flat.get(name)):
                wanted.setdefault(ref, set()).update(fields or {""})
    refs = [*wanted][:MAX_EXPANDED]
    rows = world.table.get([keys.view_key(ref) for ref in refs]) if refs else {}
    found: dict[str, dict[str, Any]] = {}
    resolved = 0
    for ref in refs:
        row = rows.get(keys.view_key(ref))
        has_changed = row is not None and may_differ(row, moment)
        resolved += has_changed
        if row is None or (has_changed and resolved > MAX_RESOLVED_AFRESH):
            continue
        view = view_at(world, ref, moment) if has_changed else _live_view(row)
        found |= {} if view is None else {str(ref): _members(view, wanted[ref])}
    return found


def may_differ(own: Row, moment: Moment) -> bool:
    """Return whether a stored view may differ from what the entity showed at a moment."""
    changed_since = moment.known_at is not None and own.body["updated_at"] > moment.known_at
    return changed_since or moment.published_before is not None or moment.valid_at is not None


def view_at(world: World, ref: Ref, moment: Moment) -> View | None:
    """Return the view of an entity as of a moment: one call; None if it was not live or in print by then."""
    try:
        found = read(world, ref=ref, moment=moment).view
    except (NotFound, Gone, Merged):
        return None
    return view_of_read(found) if is_in_print(found, moment) else None


def is_in_print(shown: Mapping[str, Any], moment: Moment) -> bool:
    """Return whether anything that a view shows was in print by the moment."""
    return moment.published_before is None or bool(shown["sources"])


def view_of_read(shown: Mapping[str, Any], conflicts: Sequence[Mapping[str, Any]] = ()) -> View:
    """Convert the result of a read to a view, to make a card of it."""
    times = ("revision", "created_at", "updated_at")
    flat = {name: value for name, value in shown.items() if name not in times}
    declared = KINDS[flat["kind"]].all_properties(type_name=flat.get("type"))
    wide = {each.name: shown["revision"] for each in declared if each.wide and each.name in flat}
    revision, created_at, updated_at = (shown[name] for name in times)
    return View(flat["ref"], flat, revision, created_at, updated_at, facts=0, wide=wide, conflicts=tuple(conflicts))


def _members(view: View, fields: Collection[str]) -> dict[str, Any]:
    """Return the card of an entity if it is wanted, else its ref, its kind and the fields."""
    if "" in fields:
        return make_card(KINDS[view.kind], view)
    shown = within_bounds(view.shown())
    return {name: value for name, value in shown.items() if name in fields or name in ("ref", "kind")}


def _live_view(row: Row) -> View | None:
    view = read_own_row(row)
    return None if view.lifecycle is not None else view


def _refs_in(value: Any) -> Iterator[Ref]:
    for entry in value if isinstance(value, list) else [value]:
        raw = entry["value"] if isinstance(entry, Mapping) and "value" in entry else entry
        ref = parse_ref(raw) if isinstance(raw, str) else None
        if ref is not None:
            yield ref


def _fields_in(kinds: Iterable[Kind], name: str) -> list[str]:
    """List the fields of the entities to which a property of some kinds points."""
    variants = [each for kind in kinds for each in variants_of(kind).get(name, ())]
    targets = (KINDS[target] for each in variants for target in _targets(each))
    return list(dict.fromkeys(field for target in targets for field in _fields_of(target)))


def _targets(declared: Property) -> Sequence[str]:
    return (declared.type.kinds or tuple(KINDS)) if isinstance(declared.type, RefType) else ()


@cache
def _fields_of(kind: Kind) -> tuple[str, ...]:
    """List the fields of a kind that are in the row of its view itself, which a batch reads."""
    names = (each.name for each in declarations_of(kind) if not each.series and not each.wide)
    return tuple(dict.fromkeys((*OF_EACH_VIEW[:3], *names, *OF_EACH_VIEW[3:])))
