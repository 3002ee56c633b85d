"""The parts of the contract and their names: a kind, a tag, or what all kinds have alike."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from chalicelib.api.http.routing.parameters import choice, refusal
from chalicelib.domain.errors import Fault
from chalicelib.kinds import KINDS, PLURALS

OTHER_TAGS = {
    "facts": "Single facts: record, read, revise, retract, reinstate, rank, erase.",
    "views": "Several entities in one answer: by refs, side by side, and their values over time.",
    "names": "Find entities by name or identifier.",
    "reconciliation": "Match the names of a table to entities, with OpenRefine and its like.",
    "changes": "The change feed: every change, in one order.",
    "feeds": "Changes and events for feed readers and calendars: Atom, JSON Feed, iCalendar.",
    "agents": "The Model Context Protocol, for agents.",
    "keys": "API keys.",
    "webhooks": "Messages about changes, and notices of what you have used.",
    "pages": "What is on record as pages for people, made of the same answers.",
    "service": "The service itself.",
}
ENTITIES = "entities"
MEANINGS = {ENTITIES: "What the entities of all kinds have alike: timelines, histories, merges and ends.", **OTHER_TAGS}
KIND = choice(
    "kind",
    "Only the part of a kind, in brief: for a program, or a model, that has little room.",
    of=tuple(KINDS),
    component="kind_of_part",
)
TAG = choice(
    "tag",
    f"Only the operations with a tag, in brief; `{ENTITIES}` has those that all kinds have alike.",
    of=(*MEANINGS, *PLURALS),
    component="tag_of_part",
)


class Part(NamedTuple):
    """A part of the contract: of a kind or of a tag; of neither, it is the whole."""

    kind: str | None = None
    tag: str | None = None

    @property
    def query(self) -> str:
        """The query that asks for it."""
        return f"kind={self.kind}" if self.kind else f"tag={self.tag}"


WHOLE = Part()
PARTS = (*(Part(kind=name) for name in KINDS), *(Part(tag=name) for name in MEANINGS))


def read_part(query: Mapping[str, Any]) -> Part:
    """Return the part that a query asks for. Raises BadParameter for a kind and a tag that are two parts."""
    kind, tag = query.get("kind"), query.get("tag")
    if tag in PLURALS:
        same = PLURALS[tag].name
        if kind in (None, same):
            return Part(kind=same)
    if kind and tag:
        raise refusal(
            Fault(
                "tag", "not_together", f"tag and kind ask for two parts; ask for kind={kind} and tag={tag} one by one."
            )
        )
    return Part(kind, tag)
