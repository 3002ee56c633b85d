"""Model versions: names that end in a date, and names that move between versions, such as "-latest"."""

import re
from dataclasses import dataclass
from functools import lru_cache

from chalicelib.domain.matching.name_similarity import MOVING, FoldedName

# 2024-08-06, 20240806, 2024-08, 240806, 0613 (month and day), 2407 (year and month); words are folded.
_MONTH, _DAY = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
_DATE = re.compile(
    rf"(20\d\d {_MONTH} {_DAY}|20\d\d{_MONTH}{_DAY}|20\d\d {_MONTH}|2\d{_MONTH}{_DAY}|{_MONTH}{_DAY}|2\d{_MONTH})$"
)

DIGITS_OF_DAY = 8


@dataclass(frozen=True)
class Version:
    """A name without the date or the word at its end that names the version."""

    stem: str  # squeezed
    is_dated: bool = False
    is_moving: bool = False
    words: tuple[str, ...] = ()  # of the stem
    day: str | None = None  # if the date is a whole day, as 2024-08-06


def version_of(name: FoldedName) -> Version:
    """Split a name into stem and version; a name that is only a date has no version."""
    return _version_of_words(name.words)


@lru_cache(maxsize=8192)
def _version_of_words(words: tuple[str, ...]) -> Version:
    if len(words) > 1 and words[-1] in MOVING:
        return Version("".join(words[:-1]), is_moving=True, words=words[:-1])
    folded = " ".join(words)
    found = _DATE.search(folded)
    stem = folded[: found.start()].rstrip() if found else ""
    if not found or not stem or folded[found.start() - 1] != " ":
        return Version("".join(words), words=words)
    return Version(stem.replace(" ", ""), is_dated=True, words=tuple(stem.split()), day=_day_of(found.group()))


def _day_of(date: str) -> str | None:
    digits = date.replace(" ", "")
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == DIGITS_OF_DAY else None
