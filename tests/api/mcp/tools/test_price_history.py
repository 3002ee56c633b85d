"""`price_history`: the steps of a price, who says so, and who disputes it."""

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company
from tests.api.mcp.calling import call_tool, faults_of
from tests.api.mcp.conftest import TOKENS

OUTPUT = {"refs": ["model/r1"], "qualifiers": TOKENS}


def test_steps_have_days_values_and_sources(stage: Client) -> None:
    answer = call_tool("price_history", OUTPUT)
    steps = answer.structured["steps"]
    assert [(each["from"], each["to"], each["value"]["amount"]) for each in steps] == [
        ("2025-01-20", "2025-04-30", "2.19"),
        ("2025-05-01", None, "1.10"),
    ]
    assert steps[0]["fact"].startswith("model~r1~prices~")
    assert answer.structured["sources"]["source/weekly"]["publisher"] == "The Weekly"
    assert "- output, standard: 2.19 USD per million tokens, 2025-01-20 to 2025-04-30 [1]" in answer.text
    assert "[1] source/daily, The daily, The Daily, 2025-02-03" in answer.text
    assert [link.path for link in answer.links] == [
        "/v1/series/prices?refs=model/r1&limit=1000&direction=output&tier=standard"
    ]


def test_a_dispute_names_the_other_side(stage: Client) -> None:
    answer = call_tool("price_history", OUTPUT)
    [side] = answer.structured["steps"][1]["disputed_by"]
    assert (side["value"]["amount"], side["sources"]) == ("1.30", ["source/daily"])
    assert answer.structured["disputed"] == 1
    assert "DISPUTED by [1]: 1.30 USD per million tokens" in answer.text


def test_days_narrow_it(stage: Client) -> None:
    steps = call_tool("price_history", {**OUTPUT, "since": "2025-02", "until": "2025-03"}).structured["steps"]
    assert [(each["from"], each["to"]) for each in steps] == [("2025-02-01", "2025-03-31")]


def test_the_clocks_hide_what_came_later(stage: Client) -> None:
    before = stage.get("/v1/models/r1/history").json["items"][-1]["at"]
    first = call_tool("price_history", {**OUTPUT, "known_at": before}).structured["steps"]
    printed = call_tool("price_history", {**OUTPUT, "published_before": "2025-03-01"}).structured["steps"]
    assert [each["value"]["amount"] for each in first] == ["2.19"]
    assert [each["value"]["amount"] for each in printed] == ["2.19", "1.30"]


def test_the_price_of_a_share_is_the_default_of_an_instrument(client: Client) -> None:
    share = {"slug": "acme-share", "name": "Acme share", "instrument_type": "share", "evidence": EVIDENCE}
    client.create("instruments", share)
    sent = {"value": {"amount": "118.42", "unit": "USD"}, "valid": "2025-01-27/2025-01-27"}
    fact = {"entity": "instrument/acme-share", "property": "price", **sent, "evidence": EVIDENCE}
    assert client.post("/v1/facts", {"facts": [fact]}).status == 201
    answer = call_tool("price_history", {"refs": ["instrument/acme-share"]})
    assert (answer.structured["property"], len(answer.structured["steps"])) == ("price", 1)


def test_another_property_has_a_history_too(stage: Client) -> None:
    answer = call_tool("price_history", {"refs": ["company/deepseek"], "property": "name"})
    assert answer.structured["steps"][0]["value"] == "DeepSeek"


@pytest.mark.parametrize(
    ("arguments", "faults"),
    [
        ({"refs": ["company/deepseek"]}, {"/property": "missing_field"}),
        ({"refs": ["model/r1", "instrument/a"]}, {"/property": "missing_field"}),
        ({"refs": ["model/r1"], "property": "released"}, {"/property": "no_series"}),
        ({"refs": ["model/r1"], "qualifiers": {"dir": "output"}}, {"/qualifiers/dir": "unknown_field"}),
        ({"refs": ["model/r1"], "qualifiers": {"direction": "sideways"}}, {"/qualifiers/direction": "unknown_code"}),
        ({"refs": ["model/r1", "model/r1"]}, {"/refs": "repeated"}),
        ({"refs": ["model/r1"], "since": "2025", "until": "2024"}, {"/until": "bad_range"}),
    ],
)
def test_a_wrong_question_names_its_argument(
    stage: Client, arguments: dict[str, object], faults: dict[str, str]
) -> None:
    assert faults_of("price_history", arguments) == faults


def test_a_company_is_named_with_a_missing_model(stage: Client) -> None:
    stage.create("companies", a_company("acme"))
    answer = call_tool("price_history", {"refs": ["model/nope", "model/r1"]})
    assert [each["status"] for each in answer.structured["entities"]] == [404, 200]
    assert "model/nope: There is no model/nope." in answer.text
