"""Name similarity: how well a name fits the text of a search, with one typo allowed in each word."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache

from chalicelib.domain.name_normalization import fold, parts_of, spellings_of

MIN_TYPO_LETTERS = 5  # of a word in which a typo is allowed
SHORTEST_END = 2  # letters; words are kept by their first two and by their last two

# Words that hardly distinguish names, and words that move a name from one version to the next.
_LITTLE = "the of and company group holdings technologies"
_ENGLISH_FORMS = "inc incorporated corp corporation co ltd limited llc llp lp pbc plc pte pty"
_OTHER_FORMS = "gmbh ag sa sas sarl srl spa bv nv oy kk"
LEGAL_FORMS = frozenset(f"{_ENGLISH_FORMS} {_OTHER_FORMS}".split(" "))
WEAK = frozenset(_LITTLE.split(" ")) | LEGAL_FORMS
MOVING = frozenset(("latest", "newest", "current"))


class Grade(IntEnum):
    """How well a name fits, the best first."""

    EXACT = 0  # the same except case, accents, punctuation, width and spacing
    PREFIX = 1  # it begins with what was typed
    WORD = 2  # every word typed is one of its words, or the beginning of one
    TYPO = 3  # as above, with a typo


@dataclass(frozen=True)
class FoldedName:
    """A name, or the text of a search, folded once for many comparisons."""

    text: str

    @classmethod
    def folded(cls, text: str) -> "FoldedName":
        """Take a name that is folded already."""
        typed = cls(text)
        typed.__dict__["words"] = tuple(text.split())
        return typed

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its folded words."""
        return tuple(fold(self.text).split())

    @cached_property
    def core_words(self) -> tuple[str, ...]:
        """Its words without legal forms, also with points as in "N.V.", and other weak words; all if none is left."""
        return tuple(word for word in self.joined_words if word not in WEAK) or self.words

    @property
    def without_legal_form(self) -> tuple[str, ...]:
        """Its words without the legal form at the end; all words if none are left."""
        return self.joined_words[:-1] if self.joined_words[-1:] and self.joined_words[-1] in LEGAL_FORMS else self.words

    @cached_property
    def legal_forms(self) -> frozenset[str]:
        """The legal forms among its words."""
        return LEGAL_FORMS.intersection(self.joined_words)

    @cached_property
    def joined_words(self) -> tuple[str, ...]:
        """Its words, with the letters at the end joined if they are a legal form."""
        for letters in (3, 2):
            end = self.words[-letters:]
            if all(len(word) == 1 for word in end) and "".join(end) in LEGAL_FORMS and len(self.words) > letters:
                return (*self.words[:-letters], "".join(end))
        return self.words

    @cached_property
    def spellings(self) -> tuple["FoldedName", ...]:
        """The name itself and, if it has letters such as ö, the name in its second spelling."""
        return (self, *map(FoldedName.folded, spellings_of(self.text)[1:]))

    @cached_property
    def squeezed(self) -> str:
        """Its letters and digits alone."""
        return "".join(self.words)

    @cached_property
    def numbers(self) -> list[str]:
        """Its numbers, so that 2.5 is not 25."""
        return re.findall(r"\d+", " ".join(self.words))

    @cached_property
    def numbers_with_letters(self) -> list[str]:
        """Its numbers with the letters behind them: 4o is not 4 with a typo."""
        return re.findall(r"\d+[^\W\d]*", " ".join(self.words))

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Its words, and their endings in scripts without spaces."""
        return tuple(parts_of(self.words))

    @property
    def anchor(self) -> str:
        """The most distinctive word: the longest, the first of several; weak words and numbers come last."""
        return self.distinctive_words[0]

    @property
    def distinctive_words(self) -> list[str]:
        """Its different words, the most distinctive first."""
        return sorted(dict.fromkeys(self.words), key=_distinctiveness, reverse=True)


def _distinctiveness(word: str) -> tuple[bool, bool, int]:
    return word not in WEAK | MOVING, not word.isdigit(), len(word)


@lru_cache(maxsize=8192)
def fold_name(name: str) -> FoldedName:
    """Fold a name on record; cached, since it is compared often."""
    return FoldedName(name)


def grade(typed: FoldedName, name: FoldedName) -> Grade | None:
    """Return how well a name fits, in the spellings of both that fit best; None if it does not.

    A name that lacks only weak words of the text, such as a legal form, is no worse than one with all words.
    """
    pairs = [(one, other) for one in typed.spellings for other in name.spellings]
    grades = [_grade(one, other) for one, other in pairs]
    if typed.core_words != typed.words:
        grades += [_grade_core(one, other) for one, other in pairs]
    return min((each for each in grades if each is not None), default=None)


def _grade_core(typed: FoldedName, name: FoldedName) -> Grade | None:
    found = _grade(FoldedName.folded(" ".join(typed.core_words)), name)
    return None if found is None else max(found, Grade.WORD)


def _grade(typed: FoldedName, name: FoldedName) -> Grade | None:
    if typed.squeezed == name.squeezed:
        return Grade.EXACT
    if name.squeezed.startswith(typed.squeezed):
        return Grade.PREFIX
    if all(any(part.startswith(word) for part in name.parts) for word in typed.words):
        return Grade.WORD
    if is_near(typed.squeezed, name.squeezed) or all(_fits(word, name) for word in typed.words):
        return Grade.TYPO
    return None


def _fits(word: str, name: FoldedName) -> bool:
    return any(part.startswith(word) or is_near(word, part) for part in name.parts)


def is_near(typed: str, word: str) -> bool:
    """Return whether two words differ by a typo. Another number is another name."""
    if max(len(typed), len(word)) < MIN_TYPO_LETTERS or (typed[:1] != word[:1] and typed[-1:] != word[-1:]):
        return False  # an error at one end of a long word leaves the other end
    if not is_one_edit(typed, word):
        return False
    numbers = _digits(typed), _digits(word)
    return numbers[0] == numbers[1] or not all(numbers)


def is_one_edit(a: str, b: str) -> bool:
    """Return whether one letter added, left out, replaced or swapped with its neighbour makes one text of the other."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    start = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if len(a) != len(b):
        return rest_a[1:] == rest_b or rest_a == rest_b[1:]
    return rest_a[1:] == rest_b[1:] or (rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:])


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def ends_of(word: str) -> tuple[str, str]:
    """Return a beginning and an ending of a typed word; every word that is near has one of the two.

    They leave out one letter, for neighbours that were swapped across the middle. A near word of four letters can only
    be longer, so there they may meet.
    """
    beginning = max(len(word) // 2, SHORTEST_END) + (len(word) == MIN_TYPO_LETTERS - 1)
    ending = max(len(word) - 1 - beginning, SHORTEST_END)
    return word[:beginning], word[-ending:]
