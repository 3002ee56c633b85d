"""The CSV columns of cards: one set for each kind, the same on all pages."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from chalicelib.api.http.routing.columns import CsvColumn, named, of_phrase, of_quantity, within
from chalicelib.api.http.routing.date_columns import dated
from chalicelib.domain.values import DateType, PhraseType, QuantityType
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.variants import variants_of
from chalicelib.operations.lists.field_expansion import fields_of
from chalicelib.operations.lists.origin_filters import ORIGINS, counted_properties


def card_columns(kind: Kind, query: Mapping[str, Any]) -> tuple[CsvColumn, ...]:
    """Return the columns of a page of cards: `ref` and the requested `fields`, or all; `explain` if requested.

    `origins`, which cards omit, has a column for each property that is requested with it, or for all.
    """
    fields = query.get("fields") or ()
    wanted = [column for column in _kind_columns(kind) if not fields or column.path[0] in (*fields, "ref")]
    wanted += _origin_columns(kind, fields) if ORIGINS in fields else ()
    beside = [name for name, asked in (("explain", "explain"), ("shown_in", "in")) if query.get(asked)]
    return (*wanted, *named(*beside))


@cache
def _kind_columns(kind: Kind) -> tuple[CsvColumn, ...]:
    declared = variants_of(kind)
    names = (name for name in fields_of(kind) if name != ORIGINS)
    of_fields = (_field_columns(name, _plainest(declared.get(name, ()))) for name in names)
    return (*(column for columns in of_fields for column in columns), *named("omitted"))


def _origin_columns(kind: Kind, fields: Sequence[str]) -> tuple[CsvColumn, ...]:
    counted = counted_properties(kind)
    names = [name for name in fields if name in counted]
    return within(ORIGINS, *(names or counted), prefix=f"{ORIGINS}.")


def _plainest(variants: Sequence[Property]) -> Property | None:
    """Return the declaration with the most columns: that of an event type that shows one value, if there is one."""
    return min(variants, key=lambda each: each.is_list or each.is_wrapped, default=None)


def _field_columns(name: str, declared: Property | None) -> tuple[CsvColumn, ...]:
    if declared is not None and not (declared.is_list or declared.is_wrapped):
        if isinstance(declared.type, QuantityType):
            return of_quantity(name, has_money=declared.type.has_money)
        if isinstance(declared.type, PhraseType):
            return of_phrase(name)
    if declared is not None and isinstance(declared.type, DateType):
        return dated(name)
    return named(name)
