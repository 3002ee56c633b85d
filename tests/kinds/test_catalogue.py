"""The catalogue serves every word with a meaning and an example."""

import json
from typing import Any

import pytest

from chalicelib.domain.values import UNITS
from chalicelib.kinds import KINDS
from chalicelib.kinds.catalogue import catalogue


@pytest.fixture(scope="module")
def served() -> dict[str, Any]:
    """The catalogue as it goes over the wire."""
    text = json.dumps(catalogue())
    words: dict[str, Any] = json.loads(text)
    return words


def test_it_lists_every_kind_with_every_property(served: dict[str, Any]) -> None:
    listed = {kind["name"]: [p["name"] for p in kind["properties"]] for kind in served["kinds"]}

    assert listed == {name: [p.name for p in kind.properties] for name, kind in KINDS.items()}


def test_it_lists_every_type_of_event_with_its_fields_and_roles(served: dict[str, Any]) -> None:
    acquisition = next(t for t in served["event_types"] if t["name"] == "acquisition")

    assert [t["name"] for t in served["event_types"]] == [t.name for t in KINDS["event"].types]
    assert {"target", "acquirer", "excluded"} <= set(acquisition["roles"])
    assert {"form", "amount", "payment_means", "region"} <= {p["name"] for p in acquisition["properties"]}


def test_every_property_and_qualifier_has_a_meaning_and_an_example(served: dict[str, Any]) -> None:
    owners = served["kinds"] + served["event_types"]
    properties = [p for owner in owners for p in owner["properties"]]

    for entry in [*owners, *properties, *(q for p in properties for q in p["qualifiers"])]:
        assert entry["meaning"]
        assert entry["example"] is not None


def test_every_code_that_a_property_takes_is_explained(served: dict[str, Any]) -> None:
    explained = {v["name"]: {c["code"] for c in v["codes"]} for v in served["vocabularies"]}
    properties = [p for kind in served["kinds"] + served["event_types"] for p in kind["properties"]]
    coded = [e for p in properties for e in [p, *p["qualifiers"]] if "codes" in e and e["name"] != "type"]

    assert all(set(entry["codes"]) == explained[entry["vocabulary"]] for entry in coded)


def test_units_and_identifier_schemes_come_with_it(served: dict[str, Any]) -> None:
    assert {unit["code"] for unit in served["units"]} == set(UNITS)
    assert {"code", "meaning", "example"} == set(served["identifier_schemes"][0])


def test_a_property_says_what_it_takes(served: dict[str, Any]) -> None:
    model = next(kind for kind in served["kinds"] if kind["name"] == "model")
    prices = next(p for p in model["properties"] if p["name"] == "prices")

    assert prices["type"] == "quantity"
    assert prices["dimensions"] == ["price_per_token", "price_per_unit"]
    assert (prices["shape"], prices["lasting"]) == ("one_per_qualifiers", True)
    assert [q["default"] for q in prices["qualifiers"]] == [None, "standard", None, None]
