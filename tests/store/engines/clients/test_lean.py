"""The lean client alone: clocks, quotas, kept connections and TLS, over real connections on loopback."""

import os
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from botocore.httpsession import get_cert_path
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.store.engines.clients.connections import MAX_IDLE_SECONDS, ca_bundle_of, default_ca_bundle
from chalicelib.store.engines.clients.lean import LeanClient
from chalicelib.store.engines.clients.protocol import ClientUnusable, LostAnswer, ServiceError
from tests.api.conftest import event
from tests.conftest import REGION
from tests.engines.endpoint import Endpoint, Request, endpoint, error, ok
from tests.house.repository import ROOT

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
KEYS = {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "the-secret", "AWS_SESSION_TOKEN": "the-session"}
READ = {"TableName": "t", "Key": {"pk": {"S": "p"}, "sk": {"S": "s"}}}

Make = Callable[..., LeanClient]


class Clock:
    """The seconds since 1970, as a test sets them."""

    def __init__(self) -> None:
        self.now = NOW.timestamp()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The clock of a client."""
    return Clock()


@pytest.fixture
def pauses() -> list[float]:
    """The seconds that a client waited."""
    return []


@pytest.fixture
def make(clock: Clock, pauses: list[float]) -> Iterator[Make]:
    """Make a client with a clock and without waits."""
    made = list[LeanClient]()

    def made_for(served: Endpoint, **more: str) -> LeanClient:
        made.append(LeanClient(served.url, region=REGION, environment=KEYS | more, pause=pauses.append, clock=clock))
        return made[-1]

    yield made_for
    for client in made:
        client.close()


# The clock


def judged_by(theirs: Callable[[], datetime], *, code: str = "InvalidSignatureException") -> Callable[[Request], bytes]:
    """Answer as DynamoDB does at its time: it refuses what was signed five minutes away."""

    def answer(request: Request) -> bytes:
        signed = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        dated = {"Date": format_datetime(theirs(), usegmt=True)}
        return ok({}, **dated) if abs(theirs() - signed) < timedelta(minutes=5) else error(code, sends=dated)

    return answer


@pytest.mark.parametrize("hours", [-1, 1, 24 * 365])
@pytest.mark.parametrize("code", ["InvalidSignatureException", "RequestTimeTooSkewed", "RequestExpired"])
def test_a_wrong_clock_is_corrected_by_the_first_answer(make: Make, pauses: list[float], hours: int, code: str) -> None:
    with endpoint(judged_by(lambda: NOW + timedelta(hours=hours), code=code)) as served:
        client = make(served)
        assert [client.call("GetItem", READ) for _ in range(3)] == [{}, {}, {}]
    assert len(served.requests) == 4
    assert pauses == []


def test_a_clock_that_is_set_right_later_is_corrected_again(make: Make, clock: Clock) -> None:
    theirs = NOW + timedelta(hours=1)
    with endpoint(judged_by(lambda: theirs)) as served:
        client = make(served)
        client.call("GetItem", READ)
        clock.now += 3600
        client.call("GetItem", READ)
    assert len(served.requests) == 4


@pytest.mark.parametrize("date", ["", "yesterday", "Sun, 29 Nov 2026 12:02:00 GMT", "Sun, 29 Nov 9999 99:99:99 GMT"])
def test_a_wrong_signature_at_the_right_time_is_refused_at_once(make: Make, date: str) -> None:
    with endpoint(error("InvalidSignatureException", sends={"Date": date})) as served:
        with pytest.raises(ServiceError, match="InvalidSignatureException"):
            make(served).call("GetItem", READ)
        assert len(served.requests) == 1


def test_a_signature_that_no_clock_makes_right_is_refused_after_one_more_try(make: Make) -> None:
    with endpoint(error("InvalidSignatureException", sends={"Date": "Sun, 29 Nov 2026 18:00:00 GMT"})) as served:
        with pytest.raises(ServiceError, match="InvalidSignatureException"):
            make(served).call("GetItem", READ)
        assert len(served.requests) == 2


# Retries


def test_a_table_that_fails_for_long_gets_one_try_a_call_until_it_recovers(make: Make, pauses: list[float]) -> None:
    with endpoint(error("InternalServerError", 500)) as served:
        client = make(served)
        for _ in range(30):
            with pytest.raises(ServiceError):
                client.call("GetItem", READ)
        assert len(served.requests) == 30 + 500 // 14
        assert len(pauses) == 500 // 14
        assert max(pauses) < 0.05
        served.say(ok({}))
        for _ in range(14):
            client.call("GetItem", READ)
        served.say(error("InternalServerError", 500), ok({}))
        assert client.call("GetItem", READ) == {}


def test_a_server_says_how_long_to_wait(make: Make, pauses: list[float]) -> None:
    asked = error("ThrottlingException", sends={"Retry-After": "3"})
    with endpoint(asked, error("InternalServerError", 503, sends={"x-amz-retry-after": "1500"}), ok({})) as served:
        make(served).call("GetItem", READ)
    assert pauses == [3, 1.5]


def test_half_a_surrogate_pair_is_left_to_dynamodb_to_refuse(make: Make) -> None:
    with endpoint(error("SerializationException")) as served:
        with pytest.raises(ServiceError, match="SerializationException"):
            make(served).call("GetItem", {"TableName": "\ud800"})
        assert served.requests[0].body == b'{"TableName": "\\ud800"}'


def test_without_its_secret_a_call_is_refused_and_nothing_is_sent(make: Make) -> None:
    with endpoint(ok({})) as served:
        client = make(served, AWS_SECRET_ACCESS_KEY="")
        with pytest.raises(ClientUnusable, match="Set both"):
            client.call("GetItem", READ)
        assert served.requests == []


# Kept connections


def test_a_connection_that_was_idle_for_long_is_replaced(make: Make, clock: Clock) -> None:
    with endpoint(ok({})) as served:
        client = make(served)
        for seconds in (0, MAX_IDLE_SECONDS, MAX_IDLE_SECONDS + 1, -5):
            clock.now += seconds
            client.call("GetItem", READ)
        assert [request.connection for request in served.requests] == [1, 1, 2, 3]


def test_connections_that_were_frozen_together_cost_one_retry(make: Make) -> None:
    """Each looks open, and none of them answers: after the first the others are not tried."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    together = Barrier(5)

    def wait(_: Request) -> bytes:
        together.wait(5)
        return ok({})

    def answer_on_new_ones(request: Request) -> bytes | None:
        return ok({}) if request.connection > 5 else None

    with endpoint(wait) as served:
        client = make(served)
        with ThreadPoolExecutor(5) as threads:
            assert [*threads.map(lambda _: client.call("GetItem", READ), range(5))] == [{}] * 5
        served.say(answer_on_new_ones)
        assert client.call("GetItem", READ) == {}
        assert [request.connection > 5 for request in served.requests[5:]] == [False, True]


def test_bytes_that_nobody_asked_for_end_a_connection(make: Make) -> None:
    with endpoint(ok({}) + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", ok({"Item": READ["Key"]})) as served:
        client = make(served)
        assert client.call("GetItem", READ) == {}
        assert client.call("GetItem", READ) == {"Item": READ["Key"]}
        assert served.connections == 2


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    written = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(made.public_bytes(pem) + written)
    return file


@pytest.fixture
def over_tls(certificate: Path) -> Iterator[Endpoint]:
    """An endpoint with TLS, whose certificate only it trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with endpoint(ok({}), tls=context) as served:
        yield served


def test_tls_with_a_trusted_certificate_is_used(make: Make, over_tls: Endpoint, certificate: Path) -> None:
    for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        client = make(over_tls, **{name: str(certificate)})
        assert [client.call("GetItem", READ) for _ in range(2)] == [{}, {}]
    assert over_tls.connections == 2


def test_a_certificate_that_nobody_signed_is_refused(make: Make, over_tls: Endpoint) -> None:
    with pytest.raises(LostAnswer, match="CERTIFICATE_VERIFY_FAILED"):
        make(over_tls).call("GetItem", READ)
    assert over_tls.requests == []


def test_a_certificate_of_another_host_is_refused(make: Make, over_tls: Endpoint, certificate: Path) -> None:
    over_tls.url = over_tls.url.replace("127.0.0.1", "localhost")
    with pytest.raises(LostAnswer, match="localhost"):
        make(over_tls, AWS_CA_BUNDLE=str(certificate)).call("GetItem", READ)
    assert over_tls.requests == []


def test_a_bundle_that_is_not_there_is_a_lost_answer(make: Make, over_tls: Endpoint, tmp_path: Path) -> None:
    with pytest.raises(LostAnswer, match="FileNotFoundError"):
        make(over_tls, AWS_CA_BUNDLE=str(tmp_path / "absent.pem")).call("GetItem", READ)


def test_the_certificates_are_botocore_s(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_ca_bundle() == get_cert_path(True)
    monkeypatch.setitem(sys.modules, "certifi", None)
    beside = Path(default_ca_bundle())
    assert (beside.parent.name, beside.name) == ("botocore", "cacert.pem")
    ssl.create_default_context(cafile=str(beside))
    assert ca_bundle_of({"AWS_CA_BUNDLE": "a", "REQUESTS_CA_BUNDLE": "b"}) == "a"
    assert ca_bundle_of({"AWS_CA_BUNDLE": ""}) is None


# The application

PROGRAM = """
import json, sys
from app import app
print(json.dumps([app(each, None)["statusCode"] for each in json.load(sys.stdin)]))
print([name for name in ("boto3", "botocore", "requests") if name in sys.modules])
"""


def ask_lambda(url: str, *events: Any, **more: str) -> list[str]:
    """Let a new process answer events as on Lambda, and return what it prints at the end."""
    environment = {
        **KEYS,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_LAMBDA_FUNCTION_NAME": "aifacts",
        "AWS_ENDPOINT_URL_DYNAMODB": url,
        "CURSOR_SECRET": "a secret",
        "HOME": "/nonexistent",
        "LOG_LEVEL": "ERROR",
        "PATH": os.environ["PATH"],
        **more,
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, cwd=ROOT, input=str_of(events), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert not [secret for secret in ("the-secret", "the-session") if secret in done.stdout + done.stderr]
    return done.stdout.splitlines()


def str_of(events: Any) -> str:
    import json

    return json.dumps(events)


def answer_nothing(request: Request) -> bytes:
    """Answer as an empty table does."""
    return ok({"Attributes": {"taken": {"N": "1"}}, "Items": [], "Responses": {}})


def test_on_lambda_botocore_is_not_imported() -> None:
    asked = [event("GET", "/v1/companies/nobody"), event("GET", "/v1/companies"), event("GET", "/readyz")]
    with endpoint(answer_nothing) as served:
        assert ask_lambda(served.url, *asked)[-2:] == ["[404, 200, 200]", "[]"]
    assert {"GetItem", "Query"} <= {request.operation for request in served.requests}


@pytest.mark.parametrize("more", [{"DYNAMODB_CLIENT": "botocore"}, {"AWS_USE_DUALSTACK_ENDPOINT": "true"}])
def test_on_lambda_botocore_is_imported_where_it_is_needed(more: dict[str, str]) -> None:
    with endpoint(answer_nothing) as served:
        ended = ask_lambda(served.url, event("GET", "/v1/companies/nobody"), **more)
    assert "botocore" in ended[-1]


@pytest.mark.parametrize("client", ["lean", "botocore"])
def test_a_fault_of_the_operator_is_logged_with_its_cause_and_without_a_secret(client: str) -> None:
    with endpoint(error("ExpiredTokenException", message="The security token is expired")) as served:
        printed = ask_lambda(served.url, event("GET", "/v1/companies/nobody"), DYNAMODB_CLIENT=client)
    assert printed[-2] == "[503]"
    assert "DynamoDB cannot be used: An error occurred (ExpiredTokenException)" in "".join(printed)
