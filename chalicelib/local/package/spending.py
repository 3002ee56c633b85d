"""Bounds of the bill: a budget that warns, and a firewall with a rate rule.

Each is off until its parameter in `.chalice/resources.json` turns it on.
"""

from typing import Any

Resource = dict[str, Any]
WARNED_AT = (("FORECASTED", 100), ("ACTUAL", 80), ("ACTUAL", 100))  # percent of the budget
WINDOW_S = 300  # in which the firewall counts the requests of an address
RULES = 1  # of the firewall; AWS charges for each
CONDITIONS: dict[str, Any] = {
    "HasBudget": {"Fn::Not": [{"Fn::Equals": [{"Ref": "MonthlyBudget"}, "0"]}]},
    "HasFirewall": {"Fn::Not": [{"Fn::Equals": [{"Ref": "FirewallRequests"}, "0"]}]},
    "HasFirewallOfStage": {"Fn::And": [{"Condition": "HasFirewall"}, {"Condition": "IsRest"}]},  # AWS has it there only
}


def of_budget() -> dict[str, Resource]:
    """Return the budget, by logical id: of the whole account, since only tags would separate a stack's costs.

    It has no fixed name: a change of its warnings replaces it, which a name would prevent.
    """
    return {
        "Budget": {
            "Type": "AWS::Budgets::Budget",
            "Condition": "HasBudget",
            "Properties": {
                "Budget": {
                    "BudgetType": "COST",
                    "TimeUnit": "MONTHLY",
                    "BudgetLimit": {"Amount": {"Ref": "MonthlyBudget"}, "Unit": "USD"},
                },
                "NotificationsWithSubscribers": [_warning(kind, percent) for kind, percent in WARNED_AT],
            },
        }
    }


def _warning(kind: str, percent: int) -> dict[str, Any]:
    return {
        "Notification": {
            "NotificationType": kind,
            "ComparisonOperator": "GREATER_THAN",
            "Threshold": percent,
            "ThresholdType": "PERCENTAGE",
        },
        "Subscribers": [{"SubscriptionType": "EMAIL", "Address": {"Ref": "BudgetEmail"}}],
    }


def of_firewall() -> dict[str, Resource]:
    """Return the firewall and its association with the stage, by logical id."""
    stage = {"Api": {"Ref": "RestAPI"}, "Stage": {"Ref": "RestAPI.Stage"}}
    path = "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Stage}"
    return {
        "Firewall": {
            "Type": "AWS::WAFv2::WebACL",
            "Condition": "HasFirewall",
            "Properties": {
                "Scope": "REGIONAL",
                "DefaultAction": {"Allow": {}},
                "Rules": [_rate_rule()],
                "VisibilityConfig": _measured("Firewall"),
            },
        },
        "FirewallOfStage": {
            "Type": "AWS::WAFv2::WebACLAssociation",
            "Condition": "HasFirewallOfStage",
            "Properties": {
                "ResourceArn": {"Fn::Sub": [path, stage]},
                "WebACLArn": {"Fn::GetAtt": ["Firewall", "Arn"]},
            },
        },
    }


def _rate_rule() -> dict[str, Any]:
    """Return the rule that blocks an address while it sends more than the limit; the gateway writes the answer."""
    counted = {"Limit": {"Ref": "FirewallRequests"}, "AggregateKeyType": "IP", "EvaluationWindowSec": WINDOW_S}
    return {
        "Name": "RateOfAddress",
        "Priority": 0,
        "Statement": {"RateBasedStatement": counted},
        "Action": {"Block": {}},
        "VisibilityConfig": _measured("RateOfAddress"),
    }


def _measured(name: str) -> dict[str, Any]:
    """Return what is measured, without samples: those hold paths, queries and addresses."""
    return {"CloudWatchMetricsEnabled": True, "MetricName": name, "SampledRequestsEnabled": False}
