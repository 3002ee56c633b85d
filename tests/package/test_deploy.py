"""A build is deployed through a change set that is shown first, and an earlier one can be deployed again."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.cloudformation.models import cloudformation_backends

from chalicelib.local.package import deploy
from chalicelib.local.package.build import TEMPLATE, ZIP, Build
from chalicelib.local.package.failures import change_set_failure, deployment_failure
from chalicelib.local.place import Unusable
from tests.conftest import REGION

GIVEN = {"CursorSecret": "s" * 32}


class Operator:
    """Who is shown the changes, and says what the test says."""

    def __init__(self, *, agrees: bool = True) -> None:
        self.shown: list[str] = []
        self.agrees = agrees

    def __call__(self, changes: Sequence[deploy.ResourceChange]) -> bool:
        self.shown += [each.line for each in changes]
        return self.agrees


@pytest.fixture
def account() -> Iterator[deploy.Account]:
    """An account on moto with a bucket and no stack; the test of the whole template is cfn-lint's."""
    with mock_aws():
        s3 = boto3.client("s3", region_name=REGION)
        s3.create_bucket(Bucket="builds", CreateBucketConfiguration={"LocationConstraint": REGION})
        cloudformation = boto3.client("cloudformation", region_name=REGION)
        yield deploy.Account(cloudformation, s3, stack="aifacts-dev", bucket="builds")


def a_build(folder: Path, *, table: str = "first") -> Build:
    """Make a build as small as moto understands: one table."""
    of_table = {
        "TableName": {"Ref": "TableName"},
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "Tags": [{"Key": "build", "Value": table}],
    }
    template = {
        "Metadata": {"SetByStage": ["TableName"]},
        "Parameters": {
            "TableName": {"Type": "String", "Default": table},
            "AlarmTopic": {"Type": "String", "Default": ""},
            "CursorSecret": {"Type": "String", "NoEcho": True},
        },
        "Resources": {"Table": {"Type": "AWS::DynamoDB::Table", "Properties": of_table}},
        "Outputs": {"EndpointURL": {"Value": "https://example.org/api"}},
    }
    folder.mkdir()
    (folder / TEMPLATE).write_text(json.dumps(template))
    (folder / ZIP).write_bytes(b"a zip")
    return Build(folder)


def values(account: deploy.Account) -> dict[str, str]:
    (stack,) = account.cloudformation.describe_stacks(StackName=account.stack)["Stacks"]
    return {each["ParameterKey"]: each["ParameterValue"] for each in stack["Parameters"]}


def tables(account: deploy.Account) -> list[str]:
    names: list[str] = boto3.client("dynamodb", region_name=REGION).list_tables()["TableNames"]
    return names


def test_what_changes_is_shown_and_done_when_agreed_to(account: deploy.Account, tmp_path: Path) -> None:
    number, operator = deploy.upload(account, a_build(tmp_path / "a")), Operator()

    assert deploy.deploy(account, number, given=GIVEN, agreed=operator)
    assert "Add     Table (AWS::DynamoDB::Table)" in operator.shown
    assert tables(account) == ["first"]


def test_the_bill_of_materials_and_the_notice_stay_with_their_build(account: deploy.Account, tmp_path: Path) -> None:
    built = a_build(tmp_path / "a")
    built.bill.write_text("a bill")
    built.notice.write_text("a notice")

    number = deploy.upload(account, built)

    kept = {"bom.json": b"a bill", "NOTICE.txt": b"a notice"}
    folder = f"aifacts-dev/{number}"
    read = {name: account.s3.get_object(Bucket="builds", Key=f"{folder}/{name}")["Body"].read() for name in kept}
    assert read == kept
    assert [each for each, _ in deploy.builds(account)] == [number]


def test_nothing_changes_when_it_is_not_agreed_to(account: deploy.Account, tmp_path: Path) -> None:
    number, operator = deploy.upload(account, a_build(tmp_path / "a")), Operator(agrees=False)

    assert not deploy.deploy(account, number, given=GIVEN, agreed=operator)
    assert operator.shown
    assert tables(account) == []


def test_a_deployment_that_is_broken_off_leaves_no_change_set(account: deploy.Account, tmp_path: Path) -> None:
    number = deploy.upload(account, a_build(tmp_path / "a"))

    def breaks_off(_: Sequence[deploy.ResourceChange]) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deploy.deploy(account, number, given=GIVEN, agreed=breaks_off)
    assert account.cloudformation.list_change_sets(StackName=account.stack)["Summaries"] == []


def test_a_stack_whose_first_deployment_failed_is_not_tried_again_and_it_is_said_why(
    account: deploy.Account, tmp_path: Path
) -> None:
    number = deploy.upload(account, a_build(tmp_path / "a"))
    assert deploy.deploy(account, number, given=GIVEN, agreed=Operator())
    (stack,) = cloudformation_backends["123456789012"][REGION].stacks.values()
    stack.status = "ROLLBACK_COMPLETE"

    with pytest.raises(Unusable, match="delete the stack"):
        deploy.deploy(account, number, given=GIVEN, agreed=Operator())


def ends_with(account: deploy.Account, status: str) -> None:
    """Let the next change set that is executed leave the stack in a status."""

    def leave(**_: Any) -> None:
        (stack,) = cloudformation_backends["123456789012"][REGION].stacks.values()
        stack.status = status

    account.cloudformation.meta.events.register("after-call.cloudformation.ExecuteChangeSet", leave)


def test_a_first_deployment_that_failed_is_not_said_to_be_put_back(account: deploy.Account, tmp_path: Path) -> None:
    number = deploy.upload(account, a_build(tmp_path / "a"))
    ends_with(account, "ROLLBACK_COMPLETE")

    with pytest.raises(Unusable, match=r"first deployment of aifacts-dev failed \(ROLLBACK_COMPLETE\)") as raised:
        deploy.deploy(account, number, given=GIVEN, agreed=Operator())
    assert "nothing runs" in str(raised.value)
    assert "delete the stack" in str(raised.value)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("UPDATE_ROLLBACK_COMPLETE", "was put back and runs the build that it ran before"),
        ("UPDATE_ROLLBACK_FAILED", "was not put back"),
    ],
)
def test_a_later_deployment_that_failed_says_whether_the_build_before_runs(
    account: deploy.Account, tmp_path: Path, status: str, says: str
) -> None:
    first, second = (deploy.upload(account, a_build(tmp_path / name, table=name)) for name in ("first", "second"))
    deploy.deploy(account, first, given=GIVEN, agreed=Operator())
    ends_with(account, status)

    with pytest.raises(Unusable, match=says):
        deploy.deploy(account, second, given={}, agreed=Operator())


@pytest.mark.parametrize(
    ("status", "is_first", "says"),
    [
        (None, True, "there is no stack aifacts-dev any more"),
        ("CREATE_IN_PROGRESS", True, "still at work"),
        ("ROLLBACK_IN_PROGRESS", True, "still at work"),
        ("CREATE_FAILED", True, "nothing runs"),
        ("ROLLBACK_FAILED", True, "nothing runs"),
        ("UPDATE_ROLLBACK_IN_PROGRESS", False, "still at work"),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", False, "runs the new build"),
        ("UPDATE_FAILED", False, "was not put back"),
    ],
)
def test_a_stack_is_said_to_be_put_back_only_when_it_is(status: str | None, is_first: bool, says: str) -> None:
    sentence = deployment_failure("aifacts-dev", status, is_first=is_first)

    assert says in sentence
    assert "was put back" not in sentence
    assert status is None or status in sentence


def test_a_change_set_that_is_not_ready_is_not_said_to_be_refused() -> None:
    assert "has not finished" in change_set_failure("CREATE_IN_PROGRESS", "")
    assert change_set_failure("FAILED", "no such role") == "CloudFormation refuses the change: no such role"
    assert change_set_failure("FAILED", "").endswith("it gives no reason")


@pytest.mark.parametrize(
    ("region", "endpoint", "address"),
    [
        ("us-east-1", None, "https://s3.amazonaws.com"),
        (REGION, None, f"https://s3.{REGION}.amazonaws.com"),
        ("cn-north-1", None, "https://s3.cn-north-1.amazonaws.com.cn"),
        (REGION, "http://127.0.0.1:4566", "http://127.0.0.1:4566"),
    ],
)
def test_the_url_of_a_template_has_its_bucket_in_the_path(
    account: deploy.Account, tmp_path: Path, region: str, endpoint: str | None, address: str
) -> None:
    number = deploy.upload(account, a_build(tmp_path / "a"))
    sent: list[str] = []

    def refuse(params: dict[str, Any], **_: Any) -> None:
        sent.append(params["TemplateURL"])
        raise Unusable("seen")

    account.cloudformation.meta.events.register("provide-client-params.cloudformation.CreateChangeSet", refuse)
    elsewhere = replace(account, s3=_s3_of_template(account.s3, boto3.client("s3", region, endpoint_url=endpoint)))
    with pytest.raises(Unusable, match="seen"):
        deploy.deploy(elsewhere, number, given=GIVEN, agreed=Operator())
    assert sent == [f"{address}/builds/aifacts-dev/{number}/{TEMPLATE}"]


def _s3_of_template(stored: Any, client: Any) -> Any:
    """Return a client of another address that reads what is stored on moto."""
    return SimpleNamespace(meta=client.meta, get_object=stored.get_object)


def test_a_bucket_may_have_dots_in_its_name(account: deploy.Account, tmp_path: Path) -> None:
    dotted = replace(account, bucket="builds.example.org")
    account.s3.create_bucket(Bucket=dotted.bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    number = deploy.upload(dotted, a_build(tmp_path / "a"))

    assert deploy.deploy(dotted, number, given=GIVEN, agreed=Operator())


@pytest.mark.parametrize(
    ("given", "says"),
    [({}, "No value for CursorSecret"), ({**GIVEN, "Colour": "red"}, "no parameter Colour")],
)
def test_a_missing_or_unknown_parameter_is_named_and_nothing_changes(
    account: deploy.Account, tmp_path: Path, given: dict[str, str], says: str
) -> None:
    number = deploy.upload(account, a_build(tmp_path / "a"))

    with pytest.raises(Unusable, match=says):
        deploy.deploy(account, number, given=given, agreed=Operator())
    assert account.cloudformation.list_stacks()["StackSummaries"] == []


def test_an_update_keeps_what_was_given_and_takes_what_the_stage_sets(account: deploy.Account, tmp_path: Path) -> None:
    first = deploy.upload(account, a_build(tmp_path / "a"))
    deploy.deploy(account, first, given=GIVEN | {"AlarmTopic": "a topic"}, agreed=Operator())
    second = deploy.upload(account, a_build(tmp_path / "b", table="second"))
    deploy.deploy(account, second, given={}, agreed=Operator())

    assert values(account) == GIVEN | {"AlarmTopic": "a topic", "TableName": "second"}


def test_an_earlier_build_is_listed_and_can_be_deployed_again(account: deploy.Account, tmp_path: Path) -> None:
    numbers = [deploy.upload(account, a_build(tmp_path / table, table=table)) for table in ("first", "second")]
    for number in numbers:
        deploy.deploy(account, number, given=GIVEN, agreed=Operator())

    assert {number for number, _ in deploy.builds(account)} == set(numbers)
    assert deploy.deploy(account, numbers[0], given={}, agreed=Operator())
    assert values(account)["TableName"] == "first"


def test_a_build_that_is_not_there_is_named(account: deploy.Account) -> None:
    with pytest.raises(Unusable, match="There is no build abc in builds"):
        deploy.deploy(account, "abc", given=GIVEN, agreed=Operator())


def test_the_template_of_a_build_finds_its_zip_in_the_bucket(account: deploy.Account, dev: Build) -> None:
    number = deploy.upload(account, dev)
    template = account.s3.get_object(Bucket="builds", Key=f"aifacts-dev/{number}/{TEMPLATE}")["Body"].read()
    code = {"Bucket": "builds", "Key": f"aifacts-dev/{number}/{ZIP}"}
    functions: list[Any] = [
        each for each in json.loads(template)["Resources"].values() if each["Type"] == "AWS::Serverless::Function"
    ]

    assert functions
    assert all(each["Properties"]["CodeUri"] == code for each in functions)
    assert account.s3.get_object(Bucket="builds", Key=code["Key"])["Body"].read() == dev.zip.read_bytes()


@pytest.mark.parametrize("text", ["", "[]", '{"CursorSecret": 1}'])
def test_a_file_of_parameters_that_is_none_is_refused_without_its_contents(tmp_path: Path, text: str) -> None:
    path = tmp_path / "parameters.json"
    path.write_text(text)

    with pytest.raises(Unusable, match=r"parameters\.json"):
        deploy.read_parameters(path)
    assert deploy.read_parameters(None) == {}
