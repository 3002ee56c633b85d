"""GET /v1/changes: every accepted write, in one order that never changes."""

from chalicelib.api.http.routing.answers import page_answer
from chalicelib.api.http.routing.columns import named
from chalicelib.api.http.routing.parameters import AFTER, limit
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.domain.errors import BeyondHead
from chalicelib.operations.feed import changes as operation

CHANGE = named("number", "at", "ref", "revision", "by", "cause", "properties", "erased", "first_change")


@route(
    "GET",
    "/v1/changes",
    name="list_changes",
    summary="Follow the change feed",
    tag="changes",
    scope="read",
    why_no_clock="Changes are ordered by number, not by time. Use `after`, and compare `at` of each change.",
    parameters=(AFTER, limit()),
    answers=(page_answer("ChangePage", "Changes, ordered by number.", columns=CHANGE),),
    refusals=(BeyondHead,),
)
def changes(call: Call) -> Reply:
    """Return the changes after a number, oldest first.

    Numbers have no gaps, and a late write gets a later number, so you miss nothing if you continue after the last
    number you saw. While there are more changes, `next` is that number. `meta.head` is the newest number. A number
    above `meta.head` is refused (410, with `head`): the feed was restored to an earlier state. Start again from a
    number that you know was kept, or from 0.
    """
    listed = operation.changes(call.world, after=call.query["after"], limit=call.query["limit"])
    last, head = listed.meta["last"], listed.meta["head"]
    following = str(last) if last < head else None
    body = {"items": listed.items, "next": following, "meta": listed.meta}
    return Reply(body, next=None if following is None else {"after": following})
