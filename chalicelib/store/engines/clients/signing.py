"""Signs requests with AWS Signature Version 4, for one service and region."""

import hmac
from dataclasses import field
from hashlib import sha256
from time import gmtime, strftime
from typing import NamedTuple

from chalicelib.late_dataclass import dataclass

SERVICE = "dynamodb"
CONTENT_TYPE = "application/x-amz-json-1.0"
_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True)
class Credentials:
    """An access key; no secret of it appears in its representation."""

    access_key: str
    secret_key: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


class SignedHeaders(NamedTuple):
    """The headers that a signature adds."""

    date: str
    authorization: str


class Signer:
    """Signs the requests of one endpoint. The key of a day is derived once."""

    def __init__(self, *, host: str, path: str, region: str) -> None:
        self._host, self._path, self._region = host, path, region
        self._known: tuple[tuple[str, Credentials], bytes] | None = None

    def sign(self, target: str, body: bytes, credentials: Credentials, *, at: float) -> SignedHeaders:
        """Sign a POST with the headers of DynamoDB's protocol, at a number of seconds since 1970."""
        instant = strftime("%Y%m%dT%H%M%SZ", gmtime(at))
        day = instant[:8]
        token, named = ("", "")
        if credentials.token:
            token, named = f"x-amz-security-token:{credentials.token}\n", "x-amz-security-token;"
        names = f"content-type;host;x-amz-date;{named}x-amz-target"
        request = (
            f"POST\n{self._path}\n\n"
            f"content-type:{CONTENT_TYPE}\nhost:{self._host}\nx-amz-date:{instant}\n{token}x-amz-target:{target}\n\n"
            f"{names}\n{sha256(body).hexdigest()}"
        )
        scope = f"{day}/{self._region}/{SERVICE}/aws4_request"
        text = f"{_ALGORITHM}\n{instant}\n{scope}\n{sha256(request.encode()).hexdigest()}"
        signature = hmac.digest(self._key(day, credentials), text.encode(), "sha256").hex()
        credential = f"{credentials.access_key}/{scope}"
        return SignedHeaders(
            instant, f"{_ALGORITHM} Credential={credential}, SignedHeaders={names}, Signature={signature}"
        )

    def _key(self, day: str, credentials: Credentials) -> bytes:
        known = self._known  # read once: another thread may replace it
        if known is not None and known[0] == (day, credentials):
            return known[1]
        key = f"AWS4{credentials.secret_key}".encode()
        for part in (day, self._region, SERVICE, "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        self._known = ((day, credentials), key)
        return key
