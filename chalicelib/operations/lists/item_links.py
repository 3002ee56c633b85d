"""Item links: how an entity in a list points at the entity of the list, and at those that it includes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.domain.values import Ref
from chalicelib.store import keys
from chalicelib.store.rows import Row


class ItemLinks(NamedTuple):
    """The links to the target, and those to included entities, each with its ref."""

    links: Sequence[Mapping[str, Any]] = ()
    through: Sequence[Mapping[str, Any]] = ()


def item_links(rows: Iterable[Row], target: Ref, included: Sequence[Ref]) -> ItemLinks:
    """Return the links in the rows of one entity that have its card."""
    found = {row.key.pk: row.body["links"] for row in rows if "links" in row.body and "card" in row.body}
    through = [{"ref": str(ref), **link} for ref in included for link in found.get(keys.links(ref), ())]
    return ItemLinks(found.get(keys.links(target), ()), through)
