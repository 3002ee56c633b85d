"""GET /v1/changes: every accepted write, in one order that never changes."""

from chalicelib.api.parameters import AFTER, limit
from chalicelib.api.routes import Answer, Call, Reply, route
from chalicelib.operations import changes as operation


@route(
    "GET",
    "/v1/changes",
    name="list_changes",
    summary="Follow what changed",
    tag="changes",
    scope="read",
    parameters=(AFTER, limit()),
    answers=(Answer(200, "Changes in the order of their numbers.", "ChangePage", headers=("ETag", "Link")),),
)
def changes(call: Call) -> Reply:
    """Answer the changes after a number, oldest first.

    Numbers are dense and a late write gets a later number: who asks again after the last number seen misses
    nothing. `next` is that number while there is more.
    """
    listed = operation.changes(call.world, after=call.query["after"], limit=call.query["limit"])
    last, head = listed.meta["last"], listed.meta["head"]
    following = str(last) if last < head else None
    body = {"items": listed.items, "next": following, "meta": listed.meta}
    return Reply(body, next=None if following is None else {"after": following})
