"""Writes the parameters of the list of each kind, from the routes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.kinds import KINDS
from clients.build.python import MADE, camel, docstring, member

HEAD = f'''"""The parameters of lists. {MADE}

`released__gte` is the parameter `released[gte]`, and `prices__direction` is `prices.direction`.
"""

from collections.abc import Sequence
from typing import Literal, Never, TypedDict

Words = str | Sequence[str]

'''
# The client gives these itself.
OF_THE_CLIENT = (
    "cursor",
    "format",
    "columns",
    "If-None-Match",
    "X-Request-Id",
    "known_at",
    "published_before",
    "valid_at",
)


def text(contract: Mapping[str, Any]) -> str:
    """Return the module."""
    return HEAD + "\n\n".join(part for kind in KINDS.values() for part in _filters(contract, kind.name, kind.plural))


def _filters(contract: Mapping[str, Any], kind: str, plural: str) -> Iterator[str]:
    """Yield the groups of a kind, the filters that choose some of it, and all of its list."""
    own = camel(kind)
    counted = _parameters(contract, f"/v1/{plural}/counts")
    by = counted.pop("by", None)
    groups = by["schema"]["items"]["enum"] if by else ()  # some kinds have nothing to group by
    words = ", ".join(map(repr, groups))
    yield f"{own}Group = " + (f"Literal[{words}]\n" if groups else "Never\n")
    yield _class(f"{own}Conditions", "TypedDict", f"Filters that choose {plural}.", counted.values())
    others = [each for name, each in _parameters(contract, f"/v1/{plural}").items() if name not in counted]
    yield _class(f"{own}Filters", f"{own}Conditions", f"Filters of lists of {plural}.", others)


def _parameters(contract: Mapping[str, Any], path: str) -> dict[str, Mapping[str, Any]]:
    components = contract["components"]["parameters"]
    declared = contract["paths"][path]["get"]["parameters"]
    parameters = [components[each["$ref"].rsplit("/", 1)[1]] if "$ref" in each else each for each in declared]
    return {each["name"]: each for each in parameters if each["name"] not in OF_THE_CLIENT}


def _class(name: str, base: str, meaning: str, parameters: Iterable[Mapping[str, Any]]) -> str:
    lines = [_parameter(each) for each in parameters]
    return "\n".join([f"class {name}({base}, total=False):", f"    {docstring(meaning)}", "", *lines, ""])


def _parameter(parameter: Mapping[str, Any]) -> str:
    name = parameter["name"].replace("[", "__").replace("]", "").replace(".", "__")
    own = f"{name}_" if name == "in" else name
    return member(own, _annotation(parameter["schema"]), None)


def _annotation(schema: Mapping[str, Any]) -> str:
    return {"array": "Words", "integer": "int", "boolean": "bool"}.get(schema.get("type", ""), "str")
