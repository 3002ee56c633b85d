"""Dumps everything on record into a file of lines, a page at a time; a killed dump continues."""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from chalicelib.domain.errors import BadCursor, Busy
from chalicelib.local.place import Environment, Options, Unusable
from chalicelib.local.transfer.progress import StateFile, bar
from chalicelib.local.transfer.remote import Remote
from chalicelib.operations.transfer.export import export

PAUSE_S = 0.1
_CHANGE_LINE = '\n{"line":"change"'


class DumpedPage(NamedTuple):
    """A page as text, and the cursor of the next one."""

    text: str
    next: str | None


ReadNext = Callable[[str | None], DumpedPage]


def dump(asked: argparse.Namespace, _: Options, where: Environment | None) -> None:
    """Write an export into a file and print what it has; continue one that was stopped."""
    file = Path(asked.file)
    read = _from_service(Remote(asked.url, asked.key)) if where is None else _from_table(where)
    state = StateFile(file, of="dumping", about={"from": asked.url or (where.name if where else "")})
    began = time.monotonic()
    last = _write_pages(file, read, state)
    state.remove()
    print(_summary(file, last, time.monotonic() - began))


def _write_pages(file: Path, read: ReadNext, state: StateFile) -> str:
    """Write the pages that are left; return the manifest's line."""
    kept = state.read() if file.exists() else None
    page = None
    if kept is not None:
        try:
            page = read(kept["next"])
        except (BadCursor, Unusable):  # it is a day old: begin again
            kept = None
    page = read(None) if page is None else page
    size, changes = (kept["bytes"], kept["changes"]) if kept else (0, 0)
    head = json.loads(page.text.partition("\n")[0])
    with (
        file.open("r+b" if kept else "wb") as out,
        bar(head["change"], done=changes, unit=" changes", what="dump") as shown,
    ):
        out.truncate(size)
        out.seek(size)
        while True:
            size += out.write(page.text.encode())
            shown.update(page.text.count(_CHANGE_LINE))
            changes += page.text.count(_CHANGE_LINE)
            if page.next is None:
                return page.text.rstrip("\n").rsplit("\n", 2)[-2]
            out.flush()
            state.keep({"next": page.next, "bytes": size, "changes": changes})
            page = read(page.next)


def _from_table(where: Environment) -> ReadNext:
    def read(cursor: str | None) -> DumpedPage:
        while True:
            try:
                page = export(where.world, cursor=cursor)
            except Busy:  # each attempt numbers more of the changes
                where.world.pause(PAUSE_S)
            else:
                return DumpedPage(page.text, page.next)

    return read


def _from_service(remote: Remote) -> ReadNext:
    def read(cursor: str | None) -> DumpedPage:
        query = urlencode({"cursor": cursor}) if cursor else ""
        reply = remote.get(f"/v1/export?{query}" if query else "/v1/export")
        return DumpedPage(reply.body.decode(), _next_cursor(reply.headers.get("link", "")))

    return read


def _next_cursor(link: str) -> str | None:
    """Return the cursor in the address of the next page, as the header `Link` names it."""
    following = next((each for each in link.split(",") if 'rel="next"' in each), None)
    if following is None:
        return None
    address = following.partition("<")[2].partition(">")[0]
    return parse_qs(urlsplit(address).query)["cursor"][0]


def _summary(file: Path, manifest: str, seconds: float) -> str:
    read = json.loads(manifest)
    counts, pages, size = read["counts"], read["pages"], file.stat().st_size
    kinds = ", ".join(f"{n} {kind}" for kind, n in counts["entities"].items()) or "no entities"
    return (
        f"{file}: {kinds}; {counts['facts']} facts, {counts['revisions']} revisions, up to change {read['change']}; "
        f"{pages} pages, {size:,} bytes in {seconds:.1f} s. SHA-256 of the pages: {read['sha256']}"
    )
