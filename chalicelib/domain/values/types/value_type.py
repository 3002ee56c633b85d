"""ValueType: the declared type of a property's values, with its parser and its JSON Schema."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.faults import Faults
from chalicelib.domain.values.checks import Members, described, has_members
from chalicelib.domain.values.plain import Code, Erased, Flag, Missing, Named, Phrase, Ref, Text
from chalicelib.domain.values.quantities.quantities import Quantity, Span
from chalicelib.domain.values.times.dates import When
from chalicelib.domain.values.times.durations import Duration, MonthDay
from chalicelib.domain.values.times.hours import Hours
from chalicelib.domain.values.words.clean_text import TEXT_PATTERN
from chalicelib.late_dataclass import dataclass

Schema = dict[str, Any]
Value = (
    Text | Code | Flag | Ref | Named | When | Hours | Duration | MonthDay | Quantity | Span | Phrase | Missing | Erased
)


@dataclass(frozen=True)
class ValueType(ABC):
    """The values that a property can have. A value of any type may also be said to be missing."""

    def parse(self, raw: Any, *, at: str, faults: Faults) -> Value | None:
        """Parse a raw JSON value; None means that all its faults were noted, at pointers that begin with `at`."""
        if not isinstance(raw, Mapping):
            return self.read(raw, at=at, faults=faults)
        if "missing" in raw:
            return _read_missing(raw, at=at, faults=faults)
        has_its_members = self.has_its_members(raw, at=at, faults=faults)
        value = self.read(raw, at=at, faults=faults)
        return value if has_its_members else None

    def has_its_members(self, raw: Any, *, at: str, faults: Faults) -> bool:
        """Check the names of the members of a value that is written as an object."""
        members = self.members_of(raw) if isinstance(raw, Mapping) else None
        return members is None or has_members(raw, members, at=at, faults=faults)

    def schema(self) -> Schema:
        """Return the JSON Schema (2020-12) of a value: exactly one of the forms."""
        return {"oneOf": [*self.shapes(), MISSING_SCHEMA]}

    def sent_schema(self) -> Schema:
        """Return the JSON Schema of a value in a request, which may have shorter forms as well."""
        return {"oneOf": [*self.sent_shapes(), MISSING_SCHEMA]}

    def sent_shapes(self) -> list[Schema]:
        """List the schemas of the forms that a request may use."""
        return self.shapes()

    def members_of(self, _raw: Mapping[str, Any]) -> Members | None:
        """Return the members of the object form that `raw` is in; None for a type without object forms."""
        return None

    def renewed(self, value: Value) -> Value:
        """Return a value on record as this type would read it today: an old text can be a code by now."""
        return value

    @abstractmethod
    def read(self, raw: Any, *, at: str, faults: Faults) -> Value | None:
        """Read a value that is not missing; None means that its faults were noted. Unknown members are ignored."""

    @abstractmethod
    def shapes(self) -> list[Schema]:
        """List the schemas of the forms that a value can have."""


def _read_missing(raw: Mapping[str, Any], *, at: str, faults: Faults) -> Missing | None:
    has_its_members = has_members(raw, Members(("missing",)), at=at, faults=faults)
    match raw["missing"]:
        case "unknown" | "none" as which:
            return Missing(which) if has_its_members else None
        case other:
            expected = '"unknown" (there is one, but nobody has said it) or "none" (there is none)'
            detail = f'Expected "missing" to be {expected}, not {described(other)}.'
            faults.add(f"{at}/missing", "unknown_code", detail)
            return None


def object_schema(required: dict[str, Schema], *, optional: dict[str, Schema] | None = None) -> Schema:
    """Return the schema of an object with these members and no others."""
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


def text_schema(max_length: int, *, pattern: str | None = None) -> Schema:
    """Return the schema of text that is not blank; a pattern without anchors matches the whole text."""
    whole = pattern and (pattern if pattern.startswith("^") else f"^(?:{pattern})$")
    return {"type": "string", "minLength": 1, "maxLength": max_length, "pattern": whole or TEXT_PATTERN}


MISSING_SCHEMA = object_schema({"missing": {"type": "string", "enum": ["unknown", "none"]}})


def value_from_json(raw: Any, value_type: ValueType) -> Value:
    """Rebuild a value from its own JSON. Raises ValueError if it is not of the type."""
    faults = Faults()
    value = value_type.parse(raw, at="", faults=faults)
    if value is None:
        raise ValueError("; ".join(fault.detail for fault in faults.found))
    return value
