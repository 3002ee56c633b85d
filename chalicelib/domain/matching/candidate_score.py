"""Candidate scores: how likely a name means an entity, from 0 to 1, and the features behind the score."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chalicelib.domain.matching.model_ids import Reading, readings_of, signs_of
from chalicelib.domain.matching.model_versions import version_of
from chalicelib.domain.matching.name_context import CONFIRMED, CONTEXT, confirms, with_context
from chalicelib.domain.matching.name_similarity import WEAK, FoldedName, fold_name, grade, is_near
from chalicelib.domain.resolving.timelines.held_spans import HELD, Tenure
from chalicelib.domain.values import Ref

# Scores of a name alone, without kind and context.
EXACT, FOLDED, NEAR, SPACED = 1.0, 0.97, 0.85, 0.7
MOVING_NAME, DATED = 0.9, 0.75  # the same except "latest"; the same except a date
WORDS = 0.85  # the same words in another order; less if some words differ
AS_MODEL_ID = 0.98  # factor: the text is read as the id of a model
OTHER_NUMBERS = 0.5  # factor: "Qwen 2" and "Qwen 3" share a word and are two models
ALIAS = 0.97  # factor: not its first name
TICKER = 0.93  # factor: the symbol of its ticker; less than an alias that differs in case
OTHER_TIME = 0.92  # factor: a name of another time
OTHER_KIND = 0.5  # factor
WEAK_WORD = 0.05  # of a word
WORTH_SHOWING = 0.3  # the lowest score of a candidate that is shown; also of longer names with all the words


@dataclass(frozen=True)
class MatchQuery:
    """A name to be resolved, with the kind of the entity, if known, and other context."""

    name: FoldedName
    kind: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The ways to read the name: as it is first, then as the id of a model, unless another kind is asked for."""
        return readings_of(self.name.text) if self.kind in (None, "model") else (Reading(self.name),)


class Comparison(NamedTuple):
    """How well a text fits a name; `is_sure` if all distinctive words have the same letters, numbers and signs."""

    score: float
    features: Mapping[str, Any]
    is_sure: bool
    reading: Reading


@dataclass(frozen=True)
class Candidate:
    """An entity that a name may mean, with its score and the features behind it.

    `reading` is the reading of the text that fits best; `is_sure` says that it differs from the name in no letter,
    number or sign that could make it another's name. `tenure` says whether the name holds at the moment asked for.
    """

    ref: str
    label: str
    name: str
    hint: Mapping[str, Any]
    score: float
    features: Mapping[str, Any]
    is_sure: bool
    reading: Reading
    tenure: Tenure = HELD

    @property
    def likeness(self) -> float:
        """The score as if its name held at the moment."""
        return self.score if self.tenure.is_held else self.score / OTHER_TIME

    @property
    def weakness(self) -> tuple[bool, bool]:
        """Of candidates with the same letters, the one whose name holds at the moment is meant, then a ticker."""
        return not self.tenure.is_held, self.features["ticker"]

    @property
    def kind(self) -> str:
        """The kind of the entity."""
        return Ref.of(self.ref).kind


def may_be_shown(wanted: MatchQuery, name: FoldedName) -> bool:
    """Return whether a name may be worth showing, by its letters alone, before the rest of its row is parsed."""
    best = max(
        1 - (1 - each.score) * (1 - CONFIRMED) ** len(wanted.context) for each in _compared(wanted.readings, name)
    )
    return best >= WORTH_SHOWING or _grades(wanted.readings, name)


def judge(
    wanted: MatchQuery,
    *,
    ref: str,
    name: str,
    label: str,
    hint: Mapping[str, Any],
    tenure: Tenure = HELD,
    is_ticker: bool = False,
) -> Candidate:
    """Score an entity by one of its names, or by the symbol of its ticker if the text is one: that is certain."""
    found_kind, called = Ref.of(ref).kind, fold_name(name)
    readings = wanted.readings if found_kind == "model" else wanted.readings[:1]
    score, features, is_sure, reading = max(_compared(readings, called), key=lambda each: each.score)
    if is_ticker:
        score, is_sure, reading = EXACT, True, readings[0]
    kind = None if wanted.kind is None else found_kind == wanted.kind
    context = {member: confirms(text, hint, CONTEXT[member]) for member, text in wanted.context.items()}
    score *= TICKER if is_ticker else 1 if name == label else ALIAS if tenure.is_held else 1
    score *= (1 if tenure.is_held else OTHER_TIME) * (OTHER_KIND if kind is False else 1)
    score = round(with_context(score, list(context.values())), 3)
    if score < WORTH_SHOWING and kind is not False and _grades(readings, called):
        score = WORTH_SHOWING  # "Gemma" shows longer names with this word; this score is too low for a match
    whole = {**features, "alias": name != label, "kind": kind, "context": context, "left_out": list(reading.left_out)}
    return Candidate(ref, label, name, hint, score, whole | {"ticker": is_ticker}, is_sure, reading, tenure)


def _grades(readings: Iterable[Reading], name: FoldedName) -> bool:
    return any(grade(each.name, name) is not None for each in readings)


def _compared(readings: Iterable[Reading], name: FoldedName) -> Iterator[Comparison]:
    """Compare a name with each reading of a text, in the spellings of both."""
    for place, reading in enumerate(readings):
        same_signs = signs_of(reading.name.text) == signs_of(name.text)
        for one in reading.name.spellings:
            for other in name.spellings:
                score, features, is_sure = _spelling_score(one, other, same_signs=same_signs)
                yield Comparison(score * (AS_MODEL_ID if place else 1), features, is_sure, reading)


def _spelling_score(wanted: FoldedName, name: FoldedName, *, same_signs: bool) -> tuple[float, Mapping[str, Any], bool]:
    same_letters, same_numbers = wanted.squeezed == name.squeezed, wanted.numbers == name.numbers
    is_same = same_letters and same_numbers and same_signs
    is_exact = is_same and wanted.text.strip() == name.text
    is_other_sign = same_letters and same_numbers and not same_signs
    is_typo = is_other_sign or (
        wanted.numbers_with_letters == name.numbers_with_letters and is_near(wanted.squeezed, name.squeezed)
    )
    of_stem = 0.0 if is_same else _version_score(wanted, name) * same_signs
    shared, typos = _shared_words(wanted, name)
    by_words = WORDS * shared * (1 if same_numbers else OTHER_NUMBERS)
    score = max(by_words, of_stem, EXACT * is_exact, FOLDED * is_same, SPACED * same_letters, NEAR * is_typo)
    features = {"exact": is_exact, "folded": is_same, "words": round(shared, 3), "typos": typos or int(is_typo)}
    is_sure = is_same or (same_signs and same_words(wanted, name))
    return score, {**features, "version": of_stem > 0}, is_sure


def _version_score(wanted: FoldedName, name: FoldedName) -> float:
    """Score names that are the same except a date or a word such as "latest"."""
    asked, meant = version_of(wanted), version_of(name)
    if asked == meant or not (asked.is_dated or asked.is_moving or meant.is_dated or meant.is_moving):
        return 0.0
    if asked.stem != meant.stem and not _same_words(asked.words, meant.words):
        return 0.0
    return MOVING_NAME if asked.is_moving and not meant.is_dated else DATED


def same_words(one: FoldedName, other: FoldedName) -> bool:
    """Return whether two names have the same words, regardless of order; one may lack the legal form."""
    forms = one.legal_forms, other.legal_forms
    return _same_words(one.core_words, other.core_words) and (forms[0] == forms[1] or not all(forms))


def _same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether words are the same in any order. With numbers, the first stays, and those side by side do.

    So "Claude 3.5 Sonnet" is "Claude Sonnet 3.5", and "Claude 3 Sonnet 5" is not.
    """
    if sorted(one) != sorted(other):
        return False
    numbers = _numbers_side_by_side(one)
    return not numbers or (one[0] == other[0] and numbers == _numbers_side_by_side(other))


def _numbers_side_by_side(words: Sequence[str]) -> list[str]:
    """List the numbers of a name, those side by side as one; a `v` begins another."""
    marked = " ".join(word if any(char.isdigit() for char in word) else "," for word in words)
    return [run.strip() for run in re.split(r",|(?= v\d)", marked) if run.strip()]


def _shared_words(wanted: FoldedName, name: FoldedName) -> tuple[float, int]:
    """Return the share of words that two names have in common, with little weight for weak words, and the typos."""
    left = list(dict.fromkeys(name.joined_words))
    shared, typos = 0.0, 0
    for word in dict.fromkeys(wanted.joined_words):
        near = next((each for each in left if each == word), None) or next((e for e in left if is_near(word, e)), None)
        if near is not None:
            left.remove(near)
            typos += near != word
            shared += _weight(word)
    total = sum(map(_weight, set(wanted.joined_words))) + sum(map(_weight, set(name.joined_words)))
    return (2 * shared / total if total else 0.0) * (NEAR if typos else 1), typos


def _weight(word: str) -> float:
    return WEAK_WORD if word in WEAK else 1.0
