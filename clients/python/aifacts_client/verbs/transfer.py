"""The calls that take everything out, and bring it in elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aifacts_client.core.calls import Answer, Call, with_headers
from aifacts_client.generated.answers import Imported
from aifacts_client.refusals import BadAnswer
from aifacts_client.verbs.parameters import Query, shaped, write

NDJSON = "application/x-ndjson"
FIRST, LAST = b'{"line":"page"', b'{"line":"digest"'
NEXT = re.compile(r'<([^>]*)>\s*;\s*rel="?next"?')


@dataclass(frozen=True)
class ExportPage:
    """A page of an export as text, and the call for the next one."""

    text: str
    next: Call[ExportPage] | None

    @property
    def lines(self) -> Sequence[str]:
        """Its lines, each with its end. Not those of `splitlines`, which splits within texts too."""
        return [f"{line}\n" for line in self.text.removesuffix("\n").split("\n")]


def export(kinds: str | Sequence[str], since: int, *, moment: Query) -> Call[ExportPage]:
    """Read the first page of an export."""
    return _page({"kinds": kinds or None, "since": since or None, **moment})


def _page(query: Query) -> Call[ExportPage]:
    def read(answer: Answer) -> ExportPage:
        if not (answer.content.startswith(FIRST) and answer.content.rstrip().rpartition(b"\n")[2].startswith(LAST)):
            raise BadAnswer("The answer is no page of an export. Is this the address of aifacts?")
        cursor = _cursor(answer.headers.get("link", ""))
        return ExportPage(answer.content.decode(), None if cursor is None else _page({**query, "cursor": cursor}))

    return with_headers(Call("GET", "/v1/export", read, query=query), Accept=NDJSON)


def _cursor(link: str) -> str | None:
    """Return the cursor in the address of the next page. The rest of it is as this page was asked for."""
    found = NEXT.search(link)
    return parse_qs(urlsplit(found[1]).query).get("cursor", [None])[0] if found else None


def import_page(
    page: str | ExportPage, *, into_existing: bool = False, idempotency_key: str | None = None
) -> Call[Imported]:
    """Import a page of an export."""
    body: Any = (page.text if isinstance(page, ExportPage) else page).encode()
    query = {"into_existing": into_existing or None}
    call = write("POST", "/v1/import", shaped(Imported), body, query=query, key=idempotency_key)
    return with_headers(call, Content_Type=NDJSON)
