"""Succession: on a lasting property a fact gives way to one that starts later and is at least as certain."""

import pytest

from chalicelib.domain.instants import BEGINNING, FOREVER
from chalicelib.domain.resolving.succession import lifetime
from chalicelib.domain.values import Missing, When
from tests.domain.builders import a_fact, fixed, lasting, rejections, shown, usd

IN_JULY = "2025-07-15T00:00:00.000Z"


def test_a_price_list_of_june_does_not_contradict_that_of_april_it_follows_it() -> None:
    april, june = a_fact(usd("5"), name="a", valid="2025-04"), a_fact(usd("6"), name="b", valid="2025-06")

    reading = lasting(april, june)

    assert shown(reading) == usd("6")
    assert reading.conflict is None
    assert reading.standing == (june,)
    assert rejections(reading) == {"a": "followed by b"}


def test_until_june_the_price_list_of_april_holds() -> None:
    april, june = a_fact(usd("5"), valid="2025-04"), a_fact(usd("6"), valid="2025-06")

    assert shown(lasting(april, june, valid_at="2025-05-31T23:59:59.999Z")) == usd("5")
    assert shown(lasting(april, june, valid_at="2025-06-01T00:00:00.000Z")) == usd("6")


def test_it_is_followed_with_any_rank_basis_and_source() -> None:
    april = a_fact(usd("5"), name="a", valid="2025-04", rank="preferred", basis="record_of_truth")
    june = a_fact(usd("6"), name="b", valid="2025-06", basis="opinion", source="source/b")

    assert lasting(april, june).chosen == june


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

    assert rejections(lasting(*months)) == {"b": "followed by a", "c": "followed by a"}


def test_what_is_not_valid_any_more_or_was_deprecated_follows_nothing() -> None:
    april = a_fact(usd("5"), name="a", valid="2025-04")
    over = a_fact(usd("6"), name="b", valid="2025-05/2025-06")
    wrong = a_fact(usd("7"), name="c", valid="2025-05", rank="deprecated")

    assert lasting(april, over, wrong, valid_at=IN_JULY).standing == (april,)


@pytest.mark.parametrize("certainty", ["denied", "left_open"])
def test_what_puts_no_value_forward_follows_nothing(certainty: str) -> None:
    rumour = a_fact(usd("5"), valid="2025-04", certainty="rumoured")
    silent = a_fact(usd("6"), valid="2025-06", certainty=certainty)
    unknown = a_fact(Missing("unknown"), valid="2025-06")

    assert lasting(rumour, silent, unknown).chosen == rumour


def test_that_there_is_none_any_more_follows_the_last() -> None:
    april, none = a_fact(usd("5"), valid="2025-04"), a_fact(Missing("none"), valid="2025-06")

    assert shown(lasting(april, none)) == Missing("none")


def test_a_denial_gives_way_to_what_holds_later() -> None:
    denial = a_fact(usd("5"), name="a", certainty="denied", published="2025-04-01")
    june = a_fact(usd("5"), name="b", valid="2025-06")

    assert lasting(denial, june).conflict is None
    assert rejections(lasting(denial, june)) == {"a": "followed by b"}


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
