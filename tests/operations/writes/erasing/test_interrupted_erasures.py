"""Erasures that are repeated, overtaken or killed, and the file of the table: no word comes back."""

from contextlib import suppress
from pathlib import Path

import pytest

from chalicelib.domain.erasure_errors import AlreadyErased
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.world import IdempotentRequest, RequestContext, World
from chalicelib.operations.writes.deciding.erase import erase
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import Delete, Key, Put, Row
from tests.conftest import Clock
from tests.operations.builders import (
    CALLER,
    a_company,
    fact_ids,
    on,
    say,
    view,
    world_on,
)
from tests.operations.faulty import Dying, Killed, Losing, Overtaken
from tests.operations.writes.erasing.erasures import (
    NAME,
    REF,
    TRACES,
    WHY,
    a_remark,
    assert_sound,
    stage,
    take,
    traces_of,
)
from tests.store.packed import packed_bodies


def test_a_repair_brings_nothing_back(small: World) -> None:
    name = a_remark(small)
    take(small, name)
    repair(small, CALLER, ref=REF)
    assert traces_of(small) == []
    assert_sound(small)


def test_a_repeated_request_gets_the_same_answer(small: World) -> None:
    name = a_remark(small)
    first = erase(RequestContext(small, CALLER, IdempotentRequest("d", "a")), fact_id=name, reason=WHY)
    again = erase(RequestContext(small, CALLER, IdempotentRequest("d", "a")), fact_id=name, reason=WHY)
    assert again.body == first.body
    assert again.is_replay


def test_a_lost_answer_is_found_again(small: World) -> None:
    for lands in (True, False):
        name = a_remark(small, period="2025-Q1" if lands else "2025-Q2")
        answer = RequestContext(
            on(small, Losing(small.table, lands=lands, times=2)), CALLER, IdempotentRequest(name, "a")
        )
        assert erase(answer, fact_id=name, reason=WHY).body["complete"]
        assert traces_of(small) == []


def test_what_is_written_meanwhile_is_not_lost_and_keeps_no_word(small: World) -> None:
    name = a_remark(small)
    take(on(small, Overtaken(small.table, lambda: say(small, REF, website="https://deepseek.com/"))), name)
    assert view(small, REF)["website"] == "https://deepseek.com/"
    assert traces_of(small) == []
    assert_sound(small)


@pytest.mark.parametrize("calls", range(1, 12))
def test_an_erasure_that_was_killed_is_finished_by_the_next(quick: World, calls: int) -> None:
    stage(quick)
    a_company(quick, "acme", name=NAME)
    say(quick, "company/acme", name="Acme", country="CN")
    (name,) = fact_ids(quick, "company/acme", "name")[:1]
    with suppress(Killed):
        take(on(quick, Dying(quick.table, at=calls)), name)
    with suppress(AlreadyErased):
        take(quick, name)
    assert traces_of(quick) == []
    assert_sound(quick, "company/acme")


def test_the_whole_file_and_its_log_hold_no_byte_of_what_was_erased(tmp_path: Path) -> None:
    table = SqliteTable(tmp_path / "table.db")
    world = stage(world_on(table, Clock()))
    a_company(world, "acme", name=NAME, aliases=[f"{NAME} KG"])
    names = [a_remark(world), *fact_ids(world, "company/acme", "name"), *fact_ids(world, "company/acme", "aliases")]
    for number in range(30):
        say(world, REF, aliases=[f"Alias {number}"])
    assert any(trace.encode() in _bytes(tmp_path) for trace in TRACES)
    before = packed_bodies(tmp_path / "table.db")
    for name in names:
        take(world, name)
    contents = _bytes(tmp_path)
    assert [trace for trace in TRACES if trace.encode() in contents.lower()] == []
    assert traces_of(world) == []  # in what is compressed too
    replaced = before - packed_bodies(tmp_path / "table.db")
    assert len(replaced) > len(names)
    assert [body for body in replaced if body in contents] == []
    table.close()


def test_a_file_from_before_is_cleaned_of_what_was_deleted_when_it_is_opened(tmp_path: Path) -> None:
    table = SqliteTable(tmp_path / "table.db")
    table._connection.executescript("PRAGMA secure_delete = OFF; PRAGMA user_version = 0")
    key = Key("p", "s")
    table.commit([Put(Row(key, {"name": NAME}))])
    table.commit([Delete(key)])
    table.close()
    assert NAME.encode() in _bytes(tmp_path)
    SqliteTable(tmp_path / "table.db").close()
    assert NAME.encode() not in _bytes(tmp_path)


def _bytes(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.iterdir())
