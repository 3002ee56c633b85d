"""How many facts a write adds to the lists of facts: those of merged entities and closed copies are in none."""

from collections.abc import Iterable, Mapping, Sequence

from chalicelib.domain.facts.facts import Fact
from chalicelib.operations.entities.loading import Entity
from chalicelib.store.records.entity_rows import View


def number_listed(facts: Iterable[Fact]) -> int:
    """Count the facts that are in lists while their entity is not merged, retracted ones too."""
    return sum(not fact.is_closed_copy for fact in facts)


def is_merged(view: View | None) -> bool:
    """Return whether an entity is merged into another, which lists copies of its facts."""
    return view is not None and view.lifecycle is not None and view.lifecycle.into is not None


def listed_more(
    before: Entity, after: Entity, *, touched: Sequence[Fact], series: Mapping[str, Fact], in_series: int
) -> int:
    """Return how many more facts are listed after a write that touched some of them, new ones and those on record.

    `series` are facts of series on record, near the touched ones; `in_series` is the number of all that are listed,
    if the entity is merged or its merge is reversed.
    """
    if is_merged(before.view) != is_merged(after.view):
        listed = number_listed(after.facts.values()) + in_series
        return -listed if is_merged(after.view) else listed
    if is_merged(after.view):
        return 0
    on_record = (before.facts.get(fact.id) or series.get(fact.id) for fact in touched)
    return number_listed(touched) - number_listed(fact for fact in on_record if fact is not None)
