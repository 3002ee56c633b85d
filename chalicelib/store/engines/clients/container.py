"""Fetches credentials from the endpoint of a container, again before they expire.

A container on ECS has such an endpoint, and a function that Lambda restores from a snapshot.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import urllib3
from pydantic_core import from_json
from urllib3.exceptions import HTTPError

from chalicelib.store.engines.clients.credentials import must_be_printable
from chalicelib.store.engines.clients.protocol import ClientUnusable
from chalicelib.store.engines.clients.signing import Credentials

RELATIVE, FULL = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"
TOKEN, TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
ECS = "http://169.254.170.2"
# Over plain HTTP only this machine and the endpoints of ECS and EKS: others could read the keys on the way.
PLAIN_HOSTS = frozenset({"169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost"})

SOON, NOW = 15 * 60, 10 * 60  # seconds before they expire: one thread fetches them, all wait for them
_SECONDS, _TRIES, _PAUSE = 2.0, 3, 1.0
_REST = 60.0  # seconds without another fetch, so that a wrong clock does not fetch them for each request
_MAX_BYTES = 64 * 1024
_OK = 200
_MEMBERS = ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")


@dataclass(frozen=True)
class _Fetched:
    credentials: Credentials
    expires: float
    at: float


class ContainerCredentials:
    """Credentials from an endpoint, fetched again before they expire. Threads may share them."""

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        clock: Callable[[], float] = time.time,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._environment, self._clock, self._pause = environment, clock, pause
        self._fetched: _Fetched | None = None
        self._lock = Lock()

    def __call__(self) -> Credentials:
        """Return credentials that are still good. Raises ClientUnusable."""
        fetched = self._fetched
        if fetched is not None and not self._ends_within(SOON, fetched):
            return fetched.credentials
        if self._lock.acquire(blocking=fetched is None or self._ends_within(NOW, fetched)):
            try:
                if self._fetched is fetched:  # no other thread has fetched them
                    self._fetched = self._renewed(fetched)
            finally:
                self._lock.release()
        assert self._fetched is not None  # noqa: S101  for the type checker: the first thread has waited for them
        return self._fetched.credentials

    def _ends_within(self, seconds: float, fetched: _Fetched) -> bool:
        now = self._clock()
        return fetched.expires - now < seconds and not 0 <= now - fetched.at < _REST

    def _renewed(self, fetched: _Fetched | None) -> _Fetched:
        """Fetch them; if that fails, keep those that have some minutes left, and rest."""
        if fetched is None or fetched.expires <= self._clock():
            return self._fetch(_TRIES)
        try:
            return self._fetch(1)
        except ClientUnusable:
            return replace(fetched, at=self._clock())

    def _fetch(self, tries: int) -> _Fetched:
        url, headers = self._address(), self._headers()
        while True:
            tries -= 1
            try:
                return _read_answer(_answer_of(url, headers), self._clock())
            except ClientUnusable:
                if not tries:
                    raise
                self._pause(_PAUSE)

    def _address(self) -> str:
        relative = self._environment.get(RELATIVE)
        url = f"{ECS}{relative}" if relative is not None else self._environment.get(FULL, "")
        try:
            parts = urlsplit(url)
            is_allowed = parts.scheme == "https" or (parts.scheme == "http" and _is_near(parts.hostname or ""))
        except ValueError:
            is_allowed = False
        if not is_allowed:
            raise ClientUnusable(
                f"CredentialRetrievalError: {FULL} must be https, or http on this machine or on one of "
                f"{', '.join(sorted(PLAIN_HOSTS))}."
            )
        return url

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/json"}
        if file := self._environment.get(TOKEN_FILE):
            try:
                token = Path(file).read_text(encoding="utf-8")  # each time: EKS replaces it
            except (OSError, UnicodeDecodeError) as error:
                raise ClientUnusable(
                    f"CredentialRetrievalError: {TOKEN_FILE} cannot be read: {type(error).__name__}."
                ) from None
        else:
            token = self._environment.get(TOKEN, "")
        if not token:
            return headers
        if not re.fullmatch(r"[\x20-\x7e]+", token):
            raise ClientUnusable(
                f"CredentialRetrievalError: the token of {TOKEN} or {TOKEN_FILE} has characters that no header may "
                "have, such as the end of a line."
            )
        return headers | {"Authorization": token}


def _is_near(host: str) -> bool:
    if host in PLAIN_HOSTS:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _answer_of(url: str, headers: Mapping[str, str]) -> bytes:
    """Fetch the answer, without a proxy and without redirects. No error quotes it: it may have keys in it."""
    try:
        with urllib3.PoolManager(retries=False, timeout=_SECONDS) as pool:
            answer = pool.request("GET", url, headers=headers, redirect=False, preload_content=False)
            try:
                body: bytes = answer.read(_MAX_BYTES)
            finally:
                answer.close()
    except (HTTPError, OSError) as error:
        raise ClientUnusable(
            f"CredentialRetrievalError: the endpoint of the container does not answer: {type(error).__name__}."
        ) from None
    if answer.status != _OK:
        raise ClientUnusable(f"CredentialRetrievalError: the endpoint of the container answers {answer.status}.")
    return body


def _read_answer(body: bytes, now: float) -> _Fetched:
    try:
        read: Any = from_json(body)
        key, secret, token, expires = (read[name] for name in _MEMBERS)
        found = _Fetched(Credentials(str(key), str(secret), str(token)), _seconds(expires), now)
    except (ValueError, TypeError, KeyError):
        raise ClientUnusable(
            "CredentialRetrievalError: the endpoint of the container answers without "
            f"{', '.join(_MEMBERS[:-1])} and {_MEMBERS[-1]}."
        ) from None
    must_be_printable(found.credentials, "The keys of the container's endpoint have")
    return found


def _seconds(instant: str) -> float:
    read = datetime.fromisoformat(instant)
    if read.tzinfo is None:
        raise ValueError(instant)
    return read.timestamp()
