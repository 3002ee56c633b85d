"""A plugin of pytest: coverage measures tests and fixtures, and not pytest, which runs more lines than most tests.

The hooks of a conftest are not called for fixtures of the whole session.
"""

from collections.abc import Generator
from inspect import isgeneratorfunction
from typing import Any
from weakref import WeakSet

import pytest

from tests.unmeasured import measured, measured_parts, unmeasured

MEASURED: WeakSet[pytest.FixtureDef[Any]] = WeakSet()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_pycollect_makeitem() -> Generator[None, object, object]:
    """Leave out how pytest makes tests of a function; what a module runs when it is imported is measured."""
    with unmeasured():
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Leave out how pytest runs a test."""
    with unmeasured():
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> None:
    """Measure a fixture of ours, also where it ends."""
    make: Any = fixturedef.func
    if fixturedef not in MEASURED and make.__module__.startswith("tests."):
        MEASURED.add(fixturedef)
        measure: Any = measured_parts if isgeneratorfunction(make) else measured
        setattr(fixturedef, "func", measure(make))  # noqa: B010  # its type is final


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """Measure a test; of a Hypothesis test the function, not the engine that finds its examples."""
    test, given = pyfuncitem.obj, getattr(pyfuncitem.obj, "hypothesis", None)
    if given is None:
        test = measured(test)
    elif not hasattr(given.inner_test, "__wrapped__"):
        given.inner_test = measured(given.inner_test)
    returned = test(**{name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames})
    assert returned is None, "A test returns nothing."
    return True
