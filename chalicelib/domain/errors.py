"""Refusals: the errors that a request can be answered with, each with a stable code and its context."""

from collections.abc import Mapping
from typing import Any, ClassVar

from chalicelib.late_dataclass import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault of a request.

    `pointer` is an RFC 6901 JSON pointer into the body ("" is all of it); `detail` says what is wrong, then the cure.
    """

    pointer: str
    code: str
    detail: str


class Refusal(Exception):
    """A request that is refused. Subclasses have the code; only the API knows the HTTP status."""

    code: ClassVar[str]
    title: ClassVar[str]

    def __init__(
        self, detail: str, *, faults: tuple[Fault, ...] = (), context: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.faults = faults
        self.context: Mapping[str, Any] = context or {}


class Invalid(Refusal):
    """The body is well-formed, but its content is not valid; `faults` lists every fault."""

    code, title = "invalid", "The content is not acceptable"


class TooManyActions(Refusal):
    """One transaction would need more than 100 actions."""

    code, title = "too_many_actions", "Too much for one transaction"


class TooManyFacts(Refusal):
    """An entity, or one of its slots, would have more facts than it can keep (20,000 or 2,000)."""

    code, title = "too_many_facts", "Too many facts"


class Oversized(Refusal):
    """An item or a transaction would be too large for the table (400 KB, 4 MB), or a response too large for Lambda."""

    code, title = "oversized", "Too large"


class NotFound(Refusal):
    """The entity, fact or path does not exist, or did not exist at that time."""

    code, title = "not_found", "Not found"


class Duplicate(Refusal):
    """The slug is taken; the context holds the existing `ref`."""

    code, title = "duplicate", "The entity exists already"


class PossibleDuplicate(Refusal):
    """The entity may be on record under another slug; the context holds the `candidates`, and why each may be it."""

    code, title = "possible_duplicate", "The entity may exist already"


class Retracted(Refusal):
    """The fact is on record as retracted; sending it again does not reinstate it."""

    code, title = "retracted", "The fact was retracted"


class NotAllowedNow(Refusal):
    """The present state does not allow this: the fact is retracted already, or is not retracted."""

    code, title = "not_allowed_now", "Not possible in the present state"


class Gone(Refusal):
    """The entity was retired; the context holds `retired_at` and `reason`."""

    code, title = "gone", "The entity was retired"


class NotRetired(Refusal):
    """The entity is not retired, so its retirement cannot be reversed; if it was merged, the context holds `into`."""

    code, title = "not_retired", "The entity is not retired"


class NotMerged(Refusal):
    """The entity is not merged, so its merge cannot be reversed."""

    code, title = "not_merged", "The entity is not merged"


class SurvivorEnded(Refusal):
    """The entity that this one was merged into was merged or retired itself; the context holds it as `survivor`."""

    code, title = "survivor_ended", "The survivor was merged on or retired"


class BeyondHead(Refusal):
    """The number is greater than the newest of the change feed; the context holds the newest, `head`."""

    code, title = "beyond_head", "The change feed does not reach that number"


class Merged(Refusal):
    """The entity was merged; the context holds `into`, the ref of the survivor."""

    code, title = "merged", "The entity was merged into another"


class Stale(Refusal):
    """`If-Match` does not name the present revision."""

    code, title = "stale", "The entity has changed since"


class PreconditionRequired(Refusal):
    """`If-Match` is missing, and this write must name the revision that the caller has read."""

    code, title = "precondition_required", "If-Match is needed"


class Busy(Refusal):
    """Too many writers, or the table is throttled: the same request may succeed later."""

    code, title = "busy", "Try again shortly"


class AheadOfClock(Refusal):
    """The entity's last instant is too far ahead of the clock; the context holds `ref` and `updated_at`."""

    code, title = "ahead_of_clock", "The entity is ahead of the clock"


class IdempotencyKeyReused(Refusal):
    """The idempotency key was sent with another request before; each request needs its own."""

    code, title = "idempotency_key_reused", "The idempotency key belongs to another request"


class InProgress(Refusal):
    """The same request, with the same idempotency key, is in progress."""

    code, title = "in_progress", "The same request is in progress"


class Unauthenticated(Refusal):
    """The request has no key, or one that is unknown, expired or revoked."""

    code, title = "unauthenticated", "A valid API key is needed"


class Forbidden(Refusal):
    """The key lacks a scope; the context holds `scope`."""

    code, title = "forbidden", "The key lacks a scope"


class RateLimited(Refusal):
    """The key has made its requests of this minute; the context holds `limit` and `retry_after`, in seconds."""

    code, title = "rate_limited", "Too many requests"


class BadParameter(Refusal):
    """A query parameter, header or cursor is unknown or not valid."""

    code, title = "bad_parameter", "A parameter is not acceptable"


class BadCursor(Refusal):
    """The cursor was altered, has expired or belongs to another query."""

    code, title = "bad_cursor", "The cursor is not valid here"


class BadJson(Refusal):
    """The body is not JSON."""

    code, title = "bad_json", "The body is not JSON"


class UnsupportedMediaType(Refusal):
    """The route does not accept the body's media type or coding; the context holds `accepts` or `codings`."""

    code, title = "unsupported_media_type", "Unsupported media type"


class NotAcceptable(Refusal):
    """`Accept` allows none of the route's media types; the context holds these, `offers`."""

    code, title = "not_acceptable", "No acceptable media type"


class TooLarge(Refusal):
    """The body is larger than the limit."""

    code, title = "too_large", "The body is too large"


class UriTooLong(Refusal):
    """The query is longer than the limit; the context holds `longest`, in characters."""

    code, title = "uri_too_long", "The query is too long"


class MethodNotAllowed(Refusal):
    """The path exists, the method does not; the context holds `allow`."""

    code, title = "method_not_allowed", "Method not allowed"


class Internal(Refusal):
    """A bug of this service. The response has no details; the log has them."""

    code, title = "internal", "Internal error"


class Unavailable(Refusal):
    """The table cannot be used until the operator acts; `cause`, for the log and the terminal only, says why."""

    code, title = "unavailable", "The data cannot be used at the moment"

    def __init__(self, detail: str, *, cause: str) -> None:
        super().__init__(detail)
        self.cause = cause


class StorageFull(Unavailable):
    """There is no room left to write; everything on record can still be read."""

    code, title = "storage_full", "No room is left to write"
