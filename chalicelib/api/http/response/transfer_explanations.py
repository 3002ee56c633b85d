"""The problem codes of imports: the cause of each, what to do, and an example."""

from chalicelib.api.http.response.explanations import Explanation
from chalicelib.domain import transfer_errors as errors

_PATH = "/v1/import"
_ONE, _OTHER = "6f1d0c2b", "90ab77e3"

OF_IMPORTS = (
    Explanation(
        "The export was written by a newer version of this service, in a form that this one would misread. Nothing was "
        "written.",
        "Deploy the newer version here first, or export with the version that runs here.",
        errors.NewerExport(
            "The export has the schema 2; this service reads up to 1. Deploy a newer version first.",
            context={"schema": 2, "known": 1},
        ),
        _PATH,
    ),
    Explanation(
        "The lines of the page are not those that were exported: some are missing or were changed, or the page was cut "
        "short. Nothing was written.",
        "Send the page whole, as `GET /v1/export` returned it. If the file is damaged, export again.",
        errors.DigestMismatch(
            f"Page 3 has the digest '{_ONE}', and its last line says '{_OTHER}': lines are missing or were changed. "
            "Export the page again.",
            context={"page": 3},
        ),
        _PATH,
    ),
    Explanation(
        "The manifest on the last page does not agree with the pages: one is missing, or the pages are of two exports.",
        "Export again from the first page, and import all pages in their order.",
        errors.ManifestMismatch(
            "The export is up to change 7400, and its changes end at 7388.",
            context={"page": 9},
        ),
        _PATH,
    ),
    Explanation(
        "The table has entities that are not of this import, or somebody wrote to it while an import was running. An "
        "import keeps the numbers of changes, so it needs a table without any.",
        "Import into an empty table. Or add `into_existing=true`: entities on record stay as they are, and the changes "
        "get new numbers.",
        errors.TableNotEmpty(
            "The table has 44 changes that are not of this import. Import into an empty table, or add "
            "`into_existing=true` to keep the entities on record and number the changes anew.",
            context={"change": 44},
        ),
        _PATH,
    ),
    Explanation(
        "The pages of an export are imported in their order, and another one comes next.",
        "Send the page that `expected` names.",
        errors.ImportOutOfOrder(
            f"Page 2 of this export comes next, after the one with the digest '{_ONE}'; this is page 4, after "
            f"'{_OTHER}'.",
            context={"expected": 2},
        ),
        _PATH,
    ),
)
