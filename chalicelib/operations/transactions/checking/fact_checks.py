"""Checks of facts: confirmations in the future, second values of fixed properties, retracted facts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.domain.erasure_errors import Erased
from chalicelib.domain.errors import Fault, Retracted
from chalicelib.domain.facts.facts import Fact, affirmed_values
from chalicelib.domain.faults import Faults, summed_up
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.entity_context import CONFIRMED
from chalicelib.domain.values import Missing, When
from chalicelib.kinds.properties.scales import benchmark_of, scale_faults
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.drafts import DraftFact
from chalicelib.operations.transactions.references import References


def check_confirmations(drafts: Sequence[DraftFact], *, clock: Callable[[], Instant], faults: Faults) -> None:
    """Note a fault for every confirmation in the future."""
    for draft in drafts:
        value = draft.content.value
        if draft.declared.name == CONFIRMED and isinstance(value, When) and value.earliest > clock():
            faults.add(draft.value_at, "in_future", "`confirmed` must not be in the future.")


def check_scales(drafts: Sequence[DraftFact], references: References, faults: Faults) -> None:
    """Note a fault for every score that is in another unit than the scale of its benchmark, or off it."""
    for draft in drafts:
        benchmark = benchmark_of(draft.content)
        named = references.get(benchmark) if benchmark else None
        if benchmark is None or named is None:
            continue
        survivor = references.get(named.redirect or "", named)
        for found in scale_faults(draft.content, benchmark, survivor.scales):
            faults.add(draft.value_at + found.member.removeprefix("value"), found.code, found.detail)


def check_fixed_values(entity: Entity, drafts: Sequence[DraftFact], faults: Faults) -> None:
    """Note a fault for each second, different value of a property whose value is fixed; `unknown` is not a value."""
    fixed = [draft for draft in drafts if draft.declared.immutable and draft.content.value != Missing("unknown")]
    given = affirmed_values(entity.facts.values()) if fixed else {}
    for draft in fixed:
        first = given.setdefault(draft.content.property, draft.content.value)
        if first.canonical() != draft.content.value.canonical():
            detail = f"`{draft.declared.name}` cannot change once it is set; it is {first.json()!r}."
            faults.add(draft.at, "fixed", detail)


def refuse_erased(facts: Mapping[str, Fact], *, said: str = "is not recorded again. Leave it out") -> None:
    """Refuse the facts, by pointer, that were erased, with one fault each: only who may erase could want them back.

    `said` is what is not done, and what to do.
    """
    found = {at: (fact, erasure.erasure_json()) for at, fact in facts.items() if (erasure := fact.erasure)}
    if not found:
        return
    faults = tuple(
        Fault(
            at,
            "erased",
            f"{fact.id} was erased at {erasure['at']} and {said}; ask the operator of this service if it must be on "
            "record.",
        )
        for at, (fact, erasure) in found.items()
    )
    first, erased = next(iter(found.values()))
    raise Erased(summed_up(faults), faults=faults, context={"fact": first.id, "erasure": erased})


def refuse_retracted(facts: Mapping[str, Fact]) -> None:
    """Refuse the facts, by pointer, that are on record as retracted, with one fault each."""
    if not facts:
        return
    found: list[dict[str, Any]] = [
        {"pointer": at, "fact": fact.id, "retraction": fact.json_value()["retraction"]} for at, fact in facts.items()
    ]
    faults = tuple(Fault(each["pointer"], "retracted", _retracted_detail(each)) for each in found)
    context = {"fact": found[0]["fact"], "retraction": found[0]["retraction"], "retracted": found}
    raise Retracted(summed_up(faults), faults=faults, context=context)


def _retracted_detail(found: Mapping[str, Any]) -> str:
    return (
        f"{found['fact']} was retracted at {found['retraction']['at']}. To restore it, reinstate it "
        f"(POST /v1/facts/{found['fact']}/reinstatement)."
    )
