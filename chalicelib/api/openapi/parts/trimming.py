"""Trims JSON of the contract to the needs of who reads it: no examples, no headers, no long patterns."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

MAX_PATTERN_CHARS = 100  # a longer one is read by validators, which have the whole contract
_LEFT_OUT = ("example", "examples", "headers", "links", "if", "then")
_SCHEMAS = "#/components/schemas/"
_BY_NAME = ("properties", "patternProperties", "mapping")  # their keys are names, not keywords


def trimmed(value: Any, *, by_name: bool = False) -> Any:
    """Return JSON of the contract without what only validators, generators and readers of `/docs` need."""
    if isinstance(value, list):
        return [trimmed(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    if by_name:
        return {name: trimmed(each) for name, each in value.items()}
    kept = {_keyword(name): each for name, each in value.items() if not _is_left_out(name, each)}
    return {name: trimmed(each, by_name=name in _BY_NAME) for name, each in kept.items()}


def _keyword(name: str) -> str:
    """Return the keyword of a part for one of the whole: forms that exclude each other there may overlap."""
    return "anyOf" if name == "oneOf" else name


def _is_left_out(name: str, value: object) -> bool:
    return name in _LEFT_OUT or (name == "pattern" and len(str(value)) > MAX_PATTERN_CHARS)


def refs_in(value: Any) -> Iterator[str]:
    """Yield every reference in a JSON value."""
    if isinstance(value, list):
        for each in value:
            yield from refs_in(each)
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if name == "$ref" and isinstance(each, str):
                yield each
            else:
                yield from refs_in(each)


def schemas_of(parts: Any, *, find: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Return the schemas that parts of a document need, and those that these need; `find` returns one by its name."""
    found: dict[str, Any] = {}
    wanted = [*refs_in(parts)]
    while wanted:
        name = wanted.pop().removeprefix(_SCHEMAS)
        if "/" not in name and name not in found:
            found[name] = find(name)
            wanted += refs_in(found[name])
    return dict(sorted(found.items()))
