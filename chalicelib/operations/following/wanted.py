"""The request to follow: what a caller wants, and the entities and facts that it names, looked up in the table."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from chalicelib.domain.errors import NotFound
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.faults import Faults, pointer
from chalicelib.domain.following.selection import UsedEntity
from chalicelib.kinds import KINDS
from chalicelib.kinds.hints import unknown_in
from chalicelib.operations.entities.erased import find_erasures
from chalicelib.operations.entities.fact_loading import address_of, is_of_series
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import View, read_fact_row, read_own_row
from chalicelib.store.rows import Key


class Wanted(NamedTuple):
    """The content of a request to follow, in the order in which it was sent: `facts` and `entities` were used.

    A text that is empty, or of an entity without a ref, was sent with a fault that is noted already.
    """

    kinds: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    entities: tuple[UsedEntity, ...] = ()

    @property
    def is_of_use_only(self) -> bool:
        """Whether it names what was used and chooses no changes beside."""
        return bool(self.facts or self.entities) and not (self.kinds or self.refs or self.properties or self.events)


class LookedUp(NamedTuple):
    """The facts and the views that a request names, those of survivors included, as they are on record now."""

    facts: Mapping[str, Fact]
    views: Mapping[str, View]

    def survivor_of(self, ref: str) -> str:
        """Return the entity into which one was merged, the last of several; itself if it was not."""
        seen = {ref}
        while (view := self.views.get(ref)) is not None and view.lifecycle is not None and view.lifecycle.into:
            ref = view.lifecycle.into
            if ref in seen:
                break
            seen.add(ref)
        return ref


def look_up(world: World, wanted: Wanted, *, faults: Faults) -> LookedUp:
    """Look up what a request names; note a fault for each part that is not on record or does not go together.

    One batch read for the facts, one for the views, and one more for each merge that is followed. Refs of merged
    entities are noted as adjusted.
    """
    _check_properties(wanted, faults)
    facts = _read_facts(world, wanted.facts)
    owners = [fact.entity for fact in facts.values()]
    named = [ref for ref in (*wanted.refs, *(each.ref for each in wanted.entities)) if ref]
    views = _read_views(world, [*named, *owners])
    found = LookedUp(facts, views)
    missing = [ref for ref in (*named, *_owners_of(wanted.facts)) if ref not in views]
    erased = {ref for ref, view in views.items() if view.lifecycle is not None and view.lifecycle.is_erasure}
    erased |= find_erasures(world, missing).keys()
    for place, ref in enumerate(wanted.refs):
        at = pointer("refs", place)
        if ref and _is_on_record(ref, found, erased, at=at, faults=faults):
            faults.note_adjusted(at, ref, found.survivor_of(ref))
    _check_used(wanted, found, erased, faults)
    return found


def _check_properties(wanted: Wanted, faults: Faults) -> None:
    kinds = [KINDS[name] for name in wanted.kinds if name in KINDS] or [*KINDS.values()]
    for place, name in enumerate(wanted.properties):
        if name and (detail := unknown_in(kinds, name)) is not None:
            faults.add(pointer("properties", place), "unknown_property", detail)
    for place, ref in enumerate(wanted.refs):
        if wanted.kinds and ref and ref.partition("/")[0] not in wanted.kinds:
            detail = (
                f"{ref} is of none of the kinds in `kinds`, so it would select nothing. Add its kind, or leave one out."
            )
            faults.add(pointer("refs", place), "wrong_kind", detail)


def _check_used(wanted: Wanted, found: LookedUp, erased: Collection[str], faults: Faults) -> None:
    for place, name in enumerate(wanted.facts):
        at = pointer("used", "facts", place)
        ref = next(iter(_owners_of([name])), "")
        if not name or name in found.facts:
            continue
        if ref in erased:
            faults.add(at, "erased_entity", f"{ref} was erased with all its facts: remove them from your copies.")
        else:
            faults.add(
                at, "no_such_fact", f"There is no fact {name}. Facts of an entity: GET /v1/<plural>/<slug>/facts."
            )
    for place, used in enumerate(wanted.entities):
        at = pointer("used", "entities", place)
        if not used.ref or not _is_on_record(used.ref, found, erased, at=f"{at}/ref", faults=faults):
            continue
        newest = found.views[used.ref].revision
        if used.revision > newest:
            detail = f"{used.ref} has no revision {used.revision}; the newest is {newest}."
            faults.add(f"{at}/revision", "bad_range", detail)


def _is_on_record(ref: str, found: LookedUp, erased: Collection[str], *, at: str, faults: Faults) -> bool:
    if ref in erased:
        faults.add(at, "erased_entity", f"{ref} was erased and cannot be named any more: remove it from your copies.")
    elif ref not in found.views:
        faults.add(at, "no_such_entity", f"There is no {ref}. Find the ref of an entity: GET /v1/search?q=<its name>.")
    else:
        return True
    return False


def _owners_of(facts: Iterable[str]) -> Iterator[str]:
    """Yield the entities that ids of facts name, where they are ids."""
    for name in facts:
        if (address := keys.fact_address(name)) is not None:
            yield address.ref


def _read_facts(world: World, names: Iterable[str]) -> dict[str, Fact]:
    wanted = [key for name in dict.fromkeys(names) if (key := _key_of(name)) is not None]
    rows = world.table.get(wanted, consistent=True) if wanted else {}
    facts = map(read_fact_row, rows.values())
    return {fact.id: fact for fact in facts}


def _key_of(name: str) -> Key | None:
    try:
        address = address_of(name)
    except NotFound:
        return None
    return keys.series_fact_key(name) if is_of_series(address) else keys.fact_key(name)


def _read_views(world: World, refs: Iterable[str]) -> dict[str, View]:
    views: dict[str, View] = {}
    missing = sorted(set(refs))
    while missing:
        rows = world.table.get([keys.view_key(ref) for ref in missing], consistent=True)
        read = [read_own_row(row) for row in rows.values()]
        views |= {view.ref: view for view in read}
        survivors = {view.lifecycle.into for view in read if view.lifecycle is not None and view.lifecycle.into}
        missing = sorted(survivors - views.keys())
    return views
