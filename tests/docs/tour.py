"""Replays the shell blocks of a document, and compares the answers with the blocks that show them.

A shell block has assignments and `curl` lines; `| jq -r .path` at the end picks a member of the answer. No shell runs.
A block of `json` or `csv` shows the answer to the last command before it, which may have more. A command may only be
refused if the answer shown has that `status`.
"""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote, urlsplit

from app import app
from chalicelib.api.http.request.world import set_world
from chalicelib.api.http.routing.routes import FORM
from chalicelib.local.gateway import Gateway
from chalicelib.local.place import Options, place
from chalicelib.outbound.web import Web
from chalicelib.settings import Settings
from tests.docs.documents import Block, blocks_of, name_of

KEY = "the-key-of-the-tour"
NOW = re.compile(r"\$\(date [^)]*\)")
ASSIGNMENT = re.compile(r"(?:export )?([A-Z]+)=(.*)", re.DOTALL)
CAPTURE = re.compile(r"\$\((curl .*)\)", re.DOTALL)
PICK = re.compile(r"(.*)\|\s*jq (?:-r )?'?(\.[\w.\[\]-]+)'?\s*", re.DOTALL)
GIVEN = ("BASE", "KEY")  # the reader sets these two to what `make run` prints


@dataclass(frozen=True)
class Answer:
    """A command and its answer."""

    at: str
    command: str
    status: int
    body: Any


class Tour:
    """Runs the commands of documents against one service."""

    def __init__(self, base: str, *, key: str = KEY) -> None:
        self.variables = {"BASE": base, "KEY": key}
        self.answers: list[Answer] = []

    def replay(self, document: Path) -> list[str]:
        """Run every command of a document, and list the failures, each with its file and line."""
        failures: list[str] = []
        unshown: list[Answer] = []  # the answers since the last block that shows one
        for block in blocks_of(document, ["sh", "json", "csv"]):
            if block.language == "sh":
                unshown += self._run(block, failures)
            elif unshown:
                failures += _differences(block, unshown[-1])
                failures += _refusals(unshown[:-1])
                unshown.clear()
        return failures + _refusals(unshown)

    def _run(self, block: Block, failures: list[str]) -> list[Answer]:
        before = len(self.answers)
        for number, command in _commands(block.text):
            at = f"{name_of(block.document)}:{block.line + number}"
            try:
                self._execute(command, at)
            except (AssertionError, KeyError, IndexError, TypeError, ValueError) as error:
                failures.append(f"{at}: {command}: {type(error).__name__}: {error}")
        return self.answers[before:]

    def _execute(self, command: str, at: str) -> None:
        if command.startswith("curl "):
            self._ask(command, at)
            return
        assigned = ASSIGNMENT.fullmatch(command)
        if assigned is None:
            raise AssertionError("this is neither an assignment nor curl")
        name, value = assigned[1], assigned[2]
        if name in GIVEN:
            return
        captured = CAPTURE.fullmatch(value.strip('"'))
        self.variables[name] = str(self._ask(captured[1], at)) if captured else NOW.sub(_current_instant(), value)

    def _ask(self, command: str, at: str) -> Any:
        picked = PICK.fullmatch(command)
        status, body = self._curl(picked[1] if picked else command)
        self.answers.append(Answer(at, command, status, body))
        return _pick(body, picked[2]) if picked else body

    def _curl(self, command: str) -> tuple[int, Any]:
        words = shlex.split(self._fill_in_variables(command))[1:]
        method, headers, body, url = "", {"Accept": "*/*"}, None, ""  # as curl does
        while words:
            word = words.pop(0)
            if word == "-X":
                method = words.pop(0)
            elif word == "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            elif word in ("-d", "--data-urlencode"):
                body = _body(word, words.pop(0))
            elif word.startswith("http"):
                url = word
            elif word not in ("-s", "-g", "-sg"):
                raise AssertionError(f"the option {word} is not replayed")
        headers = {"Content-Type": FORM, **headers} if body else headers  # as curl does
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        with closing(HTTPConnection(parts.netloc, timeout=30)) as connection:
            connection.request(method or ("GET" if body is None else "POST"), path, body and body.encode(), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            is_json = str(answer.headers["Content-Type"]).endswith(("/json", "+json"))
            return answer.status, json.loads(text) if is_json else text

    def _fill_in_variables(self, command: str) -> str:
        for name, value in self.variables.items():
            command = re.sub(rf"\$({name}\b|\{{{name}\}})", value.replace("\\", r"\\"), command)
        return command


def _body(option: str, text: str) -> str:
    """Return the body that an option of curl sends: a text as it is, or one field of a form."""
    name, _, value = text.partition("=")
    return text if option == "-d" else f"{name}={quote(value)}"


def _commands(block: str) -> Iterator[tuple[int, str]]:
    """Join continued lines, and the lines of a quoted body, into commands; yield each with the offset of its line."""
    command, first = "", 0
    for number, line in enumerate(block.splitlines()):
        command, first = (f"{command} {line.strip()}", first) if command else (line, number)
        if command.endswith("\\"):
            command = command[:-1].rstrip()
        elif command.count("'") % 2 == 0:
            if command.strip() and not command.startswith("#"):
                yield first, command.strip()
            command = ""
    if command:
        yield first, command


def _pick(body: Any, path: str) -> Any:
    """Return the member that a path of jq names, such as `.items[0].id`."""
    for name, index in re.findall(r"\.?([\w-]+)|\[(-?\d+)\]", path):
        body = body[name] if name else body[int(index)]
    return body


def _current_instant() -> str:
    moment = datetime.now(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def _differences(block: Block, answer: Answer) -> list[str]:
    """List the parts that a block shows and the answer lacks."""
    at = f"{name_of(block.document)}:{block.line}"
    if block.language == "csv":
        lines = answer.body.splitlines() if isinstance(answer.body, str) else []
        return [f"{at}: the answer has no line {line!r}" for line in block.text.splitlines() if line not in lines]
    shown = json.loads(block.text)
    shows_refusal = isinstance(shown, Mapping) and shown.get("status") == answer.status
    return [f"{at}: {each}" for each in missing_from(shown, answer.body)] + (
        [] if shows_refusal else _refusals([answer])
    )


def _refusals(answers: list[Answer]) -> list[str]:
    return [f"{each.at}: {each.command}: {each.status} {each.body}" for each in answers if each.status >= 400]


def missing_from(expected: Any, answer: Any, at: str = "") -> list[str]:
    """List the parts of one value that another lacks; that one may have more members and items."""
    if isinstance(expected, Mapping):
        if not isinstance(answer, Mapping):
            return [f"{at}: {answer!r}"]
        return [
            each for name, value in expected.items() for each in missing_from(value, answer.get(name), f"{at}/{name}")
        ]
    if isinstance(expected, list) and expected:
        if not isinstance(answer, list) or len(answer) < len(expected):
            return [f"{at}: {answer!r}"]
        return [each for n, value in enumerate(expected) for each in missing_from(value, answer[n], f"{at}/{n}")]
    return [] if expected == answer else [f"{at}: {answer!r} is not {expected!r}"]


@contextmanager
def served(folder: Path) -> Iterator[Tour]:
    """Serve the table in a folder on a free port; the table has the key of the tour."""
    with place(Options(port=0, key=KEY, data=folder), Settings()) as where:
        set_world(replace(where.world, web=lambda: Web(allows_loopback=True)))  # as the local run
        gateway = Gateway(("127.0.0.1", 0), app, resources=app.routes, binary_types=app.api.binary_types)
        thread = Thread(target=gateway.serve_forever)
        thread.start()
        try:
            yield Tour(gateway.url)
        finally:
            gateway.shutdown()
            thread.join()
            gateway.server_close()
