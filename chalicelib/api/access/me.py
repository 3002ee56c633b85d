"""GET /v1/me: the key in use."""

from chalicelib.api.http.routing.routes import Answer, Call, Reply, route
from chalicelib.operations.access import api_keys as operation


@route(
    "GET",
    "/v1/me",
    name="own_key",
    summary="Show the key in use",
    tag="keys",
    scope="key",
    answers=(Answer(200, "The key and its remaining requests, without the secret.", "OwnKey"),),
)
def me(call: Call) -> Reply:
    """Return the key in use: its scopes, limit and expiry, and how many requests it has left in this minute.

    `remaining` is an estimate, as in the header `RateLimit`: the key may be in use elsewhere at the same time.
    """
    assert call.allowance is not None  # noqa: S101  for the type checker: every key has a limit
    left = {"remaining": call.allowance.left, "reset_seconds": call.allowance.reset}
    return Reply({**operation.own_key(call.world, key_id=call.caller.key_id), **left}, is_cacheable=False)
