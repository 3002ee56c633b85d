"""Names and identifiers with the spans in which an entity has them, also those that it does not have now."""

from collections.abc import Iterable
from typing import NamedTuple

MAX_SPANS = 5  # of one name or identifier, the last ones


class HeldText(NamedTuple):
    """A name, an identifier or an address of an entity, and a span in which it holds, as EDTF.

    `scheme` is the register of an identifier, and empty for all others.
    """

    property: str
    text: str
    valid: str
    scheme: str = ""


def spans_of(held: Iterable[HeldText]) -> tuple[str, ...]:
    """Return the last spans of one text, each once."""
    return tuple(dict.fromkeys(each.valid for each in held))[-MAX_SPANS:]
