"""The nearest known word: what a writer probably meant."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from chalicelib.domain.faults import Guesses


def nearest(word: str, known: Iterable[str], *, guesses: Guesses) -> str | None:
    """Find the known word most like a wrong one, capitals aside; None when none is like it, or no guess is left."""
    if not guesses.take():
        return None
    folded = _folded(tuple(known))
    close = get_close_matches(word[:_LONGEST].casefold(), folded, n=1)
    return folded[close[0]] if close else None


def known_words(word: str, known: Iterable[str], *, guesses: Guesses) -> str:
    """Say what would be right: the nearest known word, or all of them where they are few."""
    words = list(known)
    guess = nearest(word, words, guesses=guesses)
    hint = f'; did you mean "{guess}"?' if guess else "."
    if len(words) > _FEW:
        return hint if guess else f", such as {', '.join(words[:3])}."
    return f" ({', '.join(words)}){hint}"


@lru_cache(maxsize=256)  # words of declarations alone get here; those of all units take milliseconds to fold
def _folded(known: tuple[str, ...]) -> Mapping[str, str]:
    return {word.casefold(): word for word in reversed(known)}


_FEW = 24  # words that still fit in one sentence
_LONGEST = 100  # difflib is quadratic; no word of ours is longer
