"""Views as they were parsed last: the rows of a view are parsed again only if one of them has another text."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from chalicelib.store import keys
from chalicelib.store.rows import Key, Row

T = TypeVar("T")
MAX_KEPT = 128  # views
MAX_CHARS = 20_000  # of the texts of one; a larger one is parsed each time


def parsed_view(parse: Callable[[str, Sequence[Row]], T], ref: str, rows: Sequence[Row]) -> T:
    """Return what `parse` makes of the rows of a view. It uses their sort keys and bodies alone; nobody may change it.

    The rows are read from the table each time, and the whole text of each is compared: nothing older is returned.
    """
    texts = tuple((row.key.sk, row.text) for row in rows)
    if sum(len(text) for _, text in texts) > MAX_CHARS:
        return parse(ref, rows)
    kept: T = _parsed(parse, ref, texts)
    return kept


@lru_cache(maxsize=MAX_KEPT)
def _parsed(parse: Callable[[str, Sequence[Row]], Any], ref: str, texts: tuple[tuple[str, str], ...]) -> Any:
    pk = keys.entity(ref)
    rows = [Row.stored(Key(pk, sk), text, indexes={}, condition_attributes={}, expires=None) for sk, text in texts]
    return parse(ref, rows)
