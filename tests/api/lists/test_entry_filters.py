"""Lists filtered by the entries of a property: one standing entry must fit all that is asked of it."""

from collections import Counter
from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Client, a_source
from tests.conftest import Calls

OTHER = {"source": "source/other", "basis": "record_of_truth"}


def a_price(amount: str, unit: str = "USD/Mtok", **qualifiers: Any) -> dict[str, Any]:
    return {"value": {"amount": amount, "unit": unit}, "direction": "input", **qualifiers}


@pytest.fixture
def models(client: Client) -> Client:
    """Models with prices: in one unit and another, of two directions, with a contradiction, and one without."""
    client.create("sources", a_source("other"))
    prices = {
        "cheap": [a_price("0.5"), a_price("8", direction="output")],
        "dear": [a_price("3"), a_price("15", direction="output"), a_price("1.5", tier="batch")],
        "chinese": [a_price("4", "CNY/Mtok")],
        "free": [],
    }
    for slug, each in prices.items():
        client.create("models", {"slug": slug, "name": slug, "prices": each, "evidence": EVIDENCE})
    return client


def found(client: Client, query: str) -> list[str]:
    return sorted(item["slug"] for item in client.every(f"/v1/models?{query}"))


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("prices[lte]=3USD/Mtok&prices.direction=input", ["cheap", "dear"]),
        ("prices[lt]=3USD/Mtok&prices.direction=input&prices.tier=standard", ["cheap"]),
        ("prices[lt]=3USD/Mtok&prices.direction=input&prices.tier=standard,batch", ["cheap", "dear"]),
        ("prices[gt]=10USD/Mtok", ["dear"]),
        ("prices[gte]=4CNY/Mtok", ["chinese"]),
        ("prices[gt]=1USD/Mtok&prices[lt]=2USD/Mtok", ["dear"]),
        ("prices[gt]=0.6USD/Mtok&prices[lt]=1USD/Mtok", []),
        ("prices.direction=output", ["cheap", "dear"]),
        ("prices.tier=flex", []),
    ],
)
def test_one_entry_fits_all_that_is_asked(models: Client, query: str, slugs: list[str]) -> None:
    assert found(models, query) == slugs
    now = models.get("/v1/models/free").json["updated_at"]
    assert found(models, f"{query}&known_at={now}") == slugs
    assert found(models, f"{query}&published_before=2030-01-01") == slugs


def test_a_standing_entry_that_is_not_shown_fits_too(models: Client) -> None:
    models.patch("/v1/models/cheap", {"prices": [a_price("0.7")], "evidence": OTHER})

    assert models.get("/v1/models/cheap").json["disputed"] == ["prices"]
    assert found(models, "prices[lte]=0.5USD/Mtok") == found(models, "prices[lte]=0.7USD/Mtok") == ["cheap"]


def test_cards_are_returned_without_the_entries_unless_they_are_asked_for(models: Client) -> None:
    (card,) = models.every("/v1/models?prices[gt]=10USD/Mtok")
    (whole,) = models.every("/v1/models?prices[gt]=10USD/Mtok&fields=prices")

    assert ("prices" in card, "prices" in card["omitted"], len(whole["prices"])) == (False, True, 3)


def test_scores_are_found_by_benchmark(models: Client) -> None:
    models.create("benchmarks", {"slug": "mmlu", "name": "MMLU", "evidence": EVIDENCE})
    scores = [{"value": {"amount": "88.5", "unit": "%"}, "benchmark": "benchmark/mmlu"}]
    models.patch("/v1/models/cheap", {"scores": scores, "evidence": EVIDENCE})

    assert found(models, "scores[gt]=80%25&scores.benchmark=benchmark/mmlu") == ["cheap"]
    assert found(models, "scores[gt]=90%25&scores.benchmark=benchmark/mmlu") == []


def test_features_are_found_by_what_is_said_of_them(models: Client) -> None:
    said = [{"value": True, "feature": "tool_calls"}, {"value": False, "feature": "reasoning"}]
    models.patch("/v1/models/cheap", {"features": said, "evidence": EVIDENCE})

    assert found(models, "features=true&features.feature=tool_calls") == ["cheap"]
    assert found(models, "features=true&features.feature=reasoning") == []
    assert found(models, "features.feature=reasoning") == ["cheap"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("prices[lte]=3", {"prices[lte]": "bad_value"}),
        ("prices[lte]=3USD/Mtok&prices.direction=sideways", {"prices.direction": "unknown_code"}),
        ("prices[lte]=3%20token", {"prices[lte]": "wrong_dimension"}),
        ("prices.plan=Plus", {"prices.plan": "unknown_parameter"}),
        ("prices[eq]=3USD/Mtok", {"prices[eq]": "unknown_parameter"}),
        ("features=yes", {"features": "bad_value"}),
        ("scores.benchmark=mmlu", {"scores.benchmark": "bad_value"}),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(models: Client, query: str, codes: dict[str, str]) -> None:
    answer = models.get(f"/v1/models?{query}")

    assert answer.status == 400
    assert {each["parameter"]: each["code"] for each in answer.json["errors"]} == codes


def test_the_entries_cost_one_batch_read_more(models: Client, calls: Calls) -> None:
    models.get("/v1/models")
    calls.clear()
    models.get("/v1/models")
    plain = Counter(calls.names)
    calls.clear()
    models.get("/v1/models?prices[lte]=3USD/Mtok")

    assert Counter(calls.names) - plain == {"BatchGetItem": 1}
