"""Plain Chalice with boto3's table resource."""

import json
from decimal import Decimal
from typing import Any

from chalice.app import Chalice, ConflictError, NotFoundError, Response, UnprocessableEntityError
from pydantic import ValidationError

from bench.peers import resource
from bench.peers.making import created, etag_of, recorded
from bench.peers.shapes import NewFacts, NewModel

app = Chalice(app_name="bench")
_JSON: dict[str, Any] = {"Content-Type": "application/json"}


@app.route("/v1/{plural}/{slug}", methods=["GET"])
def read_model(plural: str, slug: str) -> Response:
    item = resource.get(slug)
    if item is None:
        raise NotFoundError(f"No {plural} {slug}")
    etag = etag_of(item["revision"])
    if _request().headers.get("if-none-match") == etag:
        return Response(body="", status_code=304, headers={"ETag": etag})
    body = item["body"] if resource.FORM == "blob" else _text(resource.entity(item))
    return Response(body=body, status_code=200, headers={**_JSON, "ETag": etag})


@app.route("/v1/{plural}", methods=["GET"])
def list_models(plural: str) -> Response:  # noqa: ARG001  the path names it
    items, after = resource.query(int((_request().query_params or {}).get("limit", 20)))
    return Response(body=_text({"items": items, "next": after and json.dumps(after)}), headers=_JSON)


@app.route("/v1/{plural}", methods=["POST"])
def create_model(plural: str) -> Response:
    try:
        sent = NewModel.model_validate(_request().json_body)
    except ValidationError as error:
        raise UnprocessableEntityError(str(error)) from error
    made = created(sent.model_dump(exclude_none=True))
    if not resource.create(made):
        raise ConflictError(f"It is one of the {plural}")
    return Response(body=_text(made), status_code=201, headers=_JSON)


@app.route("/v1/facts", methods=["POST"])
def record_facts() -> Response:
    try:
        sent = NewFacts.model_validate(_request().json_body)
    except ValidationError as error:
        raise UnprocessableEntityError(str(error)) from error
    made = [recorded(fact.model_dump(exclude_none=True)) for fact in sent.facts]
    resource.write(made)
    return Response(body=_text({"facts": made}), status_code=201, headers=_JSON)


def handler(event: dict[str, Any], context: Any) -> Any:
    """Answer a request."""
    return app(event, context)


def _request() -> Any:
    return app.current_request


def _text(body: Any) -> str:
    return json.dumps(body, default=_number)


def _number(value: Any) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value))
