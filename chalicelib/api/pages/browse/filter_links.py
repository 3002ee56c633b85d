"""The filters of a list as links: what is chosen, and what can be."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.api.pages.browse.cells import is_ref
from chalicelib.api.pages.words.value_words import label_of, words_of
from chalicelib.domain.values import CodeType, CountryType, FlagType, LanguageType, RefType, ValueType
from chalicelib.kinds import PLURALS
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists.filters import DISPUTED, Filter, filters_of, values_shown

MAX_CODES = 9  # a vocabulary of so many is shown whole, of a larger one what occurs on the page
MAX_CHOICES = 14  # of one filter
OPERATORS = {
    "": "",
    "eq": "",
    "in": "",
    "ne": "not ",
    "gt": "over ",
    "gte": "from ",
    "lt": "under ",
    "lte": "up to ",
    "exists": "on record: ",
}
Query = Mapping[str, str]


class FilterLink(NamedTuple):
    """A link: its words, the query of the list to which it leads, and whether that is the list of this page."""

    text: str
    query: Query
    chosen: bool = False


class FilterGroup(NamedTuple):
    """The choices of one filter."""

    label: str
    links: Sequence[FilterLink]


def filters_chosen(kind: Kind, query: Query) -> Query:
    """Return the filters among the parameters of a list."""
    return {name: text for name, text in query.items() if _filter_name(name) in filters_of(kind) or "." in name}


def chosen_links(kind: Kind, query: Query, names: Mapping[str, str]) -> list[FilterLink]:
    """Return a link for each chosen filter, which leads to the list without it."""
    return [
        FilterLink(_chosen_words(kind, name, text, names), _without(query, name))
        for name, text in filters_chosen(kind, query).items()
    ]


def filter_groups(kind: Kind, query: Query, cards: Sequence[Mapping[str, Any]]) -> list[FilterGroup]:
    """Return the filters that a key serves with the values that can be chosen: short vocabularies, or those seen."""
    groups = (_group(each, query, cards) for each in filters_of(kind).values() if each.has_key)
    return [group for group in groups if group.links]


def refs_chosen(query: Query) -> Iterator[str]:
    """Yield the refs among the values of chosen filters."""
    yield from (part for text in query.values() for part in text.split(",") if is_ref(part))


def lists_of(plural: str, cards: Iterable[Mapping[str, Any]], ref: str) -> list[FilterLink]:
    """Return links to the lists of a kind, filtered by the properties by which some cards point at an entity."""
    filters = filters_of(PLURALS[plural])
    names = dict.fromkeys(link["property"] for card in cards for link in card.get("links", ()))
    of_refs = [name for name in names if name in filters and isinstance(filters[name].type, RefType)]
    return [FilterLink(f"by {label_of(name).lower()}", {name: ref}) for name in of_refs]


def _group(each: Filter, query: Query, cards: Sequence[Mapping[str, Any]]) -> FilterGroup:
    chosen = query.get(each.name)
    links = [
        FilterLink(
            "only disputed" if each.name == DISPUTED else _value_words(each.type, text, {}),
            _without(query, each.name) if text == chosen else {**query, each.name: text},
            text == chosen,
        )
        for text in _choices(each, chosen, cards)
    ]
    return FilterGroup(label_of(each.name), links)


def _choices(each: Filter, chosen: str | None, cards: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the values of a filter that can be chosen, as texts of a query."""
    match each.type:
        case FlagType():
            return ["true"] if each.name == DISPUTED else ["true", "false"]
        case CodeType(codes=codes) if len(codes) <= MAX_CODES:
            return list(codes)
        case CodeType() | CountryType() | LanguageType():
            seen = Counter(_texts_seen(each, cards))
            often = sorted(text for text, _ in seen.most_common(MAX_CHOICES))
            return [*([chosen] if chosen and chosen not in often and "," not in chosen else []), *often]
    return []


def _texts_seen(each: Filter, cards: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for card in cards:
        yield from (str(value.json()) for value in values_shown(card.get(each.name), each.type))


def _without(query: Query, name: str) -> dict[str, str]:
    return {each: text for each, text in query.items() if each != name}


def _filter_name(parameter: str) -> str:
    return parameter.partition("[")[0]


def _chosen_words(kind: Kind, parameter: str, text: str, names: Mapping[str, str]) -> str:
    name, _, operator = parameter.rstrip("]").partition("[")
    declared = filters_of(kind)[name].type if name in filters_of(kind) else None
    value_type = FlagType() if operator == "exists" else declared
    words = " or ".join(_value_words(value_type, part, names) for part in text.split(","))
    return f"{label_of(name.replace('.', ' '))}: {OPERATORS.get(operator, '')}{words}"


def _value_words(declared: ValueType | None, text: str, names: Mapping[str, str]) -> str:
    if isinstance(declared, FlagType):
        return {"true": "yes", "false": "no"}.get(text, text)
    return words_of(declared, text, names).text
