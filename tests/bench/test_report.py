"""The report is written from raw numbers alone."""

from pathlib import Path

from bench.report.goals import goals
from bench.report.markdown import report
from bench.report.results import RAW, keep_results, read_results
from tests.bench.figures import made_up


def test_the_report_of_numbers_that_were_kept_and_read_again_is_the_same(tmp_path: Path) -> None:
    keep_results(made_up(), tmp_path / "raw.json")
    assert report(read_results(tmp_path / "raw.json")) == report(made_up())


def test_the_report_has_each_service_with_its_median_quartiles_and_the_ratio() -> None:
    assert "| fastapi, blob | 10.00 | 9.25 | 10.75 | 0.20 |" in report(made_up())
    assert "| ours, lean | 2.00 | 2.00 | 2.00 | 1.00 |" in report(made_up())


def test_a_goal_is_met_up_to_its_limit() -> None:
    met = {goal.what: goal.is_met for goal in goals(made_up())}
    assert met["CPU of `get`, ours to bare, attributes"]
    assert met["median CPU of `search`, 1,000,000 facts to 10,000"]
    assert not met["time of a cold start, ours to FastAPI + Mangum + boto3, compiled"]


def test_growth_beyond_its_limit_is_a_goal_that_is_missed() -> None:
    met = {goal.what: goal.is_met for goal in goals(made_up(growth=1.5))}
    assert not met["median CPU of `search`, 1,000,000 facts to 10,000"]
    assert met["read units of `search`, 1,000,000 facts to 10,000"]


def test_a_write_is_measured_against_its_goal_as_its_rows_are_and_shown_as_they_could_be() -> None:
    met = {goal.what: goal.is_met for goal in goals(made_up())}
    assert not met["write units: new company"]
    assert "| new company | 14 | 10 | 12 |" in report(made_up())


def test_a_part_that_was_not_measured_is_no_part_of_the_report() -> None:
    some = {name: part for name, part in made_up().items() if name in ("machine", "compared")}
    assert "## Cold start" not in report(some)
    assert "not measured" in report(some)


def test_the_report_in_the_tree_is_that_of_the_numbers_beside_it() -> None:
    assert RAW.with_suffix(".md").read_text(encoding="utf-8") == report(read_results())
