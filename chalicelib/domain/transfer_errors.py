"""Refusals of imports: a page that is not what was exported, or a table that cannot take it."""

from chalicelib.domain.errors import Refusal


class NewerExport(Refusal):
    """The export has a form that this service does not know; the context holds its `schema` and the newest `known`."""

    code, title = "newer_export", "The export is of a newer version"


class DigestMismatch(Refusal):
    """The lines of a page are not those that were exported: its digest does not agree."""

    code, title = "digest_mismatch", "The digest of the page does not agree"


class ManifestMismatch(Refusal):
    """The manifest of an export does not agree with its pages."""

    code, title = "manifest_mismatch", "The manifest does not agree with the export"


class TableNotEmpty(Refusal):
    """The table has entities that are not of this import; the context holds its newest `change`."""

    code, title = "table_not_empty", "The table is not empty"


class ImportOutOfOrder(Refusal):
    """Another page of the export comes next; the context holds its number, `expected`."""

    code, title = "import_out_of_order", "Another page comes next"
