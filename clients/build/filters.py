"""Writes the parameters of the list of each kind, from the routes."""

from collections.abc import Mapping
from typing import Any

from chalicelib.kinds import KINDS
from clients.build.python import MADE, camel, docstring, member

HEAD = f'''"""The parameters of lists. {MADE}

`released__gte` is the parameter `released[gte]`, and `prices__direction` is `prices.direction`.
"""

from collections.abc import Sequence
from typing import TypedDict

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
    return HEAD + "\n\n".join(_filters(contract, kind.name, kind.plural) for kind in KINDS.values())


def _filters(contract: Mapping[str, Any], kind: str, plural: str) -> str:
    components = contract["components"]["parameters"]
    declared = contract["paths"][f"/v1/{plural}"]["get"]["parameters"]
    parameters = [components[each["$ref"].rsplit("/", 1)[1]] if "$ref" in each else each for each in declared]
    lines = [_parameter(each) for each in parameters if each["name"] not in OF_THE_CLIENT]
    name = f"{camel(kind)}Filters"
    return "\n".join(
        [f"class {name}(TypedDict, total=False):", f"    {docstring(f'Filters of {plural}.')}", "", *lines, ""]
    )


def _parameter(parameter: Mapping[str, Any]) -> str:
    name = parameter["name"].replace("[", "__").replace("]", "").replace(".", "__")
    own = f"{name}_" if name == "in" else name
    return member(own, _annotation(parameter["schema"]), None)


def _annotation(schema: Mapping[str, Any]) -> str:
    return {"array": "Words", "integer": "int", "boolean": "bool"}.get(schema.get("type", ""), "str")
