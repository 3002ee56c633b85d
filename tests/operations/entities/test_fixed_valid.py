"""`valid` of a fixed property, in a body or a fact: it is recorded and shown, and decides nothing."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Property
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.entities.read import read
from chalicelib.operations.world import World
from tests.fuzz.place import Place, filled
from tests.kinds.examples import worked
from tests.operations.builders import new, ref, state, view
from tests.tables import for_each

VALID = "2024-03"
LONG_BEFORE = "1990-01-01T00:00:00.000Z"
EVIDENCE = {"source": "source/encyclopedia", "basis": "third_party_report"}


class Case(NamedTuple):
    """A fixed property of a kind or event type, with a value, and the fields without which no entity is created."""

    kind: str
    declared: Property
    value: Mapping[str, Any]  # with its qualifiers
    needed: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"{self.kind} {self.needed.get('type', '')} {self.declared.name}"


def _cases() -> Iterator[Case]:
    for kind, body in worked():
        for declared in KINDS[kind].all_properties(type_name=body.get("type")):
            if declared.lasting or declared.closed is not None:
                continue
            shown = body.get(declared.name, declared.example)
            one = shown[0] if isinstance(shown, list) else shown
            wrapped = one if isinstance(one, Mapping) and "value" in one else {"value": one}
            names = ("value", *(each.name for each in declared.qualifiers))
            needed = {
                p.name: body[p.name] for p in KINDS[kind].all_properties(type_name=body.get("type")) if p.required
            }
            yield Case(kind, declared, {name: wrapped[name] for name in names if name in wrapped}, needed)


CASES = list(_cases())


@pytest.fixture(scope="module")
def place() -> Place:
    return filled()


@for_each("case", CASES)
def test_valid_in_a_body_is_recorded_and_shown_and_selects_nothing(place: Place, case: Case) -> None:
    filled_world = _begun(place)
    sent = {**case.value, "valid": VALID}
    field = [sent] if case.declared.is_list else sent

    new(filled_world, case.kind, "fixed", **{**case.needed, case.declared.name: field, "evidence": EVIDENCE})

    assert _recorded(filled_world, case) == [VALID]
    assert _shown_valid(view(filled_world, f"{case.kind}/fixed"), case.declared) == VALID
    assert _shown_valid(view(filled_world, f"{case.kind}/fixed", valid_at=LONG_BEFORE), case.declared) == VALID


@for_each("case", [case for case in CASES if not case.declared.required])
def test_valid_of_a_fact_is_recorded_and_shown_and_separates_nothing(place: Place, case: Case) -> None:
    filled_world = _begun(place)
    new(filled_world, case.kind, "fixed", **{**case.needed, "evidence": EVIDENCE})
    qualifiers = {name: each for name, each in case.value.items() if name != "value"}
    fact = {
        "entity": f"{case.kind}/fixed",
        "property": case.declared.name,
        "value": case.value["value"],
        "qualifiers": qualifiers,
        "evidence": EVIDENCE,
    }

    ids = state(filled_world, {**fact, "valid": VALID})

    assert _recorded(filled_world, case) == [VALID]
    assert _shown_valid(view(filled_world, f"{case.kind}/fixed"), case.declared) == VALID
    assert state(filled_world, {**fact, "valid": VALID}) == ids

    state(filled_world, {**fact, "valid": "2010"})
    explained = read(filled_world, ref=ref(f"{case.kind}/fixed"), explain=True).view["explain"]
    assert len(explained[case.declared.name]) == 1


def _begun(place: Place) -> World:
    place.table.rewind()
    return place.world


def _recorded(world: World, case: Case) -> list[str | None]:
    facts = load_entity(world, f"{case.kind}/fixed").facts.values()
    of_property = [fact.content.valid for fact in facts if fact.content.property == case.declared.name]
    return [None if valid is None else valid.json() for valid in of_property]


def _shown_valid(shown: Mapping[str, Any], declared: Property) -> str | None:
    """Return the `valid` that a view shows of the value of a property."""
    of_property = shown[declared.name][0] if declared.is_list else shown["terms"][declared.name]
    return str(of_property["valid"])
