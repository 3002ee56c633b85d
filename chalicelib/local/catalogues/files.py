"""The files of catalogues: where they are, of which day they are, and what they hold."""

import csv
import gzip
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from chalicelib.domain.values import parse_date

DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
DATE_IN_NAME = re.compile(r"(?<![\d.])\d{4}-\d\d(-\d\d)?(?!\d)")


class BadCatalogue(Exception):
    """A catalogue cannot be read; the message says what was expected and where."""


class Number(Decimal):
    """A number of a file, with the digits that the file has."""

    text: str

    def __new__(cls, text: str) -> "Number":
        """Read a number of JSON."""
        number = super().__new__(cls, text)
        number.text = text
        return number


class CatalogueFile:
    """A file of a catalogue. `day` is in its name or was given with it: a day, a month or a year."""

    def __init__(self, path: Path, day: str | None = None) -> None:
        found = DATE_IN_NAME.search(path.name)
        self.path = path
        self._day = day or (found[0] if found else None)

    @property
    def day(self) -> str:
        """Return the day of the file. Raises BadCatalogue if nobody has said it."""
        if self._day is None:
            raise BadCatalogue(
                f"{self.path}: the date of this file is unknown, for its name has none. "
                f"Write it behind the name: {self.path.name}@2025-11-15, or only the month."
            )
        if not DATE.fullmatch(self._day) or parse_date(self._day) is None:
            raise BadCatalogue(f"{self.path}: {self._day!r} is not a date; write 2025-11-15, 2025-11 or 2025.")
        return self._day

    @cached_property
    def content(self) -> bytes:
        """Return its bytes, without compression by gzip."""
        try:
            content = self.path.read_bytes()
            return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
        except (OSError, EOFError) as error:
            raise BadCatalogue(f"{self.path} cannot be read: {error}") from error

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of its content."""
        return hashlib.sha256(self.content).hexdigest()

    def json_object(self, expected: str) -> Mapping[str, Any]:
        """Parse an object of JSON, its numbers as they are written. Raises BadCatalogue for anything else."""
        try:
            found = json.loads(self.content, parse_float=Number, parse_int=Number)
        except ValueError as error:  # not UTF-8, or not JSON
            raise BadCatalogue(f"{self.path} is not JSON: {error}. Expected {expected}.") from error
        if not isinstance(found, dict) or not found:
            raise BadCatalogue(f"{self.path}: the file holds {_named(found)}. Expected {expected}.")
        return found

    def table(self, expected: Sequence[str]) -> list[dict[str, str]]:
        """Read the rows of a CSV file that has these columns. Raises BadCatalogue if it lacks one."""
        try:
            text = self.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadCatalogue(f"{self.path} is not text in UTF-8: {error}.") from error
        reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
        try:
            rows = [{name: each for name, each in row.items() if name is not None} for row in reader]
        except csv.Error as error:
            raise BadCatalogue(f"{self.path}, line {reader.line_num}: no CSV: {error}.") from error
        columns = reader.fieldnames or ()
        if missing := [name for name in expected if name not in columns]:
            raise BadCatalogue(
                f"{self.path}, line 1: expected the columns {', '.join(expected)}; "
                f"{', '.join(missing)} missing. The file has: {', '.join(columns) or 'none'}."
            )
        return rows


def _named(value: Any) -> str:
    names = {dict: "an object without members", list: "a list", str: "a text", Number: "a number"}
    return names.get(type(value), "a literal")
