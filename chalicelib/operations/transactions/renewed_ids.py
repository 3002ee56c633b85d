"""Renewed ids: finds the fact on record that says what a draft says, in a spelling that is no longer recorded."""

from collections.abc import Iterable, Iterator

from chalicelib.domain.fact_tokens import CONTENT_CHARS
from chalicelib.domain.facts import Fact, fact_id
from chalicelib.kinds.declaration import Property
from chalicelib.kinds.renewal import renewed_content


class RenewedIds:
    """The facts on record that would have another id today: an old text in another spelling is no second fact."""

    def __init__(self, ref: str, facts: Iterable[Fact]) -> None:
        self._ref, self._facts = ref, facts
        self._found: dict[str, dict[str, str]] = {}

    def find(self, declared: Property, name: str) -> str | None:
        """Return the id of the fact whose content would have the id `name` today; None if there is none."""
        if declared.name not in self._found:
            self._found[declared.name] = dict(self._renewed(declared))
        return self._found[declared.name].get(name[-CONTENT_CHARS:])

    def _renewed(self, declared: Property) -> Iterator[tuple[str, str]]:
        for fact in self._facts:
            if fact.content.property == declared.name:
                content = renewed_content(declared, fact.content)
                if content is not fact.content:
                    yield fact_id(self._ref, content, slot="")[-CONTENT_CHARS:], fact.id
