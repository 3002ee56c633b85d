"""Answers as the gateway that called takes them: REST and HTTP APIs, function URLs, load balancers."""

from base64 import b64encode
from http import HTTPStatus
from typing import Any

from chalicelib.api.http.events.gateway_events import is_http_api, is_load_balancer

Answer = dict[str, Any]


def in_base64(answer: Answer) -> Answer:
    """Write a body of bytes as Lambda hands it on."""
    if isinstance(answer["body"], bytes):
        answer |= {"body": b64encode(answer["body"]).decode(), "isBase64Encoded": True}
    return answer


def shaped(answer: Answer, event: Any) -> Answer:
    """Give an answer the members that the sender of the event expects."""
    if is_load_balancer(event):
        return _to_load_balancer(answer, in_lists="multiValueHeaders" in event)
    return _to_http_api(answer) if is_http_api(event) else answer


def _to_http_api(answer: Answer) -> Answer:
    kept = ("statusCode", "headers", "body")
    return {**{name: answer[name] for name in kept}, "isBase64Encoded": answer.get("isBase64Encoded", False)}


def _to_load_balancer(answer: Answer, *, in_lists: bool) -> Answer:
    """Write the status in words too; headers as lists to a target group that sends them so."""
    status, headers = answer["statusCode"], answer["headers"]
    named = {"multiValueHeaders": {name: [value] for name, value in headers.items()}} if in_lists else {}
    return {
        "statusCode": status,
        "statusDescription": f"{status} {HTTPStatus(status).phrase}",
        **(named or {"headers": headers}),
        "body": answer["body"],
        "isBase64Encoded": answer.get("isBase64Encoded", False),
    }
