"""The tables that tools read in tests: the seeds, and a small one with disputes and clocks."""

from pathlib import Path

import pytest

from chalicelib import seeds
from chalicelib.api.http import pipeline
from chalicelib.operations.upkeep.tick import tick
from chalicelib.operations.world import World
from tests.api.conftest import EVIDENCE, Client, a_company, a_source, an_event, create_keys
from tests.api.snapshots import filled_once
from tests.seeds.conftest import CALLER, SEEDS, a_world
from tests.unmeasured import unmeasured

OTHER = {"source": "source/daily", "basis": "third_party_report"}
LATER = {"source": "source/weekly", "basis": "self_reported"}
TOKENS = {"direction": "output", "tier": "standard"}


@pytest.fixture(scope="session")
@unmeasured()
def seeded_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world with the seeds, whose changes are numbered; to be read only."""
    world = a_world(tmp_path_factory.mktemp("seeded") / "seeded.db")
    create_keys(world)
    seeds.load(world, CALLER, SEEDS)
    tick(world, stop=lambda: False)
    return world


@pytest.fixture
def seeded(seeded_world: World) -> World:
    """The application on the seeds."""
    pipeline.set_world(seeded_world)
    return seeded_world


def seed_refs() -> list[str]:
    """List the refs of the seeds."""
    from chalicelib.kinds import PLURALS

    return sorted(f"{PLURALS[path.parent.name].name}/{path.stem}" for path in Path(SEEDS).glob("*/*.json"))


def price(amount: str, **members: object) -> dict[str, object]:
    """Make a price of output tokens."""
    return {"value": {"amount": amount, "unit": "USD/Mtok"}, **TOKENS, **members}


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """DeepSeek with a model, whose release and price are disputed, and an event; three sources of different days."""
    client.create("sources", a_source("daily", publisher="The Daily", published="2025-02-03"))
    client.create("sources", a_source("weekly", publisher="The Weekly", published="2025-06-01"))
    client.create("companies", a_company("deepseek", name="DeepSeek", country="CN"))
    r1 = {"slug": "r1", "name": "R1", "developer": ["company/deepseek"], "level": "version", "released": "2025-01-20"}
    client.create("models", {**r1, "prices": [price("2.19", valid="2025-01-20/..")], "evidence": OTHER})
    change = {"released": "2025-01-22", "prices": [price("1.10", valid="2025-05-01/..")], "evidence": LATER}
    assert client.patch("/v1/models/r1", change, If_Match="*").status == 200
    dispute = {"prices": [price("1.30", valid="2025-05-01/..")], "evidence": OTHER}
    assert client.patch("/v1/models/r1", dispute, If_Match="*").status == 200
    client.create("events", an_event("r1-launch", participants=[{"value": "model/r1", "role": "subject"}]))
    later = an_event("r1-fall", date="2025-03-05", title="R1 falls", type="trend")
    later["participants"] = [{"value": "model/r1", "role": "subject"}]
    client.create("events", {**later, "evidence": LATER})
    assert EVIDENCE["source"] == "source/report"
    return client
