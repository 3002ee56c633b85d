"""GET /v1/me: what the key that asks may do."""

from chalicelib.api.http.routing.routes import Answer, Call, Reply, route
from chalicelib.operations.access import api_keys as operation


@route(
    "GET",
    "/v1/me",
    name="own_key",
    summary="Show the key in use",
    tag="keys",
    scope="key",
    answers=(Answer(200, "The key, and what is left of its minute; never the secret.", "OwnKey"),),
)
def me(call: Call) -> Reply:
    """Answer the key that asks: its scopes, its limit, its end, and how many requests are left in this minute.

    `remaining` is as exact as `RateLimit`: what this process holds, and what all had left when it last looked.
    """
    assert call.allowance is not None  # noqa: S101  for the type checker: who has a key has a limit
    left = {"remaining": call.allowance.left, "reset_seconds": call.allowance.reset}
    return Reply({**operation.own_key(call.world, key_id=call.caller.key_id), **left}, is_cacheable=False)
