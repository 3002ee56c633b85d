"""Reads a JSON object as one of our pydantic shapes and turns what is wrong into faults with pointers."""

from collections.abc import Collection
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from chalicelib.domain.errors import Faults, pointer
from chalicelib.domain.values.checks import described, quoted, unstorable_in
from chalicelib.domain.values.nearest import known_words

Shape = TypeVar("Shape", bound=BaseModel)

CODES = {
    "missing": "missing_field",
    "extra_forbidden": "unknown_field",
    "enum": "unknown_code",
    "literal_error": "unknown_code",
    "too_long": "too_many",
    "too_short": "empty",
    "string_too_long": "too_long",
    "string_too_short": "empty",
    "greater_than_equal": "bad_range",
    "less_than_equal": "bad_range",
}


def read_shape(shape: type[Shape], raw: Any, *, at: str, faults: Faults) -> Shape | None:
    """Validate `raw`; on failure add a fault for every member that is wrong, under `at`, and return None."""
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        seen: dict[str, tuple[str, str]] = {}
        for found in error.errors(include_url=False):
            where = _pointer(raw, found["loc"], missing=found["type"] == "missing")
            code, detail = _described(found, known=shape.model_fields if len(found["loc"]) == 1 else ())
            first = seen.get(where)
            seen[where] = (code, detail) if first is None else (first[0], f"{first[1]} Or: {detail}")
        for where, (code, detail) in seen.items():
            faults.add(at + where, code, detail)
        return None


def _described(found: ErrorDetails, *, known: Collection[str]) -> tuple[str, str]:
    """Give the code of a fault and what is wrong, in our words where pydantic speaks of Python."""
    kind, sent, last = found["type"], found["input"], found["loc"][-1] if found["loc"] else ""
    code = CODES.get(kind, "wrong_type")
    if isinstance(sent, str) and (unstorable := unstorable_in(sent)):
        return "bad_text", f"The text holds {unstorable}; leave it out."
    detail = f"{found['msg'].removeprefix('Value error, ')}."
    match kind:
        case "extra_forbidden":
            right = known_words(str(last), known) if known else "."
            detail = f"There is no member {quoted(str(last))} here{right}"
        case "missing":
            detail = f"{quoted(str(last))} is missing."
        case "too_long":
            detail = f"There are {len(sent)} here; {found['ctx']['max_length']} are the most."
        case "too_short":
            detail = "The list is empty."
        case "model_type" | "dict_type":
            detail = f"Here goes an object, not {described(sent)}."
    return code, detail


def _pointer(raw: Any, location: tuple[str | int, ...], *, missing: bool) -> str:
    """Point at the member meant; the names that pydantic gives the arms of a union are no part of the JSON."""
    parts: list[str | int] = []
    here = raw
    for part in location:
        if not isinstance(here, (dict, list)) or (isinstance(here, dict) and part not in here):
            continue
        here = here[part]  # type: ignore[index]  # pydantic gives an int where there is a list
        parts.append(part)
    if missing:
        parts.append(location[-1])
    return pointer(*parts)
