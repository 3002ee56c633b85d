"""Which resource answers a path, for gateways that leave it to the function to find out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Match:
    """The resource that answers a path, with the path's parameters, undecoded as API Gateway leaves them."""

    resource: str
    parameters: Mapping[str, str]


class Resources:
    """The resources of an API, literal segments before parameters; `parameters` names those in the path of each."""

    def __init__(self, paths: Iterable[str]) -> None:
        split = [(path, path.strip("/").split("/")) for path in paths]
        self.parameters = {path: [part.strip("{}") for part in parts if _is_parameter(part)] for path, parts in split}
        self._by_preference = sorted(split, key=lambda entry: [_is_parameter(s) for s in entry[1]])

    def match(self, path: str) -> Match | None:
        """Find the resource for a path; one trailing slash is as good as none."""
        segments = path.removesuffix("/").removeprefix("/").split("/")
        for resource, pattern in self._by_preference:
            if len(pattern) == len(segments) and all(map(_fits, pattern, segments)):
                return Match(resource, dict(_captured(pattern, segments)))
        return None


def filled(resource: str, parameters: Mapping[str, str]) -> str:
    """Write the path that a resource and its parameters stand for."""
    parts = (parameters[part.strip("{}")] if _is_parameter(part) else part for part in resource.split("/"))
    return "/".join(parts)


def _is_parameter(segment: str) -> bool:
    return segment.startswith("{")


def _fits(pattern: str, segment: str) -> bool:
    return bool(segment) if _is_parameter(pattern) else pattern == segment


def _captured(pattern: Sequence[str], segments: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((p.strip("{}"), s) for p, s in zip(pattern, segments, strict=True) if _is_parameter(p))
