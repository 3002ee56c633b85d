"""Any body leads to a refusal or to a view that reads the same again."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import Refusal
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Property
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.patch import patch
from chalicelib.operations.writes.record import record
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock, examples
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_model,
    a_source,
    an_event,
    an_instrument,
    new,
    ref,
    view,
    world_on,
)

ODD_TEXTS = (
    "\x00", "\ud800", "🦙", "a\u0301", "", " ", "\u202e", "#%~", "x" * 5000, "界" * 300, "0", "company/deepseek",
    "source/report", "company/nobody", "not/a/ref", "2025-01-26", "0000", "9999-12-31", "../2025", "2025/..", "-0001",
    "2025-01/2024-01", "2025%", "P6M", "P99999999999999999Y", "1e9999", "-3", "9" * 50, "NaN",
)  # fmt: skip
DATES = ("2025", "2025-01-26~", "2024/2025", "../2025", "2025/..", "2030", "0001", "9999", "2025-02-30", "0000-01-01")
MEMBERS = ("value", "text", "missing", "amount", "unit", "low", "high", "bound", "evidence", "role", "x")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(ODD_TEXTS) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=4),
    max_leaves=6,
)
evidence = st.fixed_dictionaries(
    {"source": st.sampled_from(["source/report", "source/nobody", "x"]) | st.just("source/report")},
    optional={
        "basis": st.sampled_from(["opinion", "record_of_truth", "hearsay"]),
        "certainty": st.sampled_from(["asserted", "expected", "alleged", "rumoured", "denied", "left_open", "sure"]),
        "speaker": st.sampled_from(["company/deepseek", "company/nobody", {"text": "people"}, {"text": "\ud800"}, 7]),
        "via": st.sampled_from(ODD_TEXTS),
        "quote": st.sampled_from(ODD_TEXTS),
        "as_stated": st.sampled_from(ODD_TEXTS),
    },
).map(lambda given: {"basis": "third_party_report", **given})


def examples_of(declared: Property) -> list[Any]:
    """List what the declaration shows as a value, bare."""
    shown = declared.example if isinstance(declared.example, list) else [declared.example]
    return [each["value"] if isinstance(each, dict) and "value" in each else each for each in shown]


def values_of(declared: Property) -> st.SearchStrategy[Any]:
    """Draw values that the property takes, nearly takes, and does not take at all."""
    missing = st.sampled_from([{"missing": "unknown"}, {"missing": "none"}])
    bare = st.sampled_from(examples_of(declared)) | missing | st.sampled_from(ODD_TEXTS) | json_values
    qualifiers = {q.name: qualifier_values(declared, q.name) for q in declared.qualifiers}
    wrapped = st.fixed_dictionaries(
        {"value": st.sampled_from(examples_of(declared)) | bare},
        optional={
            **qualifiers,
            "valid": st.sampled_from(DATES) | json_values,
            "scope": st.sampled_from(ODD_TEXTS) | json_values,
            "period": st.sampled_from(["P6M", "2024/2025", *ODD_TEXTS]),
            "condition": st.sampled_from(ODD_TEXTS) | json_values,
            "evidence": evidence | json_values,
        },
    )
    one = bare | wrapped
    return st.lists(wrapped, min_size=1, max_size=3) | st.lists(one, max_size=3) if declared.is_list else one


def qualifier_values(declared: Property, name: str) -> st.SearchStrategy[Any]:
    shown = declared.example if isinstance(declared.example, list) else []
    known = [each[name] for each in shown if isinstance(each, dict) and name in each]
    return st.sampled_from([*known, *known, *known, *ODD_TEXTS]) | json_values


@st.composite
def bodies(draw: st.DrawFn, kind_name: str) -> dict[str, Any]:
    """Draw the worked example of a kind or of a type, with fields taken out, replaced and added."""
    kind = KINDS[kind_name]
    example = draw(st.sampled_from([t.example for t in kind.types] or [kind.example]))
    type_name = example.get("type") if kind.types else None
    body = {name: raw for name, raw in example.items() if name not in ("evidence", "slug")}
    body = {name: raw for name, raw in body.items() if "/" not in json.dumps(raw)}  # entities that are not here
    for declared in draw(st.lists(st.sampled_from(kind.all_properties(type_name=type_name)), max_size=4)):
        body[declared.name] = draw(values_of(declared))
    spoilt = st.sampled_from([*sorted(body), "slug", "evidence", "valid", "colour", "ref"])
    for name in draw(st.lists(spoilt, max_size=1)):
        body[name] = draw(json_values)
    return {**body, "evidence": draw(st.just(EVIDENCE) | evidence)} | {n: body[n] for n in ("evidence",) if n in body}


@pytest.fixture(scope="module")
def busy_world() -> World:
    """A world in which every kind has one entity, on SQLite in memory, for a whole module."""
    world = world_on(SqliteTable(":memory:"), Clock())
    a_source(world)
    a_company(world)
    a_model(world)
    an_event(world)
    an_instrument(world)
    for kind in ("offering", "product", "benchmark", "person"):
        new(world, kind, "it", name="It")
    return world


ENTITIES = {
    "company": "company/deepseek",
    "model": "model/v3",
    "event": "event/launch",
    "instrument": "instrument/nvda",
    "source": "source/report",
    "offering": "offering/it",
    "product": "product/it",
    "benchmark": "benchmark/it",
    "person": "person/it",
}

at_length = settings(
    max_examples=examples(25),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


def reads_the_same(world: World, name: str, written: dict[str, Any]) -> None:
    now = view(world, name)
    assert now == written
    assert json.loads(json.dumps(now).encode()) == now
    assert view(world, name, known_at=now["updated_at"], valid_at=now["updated_at"]) == now


@pytest.mark.parametrize("kind", KINDS)
@at_length
@given(st.data())
def test_creating_from_any_body(busy_world: World, kind: str, data: st.DataObject) -> None:
    count = view(busy_world, "company/deepseek")["revision"] + len(str(data))
    body = {"slug": f"s{busy_world.token()}{count}", **data.draw(bodies(kind))}
    try:
        made = create(RequestContext(busy_world, CALLER), kind=KINDS[kind], body=body)
    except Refusal:
        return
    reads_the_same(busy_world, made.ref, made.view)


@pytest.mark.parametrize("kind", KINDS)
@at_length
@given(st.data())
def test_patching_with_any_body(busy_world: World, kind: str, data: st.DataObject) -> None:
    body = data.draw(bodies(kind))
    body.pop("type", None)
    try:
        written = patch(RequestContext(busy_world, CALLER), ref=ref(ENTITIES[kind]), body=body)
    except Refusal:
        return
    reads_the_same(busy_world, written.ref, written.view)


@st.composite
def facts(draw: st.DrawFn) -> Any:
    """Draw a fact as it is recorded, or something else."""
    kind = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    declared = draw(st.sampled_from(kind.all_properties()))
    qualifiers = {q.name: qualifier_values(declared, q.name) for q in declared.qualifiers}
    members: dict[str, st.SearchStrategy[Any]] = {
        "entity": st.just(ENTITIES[kind.name]) | st.sampled_from(ODD_TEXTS) | json_values,
        "property": st.just(declared.name) | st.sampled_from(ODD_TEXTS) | json_values,
        "value": st.sampled_from(examples_of(declared)) | json_values,
        "qualifiers": st.fixed_dictionaries({}, optional=qualifiers) | json_values,
        "evidence": st.just(EVIDENCE) | evidence,
    }
    optional = {
        "valid": st.sampled_from(DATES) | json_values,
        "scope": st.sampled_from(ODD_TEXTS) | json_values,
        "period": st.sampled_from(ODD_TEXTS) | json_values,
        "condition": st.sampled_from(ODD_TEXTS) | json_values,
        "colour": json_values,
    }
    return draw(st.fixed_dictionaries(members, optional=optional) | json_values)


@settings(at_length, max_examples=examples(60))
@given(st.lists(facts(), max_size=4), st.booleans())
def test_recording_any_facts(busy_world: World, sent: list[Any], atomic: bool) -> None:
    try:
        record(RequestContext(busy_world, CALLER), facts=sent, atomic=atomic)
    except Refusal:
        return
    for name in ENTITIES.values():
        now = view(busy_world, name)
        reads_the_same(busy_world, name, now)
