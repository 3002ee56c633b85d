"""Times in writes: fiscal periods, instants, parts of years, and how each is kept, read and refused."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domain.errors import Invalid
from chalicelib.domain.facts.facts import Fact
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.lists.filter_reading import read_conditions
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.world import World
from tests.operations.builders import (
    EVIDENCE,
    a_company,
    a_fact,
    a_model,
    a_source,
    an_event,
    an_instrument,
    fact_ids,
    said_by,
    say,
    state,
    view,
)

NVIDIA = "company/nvidia"
CHARGE = {"amount": "4.5e9", "unit": "USD"}
JANUARY, DECEMBER = "--01-31", "--12-31"


@pytest.fixture
def staged(world: World) -> World:
    """One company and two sources."""
    a_source(world)
    a_source(world, "other")
    a_company(world, "nvidia")
    return world


def figure(period: str, amount: str = "4.5e9", **more: Any) -> dict[str, Any]:
    return {"value": {"amount": amount, "unit": "USD"}, "measure": "revenue", "period": period, **more}


def figure_fact(period: str, **more: Any) -> dict[str, Any]:
    return a_fact(NVIDIA, "figures", CHARGE, qualifiers={"measure": "revenue"}, period=period, **more)


def shown(world: World) -> list[tuple[str, str]]:
    return [(each["value"]["amount"], each["period"]) for each in view(world, NVIDIA)["figures"]]


def figures_on_record(world: World) -> list[Fact]:
    return [fact for fact in load_entity(world, NVIDIA).facts.values() if fact.content.property == "figures"]


def refusals(write: Callable[[], object]) -> list[tuple[str, str, str]]:
    with pytest.raises(Invalid) as refusal:
        write()
    return [(fault.pointer, fault.code, fault.detail) for fault in refusal.value.faults]


# fiscal periods


@pytest.mark.parametrize(
    ("label", "months"),
    [
        ("FY2026", "2025-02/2026-01"),
        ("FY2026-Q1", "2025-02/2025-04"),
        ("FY2026-H2", "2025-08/2026-01"),
    ],
)
def test_a_fiscal_label_is_kept_as_months_by_the_fiscal_year_on_record(staged: World, label: str, months: str) -> None:
    say(staged, NVIDIA, fiscal_year_end=JANUARY)
    say(staged, NVIDIA, figures=[figure(label)])
    assert shown(staged) == [("4.5e9", months)]


def test_a_fiscal_label_takes_the_fiscal_year_of_the_same_body(staged: World) -> None:
    say(staged, NVIDIA, figures=[figure("FY2026-Q1")], fiscal_year_end={"value": JANUARY})
    assert shown(staged) == [("4.5e9", "2025-02/2025-04")]


def test_a_fiscal_label_takes_the_fiscal_year_of_a_new_company(staged: World) -> None:
    written = a_company(staged, "apple", fiscal_year_end="--09-27", figures=[figure("FY2025-Q2")])
    assert written.view["figures"][0]["period"] == "2025-01/2025-03"


def test_a_fiscal_label_takes_the_fiscal_year_of_another_fact_of_the_same_request(staged: World) -> None:
    state(staged, figure_fact("FY2026-Q1"), a_fact(NVIDIA, "fiscal_year_end", JANUARY))
    assert shown(staged) == [("4.5e9", "2025-02/2025-04")]


def test_the_label_is_kept_as_stated_unless_the_writer_gives_the_words(staged: World) -> None:
    say(staged, NVIDIA, fiscal_year_end=JANUARY)
    words = {**EVIDENCE, "as_stated": "first quarter of fiscal 2026"}
    say(staged, NVIDIA, figures=[figure("FY2026-Q1"), figure("FY2026-Q2", evidence=words)])
    kept = {fact.content.period: fact.content.evidence.as_stated for fact in figures_on_record(staged)}
    assert kept == {"2025-02/2025-04": "FY2026-Q1", "2025-05/2025-07": "first quarter of fiscal 2026"}


def test_months_days_and_labels_of_one_quarter_are_one_slot(staged: World) -> None:
    say(staged, NVIDIA, fiscal_year_end=JANUARY)
    for period in ("FY2026-Q1", "2025-01-27/2025-04-27", "2025-02/2025-04"):
        say(staged, NVIDIA, figures=[figure(period)])
    # A label is kept as its months, and how it was worded is evidence: the third states the same as the first.
    assert len(fact_ids(staged, NVIDIA, "figures")) == 2
    assert len(view(staged, NVIDIA)["figures"]) == 1


def test_the_same_label_again_is_no_news(staged: World) -> None:
    say(staged, NVIDIA, fiscal_year_end=JANUARY)
    first = say(staged, NVIDIA, figures=[figure("FY2026-Q1")])
    assert say(staged, NVIDIA, figures=[figure("FY2026-Q1")]).revision == first.revision


def test_a_label_goes_by_the_fiscal_year_of_its_time(staged: World) -> None:
    say(staged, NVIDIA, fiscal_year_end={"value": DECEMBER, "valid": "2010/2019-12"})
    say(staged, NVIDIA, fiscal_year_end={"value": JANUARY, "valid": "2020/.."})
    say(staged, NVIDIA, figures=[figure("FY2018", "1"), figure("FY2026", "2")])
    assert shown(staged) == [("1", "2018-01/2018-12"), ("2", "2025-02/2026-01")]


def test_a_label_of_an_earlier_time_takes_the_first_fiscal_year_after_it(staged: World) -> None:
    say(staged, NVIDIA, fiscal_year_end={"value": JANUARY, "valid": "2025-05"})
    say(staged, NVIDIA, figures=[figure("FY2019")])
    assert shown(staged) == [("4.5e9", "2018-02/2019-01")]


def test_without_a_fiscal_year_the_refusal_asks_for_it_or_for_the_months(staged: World) -> None:
    detail = (
        "FY2026-Q1 needs the company's `fiscal_year_end`, which is not on record; "
        'send `fiscal_year_end` as well, such as "--01-31", or write the months, such as 2025-02/2025-04.'
    )
    flat = refusals(lambda: say(staged, NVIDIA, figures=[figure("2024"), figure("FY2026-Q1")]))
    assert flat == [("/figures/1/period", "fiscal_year_unknown", detail)]
    assert refusals(lambda: state(staged, figure_fact("FY2026-Q1"))) == [
        ("/facts/0/period", "fiscal_year_unknown", detail)
    ]


def test_a_fiscal_year_in_dispute_decides_no_label(staged: World) -> None:
    say(staged, NVIDIA, fiscal_year_end=JANUARY)
    say(staged, NVIDIA, fiscal_year_end=DECEMBER, evidence=said_by("other"))
    ((pointer, code, detail),) = refusals(lambda: say(staged, NVIDIA, figures=[figure("FY2026")]))
    assert (pointer, code) == ("/figures/0/period", "fiscal_year_disputed")
    assert "--01-31" in detail
    assert detail.endswith("so FY2026 is unclear; write the months, such as 2025-02/2025-04.")


def test_a_faulty_fiscal_year_is_the_only_fault_of_its_body(staged: World) -> None:
    found = refusals(lambda: say(staged, NVIDIA, fiscal_year_end="January 31", figures=[figure("FY2026")]))
    assert [(pointer, code) for pointer, code, _ in found] == [("/fiscal_year_end", "not_a_month_day")]


def test_only_a_company_has_a_fiscal_year(staged: World) -> None:
    ((pointer, code, detail),) = refusals(
        lambda: a_model(staged, training_cost={"value": CHARGE, "period": "FY2026"}),
    )
    assert (pointer, code) == ("/training_cost/period", "fiscal_year_unknown")
    assert detail == (
        "FY2026 is a fiscal period, and a model has no fiscal year; write the months, such as 2025-02/2025-04."
    )


@pytest.mark.parametrize(
    ("period", "code", "hint"),
    [
        ("Q1 FY26", "not_a_period", "write FY2026-Q1."),
        ("6 months", "not_a_period", "write P6M."),
        ("Q1 2025", "not_a_period", "write 2025-Q1."),
        ("2025-04/2025-02", "bad_range", "write the earlier date first."),
        ("2025-01-26T10:00Z", "not_a_period", "an instant, which has no length; write a day or an interval."),
        (2025, "not_a_period", "2025-Q1 or 2024-07/2025-01."),
    ],
)
def test_a_period_in_another_form_is_refused_with_the_form_to_write(
    staged: World, period: Any, code: str, hint: str
) -> None:
    ((pointer, found, detail),) = refusals(lambda: say(staged, NVIDIA, figures=[figure(period)]))
    assert (pointer, found) == ("/figures/0/period", code)
    assert detail.endswith(hint)


# dates


def test_a_date_of_validity_is_refused_in_the_words_of_any_date(staged: World) -> None:
    found = refusals(lambda: say(staged, NVIDIA, country={"value": "US", "valid": "31.12.2024"}))
    assert found == [("/country/valid", "not_a_date", '"31.12.2024" is not a valid date; write 2024-12-31.')]


def test_a_value_holds_up_to_the_minute_in_which_it_ends(staged: World) -> None:
    say(staged, NVIDIA, parent={"value": "company/nvidia", "valid": "2025/2026-07-24T15:59Z"})
    assert "parent" in view(staged, NVIDIA, valid_at="2026-07-24T15:59:59.000Z")
    assert "parent" not in view(staged, NVIDIA, valid_at="2026-07-24T16:00:00.000Z")


def test_an_instant_late_in_the_evening_disputes_no_day_of_its_place(staged: World) -> None:
    an_event(staged, "outage", date="2025-06-10T23:30-07:00")
    say(staged, "event/outage", date="2025-06-10", evidence=said_by("other"))
    assert view(staged, "event/outage")["disputed"] == []
    assert view(staged, "event/outage")["date"] == "2025-06-10T23:30-07:00"
    say(staged, "event/outage", date="2025-06-12T10:00Z", evidence=said_by("other"))
    assert view(staged, "event/outage")["disputed"] == ["date"]


def test_two_spellings_of_a_quarter_are_one_value_and_one_fact(staged: World) -> None:
    an_event(staged, "launch", date="2026-H2")
    say(staged, "event/launch", date="2026-41")
    assert len(fact_ids(staged, "event/launch", "date")) == 1
    say(staged, "event/launch", date="2026-07/2026-12")
    assert len(fact_ids(staged, "event/launch", "date")) == 1
    say(staged, "event/launch", date="2026-07-01/2026-12-31", evidence=said_by("other"))
    assert view(staged, "event/launch")["disputed"] == []
    assert "also" not in view(staged, "event/launch")


def test_a_fixed_date_can_be_spelled_in_another_way(staged: World) -> None:
    a_source(staged, "paper", published="2025-Q1")
    say(staged, "source/paper", published="2025-01/2025-03")
    ((_, code, _),) = refusals(lambda: say(staged, "source/paper", published="2025-Q2"))
    assert code == "fixed"


def test_a_series_takes_days_and_no_instants(staged: World) -> None:
    an_instrument(staged)
    price = {"value": {"amount": "118.58", "unit": "USD"}, "valid": "2025-01-27T21:00Z"}
    found = refusals(lambda: say(staged, "instrument/nvda", price=price))
    detail = "`price` has a value for each day; write the day, such as 2025-01-27."
    assert found == [("/price/valid", "not_a_day", detail)]


@pytest.mark.parametrize("name", ["date", "date[gte]", "date[lt]"])
def test_a_filter_compares_days_and_no_instants(name: str) -> None:
    (fault,) = read_conditions(KINDS["event"], {name: "2025-06-10T23:30-07:00"}).faults
    assert (fault.pointer, fault.code) == (name, "bad_value")
    assert fault.detail.endswith("Dates are compared by days. Send a day, such as 2025-06-10.")


@pytest.mark.parametrize("asked", ["2025-06-10", "2025-06", "2025-Q2", "2025-H1", "2025-04/2025-06"])
def test_a_filter_finds_an_instant_by_the_day_that_it_states(staged: World, asked: str) -> None:
    an_event(staged, "outage", date="2025-06-10T23:30-07:00")
    found = listing(staged, kind=KINDS["event"], limit=5, filters={"date": asked}).items
    assert [each["slug"] for each in found] == ["outage"]
    assert listing(staged, kind=KINDS["event"], limit=5, filters={"date": "2025-06-11"}).items == []
