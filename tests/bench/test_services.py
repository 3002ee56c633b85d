"""All services that are compared answer the same to the same requests, each in its process."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest

from bench.compared import turns, work
from bench.compared.turns import CONTENDERS, Worker
from bench.filling import CALLER, world_on
from chalicelib.kinds import KINDS
from chalicelib.operations.world import RequestContext
from chalicelib.operations.writes.create import create
from chalicelib.store.engines.sqlite import SqliteTable


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Worker]]:
    """The processes of all services."""
    recording = tmp_path_factory.mktemp("bench") / "recorded.json"
    turns.record(recording)
    with turns.all_working(recording) as started:
        yield started


def read(workers: Mapping[str, Worker], name: str, what: str) -> Any:
    """Ask one service; give the body of its answer, which has the status of the request."""
    answer = workers[name].ask(what, 0)
    assert answer["status"] == work.STATUS[what]
    return json.loads(answer["body"]) if answer["body"] else None


NAMES = [each.name for each in CONTENDERS]
OURS = NAMES[0]


@pytest.mark.parametrize("name", NAMES)
def test_each_service_answers_the_same_entity(workers: Mapping[str, Worker], name: str) -> None:
    entity = read(workers, name, "get")
    assert entity == read(workers, OURS, "get")
    assert len(set(entity) & set(work.a_model(0))) == 40


@pytest.mark.parametrize("name", NAMES)
def test_each_service_answers_an_entity_that_the_client_has_with_no_body(
    workers: Mapping[str, Worker], name: str
) -> None:
    assert read(workers, name, "not modified") is None


@pytest.mark.parametrize("name", NAMES)
def test_each_service_answers_the_same_page(workers: Mapping[str, Worker], name: str) -> None:
    page = read(workers, name, "page")
    assert page["items"] == read(workers, OURS, "page")["items"]
    assert len(page["items"]) == work.PAGE
    assert page["next"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("what", "body"), [("create", work.NEW), ("create whole", work.WHOLE)])
def test_each_service_answers_a_create_with_what_was_sent(
    workers: Mapping[str, Worker], name: str, what: str, body: work.Body
) -> None:
    made = read(workers, name, what)
    sent = {member: value for member, value in body.items() if member != "evidence"}
    assert {member: made[member] for member in sent} == sent
    assert made["ref"] == f"model/{body['slug']}"


def test_the_model_that_is_created_whole_has_the_36_facts_of_the_report() -> None:
    with closing(SqliteTable(":memory:")) as table:
        context = RequestContext(world_on(table), CALLER)
        for kind, body in work.FILLING:
            create(context, kind=KINDS[kind], body=body)
        made = create(context, kind=KINDS["model"], body=work.WHOLE)
    assert len(made.fact_ids) == 36


@pytest.mark.parametrize("name", NAMES)
def test_each_service_answers_a_batch_with_each_fact_under_a_name(workers: Mapping[str, Worker], name: str) -> None:
    facts = read(workers, name, "batch")["facts"]
    assert [fact["value"] for fact in facts] == [work.a_fact(number)["value"] for number in range(work.BATCH)]
    assert len({fact["id"] for fact in facts}) == work.BATCH


@pytest.mark.parametrize("name", NAMES)
def test_each_service_is_measured_in_cpu(workers: Mapping[str, Worker], name: str) -> None:
    assert 0 < workers[name].ask("get", 3) < 1
