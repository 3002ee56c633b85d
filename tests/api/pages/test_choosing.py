"""The rule of choosing as the service documents it: every example holds, and every reason of an answer is named."""

import json
from typing import Any

import pytest

from chalicelib.api.pages.choosing.criteria import CRITERIA, SLOT_CHOICE
from chalicelib.api.pages.choosing.page import MEMBERS, SLOT
from chalicelib.api.pages.choosing.steps import STEPS, Example, Step
from chalicelib.domain.facts.evidence import Certainty
from chalicelib.domain.resolving import presence, resolution, succession
from chalicelib.domain.resolving.choosing import choice, slot_choice
from tests.api.conftest import EVIDENCE, Body, Client, an_event
from tests.api.html import Page

ALL_STEPS = (*STEPS, *CRITERIA, *SLOT_CHOICE)
OF_EVENTS = "amount"
REASONS = (
    *(presence.RETRACTED, presence.NOT_IN_PRINT, presence.NOT_VALID, presence.DEPRECATED),
    *(resolution.REPLACED, resolution.UNDATED, resolution.OVERTAKEN, resolution.UNKNOWN),
    *(f"{each.value} {resolution.NEVER_SHOWN}" for each in Certainty if not each.can_be_shown),
    *(choice.ALONE, choice.AGREED, choice.MORE_PRECISE, "precision: lies inside", *choice.TIES_WON, *choice.TIES_LOST),
    *(slot_choice.ONLY_SLOT, slot_choice.WHOLE, slot_choice.KNOWN, slot_choice.EXACT, "period: ", "condition: "),
    *(f"{name}: " for name in choice.CRITERIA_NAMES),
    f"followed: {succession.SOURCE} gives a value from ",
)


@pytest.fixture
def page(client: Client) -> Page:
    return Page(client.get("/docs/choosing").text)


@pytest.mark.parametrize("step", ALL_STEPS, ids=lambda step: step.name)
def test_the_example_of_each_step_holds(client: Client, step: Step) -> None:
    url = _record(client, step.example)

    view = client.get(f"{url}?explain=true&{step.example.query}").json

    name = step.example.property
    assert view[name] == step.example.shown
    assert [entry["value"] for entry in view.get("also", {}).get(name, [])] == list(step.example.also)
    assert (name in view["disputed"]) == step.example.is_disputed
    assert step.example.reason in _reasons(view["explain"][name])


@pytest.mark.parametrize("reason", REASONS)
def test_the_page_names_every_reason_of_the_answers(page: Page, reason: str) -> None:
    assert reason in page.within("main")


def test_the_page_has_every_step_part_and_member(page: Page) -> None:
    text = page.within("main")

    assert page.unclosed == []
    assert [step.name for step in ALL_STEPS if step.name not in text] == []
    assert [name for name, _ in (*SLOT, *MEMBERS) if name not in text] == []


def test_the_text_for_agents_has_the_rule_with_its_examples(client: Client) -> None:
    text = client.get("/llms.txt").text

    assert "a later start ends an earlier value of the same source" in text
    assert [
        step.name for step in ALL_STEPS if f"| {step.name} | {step.meaning} | `{step.example.property}`" not in text
    ] == []
    assert [name for name, meaning in SLOT if f"- {name}: {meaning}" not in text] == []
    assert [name for name, meaning in MEMBERS if f"- `{name}`: {meaning}" not in text] == []


def test_the_page_is_cached_and_safe(client: Client) -> None:
    answer = client.get("/docs/choosing")

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert client.get("/docs/choosing", If_None_Match=answer.headers["etag"]).status == 304
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def _reasons(slots: list[Body]) -> list[str]:
    rejected = [each["reason"] for slot in slots for each in slot["rejected"]]
    return [
        *rejected,
        *(words for slot in slots for words in slot["why"]),
        *json_texts([s.get("shown") for s in slots]),
    ]


def json_texts(value: Any) -> list[str]:
    """List every text within a value of JSON."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inner for text in json_texts(each)]


def _record(client: Client, example: Example) -> str:
    """Write the values of an example one by one, and return the path of their entity."""
    is_event = example.property == OF_EVENTS
    body = an_event("x", type="funding_round") if is_event else {"slug": "x", "name": "X", "evidence": EVIDENCE}
    client.create("events" if is_event else "models", body)
    ids: list[str] = []
    for number, value in enumerate(example.values):
        ids.append(_record_value(client, f"{'event' if is_event else 'model'}/x", example.property, value, ids, number))
    return f"/v1/{'events' if is_event else 'models'}/x"


def _record_value(client: Client, entity: str, name: str, value: Any, ids: list[str], number: int) -> str:
    source = value.get("source", f"s{number}")
    of_source = {"published": value["published"]} if "published" in value else {}
    client.post("/v1/sources", {"slug": source, "title": source, **of_source})
    evidence = {"source": f"source/{source}", "basis": value.get("basis", "third_party_report")}
    evidence |= {"certainty": value["certainty"]} if "certainty" in value else {}
    evidence |= {"replaces": ids[:1]} if "replaces" in value else {}
    fact = {each: value[each] for each in ("value", "valid", "scope", "period", "condition") if each in value}
    answer = client.post("/v1/facts", {"facts": [{"entity": entity, "property": name, **fact, "evidence": evidence}]})
    assert answer.status == 201, json.dumps(answer.json)
    fact_id = str(answer.json["facts"][0]["id"])
    if "rank" in value:
        client.post(f"/v1/facts/{fact_id}/rank", {"rank": value["rank"], "reason": "An editor read the source."})
    return fact_id
