"""References: the entities that new facts refer to, looked up with one batch read of those not known to exist."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.domain.errors import TooManyActions
from chalicelib.domain.facts.contents import entities_named
from chalicelib.domain.facts.decisions import Witness
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.faults import Faults, Guesses
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Ref, Value, When, parse_date
from chalicelib.domain.values.meant_refs import did_you_mean
from chalicelib.kinds import KINDS
from chalicelib.kinds.properties.scales import SCALE, Scales, benchmark_of, scales_in
from chalicelib.late_dataclass import dataclass
from chalicelib.operations.entities.erased import find_erasures
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.drafts import DraftFact, Drafts
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import publisher_of

MAX_REFERENCES = 1_000  # of one write; the hundred facts of a transaction never refer to that many entities


@dataclass(frozen=True)
class ResolvedReference:
    """The state of an entity that a fact refers to; only sources have the fields after `redirect`.

    A benchmark that was read, or is in the request, has its `scales`.
    """

    redirect: str | None = None
    published: When | None = None
    publisher: Value | None = None
    root: str = ""
    supersedes: tuple[str, ...] = ()
    scales: Scales = ()


References = Mapping[str, ResolvedReference]


def look_up(
    world: World,
    entities: Mapping[str, Entity],
    *,
    drafts: Mapping[str, Drafts],
    faults: Faults,
    restated: Collection[str] = (),
) -> dict[str, ResolvedReference]:
    """Find the entities that drafts (by entity) refer to; note a fault for each that does not exist or was retired.

    The references of facts on record are known to exist, since entities are never removed, only erased. The others are
    one batch read, and one more if some of them were merged. In the batch, even if they are known, are the benchmarks
    of scores, for their scales, and the sources of facts that are stated again, `restated`. Raises TooManyActions.
    """
    found: dict[str, ResolvedReference] = {}
    for entity in entities.values():
        found |= _known_references(entity)
    references = dict.fromkeys(reference for each in drafts.values() for reference in each.refs)
    missing = sorted({each.ref for each in references} - found.keys() - drafts.keys())
    if len(missing) > MAX_REFERENCES:
        faults.refuse()
        detail = f"The body refers to {len(missing)} entities; the maximum is {MAX_REFERENCES}. Send it in parts."
        raise TooManyActions(detail, context={"limit": MAX_REFERENCES})
    asked = {*missing, *restated, *_scored_benchmarks(drafts)} - drafts.keys()
    bodies = read_view_bodies(world, sorted(asked))
    found |= {ref: _resolved_reference(ref, body) for ref, body in bodies.items()}
    found |= {ref: _reference_to_itself(entities[ref], each.drafts) for ref, each in drafts.items()}
    found |= _with_sent_roots(found, drafts)
    erased = find_erasures(world, [each.ref for each in references if each.ref not in found])
    for ref, at in references:
        life = bodies[ref].get("life") if ref in asked and ref in bodies else None  # not of a survivor that is known
        if at is not None and (ref in erased or (life and life.get("erasure"))):
            faults.add(at, "erased_entity", f"{ref} was erased and cannot be named any more: leave the value out.")
        elif at is not None and ref not in found:
            faults.add(at, "no_such_entity", _no_such_entity(ref, faults.guesses))
        elif at is not None and life and not life.get("into"):
            faults.add(at, "retired_entity", f"{ref} was retired: {life['reason']}")
    # A fact on record may name one by its old ref until the erasure, which takes several requests, gets to it.
    return {ref: ResolvedReference(root=ref) for ref in erased} | found


def _scored_benchmarks(drafts: Mapping[str, Drafts]) -> set[str]:
    """Return the benchmarks of the scores among the drafts: their scales belong to other entities."""
    named = (benchmark_of(draft.content) for each in drafts.values() for draft in each.drafts)
    return {benchmark for benchmark in named if benchmark is not None}


def _no_such_entity(ref: str, guesses: Guesses) -> str:
    if (kind := Ref.of(ref).kind) in KINDS:
        return f"There is no {ref}: create it first (POST)."
    detail = f'There is no kind {kind!r}: name an entity, or write {{"text": "{ref}"}} if it is not a ref'
    return detail + did_you_mean(ref, KINDS, guesses=guesses)


def read_view_bodies(world: World, refs: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Read the stored views of entities and of their survivors; strongly, since they may be a moment old."""
    bodies: dict[str, Mapping[str, Any]] = {}
    while refs:
        rows = world.table.get([keys.view_key(ref) for ref in refs], consistent=True)
        found = {keys.parse_entity(key.pk): row.body for key, row in rows.items()}
        bodies |= found
        survivors = {into for body in found.values() if (into := body.get("life", {}).get("into"))}
        refs = sorted(survivors - bodies.keys())
    return bodies


def redirects_now(world: World, entity: Entity) -> dict[str, str]:
    """Find the survivors of merged entities among those the facts point at: one batch read, one more for chains.

    The view may be lost, or was not refreshed while the entity was retired. A redirect whose merge was reversed leads
    to the entity itself.
    """
    pointed_at = {ref for fact in entity.facts.values() for ref in fact.content.entities()}
    bodies = read_view_bodies(world, sorted({*pointed_at, *entity.redirects}))
    survivors = {ref: body["life"]["into"] for ref, body in bodies.items() if body.get("life", {}).get("into")}
    return {**{ref: ref for ref in entity.redirects if ref in bodies}, **survivors}


def redirects_after(given: Mapping[str, str], entity: Entity, references: References) -> dict[str, str]:
    """Return the redirects of an entity after a change that gives some, each to the last survivor of several merges.

    One on record that leads back to its start was reversed, and merged the other way round, since it was written.
    """
    moved = {ref: reference.redirect for ref, reference in references.items() if reference.redirect}
    all_given = {**entity.redirects, **moved, **given}
    redirects = {ref: survivor for ref, survivor in all_given.items() if ref != survivor}
    for ref, survivor in entity.redirects.items():
        if redirects.get(ref) == survivor and ref in _survivors(ref, redirects):
            del redirects[ref]
    return {ref: _survivors(ref, redirects)[-1] for ref in redirects}


def _survivors(ref: str, redirects: Mapping[str, str]) -> list[str]:
    """Follow the redirects of an entity, those of a circle once."""
    found: list[str] = []
    while (survivor := redirects.get(ref)) is not None and survivor not in found:
        found.append(survivor)
        ref = survivor
    return found


def last_survivor(world: World, ref: str) -> tuple[str, str | None]:
    """Follow the merges of an entity; return the last survivor, and the reason if that was retired."""
    bodies = read_view_bodies(world, [ref])
    while survivor := (life := bodies.get(ref, {}).get("life", {})).get("into"):
        ref = survivor
    return ref, life.get("reason")


def _reference_to_itself(entity: Entity, drafts: Sequence[DraftFact]) -> ResolvedReference:
    """Return what a source that is being written says of itself, on record or in the drafts."""
    sent = {draft.declared.name: draft.content.value.json() for draft in drafts if draft.declared.name in _OF_SOURCES}
    view = entity.view
    flat, root = (view.flat, view.root) if view else ({}, None)
    return _resolved_reference(entity.ref, {"flat": {**flat, **sent}, "root": root or entity.ref})


def _with_sent_roots(found: References, drafts: Mapping[str, Drafts]) -> dict[str, ResolvedReference]:
    """Return the sources of a request that say in it what they are derived from, with the first one behind them."""
    sent = ((ref, draft) for ref, each in drafts.items() for draft in each.drafts)
    derived = {ref: draft.content.value for ref, draft in sent if draft.declared.name == DERIVED_FROM}

    def root(ref: str, seen: frozenset[str]) -> str:
        behind = derived.get(ref)
        if behind is None or ref in seen:
            return found[ref].root or ref if ref in found else ref
        return root(str(behind), seen | {ref}) if isinstance(behind, Ref) else behind.canonical()

    return {ref: replace(found[ref], root=root(ref, frozenset())) for ref in derived if ref in found}


DERIVED_FROM = "derived_from"
_OF_SOURCES = ("published", "publisher", "supersedes", SCALE)


def _known_references(entity: Entity) -> dict[str, ResolvedReference]:
    """Collect the references of the facts that an entity has on record."""
    contents = [fact.content for fact in entity.facts.values()]
    redirects = entity.redirects
    # A source that is named like any other entity is read: only a fact that cites it has its details.
    named = (ref for ref in entities_named(contents) if not ref.startswith("source/"))
    known = {ref: ResolvedReference(redirect=redirects.get(ref)) for ref in named}
    if entity.portion is not None:  # the fact that knows a source best may not be in it: sources are read
        return known
    whole = (fact for fact in entity.facts.values() if fact.erasure is None)  # an erasure takes the publisher's name
    for fact in sorted(whole, key=_evidence_since):  # the last one knows its source best
        source = fact.content.evidence.source
        known[source] = ResolvedReference(
            published=fact.published,
            publisher=fact.publisher,
            root=fact.root or source,
            supersedes=fact.supersedes,
        )
    return known


def _evidence_since(fact: Fact) -> Instant:
    return max((d.at for d in fact.decisions if d.before is not None), default=fact.recorded_at)


def _resolved_reference(ref: str, body: Mapping[str, Any]) -> ResolvedReference:
    flat, life = body["flat"], body.get("life")
    published, superseded = flat.get("published"), flat.get("supersedes")
    return ResolvedReference(
        redirect=life.get("into") if life else None,
        published=parse_date(published) if isinstance(published, str) else None,
        publisher=publisher_of(flat.get("publisher")),
        root=body.get("root", ref),
        supersedes=(superseded,) if isinstance(superseded, str) else (),
        scales=scales_in(flat.get(SCALE)),
    )


def root_of(derived_from: Value, references: References) -> str:
    """Return the first source behind the value of `derived_from`: that source's own root, or the words that name it."""
    if isinstance(derived_from, Ref):
        return references[str(derived_from)].root or str(derived_from)
    return derived_from.canonical()


def witness_of(draft: DraftFact, ref: str, references: References) -> Witness:
    """Return the evidence of a draft, with copies of its source's publication, publisher and root."""
    evidence = draft.content.evidence
    cited = references[evidence.source]
    is_derived = evidence.source == ref and draft.declared.name == DERIVED_FROM
    root = root_of(draft.content.value, references) if is_derived else cited.root
    return Witness(evidence, cited.published, cited.publisher, root, cited.supersedes)


def fact_of(draft: DraftFact, ref: str, references: References, **recorded: Any) -> Fact:
    """Make the fact of a draft."""
    _, published, publisher, root, supersedes = witness_of(draft, ref, references)
    return Fact(
        entity=ref,
        content=draft.content,
        published=published,
        publisher=publisher,
        root=root,
        supersedes=supersedes,
        **recorded,
    )
