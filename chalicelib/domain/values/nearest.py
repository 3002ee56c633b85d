"""The nearest known word: what a writer probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word most like a wrong one, capitals aside; None when none is like it."""
    folded: dict[str, str] = {}
    for candidate in known:
        folded.setdefault(candidate.casefold(), candidate)
    close = get_close_matches(word.casefold()[:_LONGEST], folded, n=1)
    return folded[close[0]] if close else None


def known_words(word: str, known: Iterable[str]) -> str:
    """Say what would be right: the nearest known word, or all of them where they are few."""
    words = list(known)
    guess = nearest(word, words)
    hint = f'; did you mean "{guess}"?' if guess else "."
    if len(words) > _FEW:
        return hint if guess else f", such as {', '.join(words[:3])}."
    return f" ({', '.join(words)}){hint}"


_FEW = 24  # words that still fit in one sentence
_LONGEST = 100  # difflib is quadratic; no word of ours is longer
