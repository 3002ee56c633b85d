"""A plugin of pytest: coverage measures tests and fixtures, and not pytest, which runs more lines than most tests.

The hooks of a conftest are not called for fixtures of the whole session.
"""

import gc
from collections.abc import Generator
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
    "tests/operations/lists/test_filters.py::test_filters_agree_with_a_full_scan",
    "tests/operations/lists/test_listing.py::test_a_page_costs_the_same_among_few_and_many",
    "tests/operations/lists/test_listing_at_a_moment.py::test_a_list_known_at_a_moment_is_the_list_that_was_recorded_then",
    "tests/operations/search/test_search.py::test_a_word_is_found_after_more_rows_than_one_query_reads",
    "tests/operations/search/test_search.py::test_calls_do_not_grow_with_entities_and_rows_are_bounded",
    "tests/operations/series/test_series_conflicts.py",
    "tests/operations/series/test_series_steps.py",
    "tests/operations/transactions/idempotency/test_same_answer.py",
    "tests/operations/transactions/test_fact_limits.py",
    "tests/operations/transactions/test_faults.py",
    "tests/operations/transfer/test_misshapen_lines.py",
    "tests/operations/writes/test_property_examples.py",
    "tests/operations/writes/test_record_apart.py::test_any_number_of_facts_of_one_entity_is_recorded",
    "tests/operations/writes/test_reverse_merge.py::test_a_reversal_that_was_killed_is_finished_by_the_next",
    "tests/real",
    "tests/soak",
    "tests/test_operations_page.py",
)
"""Tests that run again and again what others assert: of each only the first of its cases is measured.

Tracing took more than half of their time, and found no other line.
"""
MEASURED_EXAMPLES = 5
"""The examples of a Hypothesis test that are measured, the first ones: later ones take the same paths."""

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
            given.inner_test = measured_at_first(given.inner_test, times=MEASURED_EXAMPLES)
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
