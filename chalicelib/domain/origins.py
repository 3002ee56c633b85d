"""Counts independent origins: one speaker, one publisher or one root of `derived_from` is one origin."""

import json
from collections.abc import Iterable

from chalicelib.domain.facts import Fact


def count_origins(facts: Iterable[Fact]) -> int:
    """Count the groups of facts that share no speaker, publisher or root with one another, however indirectly."""
    groups: list[set[str]] = []
    for fact in facts:
        marks = _marks(fact)
        apart = [group for group in groups if not group & marks]
        merged = marks.union(*(group for group in groups if group & marks))
        groups = [*apart, merged]
    return len(groups)


def _marks(fact: Fact) -> set[str]:
    marks = {f"root {fact.root or fact.evidence.source}"}
    if fact.evidence.speaker is not None:
        marks.add(f"speaker {_speaker(fact)}")
    if fact.publisher is not None:
        marks.add(f"publisher {fact.publisher.canonical()}")
    return marks


def _speaker(fact: Fact) -> str:
    speaker = fact.evidence.speaker
    return json.dumps(speaker if isinstance(speaker, str) else speaker and speaker.text.casefold())
