"""Checks of replacements: which facts a new one can replace, and which sources a source can supersede."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import Ref
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.drafts import DraftFact, Replacement
from chalicelib.operations.transactions.references import References, ResolvedReference, read_view_bodies
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.world import World

OF_THIS = "A fact replaces facts of the same entity and property."
SUPERSEDES = "supersedes"
MAX_EDITIONS = 20  # that are followed from one to the next, one read each


def check_replacements(
    entity: Entity, drafts: Sequence[DraftFact], replacements: Sequence[Replacement], faults: Faults
) -> None:
    """Note a fault for every fact that cannot be replaced; once, however many values share the evidence."""
    on_record = [fact for fact in entity.facts.values() if fact.evidence.replaces]
    properties = _properties_by_pointer(replacements)
    pointers = {(each.at.rpartition("/")[0], each.replaced): each.at for each in reversed(replacements)}
    repeated = set[str]()  # what a fact that is sent again has replaced already
    for draft in drafts:
        known = next((fact for fact in on_record if _is_same(fact, draft)), None)
        for replaced in draft.content.evidence.replaces:
            place = f"{draft.evidence_at}/replaces"
            at = pointers.get((place, replaced), place)
            repeated |= {at} if known is not None and replaced in known.evidence.replaces else set()
            fact = entity.facts.get(replaced)
            fault = None if fact is None else _fault_of_link(draft, fact, entity)
            if fault is not None and not faults.has(at):
                faults.add(at, *fault)
    for each in replacements:
        fault = None if each.at in repeated else _fault_of_replaced(each, entity, properties[each.at])
        if fault is not None and not faults.has(each.at):
            faults.add(each.at, *fault)


def check_superseded(
    world: World,
    entities: Mapping[str, Entity],
    changes: Sequence[Change],
    *,
    references: References,
    faults: Faults,
) -> None:
    """Note a fault for each source that would supersede itself, directly or through others.

    A new source is superseded by none yet, unless the same request writes that as well. Of others, each edition before
    the one that is named is one read.
    """
    sent = ((each.ref, draft) for each in changes if not each.is_copy for draft in each.drafts)
    named = {ref: draft for ref, draft in sent if _is_supersession(ref, draft)}
    for ref, draft in named.items():
        value = str(draft.content.value)
        view = entities[ref].view
        if value == ref:
            detail = "A source cannot supersede itself. Name the earlier edition."
            faults.add(draft.value_at, "supersedes_itself", detail)
        elif (view is None and len(named) == 1) or (view is not None and view.flat.get(SUPERSEDES) == value):
            continue
        elif ref in _editions(
            world, value, named, known=None if _cites(entities[ref], value) else references.get(value)
        ):
            detail = f"{value} supersedes {ref}, itself or through others. Leave out the one that is not the newer."
            faults.add(draft.value_at, "supersedes_in_a_circle", detail)


def _is_supersession(ref: str, draft: DraftFact) -> bool:
    return ref.startswith("source/") and draft.declared.name == SUPERSEDES and isinstance(draft.content.value, Ref)


def _cites(entity: Entity, source: str) -> bool:
    """Return whether a fact on record has copied what the source said of itself then."""
    return any(fact.evidence.source == source for fact in entity.facts.values())


def _editions(
    world: World, ref: str, named: Mapping[str, DraftFact], *, known: ResolvedReference | None
) -> Iterator[str]:
    """Yield what a source supersedes, what that does, and so on; `known` is the first one as this request read it."""
    for _ in range(MAX_EDITIONS):
        following: Any
        if ref in named:
            following = str(named[ref].content.value)
        elif known is not None and known.redirect is None:
            following = next(iter(known.supersedes), None)
        else:
            body = read_view_bodies(world, [ref]).get(ref, {})
            life = body.get("life", {})
            following = life.get("into") or body.get("flat", {}).get(SUPERSEDES)
        if not isinstance(following, str):
            return
        ref, known = following, None
        yield ref


def _properties_by_pointer(replacements: Sequence[Replacement]) -> dict[str, set[str]]:
    """Return the properties of the values that share a place in `replaces`."""
    found: dict[str, set[str]] = {}
    for each in replacements:
        found.setdefault(each.at, set()).add(each.property)
    return found


def _fault_of_replaced(wanted: Replacement, entity: Entity, properties: set[str]) -> tuple[str, str] | None:
    """Return the fault of an id that names no standing fact of the entity and of one of the properties."""
    replaced, fact = wanted.replaced, entity.facts.get(wanted.replaced)
    if fact is None:
        return _fault_of_unknown(replaced, entity)
    if fact.content.property not in properties:
        names = " and ".join(f"`{name}`" for name in sorted(properties))
        return "another_property", f"{replaced} is a fact of `{fact.content.property}`, not of {names}. {OF_THIS}"
    if fact.erasure is not None:
        return "replaces_erased", f"{replaced} was erased, so nothing is left to replace. Leave it out."
    if not fact.standing(None).stands:
        detail = f"{replaced} was retracted, so there is nothing to replace. Leave it out, or reinstate it first."
        return "replaces_retracted", detail
    return None


def _fault_of_unknown(replaced: str, entity: Entity) -> tuple[str, str]:
    """Return the fault of an id that names no fact in the partition of the entity."""
    ref, name = _parts_of(replaced)
    if ref != entity.ref:
        return "another_entity", f"{replaced!r} is a fact of {ref}, not of {entity.ref}. {OF_THIS}"
    declared = entity.declared(name)
    if declared is not None and declared.series:
        way = "Retract the fact (POST /v1/facts/{id}/retraction) and record the right one."
        return "replaces_in_series", f"`{name}` is a series, whose facts cannot be replaced. {way}"
    return "no_such_fact", f"There is no fact {replaced!r} of {entity.ref}."


def _fault_of_link(draft: DraftFact, fact: Fact, entity: Entity) -> tuple[str, str] | None:
    """Return the fault of replacing a fact that says the same, or that replaces one that does."""
    if _is_same(fact, draft):
        return "replaces_itself", "A fact must not replace itself. Record the right value with `replaces`."
    if any(_is_same(each, draft) for each in _replaced_by(fact, entity.facts)):
        return "replaces_in_a_circle", f"{fact.id} replaces this fact already. Retract one of the two."
    source = draft.content.evidence.source
    if any(source in each.supersedes for each in (fact, *_replaced_by(fact, entity.facts))):
        detail = f"The source of {fact.id} supersedes {source}, which cannot correct it. Cite a newer source."
        return "replaces_in_a_circle", detail
    return None


def _parts_of(fact_id: str) -> tuple[str, str]:
    """Return the entity and the property that an id names."""
    kind, slug, name, _ = fact_id.split("~")
    return f"{kind}/{slug}", name


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
