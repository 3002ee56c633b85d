"""The endpoint of another protocol over HTTP: how its route differs from those of resources."""

from chalicelib.late_dataclass import dataclass


@dataclass(frozen=True)
class Endpoint:
    """How a route differs from others.

    `headers` are those that only it reads. `is_same_origin`: pages of other origins are refused.
    """

    headers: tuple[str, ...] = ()
    is_same_origin: bool = False


RESOURCE = Endpoint()
