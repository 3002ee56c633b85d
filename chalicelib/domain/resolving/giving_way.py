"""Giving way: steps 2, 4 and 5 of reading a slot, for facts that are replaced, undated or overtaken."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.facts.decisions import Rank
from chalicelib.domain.facts.evidence import Certainty
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.entity_context import EntityContext
from chalicelib.domain.resolving.presence import absence
from chalicelib.domain.resolving.print_dates import day_number, print_days
from chalicelib.domain.resolving.read_time import Moment

EXPECTING = (Certainty.EXPECTED, Certainty.RUMOURED)


class Replacements:
    """Step 2: standing facts that restate or correct others, or whose source supersedes theirs.

    A fact can correct the time for which another holds, so what `replaces` it does so at every `valid_at`.
    """

    def __init__(self, facts: Sequence[Fact], moment: Moment, *, context: EntityContext) -> None:
        self._moment = moment
        self._context = context
        self._superseding: dict[str, Fact] = {}
        for fact in facts:
            for source in fact.supersedes:
                self._superseding[source] = min(self._superseding.get(source, fact), fact, key=_firmest)

    def of(self, fact: Fact) -> Fact | None:
        """Find the fact that replaces this one; None when there is none."""
        superseding = self._superseding.get(fact.evidence.source)
        found = [superseding] if superseding is not None and supersedes(superseding, fact) else []
        found += [each for each in self._context.replacing.get(fact.id, ()) if self._stands(each)]
        as_certain = [each for each in found if each.evidence.certainty.weakness <= fact.evidence.certainty.weakness]
        return min(as_certain, key=_firmest, default=None)

    def _stands(self, fact: Fact) -> bool:
        standing = fact.standing(self._moment.known_at)
        return absence(fact, standing, self._moment, lasting=False) is None


def supersedes(fact: Fact, other: Fact) -> bool:
    """Return whether the source of a fact supersedes that of another; of two that claim it of each other none does."""
    return other.evidence.source in fact.supersedes and fact.evidence.source not in other.supersedes


def _firmest(fact: Fact) -> tuple[int, str]:
    return fact.evidence.certainty.weakness, fact.id


def undated(facts: Sequence[Fact], moment: Moment) -> list[Fact]:
    """Return the facts of step 4: without `valid`, printed after the moment, beside one as certain that is dated."""
    dated = [fact.evidence.certainty.weakness for fact in facts if fact.content.valid is not None and fact.affirms]
    if not dated or moment.valid_at is None:
        return []
    firmest, day = min(dated), day_number(moment.valid_at)
    return [
        fact
        for fact in facts
        if fact.content.valid is None
        and firmest <= fact.evidence.certainty.weakness
        and (printed := print_days(fact)) is not None
        and printed.first > day
    ]


def overtaken(facts: Sequence[Fact], ranks: Mapping[str, Rank]) -> list[Fact]:
    """Return the facts of step 5: only expected or rumoured, beside one asserted in print that day or later."""
    last = max((days.last for fact in facts if is_assertion(fact) and (days := print_days(fact))), default=None)
    if last is None:
        return []
    return [
        fact
        for fact in facts
        if is_expecting(fact, ranks) and (printed := print_days(fact)) is not None and printed.last <= last
    ]


def is_assertion(fact: Fact) -> bool:
    """Return whether a fact plainly asserts a value."""
    return fact.evidence.certainty is Certainty.ASSERTED and fact.affirms


def is_expecting(fact: Fact, ranks: Mapping[str, Rank]) -> bool:
    """Return whether a fact only expects or rumours a value, and no editor prefers it."""
    return fact.evidence.certainty in EXPECTING and ranks[fact.id] is not Rank.PREFERRED
