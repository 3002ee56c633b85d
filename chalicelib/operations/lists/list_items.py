"""The query of a list, its items and its pages, as the modules of this room hand them on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Ref
from chalicelib.operations.lists.query_plan import Check, Plan
from chalicelib.operations.world import NOW, Moment


@dataclass(frozen=True)
class ListQuery:
    """A query of a list. `text` identifies it in cursors; `target` is the entity whose links each item shows.

    So are those to the `included` entities.
    """

    text: str
    plan: Plan
    conditions: tuple[Check, ...] = ()
    moment: Moment = NOW
    explain: bool = False
    target: Ref | None = None
    included: tuple[Ref, ...] = ()

    @property
    def known_at(self) -> Instant | None:
        """The moment whose rows are read; None: those of now."""
        return self.moment.known_at

    @property
    def resolves_all(self) -> bool:
        """Whether no stored card can answer, because cards say nothing of what was in print."""
        return self.moment.published_before is not None


class ListItem(NamedTuple):
    """An entity in a list: its card, its links to the target, and its view if that was read.

    `through` has its links to included entities, each with its ref. `since` is the instant when the card became so,
    None if that was not read.
    """

    card: Mapping[str, Any]
    links: Sequence[Mapping[str, Any]] = ()
    view: Mapping[str, Any] | None = None
    explain: Mapping[str, Any] = MappingProxyType({})
    conflicts: Sequence[Mapping[str, Any]] = ()
    through: Sequence[Mapping[str, Any]] = ()
    since: Instant | None = None

    @property
    def ref(self) -> Ref:
        """The ref of the entity."""
        return Ref(self.card["kind"], self.card["slug"])


@dataclass(frozen=True)
class ListPage:
    """A page of items. `next` is the cursor of the next page; `read` is the number of rows read.

    `complete` says of entities found by name whether all names that could matter were read; None of other lists.
    `total` is how many items the list has, if it was read whole.
    """

    items: list[ListItem]
    next: str | None
    read: int
    complete: bool | None = None
    total: int | None = None
