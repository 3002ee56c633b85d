"""The one error table, and the problem documents (RFC 9457) that every refusal is answered with."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from chalicelib.api.http.transport_refusals import BadRequest, HeadersTooLarge
from chalicelib.domain.errors import BadCursor, BadParameter, Fault, Refusal

PROBLEM = "application/problem+json"

STATUS: dict[str, int] = {
    "bad_request": 400,
    "bad_json": 400,
    "bad_parameter": 400,
    "bad_cursor": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "request_timeout": 408,
    "duplicate": 409,
    "retracted": 409,
    "not_allowed_now": 409,
    "in_progress": 409,
    "gone": 410,
    "beyond_head": 410,
    "stale": 412,
    "too_large": 413,
    "uri_too_long": 414,
    "unsupported_media_type": 415,
    "invalid": 422,
    "too_many_actions": 422,
    "too_many_facts": 422,
    "oversized": 422,
    "idempotency_key_reused": 422,
    "precondition_required": 428,
    "rate_limited": 429,
    "headers_too_large": 431,
    "merged": 308,
    "internal": 500,
    "unsupported_transfer_coding": 501,
    "no_answer": 502,
    "busy": 503,
    "ahead_of_clock": 503,
    "unavailable": 503,
    "unsupported_http_version": 505,
    "storage_full": 507,
}
RETRY_AFTER_SECONDS = 1
OPERATOR_SECONDS = 60  # until the operator may have acted
OF_PARAMETERS = (BadParameter, BadCursor, BadRequest, HeadersTooLarge)  # whose faults name no place in the body
MAX_INSTANCE_CHARS = 4_000  # characters; the path of a request that means something is far shorter


def status_of(code: str, *, has_survivor: bool) -> int:
    """Give the status of a code: a merged entity redirects only where the same place under the survivor is known."""
    return STATUS["not_allowed_now"] if code == "merged" and not has_survivor else STATUS[code]


def problem(
    refusal: Refusal, *, instance: str, request_id: str, base: str = "", status: int | None = None
) -> dict[str, Any]:
    """Write a refusal as a problem document: the standard's members, ours, and the refusal's context."""
    document: dict[str, Any] = {
        "type": f"{base}/problems/{refusal.code}",
        "title": refusal.title,
        "status": status or STATUS[refusal.code],
        "detail": refusal.detail,
        "instance": instance[:MAX_INSTANCE_CHARS],
        "code": refusal.code,
        "request_id": request_id,
    }
    if faults := _faults(refusal):
        document["errors"] = [fault_json(fault, refusal=refusal) for fault in faults]
    return {**document, **{name: each for name, each in refusal.context.items() if name not in document}}


def _faults(refusal: Refusal) -> tuple[Fault, ...]:
    """Give the faults; of a refusal that only names its parameter, or is all about one, that one."""
    named = refusal.context.get("parameter") if isinstance(refusal, BadParameter) else None
    named = "cursor" if isinstance(refusal, BadCursor) else named
    return refusal.faults or ((Fault(str(named), "bad_value", refusal.detail),) if named else ())


def fault_json(fault: Fault, *, refusal: Refusal) -> dict[str, str]:
    """Write one fault: faults of a query or a header name the parameter, all others point into the body."""
    where = "parameter" if isinstance(refusal, OF_PARAMETERS) else "pointer"
    return {where: fault.pointer, "code": fault.code, "detail": fault.detail}


def headers_of(refusal: Refusal, *, method: str) -> dict[str, str]:
    """Give the headers that a refusal answers with beside its document."""
    headers = {"Content-Type": PROBLEM, "Cache-Control": "no-store"}
    if refusal.code == "unauthenticated":
        headers["WWW-Authenticate"] = 'Bearer realm="aifacts"'
    if refusal.code == "forbidden":
        scope = refusal.context.get("scope", "")
        headers["WWW-Authenticate"] = f'Bearer realm="aifacts", error="insufficient_scope", scope="{scope}"'
    if refusal.code in ("busy", "in_progress"):
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if refusal.code in ("unavailable", "storage_full"):
        headers["Retry-After"] = str(OPERATOR_SECONDS)
    if refusal.code in ("rate_limited", "ahead_of_clock"):
        headers["Retry-After"] = str(refusal.context.get("retry_after", RETRY_AFTER_SECONDS))
    if refusal.code == "method_not_allowed":
        headers["Allow"] = ", ".join(refusal.context.get("allow", ()))
    if refusal.code == "unsupported_media_type":
        is_coding = "codings" in refusal.context
        name = "Accept-Encoding" if is_coding else f"Accept-{method.capitalize()}"
        headers[name] = ", ".join(refusal.context.get("codings" if is_coding else "accepts", ()))
    return headers


def dumps(body: Mapping[str, Any]) -> str:
    """Write JSON; what UTF-8 cannot hold, such as a lone surrogate in a fault's detail, is escaped."""
    try:
        return to_json(body, fallback=str).decode()
    except PydanticSerializationError:
        return json.dumps(body, separators=(",", ":"), default=str)
