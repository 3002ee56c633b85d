"""The declared types of codes: of a vocabulary of ours, of ISO, or of BCP 47."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from chalicelib.domain.faults import Faults, Guesses, known_words, nearest
from chalicelib.domain.values.checks import described, quoted, read_text
from chalicelib.domain.values.plain import Code
from chalicelib.domain.values.quantities.currencies import currencies
from chalicelib.domain.values.types.value_type import Schema, ValueType, text_schema
from chalicelib.domain.values.words.countries import country_code, country_names, meant_country
from chalicelib.late_dataclass import dataclass

LANGUAGE_SCHEMA: Schema = {
    "type": "string",
    "maxLength": 35,
    "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$",
}

COUNTRY_MAX_LENGTH = 100  # characters of a name

_TAG = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class CodeType(ValueType):
    """One of a few codes that the service publishes."""

    codes: tuple[str, ...]

    def read(self, raw: Any, *, at: str, faults: Faults) -> Code | None:
        """Read a code, exactly as published."""
        if raw in self.codes and isinstance(raw, str):
            return Code(raw)
        if isinstance(raw, str):
            detail = f"{quoted(raw)} is not one of the codes{known_words(raw, self.codes, guesses=faults.guesses)}"
            faults.add(at, "unknown_code", detail)
        else:
            faults.add(at, "wrong_type", f"Expected one of {', '.join(self.codes)}, not {described(raw)}.")
        return None

    def shapes(self) -> list[Schema]:
        """List the one form: one of the codes."""
        return [{"type": "string", "enum": list(self.codes)}]


@dataclass(frozen=True)
class CountryType(ValueType):
    """A country by its ISO 3166-1 alpha-2 code, or EU."""

    def read(self, raw: Any, *, at: str, faults: Faults) -> Code | None:
        """Read a country code, or a name that has just one, which is noted."""
        if not isinstance(raw, str):
            faults.add(at, "wrong_type", f"Expected the code of a country, not {described(raw)}.")
            return None
        text = read_text(raw, max_length=COUNTRY_MAX_LENGTH, at=at, faults=faults)
        code = None if text is None else country_code(text)
        if text is not None and code is None:
            meant = _region_named(text) or meant_country(text, guesses=faults.guesses)
            right = f'{meant}Write a code such as "DE" for Germany, or "EU".'
            faults.add(at, "unknown_code", f"{quoted(text)} is not the ISO code of a country. {right}")
        if code is None:
            return None
        faults.note_adjusted(at, raw, code, is_code=True)
        return Code(code)

    def shapes(self) -> list[Schema]:
        """List the one form: one of the codes."""
        return [{"type": "string", "enum": sorted(country_names())}]

    def sent_shapes(self) -> list[Schema]:
        """List the one form that a request may use: a code, or a name that has just one."""
        return [{**text_schema(COUNTRY_MAX_LENGTH), "description": "A code, or a name of a country that has just one."}]


def _region_named(text: str) -> str:
    """Say in a sentence that a text names a region of several countries; empty if it does not."""
    from chalicelib.domain.values.words.regions import region_word  # here: only wrong codes need it

    word = region_word(text)
    return f'"{word}" is the code of a region, which is no country. ' if word else ""


@dataclass(frozen=True)
class CurrencyType(ValueType):
    """A currency by its ISO 4217 code."""

    def read(self, raw: Any, *, at: str, faults: Faults) -> Code | None:
        """Read a currency code; the fault of a name or a sign suggests the right code."""
        if isinstance(raw, str) and raw not in currencies():
            from chalicelib.domain.values.quantities.written_units import (
                currency_hint,
            )  # here, as only wrong codes need it

            if hint := currency_hint(raw):
                faults.add(at, "unknown_code", f"{quoted(raw)} is not the ISO code of a currency; {hint}.")
                return None
        return _read_listed(raw, known=currencies(), what="currency", at=at, faults=faults)

    def shapes(self) -> list[Schema]:
        """List the one form: one of the codes."""
        return [{"type": "string", "enum": sorted(currencies())}]


@dataclass(frozen=True)
class LanguageType(ValueType):
    """A language by its BCP 47 tag, in the standard spelling."""

    def read(self, raw: Any, *, at: str, faults: Faults) -> Code | None:
        """Read a language tag."""
        return Code(raw) if is_language(raw, at=at, faults=faults) else None

    def shapes(self) -> list[Schema]:
        """List the one form: a tag."""
        return [LANGUAGE_SCHEMA]


def is_language(raw: Any, *, at: str, faults: Faults) -> bool:
    """Check a BCP 47 tag, which must be in the standard spelling: one language has one code."""
    if not isinstance(raw, str):
        faults.add(at, "wrong_type", f'A language is a tag such as "en", not {described(raw)}.')
        return False
    standard = _standard_tag(raw)
    if standard == raw:
        return True
    hint = f'write "{standard}"' if standard else 'write a BCP 47 tag such as "en", "de" or "zh-Hans"'
    faults.add(at, "unknown_language", f"{quoted(raw)} is not a language tag in the standard spelling; {hint}.")
    return False


def _read_listed(raw: Any, *, known: Mapping[str, str], what: str, at: str, faults: Faults) -> Code | None:
    if not isinstance(raw, str):
        faults.add(at, "wrong_type", f"Expected the code of a {what}, not {described(raw)}.")
        return None
    if raw in known:
        return Code(raw)
    guess = _code_meant_by(raw, known, faults.guesses)
    hint = f"; did you mean {guess} ({known[guess]})?" if guess else f", such as {next(iter(known))}."
    faults.add(at, "unknown_code", f"{quoted(raw)} is not the ISO code of a {what}{hint}")
    return None


def _code_meant_by(word: str, known: Mapping[str, str], guesses: Guesses) -> str | None:
    """Find the code of a name, or of a code in lower case; codes are too much alike to guess one from another."""
    if word.upper() in known:
        return word.upper()
    names = {name.casefold(): code for code, name in known.items()}
    close = nearest(word, names, guesses=guesses)
    return names[close] if close else None


def _standard_tag(tag: str) -> str | None:
    is_tag = len(tag) <= LANGUAGE_SCHEMA["maxLength"] and _TAG.fullmatch(tag)
    return _standardized(tag) if is_tag else None


@lru_cache(maxsize=1024)  # keys are short, so the cache stays small
def _standardized(tag: str) -> str | None:
    import langcodes  # here, since its tables take 30 ms to import

    return langcodes.standardize_tag(tag) if langcodes.tag_is_valid(tag) else None
