"""The declared types of what people write in words, and the service keeps as codes: regions and licences."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.faults import Faults, Guesses
from chalicelib.domain.values.checks import CodedFault, Members, described, quoted, read_text
from chalicelib.domain.values.plain import Code, Named, Text
from chalicelib.domain.values.types.ref_types import NAMED_MAX_LENGTH, read_named
from chalicelib.domain.values.types.value_type import Schema, Value, ValueType, object_schema, text_schema
from chalicelib.domain.values.words.clean_text import renewed
from chalicelib.late_dataclass import dataclass


@dataclass(frozen=True)
class WordType(ValueType):
    """A code, which may be sent as a name that people write for it; or words in an object if it has no code."""

    def read(self, raw: Any, *, at: str, faults: Faults) -> Code | Named | None:
        """Read a code or a name of it, which is noted; or `{"text": ...}`."""
        if isinstance(raw, Mapping):
            return read_named(raw, at=at, faults=faults)
        if not isinstance(raw, str):
            right = f'write {self.example()}, or {{"text": "..."}}'
            faults.add(at, "wrong_type", f"Expected {self.subject()}, not {described(raw)}; {right}.")
            return None
        text = read_text(raw, max_length=NAMED_MAX_LENGTH, at=at, faults=faults)
        if text is None:
            return None
        code = self.code_of(text)
        if code is None:
            faults.add(at, *self.unknown(text, guesses=faults.guesses))
            return None
        faults.note_adjusted(at, raw, code, is_code=True)
        return Code(code)

    def renewed(self, value: Value) -> Value:
        """Return a text on record as its code, or as words if it has none."""
        if not isinstance(value, Text):
            return Named(renewed(value.text)) if isinstance(value, Named) else value
        code = self.code_of(value.text)
        return Named(renewed(value.text)) if code is None else Code(code)

    def asked(self, text: str) -> Any:
        """Return the JSON of what a reader asks for: the text itself if it names a code, else words."""
        return text if self.code_of(text) else {"text": text}

    def members_of(self, _raw: Mapping[str, Any]) -> Members:
        """Return the member of words in an object."""
        return Members(("text",))

    def shapes(self) -> list[Schema]:
        """List the two forms: a code, and words in an object."""
        code = {"type": "string", "minLength": 1, "maxLength": NAMED_MAX_LENGTH, "pattern": self.code_pattern()}
        return [code, object_schema({"text": text_schema(NAMED_MAX_LENGTH)})]

    def sent_shapes(self) -> list[Schema]:
        """List the two forms that a request may use: a code or a name of it, and words in an object."""
        code = text_schema(NAMED_MAX_LENGTH)
        code["description"] = f"{self.subject().capitalize()}, by its code or a name that has just one."
        return [code, self.shapes()[1]]

    def unknown(self, text: str, *, guesses: Guesses) -> CodedFault:
        """Return the fault of a text that names no code, or more than one."""
        hint = self.hint(text, guesses)
        right = f'{hint}Write {self.example()}, or {{"text": {quoted(text)}}} if it has no code.'
        return CodedFault("unknown_code", f"{quoted(text)} is not the code of {self.subject()}. {right}")

    @abstractmethod
    def code_of(self, text: str) -> str | None:
        """Return the code that a text is, or that it names."""

    @abstractmethod
    def code_pattern(self) -> str:
        """Return the pattern of a code in JSON Schema."""

    @abstractmethod
    def subject(self) -> str:
        """Name what it is, with its article."""

    @abstractmethod
    def example(self) -> str:
        """Write an example of a code."""

    def hint(self, _text: str, _guesses: Guesses) -> str:
        """Say which codes a text may mean; empty if that is not known."""
        return ""


@dataclass(frozen=True)
class RegionType(WordType):
    """Where something applies: a country, a part of one, a declared word such as `EEA`, or the region of a cloud."""

    def code_of(self, text: str) -> str | None:
        """Return the code of a region."""
        from chalicelib.domain.values.words.regions import region_code  # here, since its tables are seldom needed

        return region_code(text)

    def code_pattern(self) -> str:
        """Return the pattern of a code in JSON Schema."""
        from chalicelib.domain.values.words.regions import REGION_PATTERN  # as above

        return REGION_PATTERN

    def subject(self) -> str:
        """Name what it is, with its article."""
        return "a region"

    def example(self) -> str:
        """Write examples of codes."""
        return 'a country such as "IT", a part of one such as "US-CA", "EU", "global" or "aws:us-east-1"'

    def hint(self, text: str, guesses: Guesses) -> str:
        """Say which regions a name may mean."""
        from chalicelib.domain.values.words.countries import meant_country  # as above
        from chalicelib.domain.values.words.regions import clouds_of

        clouds = " or ".join(map(quoted, clouds_of(text)))
        return f"If it is the region of a cloud, write {clouds}. " if clouds else meant_country(text, guesses=guesses)


@dataclass(frozen=True)
class LicenseType(WordType):
    """A licence: an SPDX expression, whose parts may be the declared words for licences that SPDX does not list."""

    def code_of(self, text: str) -> str | None:
        """Return the licence in its standard spelling."""
        from chalicelib.domain.values.words.licenses import license_code  # here, since its tables are seldom needed

        return license_code(text)

    def code_pattern(self) -> str:
        """Return the pattern of a code in JSON Schema."""
        return r"^[A-Za-z0-9.+() -]+$"

    def subject(self) -> str:
        """Name what it is, with its article."""
        return "a licence"

    def example(self) -> str:
        """Write examples of codes."""
        return 'an SPDX expression such as "Apache-2.0", a declared word such as "LicenseRef-Gemma"'

    def hint(self, text: str, _guesses: Guesses) -> str:
        """Say which licences an ambiguous name may mean."""
        from chalicelib.domain.values.words.licenses import license_hint  # as above

        return license_hint(text)
