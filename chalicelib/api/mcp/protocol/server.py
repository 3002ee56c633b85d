"""The name, the capabilities and the advice that the service gives to agents."""

from typing import Any

from chalicelib import __version__

CAPABILITIES: dict[str, Any] = {"tools": {}}
INSTRUCTIONS = (
    "Facts about the AI industry: companies, models, prices, benchmarks, people, products and market events. Each "
    "value has a source. Sources can contradict each other: then the value is disputed, and both sides are on record. "
    "An entity has a ref, such as company/deepseek; look it up by name before you use it. Say how certain a value is, "
    "who says it and when. Links in an answer lead to all of it."
)


def server_info() -> dict[str, Any]:
    """Return the name and version of the service."""
    return {"name": "aifacts", "title": "aifacts", "version": __version__}
