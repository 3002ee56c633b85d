"""Recorded contents: whether the fact of a draft is on record already, which its content decides and not its id.

The id of a fact on record never changes. What makes ids does: a declaration gives a property another type, a text is
kept clean, a date is known by its days. So a content on record is read by the declarations of today.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from chalicelib.domain.fact_tokens import CONTENT_CHARS
from chalicelib.domain.facts import Content, Fact, content_key
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import Value, ValueType, parse_period
from chalicelib.kinds.declaration import Property
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
            fact for fact in self._of_source(draft.content) if content_key(as_declared(fact, draft.declared)) == wanted
        )
        return next((fact.id for fact in same), None)

    def _of_source(self, content: Content) -> Iterable[Fact]:
        if self._by_source is None:
            self._by_source = {}
            for fact in self._known.values():
                self._by_source.setdefault(_place(fact.content), []).append(fact)
        return self._by_source.get(_place(content), ())


def as_declared(fact: Fact, declared: Property) -> Content:
    """Return the content of a fact as its property is read today; what it cannot read stays as it is."""
    content = fact.content
    types = {each.name: each.type for each in declared.qualifiers}
    return replace(
        content,
        value=_read_again(content.value, declared.type),
        qualifiers={name: _read_again(value, types.get(name)) for name, value in content.qualifiers.items()},
        period=content.period and (parse_period(content.period) or content.period),
    )


def _place(content: Content) -> _Place:
    return content.property, content.evidence.source


def _read_again(value: Value, declared: ValueType | None) -> Value:
    faults = Faults()
    read = None if declared is None else declared.parse(value.json(), at="", faults=faults)
    return value if read is None else read
