"""Credentials from the environment and from the endpoint of a container, and no secret in any text."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.credentials import ContainerProvider, EnvProvider
from botocore.utils import ContainerMetadataFetcher

from chalicelib.store.engines.clients import container
from chalicelib.store.engines.clients.container import FULL, RELATIVE, TOKEN, TOKEN_FILE, ContainerCredentials
from chalicelib.store.engines.clients.credentials import credentials_of as source_of
from chalicelib.store.engines.clients.protocol import ClientUnusable
from chalicelib.store.engines.clients.signing import Credentials
from tests.engines.endpoint import Endpoint, Request, endpoint, http

KEY, SECRET, SESSION = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"
NOW = 1_700_000_000.0
SECRETS = ("the-secret", "the-session", "the-authorization")


class Clock:
    """The seconds since 1970, as a test sets them; pauses let them pass."""

    def __init__(self) -> None:
        self.now = NOW
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


def keys(number: int = 1, *, lasts: float = 3600, **changed: str) -> bytes:
    """Write the answer of a container's endpoint, as it comes over HTTP."""
    expires = datetime.fromtimestamp(NOW + lasts, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = {"AccessKeyId": f"AKID{number}", "SecretAccessKey": SECRETS[0], "Token": SECRETS[1], "Expiration": expires}
    return http(200, str({**found, **changed}).replace("'", '"').encode())


@pytest.fixture
def clock() -> Clock:
    """A clock of a container's credentials."""
    return Clock()


@pytest.fixture
def served() -> Iterator[Endpoint]:
    """The endpoint of a container, with keys for an hour."""
    with endpoint(keys()) as found:
        yield found


def of_container(served: Endpoint, clock: Clock, **more: str) -> ContainerCredentials:
    return ContainerCredentials({FULL: f"{served.url}/keys?of=me", **more}, clock=clock, pause=clock.pause)


def refusal_of(source: Callable[[], Credentials]) -> str:
    """Return the text of a refusal, which has no secret."""
    with pytest.raises(ClientUnusable) as refused:
        source()
    said = f"{refused.value!r} {refused.value.__cause__!r} {refused.getrepr(style='short')}"
    assert not [secret for secret in SECRETS if secret in said]
    return str(refused.value)


# From the environment

VARIABLES: list[dict[str, str]] = [
    {KEY: "AKID", SECRET: "the-secret"},
    {KEY: "AKID", SECRET: "the-secret", SESSION: "the-session"},
    {KEY: "AKID", SECRET: "the-secret", SESSION: "the-session", "AWS_SECURITY_TOKEN": "older"},
    {KEY: "AKID", SECRET: "the-secret", SESSION: ""},
    {KEY: "AKID", SECRET: "the-secret", FULL: "http://127.0.0.1:1/"},
]


@pytest.mark.parametrize("variables", VARIABLES)
def test_the_variables_are_read_as_botocore_reads_them(variables: dict[str, str]) -> None:
    theirs: Any = EnvProvider(variables).load()
    assert source_of(variables)() == Credentials(theirs.access_key, theirs.secret_key, theirs.token)


@pytest.mark.parametrize("secret", [{}, {SECRET: ""}])
def test_half_of_the_variables_is_refused_with_what_to_do(secret: dict[str, str]) -> None:
    source = source_of({KEY: "AKID", **secret})
    assert [refusal_of(source), refusal_of(source)] == [
        "PartialCredentialsError: AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY. Set both."
    ] * 2


@pytest.mark.parametrize("name", [KEY, SECRET, SESSION])
@pytest.mark.parametrize("wrong", ["\n", "\r", " ", "é", "\0"])
def test_a_key_that_would_break_a_header_is_refused(name: str, wrong: str) -> None:
    variables = {KEY: "AKID", SECRET: "the-secret", SESSION: "the-session"}
    variables[name] += wrong
    assert "characters that no key has" in refusal_of(source_of(variables))


# From a container


def test_the_endpoint_of_a_container_is_asked_once_while_its_keys_last(served: Endpoint, clock: Clock) -> None:
    source = of_container(served, clock, **{TOKEN: SECRETS[2]})
    for _ in range(3):
        assert source() == Credentials("AKID1", *SECRETS[:2])
        clock.now += 900 - 1
    (request,) = served.requests
    assert request.start == "GET /keys?of=me HTTP/1.1"
    assert request.headers["authorization"] == SECRETS[2]


def test_the_token_of_a_file_is_read_each_time(served: Endpoint, clock: Clock, tmp_path: Path) -> None:
    file = tmp_path / "token"
    source = of_container(served, clock, **{TOKEN_FILE: str(file), TOKEN: "not this one"})
    assert "cannot be read: FileNotFoundError" in refusal_of(source)
    for token in ("one", "two"):
        file.write_text(token)
        source()
        clock.now += 3600
    assert [request.headers["authorization"] for request in served.requests] == ["one", "two"]


@pytest.mark.parametrize("wrong", ["the-authorization\n", "a\r\nX: y", "é"])
def test_a_token_that_would_break_a_header_is_refused(served: Endpoint, clock: Clock, wrong: str) -> None:
    assert "no header may have" in refusal_of(of_container(served, clock, **{TOKEN: wrong}))
    assert served.requests == []


def test_keys_are_fetched_again_before_they_expire(served: Endpoint, clock: Clock) -> None:
    source = of_container(served, clock)
    source()
    served.say(keys(2, lasts=7200))
    clock.now = NOW + 3600 - container.SOON + 1
    assert source().access_key == "AKID2"
    assert len(served.requests) == 2


def test_keys_that_have_some_minutes_left_are_used_while_the_endpoint_fails(served: Endpoint, clock: Clock) -> None:
    source = of_container(served, clock)
    source()
    served.say(http(500, b"the-secret"))
    clock.now = NOW + 3600 - container.NOW + 1
    assert [source().access_key for _ in range(5)] == ["AKID1"] * 5
    assert len(served.requests) == 2  # it is left in peace for a minute
    clock.now += 61
    assert source().access_key == "AKID1"
    assert len(served.requests) == 3
    assert clock.pauses == []
    clock.now = NOW + 3600
    assert "answers 500" in refusal_of(source)
    assert len(served.requests) == 6
    served.say(keys(2, lasts=9000))
    assert source().access_key == "AKID2"


def test_keys_that_our_clock_takes_for_expired_are_fetched_once_a_minute(served: Endpoint, clock: Clock) -> None:
    clock.now += 7200
    source = of_container(served, clock)
    assert [source().access_key for _ in range(3)] == ["AKID1"] * 3
    assert len(served.requests) == 1
    clock.now -= 7200  # as after a snapshot
    source()
    assert len(served.requests) == 1
    clock.now += 10_800
    source()
    assert len(served.requests) == 2


def test_a_restored_snapshot_fetches_its_keys_again(served: Endpoint, clock: Clock) -> None:
    source = of_container(served, clock)
    source()
    served.say(keys(2, lasts=100_000))
    clock.now += 86_400
    assert source().access_key == "AKID2"


def test_threads_wait_for_one_fetch(served: Endpoint, clock: Clock) -> None:
    source = of_container(served, clock)
    with ThreadPoolExecutor(8) as threads:
        found = [*threads.map(lambda _: source(), range(40))]
    assert {each.access_key for each in found} == {"AKID1"}
    assert len(served.requests) == 1


def test_an_endpoint_that_fails_at_first_is_asked_again(served: Endpoint, clock: Clock) -> None:
    served.say(http(500, b"x"), None, keys())
    assert of_container(served, clock)().access_key == "AKID1"
    assert clock.pauses == [1.0, 1.0]


ANSWERS: Mapping[str, bytes | None] = {
    "an error": http(404, b"the-secret"),
    "a redirect": http(302, b"", Location="http://127.0.0.1:1/the-secret"),
    "no answer": None,
    "no JSON": http(200, b"<html>the-secret</html>"),
    "a list": http(200, b'["the-secret"]'),
    "a text": http(200, b'"the-secret"'),
    "no token": keys().replace(b'"Token"', b'"Tokes"'),
    "no time": keys(Expiration="tomorrow"),
    "a time without a zone": keys(Expiration="2026-11-29T12:00:00"),
    "a key that breaks a header": keys(AccessKeyId="AKID\\r\\nX: the-secret"),
    "an endless answer": http(200, b'{"AccessKeyId": "' + b"x" * 200_000 + b'"}'),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_an_answer_without_keys_is_refused_without_quoting_it(served: Endpoint, clock: Clock, what: str) -> None:
    served.say(ANSWERS[what])
    assert refusal_of(of_container(served, clock)).startswith("CredentialRetrievalError: ")
    assert len(served.requests) == 3


ADDRESSES = [
    "http://169.254.170.2/x",
    "http://169.254.170.23/x",
    "http://[fd00:ec2::23]/x",
    "http://localhost:80/x",
    "http://127.0.0.1/x",
    "http://127.9.9.9/x",
    "http://[::1]/x",
    "https://keys.example/x",
    "http://keys.example/x",
    "http://169.254.169.254/x",
    "http://10.0.0.1/x",
    "http://localhost.example/x",
    "ftp://localhost/x",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_hosts_that_may_give_keys_are_botocore_s(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[str]()

    def answer(url: str, _headers: Any) -> bytes:
        asked.append(url)
        return keys().partition(b"\r\n\r\n")[2]

    monkeypatch.setattr(container, "_answer_of", answer)
    source = ContainerCredentials({FULL: address}, clock=Clock())
    fetcher: Any = ContainerMetadataFetcher()
    try:
        fetcher._validate_allowed_url(address)
        is_theirs = not address.startswith("ftp:")  # botocore has no way to ask there
    except ValueError:
        is_theirs = False
    if is_theirs:
        source()
        assert asked == [address]
    else:
        assert f"{FULL} must be https" in refusal_of(source)
        assert asked == []


def test_a_path_of_ecs_is_asked_for_at_ecs(monkeypatch: pytest.MonkeyPatch) -> None:
    variables = {RELATIVE: "/v2/credentials/1", FULL: "http://127.0.0.1/x"}
    asked = list[Request | str]()

    def answer(url: str, _headers: Any) -> bytes:
        asked.append(url)
        return keys().partition(b"\r\n\r\n")[2]

    monkeypatch.setattr(container, "_answer_of", answer)
    source_of(variables)()
    fetcher: Any = ContainerMetadataFetcher()
    assert asked == [fetcher.full_url(variables[RELATIVE])]
    provider: Any = ContainerProvider(variables)
    assert provider._provided_relative_uri()
