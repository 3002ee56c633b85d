"""FastAPI under Mangum, with boto3's table resource."""

import json
from typing import Annotated, Any

from fastapi import FastAPI, Header, HTTPException, Response
from mangum import Mangum

from bench.peers import resource
from bench.peers.making import created, etag_of, recorded
from bench.peers.shapes import Created, Facts, Model, NewFacts, NewModel, Page

app = FastAPI(title="bench")


@app.get("/v1/models/{slug}", response_model=Model)
def read_model(slug: str, response: Response, if_none_match: Annotated[str | None, Header()] = None) -> Any:
    item = resource.get(slug)
    if item is None:
        raise HTTPException(404)
    etag = etag_of(item["revision"])
    if if_none_match == etag:
        return Response(status_code=304, headers={"ETag": etag})
    response.headers["ETag"] = etag
    if resource.FORM == "blob":
        return Model.model_validate_json(item["body"])
    return resource.entity(item)


@app.get("/v1/models", response_model=Page)
def list_models(limit: int = 20) -> Any:
    items, after = resource.query(limit)
    return {"items": items, "next": after and json.dumps(after)}


@app.post("/v1/models", response_model=Created, response_model_exclude_none=True, status_code=201)
def create_model(model: NewModel) -> Any:
    made = created(model.model_dump(exclude_none=True))
    if not resource.create(made):
        raise HTTPException(409)
    return made


@app.post("/v1/facts", response_model=Facts, response_model_exclude_none=True, status_code=201)
def record_facts(facts: NewFacts) -> Any:
    made = [recorded(fact.model_dump(exclude_none=True)) for fact in facts.facts]
    resource.write(made)
    return {"facts": made}


handler = Mangum(app, lifespan="off")
