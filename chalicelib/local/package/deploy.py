"""Deploys a build through a change set, after showing it. Every build stays in the bucket for a rollback."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from botocore.exceptions import ClientError, WaiterError

from chalicelib.local.package.archive import digest
from chalicelib.local.package.build import TEMPLATE, ZIP, Build
from chalicelib.local.package.failures import change_set_failure, deployment_failure
from chalicelib.local.place import Unusable

ID_LENGTH = 16  # characters of a digest: enough to distinguish builds
_FOLDER = "{stack}/{build}"
_GONE = "REVIEW_IN_PROGRESS"  # a stack whose first change set was never executed
_PATIENCE = {"Delay": 5, "MaxAttempts": 720}  # an hour, as boto3's; it looks each 30 s, where a small change takes 10
_DEAD = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED")  # the first deployment failed: the stack can only be deleted


class ResourceChange(NamedTuple):
    """A change of one resource in a change set: a line that shows it, and whether it loses a table with its data."""

    line: str
    loses_table: bool


@dataclass(frozen=True)
class Account:
    """Where to deploy: the clients of CloudFormation and S3, the stack and the bucket that keeps its builds."""

    cloudformation: Any
    s3: Any
    stack: str
    bucket: str


def upload(account: Account, built: Build) -> str:
    """Upload a build to the bucket; return its id, a digest of its content."""
    template = json.loads(built.template.read_text())
    number = digest(built.zip)[:ID_LENGTH] + digest(built.template)[:ID_LENGTH]
    folder = _FOLDER.format(stack=account.stack, build=number)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": account.bucket, "Key": f"{folder}/{ZIP}"}
    account.s3.put_object(Bucket=account.bucket, Key=f"{folder}/{ZIP}", Body=built.zip.read_bytes())
    for path in (built.bill, built.notice):
        if path.exists():  # builds from before these were written have none
            account.s3.put_object(Bucket=account.bucket, Key=f"{folder}/{path.name}", Body=path.read_bytes())
    account.s3.put_object(Bucket=account.bucket, Key=f"{folder}/{TEMPLATE}", Body=json.dumps(template).encode())
    return number


def builds(account: Account) -> list[tuple[str, str]]:
    """List the builds in the bucket, newest first: the id and the time of the upload."""
    pages = account.s3.get_paginator("list_objects_v2").paginate(Bucket=account.bucket, Prefix=f"{account.stack}/")
    found = [each for page in pages for each in page.get("Contents", []) if each["Key"].endswith(f"/{TEMPLATE}")]
    found.sort(key=lambda each: each["LastModified"], reverse=True)
    return [(each["Key"].split("/")[-2], f"{each['LastModified']:%Y-%m-%dT%H:%M:%SZ}") for each in found]


def deploy(
    account: Account,
    number: str,
    *,
    given: Mapping[str, str],
    agreed: Callable[[Sequence[ResourceChange]], bool],
) -> bool:
    """Create a change set for a build, show it, and execute it if `agreed` returns True; return whether it did.

    Parameters that are not given keep their value in the stack, except those that the stage sets. Raises Unusable if
    something is missing; then nothing changes.
    """
    template = _template_of(account, number)
    there = _parameters_of(account)
    name = f"build-{number}-{secrets.token_hex(4)}"  # a new name: an interrupted deployment may have left a change set
    account.cloudformation.create_change_set(
        StackName=account.stack,
        ChangeSetName=name,
        ChangeSetType="UPDATE" if there is not None else "CREATE",
        TemplateURL=_template_url(account, number),
        Parameters=_chosen_parameters(template, given, there or set()),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    is_agreed = False
    try:
        changes = _resource_changes(account, name)
        is_agreed = changes is not None and agreed(changes)
    finally:
        if not is_agreed:
            account.cloudformation.delete_change_set(StackName=account.stack, ChangeSetName=name)
    if not is_agreed:
        return False
    account.cloudformation.execute_change_set(StackName=account.stack, ChangeSetName=name)
    done = "stack_update_complete" if there is not None else "stack_create_complete"
    try:
        account.cloudformation.get_waiter(done).wait(StackName=account.stack, WaiterConfig=_PATIENCE)
    except WaiterError:
        status = (_stack_of(account) or {}).get("StackStatus")
        raise Unusable(deployment_failure(account.stack, status, is_first=there is None)) from None
    return True


def outputs(account: Account) -> dict[str, str]:
    """Return the outputs of the stack, such as the URL of the API; none if there is no stack."""
    stack = _stack_of(account) or {}
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}


def read_parameters(path: Path | None) -> dict[str, str]:
    """Read parameter values from a JSON file, which keeps secrets out of the history of the shell."""
    if path is None:
        return {}
    try:
        read = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise Unusable(f"{path} cannot be read as JSON: {error}.") from None
    if not isinstance(read, dict) or not all(isinstance(value, str) for value in read.values()):
        raise Unusable(f"{path} must be a JSON object of strings, like the one in the README.")
    return read


def _template_of(account: Account, number: str) -> dict[str, Any]:
    key = f"{_FOLDER.format(stack=account.stack, build=number)}/{TEMPLATE}"
    try:
        body = account.s3.get_object(Bucket=account.bucket, Key=key)["Body"].read()
    except ClientError as error:
        raise Unusable(f"There is no build {number} in {account.bucket}: {error}") from None
    template: dict[str, Any] = json.loads(body)
    return template


def _stack_of(account: Account) -> Mapping[str, Any] | None:
    """Describe the stack; return None if there is none."""
    try:
        (stack,) = account.cloudformation.describe_stacks(StackName=account.stack)["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise Unusable(str(error)) from None
    described: Mapping[str, Any] = stack
    return described


def _parameters_of(account: Account) -> set[str] | None:
    """Return the names of the parameters of the stack, None if there is no stack yet."""
    stack = _stack_of(account)
    if stack is None or stack["StackStatus"] == _GONE:
        return None
    if stack["StackStatus"] in _DEAD:
        raise Unusable(
            f"The first deployment of {account.stack} failed ({stack['StackStatus']}). "
            "Its events say why. Before the next one, delete the stack, and the table if it still exists."
        )
    return {each["ParameterKey"] for each in stack.get("Parameters", [])}


def _chosen_parameters(template: Mapping[str, Any], given: Mapping[str, str], there: set[str]) -> list[dict[str, Any]]:
    """Choose the value of each parameter: as given, as the stage sets it, as the stack has it, or the default."""
    declared = template["Parameters"]
    if unknown := sorted(set(given) - set(declared)):
        raise Unusable(f"The template has no parameter {', '.join(unknown)}.")
    missing = [name for name in declared if name not in given and name not in there and "Default" not in declared[name]]
    if missing:
        raise Unusable(f"No value for {', '.join(missing)}. Give them as JSON: PARAMETERS=parameters.json.")
    kept = there & set(declared) - set(given) - set(template["Metadata"]["SetByStage"])
    values = [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()]
    return values + [{"ParameterKey": name, "UsePreviousValue": True} for name in sorted(kept)]


def _resource_changes(account: Account, name: str) -> list[ResourceChange] | None:
    """Wait for the change set; return the changes of resources, None if nothing changes."""
    asked = {"StackName": account.stack, "ChangeSetName": name}
    try:
        account.cloudformation.get_waiter("change_set_create_complete").wait(**asked, WaiterConfig={"Delay": 2})
    except WaiterError:
        found = account.cloudformation.describe_change_set(**asked)
        reason = found.get("StatusReason", "")
        if "didn't contain changes" in reason or "No updates" in reason:
            return None
        raise Unusable(change_set_failure(found["Status"], reason)) from None
    pages = account.cloudformation.get_paginator("describe_change_set").paginate(**asked)
    return [read_change(each["ResourceChange"]) for page in pages for each in page["Changes"]]


def read_change(change: Mapping[str, Any]) -> ResourceChange:
    """Read a change as CloudFormation describes it."""
    is_replaced = change.get("Replacement") in {"True", "Conditional"}
    resource = f"{change['LogicalResourceId']} ({change['ResourceType']}{', REPLACED' * is_replaced})"
    is_lost = change["ResourceType"] == "AWS::DynamoDB::Table" and (is_replaced or change["Action"] == "Remove")
    return ResourceChange(f"{change['Action']:7} {resource}", is_lost)


def _template_url(account: Account, number: str) -> str:
    """Return the URL of the template with the bucket in its path, at the address of the client.

    AWS's own command line tools send this form too. It is right in every partition and at an endpoint of your own, and
    names of buckets with dots cannot be part of a host name with a certificate.
    """
    folder = _FOLDER.format(stack=account.stack, build=number)
    return f"{account.s3.meta.endpoint_url}/{account.bucket}/{folder}/{TEMPLATE}"
