"""MiniStack, a local AWS whose DynamoDB refuses what moto lets through: one process for each test process."""

import json
import os
import signal
import socket
import subprocess
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

import urllib3
from urllib3.exceptions import HTTPError

from chalicelib.local.package.wheels import RUNTIME

ROOT = Path(__file__).parents[2]
BIN = ROOT / ".venv-ministack" / "bin"
PINNED = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["ministack"][0]
HOST = "127.0.0.1"  # without it, it listens on all addresses
READY_SECONDS = 30.0


class Unready(Exception):
    """MiniStack is absent, of another version, or does not start; the text says what to do."""


@contextmanager
def ministack(*, region: str, permissions_enforced: bool = False) -> Iterator[str]:
    """Start MiniStack on a free port, yield its address, and end it with its workers. Raises Unready.

    If permissions are enforced, a function may do what its role grants. The key `test` may do all.
    """
    must_be_pinned()
    with TemporaryDirectory(prefix="ministack") as folder:
        url = f"http://{HOST}:{(port := _free_port())}"
        environment = {
            **{name: each for name, each in os.environ.items() if not name.startswith("AWS_")},
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "GATEWAY_PORT": str(port),
            "BIND_HOST": HOST,
            "MINISTACK_HOST": HOST,
            "MINISTACK_REGION": region,
            "AUTH": str(permissions_enforced).lower(),
            "TMPDIR": folder,
            "LOG_LEVEL": "WARNING",
        }
        log = Path(folder, "log")
        with log.open("wb") as said:
            process = subprocess.Popen(
                [BIN / "python", "-m", "ministack"],
                cwd=folder,
                env=environment,
                stdout=said,
                stderr=said,
                start_new_session=True,  # its workers are its children: the signal goes to all of them
            )
        try:
            _wait_until_ready(process, url, log)
            yield url
        finally:
            with suppress(ProcessLookupError):  # it has ended by itself
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(READY_SECONDS)


def reset(url: str) -> None:
    """Drop everything."""
    answer = urllib3.request("POST", f"{url}/_ministack/reset")
    if answer.status != HTTPStatus.OK:
        raise Unready(f"MiniStack answers {answer.status} to a reset.")


def must_run_functions() -> None:
    """Raise Unready unless MiniStack has Lambda's Python, on which it runs functions: ours are compiled for it."""
    must_be_pinned()
    wanted = ".".join(map(str, RUNTIME))
    asked: list[str | Path] = [BIN / "python", "-c", "import sys; print(*sys.version_info[:2], sep='.')"]
    found = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    if found != wanted:
        raise Unready(
            f"MiniStack is on Python {found}, and Lambda runs {wanted}: put python{wanted} on the path (or run "
            f"`pyenv install {wanted}`), delete .venv-ministack, then run `make deployed-test` again."
        )


def must_be_pinned() -> None:
    """Raise Unready unless the version is there that the suites were tried with."""
    try:
        listed = subprocess.run(
            [BIN / "pip", "list", "--format=json", "--disable-pip-version-check"], capture_output=True, check=True
        )
    except OSError:
        raise Unready("MiniStack is missing: `make test ENGINE=ministack` installs it.") from None
    found = {each["name"]: each["version"] for each in json.loads(listed.stdout)}.get("ministack")
    if f"ministack=={found}" != PINNED:
        raise Unready(f"MiniStack is {found}, not {PINNED}: delete .venv-ministack, then run `make test` again.")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])


def _wait_until_ready(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if _is_ready(url):
            return
        time.sleep(0.05)  # there is nothing to wait on: it says that it is ready over HTTP alone
    raise Unready(f"MiniStack does not start at {url}:\n{log.read_text(errors='replace')[-2_000:]}")


def _is_ready(url: str) -> bool:
    try:
        return urllib3.request("GET", f"{url}/_ministack/ready", timeout=5, retries=False).status == HTTPStatus.OK
    except HTTPError:  # it does not listen yet
        return False
