"""The table of a list: which properties of a kind people want first, and the rows of a page with them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from chalicelib.api.pages.browse.cells import ShownValue, declared, refs_in, shown_values
from chalicelib.api.pages.browse.names import name_of
from chalicelib.api.pages.words.value_words import label_of
from chalicelib.domain.values import RefType, TextType
from chalicelib.kinds.declaration import Kind, Property

MAX_COLUMNS = 5  # beside the name, if fewer are wanted first
MAX_VALUES = 3  # of a cell; a number says how many more there are


class TableCell(NamedTuple):
    """A cell: its values, how many more there are, and its marks. `is_omitted`: only the entity's page shows them."""

    label: str
    values: Sequence[ShownValue]
    more: int
    is_disputed: bool
    hedged: str | None
    is_omitted: bool


class TableRow(NamedTuple):
    """A row: the entity, its name, its cells, and the disputed properties that the table does not show."""

    ref: str
    name: str
    cells: Sequence[TableCell]
    disputed: Sequence[str]
    hedged: str | None  # the name


@cache
def columns_of(kind: Kind) -> tuple[str, ...]:
    """Return the properties that a table of a kind shows beside its names.

    The date that orders it, what distinguishes entities of one name, the status, and whom it is about.
    """
    names = [kind.order, *kind.distinguished_by, *(each.name for each in kind.properties if each.name == "status")]
    if not any(_is_pointing(kind, name) for name in names):
        names += [each.name for each in kind.properties if isinstance(each.type, RefType) and each.filterable][:1]
    return tuple(name for name in dict.fromkeys(names) if name != kind.label)


def columns_shown(kind: Kind, cards: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the columns of a table of cards: none that is empty, in whose place come others that most cards have."""
    wanted = [name for name in columns_of(kind) if not cards or any(_has(card, name) for card in cards)]
    often = (each.name for each in kind.declarations() if _is_brief(each) and _is_frequent(each.name, cards))
    others = [name for name in dict.fromkeys(often) if name not in wanted and name != kind.label]
    return (*wanted, *others[: max(MAX_COLUMNS - len(wanted), 0)])


def refs_of_cards(columns: Sequence[str], cards: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the refs that a table of some cards names."""
    for card in cards:
        for name in columns:
            value = card.get(name)
            yield from refs_in(value[:MAX_VALUES] if isinstance(value, list) else value)


def table_rows(
    kind: Kind, columns: Sequence[str], cards: Iterable[Mapping[str, Any]], names: Mapping[str, str]
) -> list[TableRow]:
    """Return the rows of a table of cards."""
    return [_row(kind, columns, card, names) for card in cards]


def _has(card: Mapping[str, Any], name: str) -> bool:
    return name in card or name in card.get("omitted", ())


def _is_brief(prop: Property) -> bool:
    """Say whether a property has one short value: an amount, a date, a code or an entity."""
    return prop.can_filter and not prop.is_list and not isinstance(prop.type, TextType)


def _is_frequent(name: str, cards: Sequence[Mapping[str, Any]]) -> bool:
    return 2 * sum(name in card for card in cards) > len(cards)


def _is_pointing(kind: Kind, name: str) -> bool:
    found = declared(kind, name)
    return found is not None and isinstance(found.type, RefType)


def _row(kind: Kind, columns: Sequence[str], card: Mapping[str, Any], names: Mapping[str, str]) -> TableRow:
    hidden = [label_of(name).lower() for name in card["disputed"] if name not in columns]
    cells = [_cell(kind, card, name, names) for name in columns]
    return TableRow(card["ref"], name_of(card), cells, hidden, card["hedged"].get(kind.label))


def _cell(kind: Kind, card: Mapping[str, Any], name: str, names: Mapping[str, str]) -> TableCell:
    values = shown_values(declared(kind, name), card[name], names) if name in card else []
    return TableCell(
        label_of(name),
        values[:MAX_VALUES],
        max(len(values) - MAX_VALUES, 0),
        name in card["disputed"],
        card["hedged"].get(name),
        name in card.get("omitted", ()),
    )
