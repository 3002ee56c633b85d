"""The calls that decide on a fact: it is wrong, right after all, preferred, said in other words, or erased."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from aifacts_client.core.calls import Call, with_headers
from aifacts_client.generated.answers import Fact, FactErasure
from aifacts_client.refs import checked_fact_id
from aifacts_client.values import Shape
from aifacts_client.verbs.options import MatchOptions, Rank
from aifacts_client.verbs.parameters import given, shaped, write

S = TypeVar("S", bound=Shape)


def retract(
    of: str | Fact,
    reason: str,
    *,
    source: str | None = None,
    if_match: str | None = None,
    dry_run: bool = False,
    idempotency_key: str | None = None,
) -> Call[Fact]:
    """Retract a fact, with the reason."""
    body = given({"reason": reason, "source": source})
    options = MatchOptions(if_match=if_match, dry_run=dry_run, idempotency_key=idempotency_key)
    return _decide(of, "retraction", Fact, body, options)


def reinstate(of: str | Fact, reason: str, options: MatchOptions) -> Call[Fact]:
    """Reinstate a retracted fact."""
    return _decide(of, "reinstatement", Fact, {"reason": reason}, options)


def rank(of: str | Fact, to: Rank, reason: str | None, options: MatchOptions) -> Call[Fact]:
    """Prefer or deprecate a fact."""
    return _decide(of, "rank", Fact, given({"rank": to, "reason": reason}), options)


def revise_evidence(of: str | Fact, evidence: Mapping[str, Any], reason: str, options: MatchOptions) -> Call[Fact]:
    """Change members of the evidence of a fact; None takes an optional one away."""
    return _decide(of, "evidence", Fact, {"evidence": {**evidence}, "reason": reason}, options)


def erase_fact(of: str | Fact, reason: str, options: MatchOptions) -> Call[FactErasure]:
    """Erase the words of a fact for good."""
    return _decide(of, "erasure", FactErasure, {"reason": reason}, options)


def _decide(of: str | Fact, what: str, shape: type[S], body: Any, options: MatchOptions) -> Call[S]:
    path = f"/v1/facts/{checked_fact_id(of.id if isinstance(of, Fact) else of)}/{what}"
    query = {"dry_run": options.get("dry_run") or None}
    call = write("POST", path, shaped(shape), body, query=query, key=options.get("idempotency_key"))
    return with_headers(call, If_Match=options.get("if_match"))
