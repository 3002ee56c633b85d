"""A stack of ours on a local AWS: made by `make deploy`, then completed with what MiniStack does not read."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from urllib.parse import urlsplit

from chalicelib.local.package.build import Build
from tests.deployed.local_aws import BUCKET, LocalAws

STAGE_OF_GATEWAY = "api"
PARAMETERS = {
    "CursorSecret": "a secret of the tests, long enough",
    "WebhookKey": "a-key-of-the-tests-which-encrypts-secrets",
    "SecurityContact": "mailto:security@example.org",
    "ThrottleRate": "10000",  # else the suites would be throttled; `test_throttling` lowers it
    "ThrottleBurst": "5000",
}


@dataclass(frozen=True)
class Stack:
    """A deployed stage."""

    aws: LocalAws
    stage: str
    built: Build
    folder: Path  # for the files of parameters

    @property
    def name(self) -> str:
        """The name of the stack."""
        return f"aifacts-{self.stage}"

    @cached_property
    def outputs(self) -> Mapping[str, str]:
        """The outputs of the stack."""
        (stack,) = self.aws.client("cloudformation").describe_stacks(StackName=self.name)["Stacks"]
        return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}

    @cached_property
    def resources(self) -> Mapping[str, str]:
        """The physical ids of the resources, by logical id."""
        found = self.aws.client("cloudformation").describe_stack_resources(StackName=self.name)["StackResources"]
        return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}

    def log(self, function: str, *, since: float) -> list[str]:
        """Read the lines of the log of a function since a time in seconds."""
        asked = {"logGroupName": f"/aws/lambda/{self.name}-{function}", "startTime": int(since * 1000)}
        return [each["message"] for each in self.aws.client("logs").filter_log_events(**asked)["events"]]

    def configuration(self, function: str) -> dict[str, Any]:
        """Return the configuration of a function as Lambda has it."""
        client = self.aws.client("lambda")
        found: dict[str, Any] = client.get_function_configuration(FunctionName=self.resources[function])
        return found

    @property
    def base(self) -> str:
        """The address of the service. On AWS, `EndpointURL` is; a local AWS has one host name for all APIs."""
        if self.has_rest_api:
            return f"{self.aws.url}/restapis/{self.outputs['RestAPIId']}/{STAGE_OF_GATEWAY}/_user_request_"
        own, kind, *_ = str(urlsplit(self.outputs["EndpointURL"]).hostname).split(".")
        return f"{self.aws.url}/_aws/{kind}/{own}"

    @property
    def prefix(self) -> str:
        """The part of every path that the service does not see: the stage of a REST API."""
        return f"/{STAGE_OF_GATEWAY}" if self.has_rest_api else ""

    @property
    def has_rest_api(self) -> bool:
        """Whether the front is a REST API, or else an HTTP API or a function URL."""
        return "RestAPIId" in self.outputs

    def deploy(self, **changed: str) -> str:
        """Deploy the build with the command of the operator, and return what it prints; it must succeed."""
        ended = self.deployed(PARAMETERS | changed)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def deployed(self, parameters: Mapping[str, str]) -> CompletedProcess[str]:
        """Deploy the build with these parameters alone, however that ends."""
        given = self.folder / "parameters.json"
        given.write_text(json.dumps(parameters))
        at = {"STAGE": self.stage, "BUCKET": BUCKET, "BUILT": str(self.built.folder)}
        ended = self.aws.made("deploy", **at, PARAMETERS=str(given), YES="1")
        if ended.returncode == 0 and self.has_rest_api:
            self.complete()
        return ended

    def roll_back(self, build: str) -> str:
        """Deploy an earlier build with the command of the operator, and return what it prints."""
        said = self.aws.make("rollback", STAGE=self.stage, BUCKET=BUCKET, BUILD=build, YES="1")
        self.complete()
        return said

    def complete(self) -> None:
        """Put what the template has and MiniStack does not read: the gateway's own answers and the binary types.

        It reads neither from the body of an API. On AWS both come with the stack; cfn-lint and `test_template` check
        them there. Answers of the gateway are those of the last deployment of the API, so there is another one.
        """
        api, gateway = self._api(), self.aws.client("apigateway")
        at = {"restApiId": self.outputs["RestAPIId"]}
        for name, answer in api["GatewayResponses"].items():
            headers = answer["ResponseParameters"]["Headers"].items()
            gateway.put_gateway_response(
                **at,
                responseType=name,
                statusCode=str(answer["StatusCode"]),
                responseParameters={f"gatewayresponse.header.{n}": _filled_in(value) for n, value in headers},
                responseTemplates={media: _filled_in(text) for media, text in answer["ResponseTemplates"].items()},
            )
        types = api["DefinitionBody"]["x-amazon-apigateway-binary-media-types"]
        _replace_binary_types(gateway, at["restApiId"], types)
        gateway.create_deployment(**at, stageName=STAGE_OF_GATEWAY)

    def _api(self) -> dict[str, Any]:
        template = json.loads(self.built.template.read_text())
        properties: dict[str, Any] = template["Resources"]["RestAPI"]["Properties"]
        return properties


def deployable(built: Build, into: Path) -> Build:
    """Copy a build, without the alarms that compute with metrics: MiniStack refuses `Metrics` in an alarm.

    `test_every_alarm_speaks_of_something_in_the_stack` and cfn-lint check these on the template.
    """
    shutil.copytree(built.folder, into)
    copied = Build(into)
    template = json.loads(copied.template.read_text())
    resources = template["Resources"]
    template["Resources"] = {n: each for n, each in resources.items() if "Metrics" not in each.get("Properties", {})}
    copied.template.write_text(json.dumps(template))
    return copied


def _filled_in(value: Any) -> str:
    """Return the text of a value of the template, which has a domain of AWS and one strict transport for all."""
    if isinstance(value, str):
        return value
    text = value["Fn::Sub"]
    if isinstance(text, str):
        return text.replace("${HstsMaxAge}", "31536000")
    return str(text[0]).replace("${Below}", "/$context.stage")


def _replace_binary_types(gateway: Any, api: str, types: list[str]) -> None:
    """Set the binary types of an API. MiniStack takes the list itself, which no client of AWS would send."""
    patch = {"patchOperations": [{"op": "replace", "path": "/binaryMediaTypes", "value": types}]}

    def put_list(params: dict[str, Any], **_: Any) -> None:
        params["body"] = json.dumps(patch).encode()

    event = "before-call.apigateway.UpdateRestApi"
    gateway.meta.events.register(event, put_list)
    try:
        gateway.update_rest_api(restApiId=api, patchOperations=[{"op": "replace", "path": "/binaryMediaTypes"}])
    finally:
        gateway.meta.events.unregister(event, put_list)
