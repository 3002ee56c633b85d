"""The stages of `.chalice/config.json`, and what a stage's template adds to what Chalice writes.

It adds the table, and for each function its log, settings and alarms.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.local.package import alarms, fronts, spending, streaming
from chalicelib.local.place import Unusable
from chalicelib.store.schema import table_definition, time_to_live

Template = dict[str, Any]
TICK, SEND = "Tick", "Send"
_SETTINGS_OF_SENDERS = {"WEBHOOK_KEY": {"Ref": "WebhookKey"}}
_SETTINGS_OF_API = {
    "CURSOR_SECRET": {"Ref": "CursorSecret"},
    "WEBHOOK_KEY": {"Ref": "WebhookKey"},
    "SECURITY_CONTACT": {"Ref": "SecurityContact"},
    "READS": {"Ref": "Reads"},
    "HSTS_MAX_AGE": {"Ref": "HstsMaxAge"},
    "REQUESTS_PER_MINUTE": {"Ref": "RequestsPerMinute"},
    "MCP_ORIGINS": {"Ref": "McpOrigins"},
}


@dataclass(frozen=True)
class Stage:
    """A stage: its name, and the template parameters that it sets."""

    name: str
    parameters: Mapping[str, str]

    @property
    def keeps_table(self) -> bool:
        """Whether the table remains when its stack is deleted."""
        return self.parameters.get("KeepTable") == "true"


def stage(root: Path, name: str) -> Stage:
    """Read a stage. Raises Unusable for an unknown one, and for one that sets unknown parameters."""
    stages = json.loads((root / ".chalice" / "config.json").read_text())["stages"]
    if name not in stages:
        raise Unusable(f"There is no stage {name!r}. The stages are {' and '.join(sorted(stages))}.")
    parameters: dict[str, str] = stages[name].get("template_parameters", {})
    declared = json.loads((root / ".chalice" / "resources.json").read_text())["Parameters"]
    if unknown := sorted(set(parameters) - set(declared)):
        raise Unusable(f"Stage {name} sets {', '.join(unknown)}, but the template has no such parameter.")
    return Stage(name, parameters)


def merged_into(root: Path, stage: Stage, *, functions: Collection[str]) -> Template:
    """Return the template that Chalice merges into its own; `functions` are logical ids."""
    template: Template = json.loads((root / ".chalice" / "resources.json").read_text())
    for name, value in stage.parameters.items():
        template["Parameters"][name]["Default"] = value
    template["Metadata"] = {"SetByStage": sorted(stage.parameters)}  # a deployment keeps the values of all others
    resources = template["Resources"]
    _link_problem_pages(resources["RestAPI"]["Properties"]["GatewayResponses"])
    resources |= {"Table": _table_resource(stage)} | alarms.of_table() | alarms.of_clocks()
    template["Conditions"] |= fronts.CONDITIONS | spending.CONDITIONS
    for name, condition in fronts.of_rest().items():
        resources[name] = resources.get(name, {}) | condition
    resources |= fronts.of_http() | fronts.of_url()
    template["Outputs"] |= fronts.outputs()
    resources |= spending.of_budget() | spending.of_firewall()
    for name in functions:
        resources |= {name: _function_resource(name), f"{name}Log": _log_resource(name)} | alarms.of_function(name)
    if TICK in functions:
        resources |= alarms.of_feed() | {f"{TICK}NotTwice": _no_retries()}
    if SEND in functions:
        resources |= alarms.of_webhooks() | streaming.of_table(SEND)
    return template


def _table_resource(stage: Stage) -> dict[str, Any]:
    kept = "Retain" if stage.keeps_table else "Delete"
    return {
        "Type": "AWS::DynamoDB::Table",
        "DeletionPolicy": kept,
        "UpdateReplacePolicy": kept,
        "Properties": {
            **table_definition("-"),
            "TableName": {"Ref": "TableName"},
            "TimeToLiveSpecification": time_to_live(),
            "DeletionProtectionEnabled": {"Ref": "KeepTable"},
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
            "SSESpecification": {"SSEEnabled": True},
            "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
        },
    }


def _function_resource(name: str) -> dict[str, Any]:
    """Return what is merged into one of Chalice's functions.

    Its log group is not named after the function: then log group, role and function would depend on each other.
    """
    read = {
        "TABLE_NAME": {"Ref": "Table"},
        "LOG_LEVEL": {"Ref": "LogLevel"},
        "DYNAMODB_CLIENT": {"Ref": "DynamoDBClient"},
    }
    return {
        "Properties": {
            "Environment": {"Variables": read | (_SETTINGS_OF_SENDERS if name in {TICK, SEND} else _SETTINGS_OF_API)},
            "LoggingConfig": {"LogGroup": {"Ref": f"{name}Log"}},
        }
    }


def _log_resource(name: str) -> dict[str, Any]:
    return {
        "Type": "AWS::Logs::LogGroup",
        "Properties": {
            "LogGroupName": {"Fn::Sub": f"/aws/lambda/${{AWS::StackName}}-{name}"},
            "RetentionInDays": {"Ref": "LogRetentionDays"},
        },
    }


def _no_retries() -> dict[str, Any]:
    """Disable retries of a failed tick: the next one runs within a minute and does the same work."""
    return {
        "Type": "AWS::Lambda::EventInvokeConfig",
        "Properties": {
            "FunctionName": {"Ref": TICK},
            "Qualifier": "$LATEST",
            "MaximumEventAgeInSeconds": 60,
            "MaximumRetryAttempts": 0,
        },
    }


def _link_problem_pages(responses: dict[str, Any]) -> None:
    """Correct the links in the gateway's own problems: problem pages are below the stage unless there is a domain."""
    below = {"Fn::If": ["HasDomain", "", "/$context.stage"]}
    for response in responses.values():
        for media, text in response["ResponseTemplates"].items():
            moved = text.replace("/$context.stage/problems/", "${Below}/problems/")
            response["ResponseTemplates"][media] = {"Fn::Sub": [moved, {"Below": below}]}
