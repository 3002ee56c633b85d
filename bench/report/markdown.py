"""The report as Markdown."""

from collections.abc import Iterator, Sequence

from bench.report.goals import OURS, WRITES, goals, p50_p99
from bench.report.results import Results, middle, ratio, spread

HEAD = """# The cost of a request, beside other services

Written by `make bench` and `make bench-scale`; change nothing here by hand. The raw numbers are in `REPORT.json`.
"""
COMPARED = """
## CPU of a request

The CPU time of one request in the process of the service, as API Gateway would send it: median of the rounds, the
quartiles, and the median of the ratios of ours to it, round by round. The services take turns, each in its process on
the same Python. A server on loopback answers for DynamoDB, with the same bytes for all services of a form.
`attributes`: each member of the entity is an attribute of its item, as the guides teach. `blob`: the entity is one JSON
text in an attribute, as ours stores it.
Ours also checks the key of writes, keeps each value with its source, and records a revision; the others do not.

- `get`: an entity of 40 fields. `not modified`: the same with `If-None-Match`; the others compare a revision.
- `page`: a list page of 50. `create`: a model of 8 fields with one source. `create whole`: one of 34 fields,
  which are 36 facts. `batch`: 90 facts in one request.

![CPU of each request](compared.svg)
"""
WRITTEN = """
## Write units

The units that DynamoDB would bill for the transaction of a write, by the rules of its developer guide, and for other
layouts of the same rows (`python -m bench.layouts`). Decision 359 says why the rows lie as they do. A card, or a word,
that follows takes half of its units, two calls more, and leaves lists with the old one for a moment. A fact within
another item has no entry in an index, and is not read by its key.
"""
COLD = """
## Cold start

From the start of the process to its first request for an invocation, under Lambda's runtime client (`make cold-start`):
the time, and the CPU that it takes. Compiled: with the `.pyc` files in the zip, as ours has them.

![Cold starts](cold.svg)
"""
SCALE = """
## Growth

Each question on the local SQLite engine, about entities at random, by turns on tables of all sizes. CPU and time are of
one request through the whole application: median and 99th percentile. Units are read units that DynamoDB would bill.
Complete: the share of answers that were not cut short.

![CPU by size](scale.svg)
"""
LOCAL = """
## The local server

One process of `make run` on SQLite, beside one of FastAPI with uvicorn and sqlite3 that sends the same JSON from a row;
its function is `def`, as the documentation teaches for blocking calls, or `async def`. Clients on the same machine send
their next request when they have their answer. Reads for each second of CPU of the server's process; the time that
clients wait.
"""


def report(results: Results) -> str:
    """Write the whole report."""
    parts = [
        *(_machine(results), _goals(results), _compared(results), _writes(results), _cold(results)),
        *(_scale(results), _local(results)),
    ]
    return HEAD + "".join("\n".join(part) + "\n" for part in (list(part) for part in parts) if part)


def table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    """Write a table, its first column to the left."""
    yield f"| {' | '.join(head)} |"
    yield f"|---|{'--:|' * (len(head) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _machine(results: Results) -> Iterator[str]:
    if "machine" in results:
        yield ""
        yield "; ".join(f"{name} {value}" for name, value in results["machine"].items()) + "."


def _goals(results: Results) -> Iterator[str]:
    yield "\n## Goals\n"
    rows = (
        (
            each.what,
            each.limit,
            *(("not measured", "") if each.figure is None else (f"{each.figure:.2f}", _met(each.is_met))),
        )
        for each in goals(results)
    )
    yield from table(("goal", "limit", "measured", "met"), rows)


def _met(is_met: bool | None) -> str:
    return "yes" if is_met else "**no**"


def _compared(results: Results) -> Iterator[str]:
    if not results.get("compared"):
        return
    yield COMPARED
    for request, rows in results["compared"].items():
        yield f"### {request}\n"
        lines = (
            (
                name,
                *(f"{value * 1e3:.2f}" for value in (middle(series), *spread(series))),
                f"{ratio(rows[OURS], series):.2f}",
            )
            for name, series in rows.items()
        )
        yield from table(("service", "CPU, ms", "from", "to", "ours to it"), lines)
        yield ""


def _writes(results: Results) -> Iterator[str]:
    writes = results.get("writes")
    if not writes:
        return
    yield WRITTEN
    layouts = [*next(iter(writes.values()))]
    lines = ((name, *(f"{units[each]:.0f}" for each in layouts), f"{WRITES[name]}") for name, units in writes.items())
    yield from table(("write", *layouts, "goal"), lines)


def _cold(results: Results) -> Iterator[str]:
    if not results.get("cold"):
        return
    yield COLD
    rows = results["cold"]
    lines = (
        (
            name,
            *(f"{value * 1e3:.0f}" for value in (middle(each["seconds"]), *spread(each["seconds"]))),
            f"{ratio(rows['ours']['seconds'], each['seconds']):.2f}",
            f"{middle(each['cpu']) * 1e3:.0f}",
            f"{ratio(rows['ours']['cpu'], each['cpu']):.2f}",
        )
        for name, each in rows.items()
    )
    yield from table(("service", "time, ms", "from", "to", "ours to it", "CPU, ms", "ours to it"), lines)


def _scale(results: Results) -> Iterator[str]:
    scale = results.get("scale")
    if not scale:
        return
    yield SCALE
    for question in next(iter(scale.values())):
        yield f"### {question}\n"
        lines = (
            (
                f"{int(size):,}",
                *(
                    f"{value * 1e3:.2f}"
                    for value in (*p50_p99(rows[question]["cpu"]), *p50_p99(rows[question]["seconds"]))
                ),
                f"{rows[question]['calls']:.1f}",
                f"{rows[question]['units']:.1f}",
                f"{rows[question]['complete']:.0%}",
            )
            for size, rows in scale.items()
        )
        yield from table(("facts", "CPU p50, ms", "p99", "time p50, ms", "p99", "calls", "units", "complete"), lines)
        yield ""


def _local(results: Results) -> Iterator[str]:
    if not results.get("local"):
        return
    yield LOCAL
    lines = (
        (
            f"{name}, {clients} clients",
            f"{middle(each['per_cpu_second']):,.0f}",
            *(f"{value:,.0f}" for value in spread(each["per_cpu_second"])),
            *(f"{middle(each[what]) * 1e3:.2f}" for what in ("p50", "p99")),
        )
        for clients, rows in results["local"].items()
        for name, each in rows.items()
    )
    yield from table(("server", "reads a second of CPU", "from", "to", "p50, ms", "p99, ms"), lines)
