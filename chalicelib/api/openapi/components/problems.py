"""The problem document in OpenAPI: its schema, and an example for every code."""

from collections.abc import Collection, Iterable
from typing import Any

from chalicelib.api.http.response.problem_catalog import CODES
from chalicelib.api.http.response.problems import PROBLEM, status_of
from chalicelib.api.http.routing.routes import HTML
from chalicelib.api.openapi.components.headers import of_problem
from chalicelib.api.openapi.schemas.scalars import REF
from chalicelib.api.pages.problem_pages import example_of
from chalicelib.domain.faults import MAX_FAULTS


def problem_schema() -> dict[str, Any]:
    """Return the schema of the problem document. Some errors have more members, such as `ref` or `scope`."""
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
        "code": {"type": "string", "enum": sorted(CODES), "description": "A stable code from a closed list."},
        "request_id": {"type": "string", "maxLength": 64, "pattern": "^[A-Za-z0-9._-]+$"},
        "errors": {
            "type": "array",
            "items": fault,
            "maxItems": MAX_FAULTS,
            "description": "All faults of the request.",
        },
        "nearest": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": REF, "minItems": 1, "maxItems": 3},
            "maxProperties": 5,
            "description": "After a dry run: the entities most like a ref that does not exist, by its pointer.",
        },
    }
    required = [name for name in properties if name not in ("errors", "nearest")]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": True}


def problem_examples(codes: Collection[str]) -> dict[str, Any]:
    """Return an example problem for each of these codes."""
    return {
        code: {"summary": refusal.title, "value": example_of(code)} for code, refusal in CODES.items() if code in codes
    }


def answers_of(codes: Iterable[str], *, has_survivor: bool) -> dict[str, tuple[str, ...]]:
    """Group codes by their HTTP status; `has_survivor` if the path is that of an entity, which may be merged."""
    by_status: dict[str, tuple[str, ...]] = {}
    numbered = sorted((status_of(code, has_survivor=has_survivor), code) for code in set(codes))
    for status, code in numbered:
        by_status[str(status)] = (*by_status.get(str(status), ()), code)
    return by_status


def component_of(status: str, codes: tuple[str, ...], *, method: str, is_page: bool) -> str:
    """Return the component name of the response with one of these codes. That of a 415 depends on the method."""
    own = f"_to_{method.lower()}" if status == "415" else "_as_page" if is_page else ""
    return f"{status}_{'_or_'.join(codes)}{own}"


def problem_answer(status: str, codes: tuple[str, ...], *, method: str, is_page: bool) -> dict[str, Any]:
    """Return the response with one of these codes, which have the same status; a browser may get it as a page."""
    page = {HTML: {"schema": {"$ref": "#/components/schemas/Html"}}} if is_page else {}
    media = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "examples": {code: {"$ref": f"#/components/examples/{code}"} for code in codes},
    }
    return {
        "description": "; ".join(f"{CODES[code].title} (`{code}`)" for code in codes) + ".",
        "headers": of_problem(status, codes, method=method, is_page=is_page),
        "content": {PROBLEM: media, **page},
    }
