"""Checks of raw JSON, each of which notes faults: text, the members of an object, the pydantic shapes."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from chalicelib.domain.faults import Faults, Guesses, known_words, nearest, pointer
from chalicelib.domain.values.words.clean_text import clean_line, clean_prose, is_visible, refused_in

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

Shape = TypeVar("Shape", bound="BaseModel")

MAX_QUOTED_CHARS = 60  # of a wrong value that a fault repeats

REF_CODES = ("not_a_ref", "unknown_kind", "wrong_kind")  # of faults that a check of refs describes itself
SHAPE_CODES = {
    "bad_text": "bad_text",
    "empty": "empty",
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
    **{code: code for code in REF_CODES},
}

SHAPE_DETAILS: Mapping[str, Callable[["ErrorDetails"], str]] = {
    "missing": lambda found: f"{quoted(str(found['loc'][-1]))} is missing.",
    "too_long": lambda found: f"The list has {len(found['input'])} items; the maximum is {found['ctx']['max_length']}.",
    "too_short": lambda _: "The list is empty.",
    "string_too_long": lambda found: f"The text is longer than {found['ctx']['max_length']} characters; shorten it.",
    "list_type": lambda found: f"Expected a list, not {described(found['input'])}.",
    "tuple_type": lambda found: f"Expected a list, not {described(found['input'])}.",
    "string_pattern_mismatch": lambda found: (
        f"{quoted(found['input'])} does not match the pattern {found['ctx']['pattern']}."
    ),
    "string_type": lambda found: f"Expected a string, not {described(found['input'])}.",
    "model_type": lambda found: f"Expected an object, not {described(found['input'])}.",
    "dict_type": lambda found: f"Expected an object, not {described(found['input'])}.",
    **dict.fromkeys(REF_CODES, lambda found: found["msg"]),
}


class CleanedTexts(NamedTuple):
    """The texts that a model has cleaned while it was read from a request, as they are kept."""

    kept: dict[str, str]


class Members(NamedTuple):
    """The members that an object must have, and those that it may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


class CodedFault(NamedTuple):
    """A fault of one value: a stable code, and a sentence."""

    code: str
    detail: str


def described(raw: Any) -> str:
    """Describe a raw JSON value in a few printable characters."""
    match raw:
        case None:
            return "null"
        case Mapping():
            return "an object"
        case list() | tuple():
            return "a list"
        case str():
            return quoted(raw)
        case bool():
            return "true" if raw else "false"
        case _:
            return f"the number {raw}"[:MAX_QUOTED_CHARS]


def quoted(text: str) -> str:
    """Quote text for a fault: cut to length, with lone surrogates and control characters escaped."""
    short = text if len(text) <= MAX_QUOTED_CHARS else text[:MAX_QUOTED_CHARS] + "…"
    return json.dumps(short, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def with_article(noun: str) -> str:
    """Return a noun with `a` or `an` before it."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def read_text(raw: Any, *, max_length: int, at: str, faults: Faults, prose: bool = False) -> str | None:
    """Read free text in its clean form: a string, not blank, not too long, without characters that are refused.

    The length counts after cleaning. A text that is not clean is noted; None means that all its faults were noted.
    """
    if not isinstance(raw, str):
        faults.add(at, "wrong_type", f"Expected a string, not {described(raw)}.")
        return None
    kept = (clean_prose if prose else clean_line)(raw, max_length)
    wrong = [*text_faults(kept, max_length)]
    for code, detail in wrong:
        faults.add(at, code, detail)
    if wrong:
        return None
    faults.note_adjusted(at, raw, kept)
    return kept


def text_faults(kept: str, max_length: int | None = None) -> Iterator[CodedFault]:
    """Yield the faults of a text in its clean form."""
    if refused := refused_in(kept):
        yield CodedFault("bad_text", f"The text contains {refused}; remove it.")
    elif not is_visible(kept):
        detail = "The text is empty or has no visible character; leave the field out if there is nothing to say."
        yield CodedFault("empty", detail)
    if max_length is not None and len(kept) > max_length:
        yield CodedFault("too_long", f"The text has {len(kept)} characters; the maximum is {max_length}.")


def has_members(raw: Mapping[str, Any], members: Members, *, at: str, faults: Faults) -> bool:
    """Check that an object has the required members and no unknown ones; note each that is unknown or missing."""
    known = [*members.required, *members.optional]
    unknown = [name for name in raw if name not in known]
    missing = [name for name in members.required if name not in raw]
    for name in unknown:
        faults.add(at + _pointer_to_member(name), "unknown_field", _unknown_member(name, known, faults.guesses))
    for name in missing:
        faults.add(at + pointer(name), "missing_field", f'"{name}" is missing; the members are {", ".join(known)}.')
    return not (unknown or missing)


def _unknown_member(name: str, known: list[str], guesses: Guesses) -> str:
    guess = nearest(name, known, guesses=guesses)
    hint = f'; did you mean "{guess}"?' if guess else f"; the members are {', '.join(known)}."
    return f"Unknown member {quoted(name)}{hint}"


def _pointer_to_member(name: str) -> str:
    return pointer(name.encode("utf-8", "backslashreplace").decode())


def read_shape(shape: type[Shape], raw: Any, *, at: str, faults: Faults) -> Shape | None:
    """Validate `raw`; on failure note a fault under `at` for every wrong member, and return None.

    Texts are cleaned, and those that were not clean are noted.
    """
    from pydantic import ValidationError  # only those who read a shape load it

    cleaned = CleanedTexts({})
    try:
        read = shape.model_validate(raw, context=cleaned)
    except ValidationError as error:
        by_pointer: dict[str, list[ErrorDetails]] = {}
        for found in error.errors(include_url=False):
            if _is_left_over(found):
                continue
            by_pointer.setdefault(_pointer_of(raw, found), []).append(found)
            if len(by_pointer) > faults.room:  # a fault that is not reported need not be described
                break
        for where, all_found in by_pointer.items():
            wrong = [_shape_fault(shape, found, faults.guesses) for found in all_found]
            faults.add(at + where, wrong[0].code, " Or: ".join(each.detail for each in wrong))
        return None
    _note_cleaned(raw, cleaned, at=at, faults=faults)
    return read


def _note_cleaned(raw: Any, cleaned: CleanedTexts, *, at: str, faults: Faults) -> None:
    """Note the texts in raw JSON that were cleaned, with their pointers."""
    if all(sent == kept for sent, kept in cleaned.kept.items()):
        return
    match raw:
        case str():
            faults.note_adjusted(at, raw, cleaned.kept.get(raw, raw))
        case Mapping():
            for name, each in raw.items():
                _note_cleaned(each, cleaned, at=at + pointer(name), faults=faults)
        case list():
            for place, each in enumerate(raw):
                _note_cleaned(each, cleaned, at=at + pointer(place), faults=faults)


def _is_left_over(found: "ErrorDetails") -> bool:
    """Return whether pydantic calls a list too short only because it does not count the wrong items of a tuple."""
    return found["type"] == "too_short" and len(found["input"]) >= found["ctx"]["min_length"]


def _error_type(found: "ErrorDetails") -> str:
    """Return the type of an error of pydantic, which counts a cleaned text as it counts a list."""
    is_text = isinstance(found["input"], str) and found["type"] in ("too_long", "too_short")
    return f"string_{found['type']}" if is_text else found["type"]


def _shape_fault(shape: type["BaseModel"], found: "ErrorDetails", guesses: Guesses) -> CodedFault:
    """Describe an error of pydantic, in our words where pydantic speaks of Python."""
    kind, sent = _error_type(found), found["input"]
    if isinstance(sent, str) and (refused := refused_in(sent)):
        return CodedFault("bad_text", f"The text contains {refused}; remove it.")
    if kind in SHAPE_DETAILS:
        detail = SHAPE_DETAILS[kind](found)
    elif kind == "extra_forbidden":
        name, is_own = str(found["loc"][-1]), len(found["loc"]) == 1  # the members of inner objects are not known here
        detail = f"Unknown member {quoted(name)}"
        detail += known_words(name, shape.model_fields, guesses=guesses) if is_own else "."
    elif kind == "enum" and "known" in found["ctx"]:
        detail = found["msg"] + known_words(str(sent), found["ctx"]["known"], guesses=guesses)
    else:
        detail = f"{found['msg'].removeprefix('Value error, ')}."
    return CodedFault(SHAPE_CODES.get(kind, "wrong_type"), detail)


def _pointer_of(raw: Any, found: "ErrorDetails") -> str:
    """Point at the member meant; the names that pydantic gives the arms of a union are no part of the JSON."""
    location, is_missing = found["loc"], found["type"] == "missing"
    parts: list[str | int] = []
    here = raw
    for part in location:
        if here is found["input"]:  # the rest of the location names an arm of a union, or the missing member
            break
        if _has_part(here, part):
            here = here[part]
            parts.append(part)
    return pointer(*parts, *location[-1:] if is_missing else ())


def _has_part(here: Any, part: str | int) -> bool:
    """Return whether an object has a member of this name, or a list an item of this number."""
    if isinstance(here, list):
        return isinstance(part, int) and part < len(here)
    return isinstance(here, dict) and part in here
