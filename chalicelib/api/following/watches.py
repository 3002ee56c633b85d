"""/v1/watches: notices of what you have used, for those who cannot be called."""

from chalicelib.api.following.bodies import NewWatch, read_body
from chalicelib.api.http.routing.answers import page
from chalicelib.api.http.routing.parameters import AFTER, CURSOR, limit
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.domain.errors import BadCursor, NotFound
from chalicelib.domain.following_errors import TooManyFollowers
from chalicelib.operations.following import change, deliveries, finding, register
from chalicelib.store.records.follower_rows import WATCH

A_WATCH = {
    "name": "a report on prices",
    "used": {"entities": [{"ref": "company/deepseek", "revision": 1}]},
}


@route(
    "POST",
    "/v1/watches",
    name="create_watch",
    summary="Watch what you have used",
    tag="webhooks",
    scope="write",
    body=Body("WatchCreate", model=NewWatch, example=A_WATCH),
    answers=(Answer(201, "The watch.", "NewWatch", headers=("Location",)),),
    refusals=(TooManyFollowers,),
)
def create_watch(call: Call) -> Reply:
    """Name the facts and the revisions of entities that you have used, up to 200 of each.

    You get a notice when one of them is retracted, corrected, superseded, erased or disputed, or its entity merged or
    retired, with the values that are shown now. `notices` in the answer has what happened before you registered; the
    watch keeps them too. A key has at most 20 watches.
    """
    sent = read_body(call, NewWatch)
    name = (sent.model.name if sent.model else None) or ""
    if not (sent.wanted.facts or sent.wanted.entities) and not sent.faults:
        sent.faults.add("/used", "empty", "Name at least one fact, or one revision of an entity, that you have used.")
    made = register.create_watch(call.context, sent.wanted, name=name, faults=sent.faults)
    call.adjusted.update(sent.faults.adjusted)
    return Reply(made.body, status=201, location=f"/v1/watches/{made.body['id']}", is_replay=made.is_replay)


@route(
    "GET",
    "/v1/watches",
    name="list_watches",
    summary="List your watches",
    tag="webhooks",
    scope="write",
    parameters=(limit(only_json=True), CURSOR),
    answers=(Answer(200, "A page of watches.", "WatchPage", headers=("Link",)),),
    refusals=(BadCursor,),
)
def list_watches(call: Call) -> Reply:
    """Return the watches of your key and of the keys that it replaced, by id. An admin gets those of all keys."""
    asked = {"limit": call.query["limit"], "cursor": call.query["cursor"]}
    return page(finding.list_own(call.world, call.caller, prefix=WATCH, **asked))


@route(
    "GET",
    "/v1/watches/{id}",
    name="read_watch",
    summary="Read a watch",
    tag="webhooks",
    scope="write",
    answers=(Answer(200, "The watch.", "Watch"),),
    refusals=(NotFound,),
)
def read_watch(call: Call) -> Reply:
    """Return a watch: what it watches, and up to which change its notices reach."""
    return Reply(finding.show_one(call.world, call.caller, call.path["id"], prefix=WATCH), is_cacheable=False)


@route(
    "DELETE",
    "/v1/watches/{id}",
    name="delete_watch",
    summary="Delete a watch",
    tag="webhooks",
    scope="write",
    answers=(Answer(200, "The watch as it was.", "Watch"),),
    refusals=(NotFound,),
)
def delete_watch(call: Call) -> Reply:
    """Delete a watch for good. Its notices cannot be read any more."""
    deleted = change.delete(call.context, call.path["id"], prefix=WATCH)
    return Reply(deleted.body, is_replay=deleted.is_replay)


@route(
    "GET",
    "/v1/watches/{id}/notices",
    name="list_notices",
    summary="Fetch the notices of a watch",
    tag="webhooks",
    scope="write",
    parameters=(AFTER, limit(only_json=True)),
    answers=(Answer(200, "Notices, ordered by the number of their change.", "NoticePage", headers=("Link",)),),
    refusals=(NotFound,),
)
def list_notices(call: Call) -> Reply:
    """Return the notices of the changes after a number, oldest first, each with the values shown now.

    Continue after `meta.last`: you miss nothing, also if changes are being looked at while you read. All changes up to
    `meta.served` were looked at, mostly within a minute. Notices of one change are never on two pages, so a page can
    have more than `limit`. Notices are kept for 30 days.
    """
    found = deliveries.list_notices(
        call.world, call.caller, call.path["id"], after=call.query["after"], limit=call.query["limit"]
    )
    body = {"items": found.items, "next": found.next, "meta": found.meta}
    return Reply(body, next=None if found.next is None else {"after": found.next}, is_cacheable=False)
