"""Every measure has its dimensions, its sign, its whole counts and its time, and no value breaks them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Fault
from chalicelib.domain.values import DIMENSIONS, find_unit, units_of
from chalicelib.domain.values.quantities.units import admits
from chalicelib.kinds import KINDS, Property
from chalicelib.kinds.properties.measure_table import FLOW, MEASURES, STOCK
from tests.kinds.reading import faults_of
from tests.tables import for_each

# measure -> (kinds with it in figures, kinds with it in usage), as the vocabulary lists them
FIGURES = {
    "revenue capital_expenditure charge forgone_revenue run_rate market_share": "company product",
    "profit cash_flow debt backlog commitments market_cap valuation market_cap_change": "company",
    "eps shares_outstanding gross_margin operating_margin employees": "company",
    "capacity power energy chips": "company product model",
    "training_time device_time utilization epochs batch_size": "model product",
    "dataset_size finetune_compute hardware_cost": "model product",
    "experts active_experts": "model",
    "tasks": "benchmark",
    "daily_users weekly_users monthly_users paying_users downloads requests tokens citations": "company",
}
USAGE = "daily_users weekly_users monthly_users paying_users downloads requests tokens citations speed latency memory"
SIGNED = {"profit", "cash_flow", "market_cap_change", "eps", "gross_margin", "operating_margin"}
FLOWS = {
    *("revenue", "capital_expenditure", "charge", "forgone_revenue", "profit", "cash_flow", "market_cap_change", "eps"),
    *("gross_margin", "operating_margin", "energy", "downloads", "requests", "tokens", "citations"),
}
PLACES = [
    (measure.name, property_name, kind)
    for measure in MEASURES.values()
    for property_name, kinds in measure.on.items()
    for kind in kinds
]
WHOLE = [place for place in PLACES if MEASURES[place[0]].whole]
# a unit of each dimension
UNITS = {dimension: units_of([dimension])[0] for dimension in DIMENSIONS} | {"money/share": "USD/share"}


def faults(name: str, kind: str, value: Any, **members: Any) -> list[Fault]:
    declared = KINDS[kind].property(name)
    assert isinstance(declared, Property)
    return faults_of(declared, [{"value": value, **members}])


def codes(name: str, kind: str, value: Any, **members: Any) -> dict[str, str]:
    return {fault.pointer: fault.code for fault in faults(name, kind, value, **members)}


def test_each_measure_is_where_the_vocabulary_has_it() -> None:
    figures = {name: kinds for names, kinds in FIGURES.items() for name in names.split()}

    for measure in MEASURES.values():
        assert set(measure.on.get("figures", ())) == set(figures.get(measure.name, "").split())
        in_usage = set(measure.on.get("usage", ()))
        assert in_usage == ({"model", "product", "offering"} if measure.name in USAGE.split() else set())


def test_each_measure_has_the_sign_and_the_time_of_the_vocabulary() -> None:
    assert {each.name for each in MEASURES.values() if each.sign == "±"} == SIGNED
    assert {each.name for each in MEASURES.values() if each.time == FLOW} == FLOWS
    assert {each.time for each in MEASURES.values()} == {FLOW, STOCK}


@for_each("measure, name, kind", PLACES)
def test_no_measure_takes_a_unit_of_another_dimension(measure: str, name: str, kind: str) -> None:
    for dimension, code in UNITS.items():
        unit = find_unit(code)
        assert unit is not None
        found = codes(name, kind, {"amount": "1", "unit": code}, measure=measure)
        right = admits(MEASURES[measure].dimensions, unit.dimension)
        assert found == ({} if right else {"/value/unit": "wrong_dimension"}), dimension


@for_each("measure", MEASURES)
def test_a_threshold_takes_all_measures_each_in_its_dimensions(measure: str) -> None:
    for code in UNITS.values():
        unit = find_unit(code)
        assert unit is not None
        wrong = codes("license_threshold", "model", {"amount": "1", "unit": code}, measure=measure)
        assert (wrong == {}) == admits(MEASURES[measure].dimensions, unit.dimension)


@for_each("measure, name, kind", PLACES)
def test_only_what_may_be_below_zero_is(measure: str, name: str, kind: str) -> None:
    unit = units_of(MEASURES[measure].dimensions)[0]
    is_signed = MEASURES[measure].sign == "±"

    below = codes(name, kind, {"amount": "-1", "unit": unit}, measure=measure)
    range_below = codes(name, kind, {"low": "-2", "high": "-1", "unit": unit}, measure=measure)

    assert below == ({} if is_signed else {"/value/amount": "below_zero"})
    assert range_below == ({} if is_signed else {"/value/low": "below_zero", "/value/high": "below_zero"})


def test_the_refusal_of_minus_one_says_how_to_write_unknown() -> None:
    for kind, measure, unit in (("company", "revenue", "USD"), ("model", "weekly_users", "user")):
        name = "figures" if kind == "company" else "usage"
        (fault,) = faults(name, kind, {"amount": "-1", "unit": unit}, measure=measure)
        assert '{"missing": "unknown"}' in fault.detail


@pytest.mark.parametrize(("measure", "name", "kind"), WHOLE)
def test_a_count_has_no_fraction_but_a_rate_may(measure: str, name: str, kind: str) -> None:
    for unit in units_of(MEASURES[measure].dimensions):
        found = codes(name, kind, {"amount": "2.5", "unit": unit}, measure=measure)
        assert found == ({} if "/" in unit else {"/value/amount": "not_whole"})


def test_a_count_may_be_written_with_an_exponent() -> None:
    assert codes("usage", "product", {"amount": "2.5e6", "unit": "user"}, measure="weekly_users") == {}


@for_each("measure, name, kind", PLACES)
def test_a_period_is_of_flows_alone(measure: str, name: str, kind: str) -> None:
    unit = units_of(MEASURES[measure].dimensions)[0]
    value = {"amount": "1", "unit": unit}

    assert codes(name, kind, value, measure=measure) == {}
    found = codes(name, kind, value, measure=measure, period="2025")

    assert found == ({} if MEASURES[measure].time == FLOW else {"/period": "wrong_period"})


def test_the_refusal_of_a_period_says_to_write_valid() -> None:
    (fault,) = faults("figures", "company", {"amount": "1", "unit": "USD"}, measure="run_rate", period="2025")
    assert "`valid`" in fault.detail


def test_a_measure_of_another_kind_or_property_is_refused_with_its_place_and_those_that_fit_the_unit() -> None:
    declared = KINDS["model"].property("figures")
    assert declared is not None
    assert declared.check is not None
    (fault, *_) = faults("figures", "model", {"amount": "1", "unit": "GW"}, measure="revenue")

    assert (fault.pointer, fault.code) == ("/measure", "wrong_measure")
    assert "`figures` of company and product" in fault.detail


@pytest.mark.parametrize("measure", [each.name for each in MEASURES.values() if not each.on])
def test_a_measure_of_comparisons_alone_is_no_figure(measure: str) -> None:
    found = faults("figures", "company", {"amount": "1", "unit": "USD"}, measure=measure)

    assert ("/measure", "wrong_measure") in [(each.pointer, each.code) for each in found]


@given(st.sampled_from(sorted(MEASURES)), st.decimals("-1e9", "1e9", allow_nan=False, places=3))
def test_an_amount_is_refused_for_its_sign_and_its_fraction_alone(name: str, amount: Any) -> None:
    measure = MEASURES[name]
    declared = KINDS["model"].property("license_threshold")
    assert declared is not None
    unit = units_of(measure.dimensions)[0]

    wrong = faults_of(declared, [{"value": {"amount": f"{amount:f}", "unit": unit}, "measure": name}])

    assert {each.code for each in wrong} == {
        *(["below_zero"] if measure.sign == "+" and amount < 0 else []),
        *(["not_whole"] if measure.whole and "/" not in unit and amount % 1 else []),
    }
