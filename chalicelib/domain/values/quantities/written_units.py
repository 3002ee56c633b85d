"""Written units: which unit is meant by what people write, such as `US$ per 1K tokens`, and how to say so.

First the table of spellings, then the names of currencies, then the nearest word among the units that are no currency.
The code of a currency is never guessed by its letters, which are too much alike.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from chalicelib.domain.faults import Guesses, nearest
from chalicelib.domain.values.quantities.currencies import currencies
from chalicelib.domain.values.quantities.unit_spellings import NO_UNIT, NOTED, SIZES, SPELLINGS, WHOLE_SPELLINGS
from chalicelib.domain.values.quantities.unit_words import THINGS, TIMES
from chalicelib.domain.values.quantities.units import WORDS, find_unit

MAX_SPELLING_CHARS = 60  # a longer text is no unit in any spelling
MAX_PARTS = 3  # as in `USD/seat/month`
MIN_GUESSED_CHARS = 3  # shorter words are like too many units

_PER = re.compile(r" ?/ ?| (?:per|a|an|for each|each) ")
_LEADING_PER = re.compile(r"(?:per|/) ?")
_CODE = re.compile("[A-Z]{3}")
_PENCE = "GBp"  # the only spelling whose capitals say what it means


class _Meant(NamedTuple):
    """The meaning of one word: a code, and what to mind. A guess is no more than a question."""

    code: str
    note: str = ""
    is_guess: bool = False


def unit_hint(word: str, *, guesses: Guesses) -> str:
    """End a sentence about an unknown unit: with what would be right, if that is known."""
    if len(word) > MAX_SPELLING_CHARS:
        return "."
    folded = _folded(word)
    if folded in WHOLE_SPELLINGS:
        return f'; write "{WHOLE_SPELLINGS[folded]}".'
    if wrong := _no_unit(folded):
        return f"; {wrong}."
    if folded in SIZES:
        return f"; write the size in the amount, as in {SIZES[folded]}."
    per = _LEADING_PER.match(folded)
    if per and _exactly(folded) is None:
        return _priced_hint(folded[per.end() :])
    size, rest = _without_size(folded)
    return _parts_hint(word, rest, size=size, guesses=guesses)


def currency_hint(word: str) -> str | None:
    """Say what would be right for a word that means a currency, or money that is none; None for other words."""
    folded = _folded(word) if len(word) <= MAX_SPELLING_CHARS else ""
    if wrong := _no_unit(folded):
        return wrong
    meant = _exactly(folded)
    return _writing(meant.code, [meant.note]) if meant and meant.code in currencies() else None


def _priced_hint(thing: str) -> str:
    """Say how a price per something is written whose currency is missing."""
    meant = _exactly(thing)
    if meant is None or meant.code not in (*THINGS, *TIMES):
        return "."
    return f'; write "/{meant.code}" after a currency, as in "USD/{meant.code}".'


def _parts_hint(word: str, folded: str, *, size: str | None, guesses: Guesses) -> str:
    parts = _PER.split(folded)
    if len(parts) > MAX_PARTS:
        return "."
    if wrong := next(filter(None, map(_no_unit, parts)), None):
        return f"; {wrong}."
    found = [_meant(part, is_alone=len(parts) == 1, word=word, guesses=guesses) for part in parts]
    meant = [each for each in found if each]
    code = _joined([each.code for each in meant])
    if len(meant) < len(found) or find_unit(code) is None:
        return "."
    notes = [each.note for each in meant]
    notes += [f"write the number out in the amount, as in {size}"] if size else []
    if any(each.is_guess for each in meant):
        return f'; did you mean "{code}"?'
    return f"; {_writing(code, notes)}."


def _writing(code: str, notes: Sequence[str]) -> str:
    said = "; ".join(filter(None, notes))
    return f'write "{code}" ({said})' if said else f'write "{code}"'


def _folded(word: str) -> str:
    return " ".join(word.replace(_PENCE, "GBX").replace(".", "").casefold().split())


def _no_unit(folded: str) -> str | None:
    return NO_UNIT.get(folded) or NO_UNIT.get(_singular(folded))


def _joined(codes: list[str]) -> str:
    """Join codes to a unit; hours of a processor are priced per processor and hour."""
    return "/".join([*codes[:1], *(code.replace("_", "/") for code in codes[1:])])


def _meant(part: str, *, is_alone: bool, word: str, guesses: Guesses) -> _Meant | None:
    exact = _exactly(part)
    if exact is not None or (is_alone and _CODE.fullmatch(word)):
        return exact
    if len(part) < MIN_GUESSED_CHARS:
        return None
    names = _word_names()
    guess = nearest(part, names, guesses=guesses)
    return _Meant(names[guess], is_guess=True) if guess else None


def _exactly(part: str) -> _Meant | None:
    """Find a word in the tables, or among the codes in any case and the names."""
    for spelling in (part, _singular(part)):
        if spelling in NOTED:
            return _Meant(*NOTED[spelling])
        code = SPELLINGS.get(spelling) or _codes().get(spelling) or _names().get(spelling)
        if code:
            return _Meant(code)
    return None


def _singular(word: str) -> str:
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def _without_size(folded: str) -> tuple[str | None, str]:
    """Take a word such as `million` from the begin or the end of a unit; it belongs into the amount."""
    words = folded.split(" ")
    for at, rest in ((0, words[1:]), (-1, words[:-1])):
        if rest and words[at] in SIZES and folded not in SPELLINGS and "/" not in folded:
            return SIZES[words[at]], " ".join(rest).removeprefix("of ")
    return None, folded


@cache
def _codes() -> Mapping[str, str]:
    """Return every code by its folded form; where two differ by case alone, the first."""
    return {code.casefold(): code for code in (*reversed(WORDS), *currencies())}


@cache
def _names() -> Mapping[str, str]:
    """Return every unit of one word by its name."""
    names = {currencies()[code].casefold(): code for code in reversed([*currencies()])}
    names.update(_word_names())
    return names


@cache
def _word_names() -> Mapping[str, str]:
    words = list(WORDS.items())
    return {word.many: code for code, word in words} | {word.one: code for code, word in words} | {c: c for c in WORDS}
