"""All tools, in the order in which agents see them."""

from typing import Any

from chalicelib.api.mcp.tool import Tool

TOOLS: tuple[Tool[Any], ...] = ()
