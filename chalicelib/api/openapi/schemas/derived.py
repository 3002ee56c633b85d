"""Derives JSON Schemas from the types of answers: typed dicts, annotated with what a type alone cannot say."""

from collections.abc import Mapping
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from chalicelib.api.openapi.names import schema_ref
from chalicelib.api.openapi.schemas.scalars import Schema
from chalicelib.domain.answer_types import Component, Description, JsonSchema
from chalicelib.operations.bounds import MAX_ENTITY_FACTS

_PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer", "format": "int32"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    Any: {},
}


class Derivation:
    """Derives schemas. A type that is one of the `components` becomes a reference; what is `inline` is copied."""

    def __init__(self, components: Mapping[str, Any], *, inline: Mapping[str, Schema]) -> None:
        self._components = components
        self._inline = inline

    def schemas(self) -> dict[str, Schema]:
        """Derive the schema of each component."""
        return {name: self._derive(declared) for name, declared in self._components.items()}

    def schema(self, declared: Any) -> Schema:
        """Derive the schema of a type, or refer to it if it is a component."""
        name = next((name for name, each in self._components.items() if each is declared), None)
        return self._derive(declared) if name is None else schema_ref(name)

    def _derive(self, declared: Any) -> Schema:
        if is_typeddict(declared):
            return self._object(declared)
        origin, args = get_origin(declared), get_args(declared)
        if origin is Annotated:
            return self._annotated(*args)
        if origin in (Union, UnionType):
            return self._union(args)
        return self._generic(origin, args) if origin else dict(_PLAIN[declared])

    def _generic(self, origin: Any, args: tuple[Any, ...]) -> Schema:
        if origin is Literal:
            return {"type": "string", "enum": list(args)}
        if origin is list:  # an entity has no more facts than that, so no list is longer unless it says so
            return {"type": "array", "items": self.schema(args[0]), "maxItems": MAX_ENTITY_FACTS}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.schema(args[1])}
        assert origin is NotRequired  # noqa: S101  the types of answers use nothing else
        return self.schema(args[0])

    def _object(self, declared: Any) -> Schema:
        members = get_type_hints(declared, include_extras=True)
        required = [name for name in members if name in declared.__required_keys__]
        return {
            "type": "object",
            "properties": {name: self.schema(member) for name, member in members.items()},
            **({"required": required} if required else {}),
            "additionalProperties": False,
            "description": " ".join((declared.__doc__ or "").split()),
        }

    def _annotated(self, declared: Any, *notes: Any) -> Schema:
        schema = {} if isinstance(notes[0], Component) else self.schema(declared)
        for note in notes:
            match note:
                case Description(text=text):
                    schema["description"] = text
                case type() if issubclass(note, Enum):
                    schema["enum"] = [word.value for word in note]
                case JsonSchema(keywords=keywords):
                    schema |= self._named(keywords)
                case Component():
                    schema |= self._named(note)
        return schema

    def _named(self, note: Any) -> Any:
        """Put schemas in place of the components that a piece of JSON Schema names."""
        if isinstance(note, Component):
            return self._inline.get(note.name) or schema_ref(note.name)
        return {name: self._named(each) for name, each in note.items()} if isinstance(note, dict) else note

    def _union(self, forms: tuple[Any, ...]) -> Schema:
        """Describe a union; generators of clients expect `anyOf` for a type or null, and `oneOf` for several types."""
        schemas = [{"type": "null"} if form is type(None) else self.schema(form) for form in forms]
        is_optional = len([form for form in forms if form is not type(None)]) == 1
        return {"anyOf" if is_optional else "oneOf": schemas}
