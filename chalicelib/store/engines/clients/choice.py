"""Chooses the client of a service: the lean one, or botocore's for what the lean one does not know."""

import os.path
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from chalicelib.store.engines.clients.protocol import DynamoClient

Variables = Mapping[str, str]

REGION, ENDPOINT = "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"
# The partition aws: others have other names of hosts.
_USUAL_REGION = re.compile(r"(af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-[0-9]")
_USUAL_ENDPOINT = re.compile(
    r"https?://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)*/?"
)
_MAX_PORT = 65_535
_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
_FILES = {"AWS_CONFIG_FILE": "~/.aws/config", "AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials"}
_SYSTEMS_WITH_PROXIES = ("darwin", "win32")


class Switch(NamedTuple):
    """Something that the lean client does not know: what it is, and whether an environment has it."""

    what: str
    why: str
    is_set: Callable[[Variables, str], bool]


def _is_true(name: str) -> Callable[[Variables, str], bool]:
    return lambda variables, _: variables.get(name, "").strip().lower() not in ("", "false")


def _is_there(*names: str) -> Callable[[Variables, str], bool]:
    return lambda variables, _: any(variables.get(name) for name in names)


def _has_shared_files(variables: Variables, _: str) -> bool:
    return any(os.path.exists(os.path.expanduser(variables.get(name) or path)) for name, path in _FILES.items())  # noqa: PTH110, PTH111  pathlib fails for a user without a home


def _has_a_proxy(variables: Variables, url: str) -> bool:
    """Check whether requests to this URL go through a proxy, as Python's library reads the variables."""
    scheme, _, rest = url.partition("://")
    proxies = {name.lower(): value for name, value in variables.items() if name.lower().endswith("_proxy") and value}
    if sys.platform in _SYSTEMS_WITH_PROXIES:
        return True
    if f"{scheme}_proxy" not in proxies:
        return False
    from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # typeshed leaves it out

    is_excepted: bool = proxy_bypass_environment(rest.partition("/")[0], {"no": proxies.get("no_proxy", "")})
    return not is_excepted


def _has_an_unusual_region(variables: Variables, _: str) -> bool:
    return not _USUAL_REGION.fullmatch(variables.get(REGION, ""))


def _has_an_unusual_endpoint(_: Variables, url: str) -> bool:
    found = _USUAL_ENDPOINT.fullmatch(url)
    return found is None or (found[3] is not None and int(found[3][1:]) > _MAX_PORT)


def _has_a_blank_bundle(variables: Variables, _: str) -> bool:
    return any(name in variables and not variables[name].strip() for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"))


SWITCHES = (
    Switch("AWS_USE_FIPS_ENDPOINT", "FIPS endpoints have other hosts", _is_true("AWS_USE_FIPS_ENDPOINT")),
    Switch(
        "AWS_USE_DUALSTACK_ENDPOINT", "dual-stack endpoints have other hosts", _is_true("AWS_USE_DUALSTACK_ENDPOINT")
    ),
    Switch(
        "AWS_ACCOUNT_ID_ENDPOINT_MODE=required",
        "the endpoint of an account has its number",
        lambda variables, _: variables.get("AWS_ACCOUNT_ID_ENDPOINT_MODE", "").lower() == "required",
    ),
    Switch("AWS_ENDPOINT_DISCOVERY_ENABLED", "the endpoint is asked for", _is_true("AWS_ENDPOINT_DISCOVERY_ENABLED")),
    Switch(
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        "some endpoints are then ignored",
        _is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"),
    ),
    Switch("AWS_DEFAULT_REGION", "it is empty, or its partition is not aws", _has_an_unusual_region),
    Switch(
        "an endpoint with more than host, port and path", "its path is signed in another way", _has_an_unusual_endpoint
    ),
    Switch("HTTPS_PROXY or HTTP_PROXY, unless NO_PROXY excepts the host", "requests pass a proxy", _has_a_proxy),
    Switch("an empty AWS_CA_BUNDLE or REQUESTS_CA_BUNDLE", "botocore refuses it", _has_a_blank_bundle),
    Switch("AWS_PROFILE", "it names a part of shared files", _is_there("AWS_PROFILE", "AWS_DEFAULT_PROFILE")),
    Switch("~/.aws/config or ~/.aws/credentials", "they may set anything", _has_shared_files),
    Switch(
        "AWS_ROLE_ARN or AWS_WEB_IDENTITY_TOKEN_FILE",
        "the keys come from STS",
        _is_there("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"),
    ),
    Switch(
        "neither AWS_ACCESS_KEY_ID nor AWS_CONTAINER_CREDENTIALS_*",
        "the keys come from the machine or a login",
        lambda variables, _: not any(variables.get(name) for name in _KEYS),
    ),
    Switch("AWS_CREDENTIAL_EXPIRATION", "keys of the environment then expire", _is_there("AWS_CREDENTIAL_EXPIRATION")),
    Switch("AWS_CSM_ENABLED", "each call is reported", _is_true("AWS_CSM_ENABLED")),
    Switch("SSLKEYLOGFILE", "the keys of TLS are written to a file", _is_there("SSLKEYLOGFILE")),
    Switch("AWS_DATA_PATH", "the API may be another", _is_there("AWS_DATA_PATH")),
    Switch(
        "AWS_AUTH_SCHEME_PREFERENCE or AWS_SIGV4A_SIGNING_REGION_SET",
        "requests are signed in another way",
        _is_there("AWS_AUTH_SCHEME_PREFERENCE", "AWS_SIGV4A_SIGNING_REGION_SET"),
    ),
    Switch("BOTOCORE_TCP_KEEPALIVE", "connections have another option", _is_true("BOTOCORE_TCP_KEEPALIVE")),
)


def connect(client: str, *, endpoint: str | None, environment: Variables) -> DynamoClient:
    """Make the client of a service: `lean` where the environment has only what that client knows, or `botocore`."""
    url = endpoint or environment.get(ENDPOINT) or f"https://dynamodb.{environment.get(REGION, '')}.amazonaws.com"
    if client == "lean" and next(switches_of(environment, url), None) is None:
        from chalicelib.store.engines.clients.lean import LeanClient  # one of the two, never both

        return LeanClient(url, region=environment[REGION], environment=environment)
    from chalicelib.store.engines.clients import sdk

    return sdk.BotocoreClient(sdk.connect(endpoint_url=endpoint))


def switches_of(environment: Variables, url: str) -> Iterator[Switch]:
    """Yield what an environment has that the lean client does not know."""
    return (switch for switch in SWITCHES if switch.is_set(environment, url))
