"""`what_changed`: the values that writes changed since a number or a moment."""

import pytest

from chalicelib.operations.upkeep.tick import tick
from chalicelib.operations.world import World
from tests.api.conftest import Client
from tests.api.mcp.calling import call_tool, faults_of, refused
from tests.api.mcp.conftest import LATER


@pytest.fixture
def numbered(stage: Client, world: World) -> Client:
    """The stage with its changes numbered."""
    tick(world, stop=lambda: False)
    return stage


def test_changed_entities_have_their_values_before_and_after(numbered: Client) -> None:
    answer = call_tool("what_changed", {"since": 0, "kind": "model"})
    [changed] = answer.structured["changes"]
    assert (changed["ref"], changed["became"]) == ("model/r1", "created")
    assert {each["property"] for each in changed["values"]} >= {"name", "released", "prices"}
    assert "released nothing -> 2025-01-22" in answer.text


def test_next_continues_and_nothing_is_missed(numbered: Client) -> None:
    seen, since = list[str](), 0
    for _ in range(20):
        page = call_tool("what_changed", {"since": since, "limit": 2}).structured
        seen += [each["ref"] for each in page["changes"]]
        if page["next"] == page["head"]:
            break
        since = page["next"]
    assert set(seen) == {
        *("source/report", "source/daily", "source/weekly"),
        *("company/deepseek", "model/r1", "event/r1-launch", "event/r1-fall"),
    }


def test_a_moment_selects_what_was_recorded_later(numbered: Client, world: World) -> None:
    moment = world.now()
    assert numbered.patch("/v1/models/r1", {"name": "DeepSeek-R1", "evidence": LATER}, If_Match="*").status == 200
    tick(world, stop=lambda: False)
    [changed] = call_tool("what_changed", {"since": moment}).structured["changes"]
    values = {each["property"]: (each["before"], each["after"]) for each in changed["values"]}
    assert values["name"] == ("R1", "DeepSeek-R1")
    assert call_tool("what_changed", {"since": moment, "properties": ["status"]}).structured["changes"] == []
    assert call_tool("what_changed", {"since": "2026-11-22", "until": "2026-11-23"}).structured["changes"] == []


def test_the_revisions_of_an_entity_are_listed_since_a_number_or_a_moment(numbered: Client) -> None:
    history = numbered.get("/v1/models/r1/history").json["items"]
    every = call_tool("what_changed", {"since": 0, "ref": "model/r1"})
    assert [each["revision"] for each in every.structured["changes"]] == [each["revision"] for each in history]
    assert "released 2025-01-20 -> 2025-01-22" in every.text

    later = call_tool("what_changed", {"since": history[-1]["at"], "ref": "model/r1"}).structured["changes"]
    assert [each["revision"] for each in later] == [3, 2]
    number = next(each["number"] for each in numbered.every("/v1/changes") if each["ref"] == "model/r1")
    assert call_tool("what_changed", {"since": number, "ref": "model/r1"}).structured["changes"] == later
    released = call_tool("what_changed", {"since": 0, "ref": "model/r1", "properties": ["released"]})
    assert [each["revision"] for each in released.structured["changes"]] == [2, 1]


@pytest.mark.parametrize(
    ("arguments", "faults"),
    [
        ({"since": "2027-01-01"}, {"/since": "in_the_future"}),
        ({"since": "2027-01-01", "ref": "model/r1"}, {"/since": "in_the_future"}),
        ({"since": "2026-11-23", "until": "2026-11-22"}, {"/until": "bad_range"}),
        ({"since": "yesterday"}, {"/since": "wrong_type"}),
        ({"since": True}, {"/since": "wrong_type"}),
        ({"since": -1}, {"/since": "bad_range"}),
        ({"since": 0, "properties": ["nope"]}, {"/properties": "unknown_property"}),
        ({"since": 0, "ref": "model/r1", "kind": "model"}, {"/kind": "not_together"}),
    ],
)
def test_a_wrong_question_names_its_argument(
    numbered: Client, arguments: dict[str, object], faults: dict[str, str]
) -> None:
    assert faults_of("what_changed", arguments) == faults


def test_a_number_above_the_newest_is_refused(numbered: Client) -> None:
    head = call_tool("what_changed", {"since": 0}).structured["head"]
    for arguments in (
        {"since": head + 1},
        {"since": head + 1, "ref": "model/r1"},
        {"since": head + 9, "ref": "model/r1"},
    ):
        refusal = refused("what_changed", arguments)
        assert (refusal.code, refusal.context["head"]) == ("beyond_head", head)
