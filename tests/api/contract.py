"""Validates every answer of the tests against the OpenAPI document: status, headers, body."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, cast
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator

from chalicelib.api.http.routing.routes import ROUTES
from chalicelib.api.openapi import document
from tests.unmeasured import unmeasured

ANNOTATIONS = {"description", "examples"}  # beside a reference they check nothing
# Headers of the body and of any server, which OpenAPI does not describe.
OF_ANY_SERVER = {"connection", "content-encoding", "content-length", "content-type", "date", "server"}
_RESOLVED: dict[str, dict[str, Any]] = {}


@cache
def validator(pointer: str) -> Draft202012Validator:
    """Return the validator of a schema of the document, by its pointer."""
    return Draft202012Validator(_resolved(pointer))


def _resolved(pointer: str) -> dict[str, Any]:
    """Return a schema with each reference replaced by the schema that it names, which may hold itself.

    A validator looks up a reference each time that it meets one, which takes it half of its time.
    """
    if pointer not in _RESOLVED:
        schema = _found({"$ref": pointer})
        if "$ref" in schema:
            return _RESOLVED.setdefault(pointer, _resolved(schema["$ref"]))
        _RESOLVED[pointer] = {}  # before its parts, which may refer to it
        _RESOLVED[pointer].update(_replaced(schema))
    return _RESOLVED[pointer]


def _replaced(part: Any) -> Any:
    match part:
        case {"$ref": pointer, **others}:
            assert {*others} <= ANNOTATIONS
            return _resolved(pointer)
        case dict():
            return {name: _replaced(each) for name, each in part.items()}
        case list():
            return [_replaced(each) for each in part]
    return part


def is_a_route(url: str) -> bool:
    """Say whether a route answers this URL, with or without the stage."""
    path = urlsplit(url).path.removeprefix("/stage")
    patterns = (re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route.path)) for route in ROUTES)
    return any(re.fullmatch(pattern, path) for pattern in patterns)


def broken_promises(event: dict[str, Any], *, status: int, headers: dict[str, str], text: str) -> list[str]:
    """List where an answer differs from the document; a path that is not in the document has no faults."""
    method = event["httpMethod"]
    path = event["resource"].replace("{plural}", (event["pathParameters"] or {}).get("plural", ""))
    operation = document()["paths"].get(path, {}).get("get" if method == "HEAD" else method.lower())
    if operation is None:
        return []
    answer = operation["responses"].get(str(status))
    if answer is None:
        return [f"{status} is not among {list(operation['responses'])}"]
    answer = _found(answer)
    wrong = list(_headers(answer["headers"], sent=headers))
    if method == "HEAD":
        return wrong + ([f"a body: {text[:80]}"] if text else [])
    return wrong + _body(answer, text=text, media=headers.get("content-type", ""))


def _found(at: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference into the components."""
    if "$ref" not in at:
        return at
    _, _, group, name = at["$ref"].split("/")
    return cast("dict[str, Any]", document()["components"][group][name])


def _headers(promised: dict[str, Any], *, sent: dict[str, str]) -> Iterator[str]:
    declared = {name.lower(): _found(header) for name, header in promised.items()}
    yield from (f"no header {name}" for name, header in declared.items() if header["required"] and name not in sent)
    yield from (f"the header {name} is not declared" for name in sent.keys() - declared.keys() - OF_ANY_SERVER)
    for name in declared.keys() & sent.keys():
        schema = declared[name]["schema"]
        value = int(sent[name]) if schema["type"] == "integer" else sent[name]
        if not Draft202012Validator(schema).is_valid(value):
            yield f"the header {name} is {value!r}"


def _body(answer: dict[str, Any], *, text: str, media: str) -> list[str]:
    if "content" not in answer:
        return [f"a body: {text[:80]}"] if text else []
    media = media.partition(";")[0]
    if media not in answer["content"]:
        return [f"the media type {media!r}"]
    body = json.loads(text) if media.endswith(("/json", "+json")) else text
    with unmeasured():
        errors = validator(answer["content"][media]["schema"]["$ref"]).iter_errors(body)
        return [f"{error.json_path}: {error.message[:500]}" for error in errors]
