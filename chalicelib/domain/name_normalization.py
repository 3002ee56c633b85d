"""Names: folds them to words without case, accents, punctuation, width and spacing."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

MAX_NAME_WORDS = 8
MAX_NAME_PARTS = 12  # the words of a name, and the endings of those in a script without spaces

_ASCII_WORDS = re.compile("[a-z0-9]+")

# Letters that writers of Arabic use interchangeably; hamza and madda are removed like accents.
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

# Accents of alphabets, then points that are optional in Hebrew and Arabic.
_ACCENTS = ((0x0300, 0x036F), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670))


def fold(text: str) -> str:
    """Fold a name: NFKC, case, accents; anything but letters, marks of other scripts and digits becomes one space."""
    return " ".join(_folded_words(text))


def squeeze(text: str) -> str:
    """Fold a name and leave out its spaces, so that "DeepSeek-V3" and "deepseekv3" are the same."""
    return "".join(_folded_words(text))


def words_of(name: str) -> list[str]:
    """List the distinct folded words of a name in their order, at most eight."""
    return list(dict.fromkeys(_folded_words(name)))[:MAX_NAME_WORDS]


def parts_of(words: Iterable[str]) -> list[str]:
    """List folded words, and all endings of those in a script without spaces, since a search may begin inside."""
    distinct = list(dict.fromkeys(words))[:MAX_NAME_WORDS]
    inner = (word[at:] for word in distinct if not word.isascii() for at in _inner_beginnings(word))
    return list(dict.fromkeys([*distinct, *inner]))[:MAX_NAME_PARTS]


@lru_cache(maxsize=1024)  # a write needs the words of each name of its entity many times
def entries_of(name: str) -> tuple[str, ...]:
    """List the entries under which a name is found: the whole name, squeezed, and its parts."""
    whole = squeeze(name)
    return tuple(dict.fromkeys([whole, *parts_of(_folded_words(name))])) if whole else ()


@lru_cache(maxsize=1024)  # as above
def _folded_words(text: str) -> tuple[str, ...]:
    if text.isascii():  # most names are, and this takes a hundredth of the time
        return tuple(_ASCII_WORDS.findall(text.lower()))
    return tuple("".join(_folded_letters(text)).split())


def _folded_letters(text: str) -> Iterator[str]:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(char for char in decomposed if not _is_silent(char))
    for char in unicodedata.normalize("NFC", kept).translate(_ALIKE):
        yield char if unicodedata.category(char)[0] in "LNM" else " "


def _is_silent(char: str) -> bool:
    """Return whether a character is an accent or an invisible joiner, and not a vowel sign, which carries meaning."""
    return _is_in_ranges(char, _ACCENTS) or unicodedata.category(char) == "Cf"


def _inner_beginnings(word: str) -> list[int]:
    """Return the places inside a word where another could begin, except before its last character."""
    return [
        at
        for at in range(1, len(word) - 1)
        if (_is_in_ranges(word[at], _UNSPACED) or _is_in_ranges(word[at - 1], _UNSPACED))
        and not unicodedata.category(word[at]).startswith("M")
    ]


def _is_in_ranges(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(char) <= last for first, last in ranges)
