"""The cost of reconciliation: at most one call of DynamoDB more than the REST questions behind it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.api.conftest import Answer, Client
from tests.api.reconciliation.conftest import LEI, get, matches, post
from tests.conftest import Calls

NAMES = ["DeepSeek", "深度求索", "Mercury", "Depseek", "Nobody at all", "DeepSeek-V3"]


def cost(calls: Calls, ask: Callable[[], Answer]) -> int:
    """Count the calls of a request, after one that fills the caches."""
    ask()
    calls.clear()
    answer = ask()
    assert answer.status == 200, answer.text
    return len(calls)


def test_a_batch_of_names_costs_what_resolve_costs(filled: Client, calls: Calls) -> None:
    batch = {f"q{place}": {"query": name} for place, name in enumerate(NAMES)}
    resolved = cost(calls, lambda: filled.post("/v1/resolve", {"names": NAMES}, key=None))
    assert cost(calls, lambda: post(filled, queries=batch)) == resolved


def test_a_batch_of_names_many_times_costs_no_more(filled: Client, calls: Calls) -> None:
    one = {f"q{place}": {"query": name} for place, name in enumerate(NAMES)}
    many = {f"q{place}": {"query": NAMES[place % len(NAMES)]} for place in range(50)}
    assert cost(calls, lambda: post(filled, queries=many)) == cost(calls, lambda: post(filled, queries=one))


def test_refs_in_a_batch_cost_one_call_more(filled: Client, calls: Calls) -> None:
    names = {f"q{place}": {"query": name} for place, name in enumerate(NAMES)}
    refs = {"r0": {"query": "company/deepseek"}, "r1": {"query": "model/deepseek-v3"}}
    plain = cost(calls, lambda: post(filled, queries=names))
    assert cost(calls, lambda: post(filled, queries={**names, **refs})) == plain + 1


def test_an_identifier_costs_its_lookup_and_saves_the_search_for_the_name(filled: Client, calls: Calls) -> None:
    looked_up = cost(calls, lambda: filled.get(f"/v1/lookup?scheme=lei&value={LEI}"))
    query = {"query": "Some other name", "properties": [{"pid": "lei", "v": LEI}]}
    assert cost(calls, lambda: post(filled, queries={"q0": query, "q1": query})) == looked_up == 1


def test_an_extension_costs_one_call_more_for_the_names_of_values(filled: Client, calls: Calls) -> None:
    refs = ["model/deepseek-v3", "company/deepseek"]
    read = cost(calls, lambda: filled.post("/v1/entities/get", {"refs": refs}, key=None))

    def extend(*names: str) -> Answer:
        return post(filled, extend={"ids": refs[:1], "properties": [{"id": name} for name in names]})

    assert cost(calls, lambda: extend("released", "parameters")) == read == 1
    assert cost(calls, lambda: extend("released", "developer")) == read + 1


def test_suggestions_cost_what_autocomplete_costs_and_a_manifest_nothing(filled: Client, calls: Calls) -> None:
    completed = cost(calls, lambda: filled.get("/v1/autocomplete?q=deep"))
    assert cost(calls, lambda: get(filled, "/reconcile/suggest/entity", prefix="deep")) == completed
    paths: list[tuple[str, dict[str, Any]]] = [
        ("/reconcile", {}),
        ("/reconcile/models", {}),
        ("/reconcile/suggest/type", {"prefix": "co"}),
        ("/reconcile/suggest/property", {"prefix": "co"}),
        ("/reconcile/properties", {"type": "model"}),
    ]
    for path, query in paths:
        assert cost(calls, partial(get, filled, path, **query)) == 0, path


def test_a_preview_costs_one_call_more_than_the_view(filled: Client, calls: Calls) -> None:
    assert cost(calls, lambda: get(filled, "/reconcile/preview", id="model/deepseek-v3")) == 2
    assert cost(calls, lambda: get(filled, "/reconcile/preview", id="company/deepseek")) == 1


def test_names_that_are_identified_are_not_resolved(filled: Client, calls: Calls) -> None:
    batch = {"q0": {"query": "company/deepseek"}, "q1": {"query": " "}}
    assert matches(post(filled, queries=batch)) == {"q0": "company/deepseek", "q1": None}
    assert cost(calls, lambda: post(filled, queries=batch)) == 1
