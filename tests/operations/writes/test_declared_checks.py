"""A value is checked by its declaration: what is wrong has its own code and pointer, however it is sent."""

from typing import Any

import pytest

from chalicelib.domain.errors import Invalid
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import TextType
from chalicelib.kinds import KINDS, Property
from chalicelib.operations.transactions.parsing.declaration_faults import SentValue
from chalicelib.operations.transactions.parsing.fact_parsing import draft_value
from chalicelib.operations.transactions.parsing.fiscal_periods import FiscalYears
from chalicelib.operations.transactions.parsing.shared_members import SharedMembers
from chalicelib.operations.world import World
from tests.operations.builders import EVIDENCE, a_company, a_fact, a_model, a_source, new, say, state, view


@pytest.fixture
def filled(world: World) -> World:
    """A world with a source, a company and a model."""
    a_source(world)
    a_company(world)
    a_model(world)
    return world


def faults(world: World, entity: str, name: str, value: Any, **members: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(Invalid) as refusal:
        say(world, entity, **{name: [{"value": value, **members}]})
    return [(fault.pointer, fault.code, fault.detail) for fault in refusal.value.faults]


def test_a_unit_that_the_measure_lacks_is_refused_at_the_unit(filled: World) -> None:
    ((pointer, code, detail),) = faults(
        filled, "company/deepseek", "figures", {"amount": "1", "unit": "user"}, measure="revenue"
    )
    assert (pointer, code) == ("/figures/0/value/unit", "wrong_dimension")
    assert "money (USD" in detail


def test_a_missing_measure_names_those_that_fit_the_unit(filled: World) -> None:
    ((pointer, code, detail),) = faults(
        filled, "company/deepseek", "figures", {"amount": "1", "unit": "GW"}, accounting="gaap"
    )
    assert (pointer, code) == ("/figures/0/measure", "missing_field")
    assert detail.endswith("In GW: capacity, power.")


def test_an_unknown_measure_names_those_that_fit_the_unit(filled: World) -> None:
    ((pointer, code, detail),) = faults(
        filled, "company/deepseek", "figures", {"amount": "1", "unit": "MWh"}, measure="sales"
    )
    assert (pointer, code) == ("/figures/0/measure", "unknown_code")
    assert detail.endswith("In MWh: energy.")


def test_a_recorded_fact_has_its_faults_at_its_members(filled: World) -> None:
    fact = a_fact(
        property_name="figures",
        value={"amount": "-1", "unit": "USD"},
        qualifiers={"measure": "run_rate"},
        period="2025",
    )
    price = a_fact("model/v3", "prices", {"amount": "1", "unit": "USD/Mtok"}, qualifiers={"tier": "batch"})
    with pytest.raises(Invalid) as refusal:
        state(filled, fact, price)
    assert {fault.pointer: fault.code for fault in refusal.value.faults} == {
        "/facts/0/value/amount": "below_zero",
        "/facts/0/period": "wrong_period",
        "/facts/1/qualifiers/direction": "missing_field",
    }


def test_a_value_sent_alone_has_its_faults_at_itself(filled: World) -> None:
    with pytest.raises(Invalid) as refusal:
        say(filled, "model/v3", prices=[{"amount": "-1", "unit": "USD/month"}])
    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/prices/0/amount", "below_zero")]


@pytest.mark.parametrize(
    ("name", "value", "pointer", "code"),
    [
        ("context_window", {"amount": "-1", "unit": "token"}, "/context_window/amount", "below_zero"),
        ("context_window", {"amount": "1.5", "unit": "token"}, "/context_window/amount", "not_whole"),
        ("max_output", {"amount": "-1", "unit": "token"}, "/max_output/amount", "below_zero"),
        ("parameters", {"amount": "-7e9", "unit": "parameter"}, "/parameters/amount", "below_zero"),
        ("training_cost", {"amount": "-1", "unit": "USD"}, "/training_cost/amount", "below_zero"),
        ("training_compute", {"amount": "-1", "unit": "FLOP"}, "/training_compute/amount", "below_zero"),
        ("training_tokens", {"amount": "0.5", "unit": "token"}, "/training_tokens/amount", "not_whole"),
    ],
)
def test_minus_one_is_refused_and_the_refusal_says_how_to_write_unknown(
    filled: World, name: str, value: Any, pointer: str, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        say(filled, "model/v3", **{name: value})
    (fault,) = refusal.value.faults
    assert (fault.pointer, fault.code) == (pointer, code)
    assert code != "below_zero" or '{"missing": "unknown"}' in fault.detail


@pytest.mark.parametrize(
    ("limit", "unit", "right"),
    [
        ("requests", "token/minute", "request/time"),
        ("tokens", "token", "token/time"),
        ("file_size", "token", "data"),
        ("audio_length", "MB", "time"),
        ("output_dimensions", "token", "dimension"),
    ],
)
def test_a_limit_has_the_unit_of_what_it_limits(filled: World, limit: str, unit: str, right: str) -> None:
    ((pointer, code, detail),) = faults(filled, "model/v3", "limits", {"amount": "1", "unit": unit}, limit=limit)
    assert (pointer, code) == ("/limits/0/value/unit", "wrong_dimension")
    assert right in detail


def test_a_closed_property_takes_no_new_value_and_says_what_to_send_instead() -> None:
    closed = Property("tier", TextType(), "The tier.", "standard", closed="Send `tier` beside the price.")
    sent = SentValue("/tier", "/tier", "/tier", {"value": "standard"}, {})
    found = Faults()

    drafts = draft_value(closed, sent, shared=SharedMembers(EVIDENCE), fiscal=FiscalYears(KINDS["event"]), faults=found)

    assert not drafts.drafts
    assert [(fault.pointer, fault.code, fault.detail) for fault in found.found] == [
        ("/tier", "closed_property", "Send `tier` beside the price.")
    ]


def test_the_defaults_of_a_band_are_for_prices_with_a_band(filled: World) -> None:
    say(
        filled,
        "model/v3",
        prices=[
            {"value": {"amount": "3", "unit": "USD/Mtok"}, "direction": "input"},
            {
                "value": {"amount": "6", "unit": "USD/Mtok"},
                "direction": "input",
                "above": {"amount": "200000", "unit": "token"},
            },
        ],
    )
    plain, above = view(filled, "model/v3")["prices"]
    assert plain == {"value": {"amount": "3", "unit": "USD/Mtok"}, "direction": "input", "tier": "standard"}
    assert (above["banded_by"], above["charged"], above["tier"]) == ("input", "all", "standard")


def test_bands_in_other_units_are_one_slot_and_a_standard_price_needs_no_tier(filled: World) -> None:
    for number, (amount, unit) in enumerate((("200000", "token"), ("2e5", "token"), ("0.2", "Mtok"))):
        a_source(filled, f"page-{number}")
        evidence = {"source": f"source/page-{number}", "basis": "third_party_report"}
        price = {"value": {"amount": f"{number + 3}", "unit": "USD/Mtok"}, "direction": "input"}
        say(filled, "model/v3", evidence=evidence, prices=[{**price, "above": {"amount": amount, "unit": unit}}])
    shown = view(filled, "model/v3")
    assert len(shown["prices"]) == 1
    assert shown["disputed"] == ["prices"]


def test_a_price_in_per_cent_without_its_standard_price_is_kept_and_says_so(filled: World) -> None:
    batch = {"value": {"amount": "-50", "unit": "%"}, "tier": "batch"}
    new(filled, "offering", "v3-api", name="v3", prices=[batch])
    assert view(filled, "offering/v3-api")["prices"] == [{**batch, "relative_to": {"missing": "unknown"}}]

    say(filled, "offering/v3-api", prices=[{"value": {"amount": "3", "unit": "USD/Mtok"}, "direction": "input"}])
    assert view(filled, "offering/v3-api")["prices"][0] == batch
