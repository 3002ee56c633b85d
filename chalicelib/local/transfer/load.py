"""Loads a file into a table or a service: an export, lines of flat bodies, or a folder of seeds."""

import argparse
import json
import time
from collections import Counter
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from chalicelib import seeds
from chalicelib.domain.errors import Busy
from chalicelib.local.place import Environment, Options, Unusable
from chalicelib.local.transfer.files import FilePage, is_export, pages
from chalicelib.local.transfer.flat_lines import load_flat_lines
from chalicelib.local.transfer.progress import StateFile, bar, say
from chalicelib.local.transfer.remote import Remote
from chalicelib.operations.transfer.import_lines import import_lines
from chalicelib.operations.world import Caller

LOADER = Caller("local_load", frozenset({"read", "write", "admin"}))
MAX_ATTEMPTS = 10  # of a page while others write
FIRST_PAUSE_S = 0.2


def load(asked: argparse.Namespace, _: Options, where: Environment | None) -> None:
    """Load a file or a folder, and print a summary; continue a load that was stopped."""
    file = Path(asked.file)
    if file.is_dir():
        if where is None:
            raise Unusable("A folder of seeds is loaded into a table only: leave out URL.")
        print(f"{file}: {asdict(seeds.load(where.world, LOADER, file))}")
        return
    remote = None if where is not None else Remote(asked.url, asked.key)
    about = {"into": asked.url or (where.name if where else ""), "size": file.stat().st_size if file.exists() else 0}
    state = StateFile(file, of="loading", about=about)
    began = time.monotonic()
    if is_export(file):
        said = _load_export(file, where, remote, state=state, into_existing=asked.into_existing)
    else:
        said = load_flat_lines(file, where, remote, state=state, caller=LOADER, stops=asked.stop)
    state.remove()
    print(f"{file}: {said} in {time.monotonic() - began:.1f} s.")


def _load_export(
    file: Path, where: Environment | None, remote: Remote | None, *, state: StateFile, into_existing: bool
) -> str:
    """Import the pages that are left; return what became of them."""
    kept = state.read() or {"page": 0, "counts": {}}
    done, counts = int(kept["page"]), Counter[str](kept["counts"])
    complete = False
    with bar(file.stat().st_size, done=0, unit="B", what="load") as shown:
        for page in pages(file):
            if page.number > done:
                answer = _import_page(page, where, remote, into_existing=into_existing)
                counts.update({name: answer[name] for name in ("imported", "unchanged", "kept_count")})
                for each in answer["kept"]:
                    say(f"kept {each['ref']}: {json.dumps(each)}")
                complete = answer["complete"]
                state.keep({"page": page.number, "counts": dict(counts)})
            shown.update(page.end - shown.n)
    if not complete and counts:
        raise Unusable(f"{file} has no manifest at its end: it is part of an export. Dump it again.")
    return (
        f"{counts['imported']} entities imported, {counts['unchanged']} on record already, {counts['kept_count']} on "
        "record otherwise and kept"
    )


def _import_page(
    page: FilePage, where: Environment | None, remote: Remote | None, *, into_existing: bool
) -> dict[str, Any]:
    if remote is not None:
        query = "?into_existing=true" if into_existing else ""
        key = f"import-{sha256(page.text.encode()).hexdigest()[:40]}"
        read: dict[str, Any] = remote.post_lines(f"/v1/import{query}", page.text, idempotency_key=key).json
        return read
    assert where is not None  # noqa: S101  one of both is there
    lines = [_parsed(text, number) for number, text in enumerate(page.text.splitlines(), page.first_line)]
    for attempt in range(MAX_ATTEMPTS):
        try:
            return import_lines(where.world, lines=lines, into_existing=into_existing).json_value()
        except Busy:
            if attempt == MAX_ATTEMPTS - 1:
                raise
            where.world.pause(FIRST_PAUSE_S * 2**attempt)
    raise AssertionError


def _parsed(text: str, number: int) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Unusable(f"Line {number} is not JSON: {error}.") from None
