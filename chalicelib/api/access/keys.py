"""/v1/keys: create, list, replace and revoke API keys."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from chalicelib.api.http.request import authentication
from chalicelib.api.http.routing.answers import page
from chalicelib.api.http.routing.parameters import CURSOR, limit
from chalicelib.api.http.routing.request_bodies import RequestBody
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, Scope, route
from chalicelib.domain import instants
from chalicelib.domain.errors import BadCursor, NotAllowedNow, NotFound
from chalicelib.domain.values.words.model_text import TEXT, Line
from chalicelib.operations.access import api_keys as operation

INCLUDED = "`admin` includes `write`, which includes `read`."


def _check_distinct_scopes(scopes: list[Scope]) -> list[Scope]:
    if len(set(scopes)) < len(scopes):
        raise ValueError("a scope is repeated")
    return scopes


def _read_expiry(text: str) -> str:
    read = instants.parse(text)
    if read is None:
        raise ValueError("expected an instant with a time zone, such as 2027-01-31T00:00:00Z")
    return read


class NewKey(RequestBody):
    """A new key: its name, scopes, limit and expiry."""

    name: Annotated[Line, Field(min_length=1, max_length=100, json_schema_extra=TEXT)]
    scopes: Annotated[
        list[Scope],
        Field(min_length=1, max_length=3, description=INCLUDED, json_schema_extra={"uniqueItems": True}),
        AfterValidator(_check_distinct_scopes),
    ]
    requests_per_minute: (
        Annotated[
            int,
            Field(
                strict=True,
                ge=1,
                le=operation.MAX_REQUESTS_A_MINUTE,
                description="Defaults to the limit of the service.",
            ),
        ]
        | None
    ) = None
    expires_at: (
        Annotated[
            str,
            Field(
                max_length=40,
                json_schema_extra={"format": "date-time"},
                description="The key stops working then.",
            ),
            AfterValidator(_read_expiry),
        ]
        | None
    ) = None


class Rotation(RequestBody):
    """How many seconds the old key works beside the new one."""

    overlap_seconds: Annotated[int, Field(strict=True, ge=0, le=operation.MAX_OVERLAP_SECONDS)] = 86_400


@route(
    "POST",
    "/v1/keys",
    name="create_key",
    summary="Create an API key",
    tag="keys",
    scope="admin",
    body=Body("KeyCreate", model=NewKey, example={"name": "newsroom importer", "scopes": ["write"]}),
    answers=(Answer(201, "The key. `secret` is shown only here: the service keeps a hash.", "KeyWithSecret"),),
)
def create_key(call: Call) -> Reply:
    """Create a key and return its secret, once.

    If you repeat the request with the same idempotency key, the response has no `secret`, because it is not stored. If
    you lost the secret, revoke the key and create another.
    """
    sent = call.read(NewKey)
    secret, record = operation.create_key(
        call.world,
        name=sent.name,
        scopes=sent.scopes,
        requests_per_minute=sent.requests_per_minute,
        expires_at=sent.expires_at,
        idempotency=call.idempotency,
    )
    return Reply(_with_secret(record, secret), status=201, is_replay=not secret)


@route(
    "GET",
    "/v1/keys",
    name="list_keys",
    summary="List the API keys",
    tag="keys",
    scope="admin",
    parameters=(limit(only_json=True), CURSOR),
    answers=(Answer(200, "A page of keys, including revoked ones.", "KeyPage", headers=("Link",)),),
    refusals=(BadCursor,),
)
def list_keys(call: Call) -> Reply:
    """Return every key with its name, scopes, limit and dates, ordered by id."""
    return page(operation.page_of_keys(call.world, limit=call.query["limit"], cursor=call.query["cursor"]))


@route(
    "POST",
    "/v1/keys/{id}/rotation",
    name="rotate_key",
    summary="Replace an API key",
    tag="keys",
    scope="admin",
    body=Body("KeyRotation", model=Rotation, example={"overlap_seconds": 3600}),
    answers=(Answer(201, "The new key. `secret` is shown only here: the service keeps a hash.", "KeyWithSecret"),),
    refusals=(NotFound, NotAllowedNow),
)
def rotate_key(call: Call) -> Reply:
    """Create a new key with the same name, scopes and limit. The old key works for the overlap, by default a day.

    If the old key has an expiry, the new one gets the same lifetime. You can replace a key only once.
    """
    sent = call.read(Rotation)
    secret, record = operation.rotate_key(
        call.world, key_id=call.path["id"], overlap_seconds=sent.overlap_seconds, idempotency=call.idempotency
    )
    authentication.forget_keys()
    return Reply(_with_secret(record, secret), status=201, is_replay=not secret)


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
    """Revoke a key for good. It stops working within 60 seconds. Revoking it again changes nothing."""
    revoked = operation.revoke_key(call.world, key_id=call.path["id"], idempotency=call.idempotency)
    authentication.forget_keys()
    return Reply(revoked.body, is_replay=revoked.is_replay)


def _with_secret(record: dict[str, Any], secret: str) -> dict[str, Any]:
    """Add the secret to the record; a repeated request has none."""
    return {**record, "secret": secret} if secret else record
