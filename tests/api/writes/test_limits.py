"""Limits of use, over HTTP: those of different windows hold side by side."""

import pytest

from tests.api.conftest import EVIDENCE, Client


def limit(amount: str, unit: str) -> dict[str, object]:
    return {"value": {"amount": amount, "unit": unit}, "limit": "requests"}


@pytest.fixture
def model(client: Client) -> Client:
    limits = [limit("600", "request/minute"), limit("10000", "request/day")]
    client.create("models", {"slug": "v3", "name": "V3", "level": "version", "evidence": EVIDENCE, "limits": limits})
    return client


def test_a_limit_per_minute_and_one_per_day_hold_side_by_side(model: Client) -> None:
    view = model.get("/v1/models/v3").json

    shown = [each["value"]["unit"] for each in view["limits"]]
    assert (sorted(shown), view["disputed"]) == (["request/day", "request/minute"], [])


def test_two_limits_of_one_window_are_still_in_dispute(model: Client) -> None:
    other = limit("900", "request/minute")
    model.patch("/v1/models/v3", {"limits": [other], "evidence": {**EVIDENCE, "speaker": {"text": "a user"}}})

    assert model.get("/v1/models/v3").json["disputed"] == ["limits"]


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("limits", {"value": {"amount": "5.5", "unit": "token"}, "limit": "output_tokens"}),
        ("limits", {"value": {"amount": "0.5", "unit": "image"}, "limit": "images"}),
    ],
)
def test_a_limit_of_a_count_is_whole(model: Client, field: str, sent: dict[str, object]) -> None:
    answer = model.patch("/v1/models/v3", {field: [sent], "evidence": EVIDENCE})

    found = {each["pointer"]: each["code"] for each in answer.json["errors"]}
    assert (answer.status, found) == (422, {"/limits/0/value/amount": "not_whole"})


@pytest.mark.parametrize(
    ("amount", "unit", "status"), [("1.5", "seat", 422), ("1.5", "share", 422), ("1.5", "USD", 201)]
)
def test_a_part_of_a_deal_is_a_whole_number_of_seats_and_shares(
    client: Client, amount: str, unit: str, status: int
) -> None:
    part = {"value": {"amount": amount, "unit": unit}, "party": {"text": "a fund"}}
    round_of_funding = {
        "slug": "round",
        "type": "funding_round",
        "title": "A round",
        "date": "2025-01",
        "parts": [part],
    }

    answer = client.post("/v1/events", {**round_of_funding, "evidence": EVIDENCE})

    assert answer.status == status
