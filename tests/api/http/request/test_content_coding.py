"""Bodies in gzip: decoded within the bound of a body, refused where they are not what they say."""

import gzip
import json
import zlib
from typing import Any

import pytest

from chalicelib.api.http.request.body import MAX_BODY_BYTES
from chalicelib.api.http.request.content_coding import decoded
from chalicelib.domain.errors import Refusal
from tests.api.conftest import ADMIN, WRITER, Answer, Client, a_company, a_fact

BOMB = gzip.compress(b" " * 50_000_000, mtime=0)


def _send(client: Client, body: bytes, coding: str, *, key: str = ADMIN, **headers: str) -> Answer:
    named = {"Content-Type": "application/json", "Content-Encoding": coding, **headers}
    return client.send("POST", "/v1/companies", body=body, key=key, headers=named)


def _zipped(body: Any) -> bytes:
    return gzip.compress(json.dumps(body).encode())


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip", " gzip "])
def test_a_gzip_body_says_what_is_in_it(client: Client, coding: str) -> None:
    made = _send(client, _zipped(a_company(name="深度求索")), coding)
    assert (made.status, made.json["name"]) == (201, "深度求索")


def test_a_plain_body_may_say_so(client: Client) -> None:
    assert _send(client, json.dumps(a_company()).encode(), "identity").status == 201


def test_every_route_with_a_body_decodes_it(client: Client) -> None:
    client.create("companies", a_company())
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    facts = client.send("POST", "/v1/facts", body=_zipped({"facts": [a_fact()]}), key=ADMIN, headers=headers)
    names = client.send("POST", "/v1/resolve", body=_zipped({"names": [{"name": "x"}]}), key=ADMIN, headers=headers)
    patched = client.send(
        "PATCH", "/v1/companies/deepseek", body=_zipped({"founded": "2023", "evidence": a_fact()["evidence"]}),
        key=ADMIN, headers={**headers, "Content-Type": "application/merge-patch+json"},
    )  # fmt: skip
    assert (facts.status, names.status, patched.status) == (201, 200, 200)


@pytest.mark.parametrize("coding", ["br", "deflate", "zstd", "gzip, gzip", "compress", "x" * 500, "gzip;q=1"])
def test_another_coding_is_415_and_says_which_will_do(client: Client, coding: str) -> None:
    refused = _send(client, b"{}", coding)
    assert (refused.status, refused.json["code"]) == (415, "unsupported_media_type")
    assert refused.headers["accept-encoding"] == "gzip"
    assert "accept-post" not in refused.headers


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{}", 400),
        (b"", 400),
        (zlib.compress(b"{}"), 400),
        (gzip.compress(b"{}", mtime=0)[:-4], 400),
        (gzip.compress(b"{}", mtime=0) + b"more", 400),
        (gzip.compress(b"{}", mtime=0) + gzip.compress(b"{}", mtime=0), 400),
        (gzip.compress(b"{}", mtime=0)[:-8] + b"\0" * 8, 400),
        (gzip.compress(b"not json", mtime=0), 400),
        (gzip.compress(b"[]", mtime=0), 422),
        (BOMB, 413),
        (b"\x1f\x8b" + b"x" * MAX_BODY_BYTES, 413),
    ],
)
def test_what_is_no_whole_gzip_or_too_much_is_refused(client: Client, body: bytes, status: int) -> None:
    assert _send(client, body, "gzip").status == status


def test_the_bound_is_on_what_comes_out() -> None:
    fits, beyond = gzip.compress(b" " * MAX_BODY_BYTES), gzip.compress(b" " * (MAX_BODY_BYTES + 1))
    assert len(decoded(fits, coding="gzip")) == MAX_BODY_BYTES
    with pytest.raises(Refusal) as refusal:
        decoded(beyond, coding="gzip")
    assert refusal.value.code == "too_large"


def test_a_bomb_is_decoded_no_further_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    make = zlib.decompressobj

    class Counting:
        def __init__(self, window: int) -> None:
            self.inner = make(window)

        def decompress(self, data: bytes, most: int) -> bytes:
            out = self.inner.decompress(data, most)
            taken.append(len(out))
            return out

    monkeypatch.setattr("chalicelib.api.http.request.content_coding.zlib.decompressobj", Counting)
    with pytest.raises(Refusal):
        decoded(BOMB, coding="gzip")
    assert taken == [MAX_BODY_BYTES + 1]


def test_a_key_in_a_gzip_body_is_found(client: Client) -> None:
    secret = "aif_" + "a" * 43
    refused = _send(client, _zipped(a_company(name=secret)), "gzip", key=WRITER)
    assert refused.status in (400, 422)
    assert secret not in refused.text


def test_the_same_request_plain_and_in_gzip_is_one_for_its_key(client: Client) -> None:
    body = a_company()
    first = _send(client, _zipped(body), "gzip", Idempotency_Key="k")
    again = client.post("/v1/companies", body, Idempotency_Key="k")
    assert (first.status, again.status, again.headers["idempotency-replayed"]) == (201, 201, "true")
