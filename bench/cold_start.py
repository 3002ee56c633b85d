"""Cold starts, spawn to ready: the zip as it ships beside FastAPI, Mangum and boto3 with one of our models.

Run it with `make cold-start`. They start by turns, under Lambda's own runtime client, in an isolated Python that writes
no `.pyc`, with boto3 where Lambda has it. The other service is what `pip install --target --no-compile` gives, which is
how such a zip is commonly made. Its twin is compiled, as ours is.
"""

import compileall
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

RUNS = 15
MAX_RATIO = 0.6
BOOTSTRAP = ROOT / "tests" / "package" / "bootstrap.py"
OTHER = """
import os
from typing import Literal
import boto3
from fastapi import FastAPI, HTTPException
from mangum import Mangum
from pydantic import BaseModel, Field

class Evidence(BaseModel):
    source: str = Field(pattern=r"^source/[a-z0-9._~-]+$")
    speaker: str | None = None
    basis: Literal["self_reported", "third_party_report", "record_of_truth"]
    certainty: Literal["asserted", "hedged", "rumoured", "denied"] = "asserted"
    quote: str | None = Field(default=None, max_length=2000)

app = FastAPI(title="other")
table = boto3.client("dynamodb")

@app.get("/v1/evidence/{key}")
def read(key: str) -> Evidence:
    found = table.get_item(TableName=os.environ["TABLE_NAME"], Key={"pk": {"S": key}, "sk": {"S": "-"}})
    if "Item" not in found:
        raise HTTPException(404)
    return Evidence.model_validate_json(found["Item"]["body"]["S"])

handler = Mangum(app, lifespan="off")
"""


def main() -> int:
    """Measure, print a table, and fail where ours takes more than its share."""
    with tempfile.TemporaryDirectory() as folder:
        ours, other, compiled = (Path(folder, name) for name in ("ours", "other", "compiled"))
        made = build(stage(ROOT, "dev"), Path(folder, "made"), architecture="x86_64")
        with zipfile.ZipFile(made.zip) as packed:
            packed.extractall(ours)
        _make_other(other)
        shutil.copytree(other, compiled)
        compileall.compile_dir(compiled, quiet=2)
        environment = variables_of(made, "APIHandler") | {"TABLE_NAME": "aifacts"}
        rivals = {
            "ours": (ours, "app.app"),
            "other": (other, "app.handler"),
            "other, compiled": (compiled, "app.handler"),
        }
        return _report(_measured(rivals, environment))


def _measured(rivals: Mapping[str, tuple[Path, str]], environment: Mapping[str, str]) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {name: [] for name in rivals}
    for _ in range(RUNS):
        for name, (task, handler) in rivals.items():
            took[name].append(spawn_to_ready(task, {**environment, "_HANDLER": handler}))
    return took


def spawn_to_ready(task: Path, environment: Mapping[str, str]) -> float:
    """Return the seconds from the start of the process to its first request for an invocation."""
    started = time.perf_counter()
    with Lambda([*ISOLATED, str(BOOTSTRAP), str(task), str(LAMBDA)], environment) as function:
        return function.ready() - started


def _make_other(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--target", str(folder)]
    subprocess.run([*command, "fastapi", "mangum"], check=True)  # noqa: S603  our own arguments
    (folder / "app.py").write_text(OTHER)


def _report(took: Mapping[str, list[float]]) -> int:
    medians = {name: statistics.median(each) for name, each in took.items()}
    for name, each in took.items():
        median, least, ratio = medians[name] * 1000, min(each) * 1000, medians["ours"] / medians[name]
        sys.stdout.write(f"{name:16} median {median:6.0f} ms, least {least:6.0f} ms, ours to it {ratio:.2f}\n")
    return int(medians["ours"] > MAX_RATIO * medians["other"])


if __name__ == "__main__":
    sys.exit(main())
