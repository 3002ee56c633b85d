"""Identifiers in other registers: their checks, their normal form, and the key that all spellings share."""

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.values import Code, Text, Value
from chalicelib.domain.values.checks import quoted
from chalicelib.kinds.declaration import CheckFault
from chalicelib.kinds.properties.identifier_forms import key_text, normal_text
from chalicelib.kinds.properties.identifier_schemes import RULES
from chalicelib.kinds.vocabularies.vocabulary import Vocabulary

SCHEMES = Vocabulary(
    "identifier_schemes",
    "The registers that an identifier can belong to.",
    {scheme: rule.meaning for scheme, rule in RULES.items()},
)


def example_of(scheme: str) -> str:
    """Return an example identifier of a known scheme."""
    return RULES[scheme].example


def check_identifier(scheme: str, value: str) -> str | None:
    """Return the error text for an invalid identifier in its normal form; None if it is valid."""
    if scheme not in RULES:
        return f"Unknown scheme {quoted(scheme)}. Send one of: {', '.join(SCHEMES.codes)}."
    rule = RULES[scheme]
    if not re.fullmatch(rule.pattern, value, re.ASCII):
        return f"{quoted(value)} is not a valid {scheme} identifier. Send one such as {quoted(rule.example)}."
    if rule.checked and not _checker(rule.checked)(value):
        return f"{quoted(value)} has wrong check digits. Check this {scheme} identifier for typing errors."
    return None


def normal_form(scheme: str, value: str) -> str:
    """Return the form in which an identifier is kept: without prefixes, URLs and spaces that people write."""
    return normal_text(RULES[scheme], value) if scheme in RULES else value


def identifier_key(scheme: str, value: str) -> str:
    """Return the key of an identifier, the same for all its spellings."""
    return key_text(RULES[scheme], normal_form(scheme, value)) if scheme in RULES else value


def normal_identifier(value: Value, qualifiers: Mapping[str, Value]) -> Value:
    """Return an identifier in its normal form; a value without text or scheme stays as it is."""
    scheme = qualifiers.get("scheme")
    if not isinstance(value, Text) or not isinstance(scheme, Code):
        return value
    return Text(normal_form(scheme.code, value.text))


def key_of_identifier(value: Value, qualifiers: Mapping[str, Value]) -> str:
    """Name an identifier among those of its scheme: two spellings are one value."""
    scheme = qualifiers.get("scheme")
    if not isinstance(value, Text) or not isinstance(scheme, Code):
        return value.canonical()
    return identifier_key(scheme.code, value.text)


def identifier_faults(content: Content) -> Iterator[CheckFault]:
    """Check an identifier against its `scheme` qualifier; a value without text or scheme is skipped."""
    scheme = content.qualifiers.get("scheme")
    if not isinstance(content.value, Text) or not isinstance(scheme, Code):
        return
    if (wrong := check_identifier(scheme.code, content.value.text)) is not None:
        yield CheckFault("value", "check_failed", wrong)


def _checker(module: str) -> Callable[[str], bool]:
    is_valid: Callable[[str], bool] = import_module(f"stdnum.{module}").is_valid
    return is_valid
