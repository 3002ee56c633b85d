"""Distinguishes callers in the log without storing addresses: a salted digest that changes every day."""

import hmac
import secrets
from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network

LETTERS = 12  # hexadecimal digits of the digest: with 48 bits, two callers of a day rarely share one
_SUBNET = 64  # bits of an IPv6 address that one subscriber gets
_OF_PROCESS = secrets.token_bytes(32)


@lru_cache(maxsize=512)  # callers return, and parsing an address costs more than the digest
def address_digest(address: str, *, day: str, secret: bytes) -> str | None:
    """Return the digest of an address on a day (for IPv6, of its subnet), or None if the text is not an address.

    Only a holder of `secret` can compute it. Without a secret it is valid within this process only.
    """
    network = _network(address)
    if network is None:
        return None
    return hmac.digest(_salt(day, secret), network.encode(), "sha256").hex()[:LETTERS]


@lru_cache(maxsize=2)
def _salt(day: str, secret: bytes) -> bytes:
    return hmac.digest(secret or _OF_PROCESS, f"addresses of {day}".encode(), "sha256")


def _network(text: str) -> str | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address.packed, _SUBNET), strict=False))
