"""Raw numbers as `make bench` keeps them, made up."""

from typing import Any

from bench.compared.turns import CONTENDERS
from bench.compared.work import STATUS
from bench.report.goals import AS_IT_IS, WRITES
from bench.scale.filling import SIZES
from bench.scale.questions import QUESTIONS


def made_up(*, growth: float = 1.1) -> dict[str, Any]:
    """Make numbers: others take 10 ms, ours 2 ms; each size takes `growth` times what the size before it takes."""
    cpu = {each.name: [0.002] * 4 if each.service == "ours" else [0.009, 0.01, 0.01, 0.011] for each in CONTENDERS}
    asked = {"calls": 1, "units": 2.0, "complete": 1.0}
    scale = {
        str(size): {name: {**asked, "seconds": [0.001], "cpu": [0.001 * growth**power]} for name in QUESTIONS}
        for power, size in enumerate(SIZES)
    }
    server = {"per_cpu_second": [900.0, 1000.0], "p50": [0.01, 0.02], "p99": [0.02, 0.03]}
    start = {"seconds": [0.5, 0.6], "cpu": [0.4, 0.5]}
    cold = {"ours": start, **{f"{name} + boto3, compiled": start for name in ("FastAPI + Mangum", "Powertools")}}
    return {
        "machine": {"Python": "3.13.0"},
        "compared": dict.fromkeys(STATUS, cpu),
        "writes": {name: {AS_IT_IS: goal + 2.0, "otherwise": goal - 2.0} for name, goal in WRITES.items()},
        "cold": cold,
        "scale": scale,
        "local": {clients: {"ours": server, "FastAPI": server} for clients in ("1", "64")},
    }
