"""A client that calls the application through whole API Gateway events, and bodies to send with it."""

import base64
import gzip
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from app import app
from chalicelib.api.http import pipeline
from chalicelib.operations.access import api_keys
from chalicelib.operations.world import World
from chalicelib.outbound.web import Web
from chalicelib.store.engines.dynamo import DynamoTable
from tests.api.contract import broken_promises
from tests.api.snapshots import Tokens, begin
from tests.conftest import Clock
from tests.iam import ROLE
from tests.operations.builders import WEBHOOK_KEYS

ADMIN, WRITER, READER = "key-of-the-admin", "key-of-a-writer", "key-of-a-reader"
EVIDENCE = {"source": "source/report", "basis": "third_party_report"}

Body = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """An answer; header names in lower case. `raw` is the body as it was sent, `text` the decoded body."""

    status: int
    headers: Mapping[str, str]
    text: str
    raw: bytes = b""

    @property
    def steady(self) -> dict[str, str]:
        """The headers without `Server-Timing`, which differs each time."""
        return {name: value for name, value in self.headers.items() if name != "server-timing"}

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.text)

    @property
    def pointers(self) -> dict[str, str]:
        """The faults of a problem: pointer or parameter to code."""
        return {e.get("pointer", e.get("parameter")): e["code"] for e in self.json["errors"]}


@dataclass(frozen=True)
class Client:
    """Sends requests as API Gateway would; writes use the admin's key by default."""

    world: World
    key: str = ADMIN
    base: str = "/stage"  # the prefix of every path of the service

    def get(self, url: str, *, key: str | None = None, **headers: str) -> Answer:
        """Send a GET."""
        return self.send("GET", url, key=key, headers=headers)

    def head(self, url: str, **headers: str) -> Answer:
        """Send a HEAD."""
        return self.send("HEAD", url, headers=headers)

    def post(self, url: str, body: Any = None, *, key: str | None = ADMIN, **headers: str) -> Answer:
        """Send a POST of JSON."""
        return self.send(
            "POST",
            url,
            body=json.dumps(body),
            key=key,
            headers={"Content-Type": "application/json", **headers},
        )

    def patch(self, url: str, body: Any, *, key: str | None = ADMIN, **headers: str) -> Answer:
        """Send a PATCH of merge-patch JSON."""
        media = {"Content-Type": "application/merge-patch+json"}
        return self.send("PATCH", url, body=json.dumps(body), key=key, headers={**media, **headers})

    def send(
        self,
        method: str,
        url: str,
        *,
        body: str | bytes | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send any request; header names are written with `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        if key is not None:
            named["Authorization"] = f"Bearer {key}"
        sent = event(method, url, body=body, headers=named)
        answer = self.ask(sent)
        self.judge(sent, answer)
        return answer

    def judge(self, sent: dict[str, Any], answer: Answer) -> None:
        """Hold an answer against the contract."""
        assert broken_promises(sent, status=answer.status, headers=dict(answer.headers), text=answer.text) == []

    def ask(self, an_event: dict[str, Any]) -> Answer:
        """Send the request of an event."""
        return answer_to(an_event)

    def every(self, url: str) -> list[Body]:
        """Follow the links of a list to its end, and give all items."""
        items: list[Body] = []
        for _ in range(20):
            page = self.get(url)
            items += page.json["items"]
            link = re.search('<([^>]*)>; rel="next"', page.headers["link"])
            assert (page.json["next"] is None) == (link is None)
            if link is None:
                return items
            url = link[1].removeprefix(self.base)
        raise AssertionError("the pages do not end")

    def create(self, plural: str, body: Body, *, is_namesake: bool = False) -> Answer:
        """Create an entity that a test needs, maybe of the name of another, and assert that it was created."""
        answer = self.post(f"/v1/{plural}{'?allow_duplicate=true' * is_namesake}", body)
        assert answer.status == 201, answer.text
        return answer


class Quick(Client):
    """A client that does not hold every answer against the contract, which takes as long as the request."""

    def judge(self, sent: dict[str, Any], answer: Answer) -> None:
        """Take any answer."""


def holding(item: Body) -> str:
    """Say whether the name or the identifier of an item holds now, held before, or holds later."""
    return "former" if item["former"] else "later" if item["later"] else "now"


def answer_to(an_event: Any) -> Answer:
    """Call the application with an event, in the role that it has on AWS."""
    with ROLE.of("api_handler"):
        answer = app(an_event, None)
    assert isinstance(answer["body"], str)
    raw = base64.b64decode(answer["body"]) if answer.get("isBase64Encoded") else answer["body"].encode()
    return read_answer(answer["statusCode"], answer["headers"], raw)


def read_answer(status: int, headers: Mapping[str, str], raw: bytes) -> Answer:
    """Read the bytes of an answer as its headers say."""
    named = {name.lower(): value for name, value in headers.items()}
    data = gzip.decompress(raw) if raw and named.get("content-encoding") == "gzip" else raw
    return Answer(status, named, data.decode(), raw)


def event(
    method: str, url: str, *, body: str | bytes | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Build the whole event of a request; path parameters stay as they are in the URL, as on AWS."""
    split = urlsplit(url)
    resource, captured = _matched(split.path)
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(split.query, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    return {
        "resource": resource,
        "path": split.path,
        "httpMethod": method,
        "headers": dict(headers or {}),
        "multiValueHeaders": {name: [value] for name, value in (headers or {}).items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": captured or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": f"/stage{split.path}",
            "stage": "stage",
            "requestId": "gateway-request-id",
            "identity": {"sourceIp": "192.0.2.1", "userAgent": "tests"},
        },
        "body": base64.b64encode(body).decode() if isinstance(body, bytes) else body,
        "isBase64Encoded": isinstance(body, bytes),
    }


def _matched(path: str) -> tuple[str, dict[str, str]]:
    parts = path.split("/")
    for resource, pattern in _patterns().get(len(parts), ()):
        if all(p == s or p.startswith("{") for p, s in zip(pattern, parts, strict=True)):
            return resource, {p[1:-1]: s for p, s in zip(pattern, parts, strict=True) if p.startswith("{")}
    return path, {}


@cache
def _patterns() -> dict[int, list[tuple[str, list[str]]]]:
    """Split the routes into parts, by how many they have, those without parameters first."""
    patterns: dict[int, list[tuple[str, list[str]]]] = {}
    for resource in sorted(app.routes, key=lambda each: each.count("{")):
        pattern = resource.split("/")
        patterns.setdefault(len(pattern), []).append((resource, pattern))
    return patterns


@pytest.fixture
def world(table: DynamoTable, clock: Clock) -> World:
    """The world that the application runs in, with a key for each scope."""
    made = World(
        table=table,
        now=clock,
        token=Tokens(),
        pause=lambda _seconds: None,
        cursor_secret=b"a secret of the tests",
        webhook_keys=WEBHOOK_KEYS,
        web=lambda: Web(allows_loopback=True),
    )
    begin(made, "keys", fill=lambda: create_keys(made))
    return made


def create_keys(world: World) -> None:
    """Create a key for each scope."""
    for secret, scope in ((ADMIN, "admin"), (WRITER, "write"), (READER, "read")):
        api_keys.create_key(world, name=f"the {scope} key", scopes=[scope], secret=secret)


@pytest.fixture
def client(world: World) -> Client:
    """A client of the application, on an empty table with one source to cite."""
    pipeline.set_world(world)
    made = Client(world)
    begin(world, "a source", fill=lambda: made.create("sources", a_source()))
    return made


def a_source(slug: str = "report", /, **more: Any) -> Body:
    """Make the body of a source."""
    return {"slug": slug, "title": f"The {slug}", **more}


def a_company(slug: str = "deepseek", /, **more: Any) -> Body:
    """Make the body of a company."""
    return {"slug": slug, "name": slug.capitalize(), "evidence": EVIDENCE, **more}


def an_event(slug: str = "launch", /, **more: Any) -> Body:
    """Make the body of an event."""
    head = {"slug": slug, "type": "release", "title": f"The {slug}", "date": "2025-01-26"}
    return {**head, "evidence": EVIDENCE, **more}


def a_fact(entity: str = "company/deepseek", property_name: str = "country", value: Any = "CN", **more: Any) -> Body:
    """Make a fact as POST /v1/facts takes it."""
    return {"entity": entity, "property": property_name, "value": value, "evidence": EVIDENCE, **more}


def fact_ids(client: Client, url: str) -> Sequence[str]:
    """List the ids of an entity's facts."""
    return [fact["id"] for fact in client.get(f"{url}/facts").json["items"]]
