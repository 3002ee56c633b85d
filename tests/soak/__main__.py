"""The long run: OPERATIONS=1000000 or HOURS=8 python -m tests.soak. It resumes where it stopped."""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import mkdtemp

from chalicelib.local.transfer.progress import bar, say
from tests.engines.ministack import Unready, ministack
from tests.soak.comparing import Difference
from tests.soak.model.entities import Entity
from tests.soak.rounds import Found, Round
from tests.soak.serving import Client, Place, Server, Unanswered, fill
from tests.soak.whole_table import OTHERS, compare_table

DATA = Path(__file__).parents[2] / "data"
REGION = "eu-central-1"
ROUNDS = 8  # on one table: then a new one, so that an audit stays quick
AUDITED = (1, ROUNDS)  # of them, for an audit takes as long as a round: what an earlier one breaks is still broken
ENGINES = ("sqlite", "ministack")
DEFAULTS = {"OPERATIONS": 10_000, "SEED": 1, "WRITERS": 32, "PROCESSES": 2, "EACH": 16, "KILLS": 1}


class Run:
    """The progress of a run, kept in a file."""

    def __init__(self, engine: str, asked: Mapping[str, int]) -> None:
        self.asked = asked
        self.path = DATA / f"soak-{engine}-{asked['SEED']}-{asked['WRITERS']}-{asked['EACH']}.json"
        self.rounds, self.found, self.seconds = 0, Found(), 0.0
        if self.path.exists():
            kept = json.loads(self.path.read_text())
            self.rounds, self.found, self.seconds = kept["rounds"], Found(**kept["found"]), kept["seconds"]

    def keep(self) -> None:
        """Save the progress."""
        self.path.parent.mkdir(exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps({"rounds": self.rounds, "found": asdict(self.found), "seconds": self.seconds}))
        fresh.replace(self.path)


def main(environment: Mapping[str, str]) -> int:
    """Run rounds until so many operations, or so many hours, are done; return 1 if anything is wrong."""
    engine = environment.get("ENGINE") or "sqlite"
    if engine not in ENGINES:
        say(f"ENGINE is {engine!r}; it must be {' or '.join(ENGINES)}.")
        return 2
    asked = {name: int(environment.get(name) or default) for name, default in DEFAULTS.items()}
    seconds = float(environment.get("HOURS") or 0) * 3_600
    run = Run(engine, asked)

    def is_done() -> bool:
        return run.seconds >= seconds if seconds else run.found.operations >= asked["OPERATIONS"]

    total = round(seconds) if seconds else asked["OPERATIONS"]
    done = round(run.seconds) if seconds else run.found.operations
    try:
        with (
            bar(total, done=done, unit=" s" if seconds else " operations", what="soak") as shown,
            tables(engine) as new,
        ):
            while not is_done():
                for before in _rounds_on(new(), run, is_done):
                    shown.update(round(run.seconds - before[1]) if seconds else run.found.operations - before[0])
                    shown.set_postfix_str(f"{run.found.differences} differences, {run.found.kills} kills")
    except Unready as problem:
        say(str(problem))
        return 2
    for each in run.found.notes:
        say(each)
    say(f"The slowest answer took {run.found.slowest:.1f} s.")
    sys.stdout.write(f"{run.found.line()} ({engine}, seed {asked['SEED']}).\n")
    return 0 if run.found.is_clean else 1


def _rounds_on(place: Place, run: Run, is_done: Callable[[], bool]) -> Iterator[tuple[int, float]]:
    """Run some rounds on a new table, the last time comparing the whole; yield what was done before each."""
    servers = [Server(place) for _ in range(run.asked["PROCESSES"])]
    entities: list[Entity] = []
    try:
        with closing(Client(servers[0].port)) as client:
            fill(client)
        for number in range(1, ROUNDS + 1):
            before, began = (run.found.operations, run.seconds), time.monotonic()
            each = Round(run.asked["SEED"], run.rounds, writers=run.asked["WRITERS"], operations=run.asked["EACH"])
            found = each.run(servers, kills=bool(run.asked["KILLS"]))
            entities += each.entities
            if found.is_clean:
                _compare_whole(entities, servers, found)
            is_last = run.found.operations + found.operations >= run.asked["OPERATIONS"]
            if number in AUDITED or is_last:
                _audit(place, found)
            run.found.add(found)
            run.rounds += 1
            run.seconds += time.monotonic() - began
            run.keep()
            for note in found.notes:
                say(note)
            yield before
            if is_done() or not found.is_clean:
                break
    finally:
        for server in servers:
            server.stop()
        if run.found.is_clean:
            shutil.rmtree(place.folder)
        else:
            say(f"The table is kept in {place.folder}.")


def _audit(place: Place, found: Found) -> None:
    found.checks += 1
    if faults := place.audit():
        found.note(f"The audit:\n{faults[:2_000]}")


def _compare_whole(entities: list[Entity], servers: list[Server], found: Found) -> None:
    try:
        with closing(Client(servers[0].port)) as client:
            found.checks += compare_table(entities, OTHERS, client.ask)
    except (Difference, Unanswered) as problem:
        found.note(str(problem))


@contextmanager
def tables(engine: str) -> Iterator[Callable[[], Place]]:
    """Yield a function that returns a new table."""
    DATA.mkdir(exist_ok=True)

    def new(**more: str) -> Place:
        folder = Path(mkdtemp(prefix="soak-", dir=DATA))
        return Place(folder, {**more, "TABLE_NAME": folder.name} if more else {})

    if engine == "sqlite":
        yield new
        return
    with ministack(region=REGION) as url:
        keys = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "testing")
        yield lambda: new(AWS_ENDPOINT_URL_DYNAMODB=url, AWS_DEFAULT_REGION=REGION, **keys)


if __name__ == "__main__":
    sys.exit(main(os.environ))
