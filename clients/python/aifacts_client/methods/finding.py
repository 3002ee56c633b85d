"""The methods that find entities by names, identifiers and likeness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aifacts_client.core.sender import Sender
from aifacts_client.pages import Pages
from aifacts_client.verbs import finding

if TYPE_CHECKING:
    from aifacts_client.generated.answers import Duplicates, Identified, NameFound, Resolution


class Finding(Sender):
    """Finds entities."""

    def search(self, words: str, **filters: Any) -> Pages[NameFound]:
        """Find entities by name."""
        return Pages(self, finding.search(words, moment=self.moment, filters=filters))

    def autocomplete(self, letters: str, **filters: Any) -> Pages[NameFound]:
        """Find entities by the first letters of a name."""
        return Pages(self, finding.autocomplete(letters, moment=self.moment, filters=filters))

    def lookup(self, scheme: str, value: str, **filters: Any) -> Pages[Identified]:
        """Find entities by an external id."""
        return Pages(self, finding.lookup(scheme, value, moment=self.moment, filters=filters))

    def resolve(self, names: Sequence[str | Mapping[str, Any]]) -> list[Resolution]:
        """Match up to 100 names with entities."""
        return self.send(finding.resolve(names, moment=self.moment))

    def duplicates(self, kind: str, body: Mapping[str, Any]) -> Duplicates:
        """Return at most five entities that a create with this body may repeat, without writing.

        `meta.left_out` has the pointers to values that could not be read.
        """
        return self.send(finding.duplicates(kind, body, moment=self.moment))
