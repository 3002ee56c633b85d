"""CSV (RFC 4180), safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

CSV = "text/csv"
WITH_HEAD = f"{CSV}; header=present"

# A spreadsheet takes a cell that begins with one of these for a formula, wherever the text came from: in any width,
# and after what it does not show. A text that begins with apostrophes before it gets one more, so that a reader
# takes exactly one away.
_UNSEEN = " \u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"
_FORMULA = re.compile(f"'*[{_UNSEEN}]*[=+\\-@\t\r\n＝＋－＠﹦﹢﹣﹫]")
_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def file_named(path: str) -> dict[str, str]:
    """Give the header by which a browser saves the answer under a name (RFC 6266), made of the path."""
    name = re.sub("[^A-Za-z0-9._-]+", "-", path.removeprefix("/v1/")).strip("-.")
    return {"Content-Disposition": f'attachment; filename="{name}.csv"'}


def write_csv(rows: Iterable[Sequence[str]]) -> str:
    """Write rows, each line ended with CR LF. What a spreadsheet would run gets an apostrophe before it."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return written.getvalue()


def guarded(cell: str) -> str:
    """Keep a spreadsheet from running a cell; a negative number is no formula."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
