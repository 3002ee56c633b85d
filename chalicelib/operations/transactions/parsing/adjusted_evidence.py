"""Adjusted evidence: the words in place of which a code is kept, and where the texts of evidence were sent."""

from collections.abc import Iterable
from dataclasses import replace

from chalicelib.domain.facts.evidence import Evidence
from chalicelib.domain.faults import Faults
from chalicelib.domain.values.words.clean_text import clean_line


def with_words(evidence: Evidence, words: str | None) -> Evidence:
    """Keep the words that were sent in place of a code or a period, unless the writer gave those of the source."""
    if words is None or evidence.as_stated is not None:
        return evidence
    return replace(evidence, as_stated=clean_line(words))


def point_at_shared(names: Iterable[str], *, at: str, shared_at: str, faults: Faults) -> None:
    """Let the adjusted texts of the shared evidence have their pointers there, and not in that of a value."""
    for name in names:
        for member in (f"/{name}", f"/{name}/text"):
            if (adjusted := faults.adjusted.pop(at + member, None)) is not None:
                faults.adjusted[shared_at + member] = adjusted
