"""Counts independent origins: one speaker, one publisher or one root of `derived_from` is one origin."""

import json
from collections.abc import Iterable

from chalicelib.domain.facts.evidence import ERASED_SPEAKER
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.values import Named, identity


def count_origins(facts: Iterable[Fact]) -> int:
    """Count the groups of facts that share no speaker, publisher or root with one another, however indirectly."""
    above: dict[str, str] = {}
    for fact in facts:
        first, *others = origin_marks(fact)
        for mark in others:
            above[_top(above, mark)] = _top(above, first)
        above.setdefault(first, first)
    return sum(mark == upper for mark, upper in above.items())


def _top(above: dict[str, str], mark: str) -> str:
    """Find the mark that stands for a whole group, and shorten the way to it."""
    while (upper := above.setdefault(mark, mark)) != mark:
        above[mark] = above[upper]
        mark = above[mark]
    return mark


def origin_marks(fact: Fact) -> set[str]:
    """Return the marks of the origins of a fact; two facts that share a mark have one origin."""
    marks = {f"root {fact.root or fact.evidence.source}"}
    if fact.evidence.speaker not in (None, ERASED_SPEAKER):  # two whose names were erased may be two
        marks.add(f"speaker {_speaker(fact)}")
    if fact.publisher is not None:
        marks.add(f"publisher {identity(fact.publisher)}")
    return marks


def series_mark(fact: Fact) -> str | None:
    """Name the series of documents of a source: all that one publisher derives from one root."""
    if fact.publisher is None:
        return None
    return f"{identity(fact.publisher)} from {fact.root or fact.evidence.source}"


def _speaker(fact: Fact) -> str:
    speaker = fact.evidence.speaker
    return json.dumps(speaker if isinstance(speaker, str) else speaker and identity(Named(speaker.text)))
