"""The calls that read entities, facts and lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from aifacts_client.core.calls import Answer, Call, Page, items_of, pages_call, pages_read, parsed
from aifacts_client.entity import Entity, EntityGot
from aifacts_client.generated.answers import (
    Change,
    Comparison,
    Conflict,
    Counts,
    Fact,
    OpenConflict,
    Revision,
    Stats,
    Step,
    StepOfEntity,
    Vocabulary,
    VocabularyOfKind,
)
from aifacts_client.generated.kinds import KINDS, Event
from aifacts_client.refs import checked_fact_id, checked_property, path_of, plural_of, ref_of
from aifacts_client.verbs.parameters import Query, parameters, shaped

E = TypeVar("E", bound=Entity)

OF_ENTITY = frozenset({"property", "standing", "limit"})  # the filters of the facts of one entity


def get(ref: str | Entity, shape: type[E], *, moment: Query, options: Query) -> Call[E]:
    """Read an entity."""
    return Call("GET", path_of(ref), shape.of, query={**moment, **parameters(options)})


def get_many(refs: Sequence[str | Entity], *, wide: bool, moment: Query) -> Call[list[EntityGot]]:
    """Read up to 100 entities of any kind."""
    query = {"include": "wide" if wide else None, **moment}
    return Call("POST", "/v1/entities/get", _read_got, query=query, body={"refs": [*map(ref_of, refs)]})


def _read_got(answer: Answer) -> list[EntityGot]:
    return [_got(each) for each in items_of(answer.json())]


def _got(body: Any) -> EntityGot:
    view = body.get("view") if isinstance(body, dict) else None
    if isinstance(view, dict):
        body = {**body, "view": _of_any_kind(view)}
    return parsed(EntityGot, body)


def _of_any_kind(body: Any) -> Entity:
    """Return an entity in the class of its kind; of a kind that this client does not know, as an entity."""
    kind = body.get("kind") if isinstance(body, dict) else None
    return parsed(KINDS.get(str(kind), Entity), body)


def entities(kind: str, shape: type[E], *, moment: Query, filters: Query) -> Call[Page[E]]:
    """List the entities of a kind."""
    return pages_call(f"/v1/{plural_of(kind)}", shape, query={**moment, **parameters(filters)})


def counts(kind: str, by: str | Sequence[str], *, moment: Query, filters: Query) -> Call[Counts]:
    """Count the entities of a kind, by groups."""
    query = {"by": by or None, **moment, **parameters(filters)}
    return Call("GET", f"/v1/{plural_of(kind)}/counts", shaped(Counts), query=query)


def fact(fact_id: str, *, moment: Query) -> Call[Fact]:
    """Read a fact."""
    return Call("GET", f"/v1/facts/{checked_fact_id(fact_id)}", shaped(Fact), query=moment)


def facts(entity: str | Entity | None, *, moment: Query, filters: Query) -> Call[Page[Fact]]:
    """List the facts of an entity, or of a source, a speaker or a value."""
    query = {**moment, **parameters(filters)}
    if entity is None or not filters.keys() <= OF_ENTITY:
        ref = None if entity is None else ref_of(entity)
        return pages_call("/v1/facts", Fact, query={"entity": ref, **query})
    return pages_call(f"{path_of(entity)}/facts", Fact, query=query)


def timeline(ref: str | Entity, *, moment: Query, filters: Query) -> Call[Page[Event]]:
    """List the events that involve an entity."""
    return pages_call(f"{path_of(ref)}/timeline", Event, query={**moment, **parameters(filters)})


def history(ref: str | Entity, *, moment: Query, filters: Query) -> Call[Page[Revision]]:
    """List the revisions of an entity."""
    return pages_call(f"{path_of(ref)}/history", Revision, query={**moment, **parameters(filters)})


def referrers(ref: str | Entity, *, moment: Query, filters: Query) -> Call[Page[Entity]]:
    """List the entities that refer to one."""
    return pages_read(f"{path_of(ref)}/referrers", _of_any_kind, query={**moment, **parameters(filters)})


def conflicts(*, moment: Query, filters: Query) -> Call[Page[OpenConflict]]:
    """List the disputed values of the whole service."""
    return pages_call("/v1/conflicts", OpenConflict, query={**moment, **parameters(filters)})


def conflicts_of(ref: str | Entity, *, moment: Query) -> Call[Page[Conflict]]:
    """List the disputed values of an entity."""
    return pages_call(f"{path_of(ref)}/conflicts", Conflict, query=moment)


def series(ref: str | Entity, name: str, *, moment: Query, filters: Query) -> Call[Page[Step]]:
    """List the values of a property over time."""
    query = {**moment, **parameters(filters)}
    return pages_call(f"{path_of(ref)}/series/{checked_property(name)}", Step, query=query)


def series_of(refs: Sequence[str], name: str, *, moment: Query, filters: Query) -> Call[Page[StepOfEntity]]:
    """List the values of a property of several entities over time."""
    query = {"refs": refs, **moment, **parameters(filters)}
    return pages_call(f"/v1/series/{checked_property(name)}", StepOfEntity, query=query)


def compare(refs: Sequence[str], properties: Sequence[str], *, moment: Query, options: Query) -> Call[Comparison]:
    """Compare entities side by side."""
    query = {"refs": refs, "properties": properties or None, **moment, **parameters(options)}
    return Call("GET", "/v1/compare", shaped(Comparison), query=query)


def changes(after: int, *, moment: Query, filters: Query) -> Call[Page[Change]]:
    """List the changes numbered above `after`."""
    query = {"after": after, **moment, **parameters(filters)}
    return pages_call("/v1/changes", Change, query=query, turn="after")


def stats(*, moment: Query) -> Call[Stats]:
    """Count everything."""
    return Call("GET", "/v1/stats", shaped(Stats), query=moment)


def vocabulary() -> Call[Vocabulary]:
    """Read every word that can be written."""
    return Call("GET", "/v1/vocabulary", shaped(Vocabulary))


def vocabulary_of(kind: str) -> Call[VocabularyOfKind]:
    """Read the words that facts about one kind use."""
    plural_of(kind)
    return Call("GET", "/v1/vocabulary", shaped(VocabularyOfKind), query={"kind": kind})
