"""The local service with the seeds, on which the examples run as their readers start them."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.service import KEY, ROOT, Service, serving

EXAMPLES = ROOT / "examples"
SECONDS = 120


@dataclass(frozen=True)
class Ran:
    """The end of a program: its exit status, and what it printed."""

    status: int
    output: str
    errors: str


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the local table."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def service(data: Path) -> Iterator[Service]:
    """A running service."""
    with serving(DATA=str(data)) as running:
        yield running


@pytest.fixture(scope="module")
def run(service: Service, data: Path) -> Callable[..., Ran]:
    """Run an example against the service, in the folder of the repository."""

    def run(name: str, *arguments: str, **environment: str) -> Ran:
        program = ["bash"] if name.endswith(".sh") else [sys.executable]
        given = {**os.environ, "BASE": service.url, "KEY": KEY, "DATA": str(data), **environment}
        command = [*program, str(EXAMPLES / name), *arguments]
        ended = subprocess.run(
            command, check=False, cwd=ROOT, env=given, capture_output=True, text=True, timeout=SECONDS
        )
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    return run
