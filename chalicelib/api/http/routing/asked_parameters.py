"""The query parameters of a route and a kind, with what the reading of each query needs of them, made once."""

from collections.abc import Iterator, Sequence

from chalicelib.api.http.routing.parameters import Parameter


class AskedParameters:
    """Query parameters in order, by name, the defaults, and those that must be sent.

    A list has up to 250 of them: to make these tables for each request would take a twentieth of a page.
    """

    def __init__(self, parameters: Sequence[Parameter]) -> None:
        self.by_name = {each.name: each for each in parameters}
        self.defaults = {each.name: each.default for each in parameters}
        self.required = [each for each in parameters if each.required]

    def __iter__(self) -> Iterator[Parameter]:
        """Iterate over them in order."""
        return iter(self.by_name.values())
