"""Names: folds them to words without case, accents, punctuation, width and spacing.

Letters that many keyboards lack are written with those that they have: `Ørsted` is `orsted`, and also `oersted`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

MAX_NAME_WORDS = 8
MAX_NAME_PARTS = 12  # the words of a name, and the endings of those in a script without spaces

_ASCII_WORDS = re.compile("[a-z0-9]+")

# Letters that writers of Arabic use interchangeably; hamza and madda are removed like accents.
_ALIKE = str.maketrans({"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": ""})

# Letters that are no accented letters to Unicode, as they are written without them. Folding of case writes ß as ss.
LETTERS = {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "ħ": "h", "þ": "th", "ð": "d"}
# Letters with a second spelling, which writes their sign as a letter.
SECOND_SPELLINGS = {"å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe"}

_PLAIN_LETTERS = str.maketrans(LETTERS)
_SECOND_LETTERS = str.maketrans(SECOND_SPELLINGS)

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


def fold(text: str, *, letters: bool = True) -> str:
    """Fold a name: NFKC, case, accents; anything but letters, marks of other scripts and digits becomes one space.

    Without `letters`, letters such as æ and ø stay, as in rows that older code has written.
    """
    return " ".join(_folded_words(text, letters))


def spellings_of(text: str) -> tuple[str, ...]:
    """Return the folded name and, if it has letters with a second spelling, the folded name in that."""
    if text.isascii():
        return (fold(text),)
    second = unicodedata.normalize("NFKC", text).casefold().translate(_SECOND_LETTERS)
    return tuple(dict.fromkeys((fold(text), fold(second))))


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
def entries_of(name: str, *, letters: bool = True) -> tuple[str, ...]:
    """List the entries under which a name is found: the whole name, squeezed, and its parts."""
    words = _folded_words(name, letters)
    return tuple(dict.fromkeys(["".join(words), *parts_of(words)])) if words else ()


@lru_cache(maxsize=1024)  # as above
def _folded_words(text: str, letters: bool = True) -> tuple[str, ...]:
    if text.isascii():  # most names are, and this takes a hundredth of the time
        return tuple(_ASCII_WORDS.findall(text.lower()))
    folded = "".join(_folded_letters(text))
    return tuple((folded.translate(_PLAIN_LETTERS) if letters else folded).split())


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
