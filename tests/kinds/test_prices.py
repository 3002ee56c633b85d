"""Prices have what their unit and their band need."""

from typing import Any

import pytest

from chalicelib.domain.errors import Fault
from chalicelib.domain.facts.contents import Content
from chalicelib.domain.values import Code, Named, Quantity, Value
from chalicelib.kinds import KINDS
from chalicelib.kinds.properties.prices import PRICES, lacks_standard_price
from tests.kinds.reading import EVIDENCE, faults_of

TOKENS = {"amount": "200000", "unit": "token"}


def faults(amount: str, unit: str, **qualifiers: Any) -> list[Fault]:
    return faults_of(PRICES, [{"value": {"amount": amount, "unit": unit}, **qualifiers}])


def codes(amount: str, unit: str, **qualifiers: Any) -> dict[str, str]:
    return {fault.pointer: fault.code for fault in faults(amount, unit, **qualifiers)}


def test_models_products_and_offerings_have_one_declaration_of_prices() -> None:
    assert {kind for kind in KINDS if KINDS[kind].property("prices") is PRICES} == {"model", "product", "offering"}


@pytest.mark.parametrize("unit", ["USD/token", "USD/Mtok", "CNY/ktok", "USD/Mchar", "USD/Mpixel", "USD/Mtok/hour"])
def test_a_price_per_token_character_or_pixel_needs_a_direction(unit: str) -> None:
    assert codes("1", unit) == {"/direction": "missing_field"}
    assert codes("1", unit, direction="input") == {}


@pytest.mark.parametrize(
    "unit", ["USD/call", "USD/image", "USD/page", "USD/month", "USD/seat/month", "USD", "USD/GPU/hour"]
)
def test_any_other_price_needs_none(unit: str) -> None:
    assert codes("1", unit) == {}


def test_the_refusal_of_a_price_without_a_direction_lists_them() -> None:
    (fault,) = faults("1", "USD/Mtok")
    assert "cache_write" in fault.detail


def test_a_price_is_never_below_zero_but_a_share_of_another_price_may_be() -> None:
    assert codes("-1", "USD/month") == {"/value/amount": "below_zero"}
    assert codes("-50", "%", tier="batch") == {}
    assert codes("0", "USD/month") == {}
    (fault,) = faults("-1", "USD/month")
    assert '{"missing": "unknown"}' in fault.detail


def test_a_range_of_prices_is_never_below_zero() -> None:
    (fault,) = faults_of(PRICES, [{"value": {"low": "-1", "high": "2", "unit": "USD/month"}}])
    assert (fault.pointer, fault.code) == ("/value/low", "below_zero")


def test_what_is_free_costs_nothing() -> None:
    assert codes("0", "USD/kcall", tier="free", up_to={"amount": "10000", "unit": "call"}) == {}
    assert codes("1", "USD/kcall", tier="free") == {"/value": "bad_range"}


@pytest.mark.parametrize(
    ("up_to", "wrong"),
    [
        ({"amount": "1e6", "unit": "token"}, {}),
        ({"amount": "0.3", "unit": "Mtok"}, {}),
        ({"amount": "200000", "unit": "token"}, {"/up_to": "bad_range"}),
        ({"amount": "200", "unit": "ktok"}, {"/up_to": "bad_range"}),
        ({"amount": "1e6", "unit": "request"}, {"/up_to/unit": "wrong_dimension"}),
        ({"low": "1", "high": "2", "unit": "token"}, {"/up_to": "bad_range"}),
        ({"amount": "-1", "unit": "token"}, {"/up_to/amount": "below_zero", "/up_to": "unknown_field"}),
    ],
)
def test_a_band_ends_after_it_begins_and_in_the_same_unit(up_to: Any, wrong: dict[str, str]) -> None:
    assert codes("1", "USD/Mtok", direction="input", above=TOKENS, up_to=up_to) == wrong


def price(amount: str, unit: str, **qualifiers: Value) -> Content:
    return Content("prices", Quantity(amount, unit), EVIDENCE, qualifiers)


BATCH = price("-50", "%", tier=Code("batch"), direction=Code("output"))
ABOVE = Quantity("200000", "token")


@pytest.mark.parametrize(
    "standard",
    [
        price("15", "USD/Mtok", direction=Code("output")),
        price("15", "USD/Mtok", direction=Code("output"), tier=Code("standard")),
    ],
)
def test_a_price_in_per_cent_is_relative_to_the_standard_price_beside_it(standard: Content) -> None:
    assert not lacks_standard_price([BATCH, standard])(BATCH)


@pytest.mark.parametrize(
    "other",
    [
        price("3", "USD/Mtok", direction=Code("input")),
        price("15", "USD/Mtok", direction=Code("output"), tier=Code("priority")),
        price("-20", "%", direction=Code("output")),
    ],
)
def test_a_price_in_per_cent_says_so_when_its_standard_price_is_not_known(other: Content) -> None:
    assert lacks_standard_price([BATCH, other])(BATCH)


def test_the_standard_price_is_of_the_same_seller_and_band_however_they_are_written() -> None:
    seller, band = Named("Together AI"), Quantity("2e5", "token")
    relative = price("-50", "%", tier=Code("batch"), provider=seller, above=ABOVE)

    assert lacks_standard_price([price("3", "USD/Mtok", direction=Code("input"))])(relative)
    same = price("3", "USD/Mtok", direction=Code("input"), provider=Named("together ai"), above=band)
    assert not lacks_standard_price([same])(relative)


def test_a_price_in_money_is_relative_to_nothing() -> None:
    assert not lacks_standard_price([])(price("3", "USD/month"))


# the columns of a price list of 1,758 rows -> the unit and the qualifiers in which it goes
ABOVE_128K = {"above": {"amount": "128000", "unit": "token"}}
COLUMNS: dict[str, tuple[str, dict[str, Any]]] = {
    "input_cost_per_token": ("USD/token", {"direction": "input"}),
    "output_cost_per_reasoning_token": ("USD/token", {"direction": "reasoning"}),
    "citation_cost_per_token": ("USD/token", {"direction": "citation"}),
    "input_cost_per_token_above_128k_tokens": ("USD/token", {"direction": "input", **ABOVE_128K}),
    "input_cost_per_token_batches": ("USD/token", {"direction": "input", "tier": "batch"}),
    "input_cost_per_token_flex": ("USD/token", {"direction": "input", "tier": "flex"}),
    "cache_read_input_token_cost_priority": ("USD/token", {"direction": "cached_input", "tier": "priority"}),
    "cache_creation_input_token_cost_above_1hr": ("USD/token", {"direction": "cache_write", "lifetime": "PT1H"}),
    "cache_creation_input_audio_token_cost": ("USD/token", {"direction": "cache_write", "modality": "audio"}),
    "input_cost_per_audio_per_second": ("USD/second", {"direction": "input", "modality": "audio"}),
    "input_cost_per_video_per_second_above_15s_interval": (
        "USD/second",
        {"direction": "input", "modality": "video", "above": {"amount": "15", "unit": "second"}},
    ),
    "input_cost_per_character_above_128k_tokens": ("USD/character", {"direction": "input", **ABOVE_128K}),
    "input_cost_per_pixel": ("USD/pixel", {"direction": "input"}),
    "input_cost_per_query": ("USD/query", {}),
    "input_cost_per_request": ("USD/request", {}),
    "ocr_cost_per_page": ("USD/page", {"item": "ocr"}),
    "annotation_cost_per_page": ("USD/page", {"item": "annotation"}),
    "file_search_cost_per_1k_calls": ("USD/kcall", {"item": "file_search"}),
    "file_search_cost_per_gb_per_day": ("USD/GB/day", {"item": "file_search"}),
    "code_interpreter_cost_per_session": ("USD/session", {"item": "code_interpreter"}),
    "computer_use_input_cost_per_1k_tokens": ("USD/ktok", {"direction": "input", "item": "computer_use"}),
    "search_context_cost_per_query": ("USD/query", {"item": "web_search", "size": "medium"}),
    "output_cost_per_image_premium_image": ("USD/image", {"direction": "output", "quality": "premium"}),
    "output_cost_per_image_above_512_and_512_pixels": ("USD/image", {"direction": "output", "size": "512x512"}),
}


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_of_a_real_price_list_has_a_place(column: str) -> None:
    unit, qualifiers = COLUMNS[column]
    assert codes("0.0000025", unit, **qualifiers) == {}


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"direction": "sideways"}, "/direction", "unknown_code"),
        ({"tier": "gold"}, "/tier", "unknown_code"),
        ({"charged": "some"}, "/charged", "unknown_code"),
        ({"banded_by": "day"}, "/banded_by", "unknown_code"),
        ({"modality": "smell"}, "/modality", "unknown_code"),
        ({"hours": "09:00-12:00"}, "/hours", "hours_without_zone"),
        ({"lifetime": "5 minutes"}, "/lifetime", "not_a_duration"),
        ({"above": {"amount": "1", "unit": "USD"}}, "/above/unit", "wrong_dimension"),
        ({"above": {"amount": "-1", "unit": "token"}}, "/above/amount", "below_zero"),
        ({"colour": "red"}, "/colour", "unknown_field"),
    ],
)
def test_a_wrong_qualifier_of_a_price_is_refused_at_itself(wrong: dict[str, Any], pointer: str, code: str) -> None:
    assert (pointer, code) in [(each.pointer, each.code) for each in faults("1", "USD/month", **wrong)]
