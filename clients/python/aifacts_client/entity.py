"""An entity, as a read, a list or a write shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import PrivateAttr

from aifacts_client.generated.answers import EntityGotMembers, EntityMembers

if TYPE_CHECKING:
    from typing import Self

    from aifacts_client.core.calls import Answer


class Entity(EntityMembers):
    """An entity of any kind. A property without a value is None, or an empty list."""

    _etag: str | None = PrivateAttr(default=None)
    _redirected_from: tuple[str, ...] = PrivateAttr(default=())

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Return the entity of an answer."""
        entity = answer.shape(cls)
        kind = entity.ref.partition("/")[0]  # an entity is merged into one of the same kind
        entity._etag = answer.headers.get("etag")  # noqa: SLF001  of this class
        entity._redirected_from = tuple(f"{kind}/{path.rpartition('/')[2]}" for path in answer.redirected_from)  # noqa: SLF001  as above
        return entity

    @property
    def etag(self) -> str | None:
        """The ETag of the read that gave this entity, for `if_match`; None in a list."""
        return self._etag

    @property
    def redirected_from(self) -> tuple[str, ...]:
        """The refs that were asked for and are merged into this entity, the first one first."""
        return self._redirected_from


class EntityGot(EntityGotMembers):
    """One of many entities that were asked for: its status (200, 308, 404, 410), and the entity if that is 200."""

    view: Entity | None = None
