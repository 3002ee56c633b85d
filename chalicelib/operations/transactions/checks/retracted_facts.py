"""Retracted facts: the refusal of facts that are sent again although they were retracted."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.errors import Fault, Retracted
from chalicelib.domain.facts import Fact


def refuse_retracted(facts: Mapping[str, Fact]) -> None:
    """Refuse what stands on record as retracted, all of it at once; `facts` are by their place in the body."""
    if not facts:
        return
    found: list[dict[str, Any]] = [
        {"pointer": at, "fact": fact.id, "retraction": fact.json_value()["retraction"]} for at, fact in facts.items()
    ]
    faults = tuple(Fault(each["pointer"], "retracted", _is_retracted(each)) for each in found)
    first = {"fact": found[0]["fact"], "retraction": found[0]["retraction"]}
    raise Retracted(faults[0].detail, faults=faults, context={**first, "retracted": found})


def _is_retracted(found: Mapping[str, Any]) -> str:
    return (
        f"{found['fact']} was retracted at {found['retraction']['at']}; if it is to stand again, reinstate it "
        f"(POST /v1/facts/{found['fact']}/reinstatement)."
    )
