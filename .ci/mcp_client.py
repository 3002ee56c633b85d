"""A program of a user of the `mcp` SDK of today: lists the tools, calls some, and reads an error."""

import asyncio
import sys

from httpx2 import AsyncClient
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError


async def main(url: str, key: str) -> None:
    """Use the service in the version without a handshake, and in the last one with it."""
    for mode, version in (("auto", "2026-07-28"), ("legacy", "2025-11-25")):
        async with AsyncClient(headers={"Authorization": f"Bearer {key}"}) as http:
            transport = streamable_http_client(f"{url}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                await use(client, version)


async def use(client: Client, version: str) -> None:
    """List and call tools; the SDK checks each structured answer against the schema of its tool."""
    assert client.protocol_version == version, client.protocol_version
    assert client.server_info.name == "aifacts"
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert tools["add"].output_schema["required"] == ["sum"]
    added = await client.call_tool("add", {"a": 2, "b": 3})
    assert (added.structured_content, added.is_error) == ({"sum": 5}, False)
    assert [block.type for block in added.content] == ["text", "resource_link"]
    refused = await client.call_tool("add", {"a": "2"})
    assert refused.is_error
    assert "/a" in refused.content[0].text, refused
    assert "/b" in refused.content[0].text, refused
    found = await client.call_tool("find", {"query": "DeepSeek"})
    assert not found.is_error, found
    assert "company/deepseek" in found.content[0].text
    try:
        await client.call_tool("no_such_tool", {})
    except MCPError as error:
        assert error.error.code == -32602, error
    else:
        raise AssertionError("an unknown tool was called")


asyncio.run(main(sys.argv[1], sys.argv[2]))
