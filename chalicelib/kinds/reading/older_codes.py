"""Older codes: facts on record whose qualifier has a code that is read as a newer one. The record never changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Code
from chalicelib.kinds.declaration import Kind, ReadAs

Facts = Mapping[str, Sequence[Fact]]


def with_newer_codes(kind: Kind, type_name: str | None, facts: Facts, *, known_at: Instant | None) -> Facts:
    """Return the facts of an entity by property as they are read: older codes are the newer ones that they mean."""
    event_type = kind.event_type(type_name or "")
    read = dict(facts)
    for rule in () if event_type is None else event_type.read_as:
        if any(_says(fact, rule, known_at) for fact in facts.get(rule.field, ())):
            read[rule.property] = [_as_meant(fact, rule) for fact in facts.get(rule.property, ())]
    return read


def _says(fact: Fact, rule: ReadAs, known_at: Instant | None) -> bool:
    return fact.value == Code(rule.value) and fact.affirms and fact.standing(known_at).stands


def _as_meant(fact: Fact, rule: ReadAs) -> Fact:
    content = fact.content
    if content.qualifiers.get(rule.qualifier) != Code(rule.code):
        return fact
    qualifiers = {**content.qualifiers, rule.qualifier: Code(rule.meant)}
    return replace(fact, content=replace(content, qualifiers=qualifiers))
