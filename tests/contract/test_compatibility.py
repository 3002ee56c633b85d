"""Changes that break a client are found, and only those."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.api.openapi import document
from tests.contract.compatibility import Comparison

Change = Callable[[Any], Any]
# The changes below are at these paths, and comparing all of them takes half a second.
PATHS = ("/v1/facts", "/v1/facts/{id}/rank", "/v1/stats")
BEFORE = {**document(), "paths": {path: document()["paths"][path] for path in PATHS}}
TEXT = json.dumps(BEFORE)  # reading it is ten times as fast as a deep copy


def _after(change: Change) -> list[str]:
    changed = json.loads(TEXT)
    change(changed)
    return [f"{name}: {what}" for name, what in Comparison(BEFORE, changed).breaks()]


def _schema(doc: Any, name: str) -> Any:
    return doc["components"]["schemas"][name]


def _operation(doc: Any, path: str = "/v1/facts", method: str = "get") -> Any:
    return doc["paths"][path][method]


BREAKS: dict[str, tuple[Change, str]] = {
    "a path": (lambda d: d["paths"].pop("/v1/stats"), "read_stats: GET /v1/stats is gone"),
    "an operation": (lambda d: d["paths"]["/v1/facts"].pop("post"), "record_facts: POST /v1/facts is gone"),
    "its name": (lambda d: _operation(d).update(operationId="facts"), "list_facts: is now called facts"),
    "a status": (lambda d: _operation(d)["responses"].pop("304"), "list_facts: no longer answers 304"),
    "a header": (
        lambda d: _operation(d)["responses"]["200"]["headers"].pop("ETag"),
        "list_facts: 200 has lost the header ETag",
    ),
    "a media type": (
        lambda d: _operation(d)["responses"]["200"]["content"].pop("application/json"),
        "list_facts: /200 is no longer application/json",
    ),
    "a parameter": (
        lambda d: _operation(d)["parameters"].clear(),
        "list_facts: the parameter in query entity is gone",
    ),
    "a parameter that was optional": (
        lambda d: d["components"]["parameters"]["cursor"].update(required=True),
        "list_facts: the parameter in query cursor is now required",
    ),
    "openness": (lambda d: _operation(d).update(security=[{"bearer": []}]), "list_facts: now needs a key"),
    "a member of an answer": (lambda d: _schema(d, "Fact")["properties"].pop("rank"), "Fact: /rank is gone"),
    "the promise of a member": (lambda d: _schema(d, "Fact")["required"].remove("rank"), "Fact: may leave out rank"),
    "a member that need not be sent": (
        lambda d: _schema(d, "FactCreate")["required"].append("valid"),
        "FactCreate: needs valid",
    ),
    "a form of what is sent, in the place of another": (
        lambda d: _schema(d, "FactsCreate")["properties"]["facts"].update(
            items={"anyOf": [{"type": "string"}, {"type": "integer"}]}
        ),
        "FactsCreate: /facts/*/value is gone",
    ),
    "the type of a member": (
        lambda d: _schema(d, "Fact")["properties"]["rank"].update(type="integer"),
        "Fact: /rank was of type string and is integer",
    ),
    "a word that may be sent": (
        lambda d: d["components"]["schemas"]["Rank"]["enum"].pop(),
        "Rank: takes fewer words",
    ),
    "a word that may come": (
        lambda d: _schema(d, "Fact")["properties"]["rank"]["enum"].append("best"),
        "Fact: /rank has more words",
    ),
    "a bound of what is sent": (
        lambda d: d["components"]["parameters"]["limit_50"]["schema"].update(maximum=10),
        "list_facts: /query limit has another maximum: 1000 before, 10 now",
    ),
}


@pytest.mark.parametrize(("change", "expected"), BREAKS.values(), ids=BREAKS)
def test_a_break_is_noticed(change: Change, expected: str) -> None:
    assert expected in _after(change)


FINE: dict[str, Change] = {
    "nothing": lambda d: None,
    "another form of what is sent": lambda d: _schema(d, "FactsCreate")["properties"]["facts"].update(
        items={"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/FactCreate"}]}
    ),
    "a new path": lambda d: d["paths"].update({"/v2": {"get": _operation(d)}}),
    "a new member of an answer": lambda d: _schema(d, "Fact")["properties"].update(more={"type": "string"}),
    "a new optional parameter": lambda d: _operation(d)["parameters"].append({"$ref": "#/components/parameters/slug2"}),
    "a new status": lambda d: _operation(d)["responses"].update({"451": {"description": "No."}}),
    "a higher bound of what is sent": lambda d: d["components"]["parameters"]["limit_50"]["schema"].update(
        maximum=5000
    ),
    "another form of what is sent, before the others": lambda d: _schema(d, "EvidenceInput")["properties"]["speaker"][
        "oneOf"
    ].insert(0, {"type": "boolean"}),
    "other words": lambda d: _operation(d).update(description="Otherwise said.", summary="So."),
}


@pytest.mark.parametrize("change", FINE.values(), ids=FINE)
def test_what_breaks_no_client_is_let_pass(change: Change) -> None:
    def with_a_parameter_to_point_at(doc: Any) -> None:
        free = {"in": "query", "name": "more", "required": False, "schema": {"type": "string"}}
        doc["components"]["parameters"]["slug2"] = free
        change(doc)

    assert _after(with_a_parameter_to_point_at) == []


def test_the_whole_contract_breaks_nothing_of_itself() -> None:
    assert Comparison(document(), json.loads(json.dumps(document()))).breaks() == []
