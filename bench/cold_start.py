"""Cold starts, spawn to ready: the zip as it ships beside two other services with one of our models.

Run it with `make cold-start`. They start by turns, under Lambda's runtime client, in an isolated Python that writes no
`.pyc`, with boto3 where Lambda has it. The others are FastAPI under Mangum and Powertools' resolver, each with boto3:
as `pip install --target --no-compile` gives them, which is how such a zip is commonly made, and compiled, as ours is.
With `--json` the seconds of each start are printed as JSON.
"""

import compileall
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

from chalicelib.local.package.build import ROOT, build
from chalicelib.local.package.template import stage
from tests.package.conftest import ISOLATED, LAMBDA, variables_of
from tests.package.lambda_runtime import Lambda

Took = dict[str, dict[str, list[float]]]

RUNS = 15
MAX_RATIO = 0.6
BOOTSTRAP = ROOT / "tests" / "package" / "bootstrap.py"
EVIDENCE = """
import os
from typing import Literal
import boto3
from pydantic import BaseModel, Field

class Evidence(BaseModel):
    source: str = Field(pattern=r"^source/[a-z0-9._~-]+$")
    speaker: str | None = None
    basis: Literal["self_reported", "third_party_report", "record_of_truth"]
    certainty: Literal["asserted", "hedged", "rumoured", "denied"] = "asserted"
    quote: str | None = Field(default=None, max_length=2000)

table = boto3.client("dynamodb")
"""
FASTAPI = """
from fastapi import FastAPI, HTTPException
from mangum import Mangum

app = FastAPI(title="other")

@app.get("/v1/evidence/{key}")
def read(key: str) -> Evidence:
    found = table.get_item(TableName=os.environ["TABLE_NAME"], Key={"pk": {"S": key}, "sk": {"S": "-"}})
    if "Item" not in found:
        raise HTTPException(404)
    return Evidence.model_validate_json(found["Item"]["body"]["S"])

handler = Mangum(app, lifespan="off")
"""
POWERTOOLS = """
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

app = APIGatewayRestResolver(enable_validation=True)

@app.get("/v1/evidence/<key>")
def read(key: str) -> Evidence:
    found = table.get_item(TableName=os.environ["TABLE_NAME"], Key={"pk": {"S": key}, "sk": {"S": "-"}})
    if "Item" not in found:
        raise NotFoundError
    return Evidence.model_validate_json(found["Item"]["body"]["S"])

def handler(event, context):
    return app.resolve(event, context)
"""
OTHERS = {
    "FastAPI + Mangum + boto3": (("fastapi", "mangum"), FASTAPI),
    "Powertools + boto3": (("aws-lambda-powertools[parser]",), POWERTOOLS),
}


def main() -> int:
    """Measure, print a table or JSON, and fail where ours takes more than its share of FastAPI."""
    took = measure()
    if "--json" in sys.argv:
        sys.stdout.write(f"{json.dumps(took)}\n")
        return 0
    return _report(took)


def measure() -> Took:
    """Return for each service the seconds and the CPU seconds of each start."""
    with tempfile.TemporaryDirectory() as folder:
        made = build(stage(ROOT, "dev"), Path(folder, "made"), architecture="x86_64")
        with zipfile.ZipFile(made.zip) as packed:
            packed.extractall(Path(folder, "ours"))
        rivals = {"ours": (Path(folder, "ours"), "app.app")}
        for name, (packages, text) in OTHERS.items():
            installed, compiled = Path(folder, name), Path(folder, f"{name}, compiled")
            _install(installed, packages, text)
            shutil.copytree(installed, compiled)
            compileall.compile_dir(compiled, quiet=2)
            rivals |= {each.name: (each, "app.handler") for each in (installed, compiled)}
        return _measured(rivals, variables_of(made, "APIHandler") | {"TABLE_NAME": "aifacts"})


def _measured(rivals: Mapping[str, tuple[Path, str]], environment: Mapping[str, str]) -> Took:
    took: Took = {name: {"seconds": [], "cpu": []} for name in rivals}
    for _ in range(RUNS):
        for name, (task, handler) in rivals.items():
            seconds, cpu = spawn_to_ready(task, {**environment, "_HANDLER": handler})
            took[name]["seconds"].append(seconds)
            took[name]["cpu"].append(cpu)
    return took


def spawn_to_ready(task: Path, environment: Mapping[str, str]) -> tuple[float, float]:
    """Return the seconds from the start of the process to its first request for an invocation, and those of its CPU."""
    started = time.perf_counter()
    with Lambda([*ISOLATED, str(BOOTSTRAP), str(task), str(LAMBDA)], environment) as function:
        return function.ready() - started, cpu_of(function.pid)


def cpu_of(pid: int) -> float:
    """Return the CPU seconds that all threads of a process have used."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def _install(folder: Path, packages: tuple[str, ...], text: str) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--target", str(folder)]
    subprocess.run([*command, *packages], check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own arguments
    (folder / "app.py").write_text(EVIDENCE + text)


def _report(took: Took) -> int:
    for what in ("seconds", "cpu"):
        medians = {name: statistics.median(each[what]) for name, each in took.items()}
        for name, each in took.items():
            median, least, ratio = medians[name] * 1000, min(each[what]) * 1000, medians["ours"] / medians[name]
            sys.stdout.write(f"{name:36} {what:8} {median:6.0f} ms, least {least:6.0f} ms, ours to it {ratio:.2f}\n")
    seconds = {name: statistics.median(each["seconds"]) for name, each in took.items()}
    return int(seconds["ours"] > MAX_RATIO * seconds["FastAPI + Mangum + boto3"])


if __name__ == "__main__":
    sys.exit(main())
