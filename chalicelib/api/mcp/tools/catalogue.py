"""All tools, in the order in which agents see them."""

from typing import Any

from chalicelib.api.mcp.tool import Tool
from chalicelib.api.mcp.tools import (
    check,
    compare,
    conflicts,
    find,
    get,
    price_history,
    record,
    timeline,
    what_changed,
)

TOOLS: tuple[Tool[Any], ...] = (
    find.TOOL,
    get.TOOL,
    timeline.TOOL,
    compare.TOOL,
    price_history.TOOL,
    conflicts.TOOL,
    what_changed.TOOL,
    check.TOOL,
    record.TOOL,
)
