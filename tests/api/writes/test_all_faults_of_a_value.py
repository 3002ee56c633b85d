"""The faults of a value are listed together, and each says what would be right for this value."""

from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company


@pytest.fixture
def company(client: Client) -> Client:
    client.create("companies", a_company())
    return client


def faults_of(client: Client, figure: dict[str, Any]) -> dict[str, str]:
    """Give the code of each fault of a figure by its pointer below the figure."""
    answer = client.patch("/v1/companies/deepseek", {"figures": [figure], "evidence": EVIDENCE})
    assert answer.status == 422
    return {each["pointer"].removeprefix("/figures/0/"): each["code"] for each in answer.json["errors"]}


@pytest.mark.parametrize(
    ("value", "at", "code"),
    [
        ({"amount": "5", "unit": "USX"}, "value/unit", "unknown_unit"),
        ({"amount": "5,000", "unit": "USD"}, "value/amount", "not_an_amount"),
        ({"amount": "5"}, "value/unit", "missing_field"),
    ],
)
def test_a_wrong_period_is_listed_beside_a_wrong_value(
    company: Client, value: dict[str, str], at: str, code: str
) -> None:
    figure = {"value": value, "measure": "run_rate", "period": "2025"}

    assert faults_of(company, figure) == {at: code, "period": "wrong_period"}


def test_a_band_that_ends_before_it_begins_is_listed_beside_a_wrong_amount(client: Client) -> None:
    client.create("models", {"slug": "v3", "name": "V3", "level": "version", "evidence": EVIDENCE})
    band = {"above": {"amount": "5", "unit": "token"}, "up_to": {"amount": "3", "unit": "token"}}
    price = {"value": {"amount": "1,50", "unit": "USD/Mtok"}, "direction": "input", **band}

    answer = client.patch("/v1/models/v3", {"prices": [price], "evidence": EVIDENCE})

    assert [each["pointer"] for each in answer.json["errors"]] == ["/prices/0/value/amount", "/prices/0/up_to"]


@pytest.mark.parametrize("unit", ["USD/year", "USX", "expert"])
def test_a_wrong_unit_is_told_the_units_of_its_measure_alone(company: Client, unit: str) -> None:
    figure = {"value": {"amount": "5", "unit": unit}, "measure": "revenue"}
    answer = company.patch("/v1/companies/deepseek", {"figures": [figure], "evidence": EVIDENCE})

    (fault,) = answer.json["errors"]
    assert fault["pointer"] == "/figures/0/value/unit"
    assert "money (USD, EUR, CNY)." in fault["detail"]
    assert "download" not in fault["detail"]


def test_a_measure_of_another_kind_is_the_only_fault_of_a_value_in_its_unit(company: Client) -> None:
    figure = {"value": {"amount": "5", "unit": "expert"}, "measure": "experts"}

    assert faults_of(company, figure) == {"measure": "wrong_measure"}
