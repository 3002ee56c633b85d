"""Slices: what is too much for one transaction is cut by actions and by bytes, in its order."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.store.item_limits import MAX_COMMIT_BYTES, check_action, check_commit, slices
from chalicelib.store.rows import Action, Delete, Key, Put, Row


def _action(number: int, size: int) -> Action:
    key = Key("P", f"{number:05}")
    return Put(Row(key, {"text": "x" * size})) if size else Delete(key)


sizes = st.lists(st.sampled_from([0, 10, 1000, 300_000, 400_000]), max_size=60)


@given(sizes, st.integers(1, 100))
def test_every_slice_is_a_commit_and_nothing_is_lost_or_reordered(found: list[int], most: int) -> None:
    actions = [_action(number, size) for number, size in enumerate(found)]
    parts = list(slices(actions, most=most))
    assert [action for part in parts for action in part] == actions
    for part in parts:
        check_commit(part)
        assert len(part) <= most


@given(sizes)
def test_no_slice_could_have_taken_the_next_one_as_well(found: list[int]) -> None:
    parts = list(slices([_action(number, size) for number, size in enumerate(found)], most=20))
    for part, following in pairwise(parts):
        full = sum(map(check_action, part)) + check_action(following[0]) > MAX_COMMIT_BYTES
        assert full or len(part) == 20
