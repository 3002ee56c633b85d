"""The world that requests run in: the default one on DynamoDB, or what a local run or a test puts there."""

from chalicelib.operations.world import World, world_of
from chalicelib.settings import settings

_world: World | None = None


def set_world(world: World) -> None:
    """Run every request from now on in this world."""
    from chalicelib.api.http.request import authentication, rate_limits

    global _world  # noqa: PLW0603  one process serves one world; a request must not pay for finding it
    _world = world
    authentication.forget()
    rate_limits.forget()


def get_world() -> World:
    """Give the world in use; the first request builds the default one, unless Lambda's start-up has."""
    if _world is None:
        set_world(_default())
    assert _world is not None  # noqa: S101  for the type checker: `use` has just set it
    return _world


def _default() -> World:
    from chalicelib.store.engines.dynamo import DynamoTable, connect

    chosen = settings()
    return world_of(DynamoTable(connect(endpoint_url=chosen.endpoint), chosen.table_name), chosen)
