"""GET /v1/export: everything on record, in pages of lines."""

from chalicelib.api.http.routing.list_parameters import some_of
from chalicelib.api.http.routing.parameters import CURSOR, Parameter
from chalicelib.api.http.routing.routes import NDJSON, Answer, Call, Reply, route
from chalicelib.domain.errors import BadCursor, BeyondHead
from chalicelib.kinds import KINDS

MAX_CHANGE = 999_999_999_999


def _read_since(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and int(text) <= MAX_CHANGE else None


SOME_KINDS = some_of("kinds", "Export the entities of these kinds only.", of=[*KINDS])
SINCE = Parameter(
    "since",
    "Export the entities with a change after this number only, each as a whole. A number greater than the newest is "
    "refused (410).",
    {"type": "integer", "format": "int64", "minimum": 0, "maximum": MAX_CHANGE, "default": 0},
    f"must be a whole number from 0 to {MAX_CHANGE}",
    _read_since,
    example=0,
    default=0,
)


@route(
    "GET",
    "/v1/export",
    name="export",
    summary="Export everything",
    tag="changes",
    scope="key",
    why_no_clock="An export has everything that was ever recorded, with its times: every clock can be read from it.",
    parameters=(CURSOR, SOME_KINDS, SINCE),
    answers=(Answer(200, "A page of lines.", "ExportLines", headers=("Link",), media=NDJSON),),
    refusals=(BadCursor, BeyondHead),
)
def export(call: Call) -> Reply:
    """Return a page of an export: facts, decisions, revisions, merges, retirements and erasures, one line of JSON each.

    All pages show the service as of the change that the first page names, also if others write meanwhile. `Link` has
    the next page; a cursor is valid for a day. A page has at most 1 MB. It ends with its digest, and the last page has
    a manifest before that, with the counts and a digest of all pages. `POST /v1/import` takes the pages. Keys,
    receipts and secrets are never exported. It needs a key, also where anybody may read.
    """
    # Imported when it is needed: exports are rare, and it would lengthen every cold start.
    from chalicelib.operations.transfer import export as operation

    query = call.query
    page = operation.export(call.world, cursor=query["cursor"], kinds=query["kinds"], since=query["since"])
    following = None if page.next is None else {"cursor": page.next}
    return Reply({}, text=page.text, media=NDJSON, next=following, is_cacheable=False)
