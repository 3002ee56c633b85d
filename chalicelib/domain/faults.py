"""Faults: collects everything that is wrong with a request, and suggests the known words that were meant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from chalicelib.domain.errors import Fault, Invalid
from chalicelib.late_dataclass import dataclass

MAX_SUMMARY_FAULTS = 3
MAX_SUMMARY_CHARS = 1_000  # characters of each
MAX_FAULTS = 1_000  # of one body; more would not fit into the answer
MAX_GUESSES = 10  # of one request: each searches all the known words
MAX_POINTER_CHARS = 1_000  # no member of ours is nested more deeply
MAX_ADJUSTMENTS = 100  # texts that an answer reports
MAX_ADJUSTED_CHARS = 120  # of one of them
MAX_LISTED_WORDS = 24  # that fit into one sentence
MAX_COMPARED_CHARS = 100  # difflib is quadratic, and no known word is longer


def summed_up(faults: Sequence[Fault]) -> str:
    """Summarize faults: the sentences of the first three, and how many more there are."""
    details = [fault.detail[:MAX_SUMMARY_CHARS] for fault in faults[:MAX_SUMMARY_FAULTS]]
    more = len(faults) - len(details)
    return " ".join([*details, f"And {more} more; `errors` lists all of them."] if more else details)


@dataclass
class Guesses:
    """How many faults of a request may still suggest the word that was meant."""

    left: int = MAX_GUESSES

    def take(self) -> bool:
        """Take one guess; report whether there was one left."""
        is_left = self.left > 0
        self.left -= is_left
        return is_left


class Adjustment(NamedTuple):
    """A text that is kept otherwise than it was sent: cleaned, or as the code that its words name."""

    sent: str
    kept: str
    is_code: bool = False


@dataclass
class Faults:
    """The collector of a request's faults, which refuses it once with all of them, at most `most`.

    `adjusted` has the texts, by pointer, that are kept otherwise than they were sent.
    """

    found: list[Fault] = field(default_factory=list)
    most: int = MAX_FAULTS
    guesses: Guesses = field(default_factory=Guesses)
    adjusted: dict[str, Adjustment] = field(default_factory=dict)
    _pointers: set[str] = field(default_factory=set)

    def add(self, pointer: str, code: str, detail: str) -> None:
        """Note a fault at an RFC 6901 pointer. Raises Invalid with the last fault that fits.

        A pointer that is too long is shortened to that of an enclosing object.
        """
        short = pointer if len(pointer) <= MAX_POINTER_CHARS else pointer[: pointer.rindex("/", 0, MAX_POINTER_CHARS)]
        self.found.append(Fault(short, code, detail))
        self._pointers.add(short)
        if not self.room:
            detail = f"The body has {self.most} faults or more; `errors` lists the first {self.most}."
            raise Invalid(detail, faults=tuple(self.found))

    @property
    def room(self) -> int:
        """Count how many more faults fit."""
        return self.most - len(self.found)

    def has(self, pointer: str) -> bool:
        """Return whether a fault is noted at a pointer."""
        return pointer in self._pointers

    def take(self, found: Iterable[Fault]) -> None:
        """Note faults that were found elsewhere."""
        for fault in found:
            self.add(fault.pointer, fault.code, fault.detail)

    def note_adjusted(self, pointer: str, sent: str, kept: str, *, is_code: bool = False) -> None:
        """Note a text that is kept otherwise than it was sent, if it is."""
        if sent != kept:
            self.adjusted[pointer] = Adjustment(sent, kept, is_code)

    def words_of_code(self, pointer: str) -> str | None:
        """Return the words that were sent in place of a code; None if the code itself was."""
        found = self.adjusted.get(pointer)
        return found.sent if found is not None and found.is_code else None

    def continue_from(self, earlier: "Faults") -> None:
        """Take over the faults, the limit and the guesses of an earlier collector."""
        self.most, self.guesses = earlier.most, earlier.guesses
        self.take(earlier.found)

    def __bool__(self) -> bool:
        return bool(self.found)

    def refuse(self) -> None:
        """Raise Invalid with all faults, if there are any."""
        if self.found:
            raise self.as_refusal()

    def as_refusal(self) -> Invalid:
        """Return the refusal with all faults."""
        return Invalid(summed_up(self.found), faults=tuple(self.found))


def adjustments_json(adjusted: Mapping[str, Adjustment]) -> list[dict[str, str]]:
    """Return as JSON the texts that are kept otherwise than they were sent; long ones are cut, and so is the list."""
    return [
        {"pointer": at, "sent": _cut(each.sent), "kept": _cut(each.kept)}
        for at, each in list(adjusted.items())[:MAX_ADJUSTMENTS]
    ]


def _cut(text: str) -> str:
    return text if len(text) <= MAX_ADJUSTED_CHARS else text[: MAX_ADJUSTED_CHARS - 1] + "…"


def pointer(*parts: str | int) -> str:
    """Join parts to an RFC 6901 JSON pointer, escaping `~` and `/`."""
    return "".join(["/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts])


def nearest(word: str, known: Iterable[str], *, guesses: Guesses) -> str | None:
    """Find the known word most like a wrong one, ignoring case; None if none is like it or no guess is left."""
    if not guesses.take():
        return None
    folded = _folded(tuple(known))
    close = get_close_matches(word[:MAX_COMPARED_CHARS].casefold(), folded, n=1)
    return folded[close[0]] if close else None


def known_words(word: str, known: Iterable[str], *, guesses: Guesses) -> str:
    """End a sentence about a wrong word: with the nearest known word, or with all of them if they are few."""
    words = list(known)
    guess = nearest(word, words, guesses=guesses)
    hint = f'; did you mean "{guess}"?' if guess else "."
    if len(words) > MAX_LISTED_WORDS:
        return hint if guess else f", such as {', '.join(words[:3])}."
    return f" ({', '.join(words)}){hint}"


@lru_cache(maxsize=256)  # the keys are vocabularies of ours; folding all units takes milliseconds
def _folded(known: tuple[str, ...]) -> Mapping[str, str]:
    return {word.casefold(): word for word in reversed(known)}
