"""The access log: each log record is one line of JSON on stdout, and each request has one, with its metrics."""

import json
import logging
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import count
from threading import Lock
from typing import Any

from chalicelib.api.http.address_digest import address_digest
from chalicelib.api.http.request.key_redaction import redact_keys
from chalicelib.api.http.request.world import RequestStats
from chalicelib.api.http.response.problems import dumps
from chalicelib.domain.errors import Unavailable
from chalicelib.metrics import emf
from chalicelib.settings import Settings, cursor_secret
from chalicelib.store.rows import Unreadable

OURS = "aifacts"
QUOTABLE = (Unreadable,)  # exceptions whose messages quote nothing of a request
REFUSED, THROTTLED, FAILED = 400, 429, 500

# CloudWatch's embedded metric format. It has one dimension only: CloudWatch charges for each value of each dimension.
METRICS = {
    "Latency": "Milliseconds",
    "DbCalls": "Count",
    "ItemsRead": "Count",
    "Errors5xx": "Count",
    "Refusals4xx": "Count",
    "Throttled": "Count",
}
_DIRECTIVE = {
    "Namespace": OURS,
    "Dimensions": [["stage"]],
    "Metrics": [{"Name": name, "Unit": unit} for name, unit in METRICS.items()],
}
_DIRECTIVES = json.dumps([_DIRECTIVE], separators=(",", ":"))  # serialized here: it is half of each line

_OPTIONAL = ("trace_id", "items_returned", "key_id", "error")  # left out of the line of a request without them

_requests = logging.getLogger(f"{OURS}.request")
_numbers = count()
_alone = Lock()  # keeps the lines of threads apart


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON, without the messages of exceptions that may quote a request.

    The counts of a record (`extra={"metrics": ...}`) become metrics of the table.
    """

    def __init__(self, table_name: str) -> None:
        super().__init__()
        self._dimensions = {"table": table_name}

    def format(self, record: logging.LogRecord) -> str:
        """Return time, level, logger, message, and the stack of an exception."""
        line = _stamp(record.created, record.levelno) | {"logger": record.name, "message": record.getMessage()}
        if record.exc_info and record.exc_info[1]:
            line["error"] = stack_of(record.exc_info[1])
        if measured := getattr(record, "metrics", None):
            line |= emf(OURS, measured, dimensions=self._dimensions, at=line["time"])
        return redact_keys(json.dumps(line, separators=(",", ":"), default=str))


class Stdout(logging.Handler):
    """Writes each record as a line to the current `sys.stdout`."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; if that fails, let logging report it and continue."""
        try:
            _write_line(self.format(record))
        except Exception:  # noqa: BLE001  as logging's own do
            self.handleError(record)


def begin(chosen: Settings) -> None:
    """Set up logging: our records, and on Lambda those of libraries too, become lines. Can be called again."""
    ours = logging.getLogger(OURS)
    ours.setLevel(chosen.log_level)
    ours.propagate = False
    lines = next((each for each in ours.handlers if isinstance(each, Stdout)), None) or Stdout()
    lines.setFormatter(JsonLines(chosen.table_name))
    ours.handlers = [lines]
    if chosen.on_lambda:  # Lambda's own handler puts text before each record
        logging.getLogger().handlers = [lines]


def note(stats: RequestStats, answer: Mapping[str, Any]) -> None:
    """Write the line of an answered request, without a log record, which would cost more time."""
    level, now = logging.ERROR if stats.error else logging.INFO, time.time()
    if not _requests.isEnabledFor(level):
        return
    line = _stamp(now, level)
    line |= _request_fields(stats, answer, cold=next(_numbers) == 0)
    if client := address_digest(stats.address, day=line["time"][:10], secret=cursor_secret()):
        line["client"] = client
    try:
        _write_line(redact_keys(dumps(line))[:-1] + _metrics_member(now))
    except Exception:  # noqa: BLE001  the response matters more than its line
        _requests.exception("The line of a request could not be written.")


def _write_line(line: str) -> None:
    with _alone:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def stack_of(error: BaseException) -> str:
    """Return the stack of an exception and of its causes: types, places, and messages that quote no request."""
    return "".join(_stack_lines(error, frozenset()))


def _stack_lines(error: BaseException, seen: frozenset[int]) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and id(cause) not in seen:  # an exception that is raised twice can be its own cause
        yield from _stack_lines(cause, seen | {id(error)})
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}{_safe_message(error)}\n"


def _safe_message(error: BaseException) -> str:
    """Return the message of an exception if it quotes nothing of a request, else nothing."""
    if isinstance(error, Unavailable):
        return f": {error.cause}"
    return f": {error}" if isinstance(error, QUOTABLE) else ""


def _request_fields(stats: RequestStats, answer: Mapping[str, Any], *, cold: bool) -> dict[str, Any]:
    status, ms, table = answer["statusCode"], round(stats.ms, 1), stats.table
    calls, rows = (0, 0) if table is None else (table.calls, table.rows)
    fields = {
        "request_id": answer["headers"]["X-Request-Id"],
        "trace_id": stats.trace_id,
        "stage": stats.stage,
        "method": stats.method,
        "route": stats.route,
        **stats.logged,
        "status": status,
        "ms": ms,
        "db_ms": round(stats.db_ms, 1),
        "db_calls": calls,
        "items_read": rows,
        "items_returned": stats.items,
        "bytes": _body_length(answer),
        "key_id": None if stats.caller is None else stats.caller.key_id,
        "cold": cold,
        "error": None if stats.error is None else stack_of(stats.error),
    }
    for name in _OPTIONAL:
        if fields[name] is None:
            del fields[name]
    metrics = (ms, calls, rows, int(status >= FAILED), int(REFUSED <= status < FAILED), int(status == THROTTLED))
    fields.update(zip(METRICS, metrics, strict=True))
    return fields


def _stamp(created: float, level: int) -> dict[str, Any]:
    moment = f"{_second(int(created))}.{int(created % 1 * 1000):03d}Z"
    return {"time": moment, "level": logging.getLevelName(level)}


@lru_cache(maxsize=1)  # a busy process writes many lines each second
def _second(whole: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole))


def _metrics_member(created: float) -> str:
    return f',"_aws":{{"Timestamp":{int(created * 1000)},"CloudWatchMetrics":{_DIRECTIVES}}}}}'


def _body_length(answer: Mapping[str, Any]) -> int:
    """Return the number of bytes of the body as sent."""
    body: str = answer["body"]
    if answer.get("isBase64Encoded"):
        return len(body) * 3 // 4 - body[-2:].count("=")
    return len(body) if body.isascii() else len(body.encode("utf-8", "replace"))
