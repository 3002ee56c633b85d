"""`compare`: entities side by side, or one of them at several moments."""

from tests.api.conftest import Client
from tests.api.mcp.calling import call_tool


def test_rows_have_a_cell_for_each_entity(stage: Client) -> None:
    answer = call_tool("compare", {"refs": ["model/r1", "company/deepseek", "model/nope"], "properties": ["name"]})
    assert [each["status"] for each in answer.structured["columns"]] == [200, 200, 404]
    [row] = answer.structured["rows"]
    assert [cell and cell["value"] for cell in row["cells"]] == ["R1", "DeepSeek", None]
    assert row["cells"][0]["sources"] == ["source/daily"]
    assert "(3) model/nope: There is no model/nope." in answer.text
    assert answer.text.endswith("[1] source/daily\n[2] source/report")
    assert "name: (1) R1 [1] | (2) DeepSeek [2] | (3) -" in answer.text


def test_a_dispute_is_marked(stage: Client) -> None:
    answer = call_tool("compare", {"refs": ["model/r1"], "properties": ["released"]})
    assert answer.structured["rows"][0]["cells"][0]["disputed"] is True
    assert "DISPUTED, see `conflicts`" in answer.text


def test_an_entity_is_compared_with_itself_at_moments(stage: Client) -> None:
    after, *_, before = [each["at"] for each in stage.get("/v1/models/r1/history").json["items"]]
    arguments = {"refs": ["model/r1"], "properties": ["released"], "known_at": [before, after]}
    answer = call_tool("compare", arguments)
    assert [cell["value"] for cell in answer.structured["rows"][0]["cells"]] == ["2025-01-20", "2025-01-22"]
    assert f"(1) R1 model/r1, known_at {before}" in answer.text or f"(1) model/r1, known_at {before}" in answer.text

    days = {"refs": ["model/r1"], "properties": ["prices"], "valid_at": ["2025-02-01", "2025-06-01"]}
    cells = call_tool("compare", days).structured["rows"][0]["cells"]
    assert [cell["value"]["amount"] for cell in cells] == ["2.19", "1.10"]


def test_published_before_hides_later_articles(stage: Client) -> None:
    arguments = {"refs": ["model/r1"], "properties": ["released"], "published_before": "2025-03-01"}
    assert call_tool("compare", arguments).structured["rows"][0]["cells"][0]["value"] == "2025-01-20"
