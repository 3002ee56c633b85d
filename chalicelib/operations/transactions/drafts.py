"""Drafts: the facts that a writer wants recorded, with the entities that they refer to, or wants erased."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from chalicelib.domain.facts.contents import Content, fact_token, id_with_token
from chalicelib.domain.facts.decisions import Decision
from chalicelib.domain.facts.facts import Fact
from chalicelib.kinds.declaration import Property, Shape
from chalicelib.late_dataclass import dataclass
from chalicelib.store.records.entity_rows import View
from chalicelib.store.rows import Key


class Reference(NamedTuple):
    """An entity that a fact refers to, and the pointer of the fault if it does not exist; None: it is on record."""

    ref: str
    at: str | None


class Replacement(NamedTuple):
    """The id of a fact that a value of a property replaces, with its pointer in the body."""

    property: str
    replaced: str
    at: str


@dataclass(frozen=True)
class DraftFact:
    """The content of a fact that a writer wants recorded, with its pointer in the body and that of its value."""

    declared: Property
    content: Content
    at: str
    ranked: Decision | None = None  # a rank that a merge copies
    evidence_at: str = "/evidence"  # the pointer of the evidence with its `replaces`
    value_at: str = ""
    merged_from: str | None = None  # the entity that a merge copies it from
    revises: str | None = None  # the id of the fact on record that gets just this evidence

    @cached_property
    def token(self) -> str:
        """The end of the id of its fact, which a write asks for several times."""
        comparable = [q.name for q in self.declared.qualifiers if q.comparable]
        slot = self.content.slot(many=self.declared.shape is Shape.MANY, comparable=comparable)
        return fact_token(self.content, slot=slot)


class Erasing(NamedTuple):
    """An erasure: the facts without their words, the view without them, and the index rows deleted before."""

    facts: Mapping[str, Fact]
    bare: View
    deleted: frozenset[Key] = frozenset()


class Drafts(NamedTuple):
    """The drafts without fault that were read from a body, and what all its values, faulty ones too, refer to."""

    drafts: Sequence[DraftFact] = ()
    refs: Sequence[Reference] = ()
    replacements: Sequence[Replacement] = ()

    @classmethod
    def joined(cls, parts: Iterable["Drafts"]) -> "Drafts":
        """Join the parts of a body, in their order."""
        found = [*parts]
        return cls(
            [draft for each in found for draft in each.drafts],
            [ref for each in found for ref in each.refs],
            [each for part in found for each in part.replacements],
        )


def draft_id(draft: DraftFact, ref: str) -> str:
    """Return the id that the fact of a draft gets, unless its content is on record under another."""
    return id_with_token(ref, draft.content, token=draft.token)
