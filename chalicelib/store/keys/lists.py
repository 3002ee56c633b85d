"""Keys of what spans entities: lists, links, external ids, open conflicts, the feed, receipts and API keys."""

from typing import NamedTuple

from chalicelib.domain.instants import Instant
from chalicelib.store.keys.text import (
    AnyRef,
    Indexes,
    Range,
    beginning,
    between,
    digits,
    escape,
    prefix_range,
    unescape,
)
from chalicelib.store.rows import Key

BY_KIND, BY_OPENING = "gsi2", "gsi3"
FEED_PARTITION = 1_000_000  # numbers; no feed page spans two partitions

_CODE, _ORDER, _SLOT, _EXTERNAL, _NAME = 200, 200, 200, 900, 300  # bytes
_NUMBER_DIGITS = 12


class Listing(NamedTuple):
    """The parts of a listing's key; property and code are None in the list of a whole kind."""

    kind: str
    order: str
    ref: str
    property: str | None = None
    code: str | None = None


class Link(NamedTuple):
    """The parts of a link's key: the entity `ref` of this kind points at the target."""

    target: str
    kind: str
    order: str
    ref: str


class OpenConflict(NamedTuple):
    """The parts of the key of an open conflict."""

    kind: str
    property: str
    opened: Instant
    ref: str
    slot: str


def listing(kind: str, *, property_name: str | None = None, code: str | None = None) -> str:
    """Name the partition of a list: all of a kind, or those with a code in a property."""
    if property_name is None:
        return f"L#{kind}"
    return f"L#{kind}#{property_name}={escape(code or '', _CODE)}"


def listing_key(
    kind: str, order: str, *, ref: AnyRef, property_name: str | None = None, code: str | None = None
) -> Key:
    """Key of an entity's row in a list."""
    return Key(listing(kind, property_name=property_name, code=code), f"{escape(order, _ORDER)}#{ref}")


def order_bound(order: str) -> str:
    """Return a lower bound for keys of this order and of later ones: long orders are cut in keys."""
    return beginning(order, _ORDER)


def parse_listing(key: Key) -> Listing:
    """Undo `listing_key`."""
    _, kind, *filtered = key.pk.split("#")
    order, _, ref = key.sk.partition("#")
    if not filtered:
        return Listing(kind, unescape(order), ref)
    property_name, _, code = filtered[0].partition("=")
    return Listing(kind, unescape(order), ref, property_name, unescape(code))


def links(target: AnyRef) -> str:
    """Name the partition of the links to an entity."""
    return f"T#{target}"


def links_prefix(kind: str) -> str:
    """Return the prefix of the sort keys of links from entities of one kind."""
    return f"{kind}#"


def links_within(kind: str, *, first: str, last: str) -> Range:
    """Return the sort keys of links from entities of one kind whose order is from `first` to `last`."""
    return between(links_prefix(kind), at_least=first, at_most=last)


def link_key(target: AnyRef, kind: str, *, order: str, ref: AnyRef) -> Key:
    """Key of the row by which an entity of this kind points at the target."""
    return Key(links(target), f"{kind}#{escape(order, _ORDER)}#{ref}")


def parse_link(key: Key) -> Link:
    """Undo `link_key`."""
    kind, order, ref = key.sk.split("#")
    return Link(key.pk.removeprefix("T#"), kind, unescape(order), ref)


def historical_key(key: Key, since: Instant) -> Key:
    """Key of the historical row of a listing, link, word or conflict row that began at `since`."""
    return Key(historical_partition(key.pk), f"{key.sk}#{since}")


def historical_rows_of(key: Key) -> tuple[str, Range]:
    """Return the partition and the sort keys of all historical rows of a row, whenever they began."""
    return historical_partition(key.pk), prefix_range(f"{key.sk}#")


def historical_partition(pk: str) -> str:
    """Name the partition of the historical rows of a partition: `LX#` for `L#`, and so for `T`, `N` and `D`."""
    return f"{pk[0]}X{pk[1:]}"


def parse_historical(key: Key) -> tuple[Key, Instant]:
    """Undo `historical_key`: return the current key and since when the row was valid."""
    sk, _, since = key.sk.rpartition("#")
    return Key(key.pk[0] + key.pk[2:], sk), since


def current_key(key: Key) -> Key:
    """Return the current key of a row, historical or not."""
    return parse_historical(key)[0] if key.pk[1] == "X" else key


def identifiers(scheme: str, value: str) -> str:
    """Name the partition of the entities with this external id."""
    return f"X#{scheme}#{escape(value, _EXTERNAL)}"


def identifier_key(scheme: str, value: str, *, ref: AnyRef) -> Key:
    """Key of an external id of an entity."""
    return Key(identifiers(scheme, value), str(ref))


def parse_identifier(key: Key) -> tuple[str, str, str]:
    """Return scheme, value and ref of an external id."""
    _, scheme, value = key.pk.split("#")
    return scheme, unescape(value), key.sk


def conflicts(kind: str, property_name: str) -> str:
    """Name the partition of a property's open conflicts."""
    return f"D#{kind}#{property_name}"


def conflicts_of(kind: str) -> str:
    """Name the partition of a kind's open conflicts, in BY_KIND."""
    return f"D#{kind}"


def all_conflicts() -> str:
    """Name the partition of all open conflicts, in BY_OPENING."""
    return "D"


def conflict_key(kind: str, property_name: str, *, opened: Instant, ref: AnyRef, slot: str) -> Key:
    """Key of an open conflict."""
    return Key(conflicts(kind, property_name), f"{opened}#{ref}#{escape(slot, _SLOT)}")


def conflict_indexes(kind: str, property_name: str, *, opened: Instant, ref: AnyRef, slot: str) -> Indexes:
    """Index an open conflict in its kind and among all; two of an entity may open in one write."""
    sk = f"{conflict_key(kind, property_name, opened=opened, ref=ref, slot=slot).sk}#{property_name}"
    return {BY_KIND: Key(conflicts_of(kind), sk), BY_OPENING: Key(all_conflicts(), sk)}


def parse_conflict(key: Key) -> OpenConflict:
    """Undo `conflict_key`."""
    _, kind, property_name = key.pk.split("#")
    opened, ref, slot = key.sk.split("#")
    return OpenConflict(kind, property_name, opened, ref, unescape(slot))


def head_key() -> Key:
    """Key of the feed's head."""
    return Key("C", "@")


def feed_page_key(last: int) -> Key:
    """Key of the feed page that ends with this number; numbers start at 1."""
    if last < 1:
        raise ValueError(f"there is no number {last}")
    return Key(f"C#{(last - 1) // FEED_PARTITION}", digits(last, _NUMBER_DIGITS))


def idempotency_key(digest: str) -> Key:
    """Key of the receipt of a request with an idempotency key."""
    return Key(f"I#{escape(digest, _NAME)}", "@")


def erasure_key(digest: str) -> Key:
    """Key of the record that the entity whose ref has this digest was erased."""
    return Key(f"G#{digest}", "@")


def parse_erasure(key: Key) -> str:
    """Undo `erasure_key`."""
    return key.pk.removeprefix("G#")


def api_keys() -> str:
    """Name the partition of all API keys."""
    return "K"


def api_key(key_id: str) -> Key:
    """Key of an API key's record."""
    return Key(api_keys(), key_id)


def lease_key(key_id: str, minute: str) -> Key:
    """Key of the counter of an API key's requests in a minute."""
    return Key(f"Q#{escape(key_id, _NAME)}#{minute}", "@")
