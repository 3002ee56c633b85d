"""Plausibility: a dry run advises on what is far from all that is known to be so, and on nothing else."""

from typing import Any

import pytest

from chalicelib.domain.hints import Hint, HintCode
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.patch import patch
from chalicelib.operations.writes.record import record
from tests.conftest import Calls
from tests.operations.builders import CALLER, EVIDENCE, a_company, a_fact, a_model, a_source, an_event, an_offering, ref

OFFERING, COMPANY = "offering/deepseek-chat", "company/deepseek"


@pytest.fixture
def staged(quick: World) -> World:
    a_source(quick)
    a_company(quick, founded="2023-07")
    an_offering(quick, provider=COMPANY)
    a_model(quick, developer=[COMPANY])
    an_event(quick, type="acquisition", participants=[{"value": COMPANY, "role": "acquirer"}])
    return quick


def advice(world: World, entity: str, **fields: Any) -> tuple[Hint, ...]:
    """Return what a dry run of a patch advises."""
    context = RequestContext(world, CALLER).rehearsed()
    return patch(context, ref=ref(entity), body={"evidence": EVIDENCE, **fields}).report.hints


def price(amount: str, unit: str) -> dict[str, Any]:
    return {"prices": [{"value": {"amount": amount, "unit": unit}, "direction": "input"}]}


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        ("0.28", "USD/token", "0.28 USD/token is 280000 USD for a million tokens, which is more than any known price"),
        ("6", "USD/ktok", "write the unit USD/Mtok in place of USD/ktok"),
        ("2", "JPY/token", "write the unit JPY/Mtok in place of JPY/token"),
        ("2.8e-7", "USD/Mtok", "which is less than any known price. If the source gives the price of one token"),
    ],
)
def test_a_price_of_a_token_where_that_of_a_million_is_meant(staged: World, amount: str, unit: str, said: str) -> None:
    (hint,) = advice(staged, OFFERING, **price(amount, unit))
    assert (hint.pointer, hint.code) == ("/prices/0/value", HintCode.IMPLAUSIBLE)
    assert said in hint.detail


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        ("600", "USD/Mtok"),
        ("90000", "JPY/Mtok"),
        ("0.00000028", "USD/token"),
        ("0.06", "USD/ktok"),
        ("0.001", "USD/Mtok"),
        ("0", "USD/token"),
        ("20", "USD/seat/month"),
        ("-50", "%"),
    ],
)
def test_prices_as_they_are_asked_for(staged: World, amount: str, unit: str) -> None:
    assert advice(staged, OFFERING, **price(amount, unit)) == ()


def test_a_share_of_more_than_the_whole(staged: World) -> None:
    (stake,) = advice(staged, "event/launch", stake={"amount": "4900", "unit": "%"})
    assert (stake.pointer, stake.detail[:31]) == ("/stake", "4900 % is more than the whole. ")
    (market,) = advice(
        staged, COMPANY, figures=[{"value": {"low": "90", "high": "900", "unit": "%"}, "measure": "market_share"}]
    )
    assert (market.pointer, market.detail[:11]) == ("/figures/0/value", "90 to 900 %")
    assert advice(staged, "event/launch", stake={"amount": "100", "unit": "%"}) == ()
    assert advice(staged, "event/launch", stake={"amount": "1", "unit": "fraction"}) == ()


@pytest.mark.parametrize(
    ("entity", "fields", "pointer"),
    [
        ("model/v3", {"released": "2020-12-26"}, "/released"),
        (OFFERING, {"released": "2012"}, "/released"),
        ("event/launch", {"date": "2015-01-02"}, "/date"),
        (
            COMPANY,
            {"figures": [{"value": {"amount": "9", "unit": "employee"}, "measure": "employees", "valid": "2003"}]},
            "/figures/0/value",
        ),
    ],
)
def test_a_date_before_the_company_was_founded(
    staged: World, entity: str, fields: dict[str, Any], pointer: str
) -> None:
    (hint,) = [each for each in advice(staged, entity, **fields) if each.code is HintCode.IMPLAUSIBLE]
    assert hint.pointer == pointer
    assert f"is more than a year before {COMPANY} was founded (2023-07)" in hint.detail


@pytest.mark.parametrize("day", ["2022-08", "2022~", "2023", "2024-12-26"])
def test_a_company_may_act_in_the_year_before_it_is_founded(staged: World, day: str) -> None:
    assert advice(staged, "model/v3", released=day) == ()


def test_companies_of_the_same_request_count_and_facts_point_into_their_body(staged: World) -> None:
    a_company(staged, "late")
    sent = [
        a_fact("company/late", "founded", "2023"),
        a_fact("model/v3", "developer", "company/late"),
        a_fact("model/v3", "released", "2019-01-01"),
    ]
    said = record(RequestContext(staged, CALLER).rehearsed(), facts=sent).hints
    assert [(hint.pointer, "company/deepseek" in hint.detail) for hint in said] == [("/facts/2/value", True)]
    assert record(RequestContext(staged, CALLER), facts=sent).hints == ()


def test_it_reads_the_companies_at_once_and_only_beside_a_date(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    a_company(dynamo_world, founded="2023-07")
    a_company(dynamo_world, "mistral", founded="2023-04")
    a_model(dynamo_world, developer=[COMPANY, "company/mistral"])

    def reads(**fields: Any) -> list[str]:
        calls.clear()
        advice(dynamo_world, "model/v3", **fields)
        return calls.names

    assert reads(parameters={"amount": "1e9", "unit": "parameter"}) == ["Query", "BatchGetItem"]
    assert reads(released="2001") == ["Query", "BatchGetItem", "BatchGetItem"]
