"""A program of a user of the last `mcp` SDK before version 2026-07-28: shakes hands, lists the tools, calls some."""

import asyncio
import sys

from httpx import AsyncClient
from mcp import ClientSession, McpError
from mcp.client.streamable_http import streamable_http_client


async def main(url: str, key: str) -> None:
    """Use the service; the SDK checks each structured answer against the schema of its tool."""
    async with (
        AsyncClient(headers={"Authorization": f"Bearer {key}"}) as http,
        streamable_http_client(f"{url}/mcp", http_client=http) as (read, write, _),
        ClientSession(read, write) as session,
    ):
        begun = await session.initialize()
        assert (begun.protocolVersion, begun.serverInfo.name) == ("2025-11-25", "aifacts")
        await session.send_ping()
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        assert tools["add"].outputSchema["required"] == ["sum"]
        added = await session.call_tool("add", {"a": 2, "b": 3})
        assert (added.structuredContent, added.isError) == ({"sum": 5}, False)
        refused = await session.call_tool("add", {"a": "2"})
        assert refused.isError
        assert "/b" in refused.content[0].text, refused
        found = await session.call_tool("find", {"query": "DeepSeek"})
        assert not found.isError, found
        assert "company/deepseek" in found.content[0].text
        try:
            await session.call_tool("no_such_tool", {})
        except McpError as error:
            assert error.error.code == -32602, error
        else:
            raise AssertionError("an unknown tool was called")


asyncio.run(main(sys.argv[1], sys.argv[2]))
