"""Answers requests of DynamoDB from a recording: `python -m bench.compared.canned FILE` prints its URL and serves.

For the tables of the other services the operation decides, for ours the whole request.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from bench.compared.environment import TABLE
from bench.compared.loopback import Headers, http, serving
from bench.compared.recording import name_request

FORMS = ("attributes", "blob")


class Canned:
    """The answers of all tables."""

    def __init__(self, recorded: dict[str, Any]) -> None:
        self._ours = recorded["answers"]
        self._others = {form: _answers(form, recorded["bodies"]) for form in FORMS}
        self._known: dict[tuple[str, bytes], bytes] = {}

    def reply(self, headers: Headers, body: bytes) -> bytes:
        """Reply to a client."""
        asked = headers["x-amz-target"], body
        if asked not in self._known:
            reply = self._reply(*asked)
            if b'"Put' in body or b'"Update' in body:  # no two writes are the same
                return reply
            self._known[asked] = reply
        return self._known[asked]

    def _reply(self, target: str, body: bytes) -> bytes:
        operation = target.rpartition(".")[2]
        form = next((form for form in FORMS if f'"{form}"'.encode() in body), None)
        if form is not None:
            return http(200, self._others[form][operation])
        name = name_request(target, body)
        if name not in self._ours:
            sys.stderr.write(f"Nothing recorded for {name}\n")
            return http(400, b'{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException"}')
        return http(200, self._ours[name].encode())


def _answers(form: str, bodies: dict[str, Any]) -> dict[str, bytes]:
    page = [_item(form, item) for item in bodies["page"]["items"]]
    after = {"pk": page[-1]["pk"], "kind": page[-1]["kind"]}
    answers = {
        "GetItem": {"Item": _item(form, bodies["get"])},
        "Query": {"Items": page, "Count": len(page), "ScannedCount": len(page), "LastEvaluatedKey": after},
        "PutItem": {},
        "BatchWriteItem": {"UnprocessedItems": {}},
        "DescribeTable": {"Table": _definition(form)},
    }
    return {name: json.dumps(answer, ensure_ascii=False).encode() for name, answer in answers.items()}


def _item(form: str, entity: dict[str, Any]) -> dict[str, Any]:
    head = {"pk": {"S": entity["ref"]}, "kind": {"S": entity["kind"]}}
    head |= {"revision": {"N": str(entity["revision"])}} if "revision" in entity else {}  # cards have none
    if form == "blob":
        return {**head, "body": {"S": json.dumps(entity, ensure_ascii=False, separators=(",", ":"))}}
    return {**head, **{name: _typed(value) for name, value in entity.items()}}


def _typed(value: Any) -> dict[str, Any]:
    match value:
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case str():
            return {"S": value}
        case list():
            return {"L": [_typed(each) for each in value]}
        case dict():
            return {"M": {name: _typed(each) for name, each in value.items()}}
    raise TypeError(type(value))


def _definition(form: str) -> dict[str, Any]:
    def hashed(name: str) -> list[dict[str, str]]:
        return [{"AttributeName": name, "KeyType": "HASH"}]

    index = {"IndexName": "by_kind", "KeySchema": hashed("kind"), "Projection": {"ProjectionType": "ALL"}}
    texts = [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "kind")]
    state = {"TableName": form, "TableStatus": "ACTIVE", "AttributeDefinitions": texts}
    return {**state, "KeySchema": hashed("pk"), "GlobalSecondaryIndexes": [index]}


@contextmanager
def canned(recording: Path) -> Iterator[str]:
    """Serve a recording in another process, whose CPU is not counted; yield the URL."""
    command = [sys.executable, "-m", "bench.compared.canned", str(recording)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  this file
        assert process.stdout is not None  # noqa: S101  for the type checker
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def main() -> None:
    """Serve until killed."""
    recorded = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    assert TABLE not in FORMS  # noqa: S101  else ours would get the answers of another
    with serving(Canned(recorded).reply) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        Event().wait()


if __name__ == "__main__":
    main()
