"""Keys in an entity's own partition: its view, wide properties, decisions and revisions."""

from chalicelib.domain.instants import Instant
from chalicelib.store.keys.text import AnyRef, Range, digits
from chalicelib.store.rows import Key

VIEW: Range = ("@", "@~")  # the view and its wide properties
ENTITY: Range = ("@", "F~")  # those, the entity's decisions and its facts: all that a write reads
FACTS: Range = ("F#", "F~")
REVISIONS: Range = ("R#", "R~")

REVISION_DIGITS = 8


def entity(ref: AnyRef) -> str:
    """Name the partition of an entity."""
    return f"E#{ref}"


def view_key(ref: AnyRef) -> Key:
    """Key of the current view."""
    return Key(entity(ref), "@")


def wide_key(ref: AnyRef, property_name: str) -> Key:
    """Key of a wide property of the view."""
    return Key(entity(ref), f"@{property_name}")


def decision_key(ref: AnyRef, instant: Instant) -> Key:
    """Key of a decision on the entity itself: a retirement or a merge."""
    return Key(entity(ref), f"D#{instant}")


def revision_key(ref: AnyRef, n: int) -> Key:
    """Key of the n-th revision."""
    return Key(entity(ref), f"R#{digits(n, REVISION_DIGITS)}")


def parse_entity(pk: str) -> str:
    """Give the ref of an entity's partition."""
    return pk.removeprefix("E#")


def parse_wide(key: Key) -> tuple[str, str]:
    """Give ref and property of a wide property; the property is empty for the view itself."""
    return parse_entity(key.pk), key.sk.removeprefix("@")
