"""The parameters of the methods, and what each request of 2026-07-28 says about its client."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.api.mcp.protocol.errors import ErrorCode, with_faults
from chalicelib.domain.faults import Faults
from chalicelib.domain.values.checks import Shape, read_shape

META = "_meta"
PROTOCOL_VERSION = "io.modelcontextprotocol/protocolVersion"
CLIENT_INFO = "io.modelcontextprotocol/clientInfo"
CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities"
LOG_LEVEL = "io.modelcontextprotocol/logLevel"
SERVER_INFO = "io.modelcontextprotocol/serverInfo"
MAX_NAME_CHARS = 300  # of a client, a version or a tool
Word = Annotated[str, Field(max_length=MAX_NAME_CHARS)]
LogLevel = Literal["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"]


class OpenShape(BaseModel):
    """An object that may have more members: later versions and extensions add some."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class Implementation(OpenShape):
    """The name and version of a client."""

    name: Word
    version: Word


class RequestMeta(OpenShape):
    """The version and the client, which each request of 2026-07-28 has in `_meta`."""

    protocol_version: Annotated[Word, Field(alias=PROTOCOL_VERSION)]
    client_capabilities: Annotated[dict[str, Any], Field(alias=CLIENT_CAPABILITIES)]
    client_info: Annotated[Implementation | None, Field(alias=CLIENT_INFO)] = None
    log_level: Annotated[LogLevel | None, Field(alias=LOG_LEVEL)] = None


class InitializeParams(OpenShape):
    """The parameters of `initialize`."""

    version: Annotated[Word, Field(alias="protocolVersion")]
    capabilities: dict[str, Any]
    client: Annotated[Implementation, Field(alias="clientInfo")]


class ListParams(OpenShape):
    """The parameters of `tools/list`, whose answer is always whole."""

    cursor: None = None


class CallParams(OpenShape):
    """The parameters of `tools/call`."""

    name: Word
    arguments: dict[str, Any] | None = None


def read_params(shape: type[Shape], sent: Mapping[str, Any], *, at: str = "/params") -> Shape:
    """Read parameters as a shape. Raises ProtocolError with all faults."""
    faults = Faults()
    read = read_shape(shape, sent, at=at, faults=faults)
    if read is None:
        raise with_faults(ErrorCode.INVALID_PARAMS, faults.found, is_of_method=True)
    return read
