"""Counts: the calls and rows of each question, among few entities and among many.

python -m bench.counts [FEW MANY]
"""

import sys
import time
from dataclasses import replace
from typing import NamedTuple

from bench.filling import fill, name_of, world_on
from chalicelib.api.http import pipeline
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.metered import MeteredTable
from tests.api.conftest import Client

FEW, MANY = 1_000, 10_000
QUESTIONS = {
    "entity": "/v1/models/m1",
    "entity at a moment": "/v1/models/m1?valid_at=2025-03-01",
    "list": "/v1/models?limit=20",
    "list by a code": "/v1/models?status=available&limit=20",
    "list by a ref": "/v1/models?developer=company/c10&limit=20",
    "list by a range": "/v1/models?released[gte]=2025-03&limit=20",
    "list by a key, narrowed": "/v1/events?type=funding_round&amount[gte]=1000000000USD&limit=20",
    "timeline of a busy company": "/v1/companies/c0/timeline?limit=20",
    "timeline of a week": "/v1/companies/c0/timeline?from=2025-01-25&to=2025-01-31&limit=20",
    "search": f"/v1/search?q={name_of(10)}",
    "search with a typo": f"/v1/search?q={name_of(10)[:-1]}x",
    "autocomplete": f"/v1/autocomplete?q={name_of(10)[:5]}",
    "lookup": "/v1/lookup?scheme=wikidata&value=Q11",
    "facts of a source": "/v1/facts?source=source/s0&limit=20",
    "facts of a value": "/v1/facts?value=company/c0&limit=20",
    "facts of an entity": "/v1/facts?entity=model/m1&limit=20",
    "conflicts": "/v1/conflicts?limit=20",
    "compare three": "/v1/compare?refs=model/m1,model/m2,model/m3&properties=prices",
    "series": "/v1/instruments/share/series/price?limit=50",
    "series of a window": "/v1/instruments/share/series/price?from=2025-03-01&to=2025-03-31",
    "series of a model's prices": "/v1/models/m1/series/prices?direction=input",
    "history": "/v1/models/m1/history",
    "changes": "/v1/changes?after=0&limit=20",
    "stats": "/v1/stats",
    "counts by type and month": "/v1/events/counts?by=type,month",
    "counts by year, of a type": "/v1/events/counts?by=year&type=funding_round",
}
REFS = [f"model/m{10 * ten + one}" for ten in range(10) for one in range(1, 7)]  # sixty, there among a hundred


class Cost(NamedTuple):
    """The cost of a question: calls of the table, rows they read, items answered, milliseconds."""

    calls: int
    rows: int
    items: int
    ms: float


def measure(size: int) -> dict[str, Cost]:
    """Fill a table with that many entities and ask every question once. Raises ValueError when one is refused."""
    table = SqliteTable(":memory:")
    world = world_on(table)
    fill(world, size)
    counting = MeteredTable(table)
    client = Client(replace(world, table=counting))
    pipeline.set_world(client.world)
    _number_all(client)
    costs = {name: _ask(client, counting, url) for name, url in QUESTIONS.items()}
    costs["batch get"] = _ask(client, counting, "/v1/entities/get", body={"refs": REFS})
    names = {"names": [{"name": name_of(10 * number), "kind": "company"} for number in range(10)]}
    costs["resolve ten"] = _ask(client, counting, "/v1/resolve", body=names)
    table.close()
    return costs


def _number_all(client: Client) -> None:
    """Let the feed catch up, so that no question pays for earlier writes."""
    before, now = -1, 0
    while now > before:
        before, now = now, client.get(f"/v1/changes?after={max(now - 1, 0)}&limit=100").json["meta"]["head"]


def _ask(client: Client, counting: MeteredTable, url: str, *, body: object = None) -> Cost:
    counting.clear()
    began = time.perf_counter()
    answer = client.get(url) if body is None else client.post(url, body, key=None)
    ms = (time.perf_counter() - began) * 1000
    if answer.status != 200:  # noqa: PLR2004  every question has an answer
        raise ValueError(f"{url}: {answer.text}")
    found = answer.json.get("items", answer.json.get("rows", [answer.json]))
    return Cost(counting.calls, counting.rows, len(found), ms)


def main() -> None:
    """Measure both sizes and print what each question cost."""
    few, many = map(int, sys.argv[1:3]) if len(sys.argv) > 2 else (FEW, MANY)  # noqa: PLR2004  two sizes
    began = time.perf_counter()
    one, other = measure(few), measure(many)
    lines = [f"{'':28}{few:>24,}{many:>24,}", f"{'':28}" + f"{'calls':>7}{'rows':>6}{'ms':>11}" * 2]
    for name in one:
        costs = "".join(f"{cost.calls:>7}{cost.rows:>6}{cost.ms:>11.1f}" for cost in (one[name], other[name]))
        lines.append(f"{name:28}{costs}{'' if one[name].calls == other[name].calls else '  GROWS'}")
    sys.stdout.write("\n".join([*lines, f"{time.perf_counter() - began:.0f} s in all", ""]))


if __name__ == "__main__":
    main()
