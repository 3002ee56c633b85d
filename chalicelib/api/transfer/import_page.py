"""POST /v1/import: a page of an export."""

from chalicelib.api.http.routing.parameters import flag
from chalicelib.api.http.routing.routes import NDJSON, Answer, Body, Call, Reply, route
from chalicelib.domain.errors import Oversized
from chalicelib.domain.transfer_errors import (
    DigestMismatch,
    ImportOutOfOrder,
    ManifestMismatch,
    NewerExport,
    TableNotEmpty,
)

MAX_PAGE_MEMBERS = 300_000  # of a whole page
EXAMPLE = (
    '{"line":"page","schema":1,"page":1,"change":0,"since":0,"kinds":[],"before":""}\n'
    '{"line":"manifest","schema":1,"pages":1,"change":0,"since":0,"kinds":[],"counts":{"entities":{},"fac'
    'ts":0,"revisions":0,"changes":0},"sha256":"4b7e586fb99cd528be9626e2e2f7803010d2f0c45ab05a27fc779d8f4'
    '5926c8d"}\n'
    '{"line":"digest","page":1,"lines":2,"sha256":"0d96b1874845ffebbdde3d6d00dbf380e33fc1bf20f3e3edaf51f5'
    '14110da3e5"}\n'
)  # the export of an empty table


@route(
    "POST",
    "/v1/import",
    name="import_page",
    summary="Import a page of an export",
    tag="changes",
    scope="admin",
    parameters=(
        flag(
            "into_existing",
            "Import into a table that is not empty: entities on record stay as they are, and changes get new numbers.",
        ),
    ),
    body=Body("ExportPage", media=(NDJSON,), members=MAX_PAGE_MEMBERS, example=EXAMPLE),
    answers=(Answer(200, "The page, and how its entities were treated.", "Imported"),),
    refusals=(NewerExport, DigestMismatch, ManifestMismatch, TableNotEmpty, ImportOutOfOrder, Oversized),
)
def import_page(call: Call) -> Reply:
    """Import a page of an export, in the order of the pages, with all recorded times, authors and change numbers.

    After the last page every question at every clock has the answer that the exported service gave, and an export is
    equal byte by byte. Send a page again if its answer was lost: a page that is imported already is answered with
    `repeated`. The table must be empty except for keys, and nobody may write to it meanwhile, unless `into_existing` is
    true. Then an entity that is on record stays as it is, `kept` says if it differs, and the changes of the others get
    new numbers. An entity that was erased here stays erased, and `kept` names it.

    An entity exists when all its lines have arrived, which may take several pages.
    """
    # Imported when it is needed: imports are rare, and it would lengthen every cold start.
    from chalicelib.operations.transfer import import_lines as operation

    stored = operation.import_page(call.context, lines=call.lines or [], into_existing=call.query["into_existing"])
    return Reply(stored.body, is_replay=stored.is_replay)
