"""Tells callers apart in the log without keeping an address: a salted digest that is another one each day."""

import hmac
import secrets
from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network

LETTERS = 12  # of the digest, in hexadecimal: 48 bits, so that two callers of a day hardly share one
_SUBNET = 64  # bits of an IPv6 address: what one subscriber gets
_OF_PROCESS = secrets.token_bytes(32)


@lru_cache(maxsize=512)  # who asks once asks again; parsing an address costs more than the digest
def address_digest(address: str, *, day: str, secret: bytes) -> str | None:
    """Give the digest of an address (of an IPv6 one: of its subnet) on a day, None for what is no address.

    Only a holder of `secret` can say whose digest it is. Without one it is of this process only.
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
