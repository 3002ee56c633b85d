"""The README's tour: replay every curl line on a fresh run with the seeds, and compare the answers with those shown."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from app import app
from chalicelib import seeds
from chalicelib.api.http.request.world import set_world
from chalicelib.local.gateway import Gateway
from chalicelib.local.place import Options, place
from chalicelib.operations.access.api_keys import create_key
from chalicelib.operations.world import Caller
from chalicelib.settings import Settings

ROOT = Path(__file__).parents[1]
KEY = "the-key-of-the-tour"
BLOCKS = re.compile(r"```(sh|json)\n(.*?)```", re.DOTALL)
THEN = re.compile(r"\$\(date [^)]*\)")


class Tour:
    """Runs the two sorts of shell lines in the README: assignments and curl."""

    def __init__(self, base: str, *, key: str = KEY) -> None:
        self.base = base
        self.variables = {"BASE": base, "KEY": key}
        self.answers: list[tuple[str, int, Any]] = []

    def run(self, block: str) -> None:
        for line in _join_lines(block):
            assigned = re.fullmatch(r"([A-Z]+)=(.*)", line)
            if assigned and assigned[1] not in ("BASE", "KEY"):
                self.variables[assigned[1]] = THEN.sub(_current_instant(), assigned[2])
            elif line.startswith("curl "):
                self.answers.append((line, *self._curl(line)))
            elif not assigned:
                raise AssertionError(f"not replayed: {line}")

    def _curl(self, line: str) -> tuple[int, Any]:
        words = shlex.split(self._fill_in_variables(line))[1:]
        method, headers, body, url = "GET", {"Accept": "*/*"}, None, ""  # as curl does
        while words:
            word = words.pop(0)
            if word == "-X":
                method = words.pop(0)
            elif word == "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            elif word == "-d":
                body, method = words.pop(0), "POST" if method == "GET" else method
            elif word not in ("-s", "-g"):
                url = word
        parts = urlsplit(url)
        connection = HTTPConnection(parts.netloc, timeout=30)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body and body.encode(), headers)
        with closing(connection):
            answer = connection.getresponse()
            text = answer.read().decode()
            is_json = str(answer.headers["Content-Type"]).endswith(("/json", "+json"))
            return answer.status, json.loads(text) if is_json else text

    def _fill_in_variables(self, line: str) -> str:
        for name, value in self.variables.items():
            line = re.sub(rf"\${name}\b", value, line)
        return line


def _join_lines(block: str) -> list[str]:
    """Join continued lines, and the lines of a quoted body, into one command."""
    lines: list[str] = []
    for line in block.replace("\\\n", " ").splitlines():
        if lines and lines[-1].count("'") % 2:
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    return [line for line in lines if line.strip()]


def _current_instant() -> str:
    moment = datetime.now(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    options = Options(port=0, key=KEY, data=tmp_path_factory.mktemp("data"))
    with place(options, Settings()) as where:
        set_world(where.world)
        _, record = create_key(where.world, name="tour", scopes=["write", "admin"], secret=KEY)
        seeds.load(where.world, Caller(record["id"]), ROOT / "seeds")
        gateway = Gateway(("127.0.0.1", 0), app, resources=app.routes, binary_types=app.api.binary_types)
        thread = Thread(target=gateway.serve_forever)
        thread.start()
        try:
            yield Tour(gateway.url)
        finally:
            gateway.shutdown()
            thread.join()
            gateway.server_close()


def _missing_from(expected: Any, answer: Any, at: str = "") -> list[str]:
    """List the parts that the README shows and the answer lacks; an answer may have more members and items."""
    if isinstance(expected, Mapping):
        if not isinstance(answer, Mapping):
            return [f"{at}: {answer!r}"]
        return [
            each for name, value in expected.items() for each in _missing_from(value, answer.get(name), f"{at}/{name}")
        ]
    if isinstance(expected, list) and expected:
        if not isinstance(answer, list) or len(answer) < len(expected):
            return [f"{at}: {answer!r}"]
        return [each for n, value in enumerate(expected) for each in _missing_from(value, answer[n], f"{at}/{n}")]
    return [] if expected == answer else [f"{at}: {answer!r} is not {expected!r}"]


def test_every_curl_line_of_the_tour_works_and_returns_the_answer_in_the_readme(tour: Tour) -> None:
    take(tour)


def take(tour: Tour) -> None:
    """Take the tour of the README, and compare what it shows with what comes."""
    refused: list[str] = []
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for language, block in BLOCKS.findall(text):
        if language == "sh":
            tour.run(block)
            continue
        line, status, answer = tour.answers[-1]
        assert _missing_from(json.loads(block), answer) == [], line
        refused += [line] if status >= 400 else []

    failed = [(line, status, answer) for line, status, answer in tour.answers if status >= 400 and line not in refused]
    assert failed == []
    assert len(refused) == 1
    assert len(tour.answers) == text.count("\ncurl ") > 0
