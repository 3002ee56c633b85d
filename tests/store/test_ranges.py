"""Ranges of sort keys: a list cut anywhere continues with the rest, and bounds contain the right rows."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.store import keys
from chalicelib.store.rows import Key

SLUGS = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,5}", fullmatch=True)
ORDERS = st.sampled_from(["2024-12-31", "2025-01-01", "0000-00-00", "deep", "deep seek", "深度"])
PLACES = st.builds(lambda order, slug: f"{order}#company/{slug}", ORDERS, SLUGS)
SINCE = "2026-11-23T10:00:00.000Z"


def inside(span: keys.Range, sk: str) -> bool:
    return span[0].encode() <= sk.encode() <= span[1].encode()


@given(places=st.sets(PLACES, min_size=1), data=st.data(), descending=st.booleans())
def test_what_is_left_behind_a_position_is_all_that_comes_after_it_open_or_closed(
    places: set[str], data: st.DataObject, descending: bool
) -> None:
    position = data.draw(st.sampled_from(sorted(places)))
    rest = keys.tail_of(keys.between(""), position, descending=descending)
    for place in places:
        comes_after = place < position if descending else place > position
        historical = keys.historical_key(Key("L#company", place), SINCE)
        assert inside(rest, place) is comes_after
        assert inside(rest, historical.sk) is comes_after
        assert keys.current_key(historical) == keys.current_key(Key("L#company", place)) == Key("L#company", place)


@given(one=PLACES, other=PLACES)
def test_open_and_historical_rows_are_in_one_order(one: str, other: str) -> None:
    historical = [keys.historical_key(Key("L#company", place), SINCE).sk for place in (one, other)]
    assert (historical[0] < historical[1]) is (one < other)


@given(day=st.dates().map(str), bound=st.dates().map(str), slug=SLUGS)
def test_bounds_on_days_hold_exactly_those_days(day: str, bound: str, slug: str) -> None:
    sk = f"event#{day}#event/{slug}"
    assert inside(keys.between("event#", at_least=bound), sk) is (day >= bound)
    assert inside(keys.between("event#", above=bound), sk) is (day > bound)
    assert inside(keys.between("event#", at_most=bound), sk) is (day <= bound)
    assert inside(keys.between("event#", below=bound), sk) is (day < bound)


@given(name=st.text("ab é深", min_size=1, max_size=120), other=st.text("ab é深", min_size=1, max_size=120), slug=SLUGS)
def test_the_bound_of_a_name_is_not_beyond_any_later_name(name: str, other: str, slug: str) -> None:
    later = max(name, other)
    key = keys.listing_key("company", later, ref=f"company/{slug}")
    assert keys.order_bound(min(name, other)) <= key.sk
    long = ("a" * 170 + min(name, other), "a" * 170 + later)
    assert keys.order_bound(long[0]) <= keys.listing_key("company", long[1], ref=f"company/{slug}").sk
