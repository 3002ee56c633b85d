"""The exceptions: refusals of the service, one class for each family, and answers that do not come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class AifactsError(Exception):
    """The base of all exceptions of this package but those for wrong names and arguments."""


class ClosedClient(AifactsError):
    """The client was closed before this call."""


class NoAnswer(AifactsError):
    """The service did not answer: no connection, or none in time. A write may have happened; repeat it with its key."""

    def __init__(self, message: str, *, idempotency_key: str | None = None) -> None:
        super().__init__(message)
        self.idempotency_key = idempotency_key


class BadAnswer(AifactsError):
    """The answer is none of this service: no JSON, too large, a redirection to another host, or an unknown shape."""


@dataclass(frozen=True)
class Fault:
    """One fault of a request: the `pointer` into the body or the `parameter`, a code, and what would be right."""

    code: str
    detail: str
    pointer: str | None = None
    parameter: str | None = None

    @property
    def place(self) -> str:
        """The pointer or the parameter."""
        return self.pointer if self.pointer is not None else self.parameter or ""


class Refused(AifactsError):
    """The service refused a request. `problem` is its document (RFC 9457), `faults` has every fault."""

    def __init__(self, problem: Mapping[str, Any], *, status: int, retry_after: float | None = None) -> None:
        self.problem = problem
        self.status = status
        self.code = str(problem.get("code", ""))
        self.detail = str(problem.get("detail", problem.get("title", "")))
        self.request_id = problem.get("request_id")
        self.retry_after = retry_after
        self.faults: Sequence[Fault] = _faults(problem.get("errors"))
        super().__init__(self._message())

    def _message(self) -> str:
        more = [fault for fault in self.faults if fault.detail not in self.detail]
        faults = "".join(f"\n  {fault.place}: {fault.detail}" for fault in more)
        return f"{self.status} {self.code}: {self.detail}{faults}"


class Invalid(Refused, ValueError):
    """The request is wrong: a parameter, the JSON, or a value (400, 415, 422 and others)."""


class NotAllowed(Refused):
    """The key is missing or unknown (401), or lacks the scope (403)."""


class NotFound(Refused, LookupError):
    """There is nothing at this address (404)."""


class Gone(Refused, LookupError):
    """The entity is retired or erased (410); the detail gives the reason. Reads before that still work with `at`."""


class Merged(Refused):
    """The entity of a write is merged into another (308). Reads follow; a write should look at the survivor first."""


class ConflictingWrite(Refused):
    """The state forbids it (409): the entity exists, a fact is retracted, or the idempotency key is in use."""


class Stale(Refused):
    """The entity changed after the read that `if_match` names (412), or `if_match` is missing (428)."""


class TryAgain(Refused):
    """Too many requests (429) or a busy service (502, 503, 504), after all retries. `retry_after` is in seconds."""


FAMILIES: Mapping[int, type[Refused]] = {
    308: Merged,
    401: NotAllowed,
    403: NotAllowed,
    404: NotFound,
    409: ConflictingWrite,
    410: Gone,
    412: Stale,
    428: Stale,
    429: TryAgain,
    502: TryAgain,
    503: TryAgain,
    504: TryAgain,
}
CLIENT_FAULTS = range(400, 500)


def refusal(problem: Mapping[str, Any], *, status: int, retry_after: float | None = None) -> Refused:
    """Return the exception for a problem document."""
    family = FAMILIES.get(status, Invalid if status in CLIENT_FAULTS else Refused)
    return family(problem, status=status, retry_after=retry_after)


def _faults(errors: Any) -> Sequence[Fault]:
    known = [each for each in errors if isinstance(each, dict)] if isinstance(errors, list) else []
    return tuple(
        Fault(str(each.get("code")), str(each.get("detail")), each.get("pointer"), each.get("parameter"))
        for each in known
    )
