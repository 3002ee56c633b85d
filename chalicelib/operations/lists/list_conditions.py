"""The conditions that a query sets for the entities of a list: its filters, and the quantity that sorts them."""

from collections.abc import Mapping
from typing import NamedTuple

from chalicelib.domain.errors import BadParameter
from chalicelib.domain.faults import summed_up
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists.entry_filters import read_entry_conditions
from chalicelib.operations.lists.filter_reading import read_conditions
from chalicelib.operations.lists.filters import Condition
from chalicelib.operations.lists.origin_filters import read_origin_conditions
from chalicelib.operations.lists.quantity_order import QuantityOrder, read_quantity_order
from chalicelib.operations.lists.query_plan import ViewCheck


class ListConditions(NamedTuple):
    """The filters by properties, those by entries of properties and by origins, and the order by a quantity."""

    conditions: tuple[Condition, ...]
    of_views: tuple[ViewCheck, ...]
    quantity: QuantityOrder | None


def read_list_conditions(
    kind: Kind,
    filters: Mapping[str, str],
    *,
    sort: str | None = None,
    unit: str | None = None,
    descending: bool | None = None,
) -> ListConditions:
    """Parse the filters and the order of a query. Raises BadParameter with all their faults."""
    read, of_entries = read_conditions(kind, filters), read_entry_conditions(kind, filters)
    of_origins = read_origin_conditions(kind, filters)
    order = read_quantity_order(
        kind, sort=sort, unit=unit, descending=bool(descending), of_entries=of_entries.conditions
    )
    if faults := (*read.faults, *of_entries.faults, *of_origins.faults, *order.faults):
        raise BadParameter(summed_up(faults), faults=faults)
    return ListConditions(read.conditions, (*of_entries.conditions, *of_origins.conditions), order.order)
