"""Values read back: what `json()` wrote, with the type that was declared for it."""

from typing import Any

from chalicelib.domain.faults import Faults
from chalicelib.domain.values.types.value_type import ValueType
from chalicelib.domain.values.value import Value


def value_from_json(raw: Any, value_type: ValueType) -> Value:
    """Rebuild a value from its own JSON; a ValueError when it is not one of the type."""
    faults = Faults()
    value = value_type.parse(raw, at="", faults=faults)
    if value is None:
        raise ValueError("; ".join(fault.detail for fault in faults.found))
    return value
