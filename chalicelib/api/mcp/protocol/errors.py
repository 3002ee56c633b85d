"""The errors of JSON-RPC and of the protocol: their codes, and the HTTP status of each."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from http import HTTPStatus
from typing import Any

from chalicelib.domain.errors import Fault
from chalicelib.domain.faults import summed_up


class ErrorCode(IntEnum):
    """A code of JSON-RPC 2.0, or of the Model Context Protocol."""

    PARSE_ERROR = -32700
    INVALID_REQUEST = -32600
    METHOD_NOT_FOUND = -32601
    INVALID_PARAMS = -32602
    HEADER_MISMATCH = -32020
    UNSUPPORTED_PROTOCOL_VERSION = -32022


class ProtocolError(Exception):
    """A message that cannot be answered with a result.

    `is_of_method`: the message itself is right, so versions before 2026-07-28 answer the error with HTTP status 200.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        data: Mapping[str, Any] | None = None,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
        is_of_method: bool = False,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.data, self.status, self.is_of_method = code, message, data, status, is_of_method

    @property
    def as_json(self) -> dict[str, Any]:
        """The member `error` of the answer."""
        data = {} if self.data is None else {"data": dict(self.data)}
        return {"code": int(self.code), "message": self.message, **data}


def with_faults(code: ErrorCode, faults: Sequence[Fault], *, is_of_method: bool = False) -> ProtocolError:
    """Return the error that lists these faults: pointers into the message, or the names of headers."""
    where = "parameter" if code == ErrorCode.HEADER_MISMATCH else "pointer"
    listed = [{where: each.pointer, "code": each.code, "detail": each.detail} for each in faults]
    return ProtocolError(code, summed_up(faults), data={"errors": listed}, is_of_method=is_of_method)
