"""How you name catalogues and their files, and the program that writes lines."""

import json
from io import StringIO
from pathlib import Path

import pytest

from bench.filling import CALLER
from chalicelib.local.catalogues.__main__ import main
from chalicelib.local.catalogues.files import BadCatalogue
from chalicelib.local.catalogues.filling import fill, unloaded
from chalicelib.local.catalogues.known import read_catalogues
from chalicelib.local.catalogues.linking import UNLINKED
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock
from tests.operations.builders import world_on

API = {
    "openai": {"name": "OpenAI", "models": {"m": {"name": "M", "release_date": "2025", "modalities": {}, "limit": {}}}}
}


def test_several_files_of_one_name_are_its_history() -> None:
    prices, history = read_catalogues("genai-prices models.dev:a-2025-07-15.json models.dev:b.json@2025-09")

    assert (prices.name, prices.files) == ("genai-prices", ())
    assert [(str(file.path), file.day) for file in history.files] == [
        ("a-2025-07-15.json", "2025-07-15"),
        ("b.json", "2025-09"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("models-dev", "There is no catalogue 'models-dev'. The catalogues are genai-prices, models.dev, litellm"),
        ("litellm", "litellm needs a file: litellm:path"),
    ],
)
def test_a_wrong_name_and_a_missing_file_say_what_would_be_right(words: str, said: str) -> None:
    with pytest.raises(BadCatalogue, match=said):
        read_catalogues(words)


@pytest.mark.parametrize("day", ["2025-Nov", "2025-13", "2025-02-31", "2025~"])
def test_a_day_that_is_no_date_says_how_to_write_one(day: str) -> None:
    (catalogue,) = read_catalogues(f"litellm:prices.json@{day}")

    with pytest.raises(BadCatalogue, match=f"'{day}' is not a date; write 2025-11-15, 2025-11 or 2025"):
        catalogue.ends()


def test_the_program_writes_one_body_a_line_and_the_report_beside_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "api.json"
    file.write_text(json.dumps(API))

    status = main(["models.dev", f"{file}@2025-07-15"])

    printed = capsys.readouterr()
    bodies = [json.loads(line) for line in printed.out.splitlines()]
    assert status == 0
    assert [body["kind"] for body in bodies] == ["source", "source", "company", "offering", "source"]
    assert "entities: 1 offering; facts: " in printed.err


@pytest.mark.parametrize("content", ["[]", "{", "\x1f"])
def test_the_program_ends_with_a_message_and_without_a_line_for_a_file_of_another_shape(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    file = tmp_path / "api.json"
    file.write_text(content)

    status = main(["models.dev", f"{file}@2025-07-15"])

    printed = capsys.readouterr()
    assert (status, printed.out) == (1, "")
    assert printed.err.startswith(f"aifacts: {file}")


def test_a_run_loads_a_catalogue_once_and_reports_what_became_of_it(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "api-2025-07-15.json"
    file.write_text(json.dumps(API))
    table, out = SqliteTable(":memory:"), StringIO()
    world = world_on(table, clock)
    words = f"models.dev:{file}"

    fill(world, CALLER, unloaded(world, words), out=out)

    assert out.getvalue().startswith("models.dev: 4 created, 1 changed lines\nentities: 1 offering; facts: ")
    assert f"  apart {UNLINKED}: 1" in out.getvalue()
    assert unloaded(world, words) == []
    table.close()


def test_a_file_that_is_not_there_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["epoch-models", f"{tmp_path / 'none.csv'}@2026"])

    assert status == 1
    assert "none.csv cannot be read" in capsys.readouterr().err
