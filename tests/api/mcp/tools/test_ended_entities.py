"""Entities that were merged, retired or erased, or never existed: each has a clear answer."""

from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company
from tests.api.mcp.calling import call_tool, refused
from tests.api.snapshots import filled_once
from tests.tables import for_each

OF_ONE = ("get", "timeline", "conflicts")


def about(tool: str, ref: str) -> dict[str, Any]:
    """Return the arguments of a tool that asks about one entity."""
    return {"refs": [ref]} if tool in ("compare", "price_history") else {"ref": ref}


@pytest.fixture
@filled_once
def ends(client: Client) -> Client:
    """A company, one that was merged into it, a retired and an erased one."""
    for slug in ("deepseek", "twin", "closed", "forgotten"):
        client.create("companies", a_company(slug))
    reason = {"reason": "The same company."}
    merged = client.post("/v1/companies/twin/merge", {"into": "company/deepseek", **reason}, If_Match="*")
    retired = client.post("/v1/companies/closed/retirement", {"reason": "It never existed."}, If_Match="*")
    erased = client.post("/v1/companies/forgotten/erasure", {"reason": "A right."}, If_Match="*")
    assert (merged.status, retired.status, erased.status) == (200, 200, 200), erased.text
    return client


@for_each("tool", OF_ONE)
def test_a_merge_is_followed_and_named(ends: Client, tool: str) -> None:
    answer = call_tool(tool, about(tool, "company/twin"))
    assert answer.structured["merged_from"] == ["company/twin"]
    assert "company/twin was merged into company/deepseek." in answer.text


def test_a_merge_of_a_merge_is_followed(ends: Client) -> None:
    ends.create("companies", a_company("last"))
    sent = {"into": "company/last", "reason": "The same again."}
    assert ends.post("/v1/companies/deepseek/merge", sent, If_Match="*").status == 200
    answer = call_tool("get", {"ref": "company/twin"})
    assert answer.structured["ref"] == "company/last"
    assert answer.structured["merged_from"][0] == "company/twin"


@for_each("tool", OF_ONE)
def test_a_retired_entity_is_refused_with_the_reason(ends: Client, tool: str) -> None:
    refusal = refused(tool, about(tool, "company/closed"))
    assert refusal.code == "gone"
    assert refusal.context["reason"] == "It never existed."


@for_each("tool", OF_ONE)
def test_an_erased_entity_is_refused_as_erased(ends: Client, tool: str) -> None:
    assert refused(tool, about(tool, "company/forgotten")).code == "erased_entity"


@for_each("tool", OF_ONE)
def test_an_entity_that_never_was_is_not_found(ends: Client, tool: str) -> None:
    refusal = refused(tool, about(tool, "company/nobody"))
    assert (refusal.code, "company/nobody" in refusal.detail) == ("not_found", True)


def test_columns_and_series_name_the_state_of_each(ends: Client) -> None:
    refs = ["company/deepseek", "company/closed", "company/forgotten", "company/nobody"]
    compared = call_tool("compare", {"refs": [*refs, "company/twin"]})
    read = call_tool("price_history", {"refs": [*refs, "company/twin"][1:], "property": "name"})
    assert [each["status"] for each in compared.structured["columns"]] == [200, 410, 410, 404, 308]
    assert [each["status"] for each in read.structured["entities"]][:4] == [410, 410, 404, 308]
    assert read.structured["entities"][3]["into"] == "company/deepseek"
    assert [each["value"] for each in read.structured["steps"]] == ["Deepseek"]
    for answer in (compared, read):
        assert "company/closed: " in answer.text
        assert "merged into company/deepseek" in answer.text


def test_the_history_of_an_ended_entity_remains(ends: Client) -> None:
    for slug, cause in (("closed", "retired"), ("twin", "merged")):
        answer = call_tool("what_changed", {"since": 0, "ref": f"company/{slug}"})
        assert answer.structured["changes"][0]["became"] == cause
    assert refused("what_changed", {"since": 0, "ref": "company/forgotten"}).code == "erased_entity"


def test_known_at_before_the_end_shows_the_entity(ends: Client) -> None:
    before = ends.get("/v1/companies/closed/history").json["items"][-1]["at"]
    assert call_tool("get", {"ref": "company/closed", "known_at": before}).structured["ref"] == "company/closed"


def test_the_words_of_an_erased_fact_are_gone(ends: Client) -> None:
    sent = {"website": "https://secret.example", "evidence": EVIDENCE}
    assert ends.patch("/v1/companies/deepseek", sent, If_Match="*").status == 200
    [fact] = [each for each in ends.get("/v1/companies/deepseek/facts").json["items"] if each["property"] == "website"]
    assert ends.post(f"/v1/facts/{fact['id']}/erasure", {"reason": "A right."}).status == 200
    for tool in ("get", "compare"):
        answer = call_tool(tool, about(tool, "company/deepseek"))
        assert "secret.example" not in answer.text + str(answer.structured)
