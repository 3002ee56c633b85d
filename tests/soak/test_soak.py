"""Random programs over HTTP are answered as a naive model of the design reads them; a killed service loses nothing."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from chalicelib.api.http.request import world
from tests.conftest import examples
from tests.soak import __main__ as program
from tests.soak.comparing import Difference, compare_facts, compare_history
from tests.soak.in_process import InProcess, compare_all, run
from tests.soak.programs import PLURALS
from tests.soak.rounds import Found, Round
from tests.soak.serving import Client, Place, Server, fill
from tests.soak.whole_table import OTHERS, compare_table

PROGRAMS, OPERATIONS = 10, 50  # in the gate; `make soak` runs more


@pytest.fixture(autouse=True)
def world_of_others() -> Iterator[None]:
    """Put the application back into its former world."""
    before = world._world
    yield
    if before is not None:
        world.set_world(before)


def test_random_programs_are_answered_as_the_model_reads_the_design() -> None:
    client, entities = InProcess(), []
    for seed in range(examples(PROGRAMS)):
        made = run(client, seed, operations=OPERATIONS)
        compare_all(client, made, seed=seed)
        entities += made

    compare_table(entities, OTHERS, client.ask)


@pytest.mark.parametrize("change", [lambda items: items[1:], lambda items: [*items, items[0]]], ids=["lost", "doubled"])
def test_what_is_lost_or_there_twice_is_a_difference(change: Callable[[list[Any]], list[Any]]) -> None:
    client = InProcess()
    entity = max(run(client, 1, operations=10), key=lambda each: len(each.facts))
    path = f"/v1/{PLURALS[entity.kind]}/{entity.ref.partition('/')[2]}"

    def ask(url: str) -> tuple[int, Any]:
        status, answer = client.ask(url)
        return status, {**answer, "items": change(answer["items"])}

    with pytest.raises(Difference, match="history"):
        compare_history(entity, ask, path)
    with pytest.raises(Difference, match="facts"):
        compare_facts(entity, ask, path)


def test_a_service_that_is_killed_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    place = Place(tmp_path, {})
    server = Server(place)
    try:
        with closing(Client(server.port)) as client:
            fill(client)
        found = Round(1, 0, writers=4, operations=12).run([server], kills=True)
    finally:
        server.stop()

    assert found.notes == []
    assert place.audit() == ""
    assert (found.kills, found.lost, found.doubled) == (1, 0, 0)


def test_a_run_resumes_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "DATA", tmp_path)
    first = program.Run("sqlite", program.DEFAULTS)
    first.rounds, first.found = 3, Found(operations=1_234, checks=5_678, kills=3)
    first.keep()

    resumed = program.Run("sqlite", program.DEFAULTS)

    assert (resumed.rounds, resumed.found) == (3, first.found)
    assert resumed.found.line() == "1,234 operations, 5,678 checks, 0 differences, 3 kills, 0 lost, 0 doubled"


def test_an_unknown_engine_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main({"ENGINE": "mongo"}) == 2
    assert "it must be sqlite or ministack" in capsys.readouterr().err
