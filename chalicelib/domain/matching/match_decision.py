"""Match decisions: which of the candidates a name means, if any, and why not otherwise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from chalicelib.domain.matching.candidate_score import WORTH_SHOWING, Candidate, MatchQuery
from chalicelib.domain.matching.model_versions import Version, version_of
from chalicelib.domain.matching.name_similarity import FoldedName, fold_name

ENOUGH = 0.8  # the lowest score of a match
MARGIN = 0.1  # by which the best score must exceed the next
MAX_CANDIDATES = 5
UNDATED_ALIAS: Final = "undated_alias"

Status = Literal["match", "ambiguous", "no_match"]
Reason = Literal["close", "undated_alias"]


@dataclass(frozen=True)
class MatchResult:
    """The result for a name: `ref` is the entity of a match; `reason` says why the match is not a plain one."""

    status: Status
    candidates: Sequence[Candidate]
    ref: str | None = None
    reason: Reason | None = None


def choose_match(wanted: MatchQuery, candidates: Iterable[Candidate]) -> MatchResult:
    """Choose among the candidates; the result says so if none or several of them match.

    A name that moves from version to version ("gpt-4o-latest", or "gpt-4" if dated versions are known) matches the
    family or nothing, and always has the reason.
    """
    judged = list(candidates)
    asked = version_of(wanted.name)
    can_move = not asked.is_dated and wanted.kind in (None, "model")
    undated = _undated_versions(judged, asked, wanted.name) if can_move else []
    shown = _best_of_each_entity(judged)[:MAX_CANDIDATES]
    if undated:
        return _undated_match(undated, asked, shown)
    if not shown or shown[0].score < ENOUGH:
        return MatchResult("no_match", shown)
    if len(shown) > 1 and round(shown[0].score - shown[1].score, 3) < MARGIN:
        return MatchResult("ambiguous", shown, reason="close")
    return MatchResult("match", shown, ref=shown[0].ref)


def _best_of_each_entity(judged: Iterable[Candidate]) -> list[Candidate]:
    """Return each entity once, with its best name, the highest score first."""
    best: dict[str, Candidate] = {}
    for each in sorted(judged, key=lambda c: (-c.score, len(c.name), c.name, c.ref)):
        if each.score >= WORTH_SHOWING:
            best.setdefault(each.ref, each)
    return list(best.values())


def _undated_versions(judged: Iterable[Candidate], asked: Version, name: FoldedName) -> list[Candidate]:
    """List the models that an undated name may mean, if it may mean another one tomorrow; otherwise none."""
    models = [c for c in judged if c.kind == "model" and c.score >= WORTH_SHOWING]
    own = [c for c in models if fold_name(c.name).squeezed in (asked.stem, name.squeezed)]
    dated = [c for c in models if asked.stem in (_stem_if_dated(c.name), _stem_if_dated(c.label))]
    return own + dated if dated or asked.is_moving else []


def _stem_if_dated(name: str) -> str | None:
    version = version_of(fold_name(name))
    return version.stem if version.is_dated else None


def _undated_match(versions: Sequence[Candidate], asked: Version, shown: Sequence[Candidate]) -> MatchResult:
    """Match the only family, or the only model with exactly this name; otherwise leave the choice to the caller."""
    families = {c.ref for c in versions if c.hint.get("level") == "family"}
    if len(families) == 1:
        return MatchResult("match", shown, ref=families.pop(), reason=UNDATED_ALIAS)
    refs = {c.ref for c in versions}
    is_called_so = any(fold_name(c.label).squeezed == asked.stem for c in versions)
    if len(refs) == 1 and is_called_so and not asked.is_moving:
        return MatchResult("match", shown, ref=refs.pop(), reason=UNDATED_ALIAS)
    return MatchResult("ambiguous", shown, reason=UNDATED_ALIAS)
