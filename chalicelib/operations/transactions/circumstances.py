"""Circumstances: reads the members that say of what and when a value holds."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from chalicelib.domain.faults import Faults
from chalicelib.domain.values import DateType, RefType, Value, When
from chalicelib.domain.values.checks import is_text
from chalicelib.domain.values.fiscal import is_fiscal_label
from chalicelib.domain.values.types.time_types import read_period
from chalicelib.operations.transactions.fiscal_periods import FiscalYears

MAX_CONDITION_CHARS = 300
ANY_ENTITY = RefType(kinds=None)


class Circumstances(NamedTuple):
    """Of what and when a value holds; `is_sound` if no member had a fault. `label`: the period as it was sent."""

    scope: Value | None
    period: str | None
    condition: str | None
    valid: When | None
    is_sound: bool
    label: str | None = None


def read_circumstances(members: Mapping[str, Any], *, at: str, fiscal: FiscalYears, faults: Faults) -> Circumstances:
    """Read the members of a value that say when and of what it holds; those that are null are absent."""
    raw = {name: each for name, each in members.items() if each is not None}
    read: dict[str, Any] = {
        name: reader(raw[name], at=f"{at}/{name}", faults=faults)
        for name, reader in _CIRCUMSTANCES.items()
        if name in raw
    }
    label = raw.get("period")
    if isinstance(label, str) and is_fiscal_label(label):
        read["period"] = fiscal.months_of(label, at=f"{at}/period", faults=faults)
    elif label is not None:
        read["period"], label = read_period(label, at=f"{at}/period", faults=faults), None
    scope, period, condition, valid = map(read.get, ("scope", "period", "condition", "valid"))
    return Circumstances(scope, period, condition, valid, is_sound=None not in read.values(), label=label)


def read_valid(raw: Any, *, at: str, faults: Faults) -> When | None:
    """Read when a value holds."""
    return DateType().read(raw, at=at, faults=faults)


def _read_condition(raw: Any, *, at: str, faults: Faults) -> str | None:
    return raw if is_text(raw, max_length=MAX_CONDITION_CHARS, at=at, faults=faults) else None


_CIRCUMSTANCES = {
    "valid": read_valid,
    "scope": ANY_ENTITY.parse,
    "condition": _read_condition,
}
