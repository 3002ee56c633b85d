"""Answers have at most 4 KB unless a caller asks for more; what is left out is said. `call_tool` asserts the bound."""

from collections.abc import Iterable, Sequence
from itertools import cycle
from typing import Any

import pytest

from chalicelib.api.http import pipeline
from chalicelib.api.mcp.tool import ToolAnswer
from chalicelib.operations.world import World
from tests.api.conftest import Body, Client, Quick, a_company, a_source, an_event, create_keys
from tests.api.mcp.calling import call_tool
from tests.api.mcp.conftest import TOKENS, seed_refs
from tests.seeds.conftest import a_world
from tests.tables import for_each
from tests.unmeasured import unmeasured

LONG = "長い文章です。" * 250
MANY = 100
QUESTIONS: dict[str, dict[str, Any]] = {
    "get": {"ref": "model/nasty"},
    "timeline": {"ref": "model/nasty", "limit": 100},
    "compare": {"refs": ["model/nasty", "company/maker"]},
    "price_history": {"refs": ["model/nasty"], "limit": 1000},
    "conflicts": {"limit": 100},
    "what_changed": {"since": 0, "ref": "model/nasty"},
}


def said(answer: ToolAnswer) -> dict[str, Any]:
    """Return what an answer says that it leaves out; the text says the same."""
    left_out: dict[str, Any] = answer.structured["left_out"]
    [line] = [each for each in answer.text.splitlines() if each.startswith("LEFT OUT: ")]
    assert (f"LEFT OUT: {left_out['items']} of " in line) == bool(left_out["items"])
    assert left_out["how"] in line
    return left_out


@pytest.mark.usefixtures("seeded")
def test_every_answer_about_the_seeds_keeps_to_its_bound() -> None:
    cut = 0
    for ref in seed_refs():
        answer = call_tool("get", {"ref": ref})
        if "left_out" in answer.structured:
            cut += 1
            said(answer)
        for tool in ("timeline", "conflicts"):
            call_tool(tool, {"ref": ref})
        if ref.startswith(("model/", "company/", "instrument/", "offering/", "product/")):
            call_tool("price_history", {"refs": [ref], "property": "name"})
            call_tool("compare", {"refs": [ref, "model/gpt-4"]})
            call_tool("what_changed", {"since": 0, "ref": ref})
    assert 0 < cut < len(seed_refs()) // 5


@pytest.mark.usefixtures("seeded")
def test_lists_of_all_seeds_keep_to_their_bound() -> None:
    for limit in (1, 20, 100):
        assert said(call_tool("conflicts", {"limit": limit}))["more"] is (limit < 26)
    for ref in ("company/openai", "company/nvidia", "company/deepseek"):
        call_tool("timeline", {"ref": ref, "limit": 100})
    models = [ref for ref in seed_refs() if ref.startswith("model/")]
    call_tool("compare", {"refs": models[:20]})
    call_tool("price_history", {"refs": models[:10], "limit": 1000})
    call_tool("what_changed", {"since": 0})


def write(client: Client, **parts: Any) -> None:
    """Write parts; none is refused."""
    answer = client.post("/v1/batch?atomic=false", parts)
    refused = [part["problem"] for part in answer.json.get("parts", [answer.json]) if "problem" in part]
    assert (answer.status, refused[:3]) == (201, [])


def of_model(name: str, values: Iterable[Any], evidence: Sequence[Body], **more: Any) -> list[Body]:
    """Make facts of the nasty model, each with the next evidence."""
    cited = zip(values, cycle(evidence))
    return [{"entity": "model/nasty", "property": name, "value": each, "evidence": by, **more} for each, by in cited]


@pytest.fixture(scope="session")
@unmeasured()
def nasty_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A model with long texts in another script, many values, sources and events, and a hundred open conflicts."""
    world = a_world(tmp_path_factory.mktemp("nasty") / "nasty.db")
    create_keys(world)
    pipeline.set_world(world)
    client = Quick(world)
    names = [f"source-{number}" for number in range(MANY)]
    evidence = [{"source": f"source/{name}", "basis": "third_party_report"} for name in names]
    sources = [{"kind": "source", **a_source(name, title=f"{LONG[:190]}{name}")} for name in names]
    company = {"kind": "company", **a_company("maker"), "evidence": evidence[0]}
    model = {"kind": "model", "slug": "nasty", "name": "難" * 190, "evidence": evidence[0]}
    write(client, entities=[*sources, company, model])
    write(
        client,
        facts=of_model("remarks", ({"text": f"{n}{LONG[:1500]}", "language": "ja"} for n in range(30)), evidence),
    )
    write(client, facts=of_model("released", (f"2025-{1 + n % 12:02d}-{1 + n % 28:02d}" for n in range(50)), evidence))
    for place in range(25):
        prices = ({"amount": f"{10 + place + n}", "unit": "USD/Mtok"} for n in (0, 25, 50))
        more = {"qualifiers": TOKENS, "valid": f"2025-01-{1 + place:02d}/..", "condition": f"条件{place}" * 20}
        write(client, facts=of_model("prices", prices, evidence[place:], **more))
    inputs = [({"amount": f"{n}", "unit": "token"}, {"amount": f"{n}", "unit": "USD/Mtok"}) for n in range(1, 60)]
    bands = [
        of_model("prices", [value], evidence, qualifiers={"direction": "input", "up_to": to}) for to, value in inputs
    ]
    write(client, facts=[fact for band in bands for fact in band])
    people = [{"value": "model/nasty", "role": "subject"}]
    events = [an_event(f"e{n}", title=f"{n}{LONG[:180]}", participants=people) for n in range(40)]
    as_parts = {"kind": "event", "allow_duplicate": True, "evidence": evidence[0]}
    write(client, entities=[{**event, **as_parts} for event in events])
    companies = [a_company(f"c{n}", country="CN", evidence=evidence[0], kind="company") for n in range(MANY)]
    write(client, entities=[{**each, "allow_duplicate": True} for each in companies])
    others = [{"entity": f"company/c{n}", "property": "country", "value": "DE"} for n in range(MANY)]
    write(client, facts=[{**each, "evidence": evidence[1]} for each in others])
    return world


@pytest.fixture
def nasty(nasty_world: World) -> World:
    """The application on that world."""
    pipeline.set_world(nasty_world)
    return nasty_world


@pytest.mark.usefixtures("nasty")
@for_each("tool", [*QUESTIONS])
def test_a_nasty_entity_keeps_to_the_bound_and_says_what_is_left_out(tool: str) -> None:
    left_out = said(call_tool(tool, QUESTIONS[tool]))
    assert left_out["items"] or left_out["shortened"]
    assert "`max_bytes`" in left_out["how"]


@pytest.mark.usefixtures("nasty")
@for_each("tool", [*QUESTIONS])
def test_a_larger_bound_has_more_of_it(tool: str) -> None:
    def size(answer: ToolAnswer) -> int:
        return len(str(answer.structured))

    small = call_tool(tool, QUESTIONS[tool])
    large = call_tool(tool, {**QUESTIONS[tool], "max_bytes": 60_000})
    assert size(small) < size(large)


@pytest.mark.usefixtures("nasty")
def test_a_cut_text_ends_with_an_ellipsis_and_refs_stay_whole() -> None:
    answer = call_tool("get", {"ref": "model/nasty", "properties": ["remarks", "name"]})
    texts = [value["value"]["text"] for each in answer.structured["properties"][1:] for value in each["values"]]
    assert all(text.endswith("…") for text in texts)
    assert all(len(ref.split("/")) == 2 and "…" not in ref for ref in answer.structured["sources"])


@pytest.mark.usefixtures("nasty")
def test_disputed_steps_are_kept_before_others() -> None:
    answer = call_tool("price_history", {"refs": ["model/nasty"], "limit": 1000})
    assert all("disputed_by" in each for each in answer.structured["steps"])
    assert answer.structured["disputed"] >= len(answer.structured["steps"]) > 0
    assert said(answer)["items"] > 0


@pytest.mark.usefixtures("nasty")
def test_a_hundred_conflicts_are_counted() -> None:
    answer = call_tool("conflicts", {"kind": "company", "limit": 100})
    shown = len(answer.structured["conflicts"])
    assert 0 < shown < MANY
    assert said(answer)["items"] == MANY - shown
    every = call_tool("conflicts", {"kind": "company", "limit": 100, "max_bytes": 200_000})
    assert len(every.structured["conflicts"]) == MANY


@pytest.mark.usefixtures("seeded")
def test_a_long_timeline_shows_more_events_rather_than_their_details() -> None:
    brief = call_tool("timeline", {"ref": "company/openai"})
    whole = call_tool("timeline", {"ref": "company/openai", "max_bytes": 30_000})
    assert said(brief)["hidden"] == ["the details of events"]
    assert not any("details" in each for each in brief.structured["events"])
    assert any("details" in each for each in whole.structured["events"])
    assert "left_out" not in whole.structured


@pytest.mark.usefixtures("seeded")
def test_disputed_properties_are_kept_before_others() -> None:
    answer = call_tool("get", {"ref": "event/nvidia-shares-fall-2025-01-27"})
    shown = [each["property"] for each in answer.structured["properties"]]
    assert {"date", "price_after", "market_cap_change"} <= {*shown}
    assert shown.index("date") < shown.index("price_after")
    assert said(answer)["names"] == ["ratio", "instrument", "change", "price_before"]


@pytest.mark.usefixtures("seeded")
def test_to_continue_after_changes_that_were_left_out_misses_and_repeats_none() -> None:
    numbers, refs, since = list[int](), set[str](), 0
    while True:
        page = call_tool("what_changed", {"since": since}).structured
        numbers += [each["number"] for each in page["changes"]]
        refs |= {each["ref"] for each in page["changes"]}
        if page["next"] == page["head"]:
            break
        since = page["next"]
    assert refs == {*seed_refs()}
    assert numbers == sorted({*numbers})
