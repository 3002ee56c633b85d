"""Record facts about any entities: all in one transaction, or one transaction an entity."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.errors import Faults, IdempotencyKeyReused, Refusal, pointer
from chalicelib.domain.outages import Unavailable
from chalicelib.domain.values import nearest, parse_ref
from chalicelib.kinds import KINDS
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
    tried = [_try(world, caller, ref, each, once=once, dry_run=dry_run) for ref, each in by_entity.items()]
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
        raw = fact.get("entity")
        ref = parse_ref(raw) if isinstance(raw, str) else None
        if ref is None or ref.kind not in KINDS:
            faults.add(
                f"/facts/{place}/entity",
                "not_a_ref",
                'Expected the ref of an entity, such as "company/openai".',
            )
        else:
            grouped.setdefault(str(ref), []).append((place, fact))
    return grouped


def _try(
    world: World, caller: Caller, ref: str, facts: list[Numbered], *, once: Once | None, dry_run: bool
) -> dict[str, Any]:
    try:
        (outcome,) = _record(world, caller, {ref: facts}, faults=Faults(), once=once, dry_run=dry_run)
    except (IdempotencyKeyReused, Unavailable):  # the next entity would fare no better
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
        attempt.faults.found.extend(faults.found)
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
    for unknown in raw.keys() - MEMBERS:
        guess = nearest(unknown, sorted(MEMBERS))
        hint = f"the nearest is `{guess}`." if guess else f"it has {', '.join(sorted(MEMBERS))}."
        faults.add(at + pointer(unknown), "unknown_field", f"A fact has no member `{unknown}`; {hint}")
    name = raw.get("property")
    declared = entity.declared(name) if isinstance(name, str) else None
    if declared is None:
        faults.add(f"{at}/property", "unknown_property", unknown_property(entity.kind, str(name), entity.type_name))
    else:
        draft_fact(declared, raw, at=at, drafts=drafts, faults=faults)


def _told(outcome: Outcome) -> dict[str, Any]:
    entity, facts = outcome.entity, _shown([outcome])
    return {"ref": entity.ref, "revision": entity.revision, "created": outcome.created, "facts": facts}


def _shown(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [fact for outcome in outcomes for fact in outcome.shown_facts()]
