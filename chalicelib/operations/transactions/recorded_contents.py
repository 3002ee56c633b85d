"""Recorded contents: whether the fact of a draft is on record already, which its content decides and not its id.

The id of a fact on record never changes, but the rules that make ids do: a declaration gives a property another type, a
text is kept clean, a date is known by its days. So a content on record is read by the declarations of today.
"""

from collections.abc import Iterable, Mapping

from chalicelib.domain.fact_tokens import CONTENT_CHARS
from chalicelib.domain.facts import Content, Fact, content_key
from chalicelib.kinds.reading.renewal import renewed_content
from chalicelib.operations.transactions.drafts import DraftFact

_Place = tuple[str, str]


class RecordedContents:
    """The facts of an entity by their contents. Most are found by their ids, the others among those of one source."""

    def __init__(self, known: Mapping[str, Fact]) -> None:
        self._known = known
        self._by_key = {(fact.content.property, name[-CONTENT_CHARS:]): name for name, fact in known.items()}
        self._by_source: dict[_Place, list[Fact]] | None = None

    def id_of(self, draft: DraftFact, *, otherwise: str) -> str:
        """Return the id under which the content of a draft is on record; `otherwise` if it is not."""
        content = draft.content
        found = self._by_key.get((content.property, otherwise[-CONTENT_CHARS:]))
        return found or self._find(draft) or otherwise

    def _find(self, draft: DraftFact) -> str | None:
        wanted = content_key(draft.content)
        same = (
            fact
            for fact in self._of_source(draft.content)
            if content_key(renewed_content(draft.declared, fact.content)) == wanted
        )
        return next((fact.id for fact in same), None)

    def _of_source(self, content: Content) -> Iterable[Fact]:
        if self._by_source is None:
            self._by_source = {}
            for fact in self._known.values():
                self._by_source.setdefault(_place(fact.content), []).append(fact)
        return self._by_source.get(_place(content), ())


def _place(content: Content) -> _Place:
    return content.property, content.evidence.source
