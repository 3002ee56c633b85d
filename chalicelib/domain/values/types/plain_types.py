"""The declared types of plain values: text, web addresses and flags."""

import re
from typing import Any
from urllib.parse import urlsplit

from chalicelib.domain.faults import Faults
from chalicelib.domain.values.checks import described, quoted, read_text
from chalicelib.domain.values.plain import Flag, Text
from chalicelib.domain.values.types.value_type import Schema, Value, ValueType, text_schema
from chalicelib.domain.values.words.clean_text import UNWANTED, renewed
from chalicelib.late_dataclass import dataclass


@dataclass(frozen=True)
class TextType(ValueType):
    """Free text, which may have to match a pattern; `format` is for readers of the schema only.

    It is one line, unless it is `prose`, which keeps its line breaks and tabs.
    """

    max_length: int = 300
    pattern: str | None = None
    format: str | None = None
    prose: bool = False

    def read(self, raw: Any, *, at: str, faults: Faults) -> Text | None:
        """Read text in its clean form; a pattern must match the whole of it."""
        text = read_text(raw, max_length=self.max_length, prose=self.prose, at=at, faults=faults)
        if text is None:
            return None
        if self.pattern and not re.fullmatch(self.pattern, text):
            faults.add(at, "bad_text", f"{quoted(text)} does not match the pattern {self.pattern}.")
            return None
        return Text(text)

    def renewed(self, value: Value) -> Value:
        """Return a text on record in its clean form."""
        return Text(renewed(value.text, prose=self.prose)) if isinstance(value, Text) else value

    def shapes(self) -> list[Schema]:
        """List the one form: a string."""
        form = {"format": self.format} if self.format else {}
        return [text_schema(self.max_length, pattern=self.pattern) | form]


@dataclass(frozen=True)
class UrlType(ValueType):
    """The absolute address of a web page."""

    max_length: int = 2000

    def read(self, raw: Any, *, at: str, faults: Faults) -> Text | None:
        """Read an http or https address; white space around it is dropped."""
        text = read_text(raw, max_length=self.max_length, at=at, faults=faults)
        if text is None:
            return None
        if not _is_url(text):
            detail = f'{quoted(text)} is not an absolute web address such as "https://example.com/page".'
            faults.add(at, "not_a_url", detail)
            return None
        return Text(text)

    def shapes(self) -> list[Schema]:
        """List the one form: a string."""
        return [{"type": "string", "maxLength": self.max_length, "pattern": _URL_PATTERN}]


# No user and password before the host.
_URL_PATTERN = rf"^https?://[^\s{UNWANTED}/?#@]+([/?#][^\s{UNWANTED}]*)?$"


def _is_url(text: str) -> bool:
    if not re.fullmatch(_URL_PATTERN, text) or not text.isprintable():
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


@dataclass(frozen=True)
class FlagType(ValueType):
    """Yes or no."""

    def read(self, raw: Any, *, at: str, faults: Faults) -> Flag | None:
        """Read true or false."""
        if isinstance(raw, bool):
            return Flag(raw)
        faults.add(at, "wrong_type", f"Expected true or false, not {described(raw)}.")
        return None

    def shapes(self) -> list[Schema]:
        """List the one form: a boolean."""
        return [{"type": "boolean"}]
