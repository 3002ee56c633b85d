"""Recorded contents: whether the fact of a draft is on record already, which its content decides and not its id.

The id of a fact on record never changes, but the rules that make ids do: a declaration gives a property another type, a
text is kept clean, a date is known by its days. So a content on record is read by the declarations of today.
"""

from collections.abc import Mapping

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.facts.fact_tokens import CONTENT_CHARS
from chalicelib.domain.facts.facts import Fact
from chalicelib.kinds.reading.renewal import renewed_content
from chalicelib.operations.transactions.drafts import DraftFact

_Place = tuple[str, str]


class RecordedContents:
    """The facts of an entity by their contents. Most are found by their ids, the others among those of one source."""

    def __init__(self, known: Mapping[str, Fact]) -> None:
        self._known = known
        self._by_key = {(fact.content.property, name[-CONTENT_CHARS:]): name for name, fact in known.items()}
        self._renewed: dict[_Place, dict[str, str]] = {}

    def id_of(self, draft: DraftFact, *, otherwise: str) -> str:
        """Return the id under which the statement of a draft is on record; `otherwise` if it is not.

        Of several facts that state the same, from when evidence was part of their ids, it is the standing one, and of
        those the oldest.
        """
        if not self._known:  # of an entity that is being created
            return otherwise
        content = draft.content
        found = self._by_key.get((content.property, otherwise[-CONTENT_CHARS:]))
        if found is not None and self._known[found].standing(None).stands:
            return found
        return self._renewed_ids(draft).get(content.token, found or otherwise)

    def _renewed_ids(self, draft: DraftFact) -> Mapping[str, str]:
        """Return the ids of the facts of a draft's property and source by their contents as recorded today."""
        place = _place(draft.content)
        if place not in self._renewed:
            same = sorted((fact for fact in self._known.values() if _place(fact.content) == place), key=_preference)
            names: dict[str, str] = {}
            for fact in same:
                names.setdefault(_token(draft, fact), fact.id)
            self._renewed[place] = names
        return self._renewed[place]


def _token(draft: DraftFact, fact: Fact) -> str:
    """Return the token of the content of a fact as it is recorded today; what was erased has left only that."""
    return renewed_content(draft.declared, fact.content).token if fact.erasure is None else fact.erasure.token


def _preference(fact: Fact) -> tuple[bool, str, str]:
    return not fact.standing(None).stands, fact.recorded_at, fact.id


def _place(content: Content) -> _Place:
    return content.property, content.evidence.source
