"""Names: how they are folded to words, so that case, accents, punctuation, width and spacing do not matter."""

import unicodedata
from collections.abc import Iterator

MAX_WORDS = 8


def fold(text: str) -> str:
    """Fold a name: NFKC, case, accents; anything but letters, marks of other scripts and digits becomes one space."""
    return " ".join(_words(text))


def words_of(name: str) -> list[str]:
    """List the distinct folded words of a name in their order, at most eight."""
    return list(dict.fromkeys(_words(name)))[:MAX_WORDS]


def _words(text: str) -> list[str]:
    return "".join(_letters(text)).split()


def _letters(text: str) -> Iterator[str]:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    for char in unicodedata.normalize("NFC", "".join(c for c in decomposed if not _is_accent(c))):
        category = unicodedata.category(char)
        yield char if category[0] in "LNM" else " "


def _is_accent(char: str) -> bool:
    """Tell the accents of alphabets (U+0300 to U+036F) from the vowel signs of other scripts, which carry meaning."""
    return "\u0300" <= char <= "\u036f"
