"""Transaction size: rows beyond the number or the bytes of one follow the view, which lists them."""

import pytest

from chalicelib.domain.errors import TooManyActions
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.checking.checks import fit_into_transaction
from chalicelib.operations.transactions.staging.changes import Staged
from chalicelib.store import keys
from chalicelib.store.item_limits import check_commit
from chalicelib.store.records.entity_rows import View, view_rows
from chalicelib.store.rows import Action, Delete, Key, Put, Row

AT = "2026-11-23T10:00:00.000Z"
REF = "company/deepseek"


def _staged(*, facts: int, rows: list[Action]) -> Staged:
    view = View(REF, {"name": "Deepseek"}, 1, AT, AT, facts)
    record = [Put(Row(Key(keys.entity(REF), f"F#{number}"), {})) for number in range(facts + 1)]
    return Staged(Entity(REF, view), (), record, [Put(row) for row in view_rows(view)], rows)


def _rows(count: int, size: int) -> list[Action]:
    return [Put(Row(Key(f"N#{number}", "@"), {"text": "x" * size})) for number in range(count)]


@pytest.mark.parametrize(("count", "size", "kept"), [(20, 100, 20), (98, 100, 97), (30, 300_000, 11)])
def test_rows_beyond_the_number_or_the_bytes_are_left_to_follow(count: int, size: int, kept: int) -> None:
    (made,) = fit_into_transaction([_staged(facts=1, rows=_rows(count, size))], locks=0, receipts=0)
    assert len(made.rows) == kept
    assert made.entity.view is not None
    assert made.entity.view.has_pending_rows == (kept < count)
    check_commit([*made.record, *made.view, *made.rows])


def test_deletes_that_do_not_fit_are_pending() -> None:
    gone = [Delete(Key(f"N#{number}", "@")) for number in range(99)]
    (made,) = fit_into_transaction([_staged(facts=1, rows=list(gone))], locks=0, receipts=0)
    assert made.entity.view is not None
    assert made.entity.view.pending_deletes == tuple(action.key for action in gone[97:])


def test_locks_and_receipts_count_and_are_reported() -> None:
    with pytest.raises(TooManyActions) as refusal:
        fit_into_transaction([_staged(facts=97, rows=[])], locks=1, receipts=1)
    parts = {"facts": 97, "revisions": 1, "views": 1, "entities_read": 1, "receipts": 1}
    assert refusal.value.context == {"actions": 101, "limit": 100, "parts": parts}
    assert "Take out at least 1 value and" in refusal.value.detail
