"""The calls of the service, one function for each verb; both clients send them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from aifacts_client.core.calls import Answer, Call, Page, pages_call, parsed, with_headers
from aifacts_client.entity import Entity
from aifacts_client.generated.answers import (
    Batched,
    Change,
    Comparison,
    Conflict,
    Fact,
    Identified,
    NameFound,
    OpenConflict,
    Recorded,
    Resolution,
    Revision,
    Stats,
    Step,
    StepOfEntity,
)
from aifacts_client.generated.kinds import Event
from aifacts_client.refs import checked_fact_id, checked_property, path_of, plural_of, shape_of
from aifacts_client.refusals import BadAnswer

E = TypeVar("E", bound=Entity)
Query = Mapping[str, Any]

OPERATORS = frozenset({"ne", "in", "exists", "gt", "gte", "lt", "lte"})
OF_ENTITY = frozenset({"property", "standing", "limit"})  # the filters of the facts of one entity


def get(ref: str | Entity, shape: type[E], *, moment: Query, options: Query) -> Call[E]:
    """Read an entity."""
    return Call("GET", path_of(ref), shape.of, query={**moment, **_parameters(options)})


def entities(kind: str, shape: type[E], *, moment: Query, filters: Query) -> Call[Page[E]]:
    """List the entities of a kind."""
    return pages_call(f"/v1/{plural_of(kind)}", shape, query={**moment, **_parameters(filters)})


def fact(fact_id: str, *, moment: Query) -> Call[Fact]:
    """Read a fact."""
    return Call("GET", f"/v1/facts/{checked_fact_id(fact_id)}", lambda answer: answer.shape(Fact), query=moment)


def facts(entity: str | Entity | None, *, moment: Query, filters: Query) -> Call[Page[Fact]]:
    """List the facts of an entity, or of a source, a speaker or a value."""
    query = {**moment, **_parameters(filters)}
    if entity is None or not filters.keys() <= OF_ENTITY:
        ref = entity.ref if isinstance(entity, Entity) else entity
        return pages_call("/v1/facts", Fact, query={"entity": ref, **query})
    return pages_call(f"{path_of(entity)}/facts", Fact, query=query)


def timeline(ref: str | Entity, *, moment: Query, filters: Query) -> Call[Page[Event]]:
    """List the events that involve an entity."""
    return pages_call(f"{path_of(ref)}/timeline", Event, query={**moment, **_parameters(filters)})


def history(ref: str | Entity, *, moment: Query, filters: Query) -> Call[Page[Revision]]:
    """List the revisions of an entity."""
    return pages_call(f"{path_of(ref)}/history", Revision, query={**moment, **_parameters(filters)})


def conflicts(*, moment: Query, filters: Query) -> Call[Page[OpenConflict]]:
    """List the disputed values of the whole service."""
    return pages_call("/v1/conflicts", OpenConflict, query={**moment, **_parameters(filters)})


def conflicts_of(ref: str | Entity, *, moment: Query) -> Call[Page[Conflict]]:
    """List the disputed values of an entity."""
    return pages_call(f"{path_of(ref)}/conflicts", Conflict, query=moment)


def series(ref: str | Entity, name: str, *, moment: Query, filters: Query) -> Call[Page[Step]]:
    """List the values of a property over time."""
    query = {**moment, **_parameters(filters)}
    return pages_call(f"{path_of(ref)}/series/{checked_property(name)}", Step, query=query)


def series_of(refs: Sequence[str], name: str, *, moment: Query, filters: Query) -> Call[Page[StepOfEntity]]:
    """List the values of a property of several entities over time."""
    query = {"refs": refs, **moment, **_parameters(filters)}
    return pages_call(f"/v1/series/{checked_property(name)}", StepOfEntity, query=query)


def changes(after: int, *, filters: Query) -> Call[Page[Change]]:
    """List the changes numbered above `after`."""
    return pages_call("/v1/changes", Change, query={"after": after, **_parameters(filters)}, turn="after")


def search(words: str, *, moment: Query, filters: Query) -> Call[Page[NameFound]]:
    """Find entities by name."""
    return pages_call("/v1/search", NameFound, query={"q": words, **moment, **_parameters(filters)})


def autocomplete(letters: str, *, moment: Query, filters: Query) -> Call[Page[NameFound]]:
    """Find entities by the first letters of a name."""
    return pages_call("/v1/autocomplete", NameFound, query={"q": letters, **moment, **_parameters(filters)})


def lookup(scheme: str, value: str, *, moment: Query, filters: Query) -> Call[Page[Identified]]:
    """Find entities by an external id."""
    query = {"scheme": scheme, "value": value, **moment, **_parameters(filters)}
    return pages_call("/v1/lookup", Identified, query=query)


def resolve(names: Sequence[str | Mapping[str, Any]], *, moment: Query) -> Call[list[Resolution]]:
    """Match up to 100 names with entities."""

    def read(answer: Answer) -> list[Resolution]:
        items = answer.json().get("items")
        if not isinstance(items, list):
            raise BadAnswer("The answer has no items.")
        return [parsed(Resolution, each) for each in items]

    return Call("POST", "/v1/resolve", read, query=moment, body={"names": [*names]})


def compare(refs: Sequence[str], properties: Sequence[str], *, moment: Query, options: Query) -> Call[Comparison]:
    """Compare entities side by side."""
    query = {"refs": refs, "properties": properties or None, **moment, **_parameters(options)}
    return Call("GET", "/v1/compare", lambda answer: answer.shape(Comparison), query=query)


def stats() -> Call[Stats]:
    """Count everything."""
    return Call("GET", "/v1/stats", lambda answer: answer.shape(Stats))


def create(
    kind: str,
    shape: type[E],
    body: Mapping[str, Any],
    *,
    dry_run: bool = False,
    allow_duplicate: bool = False,
    idempotency_key: str | None = None,
) -> Call[E]:
    """Create an entity."""
    query = {"dry_run": dry_run or None, "allow_duplicate": allow_duplicate or None}
    return _write("POST", f"/v1/{plural_of(kind)}", shape.of, body, query=query, key=idempotency_key)


def patch(
    ref: str | Entity,
    body: Mapping[str, Any],
    *,
    if_match: str | None = None,
    evidence: str | None = None,
    dry_run: bool = False,
    idempotency_key: str | None = None,
) -> Call[Entity]:
    """Add facts to an entity. One that was read must still have that revision, unless `if_match` says otherwise."""
    etag = ref.etag if if_match is None and isinstance(ref, Entity) else if_match
    query = {"evidence": evidence, "dry_run": dry_run or None}
    call = _write("PATCH", path_of(ref), shape_of(ref).of, body, query=query, key=idempotency_key)
    return with_headers(call, If_Match=etag, Content_Type="application/merge-patch+json")


def record(
    new: Sequence[Mapping[str, Any]],
    *,
    atomic: bool = True,
    dry_run: bool = False,
    evidence: str | None = None,
    idempotency_key: str | None = None,
) -> Call[Recorded]:
    """Record facts: all or none, or those of each entity by themselves."""
    query = {"atomic": None if atomic else False, "dry_run": dry_run or None, "evidence": evidence}
    return _write("POST", "/v1/facts", lambda a: a.shape(Recorded), {"facts": [*new]}, query=query, key=idempotency_key)


def batch(
    body: Mapping[str, Any], *, atomic: bool = True, dry_run: bool = False, idempotency_key: str | None = None
) -> Call[Batched]:
    """Write entities, facts and retractions together."""
    query = {"atomic": None if atomic else False, "dry_run": dry_run or None}
    return _write("POST", "/v1/batch", lambda a: a.shape(Batched), body, query=query, key=idempotency_key)


def retract(
    of: str | Fact,
    reason: str,
    *,
    source: str | None = None,
    dry_run: bool = False,
    idempotency_key: str | None = None,
) -> Call[Fact]:
    """Retract a fact, with the reason."""
    path = f"/v1/facts/{checked_fact_id(of.id if isinstance(of, Fact) else of)}/retraction"
    body = {"reason": reason} | ({} if source is None else {"source": source})
    return _write("POST", path, lambda a: a.shape(Fact), body, query={"dry_run": dry_run or None}, key=idempotency_key)


def _write(method: str, path: str, read: Any, body: Any, *, query: Query, key: str | None) -> Call[Any]:
    call: Call[Any] = Call(method, path, read, query=query, body=body)
    return with_headers(call, Idempotency_Key=str(uuid.uuid4()) if key is None else key)


def _parameters(options: Query) -> dict[str, Any]:
    """Name parameters as the service does: `released__gte` is `released[gte]`, `prices__tier` is `prices.tier`."""
    return {_parameter(name): value for name, value in options.items()}


def _parameter(name: str) -> str:
    first, _, rest = name.removesuffix("_").partition("__")
    if not rest:
        return first
    return f"{first}[{rest}]" if rest in OPERATORS else f"{first}.{rest}"
