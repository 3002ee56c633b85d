"""The declared types of plain values: text, web addresses and flags."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from chalicelib.domain.faults import Faults
from chalicelib.domain.values.checks import described, is_text, quoted
from chalicelib.domain.values.plain import Flag, Text
from chalicelib.domain.values.types.value_type import Schema, ValueType, text_schema


@dataclass(frozen=True)
class TextType(ValueType):
    """Free text, which may have to match a pattern; `format` is for readers of the schema only."""

    max_length: int = 300
    pattern: str | None = None
    format: str | None = None

    def read(self, raw: Any, *, at: str, faults: Faults) -> Text | None:
        """Read text; a pattern must match the whole of it."""
        if not is_text(raw, max_length=self.max_length, at=at, faults=faults):
            return None
        if self.pattern and not re.fullmatch(self.pattern, raw):
            faults.add(at, "bad_text", f"{quoted(raw)} does not match the pattern {self.pattern}.")
            return None
        return Text(raw)

    def shapes(self) -> list[Schema]:
        """List the one form: a string."""
        form = {"format": self.format} if self.format else {}
        return [text_schema(self.max_length, pattern=self.pattern) | form]


@dataclass(frozen=True)
class UrlType(ValueType):
    """The absolute address of a web page."""

    max_length: int = 2000

    def read(self, raw: Any, *, at: str, faults: Faults) -> Text | None:
        """Read an http or https address; it is kept as sent."""
        if not is_text(raw, max_length=self.max_length, at=at, faults=faults):
            return None
        if not _is_url(raw):
            detail = f'{quoted(raw)} is not an absolute web address such as "https://example.com/page".'
            faults.add(at, "not_a_url", detail)
            return None
        return Text(raw)

    def shapes(self) -> list[Schema]:
        """List the one form: a string."""
        return [{"type": "string", "maxLength": self.max_length, "pattern": _URL_PATTERN}]


_URL_PATTERN = r"^https?://[^\s/?#@]+([/?#]\S*)?$"  # no user and password before the host


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
