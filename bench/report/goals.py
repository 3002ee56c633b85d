"""The goals, each with its figure."""

from collections.abc import Iterator
from typing import NamedTuple

from bench.report.results import Results, middle, percentile, ratio

OURS = "ours, lean"
BARE, FASTAPI = "bare", "fastapi"
GROWING = (
    *("search", "search with a typo", "autocomplete", "resolve 100 names", "thin filter", "thin filter of two codes"),
    "changes",
)
FROM, TO = 10_000, 1_000_000
MAX_GROWTH = 1.3
COLD_FASTAPI, COLD_POWERTOOLS = "FastAPI + Mangum + boto3, compiled", "Powertools + boto3, compiled"
COMPARED = (
    ("get", BARE, "attributes", 0.40),
    ("get", FASTAPI, "attributes", 0.30),
    ("page", BARE, "attributes", 0.25),
    ("page", FASTAPI, "attributes", 0.25),
    ("page", BARE, "blob", 0.7),
    ("page", FASTAPI, "blob", 0.7),
    ("create", BARE, "attributes", 3.5),
    ("create whole", BARE, "attributes", 3.5),
)
WRITES = {
    "patch of one value": 8,
    "one more source of a value": 6,  # a patch whose value the card does not show
    "one fact": 10,
    "new company": 12,
    "event with 20 participants": 75,
}
AS_IT_IS = "as it is"
LOCAL_RATE, LOCAL_TAIL = 1.5, 2.0
MANY = "64"


class Goal(NamedTuple):
    """A goal: what is measured, the limit in words, the figure, and whether it is met; None: not measured."""

    what: str
    limit: str
    figure: float | None
    is_met: bool | None


def goals(results: Results) -> list[Goal]:
    """Return all goals that the results speak of."""
    return [*_compared(results), *_writes(results), *_growth(results), *_cold(results), *_local(results)]


def _at_most(what: str, limit: float, figure: float) -> Goal:
    return Goal(what, f"at most {limit:g}", figure, figure <= limit)


def _compared(results: Results) -> Iterator[Goal]:
    for request, service, form, limit in COMPARED:
        rows = results.get("compared", {}).get(request)
        if rows:
            figure = ratio(rows[OURS], rows[f"{service}, {form}"])
            yield _at_most(f"CPU of `{request}`, ours to {service}, {form}", limit, figure)


def _writes(results: Results) -> Iterator[Goal]:
    for name, by_layout in results.get("writes", {}).items():
        yield _at_most(f"write units: {name}", WRITES[name], by_layout[AS_IT_IS])


def _growth(results: Results) -> Iterator[Goal]:
    scale = results.get("scale", {})
    few, many = scale.get(str(FROM)), scale.get(str(TO))
    for question in GROWING:
        for what, unit in (("cpu", "median CPU"), ("units", "read units")):
            name = f"{unit} of `{question}`, {TO:,} facts to {FROM:,}"
            if few is None or many is None:
                yield Goal(name, f"at most {MAX_GROWTH:g}", None, None)
            else:
                first, last = few[question][what], many[question][what]
                figure = middle(last) / middle(first) if what == "cpu" else last / first
                yield _at_most(name, MAX_GROWTH, figure)


def _cold(results: Results) -> Iterator[Goal]:
    cold = results.get("cold")
    for other, limit in ((COLD_FASTAPI, 0.6), (COLD_POWERTOOLS, 0.9)):
        for what, named in (("seconds", "time"), ("cpu", "CPU")):
            if cold:
                yield _at_most(
                    f"{named} of a cold start, ours to {other}", limit, ratio(cold["ours"][what], cold[other][what])
                )


def _local(results: Results) -> Iterator[Goal]:
    for clients, rows in results.get("local", {}).items():
        figure = ratio(rows["ours"]["per_cpu_second"], rows["FastAPI"]["per_cpu_second"])
        name = f"reads a second of CPU, {clients} clients, ours to FastAPI with uvicorn"
        yield Goal(name, f"at least {LOCAL_RATE:g}", figure, figure >= LOCAL_RATE)
        if clients == MANY:
            tail = middle(rows["ours"]["p99"]) / middle(rows["ours"]["p50"])
            yield Goal(f"p99 to p50 of ours, {clients} clients", f"under {LOCAL_TAIL:g}", tail, tail < LOCAL_TAIL)


def p50_p99(series: list[float]) -> tuple[float, float]:
    """Return the two percentiles of single requests."""
    return percentile(series, 50), percentile(series, 99)
