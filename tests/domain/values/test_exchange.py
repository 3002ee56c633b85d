"""Amounts in another currency: shown with six digits, with the same bound and per the same thing."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.values.quantities.exchange import currency_of, exchange, inverse
from tests.tables import for_each

RATES = st.decimals("0.0001", "20000", places=4)
AMOUNTS = st.decimals("-1e15", "1e15", places=2)


@given(AMOUNTS, RATES)
def test_there_and_back_again_is_the_amount_but_for_its_last_digits(amount: Decimal, rate: Decimal) -> None:
    there = exchange({"amount": str(amount), "unit": "EUR"}, rate, to="USD")
    back = exchange(there, inverse(rate), to="EUR")

    assert back["unit"] == "EUR"
    assert abs(Decimal(back["amount"]) - amount) <= abs(amount) * Decimal("2e-5")


@given(AMOUNTS, AMOUNTS, RATES)
def test_the_order_of_amounts_stays(one: Decimal, other: Decimal, rate: Decimal) -> None:
    low, high = sorted((one, other))
    shown = exchange({"low": str(low), "high": str(high), "unit": "EUR"}, rate, to="USD")

    assert Decimal(shown["low"]) <= Decimal(shown["high"])


@for_each(
    "raw, expected",
    [
        ({"amount": "2", "unit": "EUR/Mtok"}, {"amount": "3", "unit": "USD/Mtok"}),
        ({"amount": "2e9", "unit": "EUR", "bound": "over"}, {"amount": "3000000000", "unit": "USD", "bound": "over"}),
        (
            {"amount": "2", "unit": "EUR", "plus_minus": "0.1"},
            {"amount": "3", "unit": "USD", "plus_minus": "0.15"},
        ),
        ({"amount": "2", "unit": "EUR", "plus_minus": "5%"}, {"amount": "3", "unit": "USD", "plus_minus": "5%"}),
        ({"amount": "1234567.89", "unit": "EUR/seat/month"}, {"amount": "1851850", "unit": "USD/seat/month"}),
        ({"amount": "0", "unit": "EUR"}, {"amount": "0", "unit": "USD"}),
    ],
)
def test_all_but_the_numbers_and_the_currency_stays(raw: dict[str, Any], expected: dict[str, Any]) -> None:
    assert exchange(raw, Decimal("1.5"), to="USD") == expected


@for_each(
    "unit, currency",
    [("EUR", "EUR"), ("USD/Mtok", "USD"), ("CNY/seat/month", "CNY"), ("USD/EUR", None), ("%", None), ("token", None)],
)
def test_only_money_has_a_currency(unit: str, currency: str | None) -> None:
    assert currency_of(unit) == currency
