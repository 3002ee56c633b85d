"""Powertools' resolver with validation, and boto3's table resource."""

import json
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError, ServiceError
from aws_lambda_powertools.event_handler.openapi.params import Header, Query

from bench.peers import resource
from bench.peers.making import created, etag_of, recorded
from bench.peers.shapes import Created, Facts, Model, NewFacts, NewModel, Page

app = APIGatewayRestResolver(enable_validation=True)
_JSON = "application/json"


@app.get("/v1/models/<slug>")
def read_model(slug: str, if_none_match: Annotated[str | None, Header()] = None) -> Response[Model | None]:
    item = resource.get(slug)
    if item is None:
        raise NotFoundError
    etag = etag_of(item["revision"])
    if if_none_match == etag:
        return Response(status_code=304, headers={"ETag": etag})
    model = (
        Model.model_validate_json(item["body"])
        if resource.FORM == "blob"
        else Model.model_validate(resource.entity(item))
    )
    return Response(status_code=200, content_type=_JSON, body=model, headers={"ETag": etag})


@app.get("/v1/models")
def list_models(limit: Annotated[int, Query()] = 20) -> Page:
    items, after = resource.query(limit)
    return Page.model_validate({"items": items, "next": after and json.dumps(after)})


@app.post("/v1/models")
def create_model(model: NewModel) -> tuple[Created, int]:
    made = created(model.model_dump(exclude_none=True))
    if not resource.create(made):
        raise ServiceError(409, "It exists")
    return Created.model_validate(made), 201


@app.post("/v1/facts")
def record_facts(facts: NewFacts) -> tuple[Facts, int]:
    made = [recorded(fact.model_dump(exclude_none=True)) for fact in facts.facts]
    resource.write(made)
    return Facts.model_validate({"facts": made}), 201


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer a request."""
    answer: dict[str, Any] = app.resolve(event, context)
    return answer
