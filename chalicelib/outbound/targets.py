"""The URLs of receivers: what they must look like before anything is looked up."""

import re
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from chalicelib.outbound.addresses import Address, is_public, parse_address

MAX_URL_CHARS = 2_000
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
_PORTS = {"https": 443, "http": 80}
_MAX_PORT = 65_535
_VISIBLE = re.compile(r"[^\x00-\x20\x7f\\]+")  # `urlsplit` drops some of the others in silence
_ASCII = re.compile(r"[\x21-\x7e]*")
_NAME = re.compile(r"([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_MAX_NAME_CHARS = 253
_PRIVATE_NAMES = ("localhost", "local", "internal", "lan", "home", "corp", "intranet", "private", "home.arpa")


class Refused(Exception):
    """A URL or an address to which nothing is sent; the message is a sentence for the caller."""


class Target(NamedTuple):
    """Where to send. `host` is in lower case and in ASCII; `address` is set if the URL has one instead of a name."""

    scheme: str
    host: str
    port: int
    path: str
    address: Address | None
    is_loopback: bool = False

    @property
    def authority(self) -> str:
        """The value of the header `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def read_target(url: str, *, allows_loopback: bool) -> Target:
    """Read a URL. Raises Refused for one that is not https, or that names no public host.

    With `allows_loopback` it may be http or https to 127.0.0.1, localhost or [::1].
    """
    if len(url) > MAX_URL_CHARS:
        raise Refused(f"A URL has at most {MAX_URL_CHARS} characters.")
    if not _VISIBLE.fullmatch(url):
        raise Refused("A URL has no spaces, control characters or backslashes.")
    parts = _split(url)
    if parts.scheme not in _PORTS:
        raise Refused("The URL must begin with https://.")
    host, port, path = _host_of(parts), _port_of(parts), _path_of(parts)
    is_loopback = allows_loopback and host in LOOPBACK_HOSTS
    if parts.scheme == "http" and not is_loopback:
        raise Refused("The URL must begin with https://.")
    address = parse_address(host)
    if not is_loopback:
        _check_host(host, address)
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], path, address, is_loopback)


def host_of(url: str) -> str:
    """Return the host of a URL, for logs: its path may contain a secret."""
    try:
        return urlsplit(url).hostname or "?"
    except ValueError:
        return "?"


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise Refused("The URL cannot be read.") from None


def _path_of(parts: SplitResult) -> str:
    if parts.username is not None or parts.password is not None:
        raise Refused("The URL must have no user name or password; verify the signature instead.")
    if parts.fragment:
        raise Refused("The URL must have no fragment (#).")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not _ASCII.fullmatch(path):
        raise Refused("Write the characters of the path that are not ASCII in percent-encoding.")
    return path


def _port_of(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        raise Refused(f"The port must be a number from 1 to {_MAX_PORT}.") from None
    if port == 0:
        raise Refused(f"The port must be a number from 1 to {_MAX_PORT}.")
    return port


def _host_of(parts: SplitResult) -> str:
    """Return the host in ASCII: other spellings of dots, digits and letters become the usual ones before any check."""
    host = parts.hostname or ""
    if not host:
        raise Refused("The URL names no host.")
    if "%" in host:
        raise Refused("The host must not be percent-encoded, and an address has no zone.")
    try:
        return host if ":" in host else host.encode("idna").decode().lower()
    except UnicodeError:
        raise Refused("The host is no name of the internet.") from None


def _check_host(host: str, address: Address | None) -> None:
    if address is not None:
        if not is_public(address):
            raise Refused("The URL must name a public address.")
        return
    if host.endswith("."):
        raise Refused("The host must not end with a dot.")
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        raise Refused("Write an address as four decimal numbers, or use a name.")
    if len(labels) == 1 or any(host == name or host.endswith(f".{name}") for name in _PRIVATE_NAMES):
        raise Refused("The host must be a public name, such as hooks.example.com.")
    if len(host) > _MAX_NAME_CHARS or not _NAME.fullmatch(host):
        raise Refused("The host is no name of the internet.")
