"""FastAPI under Mangum, with PynamoDB."""

import json
import os
from typing import Annotated, Any

from fastapi import FastAPI, Header, HTTPException, Response
from mangum import Mangum
from pynamodb.attributes import (
    Attribute,
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.exceptions import PutError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model as Table

from bench.peers.making import created, etag_of, recorded
from bench.peers.shapes import Created, Facts, Model, NewFacts, NewModel, Page

FORM = os.environ["FORM"]
ENDPOINT = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB")
TEXTS = (
    *("ref", "slug", "name", "family", "level", "released", "status", "license", "ends", "successor", "updated_at"),
    *("knowledge_cutoff", "description", "created_at", "entity", "property", "valid", "id", "recorded_at"),
)
LISTS = (
    *("aliases", "developer", "based_on", "license_threshold", "classification", "architecture", "modalities"),
    *("disputed", "omitted", "numeric_format", "tasks", "features", "limits", "training_hardware", "trained_on"),
    *("prices", "scores", "outperforms", "figures", "usage", "competes_with", "documents", "identifiers", "sources"),
)
MAPS = (
    *("parameters", "active_parameters", "context_window", "max_output", "training_cost", "training_compute"),
    *("training_tokens", "origins", "hedged", "evidence", "value", "qualifiers"),
)


class Place:
    """The table of the form."""

    table_name = FORM
    region = os.environ["AWS_DEFAULT_REGION"]
    host = ENDPOINT


class ByKind(GlobalSecondaryIndex[Any]):
    """The index of the list."""

    class Meta:
        index_name = "by_kind"
        projection = AllProjection()

    kind = UnicodeAttribute(hash_key=True)


class Item(Table):
    """An item: its key, its kind, its revision; in the form of blobs, its body."""

    class Meta(Place):
        pass

    pk = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute(null=True)
    revision = NumberAttribute(null=True)
    by_kind = ByKind()


def _attributes() -> dict[str, Attribute[Any]]:
    if FORM == "blob":
        return {"body": JSONAttribute()}
    texts = {name: UnicodeAttribute(null=True) for name in TEXTS}
    lists = {name: ListAttribute(null=True) for name in LISTS}
    maps = {name: MapAttribute(null=True) for name in MAPS}
    return {**texts, **lists, **maps, "open_weights": BooleanAttribute(null=True)}


class Row(Item):
    """The item with the attributes of the form."""

    class Meta(Place):
        pass

    locals().update(_attributes())


app = FastAPI(title="bench")


def _entity(row: Any) -> Any:
    return row.body if FORM == "blob" else {k: _plain(v) for k, v in row.attribute_values.items() if k != "pk"}


def _plain(value: Any) -> Any:
    if isinstance(value, MapAttribute):
        return value.as_dict()
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _row(pk: str, made: dict[str, Any]) -> Row:
    if FORM == "blob":
        return Row(pk, kind="model", revision=1, body=made)
    return Row(pk, **made)


@app.get("/v1/models/{slug}", response_model=Model)
def read_model(slug: str, response: Response, if_none_match: Annotated[str | None, Header()] = None) -> Any:
    try:
        row = Row.get(f"model/{slug}")
    except Row.DoesNotExist:
        raise HTTPException(404) from None
    etag = etag_of(row.revision)
    if if_none_match == etag:
        return Response(status_code=304, headers={"ETag": etag})
    response.headers["ETag"] = etag
    return _entity(row)


@app.get("/v1/models", response_model=Page)
def list_models(limit: int = 20) -> Any:
    found = Row.by_kind.query("model", scan_index_forward=False, limit=limit)
    items = [_entity(row) for row in found]
    after = found.last_evaluated_key
    return {"items": items, "next": after and json.dumps(after)}


@app.post("/v1/models", response_model=Created, response_model_exclude_none=True, status_code=201)
def create_model(model: NewModel) -> Any:
    made = created(model.model_dump(exclude_none=True))
    try:
        _row(made["ref"], made).save(condition=Row.pk.does_not_exist())
    except PutError:
        raise HTTPException(409) from None
    return made


@app.post("/v1/facts", response_model=Facts, response_model_exclude_none=True, status_code=201)
def record_facts(facts: NewFacts) -> Any:
    made = [recorded(fact.model_dump(exclude_none=True)) for fact in facts.facts]
    with Row.batch_write() as batch:
        for fact in made:
            batch.save(_row(f"fact/{fact['id']}", fact))
    return {"facts": made}


handler = Mangum(app, lifespan="off")
