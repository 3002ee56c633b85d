"""Requests to a real receiver: what arrives, what counts as an answer, and how long it may take."""

import socket
import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.outbound.exchange import MAX_ANSWER_BYTES, Deadline, post
from chalicelib.outbound.targets import Target
from chalicelib.outbound.web import Answered, Web
from tests.outbound.receiver import Receiver, raw_server, receiving
from tests.tables import for_each

BODY = b'{"type":"ping"}'
NAME = "hooks.example.com"
LOOPBACK = ip_address("127.0.0.1")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of hooks.example.com that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    written = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(made.public_bytes(pem) + written)
    return file


def send(url: str, *, seconds: float = 10.0) -> Answered:
    return Web(allows_loopback=True, seconds=seconds).post(url, BODY, {"Content-Type": "application/json", "X-A": "b"})


def test_the_body_and_the_headers_arrive_as_they_are() -> None:
    with receiving(Receiver()) as receiver:
        answered = send(f"{receiver.url}?team=1")
    (received,) = receiver.received
    assert (answered.status, answered.detail, answered.is_success) == (204, "", True)
    assert (received.path, received.body) == ("/hook?team=1", BODY)
    assert received.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert (received.headers["content-type"], received.headers["x-a"]) == ("application/json", "b")


@for_each("status", [301, 302, 303, 307, 308, 400, 404, 410, 429, 500, 503])
def test_all_but_2xx_is_a_failure_and_no_redirect_is_followed(status: int) -> None:
    with receiving(Receiver(lambda _: status)) as receiver:
        receiver.headers["Location"] = receiver.url
        answered = send(receiver.url)
    assert (answered.status, answered.is_success) == (status, False)
    assert answered.detail == f"The receiver answered {status}."
    assert len(receiver.received) == 1


def test_nobody_at_the_port_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    answered = send(f"http://127.0.0.1:{port}/")
    assert (answered.status, answered.detail) == (None, "The connection failed: connection refused.")


def _silence(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.settimeout(3)
    while connection.recv(65_536):
        pass


def _drip(connection: socket.socket) -> None:
    for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1_000:
        connection.sendall(bytes([letter]))
        time.sleep(0.02)


def _continue_for_ever(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.01)


@for_each("serve", [_silence, _drip, _continue_for_ever])
def test_a_receiver_that_answers_too_slowly_is_cut_off(serve: Callable[[socket.socket], None]) -> None:
    with raw_server(serve) as port:
        began = time.monotonic()
        answered = send(f"http://127.0.0.1:{port}/", seconds=0.3)
        took = time.monotonic() - began
    assert (answered.status, answered.detail) == (None, "The receiver did not answer within 0.3 seconds.")
    assert 0.25 < took < 1.5


def test_the_body_of_an_answer_is_not_waited_for() -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(1_000):
            connection.sendall(b"x")
            time.sleep(0.02)

    with raw_server(serve) as port:
        began = time.monotonic()
        answered = send(f"http://127.0.0.1:{port}/")
        took = time.monotonic() - began
    assert answered.status == 200
    assert took < 2.5


def test_no_more_than_64_kb_of_an_answer_are_read() -> None:
    sent = 0

    def serve(connection: socket.socket) -> None:
        nonlocal sent
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while sent < 1_000 * MAX_ANSWER_BYTES:
            sent += connection.send(b"x" * 4_096)

    with raw_server(serve) as port:
        assert send(f"http://127.0.0.1:{port}/").status == 200
    assert sent < 100 * MAX_ANSWER_BYTES


@for_each("answer", [b"no HTTP at all\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200, b"\x00" * 70_000])
def test_an_answer_that_is_no_http_is_a_failure(answer: bytes) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(answer)

    with raw_server(serve) as port:
        answered = send(f"http://127.0.0.1:{port}/", seconds=2)
    assert answered.status is None
    assert answered.detail.startswith("The connection failed")


def test_a_name_that_is_private_at_the_second_look_is_refused_at_that_connection() -> None:
    answers = [["93.184.215.14"], ["127.0.0.1"]]
    with receiving(Receiver()) as receiver:
        web = Web(lookup=lambda _host, _port: answers.pop(0))
        url = f"https://{NAME}:{receiver.port}/"
        assert web.refusal(url) is None
        answered = web.post(url, BODY, {})
    assert (answered.status, answered.detail) == (None, "The host has an address that is not public.")
    assert answers == []
    assert receiver.received == []


def test_a_name_is_looked_up_once_for_a_connection() -> None:
    looked_up: list[str] = []

    def lookup(host: str, _port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    with receiving(Receiver()) as receiver:
        web = Web(allows_loopback=True, lookup=lookup)
        assert web.post(f"http://localhost:{receiver.port}/", BODY, {}).status == 204
    assert looked_up == ["localhost"]


def test_the_next_address_is_tried_where_the_first_takes_no_connection() -> None:
    with receiving(Receiver()) as receiver:
        web = Web(allows_loopback=True, lookup=lambda _host, _port: ["127.0.0.9", "127.0.0.1"])
        assert web.post(f"http://localhost:{receiver.port}/", BODY, {}).status == 204


def test_tls_is_of_the_name_at_the_address_that_was_checked(certificate: Path) -> None:
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate)
    asked: list[str | None] = []
    served.sni_callback = lambda _socket, name, _context: asked.append(name)
    trusted = ssl.create_default_context(cafile=str(certificate))
    with receiving(Receiver(), tls=served) as receiver:
        target = Target("https", NAME, receiver.port, "/hook", None)
        status = post(target, LOOPBACK, body=BODY, headers={}, deadline=Deadline(5), trusted=trusted)
    assert (status, asked) == (204, [NAME])
    assert receiver.received[0].headers["host"] == f"{NAME}:{receiver.port}"


def test_a_certificate_of_another_name_or_signer_is_refused(certificate: Path) -> None:
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate)
    trusted = ssl.create_default_context(cafile=str(certificate))
    with receiving(Receiver(), tls=served) as receiver:
        for name, context in (("other.example.com", trusted), (NAME, ssl.create_default_context())):
            target = Target("https", name, receiver.port, "/", None)
            with pytest.raises(ssl.SSLCertVerificationError):
                post(target, LOOPBACK, body=BODY, headers={}, deadline=Deadline(5), trusted=context)
        answered = send(f"https://127.0.0.1:{receiver.port}/")
    assert answered.detail.startswith("The certificate is not valid")
    assert receiver.received == []


def test_a_receiver_without_tls_fails_in_words() -> None:
    with receiving(Receiver()) as receiver:
        answered = send(f"https://127.0.0.1:{receiver.port}/", seconds=2)
    assert answered.status is None
    assert answered.detail.startswith("The connection failed: TLS (")
