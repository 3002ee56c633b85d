"""Costs: requests in capacity units of DynamoDB and in dollars, and the ceilings of DynamoDB.

python -m bench.costs [RATE ...]   (requests a second; 10 and 1,000 if none is named)

Prints the tables of docs/operations.md. Units are counted, see `bench.units`; dollars follow from `bench.prices`; what
is assumed instead is in `Assumed`; change it there.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bench import prices
from bench.filling import fill, name_of, world_on
from bench.units import Billed
from bench.watching import flood_table, watching_table
from chalicelib.api.http import pipeline
from chalicelib.operations.access import api_keys
from chalicelib.operations.numbering.sequencer import BATCH, sequence
from chalicelib.operations.world import World
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.table import Table
from tests.api.conftest import Client

Counting = TypeVar("Counting", bound=Billed)
SIZE = 500  # entities in the table
KEY = "key-of-the-bench"
RATES = (10, 1_000)
MONTH = 30 * 86_400  # seconds
PARTITION_WRITES, PARTITION_READS = 1_000, 3_000  # units a second that DynamoDB gives one partition
MILLION = 1_000_000


class Assumed:
    """Figures that cannot be counted: set them to those of your deployment."""

    memory_gb = 1.0  # `lambda_memory_size`
    own_ms = 15.0  # of a request in Lambda, besides the table
    call_ms = 6.0  # of a call of DynamoDB; a transaction takes twice that
    log_bytes = 900  # of the line of a request
    reads_in_a_hundred = 95


@dataclass(frozen=True)
class Cost:
    """The cost of one request: calls, units, actions of its transactions, bytes of its answer, units by partition."""

    calls: int
    read: float
    written: float
    actions: int
    sent: int
    partitions: Counter[str]

    @property
    def ms(self) -> float:
        """Return the assumed time of Lambda."""
        return Assumed.own_ms + Assumed.call_ms * (self.calls + (1 if self.actions else 0))

    def dollars(self, front: str) -> float:
        """Return the cost of a million behind a front."""
        table = self.read * prices.READ_UNITS + self.written * prices.WRITE_UNITS
        compute = prices.INVOCATIONS + MILLION * self.ms / 1_000 * Assumed.memory_gb * prices.GB_SECONDS
        carried = (
            self.sent * prices.SENT_GB + Assumed.log_bytes * prices.LOGGED_GB
        )  # per request: a million bytes, a GB
        return table + compute + prices.FRONTS[front] + carried / 1_000


READS = {
    "entity": "/v1/models/m1",
    "entity with its facts": "/v1/models/m1?include=facts",
    "entity at a moment": "/v1/models/m1?known_at=2026-11-23T10:05:00Z",
    "list of 20": "/v1/models?limit=20",
    "timeline of 20": "/v1/companies/c0/timeline?limit=20",
    "search": f"/v1/search?q={name_of(10)}",
    "facts of a source, 20": "/v1/facts?source=source/s0&limit=20",
    "changes, 20": "/v1/changes?after=0&limit=20",
    "history": "/v1/models/m1/history",
    "compare three": "/v1/compare?refs=model/m1,model/m2,model/m3&properties=prices",
}
FLOODS = ("entity", "search")  # the reads that cost least and most
EVIDENCE = {"source": "source/s0", "basis": "third_party_report"}
WRITES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "patch of one value": ("PATCH", "/v1/companies/c10", {"founded": "2015", "evidence": EVIDENCE}),
    "one more source of a value": (
        "PATCH",
        "/v1/companies/c20",
        {"country": "FR", "evidence": {**EVIDENCE, "source": "source/s1"}},
    ),
    "new company": (
        "POST",
        "/v1/companies",
        {"slug": "new", "name": "Newcomer", "country": "US", "evidence": EVIDENCE},
    ),
    "one fact": (
        "POST",
        "/v1/facts",
        {"facts": [{"entity": "model/m1", "property": "license", "value": "MIT", "evidence": EVIDENCE}]},
    ),
    "event with 20 participants": (
        "POST",
        "/v1/events",
        {
            "slug": "summit",
            "type": "partnership",
            "title": "Summit",
            "date": "2026-11-01",
            "participants": [{"value": f"company/c{10 * n}", "role": "partner"} for n in range(20)],
            "evidence": EVIDENCE,
        },
    ),
}
SHOWN_CEILINGS = {
    "L#": "a list: a kind, or a kind and a code",
    "T#": "a timeline: what points at one entity",
    "gsi1 S#": "the facts of one source",
    "gsi1 P#": "revisions without a number, of the whole service",
    "N#": "words with the same two first letters",
}


def measure() -> tuple[dict[str, Cost], dict[str, Cost]]:
    """Fill a table and return the cost of each read and each write. Raises ValueError when one is refused."""
    with filled(Billed) as (client, billed):
        reads = {name: ask(client, billed, "GET", url) for name, url in READS.items()}
        writes = {name: ask(client, billed, method, url, body) for name, (method, url, body) in WRITES.items()}
        writes["numbering, for each write"] = _numbering(client, billed)
    return reads, writes


@contextmanager
def filled(counting: Callable[[Table], Counting]) -> Iterator[tuple[Client, Counting]]:
    """Serve a filled table that counts, in this process."""
    table = SqliteTable(":memory:")
    world = world_on(table)
    fill(world, SIZE)
    api_keys.create_key(world, name="bench", scopes=["admin"], secret=KEY)
    billed = counting(table)
    client = Client(replace(world, table=billed))
    pipeline.set_world(client.world)
    _number_all(world)
    client.get("/v1/keys", key=KEY)  # a key is read once a minute, so that it is not a cost of the request
    yield client, billed
    table.close()


def _number_all(world: World) -> None:
    while sequence(world)[1]:
        pass


def ask(client: Client, billed: Billed, method: str, url: str, body: dict[str, Any] | None = None) -> Cost:
    """Make a request and return its cost. Raises ValueError when it is refused."""
    billed.clear()
    sent = None if body is None else json.dumps(body)
    media = {} if body is None else {"Content_Type": "application/json"}
    answer = client.send(method, url, body=sent, key=KEY if body else None, headers=media)
    if answer.status not in (200, 201):
        raise ValueError(f"{method} {url}: {answer.text}")
    return _cost(billed, sent=len(answer.text.encode()))


def _cost(billed: Billed, *, sent: int, share: int = 1) -> Cost:
    partitions = Counter({pk: units // share for pk, units in billed.partitions.items()})
    return Cost(billed.calls, billed.read / share, billed.written / share, billed.actions // share, sent, partitions)


def _numbering(client: Client, billed: Billed) -> Cost:
    """Return the share of one write in the numbering of a batch. It is no request, so the gateway costs nothing."""
    for number in range(BATCH):
        client.post("/v1/companies", {"slug": f"n{number}", "name": f"N{number}", "evidence": EVIDENCE}, key=KEY)
    billed.clear()
    sequence(client.world)
    return replace(_cost(billed, sent=0, share=BATCH), calls=0)


def tables(rates: Sequence[float] = RATES) -> str:
    """Write all tables as Markdown."""
    reads, writes = measure()
    loads = [*_loads(reads, writes, rates), "", *watching_table(rates, Assumed.log_bytes)]
    flood = flood_table({name: reads[name].dollars for name in FLOODS})
    parts = [_costs(reads, writes), loads, flood, _ceilings(reads, writes)]
    return "\n".join(line for part in parts for line in (*part, ""))


def _costs(reads: dict[str, Cost], writes: dict[str, Cost]) -> Iterator[str]:
    heads = " | ".join(f"{front}: dollars a million" for front in prices.FRONTS)
    yield f"| request | calls | actions | read units | write units | answer, bytes | {heads} |"
    yield f"|---|--:|--:|--:|--:|--:|{'--:|' * len(prices.FRONTS)}"
    for name, cost in (*reads.items(), *writes.items()):
        is_request = cost.calls > 0
        of_table = cost.read * prices.READ_UNITS + cost.written * prices.WRITE_UNITS
        dollars = " | ".join(f"{cost.dollars(front) if is_request else of_table:.2f}" for front in prices.FRONTS)
        calls, sent = (f"{cost.calls}", f"{cost.sent:,}") if is_request else ("", "")
        units = f"{cost.read:.1f} | {cost.written:.1f}"
        yield f"| {name} | {calls} | {cost.actions or ''} | {units} | {sent} | {dollars} |"


def _loads(reads: dict[str, Cost], writes: dict[str, Cost], rates: Sequence[float]) -> Iterator[str]:
    """Write the load of a rate whose reads and writes are spread evenly over their kinds."""
    heads = " | ".join(f"{front}: dollars a month" for front in prices.FRONTS)
    yield f"| requests a second | writes | read units | write units | Lambdas at work | {heads} |"
    yield f"|--:|--:|--:|--:|--:|{'--:|' * len(prices.FRONTS)}"
    numbering = writes["numbering, for each write"]
    own = [cost for name, cost in writes.items() if cost is not numbering]
    share = Assumed.reads_in_a_hundred / 100
    for rate in rates:
        parts = [(cost, rate * share / len(reads)) for cost in reads.values()]
        parts += [(cost, rate * (1 - share) / len(own)) for cost in own]
        written = rate * (1 - share)
        read_units = sum(cost.read * each for cost, each in parts) + numbering.read * written
        write_units = sum(cost.written * each for cost, each in parts) + numbering.written * written
        at_work = sum(cost.ms / 1_000 * each for cost, each in parts)
        numbered = written * (numbering.read * prices.READ_UNITS + numbering.written * prices.WRITE_UNITS)
        of_fronts = [sum(cost.dollars(front) * each for cost, each in parts) + numbered for front in prices.FRONTS]
        dollars = " | ".join(f"{each * MONTH / MILLION:,.0f}" for each in of_fronts)
        yield f"| {rate:,g} | {written:,.1f} | {read_units:,.0f} | {write_units:,.0f} | {at_work:,.1f} | {dollars} |"


def _ceilings(reads: dict[str, Cost], writes: dict[str, Cost]) -> Iterator[str]:
    """Write how many writes a second one partition takes, for the write that loads it most."""
    yield f"| partition | what it is | hardest write | units | writes a second at {PARTITION_WRITES:,} units |"
    yield "|---|---|---|--:|--:|"
    for prefix, meaning in SHOWN_CEILINGS.items():
        hardest = {name: _most(cost, prefix) for name, cost in writes.items() if cost.calls}
        name = max(hardest, key=lambda each: hardest[each])
        yield f"| `{prefix}` | {meaning} | {name} | {hardest[name]} | {PARTITION_WRITES // max(hardest[name], 1):,} |"
    yield ""
    yield f"| read of one partition | read units | a second at {PARTITION_READS:,} units |"
    yield "|---|--:|--:|"
    for name in ("entity", "list of 20", "timeline of 20"):
        yield f"| {name} | {reads[name].read:.1f} | {PARTITION_READS / reads[name].read:,.0f} |"


def _most(cost: Cost, prefix: str) -> int:
    return max((units for pk, units in cost.partitions.items() if pk.startswith(prefix)), default=0)


def main() -> None:
    """Print the tables for the rates that are named."""
    rates = [float(text) for text in sys.argv[1:]] or RATES
    sys.stdout.write(tables(rates))


if __name__ == "__main__":
    main()
