"""Finds the resource of a path, for gateways that do not name it in the event."""

from collections.abc import Iterable, Mapping, Sequence

from chalicelib.late_dataclass import dataclass


@dataclass(frozen=True)
class Match:
    """The resource of a path, with the path parameters, percent-encoded as in events of API Gateway."""

    resource: str
    parameters: Mapping[str, str]


class Resources:
    """The resources of an API, literal segments before parameters; `parameters` lists the names in each path."""

    def __init__(self, paths: Iterable[str]) -> None:
        split = [(path, path.strip("/").split("/")) for path in paths]
        self.parameters = {path: [part.strip("{}") for part in parts if _is_parameter(part)] for path, parts in split}
        self._root = _Branch()
        for resource, pattern in split:
            self._root.add(resource, pattern)

    def match(self, path: str) -> Match | None:
        """Find the resource of a path; ignore one trailing slash."""
        segments = path.removesuffix("/").removeprefix("/").split("/")
        resource = self._root.find(segments, 0)
        if resource is None:
            return None
        pattern = resource.strip("/").split("/")
        return Match(resource, {p[1:-1]: s for p, s in zip(pattern, segments, strict=True) if _is_parameter(p)})


class _Branch:
    """The resources that begin alike: by their next segment, or below a parameter in its place."""

    def __init__(self) -> None:
        self._literal: dict[str, _Branch] = {}
        self._parameter: _Branch | None = None
        self._resource: str | None = None

    def add(self, resource: str, pattern: Sequence[str]) -> None:
        """Add a resource by the segments that are left."""
        if not pattern:
            self._resource = self._resource or resource
        elif _is_parameter(pattern[0]):
            self._parameter = self._parameter or _Branch()
            self._parameter.add(resource, pattern[1:])
        else:
            self._literal.setdefault(pattern[0], _Branch()).add(resource, pattern[1:])

    def find(self, segments: Sequence[str], place: int) -> str | None:
        """Find the resource of the segments from a place on; a literal goes before a parameter."""
        if place == len(segments):
            return self._resource
        segment = segments[place]
        literal = self._literal.get(segment)
        found = None if literal is None else literal.find(segments, place + 1)
        if found is None and self._parameter is not None and segment:
            found = self._parameter.find(segments, place + 1)
        return found


def filled(resource: str, parameters: Mapping[str, str]) -> str:
    """Return the path of a resource with these parameters."""
    parts = (parameters[part.strip("{}")] if _is_parameter(part) else part for part in resource.split("/"))
    return "/".join(parts)


def _is_parameter(segment: str) -> bool:
    return segment.startswith("{")
