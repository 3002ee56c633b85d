"""Holds every answer of the tests against the OpenAPI document: its status, its headers, its body."""

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from chalicelib.api.openapi import document
from tests.unmeasured import unmeasured

DOCUMENT_URI = "urn:openapi"
REGISTRY = Registry().with_resource(DOCUMENT_URI, DRAFT202012.create_resource(document())).crawl()


@cache
def validator(pointer: str) -> Draft202012Validator:
    """Give the validator of a schema of the document, by its pointer."""
    return Draft202012Validator({"$ref": f"{DOCUMENT_URI}{pointer}"}, registry=REGISTRY)


def broken_promises(event: dict[str, Any], *, status: int, headers: dict[str, str], text: str) -> list[str]:
    """List where an answer is not what the document says; a path that the document does not have says nothing."""
    method = event["httpMethod"].lower()
    path = event["resource"].replace("{plural}", (event["pathParameters"] or {}).get("plural", ""))
    operation = document()["paths"].get(path, {}).get(method)
    if operation is None:
        return []
    answer = operation["responses"].get(str(status))
    if answer is None:
        return [f"{status} is not among {list(operation['responses'])}"]
    if "$ref" in answer:
        answer = document()["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    missing = [f"no header {n}" for n in answer.get("headers", {}) if n != "Link" and n.lower() not in headers]
    return missing + _body(answer, text=text, media=headers.get("content-type", ""))


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
