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
