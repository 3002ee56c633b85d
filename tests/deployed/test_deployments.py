"""Deployments after the first: nothing new, a parameter, a build, one that breaks, and the way back."""

import base64
import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.local.package.build import Build
from tests.api.conftest import Answer
from tests.deployed.local_aws import BUCKET, LocalAws
from tests.deployed.playground import through_the_gateway
from tests.deployed.stack import Stack

BROKEN = {
    "Type": "AWS::Lambda::EventInvokeConfig",
    "Properties": {"FunctionName": "no-such-function", "Qualifier": "$LATEST", "MaximumRetryAttempts": 0},
}


@pytest.fixture(scope="module")
def first(prod: Stack) -> str:
    """The id of the build that runs."""
    return listed_builds(prod)[0]


def listed_builds(stack: Stack) -> list[str]:
    said = stack.aws.make("rollback", STAGE=stack.stage, BUCKET=BUCKET)
    return [line.partition("\t")[0] for line in said.splitlines()]


def read(stack: Stack, path: str = "/v1/sources") -> Answer:
    return through_the_gateway(stack).get(path)


def code_of(built: Build) -> str:
    return base64.b64encode(hashlib.sha256(built.zip.read_bytes()).digest()).decode()


def changed(stack: Stack, folder: Path, *, change: Callable[[Build], None]) -> Stack:
    """Copy the build of a stack, and change the copy."""
    shutil.copytree(stack.built.folder, folder)
    change(Build(folder))
    return replace(stack, built=Build(folder))


def test_a_second_deployment_changes_nothing(prod: Stack, first: str) -> None:
    assert f"Build {first}:\nNothing changed.\n" in prod.deploy()


def test_a_changed_parameter_reaches_the_function_and_stays(prod: Stack) -> None:
    assert read(prod).status == 200

    assert "Modify  APIHandler (AWS::Lambda::Function)" in prod.deploy(Reads="closed")
    assert read(prod).json["code"] == "unauthenticated"

    assert prod.deployed({"SecurityContact": "mailto:other@example.org"}).returncode == 0
    assert read(prod).json["code"] == "unauthenticated"
    assert "mailto:other@example.org" in read(prod, "/.well-known/security.txt").text
    assert "Modify  APIHandler" in prod.deploy(Reads="open")


def test_the_gateway_throttles_with_our_problem_document(prod: Stack) -> None:
    client = through_the_gateway(prod)
    prod.deploy(ThrottleRate="1", ThrottleBurst="1")

    with ThreadPoolExecutor(8) as together:
        answers = list(together.map(lambda _: client.get("/v1/sources"), range(8)))

    (refused, *_) = [each for each in answers if each.status != 200]
    assert (refused.status, refused.json["code"], refused.json["title"]) == (503, "busy", "Try again shortly")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["access-control-allow-origin"] == "*"
    assert refused.headers["x-request-id"] == refused.json["request_id"]
    prod.deploy()


def test_a_deployment_that_breaks_is_put_back_and_the_build_before_it_runs(
    prod: Stack, first: str, tmp_path: Path
) -> None:
    def break_it(built: Build) -> None:
        template: dict[str, Any] = json.loads(built.template.read_text())
        template["Resources"]["Broken"] = BROKEN
        built.template.write_text(json.dumps(template))

    ended = changed(prod, tmp_path / "broken", change=break_it).deployed({"Reads": "closed"})

    assert ended.returncode != 0
    assert "aifacts-prod was put back and runs the build that it ran before." in ended.stderr
    assert read(prod).status == 200
    assert "Broken" not in replace(prod).resources


def test_make_rollback_lists_the_builds_and_runs_an_earlier_one(prod: Stack, first: str, tmp_path: Path) -> None:
    def add_a_file(built: Build) -> None:
        with zipfile.ZipFile(built.zip, "a") as packed:
            packed.writestr("second.txt", "A second build.")

    second = changed(prod, tmp_path / "second", change=add_a_file)
    second.deploy()
    assert prod.configuration("APIHandler")["CodeSha256"] == code_of(second.built)
    newest, *others = listed_builds(prod)
    assert (newest != first, first in others) == (True, True)

    assert f"aifacts-prod runs build {first}." in prod.roll_back(first)

    for function in ("APIHandler", "Tick"):
        assert prod.configuration(function)["CodeSha256"] == code_of(prod.built)
    assert read(prod).status == 200


def test_a_build_that_is_not_there_is_named(prod: Stack) -> None:
    ended = prod.aws.made("rollback", STAGE="prod", BUCKET=BUCKET, BUILD="0123", YES="1")

    assert ended.returncode != 0
    assert f"There is no build 0123 in {BUCKET}" in ended.stderr


def test_the_table_of_prod_is_protected(prod: Stack) -> None:
    with pytest.raises(ClientError, match="protected against deletion"):
        prod.aws.client("dynamodb").delete_table(TableName=prod.outputs["TableName"])


def test_when_stacks_are_deleted_the_table_of_prod_stays_and_that_of_dev_goes(
    new_account: Callable[[], LocalAws], stack_in: Callable[[LocalAws, str], Stack]
) -> None:
    aws = new_account()
    cloudformation, dynamodb = aws.client("cloudformation"), aws.client("dynamodb")
    stacks = [stack_in(aws, stage) for stage in ("dev", "prod")]
    for stack in stacks:
        stack.deploy()
    assert dynamodb.list_tables()["TableNames"] == ["aifacts-dev", "aifacts-prod"]

    for stack in stacks:
        cloudformation.delete_stack(StackName=stack.name)
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=stack.name, WaiterConfig={"Delay": 1})

    assert dynamodb.list_tables()["TableNames"] == ["aifacts-prod"]
