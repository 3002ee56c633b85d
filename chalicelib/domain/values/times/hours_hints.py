"""Hours hints: how to write hours that were sent in another form."""

import re
from collections.abc import Callable

from chalicelib.domain.values.checks import quoted
from chalicelib.domain.values.times.zone_names import ZONE_NAMES

_DAYS = {"mon": "Mo", "tue": "Tu", "wed": "We", "thu": "Th", "fri": "Fr", "sat": "Sa", "sun": "Su"}
_DAY = re.compile(rf"\b({'|'.join(_DAYS)})[a-z]*\b", re.IGNORECASE)
_CLOCK = re.compile(r"(?<![0-9:+-])([0-9])(?=:[0-9]{2}|-)|(?<=-)([0-9])(?=:[0-9]{2}(?![0-9]))")
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])([0-9]{1,2})(?::?([0-9]{2}))?", re.IGNORECASE)
_WITHOUT_MINUTES = re.compile(r"(?<![0-9:])([0-9]{2})-([0-9]{2})(?![0-9:])")
_SPACES = re.compile(r"(?<=[,-]) | (?=[,-][0-9A-Z]+:)")
_ALWAYS = re.compile(r"24/7")


def hours_hint(text: str, *, is_sound: Callable[[str], bool]) -> str:
    """End a sentence about wrong hours: with the form that is right, if the words leave no doubt; else empty."""
    rules, _, zone = _SPACES.sub("", " ".join(text.replace("–", "-").replace("—", "-").strip("; ").split())).rpartition(
        " "
    )
    written = f"{_rules(rules)} {_zone(zone)}"
    return f"; write {quoted(written)}" if written != text and is_sound(written) else ""


def _rules(text: str) -> str:
    named = _DAY.sub(lambda day: _DAYS[day[1].lower()], _ALWAYS.sub("00:00-24:00", text))
    clocked = _CLOCK.sub(lambda hour: f"0{hour[0]}", named)
    return _WITHOUT_MINUTES.sub(r"\1:00-\2:00", clocked)


def _zone(word: str) -> str:
    """Write a zone that leaves no doubt in its form: UTC, an offset, or a name in other capitals."""
    if word.lower() in ("utc", "gmt", "z"):
        return "Z"
    if offset := _OFFSET.fullmatch(word):
        return f"{offset[1]}{int(offset[2]):02d}:{offset[3] or '00'}"
    return next((name for name in ZONE_NAMES if name.lower() == word.lower()), word)
