"""Ranges of sort keys that begin with a time: up to one, before one, and after the feed's head."""

from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.store import keys
from chalicelib.store.item_limits import check_key

sort_keys = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
instants = st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}.000Z".rjust(24, "0"))
fact_ids = st.from_regex(r"[a-z]{1,8}~[a-z0-9]{1,9}~[a-z_]{1,9}~[0-9a-v]{10}", fullmatch=True)


@given(first=sort_keys, second=sort_keys)
def test_what_is_just_before_a_key_leaves_it_out_and_nothing_that_is_less(first: str, second: str) -> None:
    assume(first < second)
    assert first <= keys.just_before(second) < second
    assert keys.just_before(first).encode() < first.encode()


@given(at=instants, fact_id=fact_ids, to=instants)
def test_through_an_instant_is_with_all_that_was_recorded_then(at: str, fact_id: str, to: str) -> None:
    assert (keys.recorded(at, fact_id) <= keys.through(to)) == (at <= to)
    assert (keys.recorded(at, fact_id) < to) == (at < to)


@given(at=instants, ref=st.just("company/a"), n=st.integers(1, 10**7))
def test_the_head_sorts_before_every_pending_revision_and_is_none_of_them(at: str, ref: str, n: int) -> None:
    head, waiting = keys.head_among_pending()[keys.PENDING], keys.pending(at, ref, n)[keys.PENDING]
    check_key(head)
    assert head.sk < keys.PENDING_REVISIONS <= waiting.sk
    assert head.pk == keys.pending_shard(0)
