"""Clients of the reconciliation service: on a few entities, and on the seeds."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from chalicelib.api.http import pipeline
from chalicelib.api.http.routing.routes import FORM
from chalicelib.operations.world import World
from chalicelib.seeds import load
from tests.api.conftest import EVIDENCE, Answer, Client, a_company, a_source, create_keys
from tests.api.snapshots import filled_once
from tests.seeds.conftest import CALLER, SEEDS, a_world
from tests.unmeasured import unmeasured

LEI = "549300S4KLFTLO7GSQ80"  # of the examples


def as_text(value: Any) -> str:
    """Return JSON as a field of a form; texts as they are."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def post(client: Client, path: str = "/reconcile", /, key: str | None = None, **fields: Any) -> Answer:
    """Send a form as OpenRefine does, without a key."""
    body = urlencode({name: as_text(value) for name, value in fields.items()})
    return client.send("POST", path, body=body, key=key, headers={"Content-Type": FORM})


def get(client: Client, path: str = "/reconcile", /, **query: Any) -> Answer:
    """Send a GET with fields in the query."""
    return client.get(f"{path}?{urlencode({name: as_text(value) for name, value in query.items()}, quote_via=quote)}")


def candidates(answer: Answer, key: str = "q0") -> list[Any]:
    """Return the candidates of a query."""
    assert answer.status == 200, answer.text
    found: list[Any] = answer.json[key]["result"]
    return found


def matches(answer: Answer) -> dict[str, str | None]:
    """Return the id that each query matches, or None."""
    assert answer.status == 200, answer.text
    found: Mapping[str, Any] = answer.json
    return {key: next((c["id"] for c in each["result"] if c["match"]), None) for key, each in found.items()}


@pytest.fixture
@filled_once
def filled(client: Client) -> Client:
    """A client of a service that knows DeepSeek with an identifier, two namesakes, and a model with its developer."""
    identified = {"identifiers": [{"value": LEI, "scheme": "lei"}], "aliases": ["深度求索"], "country": "CN"}
    client.create("companies", a_company("deepseek", name="DeepSeek", founded="2023-07", **identified))
    client.create("companies", a_company("mercury-us", name="Mercury", country="US"))
    client.create("companies", a_company("mercury-de", name="Mercury", country="DE"), is_namesake=True)
    a_model = {
        "slug": "deepseek-v3",
        "name": "DeepSeek-V3",
        "developer": ["company/deepseek"],
        "released": "2024-12-26",
    }
    sizes = {
        "parameters": {"amount": "671e9", "unit": "parameter"},
        "training_cost": {"amount": "5.576e6", "unit": "USD"},
    }
    client.create("models", {**a_model, **sizes, "evidence": EVIDENCE})
    return client


@pytest.fixture
def seeded(seeds_and_traps: World) -> Client:
    """A client of a service with the seeds and some traps, to be read only."""
    pipeline.set_world(seeds_and_traps)
    return Client(seeds_and_traps)


@pytest.fixture(scope="session")
@unmeasured()
def seeds_and_traps(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Load the seeds once, and names that they do not have: of two companies, in another script, of another time."""
    world = a_world(tmp_path_factory.mktemp("reconciliation") / "seeds.db")
    create_keys(world)
    load(world, CALLER, SEEDS)
    pipeline.set_world(world)
    _set_traps(Client(world))
    return world


def _set_traps(client: Client) -> None:
    client.create("sources", a_source())
    for slug, country in (("mercury-us", "US"), ("mercury-de", "DE")):
        client.create("companies", a_company(slug, name="Mercury", country=country), is_namesake=True)
    client.create("companies", a_company("aleph-holding", name="Aleph Holding"))
    ticker = {"identifiers": [{"value": "XNAS:ZETA", "scheme": "ticker"}], "issuer": "company/aleph-holding"}
    client.create("instruments", {"slug": "zeta-share", "name": "Common stock", **ticker, "evidence": EVIDENCE})
    facts: list[dict[str, Any]] = [
        {"entity": "company/deepseek", "property": "aliases", "value": "深度求索"},
        {"entity": "company/deepseek", "property": "identifiers", "value": LEI, "qualifiers": {"scheme": "lei"}},
        {"entity": "company/meta", "property": "aliases", "value": "Facebook", "valid": "2004/2021-10"},
    ]
    answer = client.post("/v1/facts", {"facts": [{**each, "evidence": EVIDENCE} for each in facts]})
    assert answer.status == 201, answer.text
