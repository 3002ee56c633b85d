"""Items that do not hold what was written: told by their keys, to the operator alone."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from pydantic_core import from_json

from chalicelib.store.rows import Key, Row
from chalicelib.store.schema_versions import Unreadable
from chalicelib.store.table import Bad, Damaged

UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)  # what misshapen content raises

P = ParamSpec("P")
T = TypeVar("T")


def read_object(text: str) -> dict[str, Any]:
    """Read a JSON object; raise ValueError or TypeError for any other text."""
    read = from_json(text)
    if not isinstance(read, dict):
        raise TypeError("no JSON object")
    return read


def read_body(key: Key, text: Any) -> dict[str, Any]:
    """Read the body of an item. Raises Damaged, naming the item, for what is no JSON object."""
    try:
        return read_object(text)
    except UNREADABLE as error:
        raise damaged_item(key) from error


def damaged_item(key: Key) -> Damaged:
    """Name an item that cannot be read; what it holds is nobody's to log."""
    return Damaged(f"The item {key.pk} {key.sk} does not hold what was written; restore it from a backup.")


def of_row(read: Callable[Concatenate[Row, P], T]) -> Callable[Concatenate[Row, P], T]:
    """Let a reader of rows raise Damaged, naming the row, where the body has another shape than was written."""

    @wraps(read)
    def checked(row: Row, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(row, *args, **kwargs)
        except UNREADABLE as error:
            raise damaged_item(row.key) from error

    return checked


def _parsed(row: Row) -> Row:
    """Give a row whose body is read already, which else is left until somebody looks at it."""
    _ = row.body
    return row


def readable(reads: Iterable[Callable[[], Row]], bad: Bad | None) -> list[Row]:
    """Read what can be read and tell `bad` of the rest; without it raise the first Damaged or Unreadable."""
    found: list[Row] = []
    for read in reads:
        try:
            found.append(_parsed(read()))
        except (Damaged, Unreadable) as error:
            if bad is None:
                raise
            bad(error)
    return found
