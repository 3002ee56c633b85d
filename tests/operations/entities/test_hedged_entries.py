"""How the entries of a list are hedged: each has its own mark where they differ, and none where they do not."""

from typing import Any

import pytest

from chalicelib.operations.world import World
from tests.operations.builders import a_company, a_source, say, view

EXPECTED = {"certainty": "expected"}


def figure(amount: str, period: str, **members: Any) -> dict[str, Any]:
    return {"value": {"amount": amount, "unit": "USD"}, "measure": "revenue", "period": period, **members}


@pytest.fixture
def company(world: World) -> World:
    a_source(world)
    a_company(world)
    return world


def entries(world: World, name: str) -> list[Any]:
    shown: list[Any] = view(world, "company/deepseek")[name]
    return shown


def test_an_expected_figure_beside_a_reported_one_is_marked(company: World) -> None:
    reported = figure("44.1e9", "2025-02/2025-04")
    expected = figure("45e9", "2025-05/2025-07", evidence=EXPECTED)

    say(company, "company/deepseek", figures=[reported, expected])

    assert [each.get("hedged") for each in entries(company, "figures")] == [None, "expected"]
    assert view(company, "company/deepseek")["hedged"] == {"figures": "expected"}


def test_figures_that_are_all_expected_are_marked_once_for_all(company: World) -> None:
    periods = ("2025-02/2025-04", "2025-05/2025-07")

    say(company, "company/deepseek", figures=[figure("45e9", each, evidence=EXPECTED) for each in periods])

    assert ["hedged" in each for each in entries(company, "figures")] == [False, False]
    assert view(company, "company/deepseek")["hedged"] == {"figures": "expected"}


def test_a_plain_entry_is_wrapped_to_carry_its_mark(company: World) -> None:
    say(company, "company/deepseek", aliases=["Deep", {"value": "Seek", "evidence": {"certainty": "rumoured"}}])

    assert entries(company, "aliases") == ["Deep", {"value": "Seek", "hedged": "rumoured"}]


def test_a_condition_is_no_mark_for_the_entry_says_it(company: World) -> None:
    plain, conditional = figure("1", "2024"), figure("2", "2024", condition="without China")

    say(company, "company/deepseek", figures=[plain, conditional])

    assert ["hedged" in each for each in entries(company, "figures")] == [False, False]
