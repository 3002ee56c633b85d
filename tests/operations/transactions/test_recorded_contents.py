"""Contents on record are read as today's once a write, however many facts the write sends."""

import pytest

from chalicelib.operations.world import World
from tests.counted import work
from tests.operations.builders import a_company, a_source, say

ON_RECORD = 80


def revenues(first: int, number: int) -> list[dict[str, object]]:
    return [
        {"value": {"amount": f"{year}", "unit": "USD"}, "measure": "revenue", "period": f"{year}"}
        for year in range(first, first + number)
    ]


@pytest.fixture
def company(quick: World) -> World:
    a_source(quick)
    a_company(quick, figures=revenues(1600, ON_RECORD))
    return quick


def test_the_work_of_many_new_facts_is_not_that_of_each_with_each_on_record(company: World) -> None:
    few = work(lambda: say(company, "company/deepseek", figures=revenues(1700, 2)))
    many = work(lambda: say(company, "company/deepseek", figures=revenues(1800, 40)))

    assert many < 3 * few
