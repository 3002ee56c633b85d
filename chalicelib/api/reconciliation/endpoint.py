"""/reconcile and /reconcile/{plural}: the endpoints of the Reconciliation Service API 0.2."""

from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from chalicelib.api.http.routing.parameters import Parameter
from chalicelib.api.http.routing.request_bodies import RequestBody
from chalicelib.api.http.routing.routes import FORM, Answer, Body, Call, Reply, route
from chalicelib.domain.errors import BadJson, Fault, Invalid, TooLarge

TAG = "reconciliation"
QUERIES, EXTEND = "queries", "extend"
JSON_TEXT = {"type": "string", "minLength": 1, "maxLength": 4_096, "pattern": r"^[^\x00]+$"}
IN_QUERY = (
    Parameter(
        QUERIES,
        "A batch of queries as JSON: an object with up to 50 queries by key.",
        JSON_TEXT,
        "must be JSON",
        lambda text: text or None,
        example='{"q0": {"query": "Open AI", "type": "company"}}',
    ),
    Parameter(
        EXTEND,
        "A data extension as JSON: `ids` of up to 100 entities, and `properties` to fetch.",
        JSON_TEXT,
        "must be JSON",
        lambda text: text or None,
        example='{"ids": ["company/deepseek"], "properties": [{"id": "country"}]}',
    ),
)
EXAMPLE = {QUERIES: '{"q0": {"query": "DeepSeek", "type": "company", "properties": [{"pid": "country", "v": "CN"}]}}'}
REFUSED = (Invalid, BadJson, TooLarge)
Json = Annotated[str, Field(max_length=1_000_000, json_schema_extra={"pattern": r"^[\s\S]*$"})]


class ReconciliationForm(RequestBody):
    """The fields of the form, one of them."""

    queries: Json | None = Field(default=None, description="A batch of queries as JSON.")
    extend: Json | None = Field(default=None, description="A data extension as JSON.")


FORM_BODY = Body("ReconciliationForm", media=(FORM,), model=ReconciliationForm, example=EXAMPLE)
FORM_OF_KIND = replace(FORM_BODY, example={QUERIES: '{"q0": {"query": "DeepSeek", "type": "{kind}"}}'})
ANSWERED = Answer(200, "The manifest, the candidates or the values.", "ReconciliationAnswer", headers=("ETag",))
POSTED = Answer(200, "The candidates of each query, or the values.", "ReconciliationPosted")


@route(
    "GET",
    "/reconcile",
    name="read_reconciliation",
    summary="Read the reconciliation service",
    tag=TAG,
    scope="read",
    parameters=IN_QUERY,
    answers=(ANSWERED,),
    refusals=REFUSED,
)
def read_reconciliation(call: Call) -> Reply:
    """Return the service manifest; with `queries` or `extend`, what a POST of it returns.

    This is the W3C Reconciliation Service API 0.2, as OpenRefine and other clients speak it.
    """
    return _answer(call, call.query)


@route(
    "POST",
    "/reconcile",
    name="reconcile",
    summary="Reconcile names, or extend data",
    tag=TAG,
    scope="read",
    body=FORM_BODY,
    answers=(POSTED,),
)
def reconcile(call: Call) -> Reply:
    """Return the candidates for each name of a batch, or the values of properties of entities that were matched.

    `queries` has up to 50 queries. Scores and matches are those of `POST /v1/resolve`; the match comes first. An
    identifier among the properties, such as `isin` or `wikidata`, decides if one entity has it. `extend` has up to 100
    ids.
    """
    return _answer(call, call.read(ReconciliationForm).model_dump())


@route(
    "GET",
    "/reconcile/{plural}",
    name="read_reconciliation_of_{plural}",
    summary="Read the reconciliation service of {plural}",
    tag=TAG,
    scope="read",
    parameters=IN_QUERY,
    answers=(ANSWERED,),
    refusals=REFUSED,
)
def read_reconciliation_of_kind(call: Call) -> Reply:
    """Return the service manifest for {plural} alone; with `queries` or `extend`, what a POST of it returns."""
    return _answer(call, call.query)


@route(
    "POST",
    "/reconcile/{plural}",
    name="reconcile_{plural}",
    summary="Reconcile names of {plural}, or extend data",
    tag=TAG,
    scope="read",
    body=FORM_OF_KIND,
    answers=(POSTED,),
)
def reconcile_kind(call: Call) -> Reply:
    """Return the candidates for each name of a batch among {plural}, or the values of properties of {plural}."""
    return _answer(call, call.read(ReconciliationForm).model_dump())


def _answer(call: Call, sent: Any) -> Reply:
    """Answer a batch or an extension; without either, a GET has the manifest."""
    # Imported on first use: few requests reconcile, and every cold start loads what the routes import.
    from chalicelib.api.reconciliation.extension import extend
    from chalicelib.api.reconciliation.manifest import manifest
    from chalicelib.api.reconciliation.queries import reconcile as candidates
    from chalicelib.api.reconciliation.query_shapes import read_batch

    kind = call.kind if "plural" in call.path else None
    queries, extension = sent[QUERIES], sent[EXTEND]
    if queries is not None and extension is not None:
        raise _refusal("", "not_together", "Send `queries` or `extend`, not both.")
    if queries is not None:
        return Reply(candidates(call, read_batch(_parsed(queries, QUERIES), kind=kind)))
    if extension is not None:
        return Reply(extend(call, _parsed(extension, EXTEND), kind=kind))
    if call.body or not call.query:
        raise _refusal("", "missing_field", "Send `queries` or `extend`.")
    return Reply(manifest(call, kind=kind))


def _parsed(text: str, name: str) -> Any:
    from chalicelib.api.http.request.body import read_json_text

    return read_json_text(text, what=f"`{name}`")


def _refusal(pointer: str, code: str, detail: str) -> Invalid:
    return Invalid(detail, faults=(Fault(pointer, code, detail),))
