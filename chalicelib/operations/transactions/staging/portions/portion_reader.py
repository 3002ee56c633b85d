"""Portion reader: reads each property of a large entity, from the facts of a portion or from view and outline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.choosing.slot_choice import NOTHING
from chalicelib.domain.resolving.reading_slots import names_in
from chalicelib.kinds.declaration import Property
from chalicelib.kinds.reading.reading_rules import slot_shape
from chalicelib.operations.entities.large.outlining import (
    from_their_places,
    in_their_places,
    listed,
    outline_property,
    outline_slots,
)
from chalicelib.operations.entities.loading import Portion
from chalicelib.operations.entities.resolved_entity import ResolvedEntity
from chalicelib.operations.entities.shown_origins import origins_json
from chalicelib.operations.entities.view import (
    Entry,
    Redirects,
    ShownProperty,
    at_itself,
    distinct,
    hedge_of,
    list_value,
    plain,
    render_property,
    shown_facts,
    terms_of,
    weakest,
)
from chalicelib.operations.transactions.staging.portions.selection import NeedsWhole
from chalicelib.operations.transactions.staging.view_content import (
    ConflictJson,
    conflicts_in,
)
from chalicelib.store.records.entity_rows import View
from chalicelib.store.records.outlines import Outline, PropertyOutline, SlotOutline, size_sum


class SaidProperty(NamedTuple):
    """One property in the flat view and in the outline, and its conflicts."""

    shown: ShownProperty
    outline: PropertyOutline
    conflicts: Sequence[ConflictJson] = ()


@dataclass(frozen=True)
class PortionReader:
    """Reads the properties of an entity: those of the portion from their facts, the others from view and outline."""

    view: View
    outline: Outline
    portion: Portion
    resolved: ResolvedEntity
    facts: Mapping[str, Sequence[Fact]]
    redirects: Redirects
    at: Instant

    def property(self, name: str) -> SaidProperty | None:
        """Return what a declared property says; None if there is no fact of it."""
        if name in self.portion.slots:
            return self._of_slots(name)
        if name not in self.portion.whole:
            return self._of_view(name)
        slots = self.resolved.slots.get(name)
        if slots is None:
            return None
        shown = render_property(self.resolved, slots, self.redirects)
        return SaidProperty(shown, self._outlined(name, shown), self._conflicts(name))

    def undeclared(self, name: str) -> PropertyOutline:
        """Return the outline of a property that is not declared any more."""
        return self._outlined(name, None) if name in self.portion.whole else self.outline.properties[name]

    def _outlined(self, name: str, shown: ShownProperty | None) -> PropertyOutline:
        return outline_property(self.resolved, name, self.facts.get(name, ()), shown, self.redirects, at=self.at)

    def _conflicts(self, name: str) -> list[ConflictJson]:
        return [each for each in conflicts_in(self.resolved) if each["property"] == name]

    def _of_view(self, name: str) -> SaidProperty | None:
        outline, flat = self.outline.properties.get(name), self.view.flat
        if outline is None:
            return None
        shown = ShownProperty(
            is_shown=name in flat,
            value=flat.get(name),
            sources=outline.sources,
            hedge=flat["hedged"].get(name),
            terms=flat.get("terms", {}).get(name),
            also=self._also(name),
            is_disputed=name in flat["disputed"],
            origins=flat["origins"].get(name),
        )
        return SaidProperty(shown, outline, [each for each in self.view.conflicts if each["property"] == name])

    def _also(self, name: str) -> list[Entry]:
        also: list[Entry] = self.view.flat.get("also", {}).get(name, [])
        return also

    def _of_slots(self, name: str) -> SaidProperty:
        """Join the slots of the portion with all others of a property, which keep their places."""
        outline, slots = self.outline.properties[name], self.resolved.slots.get(name, ())
        if not slots or any(
            at_itself(each, self.view.ref, self.redirects) for _, each in shown_facts(self.resolved, slots)
        ):
            raise NeedsWhole
        declared = slots[0].declared
        new = {each.name: each for each in outline_slots(self._with_shown(name), slots, self.redirects, at=self.at)}
        before = from_their_places(declared, outline.slots or (), self.view.flat.get(name), self._also(name))
        joined = _joined(before, new, self.portion.slots[name])
        conflicts = self._conflicts_among(name, joined, new)
        shown = _shown_list(declared, joined) if declared.is_list else self._one(declared, joined, new)
        is_open = any(each["state"] == "open" for each in conflicts)
        shown = shown._replace(also=distinct([also for each in joined for also in each.also]), is_disputed=is_open)
        contents = [fact.content for each in slots for fact in each.facts]
        texts, refs = names_in(contents, slot_shape(declared))
        outlined = PropertyOutline(
            size=size_sum(each.size for each in joined),
            sources=shown.sources,
            until=min((each.until for each in joined if each.until is not None), default=None),
            slots=in_their_places(declared, joined, shown),
            texts=outline.texts | texts,
            refs=outline.refs | refs,
        )
        return SaidProperty(shown, outlined, conflicts)

    def _with_shown(self, name: str) -> ResolvedEntity:
        """Return the portion beside the slot that a property with one value shows, if that is not in it."""
        slots, read = self.outline.properties[name].slots or (), self.portion.slots[name]
        is_elsewhere = any(each.is_shown for each in slots if each.name not in read)
        if name not in self.resolved.choices or not is_elsewhere:
            return self.resolved
        return replace(self.resolved, choices={**self.resolved.choices, name: NOTHING})

    def _conflicts_among(
        self, name: str, slots: Sequence[SlotOutline], new: Mapping[str, SlotOutline]
    ) -> list[ConflictJson]:
        kept = [each for each in self.view.conflicts if each["property"] == name and each["token"] not in new]
        places = {each.name: place for place, each in enumerate(slots)}
        return sorted([*kept, *self._conflicts(name)], key=lambda each: places[each["token"]])

    def _one(self, declared: Property, slots: Sequence[SlotOutline], new: Mapping[str, SlotOutline]) -> ShownProperty:
        """Show the value of the slot whose place is the first. Raises NeedsWhole if others share it."""
        places = [each.order for each in slots if each.order is not None]
        if not places:
            return ShownProperty()
        first = [each for each in slots if each.order == min(places)]
        if len(first) > 1:
            raise NeedsWhole
        if first[0].name not in new:
            return self._still_shown(declared.name, first[0])
        if any(each.is_shown for each in slots if each is not first[0]):
            raise NeedsWhole  # the slot that was shown is one of those under `also` then
        ((_, fact),) = shown_facts(self.resolved, self.resolved.slots[declared.name])
        return ShownProperty(
            is_shown=True,
            value=plain(fact.value, self.redirects),
            sources=(fact.evidence.source,),
            hedge=hedge_of(fact),
            terms=terms_of(declared, fact),
            origins=new[first[0].name].origins,
        )

    def _still_shown(self, name: str, slot: SlotOutline) -> ShownProperty:
        """Return what the view shows of a property, of a slot that is not in the portion."""
        before = self._of_view(name)
        if before is None or not slot.is_shown:
            raise NeedsWhole
        return before.shown


def _shown_list(declared: Property, slots: Sequence[SlotOutline]) -> ShownProperty:
    shown = listed(declared, slots)
    hedges = [each.hedge for each in shown]
    value = list_value([each.entry for each in shown], hedges)
    if len(value.entries) < len(shown):
        raise NeedsWhole  # the origins of an entry that repeats are those of all its facts
    return ShownProperty(
        is_shown=bool(shown),
        value=value.entries if shown else None,
        sources=tuple(sorted({each.source for each in shown if each.source is not None})),
        hedge=weakest(hedges),
        origins=origins_json([each.origins for each in shown]) if shown else None,
    )


def _joined(before: Sequence[SlotOutline], new: Mapping[str, SlotOutline], read: frozenset[str]) -> list[SlotOutline]:
    """Put the slots that were read among the others; those that are new come last, as their facts do."""
    known = {each.name for each in before}
    if not read <= new.keys() or (new.keys() - read) & known:
        raise NeedsWhole  # the facts of a slot are in another now
    return [*(new.get(each.name, each) for each in before), *(each for name, each in new.items() if name not in known)]
