"""The dimension of a unit, and whether it is among those that a declaration allows."""

from collections.abc import Iterable

from chalicelib.domain.values import UNITS


def dimension_of(unit: str) -> str:
    """Return the dimension of a unit."""
    return UNITS[unit].dimension


def fits_dimensions(dimension: str, allowed: Iterable[str]) -> bool:
    """Return whether a dimension is among the allowed ones, of which some are families: "money/*", "*/time"."""
    return any(dimension == each or _is_of_family(dimension, each) for each in allowed)


def _is_of_family(dimension: str, family: str) -> bool:
    whole, _, part = family.partition("/")
    thing, _, per = dimension.partition("/")
    return bool(per) and ((part == "*" and whole == thing) or (whole == "*" and part == per))
