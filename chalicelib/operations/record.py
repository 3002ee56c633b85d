"""Record facts about any entities: all in one transaction, or one transaction an entity."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.errors import IdempotencyKeyReused, Refusal
from chalicelib.domain.faults import Faults, Guesses, pointer
from chalicelib.domain.values import Ref, nearest, parse_ref
from chalicelib.domain.values.checks import described, quoted
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Property
from chalicelib.kinds.hints import unknown_property
from chalicelib.operations.drafting import Drafts, draft_fact
from chalicelib.operations.entity import Entity
from chalicelib.operations.idempotency import Once
from chalicelib.operations.members import OF_A_VALUE
from chalicelib.operations.outcome import Outcome
from chalicelib.operations.staging import Change
from chalicelib.operations.world import Caller, Recorded, World
from chalicelib.operations.writing import Attempt, live, write

MAX_FACTS = 100
MOST_FAULTS = 100  # of an entity that its outcome tells; there may be as many outcomes
MEMBERS = frozenset({"entity", "property", "qualifiers"}) | OF_A_VALUE

Numbered = tuple[int, Mapping[str, Any]]  # a fact as sent, with its place in the request


def record(
    world: World,
    caller: Caller,
    *,
    facts: Sequence[Any],
    atomic: bool = True,
    dry_run: bool = False,
    once: Once | None = None,
) -> Recorded:
    """Record 1 to 100 facts. Raises Invalid, NotFound, Gone, Merged, Retracted, TooManyActions and Busy.

    Not atomic: each entity's facts stand or fall together, and `outcomes` says for each entity what became of them;
    only a request that is malformed as a whole is refused. A dry run writes nothing, no receipt either, refuses what
    would be refused, and has the outcomes that there would be.
    """
    faults = Faults()
    by_entity = _by_entity(facts, faults)
    once = None if dry_run else once
    if atomic:
        outcomes = _record(world, caller, by_entity, faults=faults, once=once, dry_run=dry_run)
        is_created = any(outcome.created for outcome in outcomes)
        return Recorded(_shown(outcomes), created=is_created, outcomes=[*map(_told, outcomes)] if dry_run else [])
    faults.refuse()
    guesses = faults.guesses
    tried = [
        _try(world, caller, ref, each, guesses=guesses, once=once, dry_run=dry_run) for ref, each in by_entity.items()
    ]
    return Recorded(
        [fact for outcome in tried for fact in outcome.get("facts", [])],
        created=any(outcome.get("created") for outcome in tried),
        outcomes=tried,
    )


def _by_entity(facts: Sequence[Any], faults: Faults) -> dict[str, list[Numbered]]:
    """Sort facts by entity; note those that name none. Raises Invalid when there are none or too many."""
    if not 1 <= len(facts) <= MAX_FACTS:
        faults.add(
            "/facts",
            "too_many" if facts else "empty",
            f"Send 1 to {MAX_FACTS} facts; there are {len(facts)}.",
        )
    faults.refuse()
    grouped: dict[str, list[Numbered]] = {}
    for place, fact in enumerate(facts):
        if not isinstance(fact, Mapping):
            faults.add(f"/facts/{place}", "wrong_type", "A fact is an object.")
            continue
        ref = _entity_of(fact, at=f"/facts/{place}/entity", faults=faults)
        if ref is not None:
            grouped.setdefault(str(ref), []).append((place, fact))
    return grouped


def _entity_of(fact: Mapping[str, Any], *, at: str, faults: Faults) -> Ref | None:
    """Read which entity a fact is about."""
    raw = fact.get("entity")
    ref = parse_ref(raw) if isinstance(raw, str) else None
    if raw is None:
        faults.add(at, "missing_field", 'A fact names its entity by its ref, such as "company/openai".')
    elif not isinstance(raw, str):
        faults.add(at, "wrong_type", f'Here goes the ref of an entity, such as "company/openai", not {described(raw)}.')
    elif ref is None or ref.kind not in KINDS:
        faults.add(at, "not_a_ref", 'Expected the ref of an entity, such as "company/openai".')
    return ref if ref is not None and ref.kind in KINDS else None


def _try(
    world: World, caller: Caller, ref: str, facts: list[Numbered], *, guesses: Guesses, once: Once | None, dry_run: bool
) -> dict[str, Any]:
    faults = Faults(most=MOST_FAULTS, guesses=guesses)
    try:
        (outcome,) = _record(world, caller, {ref: facts}, faults=faults, once=once, dry_run=dry_run)
    except IdempotencyKeyReused:
        raise
    except Refusal as refusal:
        return {"ref": ref, "refusal": refusal}
    return _told(outcome)


def _record(
    world: World,
    caller: Caller,
    by_entity: Mapping[str, list[Numbered]],
    *,
    faults: Faults,
    once: Once | None,
    dry_run: bool,
) -> list[Outcome]:
    """Record facts in one transaction; `faults` are those that were found before, to be refused with all others."""

    def plan(attempt: Attempt) -> list[Change]:
        attempt.faults.go_on_from(faults)
        missing = [ref for ref in by_entity if attempt.entities[ref].view is None]
        for ref in missing:
            for place, _ in by_entity[ref]:
                attempt.faults.add(f"/facts/{place}/entity", "no_such_entity", f"There is no {ref}: create it first.")
        changes = []
        for ref, facts in by_entity.items():
            if ref not in missing:
                entity = live(attempt, ref)
                read = Drafts()
                for place, raw in facts:
                    _draft(entity, raw, at=f"/facts/{place}", drafts=read, faults=attempt.faults)
                changes.append(Change(ref, "recorded", drafts=read.drafts, refs=read.refs))
        return changes

    return write(world, caller, refs=list(by_entity), plan=plan, once=once, dry_run=dry_run)


def _draft(entity: Entity, raw: Mapping[str, Any], *, at: str, drafts: Drafts, faults: Faults) -> None:
    for unknown in (name for name in raw if name not in MEMBERS):
        guess = nearest(unknown, sorted(MEMBERS), guesses=faults.guesses)
        hint = f"the nearest is `{guess}`." if guess else f"it has {', '.join(sorted(MEMBERS))}."
        faults.add(at + pointer(unknown), "unknown_field", f"A fact has no member {quoted(unknown)}; {hint}")
    declared = _declared(entity, raw.get("property"), at=f"{at}/property", faults=faults)
    if declared is not None:
        draft_fact(declared, raw, at=at, drafts=drafts, faults=faults)


def _declared(entity: Entity, name: Any, *, at: str, faults: Faults) -> Property | None:
    """Find the property that a fact names."""
    if isinstance(name, str):
        declared = entity.declared(name)
        if declared is None:
            detail = unknown_property(entity.kind, name, type_name=entity.type_name, guesses=faults.guesses)
            faults.add(at, "unknown_property", detail)
        return declared
    if name is None:
        faults.add(at, "missing_field", 'A fact names a property, such as "country".')
    else:
        faults.add(at, "wrong_type", f'Here goes the name of a property, such as "country", not {described(name)}.')
    return None


def _told(outcome: Outcome) -> dict[str, Any]:
    entity, facts = outcome.entity, _shown([outcome])
    return {"ref": entity.ref, "revision": entity.revision, "created": outcome.created, "facts": facts}


def _shown(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [fact for outcome in outcomes for fact in outcome.shown_facts()]
