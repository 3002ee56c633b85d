"""Resolution: reads one slot at a moment and says which value is shown, why, and what was passed over.

The steps and their order are those of the design's section "Reading a slot".
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.domain.facts.decisions import Rank
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.choosing.choice import ALONE, choose
from chalicelib.domain.resolving.conflicts import Conflict, find_conflict
from chalicelib.domain.resolving.entity_context import NO_CONTEXT, EntityContext
from chalicelib.domain.resolving.giving_way import Replacements, overtaken, undated
from chalicelib.domain.resolving.presence import absence
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.rules import SlotRules
from chalicelib.domain.resolving.succession import Successors
from chalicelib.late_dataclass import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.resolving.answer_types import RejectedJson, SlotReadingJson

REPLACED = "replaced: another fact restates or corrects it"
UNDATED = "undated: printed later, and another is dated to this moment"
OVERTAKEN = "overtaken: another was asserted in print on the same day or later"
UNKNOWN = "unknown, and the slot has a known value"
ERASED = "erased, and the slot has a known value"
NEVER_SHOWN = "is never the value shown"  # after the certainty


class Rejected(NamedTuple):
    """A fact of the slot that is not shown, the reason, and the fact that it gave way to, if any."""

    fact: str
    reason: str
    by: str | None = None

    def json_value(self) -> "RejectedJson":
        """Write the rejection as `explain=true` shows it."""
        rejected: RejectedJson = {"fact": self.fact, "reason": self.reason}
        if self.by is not None:
            rejected["by"] = self.by
        return rejected


@dataclass(frozen=True)
class Reading:
    """A slot's value at a moment: `why` names each step that decided, `standing` the facts left to choose from."""

    chosen: Fact | None
    why: tuple[str, ...]
    rejected: tuple[Rejected, ...]
    standing: tuple[Fact, ...]
    conflict: Conflict | None

    @property
    def is_disputed(self) -> bool:
        """Whether the conflict, if there is one, is open."""
        return self.conflict is not None and not self.conflict.settled

    def json_value(self) -> "SlotReadingJson":
        """Write the reading as `explain=true` shows it."""
        conflict = self.conflict
        return {
            "chosen": None if self.chosen is None else self.chosen.id,
            "why": list(self.why),
            "rejected": [each.json_value() for each in self.rejected],
            "conflict": None if conflict is None else "settled" if conflict.settled else "open",
        }


def resolve(
    facts: Iterable[Fact], rules: SlotRules, *, moment: Moment, now: Instant, context: EntityContext = NO_CONTEXT
) -> Reading:
    """Read the facts of one slot. The order in which they come never matters.

    A fact recorded after `known_at` is not even among the rejected: the answer is the one given at that moment.
    """
    known = [fact for fact in facts if fact.was_recorded(moment.known_at)]
    moment = moment.at(now)
    if len(known) == 1 and not context.replacing and not known[0].supersedes:
        return _read_alone(known[0], rules, moment)
    known.sort(key=lambda fact: fact.id)
    standings = {fact.id: fact.standing(moment.known_at) for fact in known}
    ranks = {name: standing.rank for name, standing in standings.items()}
    rejected: dict[str, Rejected] = {}
    left = []
    for fact in known:
        reason = absence(fact, standings[fact.id], moment, lasting=rules.lasting)
        if reason is None:
            left.append(fact)
        else:
            rejected[fact.id] = Rejected(fact.id, reason)
    left = _give_way(left, ranks, rules, moment=moment, context=context, rejected=rejected)
    conflict = find_conflict(left, ranks, rules)
    choice = choose(_showable(left, rejected), ranks, rules, context=context)
    rejected |= {name: Rejected(name, reason) for name, reason in choice.rejected.items()}
    reasons = tuple(rejected[fact.id] for fact in known if fact.id in rejected)
    return Reading(choice.chosen, choice.why, reasons, tuple(left), conflict)


def _read_alone(fact: Fact, rules: SlotRules, moment: Moment) -> Reading:
    """Read a slot with one fact, which nothing can end or contradict: most slots are so."""
    reason = absence(fact, fact.standing(moment.known_at), moment, lasting=rules.lasting)
    standing = () if reason is not None else (fact,)
    if standing and not fact.evidence.certainty.can_be_shown:
        reason = f"{fact.evidence.certainty.value} {NEVER_SHOWN}"
    if reason is not None:
        return Reading(None, (), (Rejected(fact.id, reason),), standing, None)
    return Reading(fact, (ALONE,), (), standing, None)


def _give_way(
    facts: Sequence[Fact],
    ranks: Mapping[str, Rank],
    rules: SlotRules,
    *,
    moment: Moment,
    context: EntityContext,
    rejected: dict[str, Rejected],
) -> list[Fact]:
    """Leave out the facts that were replaced, followed, undated or overtaken: steps 2 to 5."""
    left = _after_replacement(facts, moment, context=context, rejected=rejected)
    if len(left) <= 1:
        return left
    if rules.lasting:
        left = _after_succession(left, rules, context=context, rejected=rejected)
        left = _without(left, undated(left, moment), UNDATED, rejected)
    return _without(left, overtaken(left, ranks), OVERTAKEN, rejected)


def _after_replacement(
    facts: Sequence[Fact], moment: Moment, *, context: EntityContext, rejected: dict[str, Rejected]
) -> list[Fact]:
    if not context.replacing and not any(fact.supersedes for fact in facts):
        return list(facts)
    replacements = Replacements(facts, moment, context=context)
    left = []
    for fact in facts:
        replacement = replacements.of(fact)
        if replacement is None:
            left.append(fact)
        else:
            rejected[fact.id] = Rejected(fact.id, REPLACED, replacement.id)
    return left


def _after_succession(
    facts: Sequence[Fact], rules: SlotRules, *, context: EntityContext, rejected: dict[str, Rejected]
) -> list[Fact]:
    left = []
    successors = Successors(facts, staged=rules.staged, context=context)
    for fact in facts:
        follower = successors.of(fact)
        if follower is None:
            left.append(fact)
        else:
            rejected[fact.id] = Rejected(fact.id, follower.reason, follower.fact.id)
    return left


def _without(facts: Sequence[Fact], gone: Sequence[Fact], reason: str, rejected: dict[str, Rejected]) -> list[Fact]:
    rejected.update({fact.id: Rejected(fact.id, reason) for fact in gone})
    return [fact for fact in facts if fact.id not in rejected]


def _showable(facts: Sequence[Fact], rejected: dict[str, Rejected]) -> list[Fact]:
    """Leave out denials and facts left open, and `unknown` if the slot has another standing fact."""
    shown = []
    for fact in facts:
        if fact.evidence.certainty.can_be_shown:
            shown.append(fact)
        else:
            reason = f"{fact.evidence.certainty.value} {NEVER_SHOWN}"
            rejected[fact.id] = Rejected(fact.id, reason)
    known = [fact for fact in shown if fact.affirms]
    if known:
        rejected.update({fact.id: Rejected(fact.id, _unknown_reason(fact)) for fact in shown if fact.is_unknown})
    return known or shown


def _unknown_reason(fact: Fact) -> str:
    return UNKNOWN if fact.erasure is None else ERASED
