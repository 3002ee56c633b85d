"""Clients of the reconciliation service: on a few entities, and on the seeds."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from chalicelib.api.http import pipeline
from chalicelib.api.http.routing.routes import FORM
from chalicelib.seeds import load
from tests.api.conftest import Answer, Client, a_company, a_fact, create_keys
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
    client.create("models", {**a_model, **sizes, "evidence": a_fact()["evidence"]})
    return client


@pytest.fixture
def seeded(seeds_on_disk: Path) -> Client:
    """A client of a service with the seeds, to be read only."""
    world = a_world(seeds_on_disk)
    pipeline.set_world(world)
    return Client(world)


@pytest.fixture(scope="session")
@unmeasured()
def seeds_on_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load the seeds once."""
    path = tmp_path_factory.mktemp("reconciliation") / "seeds.db"
    world = a_world(path)
    create_keys(world)
    load(world, CALLER, SEEDS)
    return path
