"""Parse the facts of a request: group them by entity, and draft each for its entity."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.domain.errors import Fault
from chalicelib.domain.faults import Faults, nearest, pointer
from chalicelib.domain.values import parse_ref
from chalicelib.domain.values.checks import described, quoted
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Property
from chalicelib.kinds.hints import unknown_property
from chalicelib.kinds.refs import wrong_ref
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.drafts import Drafts
from chalicelib.operations.transactions.parsing.declaration_faults import SentValue, can_be_missing
from chalicelib.operations.transactions.parsing.fact_parsing import (
    VALUE_MEMBERS,
    draft_value,
)
from chalicelib.operations.transactions.parsing.fiscal_periods import FISCAL_YEAR_END, FiscalYears
from chalicelib.operations.transactions.parsing.shared_members import SharedMembers
from chalicelib.operations.writes.recording.record_apart import Numbered, Refused

MAX_BATCH_FACTS = 100
FACT_MEMBERS = frozenset({"entity", "property", "qualifiers"}) | VALUE_MEMBERS


class GroupedFacts(NamedTuple):
    """The facts of a request by entity, and the refusals of those that name none."""

    by_entity: dict[str, list[Numbered]]
    malformed: list[Refused]


def check_number_of_facts(facts: Sequence[Any]) -> None:
    """Refuse an empty request and one of too many facts. Raises Invalid."""
    if not 1 <= len(facts) <= MAX_BATCH_FACTS:
        detail = f"Send 1 to {MAX_BATCH_FACTS} facts, not {len(facts)}."
        raise Faults([Fault("/facts", "too_many" if facts else "empty", detail)]).as_refusal()


def group_by_entity(facts: Sequence[Any]) -> GroupedFacts:
    """Group facts by entity; refuse those that name none."""
    grouped: dict[str, list[Numbered]] = {}
    malformed: list[Refused] = []
    for place, fact in enumerate(facts):
        faults = Faults()
        ref = entity_of_fact(fact, at=f"/facts/{place}", faults=faults)
        if ref is not None:
            grouped.setdefault(ref, []).append((place, fact))
        else:
            malformed.append(Refused((place,), faults.as_refusal()))
    return GroupedFacts(grouped, malformed)


def entity_of_fact(fact: Any, *, at: str, faults: Faults) -> str | None:
    """Return the ref of the entity that a fact names; None, with a fault, if it names none."""
    example = 'the ref of an entity, such as "company/openai"'
    if not isinstance(fact, Mapping):
        faults.add(at, "wrong_type", f"Expected an object, not {described(fact)}.")
        return None
    raw = fact.get("entity")
    ref = parse_ref(raw) if isinstance(raw, str) else None
    if ref is not None and ref.kind in KINDS:
        return str(ref)
    if raw is None:
        faults.add(f"{at}/entity", "missing_field", f"`entity` is missing; give {example}.")
    elif not isinstance(raw, str):
        faults.add(f"{at}/entity", "wrong_type", f"Expected {example}, not {described(raw)}.")
    else:
        faults.add(f"{at}/entity", *wrong_ref(raw, guesses=faults.guesses))
    return None


def fiscal_years(entity: Entity, facts: Sequence[Numbered]) -> FiscalYears:
    """Return what is known of an entity's fiscal year: by its facts in the request, else by those on record."""
    sent = [raw.get("value") for _, raw in facts if raw.get("property") == FISCAL_YEAR_END]
    return FiscalYears(entity.kind, [each for each in sent if each is not None], entity.facts_of)


def draft_fact(entity: Entity, raw: Mapping[str, Any], *, at: str, fiscal: FiscalYears, faults: Faults) -> Drafts:
    """Draft a fact for its entity; no draft if it has faults."""
    for unknown in (name for name in raw if name not in FACT_MEMBERS):
        guess = nearest(unknown, sorted(FACT_MEMBERS), guesses=faults.guesses)
        hint = f"the nearest is `{guess}`." if guess else f"its members are {', '.join(sorted(FACT_MEMBERS))}."
        faults.add(at + pointer(unknown), "unknown_field", f"A fact has no member {quoted(unknown)}; {hint}")
    declared = _declared_property(entity, raw.get("property"), at=f"{at}/property", faults=faults)
    sent = None if declared is None else _sent_fact(declared, raw, at=at, faults=faults)
    if declared is None or sent is None:
        return Drafts()
    return draft_value(declared, sent, shared=SharedMembers({}, at=f"{at}/evidence"), fiscal=fiscal, faults=faults)


def _sent_fact(declared: Property, raw: Mapping[str, Any], *, at: str, faults: Faults) -> SentValue | None:
    """Take a fact apart: its `qualifiers` are an object, and it has its own evidence."""
    if raw.get("value") is None:
        missing = ' If nobody has said it, send {"missing": "unknown"}.' if can_be_missing(declared) else ""
        faults.add(f"{at}/value", "missing_field", f"A fact needs a value.{missing}")
        return None
    qualifiers = raw.get("qualifiers") or {}
    if not isinstance(qualifiers, Mapping):
        faults.add(f"{at}/qualifiers", "wrong_type", "Expected an object of qualifiers.")
        return None
    members = {name: raw[name] for name in VALUE_MEMBERS if raw.get(name) is not None}
    return SentValue(at, f"{at}/value", f"{at}/qualifiers", members, qualifiers)


def _declared_property(entity: Entity, name: Any, *, at: str, faults: Faults) -> Property | None:
    """Find the declaration of the property that a fact names."""
    if isinstance(name, str):
        declared = entity.declared(name)
        if declared is None:
            detail = unknown_property(entity.kind, name, type_name=entity.type_name, guesses=faults.guesses)
            faults.add(at, "unknown_property", detail)
        return declared
    if name is None:
        faults.add(at, "missing_field", '`property` is missing; give the name of one, such as "country".')
    else:
        faults.add(at, "wrong_type", f'Expected the name of a property, such as "country", not {described(name)}.')
    return None
