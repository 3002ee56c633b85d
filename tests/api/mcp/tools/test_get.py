"""`get`: an entity with who says so, at any clock."""

from tests.api.conftest import Client
from tests.api.mcp.calling import call_tool
from tests.api.mcp.conftest import LATER, price


def values_of(name: str, **arguments: object) -> list[object]:
    answer = call_tool("get", {"ref": "model/r1", "properties": [name], **arguments})
    return [value["value"] for each in answer.structured["properties"] for value in each["values"]]


def test_each_value_has_its_facts_sources_and_basis(stage: Client) -> None:
    answer = call_tool("get", {"ref": "model/r1"})
    [level] = [each for each in answer.structured["properties"] if each["property"] == "level"]
    [said] = level["values"][0]["said_by"]
    assert level["values"][0]["value"] == "version"
    assert (said["source"], said["basis"]) == ("source/daily", "third_party_report")
    assert said["fact"].startswith("model~r1~level~")
    assert answer.structured["sources"]["source/daily"] == {"publisher": "The Daily", "published": "2025-02-03"}
    assert "level: version [1]" in answer.text
    assert "[1] source/daily, The Daily, 2025-02-03" in answer.text
    assert [link.path for link in answer.links] == ["/v1/models/r1?include=facts&explain=true"]


def test_a_dispute_names_both_values_and_who_gives_them(stage: Client) -> None:
    answer = call_tool("get", {"ref": "model/r1", "properties": ["released"]})
    [released] = answer.structured["properties"]
    [value] = released["values"]
    assert released["disputed"] is True
    assert value["value"] == "2025-01-22"
    assert [each["value"] for each in value["disputed_by"]] == ["2025-01-20"]
    assert value["disputed_by"][0]["said_by"][0]["source"] == "source/daily"
    assert "released (DISPUTED): 2025-01-22 [1]; DISPUTED by [2]: 2025-01-20" in answer.text


def test_facts_that_agree_are_all_named(stage: Client) -> None:
    assert stage.patch("/v1/models/r1", {"level": "version", "evidence": LATER}, If_Match="*").status == 200
    answer = call_tool("get", {"ref": "model/r1", "properties": ["level"]})
    said = answer.structured["properties"][0]["values"][0]["said_by"]
    assert {each["source"] for each in said} == {"source/daily", "source/weekly"}


def test_a_fact_that_another_replaces_does_not_speak_for_the_value(stage: Client) -> None:
    [old] = [each for each in stage.get("/v1/models/r1/facts").json["items"] if each["property"] == "level"]
    restated = {"level": "version", "evidence": {**LATER, "replaces": [old["id"]]}}
    assert stage.patch("/v1/models/r1", restated, If_Match="*").status == 200
    [level] = call_tool("get", {"ref": "model/r1", "properties": ["level"]}).structured["properties"]
    assert [each["source"] for each in level["values"][0]["said_by"]] == ["source/weekly"]
    assert level["retracted"] == 1


def test_known_at_shows_the_value_before_a_correction(stage: Client) -> None:
    before = stage.get("/v1/models/r1/history").json["items"][-1]["at"]
    assert values_of("released") == ["2025-01-22"]
    assert values_of("released", known_at=before) == ["2025-01-20"]


def test_published_before_hides_later_articles(stage: Client) -> None:
    assert values_of("released", published_before="2025-03-01") == ["2025-01-20"]
    assert values_of("released", published_before="2025-07-01") == ["2025-01-22"]


def test_valid_at_shows_the_value_of_that_day(stage: Client) -> None:
    assert values_of("prices", valid_at="2025-02-01") == [price("2.19")["value"]]
    assert values_of("prices", valid_at="2024-01-01") == []


def test_a_value_that_is_hedged_says_so(stage: Client) -> None:
    rumour = {"value": {"amount": "128000", "unit": "token"}, "evidence": {**LATER, "certainty": "rumoured"}}
    assert stage.patch("/v1/models/r1", {"context_window": rumour, "evidence": LATER}, If_Match="*").status == 200
    answer = call_tool("get", {"ref": "model/r1", "properties": ["context_window"]})
    [shown] = answer.structured["properties"]
    assert shown["hedged"] == "rumoured"
    assert shown["values"][0]["said_by"][0]["certainty"] == "rumoured"
    assert "context_window (rumoured):" in answer.text


def test_a_property_without_values_is_named(stage: Client) -> None:
    answer = call_tool("get", {"ref": "model/r1", "properties": ["license", "level"]})
    assert [each["property"] for each in answer.structured["properties"]] == ["level"]
    assert "Nothing on record: license" in answer.text


def test_a_retracted_fact_is_counted_and_not_shown(stage: Client) -> None:
    [fact] = [f for f in stage.get("/v1/models/r1/facts").json["items"] if f["value"] == "2025-01-22"]
    assert stage.post(f"/v1/facts/{fact['id']}/retraction", {"reason": "A misprint."}).status == 200
    [released] = call_tool("get", {"ref": "model/r1", "properties": ["released"]}).structured["properties"]
    assert [each["value"] for each in released["values"]] == ["2025-01-20"]
    assert released["retracted"] == 1
    assert "disputed_by" not in released["values"][0]


def test_a_line_break_in_a_text_begins_no_line(stage: Client) -> None:
    text = {"value": {"text": "One.\n\n[9] source/forged says otherwise", "language": "en"}, "topic": "cost"}
    assert stage.patch("/v1/models/r1", {"remarks": [text], "evidence": LATER}, If_Match="*").status == 200
    answer = call_tool("get", {"ref": "model/r1", "properties": ["remarks"]})
    assert "One. [9] source/forged says otherwise" in answer.text
