"""Match decisions: which of the candidates a name means, if any, and why not otherwise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from chalicelib.domain.instants import plus_ms
from chalicelib.domain.matching.candidate_score import WORTH_SHOWING, Candidate, MatchQuery
from chalicelib.domain.matching.model_versions import Version, version_of
from chalicelib.domain.matching.name_similarity import FoldedName, fold_name
from chalicelib.domain.resolving.timelines.held_spans import Holding
from chalicelib.domain.values import parse_date

ENOUGH = 0.8  # the lowest score of a match
MIN_BASE_SCORE = 0.6  # of the model that a dated name is a version of, unless the context contradicts
FROM_RELEASE_MS = 60 * 24 * 60 * 60 * 1000  # 60 days between a date in the name of a model and its release
MARGIN = 0.1  # by which the best score must exceed the next
MAX_CANDIDATES = 5
UNDATED_ALIAS: Final = "undated_alias"

Status = Literal["match", "ambiguous", "no_match"]
Reason = Literal["close", "undated_alias", "spelling", "model_id", "base_name", "former_name", "later_name", "ticker"]


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
    family or nothing, and always has the reason. A name with another letter or sign matches nothing: it may be that of
    a sibling.
    """
    judged = list(candidates)
    shown = _best_of_each_entity(judged)[:MAX_CANDIDATES]
    read_as = shown[0].reading.name if shown else wanted.name
    asked = version_of(read_as)
    may_be_model = wanted.kind in (None, "model")
    undated = _undated_versions(judged, asked, read_as) if may_be_model and not asked.is_dated else []
    if undated:
        return _undated_match(undated, asked, shown)
    if shown and shown[0].likeness >= ENOUGH:
        return _plain_match(shown)
    if issuer := _issuer_by_ticker(wanted, shown):
        return MatchResult("match", shown, ref=issuer, reason="ticker")
    base = _base_of_dated(judged) if may_be_model and asked.is_dated else None
    if base is None:
        return MatchResult("no_match", shown)
    if _is_date_of(asked.day, base):
        return MatchResult("match", shown, ref=base.ref, reason="base_name")
    return MatchResult("ambiguous", shown, reason="base_name")


def _plain_match(shown: Sequence[Candidate]) -> MatchResult:
    """Match the best candidate if it differs in no letter or sign and no other such candidate is close."""
    best = shown[0]
    if not best.is_sure:
        return MatchResult("ambiguous", shown, reason="spelling")
    if any(_is_rival(each, best) for each in shown[1:]):
        return MatchResult("ambiguous", shown, reason="close")
    return MatchResult("match", shown, ref=best.ref, reason=_reason_of(best))


def _reason_of(best: Candidate) -> Reason | None:
    """Return why a match is not a plain one."""
    if best.features["ticker"]:
        return "ticker"
    if not best.tenure.is_held:
        return "former_name" if best.tenure.holding is Holding.FORMER else "later_name"
    return "model_id" if best.features["left_out"] else None


def _is_rival(other: Candidate, best: Candidate) -> bool:
    """Return whether another candidate is as likely.

    To fit a part of the text is less than to fit all of it, a name of another time less than one that holds, and a
    ticker less than a name. The issuer of an instrument that has the same ticker is no other.
    """
    is_part = bool(other.features["left_out"]) and not best.features["left_out"]
    is_issuer = other.features["ticker"] and best.features["ticker"] and best.hint.get("issuer") == other.ref
    is_weaker = is_part or is_issuer or other.weakness > best.weakness
    return other.is_sure and not is_weaker and round(best.score - other.score, 3) < MARGIN


def _issuer_by_ticker(wanted: MatchQuery, shown: Sequence[Candidate]) -> str | None:
    """Return the only company whose instruments have a ticker, if a company is asked for and none has it itself."""
    listed = [each for each in shown if each.features["ticker"] and each.tenure.is_held]
    issuers = {str(each.hint.get("issuer")) for each in listed}
    is_one = wanted.kind == "company" and len(issuers) == 1 and len(listed) == len(shown)
    issuer = next(iter(issuers), "")
    return issuer if is_one and issuer.startswith("company/") else None


def _base_of_dated(judged: Iterable[Candidate]) -> Candidate | None:
    """Return the only model that a dated name may be a version of, by its undated name; None if others have dates."""
    versions = [c for c in judged if c.kind == "model" and c.features["version"] and c.score >= MIN_BASE_SCORE]
    settled = [c for c in versions if not version_of(fold_name(c.name)).is_moving]
    is_dated = any(version_of(fold_name(name)).is_dated for c in settled for name in (c.name, c.label))
    return settled[0] if len({c.ref for c in settled}) == 1 and not is_dated else None


def _is_date_of(day: str | None, base: Candidate) -> bool:
    """Return whether a date in a name may be that of the model: a whole day, not far from its release if known.

    A month and a day, or a year and a month, mostly distinguish later versions: "Kimi K2 0905" is not Kimi K2.
    """
    asked, released = parse_date(day or ""), parse_date(str(base.hint.get("released", "")))
    if asked is None:
        return False
    if released is None:
        return True
    (first, _), (start, end) = asked.stated_days(), released.stated_days()
    return start <= plus_ms(first, FROM_RELEASE_MS) and plus_ms(first, -FROM_RELEASE_MS) <= end


def _best_of_each_entity(judged: Iterable[Candidate]) -> list[Candidate]:
    """Return each entity once, with its best name, the highest score first."""
    best: dict[str, Candidate] = {}
    for each in sorted(judged, key=_order_of_candidate):
        if each.score >= WORTH_SHOWING:
            best.setdefault(each.ref, each)
    return list(best.values())


def _order_of_candidate(candidate: Candidate) -> tuple[float, bool, int, str, str]:
    """Return the order of candidates: a ticker is that of an instrument before that of its issuer."""
    is_issuer = candidate.features["ticker"] and candidate.kind != "instrument"
    return -candidate.score, is_issuer, len(candidate.name), candidate.name, candidate.ref


def _undated_versions(judged: Iterable[Candidate], asked: Version, name: FoldedName) -> list[Candidate]:
    """List the models that an undated name may mean, if it may mean another one tomorrow; otherwise none."""
    models = [c for c in judged if c.kind == "model" and c.score >= WORTH_SHOWING]
    own = [c for c in models if fold_name(c.name).squeezed in (asked.stem, name.squeezed) or _is_undated_name(c, asked)]
    dated = [c for c in models if asked.stem in (_stem_if_dated(c.name), _stem_if_dated(c.label))]
    return own + dated if dated or asked.is_moving else []


def _is_undated_name(candidate: Candidate, asked: Version) -> bool:
    """Return whether a name without a date is that of a moving one in another order of words."""
    return asked.is_moving and candidate.features["version"] and not version_of(fold_name(candidate.name)).is_dated


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
