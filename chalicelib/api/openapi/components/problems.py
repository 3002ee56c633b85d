"""The problem document as OpenAPI shows it: its schema, and an example for every code."""

from collections.abc import Collection, Iterable
from typing import Any

from chalicelib.api.http.response.problem_catalog import CODES
from chalicelib.api.http.response.problems import PROBLEM, status_of
from chalicelib.api.openapi.components.headers import of_problem
from chalicelib.api.pages.problem_pages import example_of
from chalicelib.domain.faults import MAX_FAULTS


def problem_schema() -> dict[str, Any]:
    """Describe the problem document; a refusal may add members of its own, such as `ref` or `scope`."""
    text = {"type": "string", "maxLength": 4000, "pattern": r"^[\s\S]*$"}
    code = {"type": "string", "maxLength": 60, "pattern": "^[a-z_]+$"}
    fault = {
        "type": "object",
        "properties": {"pointer": text, "parameter": text, "code": code, "detail": text},
        "required": ["code", "detail"],
        "additionalProperties": False,
    }
    properties = {
        "type": {"type": "string", "format": "uri-reference", "maxLength": 300},
        "title": text,
        "status": {"type": "integer", "format": "int32", "minimum": 300, "maximum": 599},
        "detail": text,
        "instance": {"type": "string", "maxLength": 4000, "pattern": r"^[\s\S]*$"},
        "code": {"type": "string", "enum": sorted(CODES), "description": "Stable, of a closed set."},
        "request_id": {"type": "string", "maxLength": 64, "pattern": "^[A-Za-z0-9._-]+$"},
        "errors": {
            "type": "array",
            "items": fault,
            "maxItems": MAX_FAULTS,
            "description": "Every fault at once.",
        },
    }
    required = [name for name in properties if name != "errors"]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": True}


def problem_examples(codes: Collection[str]) -> dict[str, Any]:
    """Give an example of a problem for each of these codes."""
    return {
        code: {"summary": refusal.title, "value": example_of(code)} for code, refusal in CODES.items() if code in codes
    }


def answers_of(codes: Iterable[str], *, has_survivor: bool) -> dict[str, tuple[str, ...]]:
    """Group codes by the status that answers them; `has_survivor` where the path is an entity's."""
    by_status: dict[str, tuple[str, ...]] = {}
    numbered = sorted((status_of(code, has_survivor=has_survivor), code) for code in set(codes))
    for status, code in numbered:
        by_status[str(status)] = (*by_status.get(str(status), ()), code)
    return by_status


def component_of(status: str, codes: tuple[str, ...], *, method: str) -> str:
    """Name the answer with one of these codes, all of one status; to a refused media type it matters who sent it."""
    return f"{status}_{'_or_'.join(codes)}" + (f"_to_{method.lower()}" if status == "415" else "")


def problem_answer(status: str, codes: tuple[str, ...], *, method: str) -> dict[str, Any]:
    """Describe the answer with one of these codes, all of one status."""
    media = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "examples": {code: {"$ref": f"#/components/examples/{code}"} for code in codes},
    }
    return {
        "description": "; ".join(f"{CODES[code].title} (`{code}`)" for code in codes) + ".",
        "headers": of_problem(status, method=method),
        "content": {PROBLEM: media},
    }
