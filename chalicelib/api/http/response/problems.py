"""The table of error codes and statuses, and the problem documents (RFC 9457) of all refusals."""

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
    "foreign_origin": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "request_timeout": 408,
    "duplicate": 409,
    "possible_duplicate": 409,
    "retracted": 409,
    "erased": 409,
    "already_erased": 409,
    "not_allowed_now": 409,
    "not_retired": 409,
    "not_merged": 409,
    "survivor_ended": 409,
    "in_progress": 409,
    "table_not_empty": 409,
    "import_out_of_order": 409,
    "gone": 410,
    "erased_entity": 410,
    "beyond_head": 410,
    "stale": 412,
    "too_large": 413,
    "uri_too_long": 414,
    "unsupported_media_type": 415,
    "invalid": 422,
    "newer_export": 422,
    "digest_mismatch": 422,
    "manifest_mismatch": 422,
    "too_many_actions": 422,
    "too_many_facts": 422,
    "too_many_followers": 422,
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
    "not_set_up": 503,
    "unavailable": 503,
    "unsupported_http_version": 505,
    "storage_full": 507,
}
RETRY_AFTER_SECONDS = 1
OPERATOR_SECONDS = 60  # time for the operator to act
OF_PARAMETERS = (
    BadParameter,
    BadCursor,
    BadRequest,
    HeadersTooLarge,
)  # their faults name a parameter, not a place in the body
MAX_INSTANCE_CHARS = 4_000  # characters; every real path is far shorter


def status_of(code: str, *, has_survivor: bool) -> int:
    """Return the status of a code; `merged` is a redirect only if its target is known."""
    return STATUS["not_allowed_now"] if code == "merged" and not has_survivor else STATUS[code]


def problem(
    refusal: Refusal, *, instance: str, request_id: str, base: str = "", status: int | None = None
) -> dict[str, Any]:
    """Return a refusal as a problem document: the members of RFC 9457, our own, and the context of the refusal."""
    document: dict[str, Any] = {
        "type": f"{base}/problems/{refusal.code}",
        "title": refusal.title,
        "status": status or STATUS[refusal.code],
        "detail": refusal.detail,
        "instance": instance[:MAX_INSTANCE_CHARS],
        "code": refusal.code,
        "request_id": request_id,
    }
    if faults := _listed_faults(refusal):
        document["errors"] = [fault_json(fault, refusal=refusal) for fault in faults]
    return {**document, **{name: each for name, each in refusal.context.items() if name not in document}}


def _listed_faults(refusal: Refusal) -> tuple[Fault, ...]:
    """Return the faults; for a refusal that only names its parameter, one fault made of that."""
    named = refusal.context.get("parameter") if isinstance(refusal, BadParameter) else None
    named = "cursor" if isinstance(refusal, BadCursor) else named
    return refusal.faults or ((Fault(str(named), "bad_value", refusal.detail),) if named else ())


def fault_json(fault: Fault, *, refusal: Refusal) -> dict[str, str]:
    """Return one fault: faults of a query or a header name the parameter, all others point into the body."""
    where = "parameter" if isinstance(refusal, OF_PARAMETERS) else "pointer"
    return {where: fault.pointer, "code": fault.code, "detail": fault.detail}


def headers_of(refusal: Refusal, *, method: str) -> dict[str, str]:
    """Return the headers of a refusal."""
    headers = {"Content-Type": PROBLEM, "Cache-Control": "no-store"}
    if refusal.code == "unauthenticated":
        headers["WWW-Authenticate"] = 'Bearer realm="aifacts"'
    if refusal.code == "forbidden":
        scope = refusal.context.get("scope", "")
        headers["WWW-Authenticate"] = f'Bearer realm="aifacts", error="insufficient_scope", scope="{scope}"'
    if refusal.code in ("busy", "in_progress"):
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if refusal.code in ("unavailable", "storage_full", "not_set_up"):
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
    """Return JSON; text that UTF-8 cannot encode, such as a lone surrogate in a detail, is escaped."""
    try:
        return to_json(body, fallback=str).decode()
    except PydanticSerializationError:
        return json.dumps(body, separators=(",", ":"), default=str)
