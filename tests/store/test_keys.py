"""Keys: parsing undoes building, no two records share one, and none is longer than the table takes."""

from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given

from chalicelib.store import keys
from chalicelib.store.item_limits import check_key
from chalicelib.store.keys.text import UNKNOWN_DAYS, escape, order_of, unescape
from chalicelib.store.rows import Key
from tests.store import parsing

kinds = st.from_regex(r"[a-z][a-z_]{0,15}", fullmatch=True)
slugs = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,79}", fullmatch=True)
refs = st.builds("{}/{}".format, kinds, slugs)
properties = st.from_regex(r"[a-z][a-z0-9_]{0,30}", fullmatch=True)
tokens = st.from_regex(r"[0-9a-v]{1,40}", fullmatch=True)
fact_ids = st.builds("{}~{}~{}~{}".format, kinds, slugs, properties, tokens)
instants = st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}.000Z".rjust(24, "0"))
numbers = st.integers(1, 99_999_999)
separators = st.sampled_from(["#", "%", "%23", "%25", "~", "=", "%~", "a", "深", "😀"])
free = st.text(st.characters(codec="utf-8"), max_size=20) | st.lists(separators, max_size=8).map("".join)
some = free.filter(bool)
long = st.text(st.sampled_from("a#%深😀~"), max_size=400)

Built = tuple[Any, ...]


def law(build: Callable[..., Key], *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Key, Built]]:
    """Pair a key with the record it is for."""
    return st.tuples(*parts).map(lambda args: (build(*args), (build, *args)))


def listing_key(kind: str, order: str, ref: str) -> Key:
    return keys.listing_key(kind, order, ref=ref)


def filtered_key(kind: str, order: str, ref: str, property_name: str, code: str) -> Key:
    return keys.listing_key(kind, order, ref=ref, property_name=property_name, code=code)


def link_key(target: str, kind: str, order: str, ref: str) -> Key:
    return keys.link_key(target, kind, order=order, ref=ref)


def historical_listing_key(kind: str, order: str, ref: str, since: str) -> Key:
    return keys.historical_key(listing_key(kind, order, ref), since)


def historical_link_key(target: str, kind: str, order: str, ref: str, since: str) -> Key:
    return keys.historical_key(link_key(target, kind, order, ref), since)


def word_key(word: str, name: str, ref: str) -> Key:
    return keys.word_key(word, name, ref=ref)


def identifier_key(scheme: str, value: str, ref: str) -> Key:
    return keys.identifier_key(scheme, value, ref=ref)


def conflict_key(kind: str, property_name: str, opened: str, ref: str, slot: str) -> Key:
    return keys.conflict_key(kind, property_name, opened=opened, ref=ref, slot=slot)


def records(text: st.SearchStrategy[str]) -> list[st.SearchStrategy[tuple[Key, Built]]]:
    """List every row of the table, with this for its free text."""
    return [
        law(keys.view_key, refs),
        law(keys.wide_key, refs, properties),
        law(keys.decision_key, refs, instants),
        law(keys.revision_key, refs, numbers),
        law(keys.fact_key, fact_ids),
        law(keys.series_fact_key, fact_ids),
        law(listing_key, kinds, text, refs),
        law(filtered_key, kinds, text, refs, properties, text),
        law(link_key, refs, kinds, text, refs),
        law(historical_listing_key, kinds, text, refs, instants),
        law(historical_link_key, refs, kinds, text, refs, instants),
        law(word_key, text, text, refs),
        law(identifier_key, kinds, text, refs),
        law(conflict_key, kinds, properties, instants, refs, text),
        law(keys.head_key),
        law(keys.feed_page_key, numbers),
        law(keys.idempotency_key, text),
        law(keys.api_key, tokens),
        law(keys.lease_key, text, st.just("2026-11-23T10:00")),
    ]


@given(one=st.one_of(records(free)), other=st.one_of(records(free)))
def test_no_two_records_share_a_key(one: tuple[Key, Built], other: tuple[Key, Built]) -> None:
    assert (one[0] == other[0]) == (one[1] == other[1])


@given(word=long, name=long, other_word=long, other_name=long)
def test_names_that_are_cut_share_no_key_either(word: str, name: str, other_word: str, other_name: str) -> None:
    tail = "a" * 400
    assume((word, name) != (other_word, other_name))
    assert word_key(tail + word, tail + name, "company/x") != word_key(
        tail + other_word, tail + other_name, "company/x"
    )


@given(record=st.one_of(records(long)))
def test_every_key_fits(record: tuple[Key, Built]) -> None:
    check_key(record[0])


@given(word=long, name=long, ref=refs, slot=long, speaker=long, at=instants, fact_id=fact_ids)
def test_every_index_key_fits(word: str, name: str, ref: str, slot: str, speaker: str, at: str, fact_id: str) -> None:
    indexes = [
        keys.by_ending(word, name, ref=ref),
        keys.by_initial(word, name, ref=ref),
        keys.by_halves(word),
        keys.conflict_indexes("model", "price", opened=at, ref=ref, slot=slot),
        keys.by_speaker(speaker, at, fact_id),
        keys.by_source(ref, at, fact_id),
        keys.by_value(ref, at, fact_id),
    ]
    for key in (key for index in indexes for key in index.values()):
        check_key(key)


# Parsing undoes building


@given(ref=refs, property_name=properties, at=instants, n=numbers)
def test_keys_of_an_entity_are_read_back(ref: str, property_name: str, at: str, n: int) -> None:
    assert keys.parse_entity(keys.entity(ref)) == ref
    assert keys.parse_wide(keys.view_key(ref)) == (ref, "")
    assert keys.parse_wide(keys.wide_key(ref, property_name)) == (ref, property_name)
    assert parsing.parse_decision(keys.decision_key(ref, at)) == (ref, at)
    assert parsing.parse_revision(keys.revision_key(ref, n)) == (ref, n)


@given(fact_id=fact_ids)
def test_a_fact_id_is_an_address_and_an_address_a_fact_id(fact_id: str) -> None:
    assert parsing.parse_fact(keys.fact_key(fact_id)) == fact_id
    assert parsing.parse_fact(keys.series_fact_key(fact_id)) == fact_id
    address = keys.fact_address(fact_id)
    assert address is not None
    assert keys.fact_key(fact_id).pk == keys.entity(address.ref)
    assert keys.series_fact_key(fact_id).pk == keys.series(address.ref, address.property)


@given(kind=kinds, order=free, ref=refs, property_name=properties, code=free, since=instants)
def test_listing_keys_are_read_back(kind: str, order: str, ref: str, property_name: str, code: str, since: str) -> None:
    whole, filtered = listing_key(kind, order, ref), filtered_key(kind, order, ref, property_name, code)
    assert keys.parse_listing(whole) == (kind, order, ref, None, None)
    assert keys.parse_listing(filtered) == (kind, order, ref, property_name, code)
    assert keys.parse_historical(keys.historical_key(filtered, since)) == (filtered, since)
    assert keys.listing(kind, property_name=property_name, code=code) == filtered.pk
    assert keys.historical_key(whole, since).pk == keys.historical_partition(keys.listing(kind))


@given(target=refs, kind=kinds, order=free, ref=refs, since=instants)
def test_link_keys_are_read_back(target: str, kind: str, order: str, ref: str, since: str) -> None:
    key = link_key(target, kind, order, ref)
    assert keys.parse_link(key) == (target, kind, order, ref)
    assert keys.parse_historical(keys.historical_key(key, since)) == (key, since)
    assert key.pk == keys.links(target)


@given(word=some, name=free, ref=refs)
def test_word_keys_are_read_back(word: str, name: str, ref: str) -> None:
    assert keys.parse_word(word_key(word, name, ref)) == (word, name, ref)
    assert keys.parse_word(keys.by_ending(word, name, ref=ref)["gsi1"]) == (word, name, ref)
    assert keys.parse_word(keys.by_initial(word, name, ref=ref)["gsi2"]) == (word, name, ref)
    assert word_key(word, name, ref).pk == keys.words_beginning(word)


@given(scheme=kinds, value=free, ref=refs)
def test_identifier_keys_are_read_back(scheme: str, value: str, ref: str) -> None:
    assert keys.parse_identifier(identifier_key(scheme, value, ref)) == (scheme, value, ref)
    assert identifier_key(scheme, value, ref).pk == keys.identifiers(scheme, value)


@given(kind=kinds, property_name=properties, opened=instants, ref=refs, slot=free)
def test_conflict_keys_are_read_back(kind: str, property_name: str, opened: str, ref: str, slot: str) -> None:
    key = conflict_key(kind, property_name, opened, ref, slot)
    indexes = keys.conflict_indexes(kind, property_name, opened=opened, ref=ref, slot=slot)
    assert keys.parse_conflict(key) == (kind, property_name, opened, ref, slot)
    assert {name: index.pk for name, index in indexes.items()} == {"gsi2": f"D#{kind}", "gsi3": "D"}
    assert {index.sk for index in indexes.values()} == {f"{key.sk}#{property_name}"}


@given(ref=refs, speaker=free, at=instants, fact_id=fact_ids, n=numbers)
def test_index_keys_are_read_back(ref: str, speaker: str, at: str, fact_id: str, n: int) -> None:
    assert parsing.parse_by(keys.by_source(ref, at, fact_id)["gsi1"]) == (ref, at, fact_id)
    assert parsing.parse_by(keys.by_value(ref, at, fact_id)["gsi2"]) == (ref, at, fact_id)
    assert parsing.parse_by(keys.by_speaker(speaker, at, fact_id)["gsi3"]) == (speaker, at, fact_id)
    assert keys.parse_until(keys.until(at, ref)["gsi3"]) == (at, ref)
    assert keys.parse_pending(keys.pending(at, ref, n)["gsi1"]) == (at, ref, n)


@given(n=st.integers(1, 999_999_999_999))
def test_feed_pages_are_read_back_and_lie_in_their_million(n: int) -> None:
    assert parsing.parse_feed_page(keys.feed_page_key(n)) == n
    assert keys.feed_page_key(n).pk == f"C#{(n - 1) // 1_000_000}"


# Order and ranges


@given(ref=refs, property_name=properties, at=instants, n=numbers)
def test_a_write_reads_views_decisions_and_facts_in_one_range(ref: str, property_name: str, at: str, n: int) -> None:
    first, last = keys.ENTITY
    fact = keys.fact_key(f"{ref.replace('/', '~')}~{property_name}~0v")
    read = [keys.view_key(ref), keys.wide_key(ref, property_name), keys.decision_key(ref, at), fact]
    assert all(first <= key.sk <= last for key in read)
    assert not first <= keys.revision_key(ref, n).sk <= last


@given(ref=refs, property_name=properties, other=properties, token=tokens)
def test_the_facts_of_a_property_are_a_range_of_their_own(ref: str, property_name: str, other: str, token: str) -> None:
    first, last = keys.facts_of(property_name)
    key = keys.fact_key(f"{ref.replace('/', '~')}~{other}~{token}")
    assert (first <= key.sk <= last) == (other == property_name)


@given(word=some, extra=free, name=free, ref=refs)
def test_words_are_found_by_their_beginning(word: str, extra: str, name: str, ref: str) -> None:
    first, last = keys.words_with_prefix(word)
    assert first <= word_key(word + extra, name, ref).sk <= last


@given(start=long, end=long, name=free, ref=refs)
def test_words_of_any_length_are_found_by_either_end(start: str, end: str, name: str, ref: str) -> None:
    word = start + end
    first, last = keys.words_with_prefix(start)
    assert first <= word_key(word, name, ref).sk <= last
    first, last = keys.words_with_suffix(end)
    assert first <= keys.by_ending(word, name, ref=ref)["gsi1"].sk <= last


@given(whole=long.filter(lambda text: len(text) > 1), more=free)
def test_whole_names_are_found_by_either_half(whole: str, more: str) -> None:
    at = len(whole) // 2
    first, last = keys.names_with_half(whole[:at], whole[at:][::-1][: len(more)])
    assert first <= keys.by_halves(whole)["gsi2"].sk <= last
    at = len(whole) - (len(whole) - 1) // 2
    first, last = keys.names_with_half(whole[at:], whole[: min(len(more), at)])
    assert first <= keys.by_halves(whole)["gsi1"].sk <= last


@given(word=some, one=st.text("ab", max_size=5), other=st.text("ab", max_size=5), ref=refs)
def test_of_one_word_the_shortest_name_comes_first(word: str, one: str, other: str, ref: str) -> None:
    if len(one) < len(other):
        assert word_key(word, one, ref).sk < word_key(word, other, ref).sk


@given(one=numbers, other=numbers)
def test_numbers_sort_as_they_count(one: int, other: int) -> None:
    assert (keys.revision_key("a/b", one).sk < keys.revision_key("a/b", other).sk) == (one < other)


def test_links_of_one_kind_are_a_range() -> None:
    first, last = keys.prefix_range(keys.links_prefix("event"))
    assert first <= link_key("company/x", "event", "2025-01-26", "event/y").sk <= last
    assert not first <= link_key("company/x", "event_type", "2025", "event_type/y").sk <= last


def test_an_unknown_day_sorts_before_all_days() -> None:
    assert order_of(None) < order_of("0001-01-01") < order_of("2025-01-26") == "2025-01-26"


def test_unknown_days_come_last_whichever_way_dates_are_read() -> None:
    days = ["0001-01-01", "2025-01-26", "9999-12-31"]
    rows = [f"event#{day}#event/x" for day in (*UNKNOWN_DAYS, *days)]
    newest_first, oldest_first = (
        [row for row in rows if first <= row <= last]
        for first, last in (keys.dated_range("event#", newest_first=flag) for flag in (True, False))
    )
    assert sorted(newest_first, reverse=True) == [f"event#{day}#event/x" for day in (*days[::-1], UNKNOWN_DAYS[0])]
    assert sorted(oldest_first) == [f"event#{day}#event/x" for day in (*days, UNKNOWN_DAYS[1])]


# Text and mistakes


@given(text=free)
def test_escaping_is_undone_and_leaves_no_separator(text: str) -> None:
    assert unescape(escape(text, 1000)) == text
    assert "#" not in escape(text, 1000)


@given(text=st.text(st.sampled_from("a#%深😀~"), min_size=100), size=st.integers(40, 120))
def test_a_cut_text_keeps_its_size_and_its_beginning(text: str, size: int) -> None:
    assert len(escape(text, size).encode()) <= size
    assert text.startswith(unescape(escape(text, size)))


@pytest.mark.parametrize(
    "fact_id",
    ["", "company~x~name", "company~x~name~t~u", "company~~name~t", "company/x~y~name~t", "Company~x~name~t",
     "company~x~name~t\n", "company~x#y~name~t", "a~" + "x" * 400 + "~name~t"],
)  # fmt: skip
def test_what_is_no_fact_id_has_no_address(fact_id: str) -> None:
    assert keys.fact_address(fact_id) is None
    with pytest.raises(ValueError, match="not a fact id"):
        keys.fact_key(fact_id)


def test_numbers_that_do_not_fit_are_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        keys.revision_key("a/b", 10**8)
    with pytest.raises(ValueError, match="does not fit"):
        keys.revision_key("a/b", -1)
    with pytest.raises(ValueError, match="no number 0"):
        keys.feed_page_key(0)
