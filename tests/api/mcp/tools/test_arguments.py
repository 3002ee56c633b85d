"""Wrong arguments are refused together, and each fault names the argument of the tool."""

from typing import Any

import pytest

from tests.api.mcp.calling import faults_of, refused
from tests.tables import for_each

WRONG: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("find", {}, {"/query": "missing_field"}),
    ("find", {"query": " "}, {"/query": "wrong_type"}),
    ("find", {"query": "a" * 301, "kind": "modell"}, {"/query": "too_long", "/kind": "unknown_code"}),
    ("find", {"q": "R1", "query": "R1", "limit": 26}, {"/q": "unknown_field", "/limit": "bad_range"}),
    ("get", {"ref": "r1", "max_bytes": 10}, {"/ref": "not_a_ref", "/max_bytes": "bad_range"}),
    ("get", {"ref": "modle/r1"}, {"/ref": "unknown_kind"}),
    ("get", {"ref": "model/r1", "properties": ["nope", "name", "no"]}, {
        "/properties/0": "unknown_property", "/properties/2": "unknown_property",
    }),
    ("get", {"ref": "model/r1", "known_at": "2027-01-01"}, {"/known_at": "in_the_future"}),
    ("get", {"ref": "model/r1", "known_at": "soon", "valid_at": 3}, {
        "/known_at": "wrong_type", "/valid_at": "wrong_type",
    }),
    ("timeline", {"ref": "model/r1", "since": "2025-02-30"}, {"/since": "wrong_type"}),
    ("timeline", {"ref": "model/r1", "since": "2025", "until": "2024"}, {"/until": "bad_range"}),
    ("timeline", {"ref": "model/r1", "types": ["relase"]}, {"/types": "unknown_code"}),
    ("timeline", {"ref": "model/r1", "types": ["a"] * 6}, {"/types": "too_many"}),
    ("compare", {"refs": []}, {"/refs": "empty"}),
    ("compare", {"refs": ["model/r1"] * 21}, {"/refs": "too_many"}),
    ("compare", {
        "refs": ["model/r1"], "valid_at": ["2025-01-01", "2025-02-01"], "known_at": ["2026-01-01", "2026-01-02"],
    }, {"/valid_at": "not_together"}),
    ("compare", {"refs": ["model/r1"], "known_at": ["2027-01-01"]}, {"/known_at": "in_the_future"}),
    ("price_history", {"refs": ["model/r1"], "since": "x", "limit": 0}, {
        "/since": "wrong_type", "/limit": "bad_range",
    }),
    ("conflicts", {"ref": "model/r1", "limit": "3"}, {"/limit": "wrong_type"}),
    ("what_changed", {}, {"/since": "missing_field"}),
    ("record", {"facts": [{}] * 501}, {"/facts": "too_many"}),
    ("record", {"facts": [1], "atomic": "no"}, {"/facts/0": "wrong_type", "/atomic": "wrong_type"}),
]  # fmt: skip


@pytest.mark.usefixtures("stage")
@for_each("tool, arguments, faults", WRONG)
def test_wrong_arguments_are_named(tool: str, arguments: dict[str, Any], faults: dict[str, str]) -> None:
    assert faults_of(tool, arguments) == faults


@pytest.mark.usefixtures("stage")
def test_a_sentence_has_the_names_of_the_tool() -> None:
    refusal = refused("timeline", {"ref": "model/r1", "since": "2025", "until": "2024"})
    assert refusal.detail == "`until` must not be before `since`."
    refusal = refused("what_changed", {"since": "2027-01-01"})
    assert refusal.detail == "`since` must not be in the future."


@pytest.mark.usefixtures("stage")
def test_a_wrong_word_has_the_known_one() -> None:
    assert 'did you mean "model/r1"?' in refused("get", {"ref": "modle/r1"}).detail
    assert "release" in refused("timeline", {"ref": "model/r1", "types": ["relase"]}).detail
    assert '"released"' in refused("get", {"ref": "model/r1", "properties": ["relesed"]}).detail
