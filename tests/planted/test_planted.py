"""The planted bugs apply to the tree as it is; `make planted` shows that the tests notice them."""

import ast
import json
from pathlib import Path

import pytest

from tests.planted.bug import Bug, DoesNotApply
from tests.planted.bugs import BUGS
from tests.tables import for_each

ROOT = Path(__file__).parents[2]


@for_each("bug", BUGS)
def test_every_bug_applies_once_and_leaves_a_file_that_can_be_read(bug: Bug) -> None:
    spoiled = bug.spoiled(ROOT)

    assert bug.right != bug.wrong
    (ast.parse if bug.file.endswith(".py") else json.loads)(spoiled)
    for each in bug.noticed_by:
        path, _, test = each.partition("::")
        assert f"def {test}(" in (ROOT / path).read_text() if test else (ROOT / path).exists(), each


def test_there_are_twelve_or_more_bugs_and_none_has_the_name_of_another() -> None:
    assert len({bug.name for bug in BUGS}) == len(BUGS) >= 12


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, r"a bug: there is no app\.py\. Name the file that has these lines now"),
        ("pass\n", r"a bug: app\.py has these lines 0 times, not once\. Plant the bug anew:\nreturn 1"),
        ("return 1\nreturn 1\n", r"2 times, not once"),
    ],
)
def test_a_bug_that_does_not_apply_any_more_says_so(tmp_path: Path, text: str | None, says: str) -> None:
    if text is not None:
        (tmp_path / "app.py").write_text(text)

    with pytest.raises(DoesNotApply, match=says):
        Bug("a bug", "app.py", "return 1", "return 2", ()).spoiled(tmp_path)
