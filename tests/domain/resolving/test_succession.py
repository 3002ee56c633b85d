"""Succession: on a lasting property a fact gives way to one that starts later and is at least as certain."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import BEGINNING, FOREVER
from chalicelib.domain.resolving.entity_context import entity_context
from chalicelib.domain.resolving.presence import lifetime
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.resolution import resolve
from chalicelib.domain.resolving.rules import LASTING, SlotRules
from chalicelib.domain.values import Missing, When
from tests.domain.builders import FIXED, NOW, a_fact, fixed, lasting, rejections, shown, usd

FOLLOWED = {"a": "followed: the same source gives a value from 2025-06 on"}
IN_JULY = "2025-07-15T00:00:00.000Z"


def test_a_price_list_of_june_does_not_contradict_that_of_april_it_follows_it() -> None:
    april, june = a_fact(usd("5"), name="a", valid="2025-04"), a_fact(usd("6"), name="b", valid="2025-06")

    reading = lasting(april, june)

    assert shown(reading) == usd("6")
    assert reading.conflict is None
    assert reading.standing == (june,)
    assert rejections(reading) == FOLLOWED


def test_until_june_the_price_list_of_april_holds() -> None:
    april, june = a_fact(usd("5"), valid="2025-04"), a_fact(usd("6"), valid="2025-06")

    assert shown(lasting(april, june, valid_at="2025-05-31T23:59:59.999Z")) == usd("5")
    assert shown(lasting(april, june, valid_at="2025-06-01T00:00:00.000Z")) == usd("6")


def test_it_is_followed_with_any_rank_and_basis() -> None:
    april = a_fact(usd("5"), name="a", valid="2025-04", rank="preferred", basis="record_of_truth")
    june = a_fact(usd("6"), name="b", valid="2025-06", basis="third_party_report", source="source/b")

    assert lasting(april, june).chosen == june


@pytest.mark.parametrize("basis", ["opinion", "derived"])
def test_an_opinion_ends_nobody_elses_word(basis: str) -> None:
    april = a_fact(usd("5"), name="a", valid="2025-04", basis="record_of_truth")
    own = a_fact(usd("6"), name="b", valid="2025-06", basis=basis)
    other = a_fact(usd("6"), name="c", valid="2025-06", basis=basis, source="source/b")

    assert lasting(april, own).standing == (own,)
    assert lasting(april, other).chosen == april
    assert lasting(april, other).is_disputed


def test_another_origin_is_granted_a_day_but_not_where_values_are_staged() -> None:
    first = a_fact(usd("5"), name="a", valid="2025-12-24/..", published="2025-12-24", basis="self_reported")
    same, late = (
        a_fact(usd("6"), name="b", valid=f"2025-12-{day}/..", published=f"2025-12-{day}", source="source/b")
        for day in (25, 26)
    )
    staged = SlotRules(lasting=True, staged=True)

    assert lasting(first, same).chosen == first
    assert lasting(first, same).is_disputed
    assert lasting(first, late).standing == (late,)
    assert resolve([first, same], staged, moment=Moment(), now=NOW).standing == (same,)


def test_what_is_printed_within_a_week_of_a_start_says_nothing_of_later() -> None:
    report = a_fact(usd("5"), name="a", valid="2019-05/..", published="2019-05-02")
    profile = a_fact(usd("5"), name="b", valid="2019-05/..", published="2024-03-15", source="source/b")
    new = a_fact(usd("6"), name="c", valid="2024-03-01/..", published="2024-03-02", source="source/c")

    assert lasting(report, new).standing == (new,)
    assert lasting(profile, new).is_disputed


def test_a_later_unknown_of_one_origin_takes_the_word_back() -> None:
    known = a_fact(usd("5"), name="a", valid="2025-04", publisher="Reuters")
    unknown = a_fact(Missing("unknown"), name="b", valid="2025-06", publisher="Reuters", source="source/b")
    elsewhere = a_fact(Missing("unknown"), name="c", valid="2025-06", publisher="dpa", source="source/c")

    assert lasting(known, unknown).chosen == unknown
    assert lasting(known, elsewhere).chosen == known


def test_what_its_origin_has_confirmed_since_is_not_followed_by_another() -> None:
    april = a_fact(usd("5"), name="a", valid="2025-04", publisher="models.dev")
    june = a_fact(usd("6"), name="b", valid="2025-06", source="source/b")
    word = a_fact(When("2025-09-01"), property_name="confirmed", publisher="models.dev", source="source/c")
    context = entity_context([april, june, word], Moment())
    catalogue = a_fact(usd("6"), name="d", valid="2025-06", source="source/d", publisher="models.dev")

    assert lasting(april, june).standing == (june,)
    assert resolve([april, june], LASTING, moment=Moment(), now=NOW, context=context).is_disputed
    assert resolve([april, catalogue], LASTING, moment=Moment(), now=NOW, context=context).standing == (catalogue,)


def test_a_document_of_a_series_confirms_nothing_that_it_says_itself() -> None:
    document: dict[str, Any] = {"published": "2025-06-01", "source": "source/a", "publisher": "a", "root": "source/r"}
    old = a_fact(usd("1"), name="old", valid="2025-01-01", **document)
    new = a_fact(usd("2"), name="new", valid="2025-03-01", source="source/b")
    context = entity_context([old, new], Moment())

    assert resolve([old, new], LASTING, moment=Moment(), now=NOW, context=context).standing == (new,)


def test_a_later_document_of_its_series_confirms_what_the_series_says_of_the_entity() -> None:
    def snapshot(month: str, value: str, name: str, **more: Any) -> Fact:
        source = f"source/catalogue-{month}"
        return a_fact(usd(value), name=name, published=f"{month}-01", source=source, publisher="a", root="r", **more)

    april, december = snapshot("2025-04", "5", "a"), snapshot("2025-12", "9", "b", property_name="other")
    june = a_fact(usd("6"), name="c", valid="2025-06-20", source="source/b")
    context = entity_context([april, december, june], Moment())

    assert lasting(april, june).standing == (june,)
    assert resolve([april, june], LASTING, moment=Moment(), now=NOW, context=context).is_disputed


def test_an_undated_fact_of_later_print_gives_way_to_one_dated_to_the_moment() -> None:
    undated = a_fact(usd("5"), name="a", published="2026")
    dated = a_fact(usd("6"), name="b", valid="2010/2020-06", source="source/b")
    then = "2015-01-01T00:00:00.000Z"

    assert lasting(undated, dated, valid_at=then).standing == (dated,)
    assert lasting(undated, dated).chosen == undated


def test_a_fact_that_another_replaces_is_not_shown_whatever_its_slot() -> None:
    wrong = a_fact(usd("220e6"), name="a")
    right = a_fact(usd("55e6", "about"), name="b", replaces=("a",))
    rumour = a_fact(usd("55e6", "about"), name="c", replaces=("a",), certainty="rumoured")

    context = entity_context([wrong, right], Moment())
    reading = resolve([wrong], FIXED, moment=Moment(), now=NOW, context=context)
    assert reading.chosen is None
    assert [each.json_value() for each in reading.rejected] == [
        {"fact": "a", "reason": "replaced: another fact restates or corrects it", "by": "b"}
    ]
    context = entity_context([wrong, rumour], Moment())
    assert resolve([wrong], FIXED, moment=Moment(), now=NOW, context=context).chosen == wrong


def test_facts_of_a_source_replace_those_of_the_source_that_it_supersedes() -> None:
    first, second = a_fact(usd("5"), name="a"), a_fact(usd("6"), name="b", source="source/b")
    second = replace(second, supersedes=("source/the-register",))

    assert fixed(first, second).standing == (second,)


def test_a_rumour_is_overtaken_by_an_assertion_of_the_same_day_or_later() -> None:
    january = a_fact(usd("340e9"), name="a", certainty="rumoured", published="2025-01-15")
    march = a_fact(usd("300e9"), name="b", published="2025-03-31")
    may = a_fact(usd("500e9"), name="c", certainty="rumoured", published="2025-05-02")

    reading = fixed(january, march, may)

    assert reading.standing == (march, may)
    assert reading.chosen == march
    assert reading.conflict is None


def test_a_fact_does_not_give_way_to_a_less_certain_one() -> None:
    april = a_fact(usd("5"), valid="2025-04")
    rumour = a_fact(usd("6"), valid="2025-06", certainty="rumoured")

    assert lasting(april, rumour).chosen == april
    assert len(lasting(april, rumour).standing) == 2


def test_a_fact_gives_way_to_a_more_certain_one() -> None:
    rumour = a_fact(usd("5"), name="a", valid="2025-04", certainty="rumoured")
    june = a_fact(usd("6"), name="b", valid="2025-06", certainty="expected")

    assert lasting(rumour, june).standing == (june,)


def test_facts_of_one_fixed_property_never_follow_each_other() -> None:
    april, june = a_fact(usd("5"), valid="2025-04"), a_fact(usd("6"), valid="2025-06")

    assert fixed(april, june).conflict is not None


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2025-04", "2025-04-15"),
        ("2025", "2025-06"),
        ("2025-04", "2025-04"),
        ("2025-04-15", "2025-04"),
        ("2025-04/2025-12", "2025-04-10/2025-12"),
    ],
)
def test_what_may_have_started_together_does_not_follow(earlier: str, later: str) -> None:
    facts = a_fact(usd("5"), valid=earlier), a_fact(usd("6"), valid=later)

    reading = lasting(*facts, valid_at=IN_JULY)

    assert len(reading.standing) == 2
    assert reading.conflict is not None


def test_a_day_after_the_last_in_which_it_can_have_started_follows() -> None:
    april, may = a_fact(usd("5"), valid="2025-04"), a_fact(usd("6"), valid="2025-05-01")

    assert lasting(april, may).standing == (may,)


def test_a_stated_end_that_lies_clearly_after_the_start_of_the_next_keeps_a_fact_standing() -> None:
    year, june = a_fact(usd("5"), valid="2025-01/2025-12"), a_fact(usd("6"), valid="2025-06")

    reading = lasting(year, june, valid_at=IN_JULY)

    assert len(reading.standing) == 2
    assert reading.conflict is not None


@pytest.mark.parametrize(
    "valid",
    [
        "2025-01/..",  # no end is stated
        "2025-01/2025",  # an end in the year may lie before June
        "2025-01/2025-07~",  # about July reaches back to June
    ],
)
def test_an_end_that_is_open_or_may_lie_before_the_next_start_does_not(valid: str) -> None:
    spring = a_fact(usd("5"), name="a", valid=valid)
    june = a_fact(usd("6"), name="b", valid="2025-06-15")

    assert lasting(spring, june, valid_at=IN_JULY).standing == (june,)


def test_an_end_is_not_clearly_after_a_start_that_is_only_about_then() -> None:
    spring = a_fact(usd("5"), name="a", valid="2025-01/2025-07-20")
    june, about = a_fact(usd("6"), name="b", valid="2025-06"), a_fact(usd("6"), name="c", valid="2025-06~")

    assert len(lasting(spring, june, valid_at=IN_JULY).standing) == 2
    assert lasting(spring, about, valid_at=IN_JULY).standing == (about,)


def test_an_offer_of_a_few_days_gives_way_again_to_what_held_before() -> None:
    list_price = a_fact(usd("5"), valid="2025-04")
    offer = a_fact(usd("1"), valid="2025-06-10/2025-06-20")

    assert shown(lasting(list_price, offer, valid_at="2025-06-15T00:00:00.000Z")) == usd("1")
    assert shown(lasting(list_price, offer, valid_at=IN_JULY)) == usd("5")


def test_a_fact_without_valid_starts_when_its_source_was_published() -> None:
    article = a_fact(usd("5"), name="a", published="2025-05-20")
    june, april = a_fact(usd("6"), name="b", valid="2025-06"), a_fact(usd("6"), name="c", valid="2025-04")

    assert lasting(article, june).standing == (june,)
    assert len(lasting(article, april).standing) == 2


def test_a_fact_without_valid_stands_while_its_source_may_be_of_after_the_start() -> None:
    of_june = a_fact(usd("5"), name="a", published="2025-06")
    day, july = a_fact(usd("6"), name="b", valid="2025-06-10"), a_fact(usd("6"), name="c", valid="2025-07")

    assert len(lasting(of_june, day).standing) == 2
    assert lasting(of_june, july).standing == (july,)


def test_a_fact_without_valid_makes_no_other_give_way() -> None:
    april, article = a_fact(usd("5"), valid="2025-04"), a_fact(usd("6"), published="2025-06-10")

    assert len(lasting(april, article).standing) == 2


def test_without_valid_and_publication_a_fact_started_at_the_beginning() -> None:
    undated, old = a_fact(usd("5"), name="a"), a_fact(usd("6"), name="b", valid="1990")

    assert lasting(undated, old).standing == (old,)


def test_what_began_nobody_knows_when_follows_nothing_and_is_followed_by_all() -> None:
    opened = a_fact(usd("5"), name="a", valid="../2026")
    undated = a_fact(usd("6"), name="b")
    recent = a_fact(usd("7"), name="c", valid="2025-06")
    opened_until_then = a_fact(usd("5"), name="d", valid="../2025-06")

    assert lasting(opened, undated, valid_at=IN_JULY).standing == (opened, undated)
    at_the_turn = "2025-06-20T00:00:00.000Z"
    assert lasting(opened_until_then, recent, valid_at=at_the_turn).standing == (recent,)


def test_of_several_that_follow_the_last_is_named() -> None:
    months = [a_fact(usd(str(n)), name=name, valid=f"2025-0{n}") for n, name in ((4, "c"), (5, "b"), (6, "a"))]

    assert rejections(lasting(*months)) == dict.fromkeys("bc", FOLLOWED["a"])


def test_what_is_not_valid_any_more_or_was_deprecated_follows_nothing() -> None:
    april = a_fact(usd("5"), name="a", valid="2025-04")
    over = a_fact(usd("6"), name="b", valid="2025-05/2025-06")
    wrong = a_fact(usd("7"), name="c", valid="2025-05", rank="deprecated")

    assert lasting(april, over, wrong, valid_at=IN_JULY).standing == (april,)


@pytest.mark.parametrize("certainty", ["denied", "left_open"])
def test_what_puts_no_value_forward_follows_nothing(certainty: str) -> None:
    rumour = a_fact(usd("5"), valid="2025-04", certainty="rumoured")
    silent = a_fact(usd("6"), valid="2025-06", certainty=certainty)
    unknown = a_fact(Missing("unknown"), valid="2025-06", source="source/b")

    assert lasting(rumour, silent, unknown).chosen == rumour


def test_that_there_is_none_any_more_follows_the_last() -> None:
    april, none = a_fact(usd("5"), valid="2025-04"), a_fact(Missing("none"), valid="2025-06")

    assert shown(lasting(april, none)) == Missing("none")


def test_a_denial_gives_way_to_what_holds_later() -> None:
    denial = a_fact(usd("5"), name="a", certainty="denied", published="2025-04-01")
    june = a_fact(usd("5"), name="b", valid="2025-06")

    assert lasting(denial, june).conflict is None
    assert rejections(lasting(denial, june)) == FOLLOWED


@pytest.mark.parametrize(
    ("valid", "first", "last"),
    [
        (None, BEGINNING, FOREVER),
        ("2025-04", "2025-04-01T00:00:00.000Z", FOREVER),
        ("2025-04/2025-05", "2025-04-01T00:00:00.000Z", "2025-05-31T23:59:59.999Z"),
        ("2025-04/..", "2025-04-01T00:00:00.000Z", FOREVER),
        ("../2025-05", BEGINNING, "2025-05-31T23:59:59.999Z"),
    ],
)
def test_a_fact_lives_from_the_first_to_the_last_instant_of_valid(valid: str | None, first: str, last: str) -> None:
    assert lifetime(a_fact(valid=valid)) == (first, last)


def test_a_followed_date_is_no_conflict_of_dates() -> None:
    assert lasting(a_fact(When("2025"), valid="2025-04"), a_fact(When("2026"), valid="2025-06")).conflict is None
