"""Names: how they are folded to words, so that case, accents, punctuation, width and spacing do not matter."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

MAX_NAME_WORDS = 8
MAX_NAME_PARTS = 12  # of a name: its words, and the places inside a script without spaces at which one could begin

_ASCII_WORDS = re.compile("[a-z0-9]+")

# What writers of Arabic use one for the other; the letters with hamza and madda fold as accents do.
_ALIKE = str.maketrans({"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": ""})

# Scripts that put no spaces between words: Han, kana, Thai, Lao, Burmese, Khmer.
_UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)

# Accents of alphabets, then points that Hebrew and Arabic are written with or without.
_ACCENTS = ((0x0300, 0x036F), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670))


def fold(text: str) -> str:
    """Fold a name: NFKC, case, accents; anything but letters, marks of other scripts and digits becomes one space."""
    return " ".join(_words(text))


def squeeze(text: str) -> str:
    """Fold a name and leave out its spaces, so that "DeepSeek-V3" and "deepseekv3" are the same."""
    return "".join(_words(text))


def words_of(name: str) -> list[str]:
    """List the distinct folded words of a name in their order, at most eight."""
    return list(dict.fromkeys(_words(name)))[:MAX_NAME_WORDS]


def parts_of(words: Iterable[str]) -> list[str]:
    """List folded words and, of those in a script without spaces, every ending: one is what somebody types."""
    distinct = list(dict.fromkeys(words))[:MAX_NAME_WORDS]
    inner = (word[at:] for word in distinct if not word.isascii() for at in _inner_beginnings(word))
    return list(dict.fromkeys([*distinct, *inner]))[:MAX_NAME_PARTS]


@lru_cache(maxsize=1024)  # a write asks for the words of each of its entity's names many times
def entries_of(name: str) -> tuple[str, ...]:
    """List under what a name is to be found: the whole of it, squeezed, and its parts."""
    whole = squeeze(name)
    return tuple(dict.fromkeys([whole, *parts_of(_words(name))])) if whole else ()


@lru_cache(maxsize=1024)  # as above
def _words(text: str) -> tuple[str, ...]:
    if text.isascii():  # most are, and they are folded in a hundredth of the time
        return tuple(_ASCII_WORDS.findall(text.lower()))
    return tuple("".join(_letters(text)).split())


def _letters(text: str) -> Iterator[str]:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(char for char in decomposed if not _is_silent(char))
    for char in unicodedata.normalize("NFC", kept).translate(_ALIKE):
        yield char if unicodedata.category(char)[0] in "LNM" else " "


def _is_silent(char: str) -> bool:
    """Tell accents and invisible joiners from the vowel signs of other scripts, which carry meaning."""
    return _lies_in(char, _ACCENTS) or unicodedata.category(char) == "Cf"


def _inner_beginnings(word: str) -> list[int]:
    """Return the places inside a word where another could begin; a last character alone is none."""
    return [
        at
        for at in range(1, len(word) - 1)
        if (_lies_in(word[at], _UNSPACED) or _lies_in(word[at - 1], _UNSPACED))
        and not unicodedata.category(word[at]).startswith("M")
    ]


def _lies_in(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(char) <= last for first, last in ranges)
