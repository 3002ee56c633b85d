"""Facts: one value of one property of one entity from one source, and the dated decisions on it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.facts.decisions import Decision, DecisionType, Origins, Rank, Standing, Witness
from chalicelib.domain.facts.evidence import Evidence
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Erased, Missing, Ref, Value, When
from chalicelib.late_dataclass import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import FactJson


ON_RECORD, UNRECORDED = (Standing(each, Rank.NORMAL) for each in (True, False))


@dataclass(frozen=True)
class Fact:
    """A recorded fact. `root` is the first source in the chain of `derived_from`."""

    id: str
    entity: str
    content: Content
    recorded_at: Instant
    recorded_by: str
    published: When | None = None
    publisher: Value | None = None
    root: str = ""
    place: int = 0  # in the request: lists are shown in the order in which they were sent
    decisions: tuple[Decision, ...] = ()
    revision: int = 0  # of the entity, which recorded it
    supersedes: tuple[str, ...] = ()  # the sources that its own source replaces
    merged_from: tuple[str, ...] = ()  # the merged entities that it was copied from
    merged_before: tuple[Origins, ...] = ()  # what that was before, oldest first

    @property
    def is_closed_copy(self) -> bool:
        """Whether it is retracted because the merge that copied it was reversed."""
        return bool(self.decisions) and self.was_closed_copy(None)

    def was_closed_copy(self, known_at: Instant | None) -> bool:
        """Return whether it was such a copy at `known_at` (None: now)."""
        last = _last(self.decisions_by(known_at), DecisionType.RETRACTED, DecisionType.REINSTATED)
        return last is not None and last.of_merge is not None and last.verdict is DecisionType.RETRACTED

    def origins(self, known_at: Instant | None) -> tuple[str, ...]:
        """Return the merged entities that it was a copy from at `known_at` (None: now)."""
        later = (refs for until, refs in self.merged_before if known_at is not None and until > known_at)
        return next(later, self.merged_from)

    def copied_from(self, refs: tuple[str, ...], at: Instant) -> "Fact":
        """Return the fact as a copy from these entities from an instant on."""
        if refs == self.merged_from:
            return self
        return replace(self, merged_from=refs, merged_before=(*self.merged_before, Origins(at, self.merged_from)))

    @property
    def value(self) -> Value:
        """The value."""
        return self.content.value

    @property
    def evidence(self) -> Evidence:
        """The evidence."""
        return self.content.evidence

    @property
    def points_at(self) -> Ref | None:
        """The entity that is its value or else its first qualifier: of a score the benchmark, of a price the seller."""
        value, qualifiers = self.content.value, self.content.qualifiers
        if isinstance(value, Ref) or not qualifiers:
            named = [value]
        else:
            named = [qualifiers[name] for name in sorted(qualifiers)]
        return next((each for each in named if isinstance(each, Ref)), None)

    @property
    def is_unknown(self) -> bool:
        """Whether the value is not known: its source says so, or it was erased."""
        return isinstance(self.value, Erased) or (isinstance(self.value, Missing) and self.value.which == "unknown")

    @property
    def erasure(self) -> Decision | None:
        """The decision that erased its words; None if they are on record."""
        return _last(self.decisions, DecisionType.ERASED)

    @property
    def affirms(self) -> bool:
        """Whether the fact claims a value: it is not denied, left open, `unknown` or erased."""
        return self.evidence.certainty.can_be_shown and not self.is_unknown

    def was_recorded(self, known_at: Instant | None) -> bool:
        """Return whether the fact was on record at `known_at` (None: now), retracted or not."""
        return known_at is None or self.recorded_at <= known_at

    def standing(self, known_at: Instant | None) -> Standing:
        """Return whether the fact stood on record at `known_at` (None: now), and its rank."""
        if not self.decisions:
            return ON_RECORD if self.was_recorded(known_at) else UNRECORDED
        is_standing, rank = self.was_recorded(known_at), Rank.NORMAL
        for decision in self.decisions_by(known_at):
            match decision.verdict:
                case DecisionType.RANKED:
                    rank = decision.rank or Rank.NORMAL
                case DecisionType.RETRACTED | DecisionType.REINSTATED:
                    is_standing = decision.verdict is DecisionType.REINSTATED
        return Standing(is_standing, rank)

    def decisions_by(self, known_at: Instant | None) -> tuple[Decision, ...]:
        """Return the decisions made by `known_at` (None: now), oldest first."""
        return tuple(d for d in self.decisions if known_at is None or d.at <= known_at)

    @property
    def witness(self) -> Witness:
        """Its evidence with what was copied from its source, as they are now."""
        return Witness(self.evidence, self.published, self.publisher, self.root, self.supersedes)

    def backed_by(self, witness: Witness) -> "Fact":
        """Return the fact with this evidence."""
        evidence, published, publisher, root, supersedes = witness
        content = self.content if evidence is self.evidence else replace(self.content, evidence=evidence)
        return replace(
            self, content=content, published=published, publisher=publisher, root=root, supersedes=supersedes
        )

    def as_known(self, known_at: Instant | None) -> "Fact":
        """Return the fact with the evidence that it had at `known_at` (None: now)."""
        if known_at is None or not self.decisions:
            return self
        later = (d.before for d in self.decisions if d.before is not None and d.at > known_at)
        before = next(later, None)
        return self if before is None else self.backed_by(before)

    def replaced_by(self, known_at: Instant | None, *, published_before: Instant | None = None) -> tuple[str, ...]:
        """Return the facts that had replaced it at `known_at` (None: now), of those in print; none if it is retracted.

        Decisions on this are added only while it is not retracted.
        """
        last = _last(self.decisions_by(known_at), DecisionType.REPLACED)
        if last is None or not self.standing(known_at).stands:
            return ()
        printed = zip(last.replaced_by, last.in_print, strict=True)
        return tuple(name for name, at in printed if published_before is None or at < published_before)

    def json_value(self, *, known_at: Instant | None = None, published_before: Instant | None = None) -> "FactJson":
        """Return the fact as the API shows it, with its evidence, rank and retraction as they were at `known_at`.

        Of the facts that replace it, those in print before `published_before` are named.
        """
        then, standing = self.as_known(known_at), self.standing(known_at)
        content, published, publisher = then.content, then.published, then.publisher
        decisions = self.decisions_by(known_at)
        ranked = _last(decisions, DecisionType.RANKED)
        last = _last(decisions, DecisionType.RETRACTED, DecisionType.REINSTATED)
        retraction = last if last is not None and not standing.stands else None
        shown: FactJson = {
            "id": self.id,
            "entity": self.entity,
            "property": content.property,
            "value": content.value.json(),
            "qualifiers": {name: value.json() for name, value in content.qualifiers.items()},
            "scope": None if content.scope is None else content.scope.json(),
            "period": content.period,
            "condition": content.condition,
            "valid": None if content.valid is None else content.valid.json(),
            "evidence": content.evidence.json_value(),
            "published": None if published is None else published.json(),
            "publisher": None if publisher is None else publisher.json(),
            "rank": standing.rank.value,
            "rank_reason": ranked.reason if ranked and standing.rank is not Rank.NORMAL else None,
            "recorded_at": self.recorded_at,
            "recorded_by": self.recorded_by,
            "retracted_at": retraction.at if retraction else None,
            "retraction": retraction.json_value() if retraction else None,
        }
        if replaced_by := self.replaced_by(known_at, published_before=published_before):
            shown["replaced_by"] = [*replaced_by]
        if origins := self.origins(known_at):
            shown["merged_from"] = [*origins]
        if (erasure := self.erasure) is not None:  # at every clock: the words of before are gone as well
            shown["erased"] = erasure.erasure_json()
        return shown


def affirmed_values(facts: Iterable[Fact]) -> dict[str, Value]:
    """Return by property the last of the values that standing facts claim."""
    return {fact.content.property: fact.value for fact in facts if fact.affirms and fact.standing(None).stands}


def _last(decisions: Iterable[Decision], *verdicts: DecisionType) -> Decision | None:
    """Return the last decision with one of these verdicts."""
    return next((d for d in reversed([*decisions]) if d.verdict in verdicts), None)
