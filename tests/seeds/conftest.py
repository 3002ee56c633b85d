"""The seeds of the repository, loaded once into an SQLite table, and the article where it is available."""

import os
from itertools import count
from pathlib import Path

import pytest

from chalicelib.domain.instants import plus_ms
from chalicelib.operations.world import Caller, World
from chalicelib.seeds import load
from chalicelib.store.engines.sqlite import SqliteTable
from tests.seeds.news import News, write_seeds
from tests.unmeasured import unmeasured

REPOSITORY = Path(__file__).parents[2]
SEEDS = REPOSITORY / "seeds"
CALLER = Caller("key_seed", frozenset({"write"}))


def a_world(path: Path) -> World:
    """Build a world on a fresh SQLite file, whose clock advances a second a call."""
    ticks, tokens = count(), count()
    return World(
        table=SqliteTable(path),
        now=lambda: plus_ms("2026-11-23T10:00:00.000Z", next(ticks) * 1000),
        token=lambda: f"t{next(tokens)}",
        pause=lambda _: None,
    )


@pytest.fixture
def empty_world(tmp_path: Path) -> World:
    """Return a world without any entity."""
    return a_world(tmp_path / "empty.db")


@pytest.fixture(scope="session")
@unmeasured()
def seeded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return a world with the repository's seeds, to be read only."""
    world = a_world(tmp_path_factory.mktemp("seeded") / "seeded.db")
    load(world, CALLER, SEEDS)
    return world


@pytest.fixture(scope="session")
@unmeasured()
def news(tmp_path_factory: pytest.TempPathFactory) -> News:
    """Return a reader of the flat views of all seeds, written through HTTP once."""
    return write_seeds(tmp_path_factory.mktemp("news") / "news.db")


@pytest.fixture(scope="session")
def article() -> bytes:
    """Return the bytes of the article, which the repository may not contain."""
    beside = REPOSITORY.parent / "shared" / "seed" / "qwen-2.5-article.txt"
    path = Path(os.environ.get("AIFACTS_ARTICLE", beside))
    if not path.is_file():
        pytest.skip("the article is not at hand; AIFACTS_ARTICLE may name it")
    return path.read_bytes()
