"""The stack behind an HTTP API and behind a function URL: what a REST API's gateway does, done by the function."""

from collections.abc import Callable

import pytest

from chalicelib.local.package.smoke import CHECKS
from tests.api.conftest import ADMIN, Client, a_company, a_source, create_keys
from tests.deployed.local_aws import LocalAws
from tests.deployed.playground import through_the_gateway, world_outside
from tests.deployed.stack import Stack

PATH = "/v1/companies/deepseek"


@pytest.fixture(scope="module", params=["http", "url"])
def front(
    request: pytest.FixtureRequest, new_account: Callable[[], LocalAws], stack_in: Callable[[LocalAws, str], Stack]
) -> Stack:
    """The stage dev with another front, with a key of each scope and one source to cite."""
    stack = stack_in(new_account(), "dev")
    stack.deploy(Front=request.param)
    create_keys(world_outside(stack))
    through_the_gateway(stack).create("sources", a_source())
    return stack


@pytest.fixture
def client(front: Stack) -> Client:
    """A client of the deployment."""
    return through_the_gateway(front)


def test_there_is_no_rest_api(front: Stack) -> None:
    assert not front.has_rest_api
    assert "RestAPI" not in front.resources


def test_what_is_written_is_read_at_the_address_that_the_answer_names(client: Client) -> None:
    made = client.create("companies", a_company(remarks=[{"value": {"text": "long " * 400, "language": "en"}}]))
    read = client.get(PATH, Accept_Encoding="gzip")

    assert made.headers["location"] == PATH
    assert (read.status, read.headers["content-encoding"], read.json["slug"]) == (200, "gzip", "deepseek")
    assert client.get(PATH, If_None_Match=read.headers["etag"]).status == 304


def test_unknown_paths_and_methods_are_refused_by_the_function(client: Client) -> None:
    nowhere, never = client.get("/v2/companies/deepseek"), client.send("DELETE", PATH)

    assert (nowhere.status, nowhere.json["code"]) == (404, "not_found")
    assert (never.status, never.json["code"]) == (405, "method_not_allowed")
    assert never.headers["allow"] == "GET, HEAD, PATCH, OPTIONS"
    assert nowhere.headers["content-type"] == never.headers["content-type"] == "application/problem+json"


def test_repeated_and_encoded_parameters_arrive(client: Client) -> None:
    assert client.get("/v1/companies?limit=1&limit=2").json["errors"][0]["code"] == "repeated"
    assert client.get("/v1/search?q=deep%73eek").status == 200


def test_make_smoke_finds_nothing_wrong(front: Stack) -> None:
    said = front.aws.make("smoke", URL=front.base, KEY=ADMIN).splitlines()

    assert [line for line in said if not line.startswith("ok ")] == []
    assert len(said) == len(CHECKS)


def test_a_firewall_before_another_front_is_refused_with_the_reason(front: Stack) -> None:
    ended = front.deployed({"FirewallRequests": "100"})

    assert ended.returncode != 0
    assert "FirewallRequests needs Front=rest" in ended.stdout + ended.stderr
