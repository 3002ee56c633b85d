"""Words that are held elsewhere: other facts with words of a fact that is erased, each to be erased on its own."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.domain.erasing import words_of
from chalicelib.domain.facts import Fact
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.entities.fact_loading import address_of, is_of_series
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.drafts import DraftFact, draft_id
from chalicelib.operations.world import World
from chalicelib.operations.writes.erasing.overwriting import holds_words
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_fact_row
from chalicelib.store.rows import Key

ALIASES = "aliases"  # as which a merge copies the label
MAX_LISTED = 100


def facts_alike(world: World, entity: Entity, fact: Fact) -> list[str]:
    """List the other facts of the entity that hold one of the words, and the copies that merges made of the fact.

    One batch read if the fact was copied from a merged entity, or its entity was merged into another.
    """
    words = words_of(fact)
    others = [each for each in entity.facts.values() if each.id != fact.id and holds_words([*words_of(each)], words)]
    return [*(each.id for each in others), *_copies(world, entity, fact)]


def is_publisher(entity: Entity, fact: Fact) -> bool:
    """Return whether a fact names the publisher of a source, which each fact of the source repeats."""
    return entity.kind.name == "source" and fact.content.property == "publisher"


def facts_published(world: World, entity: Entity, fact: Fact) -> list[str]:
    """List the first facts of other entities that repeat the publisher of a source: one query."""
    page = world.table.query(keys.BY_SOURCE, keys.source_facts(entity.ref), limit=MAX_LISTED)
    found = [each for each in map(read_fact_row, page.rows) if each.entity != entity.ref]
    return [each.id for each in found if each.publisher == fact.value]


def own_facts_published(entity: Entity, fact: Fact) -> list[Fact]:
    """Return the other facts of a source that repeat its publisher, without that name."""
    same = (each for each in entity.facts.values() if each.id != fact.id and each.publisher == fact.value)
    return [without_publisher(each) for each in same]


def without_publisher(fact: Fact) -> Fact:
    """Return a fact without the name of the publisher, which was copied from its source."""
    decisions = tuple(
        replace(each, before=each.before._replace(publisher=None)) if each.before else each for each in fact.decisions
    )
    return replace(fact, publisher=None, decisions=decisions)


def _copies(world: World, entity: Entity, fact: Fact) -> list[str]:
    ends = entity.view.lifecycles if entity.view is not None else ()
    refs = [*fact.merged_from, *(each.into for each in ends if each.into)]
    names = [name for ref in dict.fromkeys(refs) for name in _ids_at(entity.kind, fact, ref)]
    wanted = {_key_of(name): name for name in names}
    rows = world.table.get([*wanted], consistent=True) if wanted else {}
    return [wanted[key] for key, row in rows.items() if read_fact_row(row).erasure is None]


def _ids_at(kind: Kind, fact: Fact, ref: str) -> Iterator[str]:
    """Yield the ids that the statement of a fact can have at another entity of its kind."""
    own = fact.content.property
    for name in dict.fromkeys((own, ALIASES if own == kind.label else own, kind.label if own == ALIASES else own)):
        if (declared := kind.property(name)) is not None:
            yield draft_id(DraftFact(declared, replace(fact.content, property=name), ""), ref)


def _key_of(fact_id: str) -> Key:
    return keys.series_fact_key(fact_id) if is_of_series(address_of(fact_id)) else keys.fact_key(fact_id)
