"""Signatures are botocore's, for any request."""

from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as TheirCredentials
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.store.engines.clients.connections import Endpoint
from chalicelib.store.engines.clients.signing import CONTENT_TYPE, Credentials, Signer

REQUESTS = 1_000
printable = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=60)
words = st.text("abcxyz019-", min_size=1, max_size=9).map(lambda word: f"a{word}z")
hosts = st.lists(words, min_size=1, max_size=4).map(".".join) | st.sampled_from(["[::1]", "127.0.0.1", "UPPER.example"])
ports = st.sampled_from(["", ":80", ":443", ":8000"]) | st.integers(1, 65_535).map(lambda port: f":{port}")
paths = st.lists(st.text("AZaz09._~-", min_size=1, max_size=8).map(lambda part: f"a{part}"), max_size=3).map(
    lambda parts: "".join(f"/{part}" for part in parts)
)
ends = st.sampled_from(["", "/"])
urls = st.builds("{}://{}{}{}{}".format, st.sampled_from(["http", "https"]), hosts, ports, paths, ends)
regions = st.builds("{}-{}-{}".format, st.sampled_from(["eu", "us"]), words, st.integers(1, 9))
instants = st.integers(0, 4_000_000_000)
operations = st.sampled_from(["GetItem", "Query", "TransactWriteItems"])


def signed_by_botocore(url: str, region: str, target: str, body: bytes, keys: Credentials, at: int) -> Any:
    """Sign as botocore signs what it sends to DynamoDB."""
    headers = {"Content-Type": CONTENT_TYPE, "X-Amz-Target": target, "User-Agent": "aifacts"}
    request: Any = AWSRequest(method="POST", url=url, headers=headers, data=body)
    signer = auth.SigV4Auth(TheirCredentials(keys.access_key, keys.secret_key, keys.token), "dynamodb", region)
    with patch.object(auth, "get_current_datetime", lambda: datetime.fromtimestamp(at, UTC)):
        signer.add_auth(request)
    return request.headers["X-Amz-Date"], request.headers["Authorization"]


@settings(max_examples=REQUESTS)
@given(
    urls,
    regions,
    operations,
    st.binary(max_size=300),
    st.builds(Credentials, printable, printable, st.none() | printable),
    instants,
)
@example("https://dynamodb.eu-central-1.amazonaws.com", "eu-central-1", "Query", b"{}", Credentials("a", "b"), 0)
def test_a_signature_is_botocore_s(
    url: str, region: str, operation: str, body: bytes, keys: Credentials, at: int
) -> None:
    target, endpoint = f"DynamoDB_20120810.{operation}", Endpoint.of(url)
    signer = Signer(host=endpoint.authority, path=endpoint.path, region=region)
    assert signer.sign(target, body, keys, at=at) == signed_by_botocore(url, region, target, body, keys, at)


def test_another_day_or_another_key_has_another_signature() -> None:
    url, target = "https://dynamodb.eu-central-1.amazonaws.com", "DynamoDB_20120810.Query"
    signer = Signer(host="dynamodb.eu-central-1.amazonaws.com", path="/", region="eu-central-1")
    keys, others = Credentials("a", "b", "c"), Credentials("a", "d", "c")
    for at in (0, 86_399, 86_400, 0):
        for each in (keys, others, keys):
            theirs = signed_by_botocore(url, "eu-central-1", target, b"{}", each, at)
            assert signer.sign(target, b"{}", each, at=at + 0.9) == theirs


def test_credentials_show_no_secret() -> None:
    assert repr(Credentials("AKID", "the secret", "the token")) == "Credentials(access_key='AKID')"
