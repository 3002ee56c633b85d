"""The faults of a value that could be read, by the declaration of its property."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.domain.errors import Fault
from chalicelib.domain.facts.contents import Content
from chalicelib.domain.faults import pointer
from chalicelib.domain.values import DateType, Missing, When
from chalicelib.kinds.declaration import Property
from chalicelib.late_dataclass import dataclass
from chalicelib.operations.bounds import SERIES_DAYS


@dataclass(frozen=True)
class SentValue:
    """A value as it was sent: its members and qualifiers, with their pointers in the body."""

    at: str
    value_at: str
    qualifiers_at: str
    members: Mapping[str, Any]
    qualifiers: Mapping[str, Any]


def can_be_missing(declared: Property) -> bool:
    """Return whether a value of a property may be said to be missing."""
    return not declared.required or isinstance(declared.type, DateType)


def declaration_faults(
    declared: Property, content: Content, sent: SentValue, *, is_readable: bool = True
) -> Iterator[Fault]:
    """Yield what is wrong with a value by its property's declaration; of one that is not readable, its other members.

    The content of a value that is not readable says that it is unknown.
    """
    at, valid = sent.at, content.valid
    for found in declared.check(content) if declared.check else ():
        if is_readable or found.member.partition("/")[0] != "value":
            yield Fault(_member_at(sent, found.member, declared), found.code, found.detail)
    if is_readable and isinstance(content.value, Missing) and not can_be_missing(declared):
        yield Fault(at, "missing_field", f"`{declared.name}` cannot be missing: {declared.meaning}")
    if declared.series and (valid is None or valid.start is None):
        detail = f"`{declared.name}` is a series: `valid` must say from when the value holds."
        yield Fault(f"{at}/valid", "missing_field", detail)
    elif declared.series and valid is not None and valid.has_instant:
        detail = f"`{declared.name}` has a value for each day; write the day, such as {valid.first_day}."
        yield Fault(f"{at}/valid", "not_a_day", detail)
    elif declared.series and valid is not None and _is_too_long(valid):
        detail = f"A value of a series must end at most {SERIES_DAYS} days after its start."
        yield Fault(f"{at}/valid", "bad_range", detail)


def _member_at(sent: SentValue, member: str, declared: Property) -> str:
    """Return the pointer to a member of a value, such as `value/unit`, `period` or a qualifier."""
    first, _, rest = member.partition("/")
    below = f"/{rest}" if rest else ""
    if first == "value":
        return sent.value_at + below
    return (sent.at if declared.qualifier(first) is None else sent.qualifiers_at) + pointer(first) + below


def _is_too_long(valid: When) -> bool:
    if valid.end is None:
        return False
    first, last = (date.fromisoformat(instant[:10]) for instant in (valid.earliest, valid.latest))
    return (last - first).days > SERIES_DAYS
