"""The log distinguishes callers within a day, and contains no address."""

import json
import time
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.api.http.address_digest import address_digest
from tests.api.conftest import Client, answer_to, event

SECRET = b"a secret of 32 letters or even more"
ADDRESSES = st.ip_addresses(v=4) | st.ip_addresses(v=6)
DAY = "2026-11-28"


def digest(address: str, *, day: str = DAY, secret: bytes = SECRET) -> str | None:
    return address_digest(address, day=day, secret=secret)


@given(ADDRESSES)
def test_an_address_has_one_digest_a_day_in_every_process_with_the_secret(address: IPv4Address | IPv6Address) -> None:
    first = digest(str(address))
    assert first == digest(str(address))
    assert first != digest(str(address), day="2026-11-29")
    assert first != digest(str(address), secret=b"another")
    assert str(address) not in str(first)


@given(st.lists(st.ip_addresses(v=4), unique=True, min_size=2, max_size=50))
def test_two_addresses_have_two_digests(addresses: list[IPv4Address]) -> None:
    assert len({digest(str(each)) for each in addresses}) == len(addresses)


def test_one_subscriber_of_ipv6_is_one_caller() -> None:
    assert digest("2001:db8:1:2::1") == digest("2001:db8:1:2:ffff::9")
    assert digest("2001:db8:1:2::1") != digest("2001:db8:1:3::1")
    assert digest("::ffff:192.0.2.1") == digest("192.0.2.1")


def test_what_is_no_address_has_none() -> None:
    assert [digest(text) for text in ("", "test-invoke-source-ip", "unix", "1.2.3", "fe80::1%eth0/64")] == [None] * 5


def test_without_a_secret_the_digest_is_not_one_that_anybody_can_make() -> None:
    first = digest("192.0.2.1", secret=b"")
    assert first == digest("192.0.2.1", secret=b"")
    assert first != digest("192.0.2.1", secret=b"\0")


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def from_address(address: str, *, url: str = "/healthz") -> dict[str, Any]:
    sent = event("GET", url, headers={"X-Forwarded-For": address})
    return {**sent, "requestContext": {**sent["requestContext"], "identity": {"sourceIp": address}}}


def test_the_lines_of_one_caller_are_alike_until_the_day_is_over(
    client: Client, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURSOR_SECRET", "a secret of 32 letters or even more")
    capsys.readouterr()
    for address, url in (("192.0.2.77", "/healthz"), ("192.0.2.77", "/nowhere"), ("192.0.2.78", "/healthz")):
        answer_to(from_address(address, url=url))
    tomorrow = time.time() + 86_400
    monkeypatch.setattr(time, "time", lambda: tomorrow)
    answer_to(from_address("192.0.2.77"))

    lines = lines_of(capsys)
    first, same, other, later = (line["client"] for line in lines)
    assert first == same
    assert len({first, other, later}) == 3
    assert first == address_digest("192.0.2.77", day=lines[0]["time"][:10], secret=SECRET)
    assert "192.0.2" not in json.dumps(lines)


def test_a_refusal_before_any_route_distinguishes_its_caller_too(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    answer_to(from_address("192.0.2.77", url="/v1/companies?limit=0"))
    answer_to({**from_address("192.0.2.77"), "requestContext": {"identity": {"sourceIp": "host.example"}}})
    one, none = lines_of(capsys)
    assert "client" in one
    assert "client" not in none
