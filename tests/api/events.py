"""Events as the gateways of AWS send them, after the samples in their documentation: one request in every shape."""

import base64
import json
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

Event = dict[str, Any]
ADDRESS = "203.0.113.9"
HOST = "abcdef1234.execute-api.eu-central-1.amazonaws.com"


def _headers(headers: dict[str, str]) -> dict[str, str]:
    return {"host": HOST, "x-forwarded-for": f"198.51.100.1, {ADDRESS}", "x-forwarded-proto": "https", **headers}


def _grouped(query: str) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        grouped.setdefault(name, []).append(value)
    return grouped


def _body(body: Any) -> dict[str, Any]:
    if body is None:
        return {"isBase64Encoded": False}
    return {"body": base64.b64encode(json.dumps(body).encode()).decode(), "isBase64Encoded": True}


def rest_proxy(method: str, url: str, *, body: Any = None, headers: dict[str, str]) -> Event:
    """API Gateway, REST, with one resource /{proxy+} under a base path of a domain."""
    split, sent = urlsplit(url), _headers(headers)
    query = _grouped(split.query)
    return {
        "resource": "/{proxy+}",
        "path": f"/facts{split.path}",
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": {"proxy": split.path.removeprefix("/")},
        "stageVariables": None,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abcdef1234",
            "domainName": "api.example.com",
            "httpMethod": method,
            "identity": {"sourceIp": ADDRESS, "userAgent": "tests", "cognitoIdentityId": None},
            "path": f"/facts{split.path}",
            "protocol": "HTTP/1.1",
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "requestTimeEpoch": 1583349317135,
            "resourceId": "m2z3f4",
            "resourcePath": "/{proxy+}",
            "stage": "prod",
        },
        "body": None,
        **_body(body),
    }


def http_1(method: str, url: str, *, body: Any = None, headers: dict[str, str]) -> Event:
    """API Gateway, HTTP API, payload 1.0, with a stage, which is part of the path."""
    event = rest_proxy(method, url, body=body, headers=headers)
    path = f"/prod{urlsplit(url).path}"
    context = event["requestContext"] | {"resourcePath": "$default", "path": path, "resourceId": "$default"}
    return event | {
        "version": "1.0",
        "resource": "$default",
        "path": path,
        "pathParameters": None,
        "requestContext": context,
    }


def http_2(method: str, url: str, *, body: Any = None, headers: dict[str, str], stage: str = "prod") -> Event:
    """API Gateway, HTTP API, payload 2.0."""
    split = urlsplit(url)
    path = split.path if stage == "$default" else f"/{stage}{split.path}"
    query = {name: ",".join(values) for name, values in _grouped(split.query).items()}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": split.query,
        "cookies": ["a=1", "b=2"],
        "headers": _headers(headers),
        **({"queryStringParameters": query} if query else {}),
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abcdef1234",
            "domainName": HOST,
            "domainPrefix": "abcdef1234",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": ADDRESS, "userAgent": "tests"},
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "$default",
            "stage": stage,
            "time": "12/Mar/2020:19:03:58 +0000",
            "timeEpoch": 1583348638390,
        },
        **_body(body),
    }


def function_url(method: str, url: str, *, body: Any = None, headers: dict[str, str]) -> Event:
    """A function URL: as an HTTP API 2.0, without a stage."""
    return http_2(method, url, body=body, headers=headers, stage="$default")


def _load_balancer(method: str, url: str, body: Any) -> Event:
    arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/facts/49e9d65c45c6791a"
    sent = {"isBase64Encoded": False, "body": ""} if body is None else _body(body)
    return {
        "requestContext": {"elb": {"targetGroupArn": arn}},
        "httpMethod": method,
        "path": urlsplit(url).path,
        **sent,
    }


def balancer(method: str, url: str, *, body: Any = None, headers: dict[str, str]) -> Event:
    """A load balancer; a repeated parameter of the query comes once, names and values as they were written."""
    query = {name: values[-1] for name, values in _as_written(url).items()}
    return _load_balancer(method, url, body) | {"queryStringParameters": query, "headers": _headers(headers)}


def balancer_in_lists(method: str, url: str, *, body: Any = None, headers: dict[str, str]) -> Event:
    """A load balancer whose target group has multi value headers switched on."""
    lists = {name: [value] for name, value in _headers(headers).items()}
    return _load_balancer(method, url, body) | {
        "multiValueQueryStringParameters": _as_written(url),
        "multiValueHeaders": lists,
    }


def _as_written(url: str) -> dict[str, list[str]]:
    return {quote(n): [quote(v) for v in values] for n, values in _grouped(urlsplit(url).query).items()}


def asked(path: str, **query: Any) -> str:
    """Write a URL."""
    return f"{path}?{urlencode(query, doseq=True)}" if query else path


SHAPES = {
    "rest /{proxy+}": rest_proxy,
    "http 1.0": http_1,
    "http 2.0": http_2,
    "function url": function_url,
    "load balancer": balancer,
    "load balancer, in lists": balancer_in_lists,
}
