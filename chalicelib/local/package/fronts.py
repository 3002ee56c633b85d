"""The doors to the API: a REST API, an HTTP API or a function URL, as the parameter `Front` says.

The function answers the events of all three. The REST API is Chalice's, completed in `.chalice/resources.json`; the
other two are here. Each resource of a front has the condition of its front.
"""

import json
from typing import Any

from chalicelib.local.package.alarms import alarm

Resource = dict[str, Any]
FRONTS = ("rest", "http", "url")
CONDITIONS: dict[str, Any] = {
    **{f"Is{front.capitalize()}": {"Fn::Equals": [{"Ref": "Front"}, front]} for front in FRONTS},
    "HasGateway": {"Fn::Not": [{"Condition": "IsUrl"}]},
    "HasDomainOfRest": {"Fn::And": [{"Condition": "HasDomain"}, {"Condition": "IsRest"}]},
    "HasDomainOfHttp": {"Fn::And": [{"Condition": "HasDomain"}, {"Condition": "IsHttp"}]},
}
STAGE = "$default"  # it is no part of the path
TIMEOUT_MS = 30_000  # the most that an HTTP API takes; the function ends a second before
FAILED_SHARE = 0.01  # of responses
# Without path, query, headers and address, as the REST API's. Here $default is the only route, and nothing is traced.
_LOGGED = {
    "at": "$context.requestTime",
    "request_id": "$context.requestId",
    "method": "$context.httpMethod",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "ms": "$context.responseLatency",
    "function_ms": "$context.integrationLatency",
    "refused_as": "$context.error.responseType",
}
_FUNCTION = {"Ref": "APIHandler"}
_FUNCTION_ARN = {"Fn::GetAtt": ["APIHandler", "Arn"]}


def of_rest() -> dict[str, Resource]:
    """Return the conditions of the REST API's resources, by logical id: Chalice writes the API and the permission."""
    by_condition = {
        "IsRest": ("RestAPI", "APIHandlerInvokePermission", "Failures", "Slowness"),
        "HasDomainOfRest": ("DomainMapping",),
        "HasGateway": ("AccessLog",),
    }
    return {name: {"Condition": condition} for condition, names in by_condition.items() for name in names}


def of_http() -> dict[str, Resource]:
    """Return the HTTP API, by logical id: one route for all requests, throttled and logged, and its alarms."""
    api = {"Ref": "HttpApi"}
    throttled = {"ThrottlingRateLimit": {"Ref": "ThrottleRate"}, "ThrottlingBurstLimit": {"Ref": "ThrottleBurst"}}
    logged = {"DestinationArn": {"Fn::GetAtt": ["AccessLog", "Arn"]}, "Format": json.dumps(_LOGGED)}
    source = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/*"
    integration = {
        "ApiId": api,
        "IntegrationType": "AWS_PROXY",
        "IntegrationUri": _FUNCTION_ARN,
        "PayloadFormatVersion": "2.0",
        "TimeoutInMillis": TIMEOUT_MS,
    }
    route = {"ApiId": api, "RouteKey": "$default", "Target": {"Fn::Sub": "integrations/${HttpIntegration}"}}
    stage = {
        "ApiId": api,
        "StageName": STAGE,
        "AutoDeploy": True,
        "DefaultRouteSettings": throttled,
        "AccessLogSettings": logged,
    }
    described = {
        "Name": {"Ref": "AWS::StackName"},
        "Description": "Facts about the AI industry, each with its source",
        "ProtocolType": "HTTP",
        "DisableExecuteApiEndpoint": {"Fn::If": ["HasDomain", True, False]},
    }
    mapping = {"ApiId": api, "DomainName": {"Ref": "Domain"}, "Stage": {"Ref": "HttpStage"}}
    resources = {
        "HttpApi": ("AWS::ApiGatewayV2::Api", described),
        "HttpIntegration": ("AWS::ApiGatewayV2::Integration", integration),
        "HttpRoute": ("AWS::ApiGatewayV2::Route", {**route, "AuthorizationType": "NONE"}),
        "HttpStage": ("AWS::ApiGatewayV2::Stage", stage),
        "HttpPermission": (
            "AWS::Lambda::Permission",
            {**_invoked_by("apigateway.amazonaws.com"), "SourceArn": {"Fn::Sub": source}},
        ),
    }
    dimensions = [{"Name": "ApiId", "Value": api}, {"Name": "Stage", "Value": {"Ref": "HttpStage"}}]
    measured = {"Namespace": "AWS/ApiGateway", "Dimensions": dimensions}
    alarms = _alarms("Http", measured, failures="5xx", requests="Count", latency="Latency")
    return _when("IsHttp", resources, alarms) | _when(
        "HasDomainOfHttp", {"HttpMapping": ("AWS::ApiGatewayV2::ApiMapping", mapping)}, {}
    )


def of_url() -> dict[str, Resource]:
    """Return the function URL, by logical id: both permissions that AWS asks of a public one, and its alarms."""
    url = {"TargetFunctionArn": _FUNCTION_ARN, "AuthType": "NONE", "InvokeMode": "BUFFERED"}
    resources = {
        "Url": ("AWS::Lambda::Url", url),
        "UrlPermission": (
            "AWS::Lambda::Permission",
            {**_invoked_by("*"), "Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"},
        ),
        "UrlInvokePermission": ("AWS::Lambda::Permission", {**_invoked_by("*"), "InvokedViaFunctionUrl": True}),
    }
    measured = {"Namespace": "AWS/Lambda", "Dimensions": [{"Name": "FunctionName", "Value": _FUNCTION}]}
    names = {"failures": "Url5xxCount", "requests": "UrlRequestCount", "latency": "UrlRequestLatency"}
    return _when("IsUrl", resources, _alarms("Url", measured, **names))


def outputs() -> dict[str, Any]:
    """Return what is merged into the outputs: the address of the front, and the REST API's id if there is one."""
    of_rest = {"Fn::Sub": "https://${RestAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}/api/"}
    of_http = {"Fn::Sub": "${HttpApi.ApiEndpoint}/"}
    of_url = {"Fn::GetAtt": ["Url", "FunctionUrl"]}
    address = {"Fn::If": ["IsRest", of_rest, {"Fn::If": ["IsHttp", of_http, of_url]}]}
    # `Fn::Sub` as a list, because Chalice's own value has that name: the merge keeps the names of both.
    return {"EndpointURL": {"Value": {"Fn::Sub": ["${Address}", {"Address": address}]}}, "RestAPIId": _OF_REST}


_OF_REST = {"Condition": "IsRest"}


def _invoked_by(principal: str) -> dict[str, Any]:
    return {"FunctionName": _FUNCTION, "Action": "lambda:InvokeFunction", "Principal": principal}


def _when(condition: str, resources: dict[str, tuple[str, Any]], alarms: dict[str, Resource]) -> dict[str, Resource]:
    typed = {name: {"Type": type_name, "Properties": each} for name, (type_name, each) in resources.items()}
    return {name: {"Condition": condition, **each} for name, each in (typed | alarms).items()}


def _alarms(front: str, measured: dict[str, Any], *, failures: str, requests: str, latency: str) -> dict[str, Resource]:
    """Return the alarms of a front, as those of the REST API: the share of 5xx, and the 99th percentile of latency."""
    counted = {"failures": failures, "requests": requests}
    parts = [
        {
            "Id": name,
            "ReturnData": False,
            "MetricStat": {"Metric": {**measured, "MetricName": metric}, "Stat": "Sum", "Period": 60},
        }
        for name, metric in counted.items()
    ]
    share = {"Id": "share", "Expression": "failures / requests", "Label": "Share of 5xx", "ReturnData": True}
    return {
        f"{front}Failures": alarm(
            "More than 1 % of responses are 5xx.", Metrics=[*parts, share], Threshold=FAILED_SHARE
        ),
        f"{front}Slowness": alarm(
            "The 99th percentile of latency is too high.",
            **measured,
            MetricName=latency,
            ExtendedStatistic="p99",
            Period=60,
            Threshold={"Ref": "SlowestMs"},
        ),
    }
