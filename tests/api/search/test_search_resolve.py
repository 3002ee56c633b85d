"""Resolve over HTTP: what is asked, what is answered, what is refused."""

from typing import Any

import pytest

from chalicelib.api.openapi import document
from tests.api.conftest import Client, a_company, a_source
from tests.api.snapshots import filled_once


def ask(client: Client, *names: Any) -> Any:
    answer = client.post("/v1/resolve", {"names": list(names)}, key=None)
    assert answer.status == 200, answer.text
    return answer.json


@pytest.fixture
@filled_once
def filled(client: Client) -> Client:
    """A client of a service that knows DeepSeek and two namesakes."""
    client.create("companies", a_company("deepseek", name="DeepSeek", aliases=["深度求索"], country="CN"))
    client.create("companies", a_company("mercury-us", name="Mercury", country="US"))
    client.create("companies", a_company("mercury-de", name="Mercury", country="DE"), is_namesake=True)
    client.create("sources", a_source("mercury", title="Mercury rising"))
    return client


def test_names_are_answered_in_order_without_a_key(filled: Client) -> None:
    names = [{"name": "深度求索"}, {"name": "Mercury"}, {"name": "Mercury", "context": {"country": "de"}}]
    answer = ask(filled, *names, {"name": "Nobody at all"}, {"name": "Mercury", "kind": "model"})
    resolved = [(item["name"], item["status"], item["ref"], item["reason"]) for item in answer["items"]]
    assert resolved == [
        ("深度求索", "match", "company/deepseek", None),
        ("Mercury", "ambiguous", None, "close"),
        ("Mercury", "match", "company/mercury-de", None),
        ("Nobody at all", "no_match", None, None),
        ("Mercury", "no_match", None, None),
    ]
    assert answer["meta"]["returned"] == 5


def test_a_candidate_carries_its_score_and_the_features_behind_it(filled: Client) -> None:
    (item,) = ask(filled, {"name": "Depseek", "kind": "company", "context": {"country": "CN"}})["items"]
    (found,) = item["candidates"]
    assert (found["ref"], found["label"], found["hint"], item["complete"]) == (
        "company/deepseek",
        "DeepSeek",
        {"country": "CN"},
        True,
    )
    assert 0.8 <= found["score"] < 1
    assert found["features"]["typos"] == 1
    assert found["features"]["context"] == {"country": True}


def test_a_list_of_names_mixes_texts_and_objects(filled: Client) -> None:
    mixed = ask(filled, "深度求索", {"name": "Mercury", "context": {"country": "de"}}, "Mercury")
    objects = ask(filled, {"name": "深度求索"}, {"name": "Mercury", "context": {"country": "de"}}, {"name": "Mercury"})
    assert mixed == objects
    assert [item["ref"] for item in mixed["items"]] == ["company/deepseek", "company/mercury-de", None]


def test_the_contract_takes_plain_texts() -> None:
    names = document()["components"]["schemas"]["NamesToResolve"]["properties"]["names"]
    assert {"$ref": "#/components/schemas/NameToResolve"} in names["items"]["oneOf"]
    assert "string" in [arm.get("type") for arm in names["items"]["oneOf"]]


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, {"/names": "missing_field"}),
        ({"names": []}, {"/names": "empty"}),
        ({"names": [{"name": "a"}] * 101}, {"/names": "too_many"}),
        ({"names": [{}, {"name": ""}]}, {"/names/0/name": "missing_field", "/names/1/name": "empty"}),
        ({"names": [{"name": "a\0"}, {"name": " "}]}, {"/names/0/name": "bad_text", "/names/1/name": "wrong_type"}),
        (
            {"names": ["", "a\0", "ok", "a" * 301]},
            {"/names/0": "empty", "/names/1": "bad_text", "/names/3": "too_long"},
        ),
        ({"names": [5, "ok", None, ["a"]]}, dict.fromkeys(("/names/0", "/names/2", "/names/3"), "wrong_type")),
        ({"names": ["ok", {"kind": "modl"}]}, {"/names/1/name": "missing_field", "/names/1/kind": "unknown_code"}),
        ({"names": ["ok", {"object": {}}]}, {"/names/1/name": "missing_field", "/names/1/object": "unknown_field"}),
        ({"names": [{"name": "\ud800"}]}, {"/names/0/name": "bad_text"}),
        ({"names": [{"name": "a", "kind": "modl"}]}, {"/names/0/kind": "unknown_code"}),
        ({"names": [{"name": "a", "context": {"colour": "red"}}]}, {"/names/0/context/colour": "unknown_field"}),
        ({"names": [{"name": "a", "context": {"date": 2025}}]}, {"/names/0/context/date": "wrong_type"}),
    ],
)
def test_bad_bodies_are_refused_by_pointer(client: Client, body: Any, faults: dict[str, str]) -> None:
    answer = client.post("/v1/resolve", body, key=None)
    assert (answer.status, answer.pointers) == (422, faults)


def test_refusals_name_the_limit_and_the_nearest_kind(client: Client) -> None:
    assert "100" in client.post("/v1/resolve", {"names": [{"name": "a"}] * 101}).text
    answer = client.post("/v1/resolve", {"names": [{"name": "a", "kind": "modl"}]}).json
    assert 'did you mean "model"' in answer["errors"][0]["detail"]


def test_odd_names_are_no_match_and_no_failure(client: Client) -> None:
    odd = ["🚀", "a" * 300, "\u200f\u200f", "2024-08-06", "latest", "\u202edlrow", "深" * 300, "\ufdfa" * 100]
    assert {item["status"] for item in ask(client, *({"name": name} for name in odd))["items"]} == {"no_match"}
