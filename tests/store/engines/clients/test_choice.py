"""Which client a service gets: the lean one, or botocore's for every setting that the lean one does not know."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chalicelib.settings import settings
from chalicelib.store.engines.clients import choice
from chalicelib.store.engines.clients.choice import SWITCHES, connect, switches_of
from chalicelib.store.engines.clients.lean import LeanClient
from chalicelib.store.engines.clients.sdk import BotocoreClient
from tests.house.repository import ROOT

PLAIN = {
    "AWS_ACCESS_KEY_ID": "AKID",
    "AWS_SECRET_ACCESS_KEY": "the-secret",
    "AWS_DEFAULT_REGION": "eu-central-1",
}
URL = "https://dynamodb.eu-central-1.amazonaws.com"
LAMBDA = {
    **PLAIN,
    "AWS_SESSION_TOKEN": "the-session",
    "AWS_REGION": "eu-central-1",
    "AWS_LAMBDA_FUNCTION_NAME": "aifacts",
    "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
    "LAMBDA_TASK_ROOT": "/var/task",
}


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home without files of AWS, on a system whose proxies are in the environment."""
    for name in choice._FILES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    return tmp_path


@pytest.mark.parametrize(
    "environment",
    [
        PLAIN,
        LAMBDA,
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9001/x", "AWS_DEFAULT_REGION": "us-east-1"},
        {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x", "AWS_DEFAULT_REGION": "ap-southeast-2"},
        PLAIN | {"AWS_USE_FIPS_ENDPOINT": "false", "AWS_USE_DUALSTACK_ENDPOINT": "False", "AWS_PROFILE": ""},
        PLAIN | {"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": "example.com,.amazonaws.com"},
        PLAIN | {"https_proxy": "http://proxy:3128", "no_proxy": "*"},
        PLAIN | {"HTTP_PROXY": "http://proxy:3128", "HTTPS_PROXY": ""},
        PLAIN | {"AWS_CA_BUNDLE": "/some/bundle.pem", "AWS_ACCOUNT_ID_ENDPOINT_MODE": "preferred"},
        PLAIN | {"AWS_MAX_ATTEMPTS": "9", "AWS_RETRY_MODE": "adaptive"},
    ],
)
def test_the_lean_client_serves_an_environment_that_it_knows(environment: Mapping[str, str]) -> None:
    assert [switch.what for switch in switches_of(environment, URL)] == []
    assert isinstance(connect("lean", endpoint=None, environment=environment), LeanClient)


SET: Mapping[str, list[dict[str, str]]] = {
    "AWS_USE_FIPS_ENDPOINT": [{"AWS_USE_FIPS_ENDPOINT": each} for each in ("true", "True", "yes")],
    "AWS_USE_DUALSTACK_ENDPOINT": [{"AWS_USE_DUALSTACK_ENDPOINT": "true"}],
    "AWS_ACCOUNT_ID_ENDPOINT_MODE=required": [{"AWS_ACCOUNT_ID_ENDPOINT_MODE": "Required"}],
    "AWS_ENDPOINT_DISCOVERY_ENABLED": [{"AWS_ENDPOINT_DISCOVERY_ENABLED": "true"}],
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": [{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}],
    "AWS_DEFAULT_REGION": [
        {"AWS_DEFAULT_REGION": each}
        for each in ("", "cn-north-1", "us-gov-west-1", "us-iso-east-1", "eusc-de-east-1", "local", "aws-global", "é")
    ],
    "HTTPS_PROXY or HTTP_PROXY, unless NO_PROXY excepts the host": [
        {"HTTPS_PROXY": "http://proxy:3128"},
        {"https_proxy": "http://proxy:3128"},
        {"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": "example.com"},
    ],
    "an empty AWS_CA_BUNDLE or REQUESTS_CA_BUNDLE": [{"AWS_CA_BUNDLE": " "}, {"REQUESTS_CA_BUNDLE": ""}],
    "AWS_PROFILE": [{"AWS_PROFILE": "x"}, {"AWS_DEFAULT_PROFILE": "x"}],
    "AWS_ROLE_ARN or AWS_WEB_IDENTITY_TOKEN_FILE": [{"AWS_ROLE_ARN": "x"}, {"AWS_WEB_IDENTITY_TOKEN_FILE": "x"}],
    "neither AWS_ACCESS_KEY_ID nor AWS_CONTAINER_CREDENTIALS_*": [{"AWS_ACCESS_KEY_ID": ""}],
    "AWS_CREDENTIAL_EXPIRATION": [{"AWS_CREDENTIAL_EXPIRATION": "2026-11-29T12:00:00Z"}],
    "AWS_CSM_ENABLED": [{"AWS_CSM_ENABLED": "true"}],
    "SSLKEYLOGFILE": [{"SSLKEYLOGFILE": "/x"}],
    "AWS_DATA_PATH": [{"AWS_DATA_PATH": "/x"}],
    "AWS_AUTH_SCHEME_PREFERENCE or AWS_SIGV4A_SIGNING_REGION_SET": [
        {"AWS_AUTH_SCHEME_PREFERENCE": "sigv4a"},
        {"AWS_SIGV4A_SIGNING_REGION_SET": "*"},
    ],
    "BOTOCORE_TCP_KEEPALIVE": [{"BOTOCORE_TCP_KEEPALIVE": "true"}],
}


@pytest.mark.parametrize("what", SET)
def test_botocore_serves_what_the_lean_client_does_not_know(what: str) -> None:
    for more in SET[what]:
        assert [switch.what for switch in switches_of(PLAIN | more, URL)] == [what], more


ENDPOINTS = {
    "http://localhost:8000": True,
    "http://127.0.0.1:4566/": True,
    "https://dynamodb.example/some/path_1.x~": True,
    "http://[::1]:8000": True,
    "http://localhost:80000": False,
    "http://me:secret@localhost": False,
    "http://localhost/?a=b": False,
    "http://localhost/#a": False,
    "http://localhost/a/../b": False,
    "http://localhost/a//b": False,
    "http://localhost/a%20b": False,
    "http://localhost\r\nX: y": False,
    "http://localhost\n": False,
    "http://LOCALHOST": False,
    "ftp://localhost": False,
    "localhost:8000": False,
    "": False,
}


@pytest.mark.parametrize("url", ENDPOINTS)
def test_an_endpoint_of_host_port_and_path_is_known(url: str) -> None:
    found = [switch.what for switch in switches_of(PLAIN, url)]
    assert found == ([] if ENDPOINTS[url] else ["an endpoint with more than host, port and path"])


def test_files_of_profiles_are_botocore_s(home: Path) -> None:
    for name in ("config", "credentials"):
        file = home / ".aws" / name
        file.parent.mkdir(exist_ok=True)
        file.touch()
        assert [switch.what for switch in switches_of(PLAIN, URL)] == ["~/.aws/config or ~/.aws/credentials"]
        file.unlink()
    elsewhere = home / "config"
    elsewhere.touch()
    assert len([*switches_of(PLAIN | {"AWS_CONFIG_FILE": str(elsewhere)}, URL)]) == 1
    assert len([*switches_of(PLAIN | {"AWS_CONFIG_FILE": str(home / "absent")}, URL)]) == 0


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_a_system_that_keeps_its_proxies_elsewhere_gets_botocore(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert len([*switches_of(PLAIN, URL)]) == 1


def test_a_proxy_is_one_for_the_scheme_of_the_endpoint() -> None:
    proxied = PLAIN | {"HTTP_PROXY": "http://proxy:3128", "NO_PROXY": "localhost"}
    assert len([*switches_of(proxied, "http://dynamodb.example:8000")]) == 1
    assert len([*switches_of(proxied, "http://localhost:8000")]) == 0
    assert len([*switches_of(proxied, URL)]) == 0


def test_a_client_is_made_for_each_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PLAIN.items():
        monkeypatch.setenv(name, value)
    assert isinstance(connect("botocore", endpoint=None, environment=PLAIN), BotocoreClient)
    assert isinstance(connect("lean", endpoint=None, environment=PLAIN | {"AWS_DATA_PATH": "/x"}), BotocoreClient)


def test_the_endpoint_is_botocore_s(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PLAIN.items():
        monkeypatch.setenv(name, value)
    for more, endpoint in (
        ({}, None),
        ({}, "http://localhost:8000"),
        ({"AWS_ENDPOINT_URL": "http://localhost:9000"}, None),
        ({"AWS_ENDPOINT_URL": "http://localhost:9000"}, "http://localhost:8000/"),
    ):
        monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
        for name, value in more.items():
            monkeypatch.setenv(name, value)
        own: Any = connect("lean", endpoint=endpoint, environment=PLAIN | more)
        theirs: Any = connect("botocore", endpoint=endpoint, environment=PLAIN | more)
        target = own._connections._endpoint
        assert f"{target.scheme}://{target.authority}" == theirs.sdk.meta.endpoint_url.rstrip("/")


def test_the_retries_of_the_environment_are_overruled_by_both(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (PLAIN | {"AWS_MAX_ATTEMPTS": "9", "AWS_RETRY_MODE": "legacy"}).items():
        monkeypatch.setenv(name, value)
    theirs: Any = connect("botocore", endpoint=None, environment=PLAIN)
    assert theirs.sdk.meta.config.retries == {"mode": "standard", "total_max_attempts": 3}


@pytest.mark.parametrize("text", ["Lean", "boto3", "lean ", "1"])
def test_a_client_that_does_not_exist_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNAMODB_CLIENT", text)
    with pytest.raises(ValueError, match=f"DYNAMODB_CLIENT is '{text}'; it must be lean or botocore"):
        settings()


def test_the_client_is_lean_unless_a_setting_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for text in ("", "lean", "botocore"):
        monkeypatch.setenv("DYNAMODB_CLIENT", text)
        found.append(settings().client)
    monkeypatch.delenv("DYNAMODB_CLIENT")
    assert [*found, settings().client] == ["lean", "lean", "botocore", "lean"]


def test_every_switch_is_documented_with_its_reason_and_tested() -> None:
    page = (ROOT / "docs" / "settings.md").read_text()
    assert [
        switch.what for switch in SWITCHES if f"| {switch.what} | {switch.why} |" not in page.replace("`", "")
    ] == []
    tested = {*SET, "an endpoint with more than host, port and path", "~/.aws/config or ~/.aws/credentials"}
    assert tested == {switch.what for switch in SWITCHES}
