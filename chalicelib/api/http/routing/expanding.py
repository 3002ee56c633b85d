"""The parameter `expand`: paths from shown values to the entities to which they point."""

import re
from collections.abc import Sequence

from chalicelib.api.http.routing.list_parameters import PROPERTY_NAME, comma_list
from chalicelib.api.http.routing.parameters import Parameter, refusal
from chalicelib.domain.errors import BadParameter, Fault
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.entities.expansion import MAX_PATHS, example_path, expansions_of

MEANING = (
    "Also return, in `expanded`, the entities in these properties, each once: as cards (`developer`), or with the "
    "fields after the dot (`developer.name`)."
)


def expand_parameter(*kinds: Kind) -> Parameter:
    """Declare the paths that can be expanded in answers with entities of these kinds."""
    names = tuple(dict.fromkeys(name for kind in kinds for name in expansions_of(kind)))
    example = example_path(kinds[0])
    return _paths(names, f"must be {', '.join(names)}, or a field of their entities, such as {example}", example)


def expand_any() -> Parameter:
    """Declare the paths that can be expanded in answers with entities of any kind."""
    example = "developer.name"
    return _paths(
        (PROPERTY_NAME,), f"must be properties, or fields of the entities in them, such as {example}", example
    )


def expand_needs_json() -> BadParameter:
    """Return the refusal of `expand` in lines and tables, which have no place for other entities."""
    detail = "`expand` works with JSON only. Request JSON, or omit `expand`."
    return refusal(Fault("expand", "not_together", detail))


def _paths(names: Sequence[str], expects: str, example: str) -> Parameter:
    pattern = rf"({'|'.join(names)})(\.{PROPERTY_NAME})?"
    return comma_list(
        "expand",
        MEANING,
        items={"type": "string", "maxLength": 121, "pattern": f"^{pattern}$"},
        most=MAX_PATHS,
        read=lambda text: text if re.fullmatch(pattern, text) else None,
        expects=f"{expects}; several are separated by commas",
        example=(example,),
        words=() if PROPERTY_NAME in names else names,
    )
