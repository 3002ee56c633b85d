"""Small builders of JSON Schemas: closed objects, bounded lists, pages."""

from chalicelib.api.openapi.schemas.scalars import COUNT, Schema

CURSOR: Schema = {"type": "string", "minLength": 1, "maxLength": 2000, "pattern": "^[A-Za-z0-9_-]+$"}


def closed(properties: dict[str, Schema], *, required: list[str] | None = None, description: str = "") -> Schema:
    """Describe an object with these members and no others; all are required unless it is said which."""
    schema: Schema = {"type": "object", "properties": properties}
    if needed := list(properties) if required is None else required:
        schema["required"] = needed
    return {**schema, "additionalProperties": False, **({"description": description} if description else {})}


def array(items: Schema, *, most: int, least: int = 0) -> Schema:
    """Describe a bounded list."""
    return {"type": "array", "items": items, "maxItems": most, **({"minItems": least} if least else {})}


def or_null(schema: Schema) -> Schema:
    """Allow null beside a schema."""
    return {"anyOf": [schema, {"type": "null"}]}


def page_of(
    items: Schema,
    *,
    meta: Schema | None = None,
    next_page: Schema | None = None,
    beside: dict[str, Schema] | None = None,
) -> Schema:
    """Describe a page of a list; `beside` is what it may hold more than that."""
    page = closed(
        {
            "items": array(items, most=10_000),
            "next": or_null(next_page or CURSOR),
            "meta": meta or closed({"read": COUNT, "returned": COUNT}, required=[]),
        }
    )
    return {**page, "properties": {**page["properties"], **(beside or {})}}
