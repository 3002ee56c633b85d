"""The template of each stage: what the service needs, by the definitions that it uses, and nothing wider."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.local.package.build import ROOT, Build
from chalicelib.local.package.fronts import FRONTS
from chalicelib.store.engines.clients.sdk import connect, ensure_table
from chalicelib.store.keys import revision_key
from chalicelib.store.schema import table_definition
from tests.conftest import REGION

CHECKOV = ROOT / ".venv-checkov" / "bin" / "checkov"
MAY_DIFFER = re.compile(
    r"Parameters\.\w+\.Default|Resources\.Table\.(DeletionPolicy|UpdateReplacePolicy)|Resources\.\w+\.Properties\.Tags\..*"
)


def of(built: Build) -> dict[str, Any]:
    template: dict[str, Any] = json.loads(built.template.read_text())
    return template


def all_of(built: Build, type_name: str) -> dict[str, Any]:
    return {name: each["Properties"] for name, each in of(built)["Resources"].items() if each["Type"] == type_name}


def leaves(value: Any, *path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, *path, name)
    else:
        yield ".".join(path), value


def test_the_stages_differ_by_their_parameters_only(dev: Build, prod: Build) -> None:
    one, other = dict(leaves(of(dev))), dict(leaves(of(prod)))

    assert one.keys() == other.keys()
    assert [path for path in one if one[path] != other[path] and not MAY_DIFFER.fullmatch(path)] == []


def test_the_table_is_the_one_that_the_store_defines(dev: Build, dynamodb_url: str) -> None:
    """Both are created, and DynamoDB's own account of them compared."""
    (declared,) = all_of(dev, "AWS::DynamoDB::Table").values()
    client = connect(endpoint_url=dynamodb_url, region=REGION)
    ensure_table(client, "of-the-store")
    client.create_table(**{name: declared[name] for name in table_definition("-")} | {"TableName": "of-the-template"})
    client.update_time_to_live(TableName="of-the-template", TimeToLiveSpecification=declared["TimeToLiveSpecification"])

    assert described(client, "of-the-template") == described(client, "of-the-store")


def described(client: Any, table: str) -> dict[str, Any]:
    reply = client.describe_table(TableName=table)["Table"]
    indexes = [
        {part: index[part] for part in ("IndexName", "KeySchema", "Projection")}
        for index in reply["GlobalSecondaryIndexes"]
    ]
    return {
        **{part: reply[part] for part in ("AttributeDefinitions", "KeySchema", "BillingModeSummary")},
        "GlobalSecondaryIndexes": indexes,
        "TimeToLive": client.describe_time_to_live(TableName=table)["TimeToLiveDescription"],
    }


def test_the_table_can_be_restored_and_is_sealed_and_in_prod_kept(dev: Build, prod: Build) -> None:
    for built, kept in ((dev, "Delete"), (prod, "Retain")):
        table = of(built)["Resources"]["Table"]
        assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert table["Properties"]["SSESpecification"] == {"SSEEnabled": True}
        assert table["Properties"]["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
        assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == (kept, kept)
        assert table["Properties"]["DeletionProtectionEnabled"] == {"Ref": "KeepTable"}
    assert of(prod)["Parameters"]["KeepTable"]["Default"] == "true"


def test_every_function_runs_on_lambdas_newest_ground_and_has_its_own_role_and_log(dev: Build) -> None:
    functions = all_of(dev, "AWS::Serverless::Function")
    logs = all_of(dev, "AWS::Logs::LogGroup")

    assert "APIHandler" in functions
    for name, function in functions.items():
        assert (function["Runtime"], function["Architectures"]) == ("python3.13", ["arm64"])
        assert function["LoggingConfig"] == {"LogGroup": {"Ref": f"{name}Log"}}
        assert logs[f"{name}Log"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}
        assert function["Environment"]["Variables"]["TABLE_NAME"] == {"Ref": "Table"}
    assert len({json.dumps(function["Role"]) for function in functions.values()}) == len(functions)


def test_the_api_gets_every_setting(dev: Build) -> None:
    reply = set(all_of(dev, "AWS::Serverless::Function")["APIHandler"]["Environment"]["Variables"])
    read = set(re.findall(r'environ\.get\("([A-Z_]+)"', (ROOT / "chalicelib" / "settings.py").read_text()))

    assert "TABLE_NAME" in read
    assert read - reply == {"AWS_ENDPOINT_URL_DYNAMODB"}  # on AWS it is AWS's own


def test_no_statement_of_a_role_has_a_star(dev: Build) -> None:
    roles = all_of(dev, "AWS::IAM::Role")
    statements = [
        statement
        for role in roles.values()
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]

    assert len(statements) >= 3
    assert [each for each in statements if "*" in json.dumps([each["Action"], each["Resource"]])] == []
    assert not any("ManagedPolicyArns" in role for role in roles.values())


def test_no_access_log_has_a_query_a_header_or_an_address(dev: Build) -> None:
    (api,) = all_of(dev, "AWS::Serverless::Api").values()
    (stage,) = all_of(dev, "AWS::ApiGatewayV2::Stage").values()

    for written in (api["AccessLogSetting"], stage["AccessLogSettings"]):
        logged = set(json.loads(written["Format"]).values())
        assert "$context.requestId" in logged
        assert [
            each for each in logged if re.search(r"query|header|identity|authorizer|\.path$|requestOverride", each)
        ] == []


def test_secrets_are_parameters_without_a_default_and_never_shown(dev: Build) -> None:
    template = of(dev)

    assert template["Parameters"]["CursorSecret"]["NoEcho"] is True
    assert "Default" not in template["Parameters"]["CursorSecret"]
    assert "CursorSecret" not in json.dumps(template["Outputs"])


def test_new_revisions_in_the_stream_wake_the_sender_and_what_fails_is_kept(dev: Build) -> None:
    (mapping,) = all_of(dev, "AWS::Lambda::EventSourceMapping").values()
    (queue,) = all_of(dev, "AWS::SQS::Queue").values()
    (pattern,) = [json.loads(each["Pattern"]) for each in mapping["FilterCriteria"]["Filters"]]

    assert mapping["FunctionName"] == {"Ref": "Send"}
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["Table", "StreamArn"]}
    key = revision_key("company/openai", 7)
    assert pattern["eventName"] == ["INSERT"]
    for part, text in (("pk", key.pk), ("sk", key.sk)):
        ((prefix,),) = [each.values() for each in pattern["dynamodb"]["Keys"][part]["S"]]
        assert text.startswith(prefix)
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert (mapping["MaximumRetryAttempts"], mapping["MaximumBatchingWindowInSeconds"]) == (2, 1)
    assert mapping["DestinationConfig"] == {"OnFailure": {"Destination": {"Fn::GetAtt": ["Unsent", "Arn"]}}}
    assert queue["SqsManagedSseEnabled"] is True


def test_every_alarm_speaks_of_something_in_the_stack(dev: Build) -> None:
    alarms = all_of(dev, "AWS::CloudWatch::Alarm")
    resources = of(dev)["Resources"]
    described = {
        "5XXError",
        "Latency",
        "Throttles",
        "Errors",
        "ReadThrottleEvents",
        "WriteThrottleEvents",
        "SystemErrors",
        "FeedLagSeconds",
        "AheadOfClock",
        "WebhookLagSeconds",
        "ApproximateNumberOfMessagesVisible",
    }
    text = json.dumps(alarms)

    assert {metric for metric in described if f'"{metric}"' not in text} == set()
    for name in re.findall(r'"(?:FunctionName|TableName)", "Value": \{"Ref": "(\w+)"\}', text):
        assert name in resources
    assert all(alarm["AlarmDescription"].endswith(".") for alarm in alarms.values())


def test_a_budget_and_a_firewall_are_there_by_parameter_and_off_without(dev: Build) -> None:
    template = of(dev)
    parameters, conditions = template["Parameters"], template["Conditions"]

    for name, parameter in (("Budget", "MonthlyBudget"), ("Firewall", "FirewallRequests")):
        assert parameters[parameter]["Default"] == "0"
        assert conditions[f"Has{name}"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": parameter}, "0"]}]}
        assert template["Resources"][name]["Condition"] == f"Has{name}"
    assert template["Resources"]["FirewallOfStage"]["Condition"] == "HasFirewallOfStage"
    assert template["Rules"]["ABudgetHasAnAddress"]["Assertions"][0]["AssertDescription"]
    (api,) = all_of(dev, "AWS::Serverless::Api").values()
    assert api["GatewayResponses"]["WAF_FILTERED"]["StatusCode"] == 429


def test_the_firewall_counts_each_address_and_guards_the_stage_of_the_api(dev: Build) -> None:
    (firewall,) = all_of(dev, "AWS::WAFv2::WebACL").values()
    (association,) = all_of(dev, "AWS::WAFv2::WebACLAssociation").values()
    (rule,) = firewall["Rules"]

    assert firewall["DefaultAction"] == {"Allow": {}}
    assert rule["Action"] == {"Block": {}}
    assert rule["Statement"]["RateBasedStatement"] == {
        "Limit": {"Ref": "FirewallRequests"},
        "AggregateKeyType": "IP",
        "EvaluationWindowSec": 300,
    }
    assert not any(
        each["VisibilityConfig"]["SampledRequestsEnabled"] for each in (firewall, rule)
    )  # samples hold queries
    assert association["ResourceArn"]["Fn::Sub"][1] == {"Api": {"Ref": "RestAPI"}, "Stage": {"Ref": "RestAPI.Stage"}}


def test_the_budget_warns_by_mail_before_it_is_spent(dev: Build) -> None:
    (budget,) = all_of(dev, "AWS::Budgets::Budget").values()
    warned = [each["Notification"] for each in budget["NotificationsWithSubscribers"]]

    assert budget["Budget"]["BudgetLimit"] == {"Amount": {"Ref": "MonthlyBudget"}, "Unit": "USD"}
    assert {(each["NotificationType"], each["Threshold"]) for each in warned} == {
        ("FORECASTED", 100),
        ("ACTUAL", 80),
        ("ACTUAL", 100),
    }
    assert all(
        each["Subscribers"] == [{"SubscriptionType": "EMAIL", "Address": {"Ref": "BudgetEmail"}}]
        for each in budget["NotificationsWithSubscribers"]
    )


@pytest.fixture(params=["dev", "prod"])
def built(request: pytest.FixtureRequest) -> Build:
    chosen: Build = request.getfixturevalue(request.param)
    return chosen


def test_cfn_lint_finds_nothing(built: Build) -> None:
    ended = run(Path(sys.executable).with_name("cfn-lint"), "--regions", REGION, "--", built.template)

    assert (ended.stdout, ended.returncode) == ("", 0), ended.stderr


@pytest.mark.parametrize("front", FRONTS)
def test_checkov_finds_nothing_but_what_is_excused_with_a_reason(dev: Build, front: str, tmp_path: Path) -> None:
    """It looks at the resources of the default front alone; prod differs by its parameters only."""
    assert CHECKOV.exists(), "checkov is not there: `make package-test` installs it"
    template = of(dev)
    template["Parameters"]["Front"]["Default"] = front
    (tmp_path / "template.json").write_text(json.dumps(template))
    ended = run(CHECKOV, "--config-file", ROOT / ".chalice" / "checkov.yaml", "--file", tmp_path / "template.json")
    reply = json.loads(ended.stdout)

    assert reply["summary"]["passed"] > 10
    assert [failed["check_id"] + " " + failed["resource"] for failed in reply["results"]["failed_checks"]] == []


def run(program: Path, *arguments: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False, cwd=ROOT)
