"""Measures and writes the report: `python -m bench.report.make [--scale] [--only PART] [--render]`.

Without `--scale` tables of up to 100,000 facts are filled and asked, with it up to 1,000,000 and nothing else. `--only`
measures one part: compared, writes, cold, scale or local. `--render` only writes the report again from its raw numbers.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import local_server
from bench.compared import turns
from bench.report.machine import describe_machine
from bench.report.markdown import report
from bench.report.plots import write_plots
from bench.report.results import FOLDER, Results, keep_results, read_results
from bench.scale import measuring
from bench.scale.filling import FOLDER as BUILD
from bench.scale.filling import count_facts, fill_up_to

QUICK, WHOLE = 100_000, 1_000_000
PACKAGING, TOOLS = Path(".venv-package/bin/python"), Path(".venv/bin/python")


def compared() -> Any:
    """Measure the CPU of each request of each service."""
    BUILD.mkdir(parents=True, exist_ok=True)
    recording = BUILD / "recorded.json"
    turns.record(recording)
    with turns.all_working(recording) as workers:
        return turns.measure(workers)


def cold() -> Any:
    """Measure cold starts, in the environment of packaging."""
    return _measured_in(PACKAGING, "bench.cold_start")


def writes() -> Any:
    """Count the write units of each write by layout, in the environment of the tests."""
    return _measured_in(TOOLS, "bench.layouts")


def _measured_in(python: Path, module: str) -> Any:
    command = [str(python), "-m", module, "--json"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own module
    return json.loads(done.stdout.splitlines()[-1])


def scale(most: int) -> Any:
    """Fill tables and ask them."""
    sizes = fill_up_to(most)
    sys.stderr.write(f"scale: {', '.join(f'{count_facts(size):,}' for size in sizes)} facts\n")
    return measuring.measure(sizes)


def main() -> None:
    """Measure what is asked for, and write the report after each part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", action="store_true")
    parser.add_argument("--only", choices=("compared", "writes", "cold", "scale", "local"))
    parser.add_argument("--render", action="store_true")
    asked = parser.parse_args()
    results = read_results()
    parts: dict[str, Callable[[], Any]] = {
        "compared": compared,
        "writes": writes,
        "cold": cold,
        "local": local_server.measure,
        "scale": lambda: scale(WHOLE if asked.scale else QUICK),
    }
    if asked.scale:
        parts = {"scale": parts["scale"]}
    elif asked.only:
        parts = {asked.only: parts[asked.only]}
    for name, measure in {} if asked.render else parts.items():
        began = time.monotonic()
        results["machine"] = describe_machine()
        results[name] = _merged(results, name, measure())
        sys.stderr.write(f"{name}: {time.monotonic() - began:.0f} s\n")
        write(results)
    write(results)


def _merged(results: Results, name: str, measured: Any) -> Any:
    """Keep the sizes of tables that were not measured this time."""
    return {**results.get("scale", {}), **measured} if name == "scale" else measured


def write(results: Results) -> None:
    """Write the raw numbers, the report and its plots."""
    keep_results(results)
    results = read_results()  # rounded
    (FOLDER / "REPORT.md").write_text(report(results), encoding="utf-8")
    write_plots(results, FOLDER)


if __name__ == "__main__":
    main()
