"""Faults: collects all that is wrong with a request, within bounds, to refuse it once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chalicelib.domain.errors import Fault, Invalid

MAX_SUMMARY_FAULTS = 3
MAX_SUMMARY_CHARS = 1_000  # characters of each
MAX_FAULTS = 1_000  # of a body that are told at once; a body of nothing else would fill more than an answer holds
MAX_GUESSES = 10  # of a request; nobody reads on, and each is a search among all the words there are
MAX_POINTER_CHARS = 1_000  # characters; no member of ours lies deeper


def summed_up(faults: Sequence[Fault]) -> str:
    """Say in a few sentences what is wrong: the first faults whole, the number of the others."""
    told = [fault.detail[:MAX_SUMMARY_CHARS] for fault in faults[:MAX_SUMMARY_FAULTS]]
    more = len(faults) - len(told)
    return " ".join([*told, f"And {more} more; `errors` has them all."] if more else told)


@dataclass
class Guesses:
    """How many faults of a request may still name the known word that is nearest to a wrong one."""

    left: int = MAX_GUESSES

    def take(self) -> bool:
        """Take one; say whether there was one left."""
        is_left = self.left > 0
        self.left -= is_left
        return is_left


@dataclass
class Faults:
    """Collects every fault of a request, to refuse it once with all of them; `most` are told."""

    found: list[Fault] = field(default_factory=list)
    most: int = MAX_FAULTS
    guesses: Guesses = field(default_factory=Guesses)
    _pointers: set[str] = field(default_factory=set)

    def add(self, pointer: str, code: str, detail: str) -> None:
        """Note a fault at an RFC 6901 pointer; with the last that is told raise Invalid, for nobody reads on.

        A pointer that is too long to be told is cut back to an object further out.
        """
        short = pointer if len(pointer) <= MAX_POINTER_CHARS else pointer[: pointer.rindex("/", 0, MAX_POINTER_CHARS)]
        self.found.append(Fault(short, code, detail))
        self._pointers.add(short)
        if not self.room:
            detail = f"The body has {self.most} faults or more; `errors` has the first {self.most}."
            raise Invalid(detail, faults=tuple(self.found))

    @property
    def room(self) -> int:
        """Count how many more faults are told."""
        return self.most - len(self.found)

    def has(self, pointer: str) -> bool:
        """Say whether something is noted at a pointer."""
        return pointer in self._pointers

    def go_on_from(self, earlier: "Faults") -> None:
        """Take over what was found before, and what is left of the bounds."""
        self.most, self.guesses = earlier.most, earlier.guesses
        for fault in earlier.found:
            self.add(fault.pointer, fault.code, fault.detail)

    def __bool__(self) -> bool:
        return bool(self.found)

    def refuse(self) -> None:
        """Raise `Invalid` with all that was found; do nothing when there is none."""
        if self.found:
            raise self.as_refusal()

    def as_refusal(self) -> Invalid:
        """Give the refusal with all that was found."""
        return Invalid(summed_up(self.found), faults=tuple(self.found))


def pointer(*parts: str | int) -> str:
    """Join parts to an RFC 6901 JSON pointer, escaping `~` and `/`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
