"""Contents: what a fact states, by whom and in which source, without what the service adds; ids are made of it."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.domain.facts.evidence import Evidence
from chalicelib.domain.facts.fact_tokens import compact_json, content_token, day_token, slot_of, slot_token
from chalicelib.domain.values import Ref, Value, When
from chalicelib.domain.values.times.dates import canonical_date
from chalicelib.domain.values.times.periods import canonical_period
from chalicelib.late_dataclass import dataclass

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class Content:
    """A fact as the writer sent it, without its entity and the members that the service adds."""

    property: str
    value: Value
    evidence: Evidence
    qualifiers: Mapping[str, Value] = field(default_factory=dict)
    scope: Value | None = None
    period: str | None = None
    condition: str | None = None
    valid: When | None = None

    def slot(self, *, many: bool, comparable: Iterable[str]) -> str:
        """Name the slot of the property that this content is in, as canonical JSON; unique within the property."""
        qualifiers = {name: self.qualifiers[name] for name in comparable if name in self.qualifiers}
        return slot_of(
            qualifiers,
            scope=self.scope,
            period=self.period and canonical_period(self.period),
            value=self.value if many else None,
        )

    @cached_property
    def token(self) -> str:
        """The end of the id of a fact with this content, which a write asks for several times."""
        return content_token(_canonical(self))

    def entities(self) -> list[str]:
        """List the refs among the value, the scope and the qualifiers."""
        values = (self.value, self.scope, *self.qualifiers.values())
        return [str(value) for value in values if isinstance(value, Ref)]


def entities_named(contents: Iterable[Content]) -> set[str]:
    """Collect the entities that contents name as values or as speakers."""
    return {ref for content in contents for ref in (*content.entities(), content.evidence.speaker_ref) if ref}


def fact_id(entity: str, content: Content, *, slot: str) -> str:
    """Derive the id, `<kind>~<slug>~<property>~<token>`, from what is stated, by whom and in which source.

    Who reports it, in which words and how firmly is evidence, which can be revised; only whether it affirms, denies or
    leaves open the value counts.

    The token is lower-case base 32 (RFC 4648 section 7, whose order is that of the numbers) of the slot's hash, the
    first day of `valid` and the content's hash, so that facts sort by slot and day.
    """
    return id_with_token(entity, content, token=fact_token(content, slot=slot))


def fact_token(content: Content, *, slot: str) -> str:
    """Return the end of the id of a fact, which is the same for every entity."""
    return slot_token(slot) + day_token(content.valid) + content.token


def id_with_token(entity: str, content: Content, *, token: str) -> str:
    """Return the id of a fact whose token is known."""
    kind, _, slug = entity.partition("/")
    return f"{kind}~{slug}~{content.property}~{token}"


def _canonical(content: Content) -> str:
    evidence = content.evidence
    speaker = evidence.speaker
    return compact_json(
        {
            "condition": content.condition,
            "period": content.period and canonical_period(content.period),
            "property": content.property,
            "qualifiers": {name: content.qualifiers[name].canonical() for name in sorted(content.qualifiers)},
            "scope": None if content.scope is None else content.scope.canonical(),
            "source": evidence.source,
            "speaker": speaker if speaker is None or isinstance(speaker, str) else {"text": speaker.text},
            "stance": evidence.certainty.stance.value,
            "valid": None if content.valid is None else f"when:{canonical_date(content.valid.text)}",
            "value": content.value.canonical(),
        }
    )
