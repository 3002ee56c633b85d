"""Export everything on record, a page of lines at a time, as of the change at which the first page began.

The pages follow the change feed, so no request scans the table: an entity is met at its first change, and written whole
as of the last change of the export.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.domain.errors import BeyondHead, Busy, Unavailable
from chalicelib.operations.numbering.sequencer import BATCH, feed_head, newest_of, sequence
from chalicelib.operations.paging.paging import opened, sealed
from chalicelib.operations.transfer.entity_lines import entity_lines, read_record
from chalicelib.operations.transfer.line_format import (
    MAX_PAGE_BYTES,
    SCHEMA,
    Line,
    LinesDigest,
    LineType,
    chained,
    count_line,
    manifest_counts,
    write_line,
)
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.cursor import not_a_cursor
from chalicelib.store.records.revision_rows import read_revision

ROUNDS = 100  # of the sequencer in one request
FEED_PAGES = 20  # of one query


@dataclass(frozen=True)
class ExportPage:
    """A page: its lines as text, its number, the last change of the export, and the cursor of the next page."""

    text: str
    number: int
    change: int
    next: str | None


@dataclass(frozen=True)
class Position:
    """Where a page begins: after a change and some lines of the next one, with what the pages before it had.

    `until` is the last change of the export, and `seen` the digest of the pages so far.
    """

    until: int
    after: int
    skipped: int = 0
    page: int = 1
    seen: str = ""
    counts: dict[str, int] = field(default_factory=dict)


def export(
    world: World, *, cursor: str | None = None, kinds: Collection[str] = (), since: int = 0, most: int | None = None
) -> ExportPage:
    """Return the page at a cursor, None for the first, in about `most` bytes.

    `kinds` leaves out all others, and `since` the entities without a change after that number. Raises BadCursor,
    BeyondHead if the feed does not reach `since`, and Busy while many changes wait for their numbers.
    """
    question = f"export {','.join(sorted(kinds))} {since}"
    content = opened(world, cursor, question=question)
    position = _first_position(world, since) if content is None else _position_of(content)
    page = _Page(position, kinds=sorted(kinds), since=since, most=most or MAX_PAGE_BYTES)
    following = page.fill(_lines(world, position, kinds, since))
    return ExportPage(
        page.end(following is None),
        position.page,
        position.until,
        None if following is None else sealed(world, following.__dict__, question=question),
    )


def _first_position(world: World, since: int) -> Position:
    more = True
    with suppress(Unavailable):  # what cannot be numbered now is not part of the export
        for _ in range(ROUNDS):
            if not more:
                break
            _, more = sequence(world)
        if more:
            raise Busy(f"More than {ROUNDS * BATCH} changes wait for their numbers. Send the same request again.")
    newest = newest_of(feed_head(world))
    if since > newest:
        detail = f"There is no change {since}; the newest is {newest}."
        raise BeyondHead(detail, context={"head": newest})
    return Position(newest, since)


def _position_of(content: dict[str, Any]) -> Position:
    try:
        return Position(**content)
    except TypeError:  # without a secret anybody may have written it
        raise not_a_cursor() from None


@dataclass(frozen=True)
class _Placed:
    """A line, the change that it belongs to, and its place among the lines of that."""

    change: int
    place: int
    line: Line


def _lines(world: World, position: Position, kinds: Collection[str], since: int) -> Iterator[_Placed]:
    """Yield the lines from a position on: before a change, the entity that it is the first one of."""
    skipped = position.skipped
    for change in _changes(world, position.after, position.until):
        if kinds and change["ref"].partition("/")[0] not in kinds:
            continue
        for place, line in enumerate(_lines_of(world, change, position.until, since)):
            if place >= skipped:
                yield _Placed(change["number"], place, line)
        skipped = 0


def _lines_of(world: World, change: dict[str, Any], until: int, since: int) -> Iterator[Line]:
    if _is_first(world, change, since):
        record = read_record(world, change["ref"], until=until)
        yield from entity_lines(record) if record is not None else ()
    yield {
        "line": LineType.CHANGE.value,
        "number": change["number"],
        "ref": change["ref"],
        "revision": change["revision"],
    }


def _is_first(world: World, change: dict[str, Any], since: int) -> bool:
    """Return whether a change is the first one of its entity after `since`."""
    if change["revision"] == 1 or not since:
        return bool(change["revision"] == 1)
    key = keys.revision_key(change["ref"], change["revision"] - 1)
    before = world.table.get([key], consistent=True).get(key)
    return before is None or (read_revision(before).change or 0) <= since


def _changes(world: World, after: int, until: int) -> Iterator[dict[str, Any]]:
    """Yield the changes from `after` to `until` in order, from the pages of the feed."""
    while after < until:
        first = keys.feed_page_key(after + 1)
        pages = world.table.query(None, first.pk, start=first.sk, limit=FEED_PAGES, consistent=True).rows
        found = [each for page in pages for each in page.body["changes"] if after < each["number"] <= until]
        if not found:
            return
        yield from found
        after = found[-1]["number"]


class _Page:
    """A page while it is filled."""

    def __init__(self, position: Position, *, kinds: list[str], since: int, most: int) -> None:
        self._position = position
        self._digest = LinesDigest()
        self._texts: list[str] = []
        self._counts = dict(position.counts)
        self._most = most
        self._scope = {"change": position.until, "since": since, "kinds": kinds}
        head = {"line": LineType.PAGE.value, "schema": SCHEMA, "page": position.page, **self._scope}
        self._add({**head, "before": position.seen})

    def fill(self, lines: Iterator[_Placed]) -> Position | None:
        """Add lines while there is room; return where the next page begins, None after the last line."""
        for placed in lines:
            room = self._most - self._digest.bytes
            if len(self._texts) > 1 and len(write_line(placed.line).encode()) > room:
                following = replace(self._position, after=placed.change - 1, skipped=placed.place, counts=self._counts)
                seen = chained(self._position.seen, self._digest.sha256)
                return replace(following, page=self._position.page + 1, seen=seen)
            self._add(placed.line)
            count_line(self._counts, placed.line)
        return None

    def end(self, is_last: bool) -> str:
        """Return the text of the page with its last lines."""
        if is_last:
            counts, position = manifest_counts(self._counts), self._position
            seen = chained(position.seen, self._digest.sha256)
            head = {"line": LineType.MANIFEST.value, "schema": SCHEMA, "pages": position.page, **self._scope}
            self._add({**head, "counts": counts, "sha256": seen})
        digest = {"line": LineType.DIGEST.value, "page": self._position.page, "lines": self._digest.lines}
        return "".join(self._texts) + write_line({**digest, "sha256": self._digest.sha256})

    def _add(self, line: Line) -> None:
        self._texts.append(self._digest.add(line))
