"""ValueType: what a property declares that it takes, with its parsing and its JSON Schema."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.faults import Faults
from chalicelib.domain.values.checks import TEXT_PATTERN, check_members, described
from chalicelib.domain.values.plain import Missing
from chalicelib.domain.values.value import Value

Schema = dict[str, Any]


@dataclass(frozen=True)
class ValueType(ABC):
    """What one property takes. Whatever that is, it may also be said to be missing."""

    def parse(self, raw: Any, *, at: str, faults: Faults) -> Value | None:
        """Read a raw JSON value; None means that faults were noted, all of them, at pointers below `at`."""
        before = len(faults.found)
        is_missing = isinstance(raw, Mapping) and "missing" in raw
        value = _missing(raw, at=at, faults=faults) if is_missing else self.read(raw, at=at, faults=faults)
        return value if len(faults.found) == before else None

    def schema(self) -> Schema:
        """Give the JSON Schema (2020-12) of what is taken: exactly one of the forms."""
        return {"oneOf": [*self.shapes(), MISSING_SCHEMA]}

    def sent_schema(self) -> Schema:
        """Give the JSON Schema of what a writer may send: what is shown, and shorter ways to say it."""
        return {"oneOf": [*self.sent_shapes(), MISSING_SCHEMA]}

    def sent_shapes(self) -> list[Schema]:
        """Give the schemas of the forms that a writer may send."""
        return self.shapes()

    @abstractmethod
    def read(self, raw: Any, *, at: str, faults: Faults) -> Value | None:
        """Read a value that is not missing."""

    @abstractmethod
    def shapes(self) -> list[Schema]:
        """Give the schemas of the forms a value can have."""


def _missing(raw: Mapping[str, Any], *, at: str, faults: Faults) -> Missing | None:
    check_members(raw, required=("missing",), at=at, faults=faults)
    match raw["missing"]:
        case "unknown" | "none" as which:
            return Missing(which)
        case other:
            right = '"unknown" (it has one, nobody said) or "none" (it has none)'
            detail = f'"missing" is {right}, not {described(other)}.'
            faults.add(f"{at}/missing", "unknown_code", detail)
            return None


def object_schema(required: dict[str, Schema], *, optional: dict[str, Schema] | None = None) -> Schema:
    """Give the schema of an object with these members and no others."""
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


def text_schema(max_length: int, *, pattern: str | None = None) -> Schema:
    """Give the schema of text that is not blank; without anchors a pattern still means the whole text."""
    whole = pattern and (pattern if pattern.startswith("^") else f"^(?:{pattern})$")
    return {"type": "string", "minLength": 1, "maxLength": max_length, "pattern": whole or TEXT_PATTERN}


MISSING_SCHEMA = object_schema({"missing": {"type": "string", "enum": ["unknown", "none"]}})
