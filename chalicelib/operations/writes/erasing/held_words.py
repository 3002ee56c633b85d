"""Words that are held elsewhere: other facts with words of a fact that is erased, each to be erased on its own."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from chalicelib.domain.facts.erasing import erase_publisher, words_of
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.values import Ref, Value
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.fact_loading import address_of, is_of_series
from chalicelib.operations.entities.loading import Entity, load_entity
from chalicelib.operations.transactions.drafts import DraftFact, draft_id
from chalicelib.operations.world import World
from chalicelib.operations.writes.erasing.overwriting import holds_words
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_fact_row

ALIASES = "aliases"  # as which a merge copies the label
MAX_LISTED = 100


def facts_alike(world: World, entity: Entity, fact: Fact) -> list[str]:
    """List the other facts of the entity that hold one of the words, and those of the entities that it was one with.

    These are the copies that merges made of the fact, or what it was copied from, also if that was reversed. One read
    for each such entity.
    """
    words = words_of(fact)
    others = [each for each in entity.facts.values() if each.id != fact.id and holds_words([*words_of(each)], words)]
    refs = [*fact.merged_from, *(ref for before in fact.merged_before for ref in before.refs)]
    refs += [each.into for each in (entity.view.lifecycles if entity.view else ()) if each.into]
    copies = [name for ref in dict.fromkeys(refs) for name in _alike_at(world, ref, fact, words)]
    return [*(each.id for each in others), *copies]


def is_publisher(entity: Entity, fact: Fact) -> bool:
    """Return whether a fact names the publisher of a source, which each fact of the source repeats."""
    return entity.kind.name == "source" and fact.content.property == "publisher"


def facts_published(world: World, entity: Entity, fact: Fact) -> list[str]:
    """List the first facts of other entities that repeat the publisher of a source: one query."""
    page = world.table.query(keys.BY_SOURCE, keys.source_facts(entity.ref), limit=MAX_LISTED)
    found = [each for each in map(read_fact_row, page.rows) if each.entity != entity.ref]
    return [each.id for each in found if fact.value in _publishers_of(each)]


def own_facts_published(entity: Entity, fact: Fact) -> list[Fact]:
    """Return the other facts of a source that repeat its publisher, without that name."""
    same = (each for each in entity.facts.values() if each.id != fact.id and fact.value in _publishers_of(each))
    return [without_publisher(each) for each in same]


def _publishers_of(fact: Fact) -> list[Value | None]:
    """Return the publisher that a fact has copied from its source, and those that it had before."""
    return [fact.publisher, *(each.before.publisher for each in fact.decisions if each.before)]


def without_publisher(fact: Fact) -> Fact:
    """Return a fact without the name of the publisher, which was copied from its source."""
    decisions = tuple(
        replace(each, before=each.before._replace(publisher=None)) if each.before else each for each in fact.decisions
    )
    return replace(fact, publisher=None, decisions=decisions)


def without_publisher_in(decided: Mapping[str, Any], facts: Collection[str]) -> Mapping[str, Any]:
    """Return a decision that a revision lists, without the publisher in its evidence if it is on one of some facts."""
    if decided["fact"] not in facts:
        return decided
    return {**decided, **{name: erase_publisher(decided[name]) for name in ("before", "after") if name in decided}}


def _alike_at(world: World, ref: str, fact: Fact, words: Collection[str]) -> list[str]:
    """List the facts of another entity that state the same as a fact, or hold one of its words."""
    if is_of_series(address_of(fact.id)):
        return _same_day_at(world, ref, fact)
    other = load_entity(world, ref)
    own, label = fact.content.property, other.kind.label
    names = (own, ALIASES if own == label else own, label if own == ALIASES else own)
    tokens = {replace(fact.content, property=name).token for name in names}
    there = [each for each in other.facts.values() if each.erasure is None]
    return [each.id for each in there if each.content.token in tokens or holds_words([*words_of(each)], words)]


def _same_day_at(world: World, ref: str, fact: Fact) -> list[str]:
    """Return the id of a fact of a series at another entity of its kind, if it is on record there."""
    declared = KINDS[Ref.of(ref).kind].property(fact.content.property)
    name = "" if declared is None else draft_id(DraftFact(declared, fact.content, ""), ref)
    rows = world.table.get([keys.series_fact_key(name)], consistent=True) if name else {}
    return [name for row in rows.values() if read_fact_row(row).erasure is None]
