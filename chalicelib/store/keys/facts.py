"""Keys of facts: the id is the address, in the entity's partition or in that of a series."""

import re
from typing import NamedTuple

from chalicelib.domain.instants import Instant
from chalicelib.store.keys.entities import entity
from chalicelib.store.keys.text import AnyRef, Indexes, Range, escape
from chalicelib.store.rows import Key

BY_SOURCE, BY_VALUE, BY_SPEAKER = "gsi1", "gsi2", "gsi3"

_ID = re.compile(r"([a-z_]+)~([a-z0-9][a-z0-9._-]*)~([a-z0-9_]+)~([a-z0-9]+)")
_LONGEST = 300  # characters of an id; its parts add up to less
_SPEAKER = 300  # bytes


class FactAddress(NamedTuple):
    """What a fact's id says: where the fact is."""

    ref: str
    property: str
    token: str


def fact_address(fact_id: str) -> FactAddress | None:
    """Read a fact's id; None when it cannot be one."""
    match = _ID.fullmatch(fact_id) if len(fact_id) <= _LONGEST else None
    if match is None:
        return None
    kind, slug, property_name, token = match.groups()
    return FactAddress(f"{kind}/{slug}", property_name, token)


def fact_key(fact_id: str) -> Key:
    """Key of a fact in its entity's partition; ValueError when the id cannot be one."""
    ref, property_name, token = _address(fact_id)
    return Key(entity(ref), f"F#{property_name}#{token}")


def series_fact_key(fact_id: str) -> Key:
    """Key of a fact of a series, in a partition of its own; ValueError when the id cannot be one."""
    ref, property_name, token = _address(fact_id)
    return Key(series(ref, property_name), token)


def series(ref: AnyRef, property_name: str) -> str:
    """Name the partition of a series."""
    return f"O#{ref}#{property_name}"


def days_of(slot: str, first: str, last: str) -> Range:
    """Give the sort keys of the facts of one slot of a series that begin from one day to another.

    All three are tokens as a fact's id holds them; an empty day is no bound.
    """
    return slot + first, f"{slot}{last}~"


def facts_of(property_name: str) -> Range:
    """Give the sort keys of one property's facts."""
    return f"F#{property_name}#", f"F#{property_name}#~"


def by_source(source: AnyRef, recorded_at: Instant, fact_id: str) -> Indexes:
    """Put a fact under its source."""
    return {BY_SOURCE: Key(source_facts(source), recorded(recorded_at, fact_id))}


def by_value(ref: AnyRef, recorded_at: Instant, fact_id: str) -> Indexes:
    """Put a fact under the entity that is its value."""
    return {BY_VALUE: Key(value_facts(ref), recorded(recorded_at, fact_id))}


def by_speaker(speaker: AnyRef, recorded_at: Instant, fact_id: str) -> Indexes:
    """Put a fact under who says it: a ref, or the name where no entity can be named."""
    return {BY_SPEAKER: Key(speaker_facts(speaker), recorded(recorded_at, fact_id))}


def recorded(recorded_at: Instant, fact_id: str) -> str:
    """Give the sort key of a fact under its source, value or speaker: by the time it was recorded."""
    return f"{recorded_at}#{fact_id}"


def source_facts(source: AnyRef) -> str:
    """Name the partition of a source's facts in BY_SOURCE."""
    return f"S#{source}"


def value_facts(ref: AnyRef) -> str:
    """Name the partition of the facts whose value is this entity in BY_VALUE."""
    return f"V#{ref}"


def speaker_facts(speaker: AnyRef) -> str:
    """Name the partition of a speaker's facts in BY_SPEAKER."""
    return f"W#{escape(str(speaker), _SPEAKER)}"


def _address(fact_id: str) -> FactAddress:
    address = fact_address(fact_id)
    if address is None:
        raise ValueError(f"not a fact id: {fact_id!r}")
    return address
