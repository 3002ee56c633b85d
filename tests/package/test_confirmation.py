"""A deployment is made after a yes: on the terminal, on standard input or beforehand, but no table is lost unasked."""

import io
import json
from pathlib import Path

import boto3
import pytest

from chalicelib.local.package import deploy
from chalicelib.local.package.__main__ import main
from chalicelib.local.package.build import TEMPLATE
from tests.conftest import REGION
from tests.package.test_deploy import GIVEN, a_build, account, tables

__all__ = ["account"]  # a fixture


class Deployment:
    """The command line of a deployment, with an answer on standard input."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._monkeypatch = monkeypatch
        (folder / "parameters.json").write_text(json.dumps(GIVEN))
        a_build(folder / "built")

    def run(self, *more: str, answer: str = "") -> int:
        self._monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        built, parameters = str(self._folder / "built"), str(self._folder / "parameters.json")
        of_build = ["--built", built, "--parameters", parameters]
        return main(["deploy", "--stage", "dev", "--bucket", "builds", *of_build, *more])

    def rename_table(self) -> None:
        """Let the next build create a table under another logical id, which removes the first."""
        path = self._folder / "built" / TEMPLATE
        template = json.loads(path.read_text())
        template["Resources"] = {"OtherTable": template["Resources"]["Table"]}
        template["Parameters"]["TableName"]["Default"] = "second"
        path.write_text(json.dumps(template))


@pytest.fixture
def deployment(account: deploy.Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    """A small build, and an account on moto to deploy it in."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    return Deployment(tmp_path, monkeypatch)


@pytest.mark.parametrize("answer", ["y\n", "yes\n", " YES \n", "yes"])
def test_a_yes_on_standard_input_deploys(
    deployment: Deployment, account: deploy.Account, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    assert deployment.run(answer=answer) == 0
    said = capsys.readouterr().out
    assert said.index("Add     Table (AWS::DynamoDB::Table)") < said.index("Execute? [y/N]")
    assert tables(account) == ["first"]


@pytest.mark.parametrize("answer", ["", "\n", "n\n", "no\n", "yes please\n", "\nyes\n"])
def test_anything_else_changes_nothing(
    deployment: Deployment, account: deploy.Account, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    assert deployment.run(answer=answer) == 0
    said = capsys.readouterr().out
    assert "Nothing changed." in said
    assert "EndpointURL" not in said
    assert ("No answer on standard input" in said) == (answer == "")
    assert tables(account) == []


def test_with_yes_nothing_is_asked(
    deployment: Deployment, account: deploy.Account, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deployment.run("--yes") == 0
    said = capsys.readouterr().out
    assert "Add     Table (AWS::DynamoDB::Table)" in said
    assert "Execute?" not in said
    assert tables(account) == ["first"]


def test_yes_is_not_enough_to_lose_a_table(
    deployment: Deployment, account: deploy.Account, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deployment.run("--yes") == 0
    deployment.rename_table()

    assert deployment.run("--yes") == 1
    assert "would lose a table with its data: Remove  Table (AWS::DynamoDB::Table)" in capsys.readouterr().err
    assert tables(account) == ["first"]
    changes = account.cloudformation.list_change_sets(StackName=account.stack)["Summaries"]
    assert [each for each in changes if each["ExecutionStatus"] == "AVAILABLE"] == []

    assert deployment.run(answer="no\n") == 0
    assert "Execute? [y/N]" in capsys.readouterr().out
    assert tables(account) == ["first"]


@pytest.mark.parametrize(
    ("action", "replacement", "resource", "is_lost"),
    [
        ("Remove", None, "AWS::DynamoDB::Table", True),
        ("Modify", "True", "AWS::DynamoDB::Table", True),
        ("Modify", "Conditional", "AWS::DynamoDB::Table", True),
        ("Modify", "False", "AWS::DynamoDB::Table", False),
        ("Add", None, "AWS::DynamoDB::Table", False),
        ("Remove", None, "AWS::Lambda::Function", False),
        ("Modify", "True", "AWS::Lambda::Function", False),
    ],
)
def test_a_table_is_lost_if_it_is_removed_or_may_be_replaced(
    action: str, replacement: str | None, resource: str, *, is_lost: bool
) -> None:
    change = {"Action": action, "LogicalResourceId": "It", "ResourceType": resource, "Replacement": replacement}
    assert deploy.read_change(change).loses_table is is_lost


def test_what_the_stack_says_of_itself_is_shown_after_the_deployment(
    deployment: Deployment, account: deploy.Account, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deploy.outputs(account) == {}
    parameters = [{"ParameterKey": name, "ParameterValue": value} for name, value in GIVEN.items()]
    template = (tmp_path / "built" / TEMPLATE).read_text()  # created at once: moto shows no outputs of change sets
    account.cloudformation.create_stack(StackName=account.stack, TemplateBody=template, Parameters=parameters)

    assert deployment.run("--yes") == 0
    assert "EndpointURL\thttps://example.org/api\n" in capsys.readouterr().out


def test_a_rollback_takes_yes_as_well(
    deployment: Deployment, account: deploy.Account, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deployment.run("--yes") == 0
    ((number, _),) = deploy.builds(account)
    boto3.client("dynamodb", region_name=REGION)
    capsys.readouterr()

    assert main(["rollback", "--stage", "dev", "--bucket", "builds", "--build", number, "--yes"]) == 0
    assert "Execute?" not in capsys.readouterr().out
