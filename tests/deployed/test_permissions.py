"""Least privilege, from both sides: each request works in its role, and fails without any one action of the role."""

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from tests.api.conftest import Answer, Client, a_company, create_keys
from tests.conftest import Clock
from tests.deployed.playground import emptied, table_of, through_the_gateway
from tests.deployed.roles import Action, DeployedRole
from tests.deployed.stack import Stack
from tests.iam import granted_to
from tests.operations import builders
from tests.operations.builders import CALLER, on, ref, world_on
from tests.operations.faulty import Dying, Killed

REASON = {"reason": "Made up."}
# Both roles also write their logs. MiniStack writes these itself and asks no role: `test_policies` has these actions.
# It ignores the partitions of a role too: `test_role` and `test_policies` compare these with each call.
API, TICK = (
    sorted({Action(each.action, each.index) for each in granted_to(function)}) for function in ("api_handler", "tick")
)


@pytest.fixture(scope="module")
def world(playground: Stack) -> World:
    """The table with a key for each scope, a source to cite and a company to refer to, written three days ago."""
    emptied(playground)
    made = world_on(table_of(playground), Clock(f"{days_ago(3)}T00:00:00.000Z"))
    create_keys(made)
    builders.a_source(made)
    builders.a_company(made, "owner")
    return made


@pytest.fixture
def client(playground: Stack, world: World) -> Client:
    """A client of the deployment."""
    return through_the_gateway(playground)


def days_ago(n: int) -> str:
    return (datetime.now(UTC) - timedelta(days=n)).date().isoformat()


@pytest.mark.parametrize(("function", "actions"), [("APIHandler", API), ("Tick", TICK)])
def test_a_function_is_deployed_with_the_actions_of_its_policy(
    playground: Stack, function: str, actions: list[Action]
) -> None:
    assert DeployedRole(playground, function).actions == actions


NEEDED_BY: Mapping[Action, Callable[[Client, str], Answer]] = {
    Action("BatchGetItem"): lambda c, slug: c.post("/v1/entities/get", {"refs": [f"company/{slug}", "company/owner"]}),
    Action("ConditionCheckItem"): lambda c, slug: c.post("/v1/companies", a_company(f"{slug}-next")),
    Action("DeleteItem"): lambda c, slug: c.post(f"/v1/companies/{slug}/retirement", REASON, If_Match="*"),
    Action("GetItem"): lambda c, _: c.get("/v1/stats"),
    Action("PutItem"): lambda c, slug: c.post("/v1/companies", a_company(f"{slug}-next")),
    Action("Query"): lambda c, slug: c.get(f"/v1/companies/{slug}"),
    Action("Query", "gsi1"): lambda c, slug: c.get(f"/v1/search?q={slug}x"),  # no name is exactly so
    Action("Query", "gsi2"): lambda c, _: c.get("/v1/facts?source=source/report"),
    Action("Query", "gsi3"): lambda c, _: c.get("/v1/conflicts"),
}
COUNTED = Action("UpdateItem")  # without it requests pass uncounted: see below


def test_a_request_is_known_for_each_action_of_the_api() -> None:
    assert sorted([*NEEDED_BY, COUNTED]) == API


@pytest.mark.parametrize("action", NEEDED_BY, ids=str)
def test_a_request_fails_without_an_action_and_works_with_it(playground: Stack, client: Client, action: Action) -> None:
    slug = f"no-{action.name}{action.on_index}".lower()
    client.create("companies", a_company(slug, country="CN"))
    before = time.time()

    with DeployedRole(playground, "APIHandler").without(action):
        refused = NEEDED_BY[action](client, slug)
    again = NEEDED_BY[action](client, slug)

    assert (refused.status, refused.json["code"], again.status // 100) == (503, "unavailable", 2)
    logged = "\n".join(playground.log("APIHandler", since=before))
    assert f"dynamodb:{action.name}" in logged, logged


def test_a_request_is_not_counted_without_the_action_that_counts(playground: Stack, client: Client) -> None:
    fresh = client.post("/v1/keys", {"name": "fresh", "scopes": ["read"]}).json
    before = time.time()

    with DeployedRole(playground, "APIHandler").without(COUNTED):
        answer = client.get("/v1/me", key=fresh["secret"])

    assert answer.status == 200
    client.get("/healthz")  # MiniStack logs late lines of a function with those of its next call
    assert f"The counter of {fresh['id']} did not respond" in "\n".join(playground.log("APIHandler", since=before))


@pytest.mark.parametrize("action", TICK, ids=str)
def test_the_tick_fails_without_an_action_and_does_the_rest_with_it(
    playground: Stack, client: Client, world: World, action: Action
) -> None:
    slug = f"due-{action.name}{action.on_index}".lower()
    assert ticked(playground)["TickFailures"] == 0
    what_a_tick_does(world, slug)

    with DeployedRole(playground, "Tick").without(action):
        failed = ticked(playground)
    again = ticked(playground)

    assert (failed["TickFailures"] > 0, again["TickFailures"]) == (True, 0)
    assert client.get(f"/v1/companies/{slug}").json["organisation_type"] == "company"
    assert failed["Numbered"] + again["Numbered"] >= 4  # two companies, what was said of the first, and its new sort


def what_a_tick_does(world: World, slug: str) -> None:
    """Write a company that is another sort since yesterday, merge one, and let the writer die who retires another."""
    builders.a_company(world, slug, organisation_type={"value": "lab", "valid": f"2020/{days_ago(2)}"})
    builders.say(world, f"company/{slug}", organisation_type={"value": "company", "valid": days_ago(1)})
    builders.a_company(world, f"{slug}-twin")
    twin = ref(f"company/{slug}-twin")
    merge(RequestContext(world, CALLER), ref=twin, into=ref(f"company/{slug}"), reason="One.")
    names = [f"Acme number {n} of many companies of {slug}" for n in range(25)]
    builders.a_company(world, f"{slug}-owes", aliases=names)
    dying = RequestContext(on(world, Dying(world.table, at=3)), CALLER)
    with pytest.raises(Killed):
        retire(dying, ref=ref(f"company/{slug}-owes"), reason="Made up.")


def ticked(stack: Stack) -> dict[str, Any]:
    """Call the tick as its rule does, and return what it reports; again if its report comes late."""
    for _ in range(5):
        before = time.time()
        answer = stack.aws.client("lambda").invoke(FunctionName=stack.resources["Tick"], Payload=json.dumps(EVENT))
        assert "FunctionError" not in answer
        lines = [json.loads(each) for each in stack.log("Tick", since=before) if each.startswith('{"_aws"')]
        if reports := [each for each in lines if each["_aws"]["Timestamp"] >= int(before * 1000)]:
            report: dict[str, Any] = reports[0]
            return report
    raise AssertionError("the tick does not report")


EVENT = {
    "version": "0",
    "id": "1",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "000000000000",
    "time": "2026-11-29T00:00:00Z",
    "region": "eu-central-1",
    "resources": [],
    "detail": {},
}


def test_nothing_is_half_done_after_all_that(playground: Stack, world: World) -> None:
    assert ticked(playground)["TickFailures"] == 0
    said = playground.aws.make("audit", TABLE=playground.outputs["TableName"])
    assert said.startswith("No faults found")
