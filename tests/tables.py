"""Tests of whole tables: one test tries every case, and names each that fails.

Running a test costs pytest and xdist some milliseconds, which for a small case is nearly all of its time.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import signature
from typing import Any

import pytest

Test = Callable[..., None]
PARAM = type(pytest.param())
MAX_NAME_CHARS = 300


def for_each(names: str, cases: Iterable[Any]) -> Callable[[Test], Test]:
    """Call a test with every case of a table, as `pytest.mark.parametrize` does, in one test.

    All cases share the fixtures: use it where no case changes what another one sees.
    """
    given, table = [name.strip() for name in names.split(",")], [*cases]
    assert table, "A table without a case tests nothing."

    def decorate(test: Test) -> Test:
        @wraps(test)
        def try_all(**fixtures: Any) -> None:
            failed = [error for case in table if (error := _failure(test, fixtures, dict(_named(given, case))))]
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(table)} cases fail", failed)

        asked = signature(test)
        left = [each for name, each in asked.parameters.items() if name not in given]
        assert len(left) == len(asked.parameters) - len(given), f"{test.__name__} does not take {names}."
        try_all.__signature__ = asked.replace(parameters=left)  # type: ignore[attr-defined]  # what pytest reads
        return try_all

    return decorate


def _named(names: list[str], case: Any) -> Iterable[tuple[str, Any]]:
    values = case.values if isinstance(case, PARAM) else (case,) if len(names) == 1 else case
    return zip(names, values, strict=True)


def _failure(test: Test, fixtures: dict[str, Any], case: dict[str, Any]) -> BaseException | None:
    """Try one case, and return how it fails, with a note that names it."""
    try:
        test(**fixtures, **case)
    except (Exception, pytest.fail.Exception, pytest.skip.Exception) as error:  # noqa: BLE001  raised in the end
        error.add_note(f"The case: {case}"[:MAX_NAME_CHARS])
        return error
    return None
