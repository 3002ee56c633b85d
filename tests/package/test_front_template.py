"""The template with each front: what is created then, and what is refused."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.local.package.build import Build
from chalicelib.local.package.fronts import FRONTS

OF_A_FRONT = re.compile(r"AWS::(Serverless::Api|ApiGateway|ApiGatewayV2|WAFv2|Lambda::(Url|Permission))\b")
Template = dict[str, Any]


def deployed(built: Build, **parameters: str) -> Template:
    """Give the resources and outputs that CloudFormation creates with these parameters, conditions worked out."""
    template = json.loads(built.template.read_text())
    values = {name: each.get("Default", "x") for name, each in template["Parameters"].items()} | parameters
    conditions = template["Conditions"]

    def holds(condition: Any) -> bool:
        ((operator, arguments),) = condition.items()
        if operator == "Condition":
            return holds(conditions[arguments])
        if operator == "Fn::Equals":
            left, right = (values[each["Ref"]] if isinstance(each, dict) else each for each in arguments)
            return bool(left == right)
        return {"Fn::Not": lambda: not holds(arguments[0]), "Fn::And": lambda: all(map(holds, arguments))}[operator]()

    def resolved(value: Any) -> Any:
        if isinstance(value, list):
            return [resolved(each) for each in value]
        if not isinstance(value, dict):
            return value
        if "Fn::If" in value:
            condition, yes, no = value["Fn::If"]
            return resolved(yes if holds(conditions[condition]) else no)
        return {name: resolved(each) for name, each in value.items()}

    return {
        part: {
            name: resolved(each)
            for name, each in template[part].items()
            if "Condition" not in each or holds(conditions[each["Condition"]])
        }
        for part in ("Resources", "Outputs")
    } | {"Parameters": template["Parameters"]}


def referred(value: Any) -> Iterator[str]:
    """Name all that a part of a template refers to; RestAPI.Stage is a resource that SAM writes."""
    if isinstance(value, list):
        for each in value:
            yield from referred(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name == "Ref":
                yield each.removesuffix(".Stage")
            elif name == "Fn::GetAtt":
                yield each[0]
            elif name == "Fn::Sub":
                text, given = (each, {}) if isinstance(each, str) else each
                yield from (
                    found.partition(".")[0] for found in re.findall(r"\$\{([\w:.]+)\}", text) if found not in given
                )
                yield from referred(given)
            else:
                yield from referred(each)


FRONTED = [
    *({"Front": front} for front in FRONTS),
    *({"Front": front, "DomainName": "api.example.com", "CertificateArn": "arn:x"} for front in ("rest", "http")),
    {"Front": "rest", "FirewallRequests": "100"},
]


@pytest.mark.parametrize("parameters", FRONTED)
def test_nothing_refers_to_what_only_another_front_has(dev: Build, parameters: Mapping[str, str]) -> None:
    template = deployed(dev, **parameters)
    there = template["Resources"].keys() | template["Parameters"].keys()
    named = set(referred([template["Resources"], template["Outputs"]]))

    assert "APIHandler" in named
    assert [each for each in named - there if not each.startswith("AWS::")] == []


@pytest.mark.parametrize(
    ("front", "own"),
    [
        ("rest", {"RestAPI", "APIHandlerInvokePermission"}),
        ("http", {"HttpApi", "HttpIntegration", "HttpRoute", "HttpStage", "HttpPermission"}),
        ("url", {"Url", "UrlPermission", "UrlInvokePermission"}),
    ],
)
def test_a_stack_has_the_resources_of_its_front_alone(dev: Build, front: str, own: set[str]) -> None:
    resources = deployed(dev, Front=front)["Resources"]
    alarms = {"Failures", "Slowness"} if front == "rest" else {f"{front.title()}Failures", f"{front.title()}Slowness"}

    assert {name for name, each in resources.items() if OF_A_FRONT.match(each["Type"])} == own
    assert {name for name in resources if name.endswith(("Failures", "Slowness"))} == alarms
    assert ("AccessLog" in resources) == (front != "url")


def test_a_rest_api_is_the_default(dev: Build) -> None:
    assert deployed(dev) == deployed(dev, Front="rest")


def test_the_address_of_the_stack_is_that_of_its_front(dev: Build) -> None:
    def address(front: str) -> Any:
        text, given = deployed(dev, Front=front)["Outputs"]["EndpointURL"]["Value"]["Fn::Sub"]
        assert text == "${Address}"
        return given["Address"]

    assert address("rest") == {"Fn::Sub": "https://${RestAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}/api/"}
    assert address("http") == {"Fn::Sub": "${HttpApi.ApiEndpoint}/"}
    assert address("url") == {"Fn::GetAtt": ["Url", "FunctionUrl"]}
    assert "RestAPIId" not in deployed(dev, Front="url")["Outputs"]


def test_an_http_api_sends_every_request_to_the_function_in_its_newest_form_and_throttles_them(dev: Build) -> None:
    resources = deployed(dev, Front="http")["Resources"]
    integration, stage = resources["HttpIntegration"]["Properties"], resources["HttpStage"]["Properties"]

    assert resources["HttpRoute"]["Properties"]["RouteKey"] == "$default"
    assert (integration["IntegrationType"], integration["PayloadFormatVersion"]) == ("AWS_PROXY", "2.0")
    assert integration["TimeoutInMillis"] >= resources["APIHandler"]["Properties"]["Timeout"] * 1_000
    assert (stage["StageName"], stage["AutoDeploy"]) == ("$default", True)
    assert stage["DefaultRouteSettings"] == {
        "ThrottlingRateLimit": {"Ref": "ThrottleRate"},
        "ThrottlingBurstLimit": {"Ref": "ThrottleBurst"},
    }


def test_a_function_url_is_public_by_both_permissions_that_aws_asks_for(dev: Build) -> None:
    resources = deployed(dev, Front="url")["Resources"]
    permissions = [each["Properties"] for each in resources.values() if each["Type"] == "AWS::Lambda::Permission"]

    assert resources["Url"]["Properties"]["AuthType"] == "NONE"
    assert {each["Action"]: each["Principal"] for each in permissions} == {
        "lambda:InvokeFunctionUrl": "*",
        "lambda:InvokeFunction": "*",
    }
    # Without it everyone with an account of AWS could also invoke the function past its URL.
    assert [each.get("InvokedViaFunctionUrl") for each in permissions if each["Action"] == "lambda:InvokeFunction"] == [
        True
    ]


@pytest.mark.parametrize(
    ("front", "failed", "latency"), [("http", "5xx", "Latency"), ("url", "Url5xxCount", "UrlRequestLatency")]
)
def test_the_alarms_of_a_front_read_its_metrics_by_the_bounds_of_the_rest_api(
    dev: Build, front: str, failed: str, latency: str
) -> None:
    own, of_rest = deployed(dev, Front=front)["Resources"], deployed(dev)["Resources"]
    failures, slowness = (own[f"{front.title()}{name}"]["Properties"] for name in ("Failures", "Slowness"))

    assert failures["Metrics"][0]["MetricStat"]["Metric"]["MetricName"] == failed
    assert slowness["MetricName"] == latency
    for alarm, name in ((failures, "Failures"), (slowness, "Slowness")):
        assert alarm["Threshold"] == of_rest[name]["Properties"]["Threshold"]
        assert alarm["AlarmDescription"] == of_rest[name]["Properties"]["AlarmDescription"]


def test_what_a_front_cannot_have_is_refused_with_the_reason(dev: Build) -> None:
    rules = json.loads(dev.template.read_text())["Rules"]

    def said(rule: str) -> str:
        (assertion,) = rules[rule]["Assertions"]
        return str(assertion["AssertDescription"])

    assert said("AFirewallNeedsARestApi").startswith("FirewallRequests needs Front=rest")
    assert said("ADomainNeedsAGateway").startswith("DomainName needs Front=rest or Front=http")
