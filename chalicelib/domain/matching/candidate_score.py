"""Candidate scores: how likely a name means an entity, from 0 to 1, and the features behind the score."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.matching.model_versions import version_of
from chalicelib.domain.matching.name_similarity import WEAK, FoldedName, fold_name, grade, is_near
from chalicelib.domain.name_normalization import squeeze
from chalicelib.domain.values import Ref, parse_date

# Scores of a name alone, without kind and context.
EXACT, FOLDED, NEAR, SPACED = 1.0, 0.97, 0.85, 0.7
MOVING_NAME, DATED = 0.9, 0.75  # the same except "latest"; the same except a date
WORDS = 0.85  # the same words in another order; less if some words differ
OTHER_NUMBERS = 0.5  # factor: "Qwen 2" and "Qwen 3" share a word and are two models
ALIAS = 0.97  # factor: not its first name
OTHER_KIND = 0.5  # factor
WEAK_WORD = 0.05  # of a word
WORTH_SHOWING = 0.3  # the lowest score of a candidate that is shown; also of longer names with all the words
CONFIRMED, UNCONFIRMED, CONTRADICTED = 0.3, 0.9, 0.6  # of the difference to 1; a factor; a factor

# The properties of the hint with which a member of the context is compared.
_PARTIES = ("developer", "owner", "issuer", "publisher", "parent", "affiliation", "venue")
CONTEXT: Mapping[str, tuple[str, ...]] = {
    "company": _PARTIES,
    "developer": ("developer", "owner"),
    "country": ("country",),
    "type": ("type", "organisation_type", "product_type", "instrument_type", "level", "occupation"),
    "date": ("date", "released", "published"),
}


@dataclass(frozen=True)
class MatchQuery:
    """A name to be resolved, with the kind of the entity, if known, and other context."""

    name: FoldedName
    kind: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """An entity that a name may mean, with its score and the features behind it."""

    ref: str
    label: str
    name: str
    hint: Mapping[str, Any]
    score: float
    features: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """The kind of the entity."""
        return Ref.of(self.ref).kind


def may_be_shown(wanted: MatchQuery, name: FoldedName) -> bool:
    """Return whether a name may be worth showing, by its letters alone, before the rest of its row is parsed."""
    score, _ = _name_score(wanted.name, name)
    best = 1 - (1 - score) * (1 - CONFIRMED) ** len(wanted.context)
    return best >= WORTH_SHOWING or grade(wanted.name, name) is not None


def judge(wanted: MatchQuery, *, ref: str, name: str, label: str, hint: Mapping[str, Any]) -> Candidate:
    """Score an entity by one of its names."""
    score, features = _name_score(wanted.name, fold_name(name))
    kind = None if wanted.kind is None else Ref.of(ref).kind == wanted.kind
    context = {member: _confirms(text, hint, CONTEXT[member]) for member, text in wanted.context.items()}
    score *= (1 if name == label else ALIAS) * (OTHER_KIND if kind is False else 1)
    score = round(_with_context(score, list(context.values())), 3)
    if score < WORTH_SHOWING and kind is not False and grade(wanted.name, fold_name(name)) is not None:
        score = WORTH_SHOWING  # "Gemma" shows longer names with this word; this score is too low for a match
    whole = {**features, "alias": name != label, "kind": kind, "context": context}
    return Candidate(ref, label, name, hint, score, whole)


def _name_score(wanted: FoldedName, name: FoldedName) -> tuple[float, dict[str, Any]]:
    """Score a name by the spellings of both that fit best."""
    scores = (_spelling_score(one, other) for one in wanted.spellings for other in name.spellings)
    return max(scores, key=lambda each: each[0])


def _spelling_score(wanted: FoldedName, name: FoldedName) -> tuple[float, dict[str, Any]]:
    same_letters, same_numbers = wanted.squeezed == name.squeezed, _numbers_in(wanted) == _numbers_in(name)
    is_same = same_letters and same_numbers
    is_exact = is_same and wanted.text.strip() == name.text
    is_typo = _numbers_with_letters(wanted) == _numbers_with_letters(name) and is_near(wanted.squeezed, name.squeezed)
    asked, meant = version_of(wanted), version_of(name)
    is_version = not is_same and asked.stem == meant.stem and asked.stem != max(wanted.squeezed, name.squeezed, key=len)
    of_stem = (MOVING_NAME if asked.is_moving and not meant.is_dated else DATED) * is_version
    shared, typos = _shared_words(wanted, name)
    by_words = WORDS * shared * (1 if same_numbers else OTHER_NUMBERS)
    score = max(by_words, of_stem, EXACT * is_exact, FOLDED * is_same, SPACED * same_letters, NEAR * is_typo)
    features = {"exact": is_exact, "folded": is_same, "words": round(shared, 3), "typos": typos or int(is_typo)}
    return score, {**features, "version": is_version}


def _numbers_in(name: FoldedName) -> list[str]:
    """List the numbers of a name, so that 2.5 is not 25."""
    return re.findall(r"\d+", " ".join(name.words))


def _numbers_with_letters(name: FoldedName) -> list[str]:
    """List the numbers of a name with the letters behind them: 4o is not 4 with a typo."""
    return re.findall(r"\d+[^\W\d]*", " ".join(name.words))


def _shared_words(wanted: FoldedName, name: FoldedName) -> tuple[float, int]:
    """Return the share of words that two names have in common, with little weight for weak words, and the typos."""
    left = list(dict.fromkeys(name.words))
    shared, typos = 0.0, 0
    for word in dict.fromkeys(wanted.words):
        near = next((each for each in left if each == word), None) or next((e for e in left if is_near(word, e)), None)
        if near is not None:
            left.remove(near)
            typos += near != word
            shared += _weight(word)
    total = sum(map(_weight, set(wanted.words))) + sum(map(_weight, set(name.words)))
    return (2 * shared / total if total else 0.0) * (NEAR if typos else 1), typos


def _weight(word: str) -> float:
    return WEAK_WORD if word in WEAK else 1.0


def _with_context(score: float, confirmed: Sequence[bool | None]) -> float:
    """Raise or lower a score by the context."""
    for each in confirmed:
        if each is True:
            score += (1 - score) * CONFIRMED
        elif each is False:
            score *= CONTRADICTED
    return score * (UNCONFIRMED if confirmed and all(each is None for each in confirmed) else 1)


def _confirms(text: str, hint: Mapping[str, Any], properties: Sequence[str]) -> bool | None:
    """Return whether a hint agrees with the text that was sent; None if it has no such property."""
    known = [each for name in properties if name in hint for each in _as_list(hint[name])]
    return any(_agree(text, each) for each in known) if known else None


def _as_list(value: Any) -> list[str]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _agree(text: str, known: str) -> bool:
    one, other = parse_date(text), parse_date(known)
    if one is not None and other is not None:
        (first, last), (start, end) = one.stated_days(), other.stated_days()
        return first <= end and start <= last
    if "/" in text and "/" in known:
        return text == known
    one_name, other_name = squeeze(text.rpartition("/")[2]), squeeze(known.rpartition("/")[2])
    return bool(one_name) and (other_name.startswith(one_name) or one_name.startswith(other_name))
