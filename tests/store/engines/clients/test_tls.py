"""TLS of the lean client: which certificates it trusts, and what it refuses."""

import ssl
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from botocore.httpsession import get_cert_path
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.store.engines.clients.connections import ca_bundle_of, default_ca_bundle
from chalicelib.store.engines.clients.protocol import LostAnswer
from tests.engines.endpoint import Endpoint, endpoint, ok
from tests.store.engines.clients.conftest import READ, Make


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


def test_bytes_that_tls_keeps_for_later_end_a_connection(make: Make, over_tls: Endpoint, certificate: Path) -> None:
    large = {"Item": {"body": {"S": "x" * 20_000}}}
    over_tls.say(ok(large) + ok({}), ok(large))
    client = make(over_tls, AWS_CA_BUNDLE=str(certificate))
    assert [client.call("GetItem", READ) for _ in range(3)] == [large] * 3
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
    assert default_ca_bundle() == get_cert_path(verify=True)
    monkeypatch.setitem(sys.modules, "certifi", None)
    beside = Path(default_ca_bundle())
    assert (beside.parent.name, beside.name) == ("botocore", "cacert.pem")
    ssl.create_default_context(cafile=str(beside))
    assert ca_bundle_of({"AWS_CA_BUNDLE": "a", "REQUESTS_CA_BUNDLE": "b"}) == "a"
    assert ca_bundle_of({"AWS_CA_BUNDLE": ""}) is None
