"""`conflicts`: both values, who gives each, and which one is shown."""

from tests.api.conftest import Client
from tests.api.mcp.calling import call_tool, faults_of


def test_the_conflicts_of_an_entity_have_both_sides(stage: Client) -> None:
    answer = call_tool("conflicts", {"ref": "model/r1", "property": "released"})
    [conflict] = answer.structured["conflicts"]
    assert (conflict["property"], conflict["state"], conflict["shown"]) == ("released", "open", "2025-01-22")
    assert {side["value"]: side["sources"] for side in conflict["sides"]} == {
        "2025-01-20": ["source/daily"],
        "2025-01-22": ["source/weekly"],
    }
    assert answer.structured["sources"]["source/daily"]["publisher"] == "The Daily"
    assert "2025-01-20 [" in answer.text
    assert "shown: 2025-01-22 because of" in answer.text
    assert [link.path for link in answer.links] == ["/v1/models/r1/conflicts"]


def test_without_an_entity_the_open_ones_of_all_are_listed(stage: Client) -> None:
    answer = call_tool("conflicts", {})
    assert {(each["ref"], each["property"]) for each in answer.structured["conflicts"]} >= {("model/r1", "released")}
    of_kind = call_tool("conflicts", {"kind": "model", "property": "released"})
    assert [each["property"] for each in of_kind.structured["conflicts"]] == ["released"]
    assert call_tool("conflicts", {"kind": "company"}).text.startswith("No open conflicts.")


def test_the_clocks_show_the_conflicts_of_a_moment(stage: Client) -> None:
    before = stage.get("/v1/models/r1/history").json["items"][-1]["at"]
    for clocks in ({"known_at": before}, {"published_before": "2025-03-01"}):
        answer = call_tool("conflicts", {"ref": "model/r1", "property": "released", **clocks})
        assert answer.structured["conflicts"] == []


def test_an_entity_without_conflicts_says_so(stage: Client) -> None:
    assert call_tool("conflicts", {"ref": "company/deepseek"}).text.startswith("No conflicts in company/deepseek.")


def test_arguments_that_contradict_are_refused_together(stage: Client) -> None:
    assert faults_of("conflicts", {"ref": "model/r1", "kind": "model", "property": "nope"}) == {
        "/kind": "not_together",
        "/property": "unknown_property",
    }
    assert faults_of("conflicts", {"property": "released"}) == {"/property": "bad_value"}
