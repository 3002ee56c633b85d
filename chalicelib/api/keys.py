"""/v1/keys: create, list and revoke API keys."""

from typing import Annotated

from pydantic import AfterValidator, Field

from chalicelib.api import access
from chalicelib.api.answers import Sent
from chalicelib.api.routes import Answer, Body, Call, Reply, Scope, route
from chalicelib.domain.errors import NotFound
from chalicelib.operations import keys as operation

INCLUDED = "`admin` includes `write`, which includes `read`."


def _distinct(scopes: list[Scope]) -> list[Scope]:
    if len(set(scopes)) < len(scopes):
        raise ValueError("a scope stands twice")
    return scopes


class NewKey(Sent):
    """A name to know the key by, and what it may do."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*[^\s\x00-\x1f][^\x00-\x1f]*$")]
    scopes: Annotated[
        list[Scope],
        Field(min_length=1, max_length=3, description=INCLUDED, json_schema_extra={"uniqueItems": True}),
        AfterValidator(_distinct),
    ]


@route(
    "POST",
    "/v1/keys",
    name="create_key",
    summary="Create an API key",
    tag="keys",
    scope="admin",
    body=Body("KeyCreate", model=NewKey, example={"name": "newsroom importer", "scopes": ["write"]}),
    answers=(Answer(201, "The key. `secret` is shown this once; only its hash is kept.", "KeyWithSecret"),),
)
def create_key(call: Call) -> Reply:
    """Create a key and answer its secret, once."""
    sent = call.read(NewKey)
    secret, record = operation.create_key(call.world, name=sent.name, scopes=sent.scopes)
    return Reply({**record, "secret": secret}, status=201)


@route(
    "GET",
    "/v1/keys",
    name="list_keys",
    summary="List the API keys",
    tag="keys",
    scope="admin",
    answers=(Answer(200, "All keys, revoked ones too; never a secret.", "KeyPage"),),
)
def list_keys(call: Call) -> Reply:
    """Answer every key with its name, scopes and times."""
    return Reply({"items": operation.list_keys(call.world), "next": None, "meta": {}})


@route(
    "POST",
    "/v1/keys/{id}/revocation",
    name="revoke_key",
    summary="Revoke an API key",
    tag="keys",
    scope="admin",
    answers=(Answer(200, "The key, revoked.", "Key"),),
    refusals=(NotFound,),
)
def revoke_key(call: Call) -> Reply:
    """Revoke a key, for good; a second time changes nothing. Within 60 seconds it works nowhere."""
    revoked = operation.revoke_key(call.world, key_id=call.path["id"])
    access.forget()
    return Reply(revoked)
