"""The filters of a search among the entities of one kind: those of the lists of all kinds, and who takes them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from chalicelib.api.http.routing.filter_texts import (
    MAX_FILTER_CHARS,
    MAX_FILTERS_CHARS,
    read_filters,
    read_text,
    read_texts,
)
from chalicelib.api.http.routing.list_parameters import list_of
from chalicelib.api.http.routing.parameters import Parameter, refusal
from chalicelib.api.http.routing.value_examples import example_of, example_of_property
from chalicelib.domain.errors import Fault
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists.entry_filters import entry_filters_of
from chalicelib.operations.lists.filter_reading import MAX_FILTER_VALUES
from chalicelib.operations.lists.filters import IN, parameters_of
from chalicelib.operations.lists.origin_filters import origin_filters_of


@cache
def search_filters() -> tuple[Parameter, ...]:
    """Declare each filter of each kind once; the contract has the plain names, whose texts explain the others."""
    names = dict.fromkeys(name for kind in KINDS.values() for name in _filters_of(kind))
    return tuple(_parameter(name) for name in names)


def read_search_filters(query: Mapping[str, Any]) -> dict[str, str]:
    """Return the text of each filter that a query has. Raises BadParameter for one that `kind` does not take."""
    asked = read_filters(query, {each.name for each in search_filters()})
    kind = KINDS.get(query["kind"] or "")
    if kind is None:
        faults = [Fault(name, "not_together", _needs_kind(name)) for name in asked]
    else:
        detail = f"Lists of {kind.plural} have no filter of this name. Choose another `kind`, or omit it."
        faults = [
            Fault(name, "unknown_parameter", f"{name}: {detail}") for name in asked if name not in _filters_of(kind)
        ]
    if faults:
        raise refusal(*faults)
    return asked


def _needs_kind(name: str) -> str:
    kinds = [kind.name for kind in KINDS.values() if name in _filters_of(kind)]
    return f"`{name}` needs `kind`: send one of {', '.join(kinds)}."


@cache
def _filters_of(kind: Kind) -> Mapping[str, bool]:
    """Return the filters of a kind by parameter, and whether a parameter takes several values."""
    plain = {name: each.takes_several(name, operator) for name, each, operator in parameters_of(kind)}
    of_entries = {name: each.operator == IN for name, each in entry_filters_of(kind).items()}
    return plain | of_entries | dict.fromkeys(origin_filters_of(kind), False)


@cache
def _examples_of(kind: Kind) -> Mapping[str, str]:
    """Return a value for each filter of a kind, by parameter."""
    plain = {name: example_of_property(kind, each.name, each.type) for name, each, _ in parameters_of(kind)}
    of_entries = {name: example_of(each.type) for name, each in entry_filters_of(kind).items()}
    return plain | of_entries | dict.fromkeys(origin_filters_of(kind), "1")


def _parameter(name: str) -> Parameter:
    plain = name.partition("[")[0]
    kinds = [kind for kind in KINDS.values() if name in _filters_of(kind)]
    several = any(_filters_of(kind)[name] for kind in kinds)
    text = {"type": "string", "minLength": 1, "maxLength": MAX_FILTERS_CHARS, "pattern": r"^[^\x00]+$"}
    example = _examples_of(kinds[0])[name]
    among = " or ".join(f"`kind={kind.name}`" for kind in kinds)
    return Parameter(
        name,
        f"With {among}: as in the list of that kind, also with its operators, such as `{plain}[exists]`.",
        list_of({**text, "maxLength": MAX_FILTER_CHARS}, most=MAX_FILTER_VALUES) if several else text,
        f"must be a text of 1 to {MAX_FILTERS_CHARS} characters",
        read_texts if several else read_text,
        [example] if several else example,
        many=several,
        is_synonym="[" in name,
    )
