"""A test of a whole table is as strict as a test of each case."""

from typing import NoReturn

import pytest

from tests.tables import for_each


def test_every_case_is_tried_and_each_that_fails_is_named() -> None:
    tried = []

    @for_each("one, other", [(1, 1), (1, 2), pytest.param(3, 3, id="three"), (3, 4)])
    def test(one: int, other: int) -> None:
        tried.append(one)
        assert one == other

    with pytest.raises(BaseExceptionGroup, match="2 of 4 cases fail") as raised:
        test()

    assert tried == [1, 1, 3, 3]
    notes = [error.__notes__ for error in raised.value.exceptions]
    assert notes == [["The case: {'one': 1, 'other': 2}"], ["The case: {'one': 3, 'other': 4}"]]


def fail(code: int) -> NoReturn:
    pytest.fail("Did not raise.")


def skip(code: int) -> NoReturn:
    pytest.skip("Another time.")


@pytest.mark.parametrize("outcome", [fail, skip])
def test_a_case_that_pytest_itself_ends_is_a_failure(outcome: object) -> None:
    with pytest.raises(BaseExceptionGroup, match="1 of 1 cases fail"):
        for_each("code", [1])(outcome)()  # type: ignore[arg-type]  # a test in no module


def test_a_table_must_have_cases_and_a_test_must_take_them() -> None:
    with pytest.raises(AssertionError, match="tests nothing"):
        for_each("code", [])
    with pytest.raises(AssertionError, match="does not take"):
        for_each("color", [1])(fail)


@pytest.mark.parametrize("factor", [1, 2])
@for_each("number", [1, 2, 3])
def test_fixtures_and_parameters_are_given_to_every_case(clock: object, factor: int, number: int) -> None:
    assert clock is not None
    assert factor * number in (1, 2, 3, 4, 6)
