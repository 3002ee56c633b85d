"""The query parameters of the service: what each means, which values it takes, how it is read."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain import instants
from chalicelib.domain.errors import BadParameter, Fault

INSTANT = (
    "must be an instant with its zone, such as 2026-11-23T10:00:00Z, or a day, such as 2026-11-23, for its "
    "first instant; in a URL the + of a zone is written %2B"
)


@dataclass(frozen=True)
class Parameter:
    """A declared query parameter.

    `read` turns the text into its value, or gives None where it is not one; `expects` ends the sentence
    "<name> ..." in the refusal. `schema` is its JSON Schema.
    """

    name: str
    meaning: str
    schema: Mapping[str, Any]
    expects: str
    read: Callable[[str], Any]
    example: Any = None
    default: Any = None
    required: bool = False


def _whole(text: str, *, least: int, most: int) -> int | None:
    if not re.fullmatch("[0-9]{1,12}", text):
        return None
    number = int(text)
    return number if least <= number <= most else None


def _instant(text: str) -> str | None:
    return instants.parse(text) if len(text) <= 40 else None  # noqa: PLR2004  the schema's maxLength


def limit(default: int = 20) -> Parameter:
    """Declare the size of a page."""
    return Parameter(
        "limit",
        "How many items the page holds at most.",
        {"type": "integer", "format": "int32", "minimum": 1, "maximum": 100, "default": default},
        "must be a whole number from 1 to 100",
        lambda text: _whole(text, least=1, most=100),
        example=default,
        default=default,
    )


def choice(name: str, meaning: str, *, of: Sequence[str], default: str | None = None) -> Parameter:
    """Declare a parameter that takes one of a few words."""
    schema: dict[str, Any] = {"type": "string", "enum": list(of)}
    if default is not None:
        schema["default"] = default
    expects = f"must be {' or '.join(of)}"
    return Parameter(
        name,
        meaning,
        schema,
        expects,
        lambda text: text if text in of else None,
        example=of[0],
        default=default,
    )


def flag(name: str, meaning: str, *, default: bool = False) -> Parameter:
    """Declare a parameter that is true or false."""
    return Parameter(
        name,
        meaning,
        {"type": "boolean", "default": default},
        "must be true or false",
        {"true": True, "false": False}.get,
        example=default,
        default=default,
    )


def instant(name: str, meaning: str) -> Parameter:
    """Declare a moment in time."""
    text = {"type": "string", "maxLength": 40}
    schema = {"anyOf": [text | {"format": "date-time"}, text | {"format": "date"}]}
    return Parameter(name, meaning, schema, INSTANT, _instant, example="2026-11-23T10:00:00.000Z")


VALID_AT = instant(
    "valid_at", "Show what was true at this moment. The default is `known_at` where that is given, else now."
)
KNOWN_AT = instant(
    "known_at", "Answer as the service would have answered at this moment. It may not lie in the future."
)
PUBLISHED_BEFORE = instant("published_before", "Use only facts whose source was in print before this moment.")
CURSOR = Parameter(
    "cursor",
    "Where the page begins: `next` of the page before, with every other parameter as it was there.",
    {"type": "string", "minLength": 1, "maxLength": 2000, "pattern": "^[A-Za-z0-9_-]+$"},
    "must be the `next` of a page, unaltered",
    lambda text: text if re.fullmatch("[A-Za-z0-9_-]{1,2000}", text) else None,
)
AFTER = Parameter(
    "after",
    "The number of the last change already seen; 0 begins at the first.",
    {"type": "integer", "format": "int64", "minimum": 0, "maximum": 999_999_999_999, "default": 0},
    "must be a whole number from 0 to 999999999999",
    lambda text: _whole(text, least=0, most=999_999_999_999),
    example=0,
    default=0,
)
MOMENT = (VALID_AT, KNOWN_AT, PUBLISHED_BEFORE)


def read_query(declared: Sequence[Parameter], sent: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Read a query string by its declaration; refuse with every fault of it at once."""
    faults: list[Fault] = []
    values: dict[str, Any] = {p.name: p.default for p in declared}
    known = {p.name: p for p in declared}
    for name, texts in sent.items():
        if name not in known:
            faults.append(Fault(name, "unknown_parameter", _unknown(name, list(known))))
        elif len(texts) != 1:
            faults.append(Fault(name, "repeated", f"{name} is sent {len(texts)} times; send it once."))
        elif (value := known[name].read(texts[0])) is None:
            faults.append(Fault(name, "bad_value", f"{name} {known[name].expects}."))
        else:
            values[name] = value
    faults += [
        Fault(p.name, "missing", f"{p.name} is missing; it {p.expects}.")
        for p in declared
        if p.required and p.name not in sent
    ]
    if faults:
        raise refusal(*faults)
    return values


def refusal(*faults: Fault) -> BadParameter:
    """Refuse parameters; the pointer of each fault is the parameter's name."""
    return BadParameter(" ".join(fault.detail for fault in faults), faults=faults)


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return f"There is no parameter {name!r} here; did you mean {near[0]!r}?"
    if known:
        return f"There is no parameter {name!r} here; there are: {', '.join(known)}."
    return f"There is no parameter {name!r} here; this takes none."
