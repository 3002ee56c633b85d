"""The long run: python -m tests.fuzz COUNT [SEED]. It goes on where it was left, and ends with what it found."""

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
STEP = 1_000  # cases between two looks at the clock
MAX_KEPT_CASES = 200  # numbers of cases at fault


@dataclass
class Run:
    """How far a run has come: `faulty` are the numbers of the cases that were at fault, with what is wrong."""

    seed: int
    done: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    faulty: dict[str, list[str]] = field(default_factory=dict)
    faults: int = 0

    @property
    def path(self) -> Path:
        """Name the file in which the run is kept."""
        return DATA / f"fuzz-{self.seed}.json"

    @classmethod
    def going_on(cls, seed: int) -> "Run":
        """Read the run of a seed that was left, or begin one."""
        run = cls(seed)
        if run.path.exists():
            kept = json.loads(run.path.read_text())
            run = cls(seed, kept["done"], Counter(kept["statuses"]), kept["faulty"], kept["faults"])
        return run

    def keep(self) -> None:
        """Write down how far it has come."""
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
        """Judge again what was at fault: it may have been mended since."""
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
    """Judge cases until so many are done in all; give 1 where one was at fault."""
    count, seed = int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 1
    judge, run = Judge(filled(), seed=seed), Run.going_on(seed)
    run.try_again(judge)
    _go_on(run, judge, count)
    _say(f"{run.done:,} cases of seed {seed}: {_by_status(run)}; {run.failed} of 5xx, {run.faults} at fault.")
    if run.faulty:
        _tell_smallest(run, judge)
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


def _tell_smallest(run: Run, judge: Judge) -> None:
    """Print, for every sort of fault, the smallest event that shows it."""
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
