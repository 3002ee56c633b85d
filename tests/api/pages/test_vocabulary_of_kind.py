"""The vocabulary of one kind: small, and saying the same as the whole."""

import json
from fnmatch import fnmatch
from typing import Any

import pytest

from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.vocabularies.vocabulary_of_kind import vocabulary_of
from chalicelib.kinds.vocabularies.vocabulary_pages import catalogue
from tests.api.conftest import Client
from tests.tables import for_each

MAX_BYTES = 80_000
WHOLE = catalogue()


def agrees(brief: Any, whole: Any) -> bool:
    """Return whether JSON says nothing else than the whole; what it omits is false or empty there, or listed apart."""
    if isinstance(brief, dict):
        omitted = [value for name, value in whole.items() if name not in brief and name not in ("codes", "example")]
        return all(value in (None, False, []) for value in omitted) and all(
            agrees(value, whole[name]) for name, value in brief.items()
        )
    if isinstance(brief, list):
        return len(brief) == len(whole) and all(map(agrees, brief, whole))
    return bool(brief == whole)


@for_each("kind", KINDS.values())
def test_the_vocabulary_of_a_kind_is_small(kind: Kind) -> None:
    size = len(json.dumps(vocabulary_of(kind), ensure_ascii=False, separators=(",", ":")).encode())
    assert size < MAX_BYTES
    assert size < len(json.dumps(WHOLE, ensure_ascii=False, separators=(",", ":")).encode()) / 3


@for_each("kind", KINDS.values())
def test_it_describes_the_kind_as_the_whole_does(kind: Kind) -> None:
    (brief,) = vocabulary_of(kind)["kinds"]
    (whole,) = (each for each in WHOLE["kinds"] if each["name"] == kind.name)
    assert agrees(brief, whole)


def test_it_describes_each_event_type_once_and_refers_to_what_was_said() -> None:
    types = vocabulary_of(KINDS["event"])["event_types"]
    said: dict[tuple[str, str], Any] = {}
    for brief, whole in zip(types, WHOLE["event_types"], strict=True):
        assert {name: brief[name] for name in ("name", "meaning", "example")} == {
            name: whole[name] for name in ("name", "meaning", "example")
        }
        for one, original in zip(brief["properties"], whole["properties"], strict=True):
            if "as_in" in one:
                assert said[one["as_in"], one["name"]] == original
            else:
                assert agrees(one, original)
            said[whole["name"], original["name"]] = original
    assert any("as_in" in each for brief in types for each in brief["properties"])


@for_each("kind", KINDS.values())
def test_it_lists_the_codes_and_units_that_its_properties_take(kind: Kind) -> None:
    brief = vocabulary_of(kind)
    listed = {each["name"] for each in brief["vocabularies"]} | {"identifier_schemes"}
    dimensions = {each["name"] for each in brief["dimensions"]}
    described = [*brief["kinds"], *brief.get("event_types", [])]
    for one in (each for each in described for each in each["properties"]):
        for typed in (one, *one.get("qualifiers", [])):
            assert typed.get("vocabulary", "identifier_schemes") in listed
            for each in typed.get("dimensions", []):
                assert any(fnmatch(each, name) for name in dimensions)
                parts = {each, *each.split("/")}
                there = {unit["code"] for unit in WHOLE["units"] if unit["dimension"] in parts}
                assert there <= {unit["code"] for unit in brief["units"]}
    assert {*brief, *brief["elsewhere"]} <= {*WHOLE, "elsewhere"}


def test_it_is_served(client: Client) -> None:
    answer = client.get("/v1/vocabulary?kind=person")
    assert answer.json == vocabulary_of(KINDS["person"])
    assert client.get("/v1/vocabulary").json == WHOLE
    assert client.get("/v1/vocabulary?kind=person", If_None_Match=answer.headers["etag"]).status == 304


@pytest.mark.parametrize(("kind", "guess"), [("evnt", "event"), ("people", "person"), ("companies", "company")])
def test_a_kind_that_is_not_there_is_refused_with_the_nearest(client: Client, kind: str, guess: str) -> None:
    answer = client.get(f"/v1/vocabulary?kind={kind}")
    assert answer.status == 400
    (fault,) = answer.json["errors"]
    assert (fault["parameter"], guess in fault["detail"]) == ("kind", True)
