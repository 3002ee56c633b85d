"""Small builders of JSON Schemas: closed objects, bounded lists, pages."""

from chalicelib.api.openapi.schemas.scalars import COUNT, Schema

LIST_META_NOTE = (
    "How many rows were read and items returned. `total`: how many entities the list has, if that is known; as of now "
    "if the page is the whole list, else as of the change `total_as_of`, and the list may be newer."
)
CURSOR: Schema = {"type": "string", "minLength": 1, "maxLength": 2000, "pattern": "^[A-Za-z0-9_-]+$"}

COMPLETE: Schema = {"type": "boolean", "description": "With `q`: whether all names that could matter were read."}


def closed(properties: dict[str, Schema], *, required: list[str] | None = None, description: str = "") -> Schema:
    """Return the schema of an object with only these members. All are required unless `required` lists some."""
    schema: Schema = {"type": "object", "properties": properties}
    if needed := list(properties) if required is None else required:
        schema["required"] = needed
    return {**schema, "additionalProperties": False, **({"description": description} if description else {})}


def array(items: Schema, *, most: int, least: int = 0) -> Schema:
    """Return the schema of a bounded list."""
    return {"type": "array", "items": items, "maxItems": most, **({"minItems": least} if least else {})}


def or_null(schema: Schema) -> Schema:
    """Return a schema that also allows null."""
    return {"anyOf": [schema, {"type": "null"}]}


def page_of(
    items: Schema,
    *,
    meta: Schema | None = None,
    next_page: Schema | None = None,
    beside: dict[str, Schema] | None = None,
) -> Schema:
    """Return the schema of a page of a list; `beside` are optional members of the page."""
    page = closed(
        {
            "items": array(items, most=10_000),
            "next": or_null(next_page or CURSOR),
            "meta": meta or list_meta(),
        }
    )
    return {**page, "properties": {**page["properties"], **(beside or {})}}


def list_meta(**beside: Schema) -> Schema:
    """Return the schema of what a page of a list says about itself."""
    names = ("read", "returned", "total", "total_as_of")
    return closed({**dict.fromkeys(names, COUNT), **beside}, required=[], description=LIST_META_NOTE)
