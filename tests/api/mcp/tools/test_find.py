"""`find`: the entity that a name means, or candidates with hints."""

import pytest

from chalicelib.operations.world import World
from tests.api.conftest import EVIDENCE, Client, a_company
from tests.api.mcp.calling import call_tool


@pytest.mark.usefixtures("seeded")
def test_a_clear_name_has_one_entity() -> None:
    answer = call_tool("find", {"query": "Deepseek V3"})
    assert (answer.structured["status"], answer.structured["ref"]) == ("match", "model/deepseek-v3")
    assert answer.text.startswith('"Deepseek V3" means model/deepseek-v3.')
    assert [link.path for link in answer.links] == ["/v1/search?q=Deepseek+V3&limit=25"]


@pytest.mark.usefixtures("seeded")
def test_a_name_with_a_reason_says_it() -> None:
    answer = call_tool("find", {"query": "gpt-4o-latest", "kind": "model"})
    assert (answer.structured["status"], answer.structured["reason"]) == ("ambiguous", "undated_alias")
    assert '"gpt-4o-latest" is ambiguous (reason: undated_alias). It may mean:' in answer.text


def test_namesakes_are_candidates_with_hints(client: Client) -> None:
    client.create("companies", a_company("mercury", name="Mercury", country="US"))
    client.create("companies", a_company("mercury-ai", name="Mercury", country="DE"), is_namesake=True)
    answer = call_tool("find", {"query": "mercury"})
    assert (answer.structured["status"], answer.structured["ref"]) == ("ambiguous", None)
    hints = {each["ref"]: each["hint"] for each in answer.structured["candidates"]}
    assert hints == {"company/mercury": {"country": "US"}, "company/mercury-ai": {"country": "DE"}}
    assert "- company/mercury-ai: Mercury; country: DE" in answer.text


def test_the_beginning_of_a_name_finds_similar_names(client: Client) -> None:
    client.create("companies", a_company("anthropic", name="Anthropic"))
    answer = call_tool("find", {"query": "anthr"})
    assert answer.structured["status"] == "no_match"
    assert [each["ref"] for each in answer.structured["candidates"]] == ["company/anthropic"]


@pytest.mark.usefixtures("seeded")
def test_a_name_of_nothing_says_so() -> None:
    answer = call_tool("find", {"query": "zzzqqq"})
    assert answer.structured["candidates"] == []
    assert "No entity on record matches" in answer.text
    assert answer.text.endswith("There is none.")


@pytest.mark.usefixtures("seeded")
def test_limit_says_that_there_are_more() -> None:
    answer = call_tool("find", {"query": "deepseek", "limit": 2})
    assert len(answer.structured["candidates"]) == 2
    assert answer.structured["left_out"]["more"] is True
    assert "LEFT OUT: further candidates" in answer.text


def test_a_former_name_is_marked(client: Client) -> None:
    client.create("companies", a_company("meta", name=None) | {"name": "Meta"})
    names = [{"value": "Facebook", "valid": "2004/2021-10-28"}]
    assert client.patch("/v1/companies/meta", {"aliases": names, "evidence": EVIDENCE}, If_Match="*").status == 200
    [found] = call_tool("find", {"query": "Facebook"}).structured["candidates"]
    assert (found["name"], found["former"], found["valid"]) == ("Facebook", True, "2004/2021-10-28")


def test_known_at_finds_no_name_of_later(client: Client, world: World) -> None:
    before = world.now()
    client.create("companies", a_company("anthropic", name="Anthropic"))
    assert call_tool("find", {"query": "Anthropic"}).structured["ref"] == "company/anthropic"
    assert call_tool("find", {"query": "Anthropic", "known_at": before}).structured["ref"] is None
    assert call_tool("find", {"query": "anthr"}).structured["candidates"] != []
    assert call_tool("find", {"query": "anthr", "known_at": before}).structured["candidates"] == []
