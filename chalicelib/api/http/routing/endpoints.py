"""The endpoint of another protocol over HTTP: how its route differs from those of resources."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Endpoint:
    """How a route differs from others.

    `headers` are those that only it reads. `closed` are methods that get 405 behind every gateway: API Gateway answers
    404 to one that it does not know. `is_same_origin`: pages of other origins are refused.
    """

    headers: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    is_same_origin: bool = False


RESOURCE = Endpoint()
