"""Self-contradictions: new values that exclude what the same source and speaker say in standing facts of the slot."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.hints import Hint, HintCode
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.entity_context import entity_context
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.reading_slots import reading_slots
from chalicelib.domain.resolving.resolution import resolve
from chalicelib.kinds.declaration import Kind, Property, Shape
from chalicelib.kinds.reading.reading_rules import slot_rules, slot_shape
from chalicelib.kinds.reading.renewal import renewed_facts
from chalicelib.operations.transactions.drafts import DraftFact

MAX_COMPARED = 20  # newest older facts of a slot: one fact can replace no more


def self_contradictions(
    kind: Kind, known: Collection[Fact], new: Sequence[Fact], *, drafts: Sequence[DraftFact], at: Instant
) -> tuple[Hint, ...]:
    """Return a hint for each new fact, made of the draft in its place, that contradicts its own source.

    Facts on record that are replaced, followed or overtaken by the new one contradict nothing, nor do facts of another
    speaker or with another `valid`. The copies of a merge were compared when they were recorded.
    """
    declared = {draft.declared.name: draft.declared for draft in drafts if draft.merged_from is None}
    hints: list[Hint] = []
    for name, each in _by_property(new).items():
        if name in declared and declared[name].shape is not Shape.MANY:
            older = [fact for fact in known if fact.content.property == name and fact.standing(None).stands]
            for fact, others in _contradicted(kind, declared[name], each, older, at=at):
                ids = tuple(sorted(other.id for other in others))
                detail = _detail(ids, can_replace=not declared[name].series)
                hints.append(Hint(drafts[fact.place].at, HintCode.CONTRADICTS_ITSELF, detail, ids))
    return tuple(hints)


def _detail(named: Sequence[str], *, can_replace: bool) -> str:
    says = f"The same source says otherwise in {', '.join(named)}."
    if not can_replace:  # facts of a series are not replaced
        return f"{says} Retract what is wrong (POST /v1/facts/{{id}}/retraction)."
    return (
        f"{says} If it has corrected itself, name what it corrects in "
        "`evidence.replaces` (with `evidence=replace` for a fact that is on record by now). If one was misread, "
        "retract that (POST /v1/facts/{id}/retraction)."
    )


def _by_property(facts: Sequence[Fact]) -> Mapping[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.content.property, []).append(fact)
    return found


def _contradicted(
    kind: Kind, declared: Property, new: Sequence[Fact], older: Sequence[Fact], *, at: Instant
) -> Iterator[tuple[Fact, list[Fact]]]:
    """Yield the new facts of a property that contradict older ones, with these."""
    said = {_said_by(fact) for fact in new}
    own = [fact for fact in older if _said_by(fact) in said]
    if not own:
        return
    names = {fact.id for fact in new}
    for slot in reading_slots(renewed_facts(declared, [*own, *new]), slot_shape(declared)).values():
        before = [fact for fact in slot if fact.id not in names][-MAX_COMPARED:]
        for fact in slot if before else ():
            if fact.id in names and (others := [e for e in before if _contradict(kind, declared, fact, e, at=at)]):
                yield fact, others


def _said_by(fact: Fact) -> tuple[str, str]:
    speaker = fact.evidence.speaker
    return fact.evidence.source, speaker if isinstance(speaker, str) else "" if speaker is None else repr(speaker.text)


def _contradict(kind: Kind, declared: Property, fact: Fact, other: Fact, *, at: Instant) -> bool:
    """Return whether two facts of a slot are in open conflict where both hold."""
    valid, others_valid = fact.content.valid, other.content.valid
    if _said_by(fact) != _said_by(other) or valid != others_valid:
        return False
    moment = Moment(valid_at=None if valid is None else valid.earliest)
    context = entity_context((fact, other), moment)
    return resolve((fact, other), slot_rules(kind, declared), moment=moment, now=at, context=context).is_disputed
