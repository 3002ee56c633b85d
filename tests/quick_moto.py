"""moto without work that has no effect, beyond what `chalicelib.local.mock` takes out of it.

For each attribute of an answer moto tries all ten types, each under four spellings, and for each call it lists the
methods of one class again. A dict names its type itself, and a class keeps its methods.
"""

from functools import cache
from typing import Any

from moto.core import responses
from moto.core.serialize import BaseJSONSerializer
from moto.core.utils import method_names_from_class

_serialize_structure = BaseJSONSerializer._serialize_type_structure


def quicken_moto() -> None:
    """Patch moto, once or many times."""
    setattr(BaseJSONSerializer, _serialize_structure.__name__, serialize_attribute)
    setattr(responses, method_names_from_class.__name__, cache(method_names_from_class))


def serialize_attribute(serializer: Any, serialized: dict[str, Any], value: Any, shape: Any, key: str) -> None:
    """Write a structure as moto does; of an attribute only the type that it has."""
    if shape.name != "AttributeValue" or type(value) is not dict:
        _serialize_structure(serializer, serialized, value, shape, key)
        return
    typed: dict[str, Any] = {}
    for name, part in value.items():
        serializer._serialize(typed, part, shape.members[name], name)
    serializer._default_serialize(serialized, typed, shape, key)
