"""The query for a list of facts: what is asked for, whether a fact fits it, and its checks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.domain.errors import BadParameter, Fault
from chalicelib.domain.facts.evidence import Basis, Certainty
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Ref, parse_ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.hints import unknown_in
from chalicelib.operations.entities.seen_facts import is_seen_at
from chalicelib.operations.facts.merged_names import Names
from chalicelib.operations.world import NOW, Moment

MAX_SPEAKERS = 5  # one query each


class FactOrder(StrEnum):
    """The order of a list of facts."""

    NEWEST = "-recorded"
    SMALLEST = "value"
    LARGEST = "-value"


@dataclass(frozen=True)
class FactsQuery:
    """The facts to find. At least one of the first four is set; the others narrow. Of several values, any may match.

    `value` is the entity that a fact points at: its value, or else its first qualifier, such as the benchmark of a
    score. A speaker is a ref, or the name of somebody without an entity. Facts recorded from `recorded_from`
    (inclusive) until `recorded_before` (exclusive) match. `standing` leaves out what is retracted or replaced.
    """

    entity: Ref | None = None
    source: Ref | None = None
    value: Ref | None = None
    speakers: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = ()
    certainties: tuple[Certainty, ...] = ()
    recorded_from: Instant | None = None
    recorded_before: Instant | None = None
    moment: Moment = NOW
    order: FactOrder = FactOrder.NEWEST
    standing: bool = False

    def fits(self, fact: Fact, names: Names) -> bool:
        """Return whether a fact matches, independent of the key that found it; what was merged has other `names`."""
        evidence = fact.as_known(self.moment.known_at).evidence
        return (
            self.entity in (None, Ref.of(fact.entity))
            and (self.source is None or evidence.source in names[str(self.source)])
            and (self.value is None or str(fact.points_at) in names[str(self.value)])
            and (not self.speakers or any(_speaker_of(fact) in names.get(each, (each,)) for each in self.speakers))
            and (not self.properties or fact.content.property in self.properties)
            and (not self.bases or evidence.basis in self.bases)
            and (not self.certainties or evidence.certainty in self.certainties)
            and is_seen_at(fact, self.moment, standing=self.standing)
        )

    def cited(self) -> list[str]:
        """List the entities that the facts are to cite, point at or quote."""
        named = [str(ref) for ref in (self.source, self.value) if ref is not None]
        return list(dict.fromkeys([*named, *(name for name in self.speakers if parse_ref(name))]))

    def about(self, survivors: Mapping[str, str]) -> "FactsQuery":
        """Return the query with the survivors of these merged entities in their place."""
        source, value = (ref and Ref.of(survivors.get(str(ref), str(ref))) for ref in (self.source, self.value))
        return replace(self, source=source, value=value, speakers=tuple(survivors.get(s, s) for s in self.speakers))


def check_question(question: FactsQuery) -> None:
    """Refuse a query without a key, or with properties that no such entity has."""
    if not (question.entity or question.source or question.value or question.speakers):
        detail = "Send at least one of `entity`, `source`, `speaker` and `value`."
        raise BadParameter(detail, faults=(Fault("entity", "missing", detail),))
    if len(question.speakers) > MAX_SPEAKERS:
        raise _bad_value("speaker", f"{len(question.speakers)} speakers are too many: send at most {MAX_SPEAKERS}.")
    kinds = KINDS.values() if question.entity is None else (KINDS[question.entity.kind],)
    for name in question.properties:
        if unknown := unknown_in(kinds, name):
            raise _bad_value("property", unknown)
    if _is_about_series(question) and question.source is None:
        raise _bad_value(
            "property",
            f"`{question.properties[0]}` is a series, which has a separate order. Read the facts of the entity itself "
            "with this `property`, or add `source`.",
        )


def _bad_value(parameter: str, detail: str) -> BadParameter:
    return BadParameter(detail, faults=(Fault(parameter, "bad_value", detail),))


def _is_about_series(question: FactsQuery) -> bool:
    if question.entity is None:
        return False
    declared = [KINDS[question.entity.kind].property(name) for name in question.properties]
    return any(each is not None and each.series for each in declared)


def _speaker_of(fact: Fact) -> str | None:
    speaker = fact.evidence.speaker
    return speaker if speaker is None or isinstance(speaker, str) else speaker.text
