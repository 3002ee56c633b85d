"""Bands and shares of prices, over HTTP."""

from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Answer, Client

USER = {**EVIDENCE, "speaker": {"text": "a user"}}


@pytest.fixture
def model(client: Client) -> Client:
    client.create("models", {"slug": "v3", "name": "V3", "level": "version", "evidence": EVIDENCE})
    return client


def send(client: Client, amount: str, unit: str = "USD/Mtok", evidence: Any = EVIDENCE, **qualifiers: Any) -> Answer:
    """Send one price of input."""
    price = {"value": {"amount": amount, "unit": unit}, "direction": "input", **qualifiers}
    return client.patch("/v1/models/v3", {"prices": [price], "evidence": evidence})


@pytest.mark.parametrize("zero", ["0", "0.0", "0e3"])
def test_a_band_from_zero_is_the_plain_price(model: Client, zero: str) -> None:
    send(model, "3")

    view = send(model, "3", evidence=USER, above={"amount": zero, "unit": "token"}).json

    assert (len(view["prices"]), view["disputed"]) == (1, [])


def test_a_band_above_zero_is_another_price(model: Client) -> None:
    send(model, "3")

    assert len(send(model, "6", above={"amount": "200000", "unit": "token"}).json["prices"]) == 2


@pytest.mark.parametrize(("amount", "unit"), [("-150", "%"), ("-1.5", "fraction")])
def test_a_price_is_at_most_free_against_the_standard_price(model: Client, amount: str, unit: str) -> None:
    answer = send(model, amount, unit, tier="batch")

    (fault,) = answer.json["errors"]
    assert (fault["pointer"], fault["code"]) == ("/prices/0/value/amount", "bad_range")
    assert "write -100 %" in fault["detail"]


@pytest.mark.parametrize(("amount", "unit"), [("-100", "%"), ("-0.5", "fraction"), ("200", "%")])
def test_other_shares_of_the_standard_price_are_kept(model: Client, amount: str, unit: str) -> None:
    assert send(model, amount, unit, tier="batch").status == 200


def test_a_share_in_the_band_from_zero_is_relative_to_the_plain_price(model: Client) -> None:
    send(model, "3")

    view = send(model, "-50", "%", tier="batch", above={"amount": "0", "unit": "token"}).json

    assert [each for each in view["prices"] if "relative_to" in each] == []
