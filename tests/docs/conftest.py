"""The table that each document starts on: the seeds, and a key."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib import seeds
from chalicelib.local.place import Options, place
from chalicelib.operations.access.api_keys import create_key
from chalicelib.operations.upkeep.tick import tick
from chalicelib.operations.world import Caller
from chalicelib.settings import Settings
from tests.docs.documents import ROOT
from tests.docs.tour import KEY, Tour, served


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load the seeds once, number their changes as `make run` does, and give the folder of the table."""
    folder = tmp_path_factory.mktemp("seeded")
    with place(Options(data=folder), Settings()) as where:
        _, record = create_key(where.world, name="tour", scopes=["write", "admin"], secret=KEY)
        seeds.load(where.world, Caller(record["id"]), ROOT / "seeds")
        tick(where.world, stop=lambda: False)
    return folder


@pytest.fixture
def tour(seeded: Path, tmp_path: Path) -> Iterator[Tour]:
    """A service on a copy of the seeds."""
    with served(Path(shutil.copytree(seeded, tmp_path / "data"))) as tour:
        yield tour
