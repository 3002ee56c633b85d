"""A service with real data on SQLite, loaded once: the article, a catalogue of models and prices, funding rounds."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from chalicelib.api.http import pipeline
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.world import Caller, RequestContext, World
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.patch import patch
from chalicelib.seeds import load
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.metered import MeteredTable
from tests.api.conftest import Client
from tests.conftest import Clock
from tests.real import catalogue
from tests.seeds.article import write_article

CALLER = Caller("key_real", frozenset({"write"}))
ENCYCLOPEDIA = {"source": "source/encyclopedia", "basis": "third_party_report"}

# slug, company, date, amount in dollars or euros
ROUNDS = (
    ("xai-series-c", "xai", "2024-12-23", "6e9", "USD"),
    ("anthropic-series-e", "anthropic", "2025-03-03", "3.5e9", "USD"),
    ("openai-march-2025", "openai", "2025-03-31", "40e9", "USD"),
    ("thinking-machines-seed", "thinking-machines", "2025-07", "2e9", "USD"),
    ("mistral-ai-series-b", "mistral-ai", "2024-06-11", "600e6", "EUR"),
    ("mistral-ai-series-c", "mistral-ai", "2025-09-09", "1.7e9", "EUR"),
    ("lovable-series-a", "lovable", "2025-07-17", "200e6", "USD"),
)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world with all of it; tests only read."""
    tokens = count()
    table = SqliteTable(":memory:")
    world = World(table, Clock(), lambda: f"t{next(tokens)}", lambda _seconds: None, b"a secret of the tests")
    seeds = write_article(tmp_path_factory.mktemp("seeds"))
    load(world, CALLER, seeds)
    for slug, title in (("genai-prices", None), ("encyclopedia", "An encyclopedia")):
        body = catalogue.source() if title is None else {"slug": slug, "title": title}
        create(RequestContext(world, CALLER), kind=KINDS["source"], body=body)
    for body in (*catalogue.companies(), *_companies()):
        _put(world, "company", body, seeds)
    for body in catalogue.models():
        _put(world, "model", body, seeds)
    for each in ROUNDS:
        create(RequestContext(world, CALLER), kind=KINDS["event"], body=_round(*each))
    aliases = {"aliases": ["深度求索"], "evidence": ENCYCLOPEDIA}
    patch(RequestContext(world, CALLER), ref=Ref("company", "deepseek"), body=aliases)
    _number_all(world)
    yield world
    table.close()


@pytest.fixture
def real(filled: World) -> Client:
    """A client of the service with real data."""
    pipeline.set_world(filled)
    return Client(filled)


@pytest.fixture
def counted(filled: World) -> MeteredTable:
    """The calls of the table by the client's requests from here on."""
    counting = MeteredTable(filled.table)
    pipeline.set_world(replace(filled, table=counting))
    return counting


def _number_all(world: World) -> None:
    """Let the feed catch up: each read of it numbers some changes."""
    before, now = -1, 0
    while now > before:
        before, now = now, changes(world, after=now, limit=100).meta["head"]


def _put(world: World, kind: str, body: dict[str, Any], seeds: Path) -> None:
    """Create an entity, or add to the one of the seeds."""
    known = (seeds / KINDS[kind].plural / f"{body['slug']}.json").exists()
    if known:
        rest = {name: value for name, value in body.items() if name not in ("slug", "name")}
        if len(rest) > 1:
            patch(RequestContext(world, CALLER), ref=Ref(kind, body["slug"]), body=rest)
    else:
        create(RequestContext(world, CALLER), kind=KINDS[kind], body=body)


def _companies() -> Iterator[dict[str, Any]]:
    for slug, name in (("thinking-machines", "Thinking Machines Lab"), ("lovable", "Lovable")):
        yield {"slug": slug, "name": name, "evidence": ENCYCLOPEDIA}


def _round(slug: str, company: str, date: str, amount: str, unit: str) -> dict[str, Any]:
    return {
        "slug": slug,
        "type": "funding_round",
        "title": slug.replace("-", " "),
        "date": date,
        "status": "completed",
        "participants": [{"value": f"company/{company}", "role": "company"}],
        "amount": {"amount": amount, "unit": unit},
        "evidence": ENCYCLOPEDIA,
    }
