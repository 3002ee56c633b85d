"""Facts that point at an entity by a qualifier, and facts in the order of their amounts: a leaderboard in one query."""

from collections import Counter
from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Client
from tests.conftest import Calls

BOARD = "/v1/facts?value=benchmark/mmlu"


def a_score(amount: str, unit: str = "%", **more: Any) -> dict[str, Any]:
    return {"value": {"amount": amount, "unit": unit}, "benchmark": "benchmark/mmlu", **more}


@pytest.fixture
def board(client: Client) -> Client:
    client.create("benchmarks", {"slug": "mmlu", "name": "MMLU", "evidence": EVIDENCE})
    scores = {"good": a_score("88.5"), "better": a_score("0.9", "fraction"), "odd": a_score("1200", "score")}
    for slug, each in scores.items():
        client.create("models", {"slug": slug, "name": slug, "scores": [each], "evidence": EVIDENCE})
    return client


def models(client: Client, query: str) -> list[str]:
    return [fact["entity"].removeprefix("model/") for fact in client.every(f"{BOARD}{query}")]


def test_the_scores_of_a_benchmark_are_found_by_one_query(board: Client, calls: Calls) -> None:
    board.get("/v1/facts?value=company/deepseek")
    calls.clear()

    assert sorted(models(board, "")) == ["better", "good", "odd"]
    assert Counter(calls.names)["Query"] == 2  # one finds what was merged into the benchmark


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("value", ["good", "better", "odd"]),
        ("-value", ["odd", "better", "good"]),
        ("-recorded", ["odd", "better", "good"]),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 50])
def test_they_are_put_in_order_page_by_page(board: Client, sort: str, names: list[str], limit: int) -> None:
    assert models(board, f"&sort={sort}&limit={limit}") == names


def test_retracted_and_denied_scores_have_no_place_on_the_board(board: Client) -> None:
    (fact,) = board.get("/v1/models/good/facts?property=scores").json["items"]
    board.post(f"/v1/facts/{fact['id']}/retraction", {"reason": "Misread.", "source": None})
    denied = a_score("99", evidence={**EVIDENCE, "certainty": "denied"})
    board.patch("/v1/models/odd", {"scores": [denied], "evidence": EVIDENCE})

    assert models(board, "&sort=-value") == ["odd", "better"]


def test_the_answer_says_whether_all_facts_were_read(board: Client) -> None:
    assert board.get(f"{BOARD}&sort=-value").json["meta"] == {"read": 3, "returned": 3, "complete": True}


def test_a_cursor_of_another_order_is_refused(board: Client) -> None:
    cursor = board.get(f"{BOARD}&sort=value&limit=1").json["next"]

    answer = board.get(f"{BOARD}&sort=-value&limit=1&cursor={cursor}")

    assert (answer.status, answer.json["code"]) == (400, "bad_cursor")


def test_the_seller_of_a_price_is_found_too(board: Client) -> None:
    board.create("companies", {"slug": "azure", "name": "Azure", "evidence": EVIDENCE})
    price = {"value": {"amount": "3", "unit": "USD/Mtok"}, "direction": "input", "provider": "company/azure"}
    board.patch("/v1/models/good", {"prices": [price], "evidence": EVIDENCE})

    assert [fact["property"] for fact in board.every("/v1/facts?value=company/azure")] == ["prices"]
