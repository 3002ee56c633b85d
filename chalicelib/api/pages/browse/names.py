"""The names of the entities that a page mentions, and what is known of its sources: one batch read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.values import parse_ref
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import MAX_BATCH_REFS
from chalicelib.operations.entities.stored_views import stored_views
from chalicelib.operations.world import World


@dataclass(frozen=True)
class Names:
    """The names of entities by ref, and the views of those that were read. Others are shown by their refs."""

    by_ref: Mapping[str, str]
    views: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, world: World, refs: Iterable[str], *, known: Mapping[str, str] | None = None) -> "Names":
        """Read the names of the first hundred refs as of now, also on a page of an earlier moment: one call."""
        of_page = dict(known or {})
        asked = [ref for text in dict.fromkeys(refs) if text not in of_page and (ref := parse_ref(text)) is not None]
        asked = [ref for ref in asked if ref.kind in KINDS][:MAX_BATCH_REFS]
        views = stored_views(world, asked) if asked else {}
        return cls(of_page | {ref: name_of(view) for ref, view in views.items()}, views)

    def sources(self, refs: Sequence[str]) -> list[dict[str, Any]]:
        """Return the title, publisher, day, address and licence of each source, as far as they are known."""
        return [self._source(ref) for ref in refs]

    def _source(self, ref: str) -> dict[str, Any]:
        view = self.views.get(ref, {})
        return {
            "ref": ref,
            "title": self.by_ref.get(ref, ref),
            **{name: view.get(name) for name in ("url", "publisher", "published", "license")},
        }


def name_of(view: Mapping[str, Any]) -> str:
    """Return the name or title of an entity, by its view or card; its ref if it has none."""
    label = view.get("name") or view.get("title")
    return label if isinstance(label, str) else str(view["ref"])
