"""The long run: python -m tests.fuzz COUNT [SEED]. It resumes where it stopped, and prints what it found."""

import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fuzz.judging import FAILED, Judge
from tests.fuzz.place import filled

DATA = Path(__file__).parents[2] / "data"
STEP = 1_000  # cases between two lines of progress
MAX_KEPT_CASES = 200  # numbers of faulty cases


@dataclass
class Run:
    """The progress of a run: `faulty` holds the numbers of the faulty cases, each with its faults."""

    seed: int
    done: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    faulty: dict[str, list[str]] = field(default_factory=dict)
    faults: int = 0

    @property
    def path(self) -> Path:
        """Return the path of the file in which the run is kept."""
        return DATA / f"fuzz-{self.seed}.json"

    @classmethod
    def resumed(cls, seed: int) -> "Run":
        """Read the stopped run of a seed, or begin one."""
        run = cls(seed)
        if run.path.exists():
            kept = json.loads(run.path.read_text())
            run = cls(seed, kept["done"], Counter(kept["statuses"]), kept["faulty"], kept["faults"])
        return run

    def keep(self) -> None:
        """Save the progress."""
        self.path.parent.mkdir(exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(vars(self)))
        fresh.replace(self.path)

    @property
    def failed(self) -> int:
        """Count the answers of status 500 and above."""
        return sum(count for status, count in self.statuses.items() if int(status) >= FAILED)

    def add(self, judge: Judge, number: int) -> None:
        """Judge a case."""
        judged = judge.judge(judge.case(number), number=number)
        self.statuses[str(judged.status)] += 1
        if judged.wrong:
            self.faults += 1
            if len(self.faulty) < MAX_KEPT_CASES:
                self.faulty[str(number)] = [judged.cause, *judged.wrong]

    def try_again(self, judge: Judge) -> None:
        """Judge the faulty cases again: they may be fixed by now."""
        for number, (_, *wrong) in list(self.faulty.items()):
            before = next((each for each in wrong if each.isdecimal()), None)
            del self.faulty[number]
            self.faults -= 1
            judged = judge.judge(judge.case(int(number)), number=int(number))
            if before is not None and before != str(judged.status):
                self.statuses[before] -= 1
                self.statuses[str(judged.status)] += 1
            if judged.wrong:
                self.faults += 1
                self.faulty[number] = [judged.cause, *judged.wrong]


def main(arguments: Sequence[str]) -> int:
    """Judge cases until `COUNT` are done; return 1 if one was faulty."""
    count, seed = int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 1
    judge, run = Judge(filled(), seed=seed), Run.resumed(seed)
    run.try_again(judge)
    _go_on(run, judge, count)
    if run.faulty:
        _print_smallest(run, judge)
    _say(f"{run.done:,} cases of seed {seed}: {_by_status(run)}; {run.failed} of 5xx, {run.faults} at fault.")
    return 1 if run.faults or run.failed else 0


def _go_on(run: Run, judge: Judge, count: int) -> None:
    began, first = time.monotonic(), run.done
    while run.done < count:
        for number in range(run.done, min(run.done + STEP, count)):
            run.add(judge, number)
        run.done = min(run.done + STEP, count)
        run.keep()
        pace = (run.done - first) / (time.monotonic() - began)
        left = f"{pace:.0f} a second, {(count - run.done) / pace / 60:.0f} min left"
        _say(f"{run.done:,} of {count:,}, {left}; {run.failed} of 5xx, {run.faults} at fault")


def _by_status(run: Run) -> str:
    return ", ".join(f"{status}: {count:,}" for status, count in sorted(run.statuses.items()) if count)


def _print_smallest(run: Run, judge: Judge) -> None:
    """Print the smallest event that shows each sort of fault."""
    by_sort: dict[str, list[int]] = {}
    for number, wrong in run.faulty.items():
        by_sort.setdefault(wrong[0] or wrong[1], []).append(int(number))
    for sort, numbers in by_sort.items():
        shortest = min(numbers, key=lambda each: _length(judge.case(each).event()))
        smallest = judge.smallest(judge.case(shortest), number=shortest)
        judged = judge.judge(smallest, number=shortest)
        _say(f"\n{len(numbers)} cases, such as {shortest} ({smallest.label}): {'; '.join(judged.wrong)[:600]}\n{sort}")
        _say(json.dumps(judged.event))


def _length(event: Any) -> int:
    return len(json.dumps(event))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
