"""Agents, and tools for them to call."""

from collections.abc import Iterator

import pytest

from chalicelib.api.mcp.tools_in_use import set_tools
from tests.api.conftest import Client
from tests.api.mcp.protocol.agent import HANDSHAKES, STATELESS, TOOLS, Agent


@pytest.fixture(autouse=True)
def _tools() -> Iterator[None]:
    """Let the application have the tools of the tests."""
    set_tools(TOOLS)
    yield
    set_tools(None)


@pytest.fixture
def agent(client: Client) -> Agent:
    """An agent without a key, in the version of today."""
    return Agent(client)


@pytest.fixture(params=[STATELESS, *HANDSHAKES])
def agent_of_any_version(client: Client, request: pytest.FixtureRequest) -> Agent:
    """An agent of each version."""
    return Agent(client, request.param)
