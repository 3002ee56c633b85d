"""A good request with one place of it changed is answered as the contract says, and never with a 500."""

import json
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chalicelib.api.http.request import body, world
from chalicelib.domain.faults import Guesses
from chalicelib.domain.values import RefType
from chalicelib.kinds import KINDS
from tests.conftest import is_thorough
from tests.fuzz import __main__ as program
from tests.fuzz.judging import Judge
from tests.fuzz.mutations import RAW, TWICE, Case, part_at, places, written
from tests.fuzz.place import filled

CASES, AT_ONCE = 3_000, 500  # in the gate; `make fuzz` judges more
SEED = 1
TURNS = 1 if is_thorough() else 4  # in the gate each case reads one in four of the URLs that show its write
PARTS = 1 if is_thorough() else 3  # of the parts of every fact the gate leaves out one in three
QUERIES = 1 if is_thorough() else 3  # of the queries of every list and page the gate sends one in three


@pytest.fixture(scope="module")
def judge() -> Judge:
    """A judge of the first cases."""
    return Judge(filled(), seed=SEED, turns=TURNS)


@pytest.fixture(autouse=True)
def world_of_others() -> Iterator[None]:
    """Put the application back into its former world."""
    before = world._world
    yield
    if before is not None:
        world.set_world(before)


def test_every_worked_example_is_a_good_request_and_nearly_every_query_too(judge: Judge) -> None:
    refused: dict[bool, list[str]] = {True: [], False: []}
    queries = [good for good in judge.goods if good.body is None]
    sent = [*(good for good in judge.goods if good.body is not None), *queries[::QUERIES]]
    for number, good in enumerate(sent):
        case = Case(good.label, good.method, good.path, good.query, good.headers, good.body)
        judged = judge.judge(case, number=number)
        assert judged.wrong == (), good.label
        if judged.status >= 400:
            refused[good.body is not None].append(good.label)

    # The example of the form of a browser has no key of this service.
    assert [label for label in refused[True] if label != "POST /session SessionForm"] == []
    assert len(refused[False]) < 0.06 * len(sent)  # such as a `unit` without a `sort` by a quantity


@pytest.mark.parametrize("first", range(0, CASES, AT_ONCE))
def test_a_good_request_with_one_place_changed_is_answered_as_the_contract_says(judge: Judge, first: int) -> None:
    judged = {number: judge.judge(judge.case(number), number=number) for number in range(first, first + AT_ONCE)}

    assert {number: (each.wrong, each.cause, each.event) for number, each in judged.items() if each.wrong} == {}


def test_a_fact_with_any_part_missing_is_recorded_or_refused(judge: Judge) -> None:
    failed, number = [], 0
    for good in judge.goods:
        for at in [*places(good.body)] if good.group == "POST /v1/facts" else []:
            if not {"value", "qualifiers", "scope"}.isdisjoint(at):
                number += 1
                if number % PARTS:
                    continue
                document = deepcopy(good.body)
                part_at(document, at[:-1])[at[-1]] = {"missing": "unknown"}
                case = Case(good.label, good.method, good.path, good.query, good.headers, document)
                judged = judge.judge(case, number=number)
                failed += [(good.label, at, judged.wrong, judged.cause)] if judged.wrong else []

    assert failed == []
    assert number > len(KINDS)


def test_an_answer_without_a_body_is_judged_as_well(judge: Judge) -> None:
    call = next(good for good in judge.goods if good.path == ("mcp",) and good.body is not None)
    headers = {**call.headers, "Mcp-Method": "notifications/initialized"}
    noted = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    judged = judge.judge(Case("a notification", "POST", call.path, (), headers, noted), number=0)
    assert (judged.status, judged.wrong) == (202, ())


def taking_a_list_for_an_object(_: RefType, raw: Any, _guesses: Guesses) -> tuple[str, str]:
    """Refuse a ref as careless code would, which reads a member of a value of any type."""
    return "not_a_ref", f"{raw['text']} is no ref."


# Where each fault is planted, by the text in the bodies that show it: judging all other cases would take long.
PLANTED: dict[str, tuple[Any, str, Any]] = {
    "e1000000000000000000": (body, "_parse_number", Decimal),
    '"speaker": [': (RefType, "_not_a_ref", taking_a_list_for_an_object),
}


@pytest.mark.parametrize("shown", PLANTED)
def test_a_planted_fault_is_found(judge: Judge, monkeypatch: pytest.MonkeyPatch, shown: str) -> None:
    monkeypatch.setattr(*PLANTED[shown])
    likely = (n for n in range(20 * CASES) if shown in str(judge.case(n).event()["body"]))
    number = next(n for n in likely if judge.judge(judge.case(n), number=n).wrong)
    smallest = judge.smallest(judge.case(number), number=number)

    assert judge.judge(smallest, number=number).status == 500
    assert len(json.dumps(smallest.event())) <= len(json.dumps(judge.case(number).event()))


def test_a_long_run_resumes_where_it_stopped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "DATA", tmp_path)
    monkeypatch.setattr(program, "STEP", 10)
    assert program.main(["20", "5"]) == 0
    first = capsys.readouterr().out
    assert program.main(["30", "5"]) == 0
    second = capsys.readouterr().out

    assert first.splitlines()[-1].startswith("20 cases of seed 5: ")
    assert second.startswith("30 of 30")
    assert second.splitlines()[-1].endswith("0 of 5xx, 0 at fault.")


def test_a_long_run_that_finds_a_fault_fails_and_prints_the_event_until_it_is_fixed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "DATA", tmp_path)
    with monkeypatch.context() as planted:
        planted.setattr(body, "_parse_number", Decimal)
        assert program.main(["150", str(SEED)]) == 1
    printed = capsys.readouterr().out
    *_, event, last = printed.splitlines()
    assert "0e1000000000000000000" in json.loads(event)["body"]
    assert last.startswith("150 cases of seed 1: ")
    assert "; 0 of 5xx" not in printed

    assert program.main(["150", str(SEED)]) == 0
    assert "0 of 5xx, 0 at fault." in capsys.readouterr().out


def test_a_case_is_the_same_each_time(judge: Judge) -> None:
    assert [judge.case(number) for number in range(50)] == [judge.case(number) for number in range(50)]


def test_a_document_is_written_with_parts_that_python_s_json_cannot_write() -> None:
    assert written({"a": RAW + "1e400", f"a{TWICE}": [], "b": "\ud800"}) == '{"a": 1e400, "a": [], "b": "\\ud800"}'


def test_every_place_of_a_document_can_be_changed() -> None:
    assert [*places({"a": [1, {"b": 2}]})] == [(), ("a",), ("a", 0), ("a", 1), ("a", 1, "b")]
