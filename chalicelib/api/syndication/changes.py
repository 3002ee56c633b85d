"""GET /feeds/changes.atom and /feeds/changes.json: the changes for readers of feeds."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.api.feed.changes import KIND, PROPERTY, property_faults
from chalicelib.api.http.routing.parameters import CURSOR, refusal
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.syndication.addresses import Pages, entity_path
from chalicelib.api.syndication.change_entries import change_entry, revision_entry
from chalicelib.api.syndication.parameters import entity, whole_number
from chalicelib.api.syndication.replies import AS_ATOM, AS_JSON, OF_ATOM, OF_JSON, Form
from chalicelib.domain.errors import BadCursor, Fault, Merged, NotFound
from chalicelib.domain.values import Ref
from chalicelib.operations.entities.batch_get import batch_get
from chalicelib.operations.entities.history import history
from chalicelib.operations.feed.newest_changes import archive_page
from chalicelib.operations.world import World

PAGE, SELECTED_PAGE, MAX_SIZE = 50, 250, 250  # changes of a page of the archive
MAX_REVISIONS = 100  # of a page
BEFORE = whole_number(
    "before",
    "The page of the archive that ends below this number. Follow `prev-archive`, in JSON Feed `next_url`.",
    most=999_999_999_999,
    example=51,
)
LIMIT = whole_number(
    "limit",
    f"How many changes a page of the archive has, selected or not: {PAGE} by default, {SELECTED_PAGE} with `kind` or "
    f"`property`. The newest page has up to twice as many. With `entity`: how many revisions, at most {MAX_REVISIONS}.",
    most=MAX_SIZE,
    example=PAGE,
)
ENTITY = entity("The revisions of this entity, each with the values before and after it.")
PARAMETERS = (KIND, PROPERTY, ENTITY, BEFORE, CURSOR, LIMIT)
OF_ALL = ("kind", "property", "before")  # parameters that the revisions of one entity do not take
MERGED = "merged"  # the cause of a revision
WHY_NO_CLOCK = "Changes are ordered by number, not by time."


@route(
    "GET",
    "/feeds/changes.atom",
    name="changes_as_atom",
    summary="Subscribe to the changes, as Atom",
    tag="feeds",
    scope="read",
    why_no_clock=WHY_NO_CLOCK,
    parameters=PARAMETERS,
    answers=(OF_ATOM,),
    refusals=(NotFound, Merged, BadCursor),
)
def changes_as_atom(call: Call) -> Reply:
    """Return the newest changes as an Atom feed (RFC 4287): all of them, of some kinds or properties, or of an entity.

    The feed of all changes is archived (RFC 5005): `prev-archive` leads from page to page, each change is on one page,
    and no page but the newest ever changes, except that an erasure takes words from it. An entry says which properties
    show another value. With `entity` it shows the values before and after too, and `next` leads to older revisions. The
    feed of a merged entity redirects to that of its survivor; the history of the entity keeps its own revisions.
    """
    return _changes(call, AS_ATOM)


@route(
    "GET",
    "/feeds/changes.json",
    name="changes_as_json_feed",
    summary="Subscribe to the changes, as JSON Feed",
    tag="feeds",
    scope="read",
    why_no_clock=WHY_NO_CLOCK,
    parameters=PARAMETERS,
    answers=(OF_JSON,),
    refusals=(NotFound, Merged, BadCursor),
)
def changes_as_json_feed(call: Call) -> Reply:
    """Return the same as `/feeds/changes.atom` in JSON Feed 1.1: `next_url` leads to older changes."""
    return _changes(call, AS_JSON)


def _changes(call: Call, form: Form) -> Reply:
    faults = [*property_faults(call.query), *_faults_of_entity(call.query)]
    if faults:
        raise refusal(*faults)
    asked: Ref | None = call.query["entity"]
    return _of_all(call, form) if asked is None else _of_entity(call, asked, form)


def _faults_of_entity(query: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield a fault for each parameter that does not go with `entity`, or only with it."""
    if query["entity"] is None:
        if query["cursor"] is not None:
            yield Fault("cursor", "not_together", "`cursor` works with `entity` only; use `before` without it.")
        return
    for name in OF_ALL:
        if query[name]:
            detail = f"`{name}` does not work with `entity`, which has a separate list of revisions. Omit one of them."
            yield Fault(name, "not_together", detail)


def _of_all(call: Call, form: Form) -> Reply:
    query = call.query
    size = query["limit"] or (SELECTED_PAGE if query["kind"] or query["property"] else PAGE)
    selected = {"kinds": query["kind"], "properties": query["property"]}
    page = archive_page(call.world, size=size, before=query["before"], **selected)
    pages = _pages(call, form)
    following = {"before": str(page.after + 1)} if page.after else None
    words = ", ".join([*query["kind"], *query["property"]])
    feed = pages.feed(
        f"changes ({words})" if words else "changes",
        page="/changes",
        entries=[change_entry(pages.addresses, each) for each in page.changes],
        following=following,
    )
    return form.reply(feed._replace(has_archive=True, is_archived=page.is_full), following)


def _of_entity(call: Call, ref: Ref, form: Form) -> Reply:
    limit = min(call.query["limit"] or PAGE, MAX_REVISIONS)
    listed = history(call.world, ref=ref, limit=limit, cursor=call.query["cursor"])
    if call.query["cursor"] is None and any(each["cause"] == MERGED for each in listed.items):
        _refuse_merged(call.world, ref)
    pages = _pages(call, form)
    following = None if listed.next is None else {"cursor": listed.next}
    feed = pages.feed(
        f"changes of {ref}",
        page=entity_path(str(ref)),
        entries=[revision_entry(pages.addresses, str(ref), each) for each in listed.items],
        following=following,
    )
    return form.reply(feed, following)


def _refuse_merged(world: World, ref: Ref) -> None:
    """Refuse an entity that is merged, unless that was reversed: one call. Raises Merged."""
    (found,) = batch_get(world, refs=[ref])
    if isinstance(found.refusal, Merged):
        raise found.refusal


def _pages(call: Call, form: Form) -> Pages:
    return Pages.of(call, "/feeds/changes", form.suffix, PARAMETERS)
