"""Checks that every declared type makes of raw JSON: text, objects and their members."""

import json
from collections.abc import Collection, Mapping
from typing import Any, TypeGuard

from chalicelib.domain.faults import Faults, Guesses, pointer
from chalicelib.domain.values.nearest import nearest

# One character of text at least, and no NUL (which is no space). Lone surrogates cannot stand in a schema's pattern.
TEXT_PATTERN = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"
_SHOWN = 60  # characters of a wrong value that a fault repeats


def described(raw: Any) -> str:
    """Say what a raw JSON value is, short and printable whatever is in it."""
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
            return f"the number {raw}"[:_SHOWN]


def quoted(text: str) -> str:
    """Quote text for a fault: cut to length, with lone surrogates and control characters escaped."""
    short = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return json.dumps(short, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def is_text(raw: Any, *, max_length: int, at: str, faults: Faults) -> TypeGuard[str]:
    """Check free text: a string, not blank, not too long, nothing in it that cannot be stored."""
    if not isinstance(raw, str):
        faults.add(at, "wrong_type", f"Here goes a string, not {described(raw)}.")
        return False
    before = len(faults.found)
    if unstorable := unstorable_in(raw):
        faults.add(at, "bad_text", f"The text holds {unstorable}; leave it out.")
    if not raw.strip():
        faults.add(at, "empty", "The text is empty; leave the field out where there is nothing to say.")
    if len(raw) > max_length:
        faults.add(at, "too_long", f"The text has {len(raw)} characters; at most {max_length} fit.")
    return len(faults.found) == before


def unstorable_in(text: str) -> str | None:
    """Name the first thing in a text that cannot be stored, if any."""
    if "\x00" in text:
        return "a NUL character (U+0000)"
    lone = next((character for character in text if "\ud800" <= character <= "\udfff"), None)
    return f"half a surrogate pair (U+{ord(lone):04X})" if lone else None


def check_members(
    raw: Mapping[str, Any],
    *,
    required: Collection[str],
    optional: Collection[str] = (),
    at: str,
    faults: Faults,
) -> None:
    """Note each member of an object that is unknown, and each required one that is not there."""
    known = [*required, *optional]
    for name in raw:
        if name not in known:
            faults.add(at + _member(name), "unknown_field", _unknown_member(name, known, faults.guesses))
    for name in required:
        if name not in raw:
            faults.add(at + pointer(name), "missing_field", f'"{name}" is missing; the members are {", ".join(known)}.')


def _unknown_member(name: str, known: list[str], guesses: Guesses) -> str:
    guess = nearest(name, known, guesses=guesses)
    hint = f'; did you mean "{guess}"?' if guess else f"; the members are {', '.join(known)}."
    return f"There is no member {quoted(name)} here{hint}"


def _member(name: str) -> str:
    return pointer(name.encode("utf-8", "backslashreplace").decode())
