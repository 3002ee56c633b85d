"""Plant each bug in a copy of the tree, run the tests that should notice it, and say which did.

python -m tests.planted [WORD ...]   (only the bugs whose names have one of the words)

The same tests first run without a bug: what fails then would notice anything. Exits 1 if a bug is not noticed or
does not apply any more.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.planted.bug import Bug, DoesNotApply
from tests.planted.bugs import BUGS

ROOT = Path(__file__).parents[2]
WORKERS = int(os.environ.get("WORKERS", "2"))
PATIENCE_S = 300  # for the tests of one bug, which may make a loop endless
PYTEST = (sys.executable, "-m", "pytest", "--no-cov", "--tb=no", "-p", "no:cacheprovider", "-rfE")
TESTS_FAILED = 1  # pytest's exit code; others mean that it could not run them


class Noticed(NamedTuple):
    """The outcome of a bug: whether a test noticed it, and the test or the reason."""

    bug: Bug
    is_noticed: bool
    says: str


def main(words: Sequence[str]) -> int:
    """Plant the chosen bugs, print a line for each, and return the exit code."""
    chosen = [bug for bug in BUGS if not words or any(word in bug.name for word in words)]
    begun = time.monotonic()
    with TemporaryDirectory() as folder, ThreadPoolExecutor(WORKERS) as pool:
        trees: SimpleQueue[Path] = SimpleQueue()
        for number in range(WORKERS):
            trees.put(_copy_of_tree(Path(folder, str(number))))
        tests = sorted({each for bug in chosen for each in bug.noticed_by})
        if failed := [*filter(None, pool.map(partial(_failure_of, trees), _shares(tests)))]:
            sys.stderr.write("These fail without any planted bug:\n" + "\n".join(failed) + "\n")
            return 1
        noticed = [_report(result) for result in pool.map(partial(_plant, trees), chosen)]
    unnoticed, seconds = noticed.count(False), time.monotonic() - begun
    sys.stdout.write(f"{len(noticed)} bugs planted, {unnoticed} not noticed, {seconds:.0f} s\n")
    return 0 if noticed and not unnoticed else 1


def _report(result: Noticed) -> bool:
    sys.stdout.write(f"{'ok' if result.is_noticed else 'NO':<4} {result.bug.name}: {result.says}\n")
    sys.stdout.flush()
    return result.is_noticed


def _copy_of_tree(into: Path) -> Path:
    """Copy the files that git knows or would add, as they are now."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, into / name)
    return into


def _shares(tests: Sequence[str]) -> Iterator[list[str]]:
    yield from (share for start in range(WORKERS) if (share := [*tests[start::WORKERS]]))


def _failure_of(trees: "SimpleQueue[Path]", tests: Sequence[str]) -> str:
    """Run tests in an unspoiled tree; return what pytest said if they do not pass, else nothing."""
    tree = trees.get()
    try:
        ended = _run_tests(tree, tests)
        return "" if ended.returncode == 0 else ended.stdout[-3_000:] + ended.stderr[-3_000:]
    except subprocess.TimeoutExpired:
        return f"{' '.join(tests)} did not end within {PATIENCE_S} s"
    finally:
        trees.put(tree)


def _plant(trees: "SimpleQueue[Path]", bug: Bug) -> Noticed:
    """Plant a bug in a free tree, run its tests there, and take it out again."""
    tree, begun = trees.get(), time.monotonic()
    path = tree / bug.file
    try:
        wrong, right = bug.spoiled(tree), path.read_bytes()
        path.write_text(wrong, encoding="utf-8")
        try:
            return _judge(bug, _run_tests(tree, bug.noticed_by), seconds=time.monotonic() - begun)
        finally:
            path.write_bytes(right)
    except DoesNotApply as error:
        return Noticed(bug, is_noticed=False, says=f"does not apply. {error}")
    except subprocess.TimeoutExpired:
        return Noticed(bug, is_noticed=False, says=f"the tests did not end within {PATIENCE_S} s")
    finally:
        trees.put(tree)


def _judge(bug: Bug, ended: "subprocess.CompletedProcess[str]", *, seconds: float) -> Noticed:
    names = re.findall(r"^FAILED (.+?)(?: - |$)", ended.stdout, re.MULTILINE)
    if ended.returncode == TESTS_FAILED and names:
        more = f" and {len(names) - 1} more" if names[1:] else ""
        return Noticed(bug, is_noticed=True, says=f"noticed by {names[0]}{more}, {seconds:.0f} s")
    if ended.returncode == 0:
        return Noticed(bug, is_noticed=False, says=f"not noticed by {', '.join(bug.noticed_by)}")
    said = (ended.stdout + ended.stderr)[-1_000:]
    return Noticed(bug, is_noticed=False, says=f"the tests do not run with it, which says nothing:\n{said}")


def _run_tests(tree: Path, tests: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*PYTEST, *tests], cwd=tree, capture_output=True, text=True, check=False, timeout=PATIENCE_S)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
