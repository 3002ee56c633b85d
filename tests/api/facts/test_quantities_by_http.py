"""Quantities over HTTP: prices in one group of units, errors and real years, from a write to the table of a reader."""

import csv
import io

import pytest

from tests.api.conftest import EVIDENCE, Body, Client, a_company
from tests.api.snapshots import filled_once


@pytest.fixture
@filled_once
def model(client: Client) -> Client:
    client.create("companies", a_company("openai"))
    client.create("models", {"slug": "o3", "evidence": EVIDENCE, "name": "=o3", "developer": ["company/openai"]})
    return client


def price(amount: str, unit: str, **more: str) -> Body:
    return {"value": {"amount": amount, "unit": unit, **more}, "direction": "input", "valid": "2025-04-16"}


def patch(client: Client, **members: object) -> None:
    assert client.patch("/v1/models/o3", {"evidence": EVIDENCE, **members}).status == 200


def shown(client: Client) -> list[Body]:
    return [entry["value"] for entry in client.get("/v1/models/o3").json["prices"]]


def states(client: Client) -> list[str]:
    return [conflict["state"] for conflict in client.get("/v1/models/o3/conflicts").json["items"]]


def test_prices_in_one_group_of_units_share_a_slot(model: Client) -> None:
    patch(model, prices=[price("2", "USD/Mtok"), price("0.003", "USD/ktok"), price("2", "EUR/Mtok")])
    assert len(shown(model)) == 2
    patch(model, prices=[price("20", "USD/month"), price("200", "USD/year"), price("25", "USD/seat/month")])
    assert len(shown(model)) == 5


def test_an_error_and_a_real_year_are_shown_as_they_were_sent(model: Client) -> None:
    cost = {"amount": "40e6", "unit": "USD", "plus_minus": "2 %", "real": "2023"}
    patch(model, training_cost=cost)
    assert model.get("/v1/models/o3").json["training_cost"] == cost
    fact = next(each for each in model.get("/v1/models/o3/facts").json["items"] if each["property"] == "training_cost")
    assert fact["value"] == cost


def test_an_amount_within_the_error_of_another_is_no_dispute_and_one_beyond_it_is(model: Client) -> None:
    patch(model, training_cost={"amount": "40e6", "unit": "USD", "plus_minus": "2 %"})
    patch(model, training_cost={"amount": "40.5e6", "unit": "USD"})
    assert states(model) == []
    patch(model, training_cost={"amount": "41e6", "unit": "USD"})
    assert len(states(model)) == 1


def test_money_of_a_year_is_never_in_dispute_with_money_of_another(model: Client) -> None:
    patch(model, training_cost={"amount": "40e6", "unit": "USD", "real": "2023"})
    patch(model, training_cost={"amount": "44e6", "unit": "USD", "real": "2024"})
    patch(model, training_cost={"amount": "39e6", "unit": "USD"})
    assert states(model) == []


def test_a_table_has_columns_for_the_error_and_the_year(model: Client) -> None:
    patch(model, training_cost={"amount": "40e6", "unit": "USD", "plus_minus": "2 %", "real": "2023"})
    for url in ("/v1/models?limit=5", "/v1/models/o3/facts"):
        rows = list(csv.DictReader(io.StringIO(model.get(url, accept="text/csv").text, newline="")))
        name = "training_cost" if "limit" in url else "value"
        row = next(each for each in rows if each[name] == "40e6")
        assert [row[f"{name}.{part}"] for part in ("unit", "bound", "real")] == ["USD", "±2 %", "2023"]


def test_a_filter_takes_every_unit_that_converts_and_no_money_of_another_year(model: Client) -> None:
    patch(model, training_cost={"amount": "40e6", "unit": "USD", "real": "2023"})
    assert model.get("/v1/models?training_cost[gte]=1USD").json["items"] == []


def test_a_refusal_points_at_the_member_and_says_what_would_be_right(model: Client) -> None:
    body = {"evidence": EVIDENCE, "training_cost": {"amount": "5", "unit": "RMB", "bound": "over", "plus_minus": "1"}}
    answer = model.patch("/v1/models/o3", body)
    assert answer.status == 422
    found = {fault["pointer"]: (fault["code"], fault["detail"]) for fault in answer.json["errors"]}
    assert found["/training_cost/unit"][0] == "unknown_unit"
    assert 'write "CNY"' in found["/training_cost/unit"][1]
    assert found["/training_cost/plus_minus"][0] == "not_together"
