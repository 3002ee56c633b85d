"""The cost of a question does not depend on the number of entities."""

from bench.counts import QUESTIONS, measure

MAX_ROWS = 500  # that a query of any question reads


def test_no_question_costs_more_calls_among_five_times_as_many() -> None:
    few, many = measure(300), measure(1_500)  # among 300 some endings of names are crowded already
    assert {name: cost.calls for name, cost in few.items()} == {name: cost.calls for name, cost in many.items()}
    assert [name for name, cost in many.items() if cost.rows > MAX_ROWS * cost.calls] == []
    assert few.keys() > QUESTIONS.keys()
