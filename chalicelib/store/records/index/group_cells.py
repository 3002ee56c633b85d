"""Cells: the groups in which an entity counts, as the counts of its revisions name them."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from chalicelib.kinds import KINDS
from chalicelib.kinds.grouping import NONE, UNKNOWN, counted_codes, group_of_code, groups_of
from chalicelib.store.records.entity_rows import View
from chalicelib.store.records.index.standing_values import other_values

_CODE = "[a-z_]+=[A-Za-z0-9_-]+"
_CELL = re.compile(
    rf"entities\.({'|'.join(KINDS)})\?((?:{_CODE}&)*)month=([0-9]{{4}}-(?:0[1-9]|1[0-2])|{UNKNOWN}|\.\.)(?:;({_CODE}))?"
)


class Cell(NamedTuple):
    """A group in every dimension of a kind: the names of its codes, their values, and the month.

    `other` is empty in the cell of what an entity shows. It is `property=code` in one more cell for each standing
    code that is not shown, by which lists find the entity too.
    """

    names: tuple[str, ...]
    values: tuple[str, ...]
    month: str
    other: str = ""

    def group(self, name: str) -> str:
        """Return its value of a code."""
        return self.values[self.names.index(name)]


def cells_of(view: View) -> tuple[str, ...]:
    """Return the cells in which an entity counts, once each; none if it is retired, merged or erased."""
    if view.lifecycle is not None:
        return ()
    kind = KINDS[view.kind]
    groups = groups_of(kind, view.flat)
    shown = f"entities.{kind.name}?{'&'.join(f'{name}={group}' for name, group in groups.items())}"
    return (shown, *(f"{shown};{other}" for other in _other_codes(view, groups)))


def _other_codes(view: View, groups: Mapping[str, str]) -> Iterator[str]:
    for name in counted_codes(KINDS[view.kind]):
        standing = map(group_of_code, other_values(view.flat, view.conflicts, name))
        yield from sorted({f"{name}={code}" for code in standing if code not in (UNKNOWN, NONE, groups[name])})


def read_cell(text: str) -> tuple[str, Cell] | None:
    """Return the kind and the cell that a count is of; None if it is another count."""
    found = _CELL.fullmatch(text)
    if found is None:
        return None
    kind, codes, month, other = found.groups()
    groups = dict(each.split("=") for each in codes.rstrip("&").split("&") if each)
    return kind, Cell(tuple(groups), tuple(groups.values()), month, other or "")
