"""Query parameters that accept several values, separated by commas or in repeated parameters."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.api.http.routing.parameters import Parameter

PROPERTY_NAME = "[a-z][a-z0-9_]{0,59}"


def list_of(items: Mapping[str, Any], *, most: int) -> dict[str, Any]:
    """Return the schema of a list of values in a query."""
    return {"type": "array", "items": dict(items), "minItems": 1, "maxItems": most}


def comma_list(
    name: str,
    meaning: str,
    *,
    items: Mapping[str, Any],
    most: int,
    read: Callable[[str], Any],
    expects: str,
    example: Sequence[str],
    required: bool = False,
    words: Sequence[str] = (),
) -> Parameter:
    """Declare a parameter that accepts 1 to `most` values; `read` parses one of them, or returns None."""

    def read_all(text: str) -> tuple[Any, ...] | None:
        values = tuple(read(part.strip()) for part in text.split(","))
        return None if None in values else values

    return Parameter(
        name,
        f"{meaning} Up to {most} values, separated by commas or in repeated `{name}` parameters.",
        list_of(items, most=most),
        expects,
        read_all,
        example=list(example),
        default=(),
        required=required,
        many=True,
        most=most,
        words=words,
    )


def some_of(name: str, meaning: str, *, of: Sequence[str], others: str = "") -> Parameter:
    """Declare a parameter that accepts one or several of a few words, any of which matches.

    `others` explains in the refusal why words that a caller may expect are not among them.
    """
    return comma_list(
        name,
        meaning,
        items={"type": "string", "enum": list(of)},
        most=len(of),
        read=lambda text: text if text in of else None,
        expects=f"must be one or several of {', '.join(of)}, separated by commas{others}",
        example=of[:1],
        words=of,
    )


def property_names(name: str, meaning: str, *, most: int, example: Sequence[str]) -> Parameter:
    """Declare a parameter that accepts names of properties."""
    return comma_list(
        name,
        meaning,
        items={"type": "string", "maxLength": 60, "pattern": f"^{PROPERTY_NAME}$"},
        most=most,
        read=lambda text: text if re.fullmatch(PROPERTY_NAME, text) else None,
        expects=f"must be 1 to {most} names of properties, separated by commas",
        example=example,
    )
