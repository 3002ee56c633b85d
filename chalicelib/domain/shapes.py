"""Reads a JSON object as one of our pydantic shapes and turns what is wrong into faults with pointers."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from chalicelib.domain.errors import Faults, pointer
from chalicelib.domain.values.checks import described, quoted, unstorable_in

Shape = TypeVar("Shape", bound=BaseModel)

CODES = {"missing": "missing_field", "extra_forbidden": "unknown_field", "enum": "unknown_code"}


def read_shape(shape: type[Shape], raw: Any, *, at: str, faults: Faults) -> Shape | None:
    """Validate `raw`; on failure add a fault for every member that is wrong, under `at`, and return None."""
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        seen: dict[str, tuple[str, str]] = {}
        for found in error.errors(include_url=False):
            where = _pointer(raw, found["loc"], missing=found["type"] == "missing")
            code, detail = _described(found)
            first = seen.get(where)
            seen[where] = (code, detail) if first is None else (first[0], f"{first[1]} Or: {detail}")
        for where, (code, detail) in seen.items():
            faults.add(at + where, code, detail)
        return None


def _described(found: ErrorDetails) -> tuple[str, str]:
    """Give the code of a fault and what is wrong, in our words where pydantic speaks of Python."""
    kind, sent, last = found["type"], found["input"], found["loc"][-1] if found["loc"] else ""
    code = CODES.get(kind, "wrong_type")
    if isinstance(sent, str) and (unstorable := unstorable_in(sent)):
        return "bad_text", f"The text holds {unstorable}; leave it out."
    match kind:
        case "extra_forbidden":
            return code, f"There is no member {quoted(str(last))} here."
        case "missing":
            return code, f"{quoted(str(last))} is missing."
        case "model_type" | "dict_type":
            return code, f"Here goes an object, not {described(sent)}."
    return code, f"{found['msg'].removeprefix('Value error, ')}."


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
