"""Puts the OpenAPI document together."""

from typing import Any

from chalicelib import __version__
from chalicelib.api.openapi.components.answers import codes_in_use, responses
from chalicelib.api.openapi.components.examples import examples
from chalicelib.api.openapi.components.headers import headers
from chalicelib.api.openapi.components.parameters import parameters
from chalicelib.api.openapi.components.paths import paths
from chalicelib.api.openapi.components.problems import problem_examples, problem_schema
from chalicelib.api.openapi.schemas.answers import answer_schemas
from chalicelib.api.openapi.schemas.entities import entity_schemas
from chalicelib.api.openapi.schemas.requests import request_schemas
from chalicelib.api.openapi.schemas.texts import text_schemas
from chalicelib.api.openapi.schemas.values import value_schemas
from chalicelib.api.openapi.schemas.vocabulary import vocabulary_schemas
from chalicelib.api.openapi.sharing import shared
from chalicelib.kinds import KINDS

DESCRIPTION = """Structured facts about the AI industry: companies, models and market events.

Every value has a source, contradictory values stand side by side, and nothing is lost. An entity is read as
one flat object that shows one value a property and says what is disputed and what is hedged. `valid_at` asks
when it was true, `known_at` what the service had recorded by then, `published_before` what was in print.

Amounts are decimal strings, instants UTC with `Z`, dates a subset of EDTF level 1. Every refusal is a problem
document (RFC 9457) with a stable `code` and all its faults at once. HEAD answers wherever GET does, OPTIONS
everywhere."""

SERVER = {
    "url": "/",
    "description": "Where this document was read, be it production, staging or local.",
    "x-internal": False,
}
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key: read, write or admin, each including the one before.",
}
OTHER_TAGS = {
    "facts": "Single facts: record, read, retract, reinstate, rank.",
    "names": "Find entities by what they are called.",
    "changes": "What changed, in one order.",
    "keys": "API keys.",
    "service": "The service itself.",
}


def assemble() -> dict[str, Any]:
    """Make the whole document."""
    beside = {"paths": paths(), "responses": responses(), "headers": headers(), "parameters": parameters()}
    schemas, beside = shared(_schemas(), beside=beside)
    return {
        "openapi": "3.1.0",
        "info": _info(),
        "servers": [SERVER],
        "tags": _tags(),
        "security": [{"bearer": []}],
        "paths": beside.pop("paths"),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            **beside,
            "examples": {**examples(), **problem_examples(codes_in_use())},
            "securitySchemes": {"bearer": BEARER},
        },
    }


def _schemas() -> dict[str, Any]:
    return {
        **entity_schemas(),
        **value_schemas(),
        **request_schemas(),
        **answer_schemas(),
        **text_schemas(),
        **vocabulary_schemas(),
        "Problem": problem_schema(),
    }


def _info() -> dict[str, Any]:
    return {
        "title": "aifacts",
        "version": __version__,
        "summary": "Structured, sourced facts about the AI industry.",
        "description": DESCRIPTION,
        "contact": {"name": "Whoever runs this service: see /.well-known/security.txt"},
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }


def _tags() -> list[dict[str, str]]:
    kinds = [{"name": kind.plural, "description": kind.meaning} for kind in KINDS.values()]
    return kinds + [{"name": name, "description": text} for name, text in OTHER_TAGS.items()]
