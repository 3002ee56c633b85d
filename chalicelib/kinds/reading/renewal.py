"""Renewal: facts on record as their declarations would read them today. The record itself never changes.

A text that was recorded before texts were cleaned is the text of today without what nobody sees. One in a place that
has codes by now, such as a region, is the code that it names, or words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.facts.evidence import Evidence, Somebody
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.values import Code, RefType, Text, Value, WordType
from chalicelib.domain.values.words.clean_text import renewed
from chalicelib.kinds.declaration import Property

_ANY_ENTITY = RefType(None)


def renewed_facts(declared: Property, facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts of a property for reading, with codes in place of the old texts that name them."""
    return [_with_codes(declared, fact) for fact in facts] if _has_words(declared) else [*facts]


@lru_cache(maxsize=4_096)  # more than there are properties
def _has_words(declared: Property) -> bool:
    return any(isinstance(each, WordType) for each in (declared.type, *(q.type for q in declared.qualifiers)))


def renewed_content(declared: Property, content: Content) -> Content:
    """Return a content on record as the same words would be recorded today; itself if nothing differs."""
    qualifiers = _renewed_qualifiers(declared, content)
    value = declared.type.renewed(content.value)
    value = value if declared.normal is None else declared.normal(value, qualifiers)
    words = content.value.text if isinstance(content.value, Text) and isinstance(value, Code) else None
    scope, condition = content.scope, content.condition
    found = replace(
        content,
        value=value,
        qualifiers=qualifiers | _new_defaults(declared, qualifiers),
        scope=None if scope is None else _ANY_ENTITY.renewed(scope),
        condition=None if condition is None else renewed(condition),
        evidence=_renewed_evidence(content.evidence, words),
    )
    return content if found == content else found


def _with_codes(declared: Property, fact: Fact) -> Fact:
    value, qualifiers = declared.type.renewed(fact.value), _renewed_qualifiers(declared, fact.content)
    if value == fact.value and qualifiers == fact.content.qualifiers:
        return fact
    return replace(fact, content=replace(fact.content, value=value, qualifiers=qualifiers))


def _renewed_qualifiers(declared: Property, content: Content) -> dict[str, Value]:
    types = {each.name: each.type for each in declared.qualifiers}
    return {name: types[name].renewed(value) if name in types else value for name, value in content.qualifiers.items()}


def _new_defaults(declared: Property, qualifiers: Mapping[str, Value]) -> dict[str, Value]:
    """Return the defaults of the qualifiers that a content from before they were declared does not have."""
    lacking = (each for each in declared.qualifiers if each.name not in qualifiers)
    return {each.name: Code(default) for each in lacking if (default := each.default_beside(qualifiers))}


def _renewed_evidence(evidence: Evidence, words: str | None) -> Evidence:
    """Clean the texts that identify a fact; the words in place of which a code is kept are those of the source."""
    speaker, as_stated = evidence.speaker, evidence.as_stated or words
    texts: dict[str, Any] = {
        "speaker": Somebody(renewed(speaker.text)) if isinstance(speaker, Somebody) else speaker,
        "via": None if evidence.via is None else renewed(evidence.via),
        "as_stated": None if as_stated is None else renewed(as_stated),
    }
    changed = {name: each for name, each in texts.items() if each != getattr(evidence, name)}
    return replace(evidence, **changed) if changed else evidence
