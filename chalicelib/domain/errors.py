"""Refusals: the one family of errors a caller can cause, each with a stable code and its context."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a request.

    `pointer` is an RFC 6901 JSON pointer into the body ("" is the whole body); `detail` says what is wrong and what
    would be right.
    """

    pointer: str
    code: str
    detail: str


class Refusal(Exception):
    """A request that is refused. Subclasses name the code; the edge alone knows the HTTP status."""

    code: ClassVar[str]
    title: ClassVar[str]

    def __init__(
        self,
        detail: str,
        *,
        faults: tuple[Fault, ...] = (),
        context: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.faults = faults
        self.context: Mapping[str, Any] = context or {}


class Invalid(Refusal):
    """Well-formed, but its content is at fault; `faults` lists every fault at once."""

    code, title = "invalid", "The content is not acceptable"


class TooManyActions(Refusal):
    """One transaction would need more than 100 actions."""

    code, title = "too_many_actions", "Too much for one transaction"


class Oversized(Refusal):
    """An item or a transaction would be larger than the table takes (400 KB, 4 MB), or an answer than Lambda sends."""

    code, title = "oversized", "Too large"


class NotFound(Refusal):
    """There is no such thing, or there was not at that time."""

    code, title = "not_found", "Not found"


class Duplicate(Refusal):
    """The slug is taken; the context holds the existing `ref`."""

    code, title = "duplicate", "The entity exists already"


class Retracted(Refusal):
    """The fact stands on record as retracted; sending it again does not reinstate it."""

    code, title = "retracted", "The fact was retracted"


class NotAllowedNow(Refusal):
    """The thing is in a state that does not allow this: reinstating what stands, retracting what is retracted."""

    code, title = "not_allowed_now", "Not possible in the present state"


class Gone(Refusal):
    """The entity was retired; the context holds `retired_at` and `reason`."""

    code, title = "gone", "The entity was retired"


class Merged(Refusal):
    """The entity was merged; the context holds `into`, the ref of the survivor."""

    code, title = "merged", "The entity was merged into another"


class Stale(Refusal):
    """`If-Match` names another revision than the present one."""

    code, title = "stale", "The entity has changed since"


class PreconditionRequired(Refusal):
    """The write is one that only whoever names the revision seen may make, and `If-Match` is missing."""

    code, title = "precondition_required", "If-Match is needed"


class Busy(Refusal):
    """Too many writers at once, or the table is throttled: the same request may succeed later."""

    code, title = "busy", "Try again shortly"


class IdempotencyKeyReused(Refusal):
    """The idempotency key came with another request before; each request needs its own."""

    code, title = "idempotency_key_reused", "The idempotency key belongs to another request"


class InProgress(Refusal):
    """The same request, with the same idempotency key, is being carried out at this moment."""

    code, title = "in_progress", "The same request is being carried out"


class Unauthenticated(Refusal):
    """No key, or one that is unknown, expired or revoked."""

    code, title = "unauthenticated", "A valid API key is needed"


class Forbidden(Refusal):
    """The key lacks a scope; the context holds `scope`."""

    code, title = "forbidden", "The key lacks a scope"


class RateLimited(Refusal):
    """The key has used up its minute; the context holds `limit` and `retry_after`, in seconds."""

    code, title = "rate_limited", "Too many requests"


class BadParameter(Refusal):
    """A query parameter, header or cursor is unknown or at fault."""

    code, title = "bad_parameter", "A parameter is not acceptable"


class BadCursor(Refusal):
    """The cursor was altered, has expired or belongs to another query."""

    code, title = "bad_cursor", "The cursor is not valid here"


class BadJson(Refusal):
    """The body is not JSON."""

    code, title = "bad_json", "The body is not JSON"


class UnsupportedMediaType(Refusal):
    """The body's media type or coding is not one this route takes; the context holds `accepts` or `codings`."""

    code, title = "unsupported_media_type", "Unsupported media type"


class NotAcceptable(Refusal):
    """`Accept` takes none of the media types that the route answers in; the context holds those, `offers`."""

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
    """A bug of ours. The answer says nothing more; the log says all."""

    code, title = "internal", "Internal error"


MOST_SUMMED_UP = 3
MOST_FAULTS = 1_000  # of a body that are told at once; a body of nothing else would fill more than an answer holds


def summed_up(faults: Sequence[Fault]) -> str:
    """Say in a few sentences what is wrong: the first faults whole, the number of the others."""
    told = [fault.detail for fault in faults[:MOST_SUMMED_UP]]
    more = len(faults) - len(told)
    return " ".join([*told, f"There are {more} faults more; `errors` has them all."] if more else told)


@dataclass
class Faults:
    """Collects every fault of a request, to refuse it once with all of them."""

    found: list[Fault] = field(default_factory=list)

    def add(self, pointer: str, code: str, detail: str) -> None:
        """Note a fault at an RFC 6901 pointer; with the thousandth raise Invalid, for nobody reads on."""
        self.found.append(Fault(pointer, code, detail))
        if len(self.found) >= MOST_FAULTS:
            detail = f"The body has {MOST_FAULTS} faults or more; `errors` has the first {MOST_FAULTS}."
            raise Invalid(detail, faults=tuple(self.found[:MOST_FAULTS]))

    def __bool__(self) -> bool:
        return bool(self.found)

    def refuse(self) -> None:
        """Raise `Invalid` with all that was found; do nothing when there is none."""
        if self.found:
            raise self.as_refusal()

    def as_refusal(self) -> Invalid:
        """Give the refusal with all that was found."""
        count = len(self.found)
        return Invalid(f"{count} fault{'s' if count > 1 else ''} in the body.", faults=tuple(self.found))


def pointer(*parts: str | int) -> str:
    """Join parts to an RFC 6901 JSON pointer, escaping `~` and `/`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
