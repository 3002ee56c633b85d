"""The questions of users, each one request, among a few hundred real models."""

from decimal import Decimal
from typing import Any

import pytest
from genai_prices.data import providers
from genai_prices.types import StartDateConstraint

from chalicelib.store.metered import MeteredTable
from tests.api.conftest import Client
from tests.real import catalogue
from tests.real.conftest import ROUNDS

BILLION = Decimal("1e9")


def test_there_are_a_few_hundred_models_and_a_few_dozen_companies(real: Client) -> None:
    stats = real.get("/v1/stats").json
    assert stats["entities"]["model"] > 300
    assert stats["entities"]["company"] > 36
    assert stats["facts"] > 3_000


def test_every_funding_round_over_a_billion_since_january(real: Client, counted: MeteredTable) -> None:
    url = "/v1/events?type=funding_round&date[gte]=2025-01&amount[gte]=1000000000USD"
    counted.clear()
    found = [event["slug"] for event in real.get(url).json["items"]]
    assert counted.calls == 1
    expected = [r for r in ROUNDS if r[2] >= "2025-01" and r[4] == "USD" and Decimal(r[3]) >= BILLION]
    assert found == [r[0] for r in sorted(expected, key=lambda each: each[2], reverse=True)]
    assert found


def test_everything_that_involves_deepseek_in_the_last_week_of_january(real: Client, counted: MeteredTable) -> None:
    everything = real.every("/v1/companies/deepseek/timeline")
    counted.clear()
    week = real.get("/v1/companies/deepseek/timeline?from=2025-01-25&to=2025-01-31").json["items"]
    assert counted.calls == 1
    assert week == [event for event in everything if "2025-01-25" <= str(event["date"])[:10] <= "2025-01-31"]
    assert "event/deepseek-app-tops-us-free-app-chart" in [event["ref"] for event in week]


def test_which_claims_about_a_model_come_from_its_own_vendor(real: Client, counted: MeteredTable) -> None:
    everything = real.every("/v1/models/o3/facts")
    counted.clear()
    claims = real.get("/v1/facts?entity=model/o3&speaker=company/openai").json["items"]
    assert counted.calls == 3  # the entities merged into the speaker, the facts, and whether the speaker was merged
    own = [fact["id"] for fact in everything if fact["evidence"]["speaker"] == "company/openai"]
    assert sorted(fact["id"] for fact in claims) == sorted(own)
    assert {fact["property"] for fact in claims} == {"prices"}
    assert len(everything) > len(claims)


@pytest.mark.parametrize(("day", "amount"), [("2025-05-01", "10"), ("2025-06-09", "10"), ("2025-06-10", "2")])
def test_what_an_input_token_cost_on_a_given_day(real: Client, counted: MeteredTable, day: str, amount: str) -> None:
    counted.clear()
    url = f"/v1/models/o3/series/prices?direction=input&tier=standard&valid_at={day}"
    (step,) = real.get(url).json["items"]
    assert counted.calls == 1
    assert step["value"] == {"amount": amount, "unit": "USD/Mtok"}
    assert (step["source"], step["disputed"]) == (catalogue.SOURCE, False)


@pytest.mark.parametrize(("asked", "calls"), [("深度求索", 2), ("deepseek", 2), ("Deep Seek", 2), ("depseek", 8)])
def test_who_a_name_in_any_script_is(real: Client, counted: MeteredTable, asked: str, calls: int) -> None:
    counted.clear()
    found = real.get(f"/v1/search?q={asked}&kind=company").json["items"]
    assert counted.calls <= calls
    assert found[0]["ref"] == "company/deepseek"


def test_the_prices_of_every_dated_model_are_those_of_the_catalogue(real: Client) -> None:
    compared = 0
    for provider in providers:
        for model in provider.models if provider.id in catalogue.DEVELOPERS else ():
            dated = (
                [p for p in model.prices if isinstance(p.constraint, StartDateConstraint)]
                if isinstance(model.prices, list)
                else []
            )
            for listed in dated:
                compared += _compare(real, catalogue.slug(model.id), listed)
    assert compared > 10


def _compare(real: Client, slug: str, listed: Any) -> int:
    """Compare the output price of a dated price list with the series, if it has one."""
    amount = catalogue.plain(listed.prices.output_mtok)
    if amount is None:
        return 0
    first = listed.constraint.start_date.isoformat()
    (step,) = real.get(f"/v1/models/{slug}/series/prices?direction=output&valid_at={first}").json["items"]
    assert Decimal(step["value"]["amount"]) == amount, slug
    return 1


def test_models_are_compared_side_by_side(real: Client) -> None:
    refs = ",".join(f"model/{slug}" for slug in ("o3", "gpt-4o", "claude-opus-4-6", "deepseek-v4-pro"))
    compared = real.get(f"/v1/compare?refs={refs}&properties=developer,context_window,prices").json
    assert [entity["status"] for entity in compared["entities"]] == [200] * 4
    assert {row["unit"] for row in compared["rows"] if row["property"] == "prices"} == {"USD/Mtok"}
    assert all(cell is None or cell["sources"] for row in compared["rows"] for cell in row["cells"])


def test_every_page_of_models_together_is_every_model_once(real: Client) -> None:
    found = [model["ref"] for model in real.every("/v1/models?limit=100")]
    assert len(found) == len(set(found)) == real.get("/v1/stats").json["entities"]["model"]
