"""/v1/keys: create, list, replace and revoke API keys."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from chalicelib.api.http.request import authentication
from chalicelib.api.http.routing.answers import RequestBody, page
from chalicelib.api.http.routing.parameters import CURSOR, limit
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, Scope, route
from chalicelib.domain import instants
from chalicelib.domain.errors import BadCursor, NotAllowedNow, NotFound
from chalicelib.operations.access import api_keys as operation

INCLUDED = "`admin` includes `write`, which includes `read`."


def _distinct(scopes: list[Scope]) -> list[Scope]:
    if len(set(scopes)) < len(scopes):
        raise ValueError("a scope stands twice")
    return scopes


def _instant(text: str) -> str:
    read = instants.parse(text)
    if read is None:
        raise ValueError("expected an instant with its zone, such as 2027-01-31T00:00:00Z")
    return read


class NewKey(RequestBody):
    """A name to know the key by, and what it may do."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*[^\s\x00-\x1f][^\x00-\x1f]*$")]
    scopes: Annotated[
        list[Scope],
        Field(min_length=1, max_length=3, description=INCLUDED, json_schema_extra={"uniqueItems": True}),
        AfterValidator(_distinct),
    ]
    requests_per_minute: (
        Annotated[
            int,
            Field(
                strict=True,
                ge=1,
                le=operation.MAX_REQUESTS_A_MINUTE,
                description="The service's own limit if left out.",
            ),
        ]
        | None
    ) = None
    expires_at: (
        Annotated[
            str,
            Field(max_length=40, json_schema_extra={"format": "date-time"}, description="From when it is refused."),
            AfterValidator(_instant),
        ]
        | None
    ) = None


class Rotation(RequestBody):
    """How long the old key works beside the new one."""

    overlap_seconds: Annotated[int, Field(strict=True, ge=0, le=operation.MAX_OVERLAP_SECONDS)] = 86_400


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
    """Create a key and answer its secret, once.

    The same request sent again, with its idempotency key, is answered without `secret`, for it is kept nowhere. Whoever
    missed it revokes the key and makes another.
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
    parameters=(limit(), CURSOR),
    answers=(Answer(200, "A page of keys, revoked ones too; never a secret.", "KeyPage", headers=("Link",)),),
    refusals=(BadCursor,),
)
def list_keys(call: Call) -> Reply:
    """Answer every key with its name, scopes, limit and times, ordered by id."""
    return page(operation.page_of_keys(call.world, limit=call.query["limit"], cursor=call.query["cursor"]))


@route(
    "POST",
    "/v1/keys/{id}/rotation",
    name="rotate_key",
    summary="Replace an API key",
    tag="keys",
    scope="admin",
    body=Body("KeyRotation", model=Rotation, example={"overlap_seconds": 3600}),
    answers=(Answer(201, "The new key. `secret` is shown this once; only its hash is kept.", "KeyWithSecret"),),
    refusals=(NotFound, NotAllowedNow),
)
def rotate_key(call: Call) -> Reply:
    """Make a new key of the same name, scopes and limit; the old one works on for the overlap, a day by default.

    A key that was made to expire is replaced by one that lives as long. A key is replaced once.
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
    """Revoke a key, for good; a second time changes nothing. Within 60 seconds it works nowhere."""
    revoked = operation.revoke_key(call.world, key_id=call.path["id"], idempotency=call.idempotency)
    authentication.forget_keys()
    return Reply(revoked.body, is_replay=revoked.is_replay)


def _with_secret(record: dict[str, Any], secret: str) -> dict[str, Any]:
    """Show the secret beside the record; where the request was carried out before, there is none to show."""
    return {**record, "secret": secret} if secret else record
