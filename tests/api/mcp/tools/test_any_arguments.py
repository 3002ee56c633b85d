"""Any arguments have an answer within the bound that matches the schema, or a refusal; nothing else is raised."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.api.http import pipeline
from chalicelib.api.mcp.tool import ToolAnswer
from chalicelib.operations.world import World
from tests.api.mcp.calling import answer_or_refusal
from tests.conftest import examples

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.just([]),
)
REFS = st.sampled_from(
    [
        *("model/deepseek-v3", "model/deepseek-r1", "company/nvidia", "instrument/nvidia-share", "event/eu-ai-act"),
        *("source/x", "model/", "a/b", "model/ß", "model/" + "x" * 120),
    ]
)
MOMENTS = st.sampled_from(
    ["2025-01-27", "2026-11-23T10:01:00Z", "0001-01-01", "9999-12-31", "2025-13-01", "", "2026-11-23T10:00:00+02:00"]
)
DAYS = st.sampled_from(["2025", "2025-01", "2025-01-31", "0000", "9999-12-31", "2025-02-30", "x"])
PROPERTIES = st.sampled_from(["prices", "price", "released", "name", "status", "figures", "limits", "nope", "disputed"])
WORDS = st.one_of(
    st.text(max_size=40), st.sampled_from(["deepseek v3", "NVDA", "gpt-4o-latest", "深度求索", "a,b&c=d"])
)
SIZES = st.integers(-1, 120)
FACTS = st.fixed_dictionaries(
    {"entity": REFS, "property": PROPERTIES, "value": JUNK | WORDS},
    optional={"evidence": JUNK | st.just({"source": "source/report", "basis": "opinion"}), "valid": DAYS},
)
CLOCKS = {
    "known_at": MOMENTS,
    "valid_at": MOMENTS,
    "published_before": MOMENTS,
    "max_bytes": st.sampled_from([4096, 9000]),
}
SERIES = {"since": DAYS, "until": DAYS, "limit": SIZES}
QUALIFIERS = st.dictionaries(st.sampled_from(["direction", "tier", "limit", "nope", ""]), WORDS, max_size=2)
SORTS = {"facts": st.lists(FACTS, max_size=2), "entities": st.lists(JUNK | FACTS, max_size=2), "atomic": st.booleans()}
ARGUMENTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "find": ({"query": WORDS}, {"kind": st.sampled_from(["model", "x"]), "limit": SIZES, **CLOCKS}),
    "get": ({"ref": REFS}, {"properties": st.lists(PROPERTIES, max_size=3), **CLOCKS}),
    "timeline": ({"ref": REFS}, {**SERIES, "types": st.lists(st.sampled_from(["release", "x"]), max_size=2), **CLOCKS}),
    "compare": (
        {"refs": st.lists(REFS, max_size=3)},
        {
            "properties": st.lists(PROPERTIES, max_size=3),
            "valid_at": st.lists(MOMENTS, max_size=3),
            "known_at": st.lists(MOMENTS, max_size=3),
        },
    ),
    "price_history": (
        {"refs": st.lists(REFS, max_size=3)},
        {"property": PROPERTIES, "qualifiers": QUALIFIERS, **SERIES, **CLOCKS},
    ),
    "conflicts": ({}, {"ref": REFS, "kind": st.just("model"), "property": PROPERTIES, "limit": SIZES, **CLOCKS}),
    "what_changed": (
        {"since": st.one_of(st.integers(-2, 500), MOMENTS)},
        {"ref": REFS, "until": MOMENTS, "kind": st.just("event"), "properties": st.lists(PROPERTIES, max_size=2)},
    ),
    "check": ({}, {**SORTS, "retractions": st.lists(JUNK, max_size=1)}),
    "record": ({}, {**SORTS, "idempotency_key": WORDS}),
}


def drawn(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw arguments of a tool: plausible ones, with a wrong one here and there."""
    required, optional = ARGUMENTS[name]
    plausible = st.fixed_dictionaries(required, optional=optional)
    some = st.dictionaries(st.sampled_from([*required, *optional, "other"]), JUNK, max_size=1)
    return st.builds(lambda likely, wrong: {**likely, **wrong}, plausible, st.one_of(st.just({}), some))


@pytest.mark.parametrize("name", [*ARGUMENTS])
def test_any_arguments_are_answered_or_refused(seeded_world: World, name: str) -> None:
    pipeline.set_world(seeded_world)

    @settings(max_examples=examples(30), deadline=None)
    @given(drawn(name))
    def call(arguments: dict[str, Any]) -> None:
        found = answer_or_refusal(name, arguments)
        if not isinstance(found, ToolAnswer):
            assert found.detail
            assert all(fault.pointer.startswith("/") or not fault.pointer for fault in found.faults)

    call()
