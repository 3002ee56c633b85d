"""Shown values: a view shows at most 500 values of a property, and says how many more there are and where."""

from collections.abc import Collection, Mapping
from typing import Any

from chalicelib.kinds import KINDS

MAX_SHOWN_VALUES = 500  # values of one property in a view


def within_bounds(view: Mapping[str, Any]) -> dict[str, Any]:
    """Return a view with as many values of each property as it shows; `beyond` says where all of them are."""
    long = {name: value for name, value in view.items() if isinstance(value, list) and len(value) > MAX_SHOWN_VALUES}
    long.pop("sources", None)  # no property: its sources are those of all values
    if not long:
        return {**view}
    facts = f"/v1/{KINDS[view['kind']].plural}/{view['slug']}/facts?property="
    beyond = {name: {"values": len(value) - MAX_SHOWN_VALUES, "at": facts + name} for name, value in long.items()}
    shown = {name: value[:MAX_SHOWN_VALUES] for name, value in long.items()}
    return {**view, **shown, "origins": _of_shown(view.get("origins", {}), long), "beyond": beyond}


def _of_shown(origins: Mapping[str, Any], long: Collection[str]) -> dict[str, Any]:
    """Return the origins of the values shown: a list has one number for each of them."""
    return {
        name: each[:MAX_SHOWN_VALUES] if name in long and isinstance(each, list) else each
        for name, each in origins.items()
    }
