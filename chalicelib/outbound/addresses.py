"""Addresses of the internet: which of them are public, however they are written."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# `is_global` of some Python versions calls a few of these public.
_NOT_PUBLIC_4 = [
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by the customers of a carrier
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, with the metadata of cloud machines
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
]
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = [
    IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "3ffe::/16", "3fff::/20")  # protocols, Teredo, documentation
]
_TRANSLATED = IPv6Network("64:ff9b::/96")  # NAT64: the last 32 bits are an IPv4 address
_6TO4 = IPv6Network("2002::/16")


def is_public(address: Address) -> bool:
    """Return whether an address is public, and also the IPv4 address in it, if it has one."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _NOT_PUBLIC_4)
    inner = next(_embedded(address), None)
    if inner is not None:
        return is_public(inner)
    return address.is_global and address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


def parse_address(text: str) -> Address | None:
    """Read an address in its usual form; None for a name, and for an address with a zone."""
    try:
        return None if "%" in text else ip_address(text)
    except ValueError:
        return None


def _embedded(address: IPv6Address) -> Iterator[IPv4Address]:
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address in _TRANSLATED:
        yield IPv4Address(int(address) & 0xFFFF_FFFF)
    if address in _6TO4:
        yield IPv4Address(int(address) >> 80 & 0xFFFF_FFFF)
