"""Keys of one entity: its view, decisions, revisions and facts, and the indexes that the tick reads.

A fact's id is its address, in the partition of the entity or of a series.
"""

import hashlib
import re
from typing import NamedTuple

from chalicelib.domain.instants import Instant
from chalicelib.store.keys.text import AnyRef, Indexes, Range, digits, escape
from chalicelib.store.rows import Key

VIEW: Range = ("@", "@~")  # the view and its wide properties
VIEW_ROWS = ("@", "B#")  # the beginnings of their sort keys, and of those of the slots of its outline
HEAD: Range = ("@", "D~")  # those, the slots of its outline and the decisions on the entity
ENTITY: Range = ("@", "F~")  # those, the decisions on the entity and its facts: everything that a write reads
FACTS: Range = ("F#", "F~")
REVISIONS: Range = ("R#", "R~")
RECEIPT_LINKS: Range = ("R~", "R~~")

BY_SOURCE, BY_VALUE, BY_SPEAKER = "gsi1", "gsi2", "gsi3"
MERGES = "gsi2"
PENDING, UNTIL = "gsi1", "gsi3"
SHARDS = 1  # of pending revisions, and of views that time will change; a partition allows 1,000 writes a second
PENDING_REVISIONS = "0"  # the first sort key of pending revisions, after the feed's head
FEED_HEAD = "!"

_REVISION_DIGITS = 8
_ID = re.compile(r"([a-z_]+)~([a-z0-9][a-z0-9._-]*)~([a-z0-9_]+)~([a-z0-9]+)")
_LONGEST = 300  # characters of an id; the sum of its parts is less
_SPEAKER = 300  # bytes
_DIGEST = 300


class FactAddress(NamedTuple):
    """The parts of a fact's id, which say where the fact is stored."""

    ref: str
    property: str
    token: str


def entity(ref: AnyRef) -> str:
    """Name the partition of an entity."""
    return f"E#{ref}"


def view_key(ref: AnyRef) -> Key:
    """Key of the current view."""
    return Key(entity(ref), "@")


def wide_key(ref: AnyRef, property_name: str) -> Key:
    """Key of a wide property of the view."""
    return Key(entity(ref), f"@{property_name}")


def slots_key(ref: AnyRef, property_name: str) -> Key:
    """Key of the slots of a property in the outline of a large entity."""
    return Key(entity(ref), f"B#{property_name}")


def decision_key(ref: AnyRef, instant: Instant) -> Key:
    """Key of a decision on the entity itself: a retirement or a merge."""
    return Key(entity(ref), f"D#{instant}")


def revision_key(ref: AnyRef, n: int) -> Key:
    """Key of the n-th revision."""
    return Key(entity(ref), f"R#{digits(n, _REVISION_DIGITS)}")


def receipt_link_key(ref: AnyRef, digest: str) -> Key:
    """Key of the row that names a receipt with texts about the entity, where no revision does."""
    return Key(entity(ref), f"R~{escape(digest, _DIGEST)}")


def parse_entity(pk: str) -> str:
    """Return the ref of an entity's partition."""
    return pk.removeprefix("E#")


def parse_wide(key: Key) -> tuple[str, str]:
    """Return ref and property of a wide property; the property is empty for the view itself."""
    return parse_entity(key.pk), key.sk.removeprefix("@")


def fact_address(fact_id: str) -> FactAddress | None:
    """Parse a fact's id; return None if it is not one."""
    match = _ID.fullmatch(fact_id) if len(fact_id) <= _LONGEST else None
    if match is None:
        return None
    kind, slug, property_name, token = match.groups()
    return FactAddress(f"{kind}/{slug}", property_name, token)


def fact_key(fact_id: str) -> Key:
    """Key of a fact in its entity's partition; ValueError if the id is not valid."""
    ref, property_name, token = _fact_address_of(fact_id)
    return Key(entity(ref), f"F#{property_name}#{token}")


def series_fact_key(fact_id: str) -> Key:
    """Key of a fact of a series, in the partition of the series; ValueError if the id is not valid."""
    ref, property_name, token = _fact_address_of(fact_id)
    return Key(series(ref, property_name), token)


def series(ref: AnyRef, property_name: str) -> str:
    """Name the partition of a series."""
    return f"O#{ref}#{property_name}"


def parse_series(pk: str) -> str:
    """Return the ref of the entity that a series belongs to."""
    return pk.split("#")[1]


def days_of(slot: str, first: str, last: str) -> Range:
    """Return the sort keys of the facts of one slot of a series that begin from `first` to `last`.

    All three are tokens as in a fact's id; an empty day is no bound.
    """
    return slot + first, f"{slot}{last}~"


def facts_of(property_name: str) -> Range:
    """Return the sort keys of the facts of a property."""
    return f"F#{property_name}#", f"F#{property_name}#~"


def facts_of_slot(property_name: str, slot: str) -> Range:
    """Return the sort keys of the facts of a property whose ids begin with the token of one slot."""
    return f"F#{property_name}#{slot}", f"F#{property_name}#{slot}~"


def by_source(source: AnyRef, recorded_at: Instant, fact_id: str) -> Indexes:
    """Index a fact by its source."""
    return {BY_SOURCE: Key(source_facts(source), recorded(recorded_at, fact_id))}


def by_value(ref: AnyRef, recorded_at: Instant, fact_id: str) -> Indexes:
    """Index a fact by the entity that it points at: its value or a qualifier."""
    return {BY_VALUE: Key(value_facts(ref), recorded(recorded_at, fact_id))}


def by_speaker(speaker: AnyRef, recorded_at: Instant, fact_id: str) -> Indexes:
    """Index a fact by its speaker: a ref, or a name if the speaker is not an entity."""
    return {BY_SPEAKER: Key(speaker_facts(speaker), recorded(recorded_at, fact_id))}


def recorded(recorded_at: Instant, fact_id: str) -> str:
    """Return the sort key of a fact in these indexes: the time it was recorded, then its id."""
    return f"{recorded_at}#{fact_id}"


def source_facts(source: AnyRef) -> str:
    """Name the partition of a source's facts, in BY_SOURCE."""
    return f"S#{source}"


def value_facts(ref: AnyRef) -> str:
    """Name the partition of the facts that point at this entity, in BY_VALUE."""
    return f"V#{ref}"


def speaker_facts(speaker: AnyRef) -> str:
    """Name the partition of a speaker's facts, in BY_SPEAKER."""
    return f"W#{escape(str(speaker), _SPEAKER)}"


def by_survivor(survivor: AnyRef, instant: Instant, merged: AnyRef) -> Indexes:
    """Index the decision that merged an entity, or that reversed this, by the survivor."""
    return {MERGES: Key(merges_into(survivor), f"{instant}#{merged}")}


def merges_into(survivor: AnyRef) -> str:
    """Name the partition of the merges into an entity and their reversals, in MERGES."""
    return f"J#{survivor}"


def pending(instant: Instant, ref: AnyRef, n: int) -> Indexes:
    """Index a revision as one without a number in the feed."""
    return {PENDING: Key(pending_shard(_shard_of(ref)), f"{instant}#{ref}#{digits(n, _REVISION_DIGITS)}")}


def head_among_pending() -> Indexes:
    """Index the feed's head before the pending revisions: one query reads both."""
    return {PENDING: Key(pending_shard(0), FEED_HEAD)}


def pending_shard(shard: int) -> str:
    """Name a partition of PENDING, 0 to SHARDS - 1."""
    return f"P#{shard}"


def parse_pending(key: Key) -> tuple[Instant, str, int]:
    """Return instant, ref and number of a pending revision."""
    instant, ref, n = key.sk.split("#")
    return instant, ref, int(n)


def until(instant: Instant, ref: AnyRef) -> Indexes:
    """Index a view by the instant at which time changes it."""
    return {UNTIL: Key(until_shard(_shard_of(ref)), f"{instant}#{ref}")}


def until_shard(shard: int) -> str:
    """Name a partition of UNTIL, 0 to SHARDS - 1."""
    return f"U#{shard}"


def parse_until(key: Key) -> tuple[Instant, str]:
    """Return instant and ref of a view that time will change."""
    instant, _, ref = key.sk.partition("#")
    return instant, ref


def _fact_address_of(fact_id: str) -> FactAddress:
    address = fact_address(fact_id)
    if address is None:
        raise ValueError(f"not a fact id: {fact_id!r}")
    return address


def _shard_of(ref: AnyRef) -> int:
    return int.from_bytes(hashlib.blake2b(str(ref).encode(), digest_size=4).digest()) % SHARDS
