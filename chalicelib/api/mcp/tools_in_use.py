"""The tools that agents can call: those of the catalogue, unless others are set."""

from collections.abc import Sequence
from typing import Any

from chalicelib.api.mcp.tool import Tool

_tools: Sequence[Tool[Any]] | None = None


def set_tools(tools: Sequence[Tool[Any]] | None) -> None:
    """Set the tools of all later requests; None for those of the catalogue."""
    global _tools  # noqa: PLW0603  one process serves one set of tools
    _tools = tools


def tools_in_use() -> Sequence[Tool[Any]]:
    """Return the tools, in the order in which they are listed."""
    if _tools is not None:
        return _tools
    from chalicelib.api.mcp.tools.catalogue import TOOLS  # the tools of a test need none of them

    return TOOLS
