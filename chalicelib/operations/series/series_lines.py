"""Lines of a series: the facts of one slot that have the same group of units and the same condition, read apart.

The sort keys of a series know neither, so a page reads the rows of all lines and shows the steps of one.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from chalicelib.domain.facts.fact_tokens import slot_token
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.entity_context import entity_context
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.reading_slots import reading_slots
from chalicelib.domain.resolving.timelines.timeline_steps import SlotHistory
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Property
from chalicelib.kinds.reading.reading_rules import slot_rules, slot_shape


class Line(NamedTuple):
    """A line: the name of its reading slot, and its facts with the rules to read them."""

    name: str
    history: SlotHistory

    @property
    def token(self) -> str:
        """The characters that stand for it in a cursor."""
        return slot_token(self.name)


class LineReader(NamedTuple):
    """How the facts of a series are read: those that are requested, as of a moment."""

    declared: Property
    takes: Callable[[Fact], bool]
    moment: Moment

    def lines(self, facts: Iterable[Fact]) -> dict[str, Line]:
        """Return the lines of the requested facts by their tokens, that of the earliest fact first."""
        known = (fact.as_known(self.moment.known_at) for fact in facts if self.takes(fact))
        wanted = sorted(known, key=lambda fact: fact.id)
        if not wanted:
            return {}
        rules, context = slot_rules(_kind_of(wanted), self.declared), entity_context(wanted, self.moment)
        found = [
            Line(name, SlotHistory(each, rules, context))
            for name, each in reading_slots(wanted, slot_shape(self.declared)).items()
        ]
        return {line.token: line for line in found}


def _kind_of(facts: Sequence[Fact]) -> Any:
    return KINDS[Ref.of(facts[0].entity).kind]


class LineRound(NamedTuple):
    """Which line a page shows: the lines follow each other in the order of their tokens, round from the first one.

    `following` is the next one among all that were seen while reading `line`; empty texts are not known yet.
    """

    first: str = ""
    line: str = ""
    following: str = ""

    def among(self, seen: Iterable[str]) -> "LineRound":
        """Return the round as it is after these lines were seen."""
        tokens = list(seen)
        if not self.line:
            return LineRound(tokens[0], tokens[0]).among(tokens) if tokens else self
        later = [each for each in (*tokens, self.following) if each and self._place(each) > self._place(self.line)]
        return self._replace(following=min(later, key=self._place, default=""))

    def after(self) -> "LineRound | None":
        """Return the round of the next line; None after the last."""
        return LineRound(self.first, self.following) if self.following else None

    def _place(self, token: str) -> tuple[bool, str]:
        return token < self.first, token


FIRST_LINE = LineRound()
