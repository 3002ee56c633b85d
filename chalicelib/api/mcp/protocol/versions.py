"""The versions of the protocol, and the agreement of the headers with the message."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from chalicelib.api.mcp.protocol.errors import ErrorCode, ProtocolError, with_faults
from chalicelib.api.mcp.protocol.messages import Message
from chalicelib.api.mcp.protocol.shapes import META, PROTOCOL_VERSION, RequestMeta, read_params
from chalicelib.domain.errors import Fault
from chalicelib.domain.values.checks import described, quoted

STATELESS = "2026-07-28"  # each request says its version; those before begin with a handshake
WITH_HANDSHAKE = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
SUPPORTED = (STATELESS, *WITH_HANDSHAKE)
WITHOUT_HEADER = "2025-03-26"  # the last version that knew no header; later ones say to assume it
# The parameter that the header `Mcp-Name` repeats, by method.
NAMES = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
_IN_BASE64 = re.compile(r"=\?base64\?(.*)\?=")


def version_of(message: Message, headers: Mapping[str, str]) -> str:
    """Return the version in which a message is to be answered.

    Raises ProtocolError for one that is not supported, for headers that contradict the message, and for a message of
    2026-07-28 that does not say what each must.
    """
    header, claimed = headers["mcp-protocol-version"], _claimed(message)
    if message.id is None:  # a notification need not say its version
        return _supported(header or WITHOUT_HEADER)
    if header == STATELESS:
        read_params(RequestMeta, _meta_of(message), at="/params/_meta")
    if claimed is not None or header == STATELESS:
        _check_headers(message, headers, claimed=claimed)
    return _supported(header or WITHOUT_HEADER)


def _claimed(message: Message) -> Any:
    """Return the version that a message itself names; None if it names none."""
    meta = message.params.get(META)
    return meta.get(PROTOCOL_VERSION) if isinstance(meta, dict) else None


def _meta_of(message: Message) -> Any:
    if META in message.params:
        return message.params[META]
    fault = Fault("/params/_meta", "missing_field", f"`_meta` is missing; it has the version as {PROTOCOL_VERSION!r}.")
    raise with_faults(ErrorCode.INVALID_PARAMS, (fault,))


def _supported(version: str) -> str:
    if version not in SUPPORTED:
        raise ProtocolError(
            ErrorCode.UNSUPPORTED_PROTOCOL_VERSION,
            f"Version {quoted(version)} is not supported. Supported: {', '.join(SUPPORTED)}.",
            data={"supported": list(SUPPORTED), "requested": version},
        )
    return version


def _check_headers(message: Message, headers: Mapping[str, str], *, claimed: Any) -> None:
    """Refuse headers that do not say what the message says; those of the method and name are new in 2026-07-28."""
    meant = {"MCP-Protocol-Version": claimed}
    if claimed == STATELESS:
        meant["Mcp-Method"] = message.method
        named = message.params.get(NAMES.get(message.method, ""))
        meant |= {"Mcp-Name": named} if isinstance(named, str) else {}
    wrong = [
        Fault(name, "disagrees", _disagreement(name, headers[name.lower()], meant=value))
        for name, value in meant.items()
        if value != decoded(headers[name.lower()])
    ]
    if wrong:
        raise with_faults(ErrorCode.HEADER_MISMATCH, wrong)


def _disagreement(name: str, sent: str, *, meant: Any) -> str:
    said = f"is {quoted(sent)}" if sent else "is missing"
    return f"The header {name} {said}; the message says {described(meant)}."


def decoded(sent: str) -> str | None:
    """Return the text of a header, which may be in the form `=?base64?…?=`; None if that is malformed."""
    found = _IN_BASE64.fullmatch(sent.strip())
    if found is None:
        return sent.strip()
    try:
        raw = base64.b64decode(found[1], validate=True)
        # Only the canonical form: another spelling of the same bytes is not what a client writes.
        return raw.decode() if base64.b64encode(raw).decode() == found[1] else None
    except (binascii.Error, ValueError):
        return None
