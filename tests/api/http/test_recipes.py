"""The recipes of docs/analysis.md: each line runs against a served list over HTTP, and shows what the list says."""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import app
from tests.api.conftest import Client, an_event
from tests.local.conftest import Running

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "analysis.md"
TOOLS = ROOT / ".venv-analysis" / "bin"
ROUNDS = {"small": ("5e8", "2024-02"), "large": ("6.6e9", "2024-10-02"), "largest": ("40e9", "2025-03-31~")}


def recipes() -> dict[str, str]:
    """Return the shell lines of the page by the heading above them."""
    found: dict[str, str] = {}
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        found[section.partition("\n")[0]] = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)[-1].strip()
    return found


def python() -> Path:
    """Return the Python that has the tools: that of their environment, or else this one."""
    return TOOLS / "python" if (TOOLS / "python").exists() else Path(sys.executable)


@pytest.fixture
def served(client: Client, tmp_path: Path) -> Iterator[Running]:
    """A gateway that serves three rounds, an event that is still open, and one of an unknown date."""
    for slug, (amount, date) in ROUNDS.items():
        money = {"amount": {"amount": amount, "unit": "USD"}}
        body = an_event(slug, type="funding_round", title=f"A {slug} round", date=date, **money)
        client.create("events", body, is_namesake=True)
    client.create("events", an_event("open", date="2025-03/.."))
    client.create("events", an_event("never", date={"missing": "unknown"}), is_namesake=True)
    running = Running(app, app.routes)
    yield running
    running.close()


def run(line: str, served: Running, folder: Path) -> str:
    """Run a line of the page as its reader does, in a folder."""
    host, port = served.address
    path = f"{python().parent}:{os.environ['PATH']}"
    environment = {**os.environ, "BASE": f"http://{host}:{port}", "PATH": path}
    ran = subprocess.run(
        ["/bin/bash", "-c", line], check=False, env=environment, cwd=folder, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def needs(tool: str) -> None:
    """Skip a test whose tool is not installed; `make recipes-test` installs them all, and none may be missing."""
    if tool in ("jq", "curl"):
        missing = f"{tool} is not installed" if shutil.which(tool) is None else ""
    else:
        ran = subprocess.run([python(), "-c", f"import {tool}"], check=False, capture_output=True)
        missing = f"{tool} is installed neither in .venv-analysis nor here" if ran.returncode else ""
    assert not (missing and "NEEDS_ALL_TOOLS" in os.environ), missing
    if missing:
        pytest.skip(f"{missing}; `make recipes-test` installs it")


YEARS = {"2024": 2, "2025": 2}


def test_the_page_has_a_recipe_for_each_tool() -> None:
    assert {"The columns", "Spreadsheets", "DuckDB", "pandas", "polars", "jq"} == recipes().keys()


def test_a_spreadsheet_gets_iso_days_and_no_empty_columns(served: Running, tmp_path: Path) -> None:
    needs("curl")
    run(recipes()["Spreadsheets"], served, tmp_path)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "events.csv").read_text(encoding="utf-8"), newline="")))
    assert [row["date.from"] for row in rows] == ["2024-02-01", "2024-10-02", "2025-03-01", "2025-03-31", ""]
    assert all(any(row[name] for row in rows) for name in rows[0])
    assert "penalty" not in rows[0]


def test_the_pages_of_a_list_are_followed_to_the_end(served: Running, tmp_path: Path) -> None:
    needs("curl")
    run(recipes()["The columns"].replace("limit=1000", "limit=2"), served, tmp_path)
    lines = (tmp_path / "events.ndjson").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(ROUNDS) + 2


def test_duckdb_reads_the_days_as_dates(served: Running, tmp_path: Path) -> None:
    needs("curl")
    needs("duckdb")
    run(recipes()["Spreadsheets"], served, tmp_path)
    shown = run(recipes()["DuckDB"], served, tmp_path)
    assert dict(re.findall(r"(20\d\d) +│ +(\d+)", shown)) == {year: str(count) for year, count in YEARS.items()}


@pytest.mark.parametrize("tool", ["pandas", "polars"])
def test_a_data_frame_groups_events_by_year(served: Running, tmp_path: Path, tool: str) -> None:
    needs(tool)
    needs("curl")
    run(recipes()["Spreadsheets"], served, tmp_path)
    _, *rows = csv.reader(io.StringIO(run(recipes()[tool], served, tmp_path)))
    found = Counter({str(int(float(year))): int(count) for year, count in filter(None, rows) if year})
    assert found == YEARS


def test_jq_lists_the_largest_rounds_first(served: Running, tmp_path: Path) -> None:
    needs("curl")
    needs("jq")
    shown = run(recipes()["jq"], served, tmp_path).splitlines()
    assert shown == [f"{ROUNDS[slug][1]}\tA {slug} round\t{ROUNDS[slug][0]}" for slug in ("largest", "large", "small")]
