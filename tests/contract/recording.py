"""A service with some of the seeds, a fixed clock and fixed names, whose answers are examples of the contract."""

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http import HTTPStatus
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chalicelib.api.http import pipeline
from chalicelib.api.openapi import document
from chalicelib.kinds import KINDS, PLURALS
from chalicelib.operations.access.api_key_records import PREFIX, SECRET, id_of
from chalicelib.operations.world import Caller, World
from chalicelib.outbound.web import Web
from chalicelib.seeds import load
from chalicelib.store.engines.sqlite import SqliteTable
from tests.api.conftest import ADMIN, Answer, Client, create_keys, event
from tests.conftest import Clock
from tests.operations.builders import WEBHOOK_KEYS

SEEDS = Path(__file__).parents[2] / "seeds"
CALLER = Caller("key_seed", frozenset({"write"}))
INVENTED = f"{PREFIX}{'an-invented-key-that-opens-nothing'.ljust(43, '-')}"
JSON, NDJSON = "application/json", "application/x-ndjson"
MAX_READS = 20
ANY_JSON = f"{JSON}, */*;q=0.1"
_REF = re.compile(rf'"((?:{"|".join(KINDS)})/[^"\s]+)"')


class Service(Client):
    """A client of a service at the root of a host."""

    def send_from_host(self, method: str, url: str, *, body: str | None, **headers: str) -> tuple[Any, Answer]:
        """Send a request to the host, with what a write needs; return it with its answer."""
        fixed = {"Host": "aifacts.example", "X-Forwarded-Proto": "https", "Authorization": f"Bearer {ADMIN}"}
        if method == "POST" and url.startswith(tuple(f"/v1/{plural}/" for plural in PLURALS)):
            fixed["If-Match"] = "*"
        sent = event(method, url, body=body, headers={**fixed, **{k.replace("_", "-"): v for k, v in headers.items()}})
        sent["requestContext"]["path"] = sent["path"]
        answer = self.ask(sent)
        self.judge(sent, answer)
        return sent, answer


@contextmanager
def serving(refs: Iterable[str]) -> Iterator[Service]:
    """Serve the seeds of these entities and of all that they refer to."""
    tokens = count()
    with closing(SqliteTable(":memory:")) as table:
        world = World(table, Clock(), lambda: f"{next(tokens):020x}", lambda _seconds: None, b"a secret of examples")
        world = replace(world, webhook_keys=WEBHOOK_KEYS, web=lambda: Web(allows_loopback=True))
        create_keys(world)
        _load_seeds(world, refs)
        pipeline.set_world(world)
        service = Service(world)
        for _ in range(MAX_READS):  # each read numbers some changes
            if service.get("/v1/stats").json["settled"]:
                break
        yield service


def _load_seeds(world: World, refs: Iterable[str]) -> None:
    with TemporaryDirectory() as folder:
        for path in _with_referred(refs):
            copy = Path(folder, path.relative_to(SEEDS))
            copy.parent.mkdir(exist_ok=True)
            shutil.copy(path, copy)
        load(world, CALLER, Path(folder))


def _with_referred(refs: Iterable[str]) -> set[Path]:
    found: set[Path] = set()
    wanted = [*refs]
    while wanted:
        kind, _, slug = wanted.pop().partition("/")
        path = SEEDS / KINDS[kind].plural / f"{slug}.json"
        if path not in found and path.exists():
            found.add(path)
            wanted += _REF.findall(path.read_text(encoding="utf-8"))
    return found


class Recorder:
    """Keeps answers of services as examples, by the names of their schemas and operations."""

    def __init__(self) -> None:
        self.answers: dict[str, dict[str, Any]] = {}
        self.shown: dict[str, str] = {}  # in place of an address of this machine

    def get(self, service: Service, url: str, *, lists: int = 0, media: str = ANY_JSON, name: str = "") -> Any:
        """Record the answer to a GET, whose lists are cut to their first items down to this depth."""
        return self._keep(*service.send_from_host("GET", url, body=None, Accept=media), lists=lists, name=name)

    def post(self, service: Service, url: str, body: Any, *, media: str = JSON, name: str = "") -> Any:
        """Record the answer to a POST of JSON, or of a text of another media type."""
        text = body if isinstance(body, str) else json.dumps(body)
        return self._keep(*service.send_from_host("POST", url, body=text, Content_Type=media), name=name)

    def _keep(self, sent: Any, answer: Answer, *, lists: int = 0, name: str = "") -> Any:
        assert answer.status in (HTTPStatus.OK, HTTPStatus.CREATED), answer.text
        media = answer.headers["content-type"].partition(";")[0]
        text = re.sub(r'"ms":[0-9]+', '"ms":24', _without_secrets(answer.text))
        for local, example in self.shown.items():
            text = text.replace(local, example)
        is_json = media.endswith("json") and media != NDJSON
        operation, schema = _described(sent, answer.status, media)
        examples = self.answers.setdefault(schema, {})
        examples[name or operation] = _cut(json.loads(text), lists) if is_json else text
        return answer.json if is_json else answer.text


def _described(sent: Any, status: int, media: str) -> tuple[str, str]:
    """Return the names of the operation and of the schema of an answer in the contract."""
    whole = document()
    path = sent["resource"].replace("{plural}", (sent["pathParameters"] or {}).get("plural", ""))
    operation = whole["paths"][path][sent["httpMethod"].lower()]
    answer = operation["responses"][str(status)]
    if "$ref" in answer:
        answer = whole["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return operation["operationId"], answer["content"][media]["schema"]["$ref"].rpartition("/")[2]


def _without_secrets(text: str) -> str:
    """Put an invented secret in place of each real one, which is random, and its id in place of the real one's."""
    for secret in SECRET.findall(text):
        text = text.replace(secret, INVENTED).replace(id_of(secret), id_of(INVENTED))
    return text


def _cut(value: Any, lists: int) -> Any:
    if isinstance(value, list):
        return [_cut(each, lists - 1) for each in value[:1]] if lists else value
    return {name: _cut(each, lists) for name, each in value.items()} if isinstance(value, dict) else value
