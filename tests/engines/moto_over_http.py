"""moto's DynamoDB for a client that sends HTTP itself: moto in process answers botocore alone."""

from collections.abc import Mapping
from typing import Any
from zlib import crc32

from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto.core.models import botocore_stubber

from chalicelib.local import mock
from tests.engines.endpoint import Request, http

ADDRESS = "https://dynamodb.{}.amazonaws.com/"


def answer_of_moto(headers: Mapping[str, str], body: bytes, *, region: str) -> tuple[int, bytes]:
    """Let moto answer a request; return the status and the body."""
    given: Any = HTTPHeaders()
    for name, value in headers.items():
        given[name] = value
    asked = AWSPreparedRequest("POST", ADDRESS.format(region), given, body, stream_output=False)
    with mock._LOCK:  # as in process: moto is for one call at a time
        status, _, answer = botocore_stubber.process_request(asked) or (404, {}, b"")
    return status, answer.encode() if isinstance(answer, str) else answer


def reply_of_moto(request: Request, *, region: str) -> bytes:
    """Reply as moto does, with the checksum that DynamoDB sends."""
    status, body = answer_of_moto(request.headers, request.body, region=region)
    return http(status, body, **{"x-amz-crc32": str(crc32(body))})
