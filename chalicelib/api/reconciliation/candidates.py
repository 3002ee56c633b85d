"""Candidates as the specification shows them: with the score and the features of resolve."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.api.pages.words.value_words import label_of
from chalicelib.api.series.cell_text import in_words
from chalicelib.domain.values import Ref

if TYPE_CHECKING:
    from chalicelib.api.reconciliation.answer_types import (
        ReconciledCandidateJson,
        ReconciledEntityJson,
        ReconciledFeatureJson,
        ReconciliationTypeJson,
    )

MAX_DESCRIPTION = 300  # characters
CERTAIN = 1.0  # the score of the entity that a ref or an identifier names


def type_json(kind: str) -> "ReconciliationTypeJson":
    """Return a kind as a type."""
    return {"id": kind, "name": label_of(kind)}


def hint_words(hint: Mapping[str, Any]) -> str:
    """Return what distinguishes entities of one name, in words."""
    words = "; ".join(f"{label_of(name)}: {in_words(value)}" for name, value in hint.items())
    return words if len(words) <= MAX_DESCRIPTION else f"{words[: MAX_DESCRIPTION - 1]}…"


def resolved_json(found: Mapping[str, Any], *, is_match: bool) -> "ReconciledCandidateJson":
    """Return a candidate of resolve."""
    features: list[ReconciledFeatureJson] = [{"id": name, "value": value} for name, value in _features(found)]
    return {**_entity_json(found), "score": found["score"], "match": is_match, "features": features}


def named_json(found: Mapping[str, Any], feature: str, *, is_match: bool) -> "ReconciledCandidateJson":
    """Return an entity that a ref or an identifier names."""
    return {
        **_entity_json(found),
        "score": CERTAIN,
        "match": is_match,
        "features": [{"id": feature, "value": True}],
    }


def unlisted_json(ref: str, name: str, score: float) -> "ReconciledCandidateJson":
    """Return the match of a name that is not among its candidates, such as the issuer of a share with a ticker."""
    found = {"ref": ref, "label": name, "hint": {}}
    return {**_entity_json(found), "score": score, "match": True, "features": []}


def _entity_json(found: Mapping[str, Any]) -> "ReconciledEntityJson":
    shown: ReconciledEntityJson = {
        "id": found["ref"],
        "name": found["label"],
        "type": [type_json(Ref.of(found["ref"]).kind)],
    }
    description = hint_words(found["hint"])
    return {**shown, "description": description} if description else shown


def _features(found: Mapping[str, Any]) -> Iterator[tuple[str, bool | float]]:
    """Yield the features that have a value: true, false or a number, as the specification demands."""
    for name, value in found["features"].items():
        if name == "context":
            yield from ((f"context_{member}", each) for member, each in value.items() if each is not None)
        elif name == "left_out":
            yield name, len(value)
        elif value is not None:
            yield name, value
    yield from ((name, found[name]) for name in ("former", "later"))
