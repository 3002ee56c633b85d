"""Folding: the form in which texts, names, regions and periods are compared. They are shown as they were sent."""

import re
import unicodedata
from functools import lru_cache

from chalicelib.domain.name_normalization import fold
from chalicelib.domain.values.plain import Named, Ref

MAX_CACHED_CHARS = 300  # longer texts are not cached, to bound the memory

_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014_/"
_BETWEEN = re.compile(rf"(?<=[^\W_])[{_HYPHENS}](?=[^\W_])")
_GROUPED = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_ENDS = " .\"'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a"


def fold_text(text: str) -> str:
    """Fold a text: NFKC, small letters, single spaces; `chain-of-thought` and `Chain of Thought.` are one text.

    A hyphen, underscore or slash between letters or digits is a space, a comma between groups of digits is nothing,
    and so are quotes and stops at the ends. Signs such as `>`, `+` and `%` stay, for they mean something.
    """
    return _fold_short(text) if len(text) <= MAX_CACHED_CHARS else _fold(text)


@lru_cache(maxsize=4096)
def _fold_short(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    spaced = _BETWEEN.sub(" ", plain.casefold())
    folded = " ".join(_GROUPED.sub("", spaced).split())
    return folded.strip(_ENDS) or folded  # a text of quotes and stops alone keeps them


@lru_cache(maxsize=1024)
def fold_region(text: str) -> str:
    """Fold the code or the name of a region; one that names a country is the code of that country."""
    from chalicelib.domain.values.words.regions import region_code  # here, since few facts have a region

    return (region_code(text) or fold_text(text)).casefold()


@lru_cache(maxsize=4096)
def name_words(name: Named | Ref) -> str:
    """Return the folded words of a name: those of the text, or those of the slug."""
    return fold(name.text if isinstance(name, Named) else name.slug)


@lru_cache(maxsize=4096)
def word_set(name: Named | Ref) -> frozenset[str]:
    """Return the folded words of a name without their order."""
    return frozenset(name_words(name).split())
