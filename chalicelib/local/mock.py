"""Patches moto for the local run and the tests: one call at a time, and no needless work on every item.

For each action of a transaction moto deep-copies the whole table, to restore it if an action fails. Whole-item actions
never change an item in place, so a copy that shares the items restores the same. Only an update in a transaction would
change an item in place, and the store has none.

For each query of an index moto sorts the whole table and unwraps both keys at each comparison. Our keys are texts,
which sort the same without that.
"""

import copy
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.core.botocore_stubber import BotocoreStubber
from moto.dynamodb.models.table import Table

_LOCK = threading.RLock()
_answer = BotocoreStubber.__call__


def patch_moto() -> None:
    """Patch moto; a second time changes nothing."""
    Table.__deepcopy__ = _copy_sharing_items  # type: ignore[attr-defined]  # moto defines none
    Table.all_items = _all_items  # type: ignore[method-assign, assignment]  # that is the patch
    BotocoreStubber.__call__ = _answer_alone  # type: ignore[method-assign, assignment]  # that is the patch


@contextmanager
def patched_moto() -> Iterator[None]:
    """Patch moto until the block ends."""
    patched = ((Table, "__deepcopy__"), (Table, "all_items"), (BotocoreStubber, "__call__"))
    before = [(owner, name, owner.__dict__.get(name)) for owner, name in patched]
    patch_moto()
    try:
        yield
    finally:
        for owner, name, value in before:
            if value is None:
                delattr(owner, name)
            else:
                setattr(owner, name, value)


def _copy_sharing_items(table: Any, _memo: dict[int, Any]) -> Any:
    twin = copy.copy(table)
    twin.items = defaultdict(dict, {pk: dict(rows) for pk, rows in table.items.items()})
    return twin


def _all_items(table: Any) -> list[Any]:
    items = [item for rows in table.items.values() for item in rows.values()]
    return sorted(items, key=lambda item: (item.hash_key.value, item.range_key.value))


def _answer_alone(stubber: Any, *args: Any, **kwargs: Any) -> Any:
    with _LOCK:
        return _answer(stubber, *args, **kwargs)
