"""The local service with the seeds, as `make run` starts it, for a browser to look at."""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv" / "bin" / "python"  # the browser is driven from another environment
KEY = "a-key-for-the-browser"
READY = re.compile(r"runs at (http://\S+)")
OF_BROWSERS = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Accept-Encoding": "gzip"}
SECONDS = 30


@dataclass(frozen=True)
class Service:
    """A running service."""

    url: str

    def status(self, path: str) -> int:
        """Ask as a browser does that follows a link, and return the status."""
        return self._ask("GET", path, headers=OF_BROWSERS)[0]

    def read(self, path: str) -> Any:
        """Read JSON."""
        status, content = self._ask("GET", path, headers={"Accept": "application/json"})
        assert status == 200, f"{path}: {status}"
        return json.loads(content)

    def write(self, path: str, body: Mapping[str, Any]) -> tuple[int, Any]:
        """Send JSON with the key."""
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        status, content = self._ask("POST", path, body=json.dumps(body), headers=headers)
        return status, json.loads(content)

    def _ask(self, method: str, path: str, *, headers: Mapping[str, str], body: str | None = None) -> tuple[int, bytes]:
        with closing(HTTPConnection(urlsplit(self.url).netloc, timeout=SECONDS)) as connection:
            connection.request(method, path, body, {**headers})
            answer = connection.getresponse()
            return answer.status, answer.read()


@contextmanager
def serving(**environment: str) -> Iterator[Service]:
    """Start the service on a free port with an empty table, load the seeds, and end it afterwards."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    options = {
        "PORT": "0",
        "LOCAL_KEY": KEY,
        "REQUESTS_PER_MINUTE": "1000000",
        "LOG_LEVEL": "ERROR",
        "ENGINE": "sqlite",
    }
    with (
        TemporaryDirectory() as data,
        subprocess.Popen(
            [PYTHON, "-m", "chalicelib.local"],
            cwd=ROOT,
            env={**inherited, **options, "DATA": data, **environment},
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        try:
            yield Service(_address(process))
        finally:
            process.terminate()


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    for line in process.stdout:
        if found := READY.search(line):
            return found[1]
    raise AssertionError("The service did not start.")
