"""Finds the resource of a path, for gateways that do not name it in the event."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

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
        self._by_length: dict[int, list[tuple[str, list[str]]]] = {}
        for resource, pattern in sorted(split, key=lambda entry: [_is_parameter(s) for s in entry[1]]):
            self._by_length.setdefault(len(pattern), []).append((resource, pattern))

    def match(self, path: str) -> Match | None:
        """Find the resource of a path; ignore one trailing slash."""
        segments = path.removesuffix("/").removeprefix("/").split("/")
        for resource, pattern in self._by_length.get(len(segments), ()):
            if all(map(_fits_segment, pattern, segments)):
                return Match(resource, dict(_captured_segments(pattern, segments)))
        return None


def filled(resource: str, parameters: Mapping[str, str]) -> str:
    """Return the path of a resource with these parameters."""
    parts = (parameters[part.strip("{}")] if _is_parameter(part) else part for part in resource.split("/"))
    return "/".join(parts)


def _is_parameter(segment: str) -> bool:
    return segment.startswith("{")


def _fits_segment(pattern: str, segment: str) -> bool:
    return bool(segment) if _is_parameter(pattern) else pattern == segment


def _captured_segments(pattern: Sequence[str], segments: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((p.strip("{}"), s) for p, s in zip(pattern, segments, strict=True) if _is_parameter(p))
