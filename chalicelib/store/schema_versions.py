"""The schema number of items: old ones are read as the present code would have written them, newer ones refused."""

from collections.abc import Callable, Mapping

from chalicelib.store.rows import SCHEMA, Row

UPGRADES: Mapping[int, Callable[[Row], Row]] = {}  # a number, and what makes of its rows those of the next


class Unreadable(Exception):
    """An item of a number that this code does not know: newer code wrote it, and this one must not touch it."""


def upgraded(row: Row, number: int) -> Row:
    """Bring a row of an older number up to the present one; `row.schema` says with which it is stored.

    Raises Unreadable for a number of the future, and for one from which no upgrade leads on.
    """
    if number == SCHEMA:
        return row
    new = row
    for step in range(number, SCHEMA):
        if step not in UPGRADES:
            raise _unreadable(row, number, f"no upgrade leads on from {step}")
        new = UPGRADES[step](new)
    if number > SCHEMA:
        raise _unreadable(row, number, "deploy the code that wrote it")
    return Row(new.key, new.body, new.indexes, new.condition_attributes, new.expires, schema=number)


def _unreadable(row: Row, number: int, cure: str) -> Unreadable:
    return Unreadable(f"The item {row.key.pk} {row.key.sk} has the schema number {number}; known is {SCHEMA}: {cure}.")
