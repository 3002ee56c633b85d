"""Reads a page of an export: whether its lines are what was exported, and what they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.errors import Fault, Invalid
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.faults import summed_up
from chalicelib.domain.transfer_errors import DigestMismatch, ManifestMismatch, NewerExport
from chalicelib.operations.transfer.fact_lines import read_fact_line
from chalicelib.operations.transfer.line_format import SCHEMA, Line, LinesDigest, LineType, chained
from chalicelib.operations.transfer.line_shapes import must_have_its_shape
from chalicelib.store.records.lifecycle_rows import Lifecycle, lifecycle_of
from chalicelib.store.records.revision_rows import Revision
from chalicelib.store.records.view_parts import RedirectChange
from chalicelib.store.rows import UNREADABLE

MAX_FAULTS = 20
_SHAPE = "It is not a line of an export: send the lines of a page as `GET /v1/export` returned them, one a line."
_NO_TEXT = "It has half a surrogate pair, which no export has: send the lines as `GET /v1/export` returned them."


@dataclass(frozen=True)
class Closing:
    """The line that closes an entity, with its place on the page."""

    place: int
    ref: str
    created_at: str
    facts: int
    revisions: int
    lifecycles: tuple[Lifecycle, ...]
    redirects: tuple[RedirectChange, ...]


@dataclass(frozen=True)
class NumberedChange:
    """The line of a change, with its place on the page."""

    place: int
    number: int
    ref: str
    revision: int


@dataclass
class ReadPage:
    """A page: its number, the export that it is part of, and its lines by what they are.

    `before` is the digest of the pages before it, `seen` that with its own; `counts` are those of the manifest on the
    last page.
    """

    number: int
    change: int
    is_whole: bool  # the export has every kind and every change
    before: str
    seen: str = ""
    is_last: bool = False
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    revisions: dict[str, list[Revision]] = field(default_factory=dict)
    entities: list[Closing] = field(default_factory=list)
    changes: list[NumberedChange] = field(default_factory=list)


def read_page(lines: Sequence[Any]) -> ReadPage:
    """Read the lines of a page. Raises NewerExport, Invalid, DigestMismatch and ManifestMismatch."""
    if not all(isinstance(line, dict) and isinstance(line.get("line"), str) for line in lines):
        raise _refusal([(n, _SHAPE) for n, line in enumerate(lines) if not (isinstance(line, dict) and "line" in line)])
    _must_be_known(lines)
    page = _read_head(lines)
    _check_digest(lines, page)
    faults: list[tuple[int, str]] = []
    for place, line in enumerate(lines):
        try:
            _read_line(page, place, line)
        except UNREADABLE:
            faults.append((place, _SHAPE))
    if faults:
        raise _refusal(faults)
    return page


def _must_be_known(lines: Sequence[Mapping[str, Any]]) -> None:
    found = next((line["schema"] for line in lines if isinstance(line.get("schema"), int)), SCHEMA)
    if found > SCHEMA:
        detail = f"The export has the schema {found}; this service reads up to {SCHEMA}. Deploy a newer version first."
        raise NewerExport(detail, context={"schema": found, "known": SCHEMA})


def _read_head(lines: Sequence[Mapping[str, Any]]) -> ReadPage:
    match lines[0] if lines else {}:
        case {
            "line": LineType.PAGE.value,
            "page": int(number),
            "change": int(change),
            "since": int(since),
            "kinds": list(kinds),
            "before": str(before),
        }:
            return ReadPage(number, change, not since and not kinds, before)
    raise _refusal([(0, "The first line must be that of a page: send each page of an export whole.")])


def _check_digest(lines: Sequence[Mapping[str, Any]], page: ReadPage) -> None:
    """Compare the digest in the last line with the lines before it, and the manifest with the pages so far."""
    digest = LinesDigest()
    manifest, seen = None, ""
    for place, line in enumerate(lines[:-1]):
        if line["line"] == LineType.MANIFEST.value:
            manifest, seen = (place, line), chained(page.before, digest.sha256)
        try:
            digest.add(line)
        except UnicodeEncodeError:
            raise _refusal([(place, _NO_TEXT)]) from None
    last = lines[-1]
    if last["line"] != LineType.DIGEST.value:
        raise DigestMismatch("The last line of the page is not its digest: the page was cut short. Send it whole.")
    if last.get("sha256") != digest.sha256:
        raise DigestMismatch(
            f"Page {page.number} has the digest '{digest.sha256}', and its last line says '{last.get('sha256')}': "
            "lines are missing or were changed. Export the page again.",
            context={"page": page.number},
        )
    page.seen = chained(page.before, digest.sha256)
    if manifest is not None:
        place, line = manifest
        if place != len(lines) - 2:
            raise _refusal([(place + 1, "Lines follow the manifest, which ends an export.")])
        _check_manifest(line, page, seen)


def _check_manifest(manifest: Mapping[str, Any], page: ReadPage, seen: str) -> None:
    of_head = (page.number, page.change, seen)
    if (manifest.get("pages"), manifest.get("change"), manifest.get("sha256")) != of_head:
        raise ManifestMismatch(
            f"The manifest is of {manifest.get('pages')} pages up to change {manifest.get('change')} with the digest "
            f"'{manifest.get('sha256')}'; the pages have {of_head}. Export again, from the first page.",
            context={"page": page.number},
        )
    page.is_last = True


def _read_line(page: ReadPage, place: int, line: Line) -> None:
    must_have_its_shape(line)
    match line["line"]:
        case LineType.FACT.value:
            fact = read_fact_line(line)
            page.facts.setdefault(fact.entity, []).append(fact)
        case LineType.REVISION.value:
            page.revisions.setdefault(line["ref"], []).append(_read_revision(line))
        case LineType.ENTITY.value:
            page.entities.append(_read_closing(place, line))
        case LineType.CHANGE.value:
            page.changes.append(NumberedChange(place, line["number"], line["ref"], line["revision"]))
        case LineType.PAGE.value | LineType.MANIFEST.value | LineType.DIGEST.value:
            pass
        case _:
            raise ValueError(line["line"])


def _read_revision(line: Line) -> Revision:
    return Revision(
        ref=line["ref"],
        number=line["revision"],
        at=line["at"],
        by=line["by"],
        cause=line["cause"],
        recorded=tuple(line["recorded"]),
        decided=tuple(line["decided"]),
        changes=tuple(line["changes"]),
        counts=line["counts"],
        change=line["change"],
        allows_duplicate=line.get("allow_duplicate", False),
        first_change=line.get("first_change"),
    )


def _read_closing(place: int, line: Line) -> Closing:
    return Closing(
        place,
        line["ref"],
        line["created_at"],
        line["facts"],
        line["revisions"],
        tuple(map(lifecycle_of, line.get("lifecycle", ()))),
        tuple(RedirectChange(**each) for each in line.get("redirects", ())),
    )


def _refusal(faults: Sequence[tuple[int, str]]) -> Invalid:
    found = [Fault(f"/{place}", "broken_line", f"Line {place + 1}: {detail}") for place, detail in faults[:MAX_FAULTS]]
    return Invalid(summed_up(found), faults=tuple(found))
