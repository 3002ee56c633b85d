"""Looks up names: each name once per connection, and every address of it is checked."""

import socket
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread

from chalicelib.outbound.addresses import Address, is_public, parse_address
from chalicelib.outbound.targets import Refused, Target

Lookup = Callable[[str, int], list[str]]  # takes a host and a port, and returns addresses; raises OSError


def system_lookup(host: str, port: int) -> list[str]:
    """Return the addresses of a name as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(each[4][0]) for each in found]


def public_addresses(target: Target, lookup: Lookup, *, seconds: float) -> list[Address]:
    """Return the addresses of a target, in the order to try them. Raises Refused unless all of them are public.

    Where the target is loopback all of them must be loopback.
    """
    texts = [str(target.address)] if target.address is not None else _looked_up(target, lookup, seconds)
    addresses = [parse_address(text.partition("%")[0]) for text in dict.fromkeys(texts)]
    known = [address for address in addresses if address is not None]
    if not known or len(known) < len(addresses):
        raise Refused("The host has no address.")
    if not all(address.is_loopback if target.is_loopback else is_public(address) for address in known):
        raise Refused("The host has an address that is not public.")
    return known


def _looked_up(target: Target, lookup: Lookup, seconds: float) -> list[str]:
    """Look up a name in a thread: the system's own patience is longer than ours."""
    answers: SimpleQueue[list[str]] = SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(lookup(target.host, target.port))
        except (OSError, UnicodeError):
            answers.put([])

    Thread(target=look_up, name="lookup", daemon=True).start()
    try:
        return answers.get(timeout=max(seconds, 0.001))
    except Empty:
        raise Refused("The host could not be looked up in time.") from None
