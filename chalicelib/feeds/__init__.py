"""Events that AWS sends: the schedule, and the stream of the table."""

from collections.abc import Callable
from typing import Any

from chalice.app import Chalice

from chalicelib.feeds.schedule import schedule
from chalicelib.operations.world import World

__all__ = ["schedule", "stream"]

Streamed = Callable[[dict[str, Any], Any], dict[str, Any]]  # Lambda calls it with event and context


def stream(app: Chalice, world: Callable[[], World]) -> Streamed:
    """Register the sender on an app; it runs in the world that `world` returns. `app.py` must call the result `send`.

    The event source mapping, which connects it to the table's stream, is in the template.
    """

    @app.lambda_function(name="send")
    def send(event: dict[str, Any], context: Any) -> dict[str, Any]:
        from chalicelib.feeds.webhooks import answer  # the function of the API never sends

        return answer(world(), event, context)

    streamed: Streamed = send
    return streamed
