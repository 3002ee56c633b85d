"""The local program: starts, prints its address, keeps its data, stops cleanly."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import urlsplit

import pytest
from standardwebhooks import Webhook

from tests.conftest import is_thorough
from tests.outbound.receiver import Receiver, receiving

ROOT = Path(__file__).parents[2]
KEY = "a-key-for-this-test"
# With the seeds of another folder, as loading all of them into moto takes twenty seconds.
WITH_SEEDS = """
import runpy, sys
from pathlib import Path
from chalicelib.local import run
run.SEEDS = Path(sys.argv.pop(1))
runpy.run_module("chalicelib.local", run_name="__main__")
"""


class Program:
    """A running `python -m chalicelib.local`."""

    def __init__(self, data: Path, seeds: Path | None, **environment: str) -> None:
        # ENGINE is that of the tests, which can be another than that of a run.
        inherited = {n: v for n, v in os.environ.items() if not n.startswith("AWS_") and n != "ENGINE"}
        self._process = subprocess.Popen(
            [sys.executable, *(("-c", WITH_SEEDS, str(seeds)) if seeds else ("-m", "chalicelib.local"))],
            cwd=ROOT,
            env={**inherited, "PORT": "0", "LOCAL_KEY": KEY, "DATA": str(data), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = self._until("Stop it with Ctrl-C.")
        self._address = urlsplit(re.findall(r"runs at (\S+)", self.said)[0])

    def _until(self, last: str) -> str:
        assert self._process.stdout
        lines: list[str] = []
        for line in self._process.stdout:
            lines.append(line)
            if line.startswith(last):
                return "".join(lines)
        raise AssertionError(self.end(signal.SIGTERM)[1])

    def ask(self, method: str, path: str, body: Any = None, *, key: str = KEY) -> tuple[int, Any]:
        """Send a request with the key."""
        assert self._address.hostname
        connection = HTTPConnection(self._address.hostname, self._address.port or 0, timeout=10)
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
        connection.close()
        return response.status, answer

    def end(self, number: int) -> tuple[int, str]:
        """Send a signal, wait for the end; give the exit status and what stood on stderr."""
        self._process.send_signal(number)
        _, errors = self._process.communicate(timeout=10)
        return self._process.returncode, errors


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    programs: list[Program] = []

    def started(*, seeds: Path | None = None, **environment: str) -> Program:
        programs.append(Program(tmp_path / "data", seeds, **environment))
        return programs[-1]

    yield started
    for program in programs:
        if program._process.poll() is None:
            program.end(signal.SIGKILL)


@pytest.fixture(scope="module")
def after_a_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a program that has loaded the seeds and ended."""
    data = tmp_path_factory.mktemp("run") / "data"
    assert Program(data, None).end(signal.SIGINT)[0] == 0
    return data


@pytest.fixture
def loaded(after_a_run: Path, tmp_path: Path) -> None:
    """Let the program find the seeds loaded."""
    copytree(after_a_run, tmp_path / "data")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_on_a_signal(loaded: None, start: Callable[..., Program], number: int) -> None:
    program = start()
    program.ask("GET", "/healthz")

    status, errors = program.end(number)

    assert status == 0
    assert "Traceback" not in errors
    assert "aifacts has stopped." in errors


STORM = """
import os, signal, threading
from chalicelib.local.run import noted_signals

def storm():
    for _ in range(20_000):
        os.kill(os.getpid(), signal.SIGTERM)

with noted_signals() as noted:
    sending = threading.Thread(target=storm)
    sending.start()
    sending.join()
    print(noted.get(timeout=10) == signal.SIGTERM)
"""


def test_a_signal_while_another_is_noted_does_not_stop_it_from_ending() -> None:
    ended = subprocess.run([sys.executable, "-c", STORM], timeout=60, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout) == (0, "True\n")


def test_it_ends_cleanly_while_a_connection_is_open(loaded: None, start: Callable[..., Program]) -> None:
    program = start()
    with socket.create_connection((program._address.hostname, program._address.port), timeout=10) as idle:
        idle.sendall(b"GET /healthz HTTP/1.1\r\n\r\n")
        idle.recv(65_536)

        assert program.end(signal.SIGINT)[0] == 0


def a_catalogue(path: Path, content: Any) -> str:
    file = path / "api-2026-06-30.json"
    file.write_text(json.dumps(content))
    return f"models.dev:{file}"


def test_it_serves_a_catalogue_beside_the_seeds(start: Callable[..., Program], tmp_path: Path) -> None:
    row = {"name": "M", "release_date": "2026", "modalities": {}, "limit": {"context": 1000}}
    words = a_catalogue(tmp_path, {"openai": {"name": "OpenAI", "models": {"m": row}}})

    program = start(CATALOGUE=words)
    shown = program.ask("GET", "/v1/offerings/openai-m")[1]
    loaded = program.end(signal.SIGINT)[1]

    assert shown["context_window"] == {"amount": "1000", "unit": "token"}
    assert "models.dev: 3 created, 1 changed, 1 unchanged lines" in loaded


def test_it_does_not_start_with_a_catalogue_of_another_shape(tmp_path: Path) -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    words = a_catalogue(tmp_path, {"gpt-4o": {"litellm_provider": "openai"}})

    ended = subprocess.run(
        [sys.executable, "-m", "chalicelib.local"],
        cwd=ROOT,
        env={**inherited, "PORT": "0", "DATA": str(tmp_path / "data"), "CATALOGUE": words},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "api-2026-06-30.json: 'gpt-4o' has no object `models`. Expected" in ended.stderr


def test_it_says_where_it_is_which_key_to_use_and_what_to_try(loaded: None, start: Callable[..., Program]) -> None:
    said = start().said

    assert KEY in said
    assert len(re.findall(r"^  curl -s http://127\.0\.0\.1:\d+/v1/", said, re.MULTILINE)) == 3


def test_its_own_curl_lines_are_answered(loaded: None, start: Callable[..., Program]) -> None:
    program = start()
    body = json.loads(re.findall(r"-d '(.*)'", program.said)[0])

    assert program.ask("GET", "/v1/events/alibaba-shares-rise-on-qwen-2.5")[0] == 200
    assert program.ask("GET", "/v1/companies/deepseek/timeline")[1]["items"]
    assert program.ask("POST", "/v1/sources", body)[0] == 201


def test_a_webhook_on_this_machine_gets_a_retraction(loaded: None, start: Callable[..., Program]) -> None:
    program = start()
    with receiving(Receiver()) as receiver:
        asked = {"url": receiver.url, "name": "a newsroom", "events": ["fact.retracted"]}
        status, webhook = program.ask("POST", "/v1/webhooks", asked)
        fact = program.ask("GET", "/v1/companies/deepseek/facts?limit=1")[1]["items"][0]["id"]
        assert (status, program.ask("POST", f"/v1/facts/{fact}/retraction", {"reason": "Made up."})[0]) == (201, 200)
        until = time.monotonic() + 10
        while not receiver.received and time.monotonic() < until:
            time.sleep(0.01)
    (received,) = receiver.received
    message: dict[str, Any] = dict(Webhook(webhook["secret"]).verify(received.body, received.headers))
    assert [change["facts"] for change in message["data"]["changes"]] == [[fact]]
    assert program.end(signal.SIGINT)[0] == 0


def cpu_of_children() -> float:
    """Return the CPU seconds of the programs that have ended: wall time is also that of all else on the machine."""
    spent = os.times()
    return spent.children_user + spent.children_system


def test_a_second_run_takes_less_than_three_seconds_of_cpu_and_has_kept_everything(
    start: Callable[..., Program],
) -> None:
    first = start()
    first.ask("POST", "/v1/sources", {"slug": "mine", "title": "Mine"})
    before = first.ask("GET", "/v1/events/alibaba-shares-rise-on-qwen-2.5")[1]
    first.end(signal.SIGINT)

    ended = cpu_of_children()
    second = start()

    assert second.ask("GET", "/v1/sources/mine")[1]["title"] == "Mine"
    assert second.ask("GET", "/v1/events/alibaba-shares-rise-on-qwen-2.5")[1] == before
    second.end(signal.SIGINT)
    assert cpu_of_children() - ended < 3


def test_the_key_of_a_run_is_made_up_where_none_is_given_and_is_worth_nothing_afterwards(
    loaded: None,
    start: Callable[..., Program],
) -> None:
    first = start(LOCAL_KEY="")
    key = re.findall(r"Bearer (\S+)'", first.said)[0]
    assert first.ask("POST", "/v1/sources", {"slug": "a", "title": "A"}, key=key)[0] == 201
    first.end(signal.SIGINT)

    status, problem = start().ask("POST", "/v1/sources", {"slug": "b", "title": "B"}, key=key)

    assert (status, problem["code"]) == (401, "unauthenticated")


def test_an_unknown_path_is_a_problem_of_the_gateway(loaded: None, start: Callable[..., Program]) -> None:
    status, problem = start().ask("GET", "/nothing/here")

    assert (status, problem["code"]) == (404, "not_found")


@pytest.fixture
def few_seeds(tmp_path: Path) -> Path | None:
    """A folder of the seeds of two companies and a source; None, which are all, in a thorough run."""
    if is_thorough():
        return None
    folder = tmp_path / "seeds"
    for name, body in FEW_SEEDS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(body))
    return folder


STATED = {"source": "source/report", "basis": "third_party_report"}
FEW_SEEDS: dict[str, Any] = {
    "sources/report.json": {"title": "A report"},
    "companies/deepseek.json": {"name": "DeepSeek", "founded": "2023", "evidence": STATED},
    "companies/high-flyer.json": {"name": "High-Flyer", "evidence": STATED},
    "events/launch.json": {
        "type": "release",
        "title": "A launch",
        "date": "2025-01-20",
        "participants": [{"value": "company/deepseek", "role": "developer"}],
        "evidence": STATED,
    },
}


def test_it_runs_on_the_mock_too(start: Callable[..., Program], few_seeds: Path | None) -> None:
    program = start(seeds=few_seeds, ENGINE="moto")

    assert program.ask("GET", "/readyz")[0] == 200
    assert program.ask("GET", "/v1/companies/deepseek/timeline")[1]["items"]
