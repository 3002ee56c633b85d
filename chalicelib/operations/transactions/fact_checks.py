"""Checks of facts: replacements, confirmations in the future, second values of fixed properties, retracted facts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from chalicelib.domain.erasure_errors import Erased
from chalicelib.domain.errors import Fault, Retracted
from chalicelib.domain.facts import Fact, affirmed_values
from chalicelib.domain.faults import Faults, summed_up
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.entity_context import CONFIRMED
from chalicelib.domain.values import Missing, When
from chalicelib.kinds.properties.scales import benchmark_of, scale_faults
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.drafts import DraftFact, Replacement
from chalicelib.operations.transactions.references import References


def check_replacements(
    entity: Entity, drafts: Sequence[DraftFact], replacements: Sequence[Replacement], faults: Faults
) -> None:
    """Note a fault for every fact that cannot be replaced; once, however many values share the evidence."""
    for each in replacements:
        fault = _fault_of_replaced(each, entity)
        if fault is not None and not faults.has(each.at):
            faults.add(each.at, *fault)
    for draft in drafts:
        for place, replaced in enumerate(draft.content.evidence.replaces):
            at, fact = f"{draft.evidence_at}/replaces/{place}", entity.facts.get(replaced)
            fault = None if fact is None else _fault_of_link(draft, fact, entity)
            if fault is not None and not faults.has(at):
                faults.add(at, *fault)


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


def refuse_erased(facts: Mapping[str, Fact]) -> None:
    """Refuse the facts, by pointer, that were erased, with one fault each: only who may erase could want them back."""
    found = {at: (fact, erasure.erasure_json()) for at, fact in facts.items() if (erasure := fact.erasure)}
    if not found:
        return
    faults = tuple(
        Fault(
            at,
            "erased",
            f"{fact.id} was erased at {erasure['at']} and is not recorded again. Leave it out; ask the operator of "
            "this service if it must be on record.",
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


def _fault_of_replaced(wanted: Replacement, entity: Entity) -> tuple[str, str] | None:
    """Return the fault of an id that names no fact of the entity and property."""
    of_this = "A fact replaces facts of the same entity and property."
    replaced, fact = wanted.replaced, entity.facts.get(wanted.replaced)
    if fact is None:
        known = _names_another(replaced, entity.ref)
        return (
            ("another_entity", f"{replaced!r} is a fact of {known}, not of {entity.ref}. {of_this}")
            if known
            else ("no_such_fact", f"There is no fact {replaced!r} of {entity.ref}.")
        )
    if fact.content.property != wanted.property:
        detail = f"{replaced} is a fact of `{fact.content.property}`, not of `{wanted.property}`. {of_this}"
        return "another_property", detail
    return None


def _fault_of_link(draft: DraftFact, fact: Fact, entity: Entity) -> tuple[str, str] | None:
    """Return the fault of replacing a fact that says the same, or that replaces one that does."""
    if _is_same(fact, draft):
        return "replaces_itself", "A fact must not replace itself. Record the right value with `replaces`."
    if any(_is_same(each, draft) for each in _replaced_by(fact, entity.facts)):
        return "replaces_in_a_circle", f"{fact.id} replaces this fact already. Retract one of the two."
    return None


def _names_another(fact_id: str, ref: str) -> str | None:
    parts = fact_id.split("~")
    named = "/".join(parts[:2])
    return named if len(parts) == 4 and named != ref else None  # noqa: PLR2004  kind, slug, property, token


def _is_same(fact: Fact, draft: DraftFact) -> bool:
    """Return whether a fact states the same as a draft."""
    return fact.content.property == draft.content.property and fact.content.token == draft.content.token


def _replaced_by(fact: Fact, facts: Mapping[str, Fact]) -> Iterator[Fact]:
    """Yield the facts that a fact replaces, those that these replace, and so on."""
    waiting, seen = list(fact.evidence.replaces), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in seen and name in facts:
            seen.add(name)
            waiting += facts[name].evidence.replaces
            yield facts[name]
