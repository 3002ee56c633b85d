"""Finds the credentials that the environment names."""

import re
from collections.abc import Mapping
from functools import cache, partial
from typing import Protocol

from chalicelib.store.engines.clients.protocol import ClientUnusable
from chalicelib.store.engines.clients.signing import Credentials

_PRINTABLE = re.compile(r"[\x21-\x7e]+")  # anything else would break a header


class CredentialSource(Protocol):
    """Gives the credentials for the next request."""

    def __call__(self) -> Credentials:
        """Return them. Raises ClientUnusable."""


def credentials_of(environment: Mapping[str, str]) -> CredentialSource:
    """Return the source that the environment names; keys come first, as in botocore."""
    if environment.get("AWS_ACCESS_KEY_ID"):
        return cache(partial(_of_variables, environment))  # it raises at each request, not when the client is made
    from chalicelib.store.engines.clients.container import ContainerCredentials  # most processes have no container's

    return ContainerCredentials(environment)


def _of_variables(environment: Mapping[str, str]) -> Credentials:
    secret = environment.get("AWS_SECRET_ACCESS_KEY")
    if not secret:
        raise ClientUnusable(
            "PartialCredentialsError: AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY. Set both."
        )
    token = environment.get("AWS_SECURITY_TOKEN") or environment.get("AWS_SESSION_TOKEN") or None
    found = Credentials(environment["AWS_ACCESS_KEY_ID"], secret, token)
    must_be_printable(found, "The variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN have")
    return found


def must_be_printable(found: Credentials, whose: str) -> None:
    """Refuse credentials that would break a header. Raises ClientUnusable."""
    if not all(_PRINTABLE.fullmatch(each) for each in (found.access_key, found.secret_key, found.token or "-")):
        raise ClientUnusable(f"CredentialRetrievalError: {whose} characters that no key has, such as spaces.")
