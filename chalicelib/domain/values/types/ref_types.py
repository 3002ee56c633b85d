"""The declared types of refs and of text in a language."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.domain.faults import Faults, Guesses
from chalicelib.domain.values.checks import CodedFault, Members, described, quoted, read_text, with_article
from chalicelib.domain.values.meant_refs import did_you_mean
from chalicelib.domain.values.plain import KIND_PATTERN, SLUG_PATTERN, Named, Phrase, Ref, parse_ref
from chalicelib.domain.values.types.code_types import LANGUAGE_SCHEMA, is_language
from chalicelib.domain.values.types.value_type import Schema, Value, ValueType, object_schema, text_schema
from chalicelib.domain.values.words.clean_text import renewed, text_pattern
from chalicelib.late_dataclass import dataclass

NAMED_MAX_LENGTH = 300
_PLAIN_TEXT = text_pattern(beside="/")


@dataclass(frozen=True)
class RefType(ValueType):
    """An entity of one of these kinds (None: of any), or words if there is no entity."""

    kinds: tuple[str, ...] | None = None

    def read(self, raw: Any, *, at: str, faults: Faults) -> Ref | Named | None:
        """Read `kind/slug`, or words as `{"text": ...}` or as a text without a slash.

        It does not check that the entity exists.
        """
        if isinstance(raw, Mapping):
            return read_named(raw, at=at, faults=faults)
        if isinstance(raw, str) and "/" not in raw:
            text = read_text(raw, max_length=NAMED_MAX_LENGTH, at=at, faults=faults)
            return None if text is None else Named(text)
        found = parse_ref(raw) if isinstance(raw, str) else None
        if found is None:
            faults.add(at, *self._not_a_ref(raw, faults.guesses))
        elif self.kinds and found.kind not in self.kinds:
            words = f'or {{"text": {quoted(str(found))}}} if it is not a ref'
            detail = f"{found} is of the kind {found.kind}; expected {with_article(' or '.join(self.kinds))}, {words}"
            faults.add(at, "wrong_kind", detail + did_you_mean(str(found), self.kinds, guesses=faults.guesses))
            return None
        return found

    def renewed(self, value: Value) -> Value:
        """Return words on record in their clean form."""
        return Named(renewed(value.text)) if isinstance(value, Named) else value

    def members_of(self, _raw: Mapping[str, Any]) -> Members:
        """Return the member of words in an object."""
        return Members(("text",))

    def sent_shapes(self) -> list[Schema]:
        """List the two forms that a request may use: a ref, or words without a slash; and words in an object."""
        either = text_schema(NAMED_MAX_LENGTH, pattern=f"^({self._ref_pattern()}|{_PLAIN_TEXT})$")
        either["description"] = "A ref; or words without a slash if there is no entity, as in an object."
        return [either, self.shapes()[1]]

    def shapes(self) -> list[Schema]:
        """List the two forms: a ref, and words in an object."""
        ref = {"type": "string", "maxLength": 121, "pattern": f"^{self._ref_pattern()}$"}
        return [ref, object_schema({"text": text_schema(NAMED_MAX_LENGTH)})]

    def _ref_pattern(self) -> str:
        kind = f"({'|'.join(self.kinds)})" if self.kinds else KIND_PATTERN
        return f"{kind}/{SLUG_PATTERN}"

    def _not_a_ref(self, raw: Any, guesses: Guesses) -> CodedFault:
        ref = f'"{self.kinds[0] if self.kinds else "company"}/some-slug"'
        if isinstance(raw, str):
            words = f'{{"text": {quoted(raw)}}}'
            hint = did_you_mean(raw, self.kinds or (), guesses=guesses)
            right = f"write a ref such as {ref}, or {words} if it is a text{hint}"
            return CodedFault("not_a_ref", f"{quoted(raw)} has a slash but is not a ref; {right}")
        right = f'write {ref}, or "..." or {{"text": "..."}} if there is no entity'
        return CodedFault("wrong_type", f"Expected a ref or a text, not {described(raw)}; {right}.")


def read_named(raw: Mapping[str, Any], *, at: str, faults: Faults) -> Named | None:
    """Read words in an object: `{"text": ...}`."""
    if "text" not in raw:
        return None
    text = read_text(raw["text"], max_length=NAMED_MAX_LENGTH, at=f"{at}/text", faults=faults)
    return None if text is None else Named(text)


@dataclass(frozen=True)
class PhraseType(ValueType):
    """Text in a language."""

    max_length: int = 2000

    def read(self, raw: Any, *, at: str, faults: Faults) -> Phrase | None:
        """Read `{"text": ..., "language": ...}`."""
        if not isinstance(raw, Mapping):
            right = '{"text": "...", "language": "en"}'
            faults.add(at, "wrong_type", f"Expected text in a language such as {right}, not {described(raw)}.")
            return None
        text, language = None, raw.get("language")
        if "text" in raw:
            text = read_text(raw["text"], max_length=self.max_length, prose=True, at=f"{at}/text", faults=faults)
        known = "language" in raw and is_language(language, at=f"{at}/language", faults=faults)
        return Phrase(text, str(language)) if text is not None and known else None

    def renewed(self, value: Value) -> Value:
        """Return a text on record in its clean form."""
        return replace(value, text=renewed(value.text, prose=True)) if isinstance(value, Phrase) else value

    def members_of(self, _raw: Mapping[str, Any]) -> Members:
        """Return the two members."""
        return Members(("text", "language"))

    def shapes(self) -> list[Schema]:
        """List the one form: an object with both members."""
        return [object_schema({"text": text_schema(self.max_length), "language": LANGUAGE_SCHEMA})]
