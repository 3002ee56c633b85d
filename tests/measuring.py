"""A plugin of pytest: coverage measures tests and fixtures, and not pytest, which runs more lines than most tests.

The hooks of a conftest are not called for fixtures of the whole session.
"""

import gc
from collections.abc import Generator
from functools import partial
from inspect import isgeneratorfunction
from typing import Any
from weakref import WeakSet

import pytest
from _pytest.assertion import rewrite

from tests.unmeasured import measured, measured_at_first, measured_parts, unmeasured

MEASURED: WeakSet[pytest.FixtureDef[Any]] = WeakSet()
TRIED: set[object] = set()  # the functions of repetitive tests of which one case was measured
REPETITIVE = (
    "tests/api/lists/test_no_empty_page.py",
    "tests/api/test_role.py",
    "tests/api/test_wire_faults.py",
    "tests/api/writes/test_dry_run_of_every_write.py",
    "tests/faults",
    "tests/fuzz",
    "tests/operations/entities/test_fixed_valid.py",
    "tests/operations/entities/test_known_at.py::test_every_answer_of_a_random_history_can_be_read_again",
    "tests/operations/facts/test_facts_by_key.py::test_every_query_returns_what_a_full_scan_would",
    "tests/operations/feed/test_feed.py::test_a_page_of_the_feed_reads_what_it_answers_and_no_more_than_a_row_at_either_end",
    "tests/operations/feed/test_feed.py::test_revisions_that_are_too_large_for_one_transaction_are_numbered_in_several",
    "tests/operations/large",
    "tests/operations/lists/test_counts_laws.py",
    "tests/operations/lists/test_filters.py::test_filters_agree_with_a_full_scan",
    "tests/operations/lists/test_listing.py::test_a_page_costs_the_same_among_few_and_many",
    "tests/operations/lists/test_listing_at_a_moment.py::test_a_list_known_at_a_moment_is_the_list_that_was_recorded_then",
    "tests/operations/search/test_search.py::test_a_word_is_found_after_more_rows_than_one_query_reads",
    "tests/operations/search/test_search.py::test_calls_do_not_grow_with_entities_and_rows_are_bounded",
    "tests/operations/series/test_series_conflicts.py::test_after_any_writes_the_rows_are_those_of_a_whole_reading_and_lists_of_then_agree",
    "tests/operations/series/test_series_steps.py::test_a_window_is_a_part_of_the_whole_series",
    "tests/operations/series/test_series_steps.py::test_ten_years_of_daily_prices_take_one_query_a_page_and_few_extra_rows",
    "tests/operations/series/test_series_steps.py::test_the_pages_together_are_the_steps_of_all_facts",
    "tests/operations/series/test_series_steps.py::test_the_pages_together_are_the_steps_of_every_unit_and_condition",
    "tests/operations/transactions/idempotency/test_same_answer.py::test_a_lost_answer_is_found_and_is_no_replay",
    "tests/operations/transactions/idempotency/test_same_answer.py::test_dying_between_any_two_calls_leaves_one_write_and_one_answer",
    "tests/operations/transactions/idempotency/test_same_answer.py::test_the_same_request_at_the_same_time_is_carried_out_once_wherever_they_meet",
    "tests/operations/transactions/idempotency/test_same_answer.py::test_the_same_request_gets_the_same_answer_and_writes_nothing",
    "tests/operations/transactions/test_fact_limits.py::test_a_full_slot_can_be_read_decided_on_and_repeated_and_others_have_room",
    "tests/operations/transactions/test_fact_limits.py::test_a_slot_keeps_2000_facts_and_the_next_is_refused_with_the_count_and_the_bound",
    "tests/operations/transactions/test_fact_limits.py::test_an_entity_keeps_20000_facts_whatever_their_slots",
    "tests/operations/transactions/test_fact_limits.py::test_twice_as_many_facts_are_twice_the_work_when_an_entity_is",
    "tests/operations/transactions/test_faults.py::test_a_lost_answer_neither_doubles_nor_loses",
    "tests/operations/transactions/test_faults.py::test_dying_between_any_two_calls_leaves_the_data_whole",
    "tests/operations/transfer/test_misshapen_lines.py",
    "tests/operations/upkeep/test_restore.py",
    "tests/operations/writes/test_property_examples.py",
    "tests/operations/writes/test_record_apart.py::test_any_number_of_facts_of_one_entity_is_recorded",
    "tests/operations/writes/test_reverse_merge.py::test_a_reversal_that_was_killed_is_finished_by_the_next",
    "tests/real",
    "tests/soak",
    "tests/test_operations_page.py",
)
"""Tests that run again and again what others assert: of each only the first of its cases is measured.

Tracing took more than half of their time, and found few other lines, which no test asserts.
"""
MEASURED_EXAMPLES = 10
"""The first examples of a Hypothesis test that are measured; those of the domain are cheap and all measured."""

# For each `assert` of a module that has changed pytest walks through its tree.
setattr(rewrite, rewrite._rewrite_test.__name__, unmeasured()(rewrite._rewrite_test))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leave out how pytest collects; what a module runs when it is imported is measured.

    Tests stay to the end of the run: the garbage collector need not look at them again and again.
    """
    setattr(rewrite, exec.__name__, measured(exec))  # it runs a module of tests
    gc.disable()
    try:
        with unmeasured():
            return (yield)
    finally:
        delattr(rewrite, exec.__name__)
        gc.freeze()
        gc.enable()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Leave out how pytest runs a test."""
    with unmeasured():
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> None:
    """Measure a fixture of ours, also where it ends."""
    make: Any = fixturedef.func
    if fixturedef not in MEASURED and make.__module__.startswith("tests.") and not is_repetitive(fixturedef.baseid):
        MEASURED.add(fixturedef)
        measure: Any = measured_parts if isgeneratorfunction(make) else measured
        setattr(fixturedef, "func", measure(make))  # noqa: B010  # its type is final


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """Measure a test; of a Hypothesis test the first examples, and not the engine that finds them."""
    test, given = pyfuncitem.obj, getattr(pyfuncitem.obj, "hypothesis", None)
    if given is not None:
        if not hasattr(given.inner_test, "__wrapped__"):
            is_cheap = pyfuncitem.nodeid.startswith("tests/domain/")
            measure = measured if is_cheap else partial(measured_at_first, times=MEASURED_EXAMPLES)
            given.inner_test = measure(given.inner_test)
    elif not is_repetitive(pyfuncitem.nodeid) or is_first_case(pyfuncitem):
        test = measured(test)
    returned = test(**{name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames})
    assert returned is None, "A test returns nothing."
    return True


def is_repetitive(node: str) -> bool:
    """Check whether a test or a fixture, by its id, belongs to those that repeat what others assert."""
    return any(node == each or node.startswith((f"{each}/", f"{each}::", f"{each}[")) for each in REPETITIVE)


def is_first_case(test: pytest.Function) -> bool:
    """Check whether this is the first of several cases of a test in this process."""
    if not hasattr(test, "callspec") or test.function in TRIED:
        return False
    TRIED.add(test.function)
    return True
