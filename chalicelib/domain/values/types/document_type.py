"""The declared type of documents: a source on record, or the address of a web page."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.faults import Faults
from chalicelib.domain.values.checks import Members
from chalicelib.domain.values.plain import Named, Ref, Text
from chalicelib.domain.values.types.plain_types import UrlType
from chalicelib.domain.values.types.ref_types import RefType
from chalicelib.domain.values.types.value_type import Schema, ValueType
from chalicelib.late_dataclass import dataclass

_SOURCE, _URL = RefType(("source",)), UrlType()


@dataclass(frozen=True)
class DocumentType(ValueType):
    """A document: a source by its ref, or a web page by its URL."""

    def read(self, raw: Any, *, at: str, faults: Faults) -> Ref | Named | Text | None:
        """Read a URL if it begins like one, else a ref."""
        is_url = isinstance(raw, str) and raw.lower().startswith(("http:", "https:"))
        return _URL.read(raw, at=at, faults=faults) if is_url else _SOURCE.read(raw, at=at, faults=faults)

    def members_of(self, raw: Mapping[str, Any]) -> Members:
        """Return the member of words in an object."""
        return _SOURCE.members_of(raw)

    def shapes(self) -> list[Schema]:
        """List the two forms: a ref or a URL, and words in an object."""
        ref, words = _SOURCE.shapes()
        url = _URL.shapes()[0]["pattern"]
        return [{"type": "string", "maxLength": _URL.max_length, "pattern": f"({ref['pattern']})|({url})"}, words]

    def sent_shapes(self) -> list[Schema]:
        """List the forms that a request may use: a text without a slash is words."""
        sent, words = _SOURCE.sent_shapes()
        url = _URL.shapes()[0]["pattern"]
        return [{"type": "string", "maxLength": _URL.max_length, "pattern": f"({sent['pattern']})|({url})"}, words]
