"""Reads the files that `load` takes: pages of an export, or lines of flat bodies; never a whole file at once."""

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from os import SEEK_CUR
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from chalicelib.local.place import Unusable

MAX_LINE_BYTES = 1_000_000
_DIGEST, _PAGE = b'{"line":"digest"', b'{"line":"page"'


class FilePage(NamedTuple):
    """A page of an export: its number, its lines as text, the number of its first line, and where it ends."""

    number: int
    text: str
    first_line: int
    end: int


class FileLine(NamedTuple):
    """A line: its number, what it holds, and where it ends in the file."""

    number: int
    text: str
    body: Any
    end: int


def is_export(file: Path) -> bool:
    """Return whether a file has the pages of an export, by its first line."""
    try:
        with file.open("rb") as opened:
            return opened.readline(MAX_LINE_BYTES).startswith(_PAGE)
    except OSError as error:
        raise Unusable(f"{file} cannot be read: {error.strerror}.") from None


def pages(file: Path) -> Iterator[FilePage]:
    """Yield the pages of an export. Raises Unusable if the file ends within one."""
    with file.open("rb") as opened:
        texts: list[bytes] = []
        number, first = 0, 1
        for line, raw in enumerate(_raw_lines(opened, file), 1):
            texts.append(raw)
            if raw.startswith(_DIGEST):
                number += 1
                yield FilePage(number, b"".join(texts).decode(), first, opened.seek(0, SEEK_CUR))
                texts, first = [], line + 1
        if texts:
            raise Unusable(f"{file} ends within page {number + 1}, at line {first + len(texts) - 1}: dump it again.")


def lines(file: Path, *, start: int = 0, before: int = 0) -> Iterator[FileLine]:
    """Yield the lines from a byte of a file on, of which `before` came earlier. Raises Unusable at a broken one."""
    with file.open("rb") as opened:
        opened.seek(start)
        for number, raw in enumerate(_raw_lines(opened, file, before=before), before + 1):
            if raw.startswith(BOM_UTF8):
                raise Unusable(
                    f"{file}, line {number}: it begins with a byte order mark. Save it as UTF-8 without one."
                )
            if raw.strip():
                try:
                    text = raw.decode()
                    yield FileLine(number, text, json.loads(text), opened.seek(0, SEEK_CUR))
                except ValueError as error:
                    raise Unusable(f"{file}, line {number}: it is not JSON in UTF-8 ({error}).") from None


def _raw_lines(opened: BinaryIO, file: Path, *, before: int = 0) -> Iterator[bytes]:
    number = before
    while raw := opened.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(raw) > MAX_LINE_BYTES:
            raise Unusable(f"{file}, line {number}: it has more than {MAX_LINE_BYTES:,} bytes.")
        yield raw
