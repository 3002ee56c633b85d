"""A tool costs at most one call of DynamoDB more than the requests of the REST API on which it is based."""

from collections.abc import Callable
from typing import Any

from chalicelib.operations.upkeep.tick import tick
from chalicelib.operations.world import World
from tests.api.conftest import Client
from tests.api.mcp.calling import call_tool
from tests.api.mcp.conftest import OTHER
from tests.conftest import Calls
from tests.tables import for_each

FACT = {"entity": "model/r1", "property": "license", "value": "MIT", "evidence": OTHER}
READS: list[tuple[str, dict[str, Any], str]] = [
    ("get", {"ref": "model/r1"}, "/v1/models/r1?include=facts&explain=true"),
    ("get", {"ref": "model/r1", "valid_at": "2025-06-01"}, "/v1/models/r1?explain=true&valid_at=2025-06-01"),
    ("timeline", {"ref": "model/r1"}, "/v1/models/r1/timeline"),
    ("compare", {"refs": ["model/r1", "company/deepseek"]}, "/v1/compare?refs=model/r1,company/deepseek"),
    ("price_history", {"refs": ["model/r1"]}, "/v1/series/prices?refs=model/r1"),
    ("conflicts", {"ref": "model/r1"}, "/v1/models/r1/conflicts"),
    ("conflicts", {}, "/v1/conflicts"),
    ("what_changed", {"since": 0}, "/v1/changes?values=true&limit=25"),
    ("what_changed", {"since": 0, "ref": "model/r1"}, "/v1/models/r1/history"),
    ("find", {"query": "R1"}, "/v1/search?q=R1"),
]  # fmt: skip


def cost(calls: Calls, asked: Callable[[], object]) -> int:
    """Count the calls of a question, in a process that has answered one before."""
    asked()
    calls.clear()
    asked()
    return len(calls)


@for_each("tool, arguments, url", READS)
def test_a_read_costs_at_most_one_call_more(
    stage: Client, world: World, calls: Calls, tool: str, arguments: dict[str, Any], url: str
) -> None:
    tick(world, stop=lambda: False)
    by_rest = cost(calls, lambda: stage.get(url))
    by_tool = cost(calls, lambda: call_tool(tool, arguments))
    assert 0 < by_tool <= by_rest + 1


def test_a_name_costs_its_resolution_and_if_that_fails_a_search(stage: Client, calls: Calls) -> None:
    def by_rest(name: str) -> tuple[int, int]:
        resolved = cost(calls, lambda: stage.post("/v1/resolve", {"names": [name]}, key=None))
        return resolved, cost(calls, lambda: stage.get(f"/v1/search?q={name}"))

    resolved, _ = by_rest("R1")
    assert cost(calls, lambda: call_tool("find", {"query": "R1"})) == resolved
    resolved, searched = by_rest("deeps")
    assert cost(calls, lambda: call_tool("find", {"query": "deeps"})) == resolved + searched


def test_revisions_since_a_number_cost_one_look_at_the_feed_more(stage: Client, world: World, calls: Calls) -> None:
    tick(world, stop=lambda: False)
    of_feed = cost(calls, lambda: stage.get("/v1/changes?after=2&limit=1"))
    of_entity = cost(calls, lambda: stage.get("/v1/models/r1/history"))
    assert cost(calls, lambda: call_tool("what_changed", {"since": 3, "ref": "model/r1"})) == of_feed + of_entity


def test_to_follow_a_merge_costs_one_call_more(stage: Client, calls: Calls) -> None:
    stage.create("models", {"slug": "twin", "name": "Twin of R1", "evidence": OTHER})
    sent = {"into": "model/r1", "reason": "The same."}
    assert stage.post("/v1/models/twin/merge", sent, If_Match="*").status == 200
    by_rest = cost(calls, lambda: stage.get("/v1/models/r1?include=facts&explain=true"))
    assert cost(calls, lambda: call_tool("get", {"ref": "model/twin"})) == by_rest + 1


def test_a_write_costs_no_call_more(stage: Client, calls: Calls) -> None:
    licences = iter(("MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "Zlib", "0BSD", "Unlicense", "WTFPL"))

    def batch() -> dict[str, Any]:
        return {"facts": [{**FACT, "value": next(licences)}]}

    keys = iter("abcdefgh")
    by_rest = cost(calls, lambda: stage.post("/v1/batch", batch(), Idempotency_Key=next(keys)))
    assert 0 < cost(calls, lambda: call_tool("record", batch())) <= by_rest
    by_rest = cost(calls, lambda: stage.post("/v1/batch?dry_run=true", batch()))
    assert 0 < cost(calls, lambda: call_tool("check", batch())) <= by_rest
