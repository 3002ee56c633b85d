"""Coverage measures the first of many calls: every repetitive test is there, and later calls are not traced."""

import sys
from pathlib import Path

import pytest

from tests.measuring import REPETITIVE, is_repetitive
from tests.tables import for_each
from tests.unmeasured import measured_at_first

ROOT = Path(__file__).parents[1]


@for_each("named", REPETITIVE)
def test_what_is_measured_once_is_there(named: str) -> None:
    path, _, function = named.partition("::")

    assert (ROOT / path).exists()
    assert not function or f"def {function}(" in (ROOT / path).read_text()


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ("tests/faults", True),
        ("tests/faults/test_orders.py::test_any[merge]", True),
        ("tests/api/test_role.py::test_any", True),
        ("tests/faults_of_others/test_any.py", False),
        ("tests/api/lists/test_listing.py::test_any", False),
    ],
)
def test_a_test_is_repetitive_by_its_folder_its_module_or_its_name(node: str, expected: bool) -> None:
    assert is_repetitive(node) == expected


def test_of_several_calls_the_first_ones_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    traced = list[bool]()
    watched = measured_at_first(lambda: traced.append(sys.gettrace() is not None), times=2)
    before = sys.gettrace()
    monkeypatch.setattr("tests.unmeasured._THREAD.tracer", lambda *_: None)
    sys.settrace(None)

    try:
        for _ in range(4):
            watched()
    finally:
        sys.settrace(before)

    assert traced == [True, True, False, False]
