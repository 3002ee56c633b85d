"""The first day of an operator (docs/operations.md): deploy, create a key, load the seeds, look, and take the tour."""

from pathlib import Path

import pytest

from chalicelib.local.package.build import ROOT
from chalicelib.local.package.smoke import CHECKS
from tests.deployed.playground import through_the_gateway
from tests.deployed.stack import Stack
from tests.docs.tour import Tour


@pytest.fixture(scope="module")
def loaded(dev: Stack, key: str) -> str:
    """Load the seeds, and give the text that the command printed."""
    return dev.aws.make("load", FILE="seeds", TABLE=dev.outputs["TableName"])


def test_make_deploy_shows_the_changes_and_brings_up_the_stack(deployment: tuple[Stack, str]) -> None:
    stack, said = deployment

    assert "Add     Table (AWS::DynamoDB::Table)" in said
    assert "Add     APIHandler (AWS::Lambda::Function)" in said
    assert "aifacts-dev runs build " in said
    assert f"EndpointURL\thttps://{stack.outputs['RestAPIId']}.execute-api." in said
    assert stack.outputs["TableName"] == "aifacts-dev"


def test_a_second_first_key_is_refused(dev: Stack, key: str, tmp_path: Path) -> None:
    ended = dev.aws.made("key", TABLE=dev.outputs["TableName"], FILE=str(tmp_path / "another.key"))

    assert ended.returncode != 0
    assert "has the admin key" in ended.stderr
    assert not (tmp_path / "another.key").exists()


def test_make_load_loads_the_seeds(loaded: str) -> None:
    assert "'unchanged': 0, 'passed_over': 0" in loaded
    assert int(loaded.partition("'created': ")[2].partition(",")[0]) >= sum(1 for _ in (ROOT / "seeds").rglob("*.json"))


def test_make_smoke_finds_nothing_wrong(dev: Stack, key: str) -> None:
    said = dev.aws.make("smoke", URL=dev.base, KEY=key).splitlines()

    assert [line for line in said if not line.startswith("ok ")] == []
    assert len(said) == len(CHECKS)


@pytest.mark.parametrize("page", ["README.md", "docs/tour.md"])
def test_the_commands_of_a_page_work(page: str, dev: Stack, key: str, loaded: str) -> None:
    while not through_the_gateway(dev).get("/v1/stats").json["settled"]:  # as the tick does, a part at a time
        pass

    assert Tour(dev.base, key=key).replay(ROOT / page) == []


def test_a_dump_through_the_gateway_is_that_of_the_table(dev: Stack, key: str, loaded: str, tmp_path: Path) -> None:
    through_the_gateway(dev).get("/v1/changes")  # numbers what waits, which the tick would do between the two
    by_api, by_table = tmp_path / "api.ndjson", tmp_path / "table.ndjson"

    dev.aws.make("dump", FILE=str(by_api), URL=dev.base, KEY=key)
    dev.aws.make("dump", FILE=str(by_table), TABLE=dev.outputs["TableName"])

    assert by_api.read_text().count("\n") > 301
    assert sorted(by_api.read_text().splitlines()) == sorted(by_table.read_text().splitlines())
