"""Reads a JSON object as one of our pydantic shapes and turns what is wrong into faults with pointers."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from chalicelib.domain.faults import Faults, Guesses, pointer
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

IN_OUR_WORDS: Mapping[str, Callable[[ErrorDetails], str]] = {
    "missing": lambda found: f"{quoted(str(found['loc'][-1]))} is missing.",
    "too_long": lambda found: f"There are {len(found['input'])} here; {found['ctx']['max_length']} are the most.",
    "too_short": lambda _: "The list is empty.",
    "string_type": lambda found: f"Here goes a string, not {described(found['input'])}.",
    "model_type": lambda found: f"Here goes an object, not {described(found['input'])}.",
    "dict_type": lambda found: f"Here goes an object, not {described(found['input'])}.",
}


def read_shape(shape: type[Shape], raw: Any, *, at: str, faults: Faults) -> Shape | None:
    """Validate `raw`; on failure add a fault for every member that is wrong, under `at`, and return None."""
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        by_place: dict[str, list[ErrorDetails]] = {}
        for found in error.errors(include_url=False):
            by_place.setdefault(_pointer(raw, found), []).append(found)
            if len(by_place) > faults.room:
                break
        for where, all_found in by_place.items():  # none is described that is not told
            told = [_described(found, known=_known(shape, found), guesses=faults.guesses) for found in all_found]
            faults.add(at + where, told[0][0], " Or: ".join(detail for _, detail in told))
        return None


def _known(shape: type[BaseModel], found: ErrorDetails) -> Collection[str]:
    """Give the members there are where one is unknown, as far as they are known here."""
    return shape.model_fields if len(found["loc"]) == 1 else ()


def _described(found: ErrorDetails, *, known: Collection[str], guesses: Guesses) -> tuple[str, str]:
    """Give the code of a fault and what is wrong, in our words where pydantic speaks of Python."""
    kind, sent = found["type"], found["input"]
    detail = IN_OUR_WORDS[kind](found) if kind in IN_OUR_WORDS else f"{found['msg'].removeprefix('Value error, ')}."
    if isinstance(sent, str) and (unstorable := unstorable_in(sent)):
        return "bad_text", f"The text holds {unstorable}; leave it out."
    if kind == "extra_forbidden":
        name = str(found["loc"][-1])
        right = known_words(name, known, guesses=guesses) if known else "."
        detail = f"There is no member {quoted(name)} here{right}"
    elif kind == "enum" and "known" in found["ctx"]:
        detail = found["msg"] + known_words(str(sent), found["ctx"]["known"], guesses=guesses)
    return CODES.get(kind, "wrong_type"), detail


def _pointer(raw: Any, found: ErrorDetails) -> str:
    """Point at the member meant; the names that pydantic gives the arms of a union are no part of the JSON."""
    location, is_missing = found["loc"], found["type"] == "missing"
    parts: list[str | int] = []
    here = raw
    for part in location:
        if here is found["input"]:  # what follows names an arm of a union, or the member that is not there
            break
        if _has(here, part):
            here = here[part]
            parts.append(part)
    return pointer(*parts, *location[-1:] if is_missing else ())


def _has(here: Any, part: str | int) -> bool:
    """Say whether an object has a member of this name, or a list so many items."""
    if isinstance(here, list):
        return isinstance(part, int) and part < len(here)
    return isinstance(here, dict) and part in here
