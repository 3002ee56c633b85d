"""The schemas of answers that are not our JSON: pages, plain text, JSON Lines, CSV and linked data."""

from chalicelib import __version__
from chalicelib.api.openapi.recorded import recorded_answers
from chalicelib.api.openapi.schemas.scalars import Schema

_TEXT: Schema = {"type": "string", "maxLength": 100_000, "pattern": r"^[\s\S]*$"}
_LINES: Schema = {**_TEXT, "maxLength": 6_000_000}
_GUARDED = "A cell that a spreadsheet would run as a formula begins with an apostrophe."
_BATCH = """{"kind":"source","slug":"an-article","title":"An article"}
{"kind":"company","slug":"a-company","name":"A company","evidence":{"source":"source/an-article","basis":"opinion"}}
"""


_STYLE = ".swagger-ui { color: #3b4151; font-family: sans-serif; }\n"
_CONTRACT = {"openapi": "3.1.0", "info": {"title": "aifacts", "version": __version__}, "paths": {}}
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>DeepSeek · aifacts</title></head><body><h1>DeepSeek</h1></body></html>
"""
_HOST = "https://aifacts.example"
_CONTEXT = f"{_HOST}/ns/context.jsonld"
_ADDRESS: Schema = {"type": "string", "format": "uri-reference", "maxLength": 500}
_NODE: Schema = {"type": "object", "additionalProperties": True, "maxProperties": 500}
_CLAIM = {
    "@context": _CONTEXT,
    "@id": f"{_HOST}/v1/facts/company~deepseek~founded~0a",
    "@type": ["schema:Claim", "prov:Entity", "rdf:Statement"],
    "rdf:subject": {"@id": f"{_HOST}/v1/companies/deepseek"},
    "rdf:predicate": "schema:foundingDate",
    "rdf:object": {"@type": "xsd:gYearMonth", "@value": "2023-07"},
    "schema:appearance": {"@id": f"{_HOST}/v1/sources/report", "@type": "schema:CreativeWork"},
}


def text_schemas() -> dict[str, Schema]:
    """Return these schemas by name."""
    return {name: {**schema, **_recorded(name)} for name, schema in _schemas().items()}


def _recorded(name: str) -> Schema:
    """Return the examples of a text that were recorded."""
    texts = [*recorded_answers().get(name, {}).values()]
    return {"examples": texts} if texts else {}


def _linked(properties: dict[str, Schema]) -> Schema:
    return {**_NODE, "properties": properties, "required": ["@context"]}


def _schemas() -> dict[str, Schema]:
    return {
        "Html": {**_TEXT, "description": "A page of HTML that loads nothing from other sites.", "examples": [_PAGE]},
        "PageAsset": {
            **_TEXT,
            "maxLength": 4_000_000,
            "description": "A script or style sheet in UTF-8.",
            "examples": [_STYLE],
        },
        "Icon": {**_TEXT, "description": "A picture in SVG."},
        "SitemapXml": {**_TEXT, "maxLength": 1_000_000, "description": "A sitemap or its index, in XML in UTF-8."},
        "AtomFeed": {**_LINES, "description": "A feed of Atom (RFC 4287), in XML in UTF-8."},
        "Calendar": {**_LINES, "description": "A calendar of iCalendar (RFC 5545), in UTF-8."},
        "PlainText": {**_TEXT, "description": "Plain text in UTF-8."},
        "OpenApi": {"type": "object", "additionalProperties": True, "examples": [_CONTRACT]},
        "LinkedData": {
            **_linked({"@context": _ADDRESS, "@id": _ADDRESS}),
            "description": "JSON-LD 1.1. An entity has the values shown as statements, and its facts under `claims`; a "
            "fact is a `schema:Claim`; a page has `facts`. `docs/linked-data.md` in the repository describes the form.",
            "examples": [_CLAIM],
        },
        "LinkedDataContext": {
            **_linked({"@context": _NODE}),
            "description": "A JSON-LD 1.1 context: the prefixes, and the meaning of every name.",
            "examples": [{"@context": {"@version": 1.1, "schema": "https://schema.org/"}}],
        },
        "LinkedDataTerms": {
            **_linked({"@context": _ADDRESS, "@graph": {"type": "array", "items": _NODE, "maxItems": 1000}}),
            "description": "The classes and properties of our own namespace, in JSON-LD 1.1 under `@graph`.",
            "examples": [{"@context": _CONTEXT, "@graph": [{"@id": f"{_HOST}/ns#Company", "@type": "rdfs:Class"}]}],
        },
        "Lines": {**_LINES, "description": "One line of JSON for each of `items`. `Link` has the next page."},
        "ExportLines": {
            **_LINES,
            "description": "A page of an export, one line of JSON each: first the page, then facts, revisions, "
            "entities and changes, on the last page the manifest, and at the end the digest of the page. "
            "`docs/export.md` in the repository describes the lines.",
        },
        "Csv": {
            **_LINES,
            "description": "RFC 4180 in UTF-8: the column names, then one line per item. A quantity has columns for "
            "its amount, `.unit`, `.bound` (a range is `low..high`, an error `±2 %`) and, if of money, `.real`. A date "
            "is in EDTF; its first day is in `.from` and its last in `.to`, empty where that end is open or unknown. "
            "Lists of texts are joined with `; `. A cell "
            f"that begins with a brace, a bracket or a quote is JSON. {_GUARDED} The response is one page of at most "
            "`limit` lines; if there are more, the header `Link` has the next page.",
        },
        "BatchLines": {
            **_LINES,
            "maxLength": 1_000_000,
            "description": "One part a line, 1 to 500: JSON with `property` is a fact (`FactCreate`), with `fact` a "
            "retraction (`RetractionInBatch`), any other an entity (`EntityInBatch`).",
            "examples": [_BATCH],
        },
        "ComparisonLines": {
            **_LINES,
            "description": "One line of JSON with `entities`, then one for each of `rows`.",
        },
        "ComparisonCsv": {
            **_LINES,
            "description": "RFC 4180 in UTF-8, one line per row. Each entity has columns for its value (its days, if "
            "it is a date), when that is valid, whether it is disputed, how it is hedged, its sources and its facts. "
            f"{_GUARDED}",
        },
    }
