"""Assembles the OpenAPI document."""

from typing import Any

from chalicelib import __version__
from chalicelib.api.openapi.components.answers import codes_in_use, responses
from chalicelib.api.openapi.components.examples import examples
from chalicelib.api.openapi.components.headers import headers
from chalicelib.api.openapi.components.parameters import parameters
from chalicelib.api.openapi.components.paths import paths
from chalicelib.api.openapi.components.problems import problem_examples, problem_schema
from chalicelib.api.openapi.parts.parts import OTHER_TAGS
from chalicelib.api.openapi.schemas.agents import agent_schemas
from chalicelib.api.openapi.schemas.answers import answer_schemas
from chalicelib.api.openapi.schemas.entities import entity_schemas
from chalicelib.api.openapi.schemas.requests import request_schemas
from chalicelib.api.openapi.schemas.texts import text_schemas
from chalicelib.api.openapi.schemas.values import value_schemas
from chalicelib.api.openapi.schemas.vocabulary import vocabulary_schemas
from chalicelib.api.openapi.sharing import share, without_siblings
from chalicelib.kinds import KINDS

DESCRIPTION = """Structured facts about the AI industry: companies, models and market events.

Every value has a source, contradicting values are kept side by side, and nothing is deleted: only an erasure, for
people's rights, takes words away. An entity is one flat object that shows one value per property and lists which
properties are disputed or hedged. `valid_at` selects what was true at a time, `known_at` what the service had on record
by then, `published_before` what had been published. A route that does not take a clock refuses it with the reason.

Amounts are decimal strings, instants UTC with `Z`, dates a subset of EDTF level 1. Every error is a problem document
(RFC 9457) with a stable `code` and a list of all faults. HEAD works wherever GET does, OPTIONS everywhere."""

SERVER = {
    "url": "/",
    "description": "The server that returned this document: production, staging or local.",
    "x-internal": False,
}
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key. The scope `admin` includes `write`, which includes `read`.",
}


def assemble() -> dict[str, Any]:
    """Return the whole document."""
    parts = {"paths": paths(), "responses": responses(), "headers": headers(), "parameters": parameters()}
    schemas, parts = (without_siblings(each, by_name=True) for each in share(_schemas(), parts=parts))
    return {
        "openapi": "3.1.0",
        "info": _info(),
        "servers": [SERVER],
        "tags": _tags(),
        "security": [{"bearer": []}],
        "paths": parts.pop("paths"),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            **parts,
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
        **agent_schemas(),
        "Problem": problem_schema(),
    }


def _info() -> dict[str, Any]:
    return {
        "title": "aifacts",
        "version": __version__,
        "summary": "Structured, sourced facts about the AI industry.",
        "description": DESCRIPTION,
        "contact": {"name": "The operator of this service: see /.well-known/security.txt"},
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }


def _tags() -> list[dict[str, str]]:
    kinds = [{"name": kind.plural, "description": kind.meaning} for kind in KINDS.values()]
    return kinds + [{"name": name, "description": text} for name, text in OTHER_TAGS.items()]
