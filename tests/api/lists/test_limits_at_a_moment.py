"""A page that is read one by one: what is asked for beyond its bound is refused, never answered in part in silence."""

import pytest

from chalicelib.api.http.routing.routes import ROUTES
from chalicelib.kinds import KINDS
from tests.api.conftest import Client, a_company

PAGES = ["companies?", "companies/deepseek/timeline?", "search?q=deepseek&", "conflicts?"]


@pytest.fixture
def known_at(client: Client) -> str:
    client.create("companies", a_company())
    return str(client.get("/v1/companies/deepseek").json["created_at"])


@pytest.mark.parametrize("page", PAGES)
def test_a_larger_limit_at_a_moment_is_refused_with_the_bound(client: Client, known_at: str, page: str) -> None:
    refused = client.get(f"/v1/{page}known_at={known_at}&limit=26")

    assert (refused.status, refused.json["code"], refused.json["limit"]) == (400, "bad_parameter", 25)
    assert [(fault["parameter"], fault["code"]) for fault in refused.json["errors"]] == [("limit", "too_many")]
    assert client.get(f"/v1/{page}known_at={known_at}&limit=25").status == 200
    assert client.get(f"/v1/{page}limit=26").status == 200


@pytest.mark.parametrize("page", PAGES[:2])
def test_a_larger_limit_with_explain_is_refused_too(client: Client, known_at: str, page: str) -> None:
    assert client.get(f"/v1/{page}explain=true&limit=26").json["errors"][0]["parameter"] == "limit"
    assert client.get(f"/v1/{page}explain=true&limit=25").status == 200


def test_every_route_that_refuses_it_says_so_at_the_parameter(client: Client, known_at: str) -> None:
    for route in ROUTES:
        asked = {each.name: each for each in route.asks(KINDS["company"])}
        if route.method != "GET" or not {"limit", "known_at"} <= asked.keys():
            continue
        path = route.path.format(plural="companies", slug="deepseek", property="website")
        needed = {
            "search": "&q=deepseek",
            "list_facts": "&entity=company/deepseek",
            "list_series": "&refs=company/deepseek",
        }.get(route.name, "")
        answer = client.get(f"{path}?known_at={known_at}&limit=100{needed}")
        assert (answer.status == 400) == ("`known_at`" in asked["limit"].meaning), path
