"""The examples run against a local service, and print what they promise."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from tests.browser.service import Service
from tests.examples.conftest import EXAMPLES, Ran

Run = Callable[..., Ran]
MAX_LINES = 120
MAX_PROMPT = 8_000  # bytes, of a vocabulary of more than 100,000
NVIDIA = "/v1/events/nvidia-shares-fall-2025-01-27"


@pytest.mark.parametrize("example", sorted(EXAMPLES.iterdir()), ids=lambda path: path.name)
def test_an_example_can_be_read_in_one_sitting(example: Path) -> None:
    assert 0 < len(example.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


def test_the_analyst_lists_the_steps_of_a_price_and_the_widest_disagreements(run: Run) -> None:
    ended = run("analyst.py", KEY="")

    assert (ended.status, ended.errors) == (0, "")
    lines = [line.split() for line in ended.output.splitlines()]
    assert ["output", "2025-06-01", "8", "USD/Mtok", "-80%"] in lines
    assert "115.9%  event/chatgpt-outage-of-june-2025" in ended.output
    assert lines[-2:] == [
        ["2025-03-01", "considered", "at", "most", "40e9", "300e9", "rumoured"],
        ["2025-04-01", "announced", "40e9", "300e9", "asserted"],
    ]


def test_the_recorded_answer_fits_the_schema_in_the_prompt(run: Run) -> None:
    prompt = run("news_pipeline.py", "--prompt").output
    (schema,) = (json.loads(line) for line in prompt.splitlines() if line.startswith("{"))
    answer = json.loads((EXAMPLES / "recorded_answer.json").read_text(encoding="utf-8"))

    jsonschema.validate(answer, schema)
    assert len(prompt.encode()) < MAX_PROMPT
    article = json.loads((EXAMPLES / "article.json").read_text(encoding="utf-8"))["text"]
    assert {event["quote"] for event in answer["events"]} == {*article} <= {*prompt.splitlines()}

    answer["events"][0]["type"] = "rumour"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(answer, schema)


def test_the_news_pipeline_writes_an_article_once(run: Run, service: Service) -> None:
    before = service.read(NVIDIA)
    first, second = run("news_pipeline.py"), run("news_pipeline.py")

    assert first.output.splitlines()[:2] == [
        'dry run: {"created": 3, "changed": 2, "unchanged": 0, "refused": 0}',
        'written: {"created": 3, "changed": 2, "unchanged": 0, "refused": 0}',
    ]
    assert second.output.splitlines()[1] == 'written: {"created": 0, "changed": 0, "unchanged": 4, "refused": 0}'
    assert [service.status(line.removeprefix(service.url)) for line in first.output.splitlines()[2:]] == [200] * 3
    assert (before["price_after"]["amount"], service.read(NVIDIA)["price_after"]["amount"]) == ("118.42", "118.58")


def test_the_news_pipeline_prints_why_it_was_refused(run: Run) -> None:
    ended = run("news_pipeline.py", KEY="no-key")

    assert ended.status == 1
    assert '"code": "unauthenticated"' in ended.errors


@pytest.mark.tutorials
def test_the_operator_restores_an_export_and_finds_no_fault(run: Run) -> None:
    ended = run("operator.sh", KEY="")

    assert ended.status == 0, ended.output + ended.errors
    assert "0 on record already, 0 on record otherwise" in ended.output
    assert ended.output.count("No faults found") == 2
    checked = [line for line in ended.output.splitlines() if line.startswith(("ok", "FAIL"))]
    assert len(checked) > 5
    assert {line.split()[0] for line in checked} == {"ok"}
    (revoked,) = {
        line.split()[0] for line in ended.output.splitlines() if re.search(r"^key_.*Z\t-\t20.*newsroom$", line)
    }
    assert f'"id":"{revoked}"' in ended.output
