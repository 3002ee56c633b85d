"""Writes the shapes of answers, from the schemas of the contract."""

from collections.abc import Collection, Mapping
from typing import Any

from chalicelib.kinds import KINDS
from clients.build.python import MADE, camel, docstring, member, union

Schema = Mapping[str, Any]

ROOTS = (
    "Fact",
    "Batched",
    "Change",
    "Step",
    "StepOfEntity",
    "NameFound",
    "Identified",
    "Resolution",
    "Comparison",
    "Conflict",
    "OpenConflict",
    "Revision",
    "Stats",
    "CountPage",
    "Duplicates",
    "Vocabulary",
    "VocabularyOfKind",
    "FactErasure",
    "EntityErased",
    "Merging",
    "MergeReversed",
    "Key",
    "KeyWithSecret",
    "OwnKey",
    "Webhook",
    "NewWebhook",
    "RotatedWebhook",
    "Delivery",
    "Attempt",
    "Watch",
    "NewWatch",
    "Notice",
    "Imported",
)
# Names that say too little, or are those of something else in the client.
NAMES = {"CountPage": "Counts", "Watch": "RegisteredWatch"}
# Shapes with the members of another one and more: where that is wanted, these are taken too.
BASES = {
    "KeyWithSecret": "Key",
    "OwnKey": "Key",
    "NewWebhook": "Webhook",
    "RotatedWebhook": "Webhook",
    "NewWatch": "Watch",
}
# Shapes that the client writes by hand, or that only a schema of one kind describes.
KNOWN = {
    "Value": "Value",
    "AmountOfAny": "Quantity",
    "RangeOfAny": "Range",
    "Missing": "Missing",
    "Erased": "Erased",
    "Named": "Text",
    "Instant": "datetime",
    "Expanded": "dict[str, dict[str, Any]]",
    "ExpandedEntities": "dict[str, dict[str, Any]]",
}
SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
HEAD = f'''"""The shapes of answers. {MADE}"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from aifacts_client.values import Erased, Missing, Quantity, Range, Shape, Text, Value, WithSecret

'''


def text(contract: Mapping[str, Any]) -> str:
    """Return the module: the base of entities, and a class for each shape that answers have."""
    writer = _Writer(contract["components"]["schemas"])
    writer.write_entity()
    writer.write_entity_got()
    writer.write_recorded()
    for name in ROOTS:
        writer.annotation({"$ref": f"#/components/schemas/{name}"}, name)
    return HEAD + "\n\n".join(writer.classes.values())


def _untyped(schema: Schema) -> str:
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    return union(type(each).__name__ for each in values) if values else "Any"


class _Writer:
    """Collects the classes that annotations need, by name."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self.classes: dict[str, str] = {}
        self._schemas = schemas

    def write_entity(self) -> None:
        """Write the members that the views and the cards of all kinds have beside their properties."""
        members: dict[str, Schema] = {}
        for kind in KINDS.values():
            declared = {each.name for each in kind.declarations()}
            for name in (camel(kind.name), f"{camel(kind.name)}Card"):
                shown = self._schemas[name].get("properties", {})
                members = {n: each for n, each in shown.items() if n not in declared} | members
        meaning = "The members that entities of every kind have."
        members["kind"] = members["slug"] = {"type": "string"}  # of a view; a card of chosen fields may lack them
        self._write("EntityMembers", {"properties": dict(sorted(members.items())), "required": ["ref"]}, meaning)

    def write_entity_got(self) -> None:
        """Write an entity of many without its view, which has the class of its kind."""
        schema = self._schemas["EntityGot"]
        members = {name: each for name, each in schema["properties"].items() if name != "view"}
        self._write("EntityGotMembers", {**schema, "properties": members}, schema["description"])

    def write_recorded(self) -> None:
        """Write the answer to facts as one shape: with the facts, or with an outcome for each entity."""
        parts = [self._schemas[name]["properties"] for name in ("Facts", "Outcomes")]
        meaning = "The facts of a request, or, of a dry run and with `atomic=False`, the outcomes by entity."
        self._write("Recorded", {"properties": {**parts[0], **parts[1]}}, meaning)

    def annotation(self, schema: Schema, name: str) -> str:
        """Return the annotation of a schema; `name` is for a class that it needs."""
        if "$ref" in schema:
            return self._referred(schema["$ref"].rsplit("/", 1)[1])
        for several in ("oneOf", "anyOf", "allOf"):
            if several in schema and "properties" not in schema:  # beside members, the parts only limit them
                return union(self.annotation(each, name) for each in schema[several])
        if schema.get("type") == "array":
            return f"list[{self.annotation(schema['items'], name)}]"
        if schema.get("type") == "object":
            return self._object(schema, name)
        if isinstance(schema.get("type"), list):
            return union(self.annotation({**schema, "type": each}, name) for each in schema["type"])
        return SCALARS[schema["type"]] if "type" in schema else _untyped(schema)

    def _referred(self, component: str) -> str:
        schema = self._schemas[component]
        if component in KNOWN:
            return KNOWN[component]
        if component.endswith("Card") or component in map(camel, KINDS):
            return "dict[str, Any]"
        return self.annotation(schema, NAMES.get(component, component))

    def _object(self, schema: Schema, name: str) -> str:
        others = schema.get("additionalProperties", True)
        if "properties" not in schema:
            return f"dict[str, {self.annotation(others, name) if isinstance(others, dict) and others else 'Any'}]"
        if name not in self.classes:
            self._write(name, schema, schema.get("description", f"A part of an answer: {name}."))
        return name

    def _write(self, name: str, schema: Schema, meaning: str) -> None:
        self.classes[name] = ""  # now, for a class that has members of the same class
        required = schema.get("required", [])
        bases, inherited = self._bases(name, schema)
        shown = [(each, part) for each, part in schema["properties"].items() if each not in inherited]
        lines = [self._member(name, each, part, is_required=each in required) for each, part in shown]
        others = schema.get("additionalProperties")
        if isinstance(others, dict) and others:
            lines.insert(0, f"    __pydantic_extra__: dict[str, {self.annotation(others, name)}]")
        del self.classes[name]  # to come after those that it needs
        self.classes[name] = "\n".join([f"class {name}({bases}):", f"    {docstring(meaning)}", "", *lines, ""])

    def _bases(self, name: str, schema: Schema) -> tuple[str, Collection[str]]:
        """Return the bases of a class, and the members that it has from them."""
        secret = ["WithSecret"] if "secret" in schema["properties"] else []
        if name not in BASES:
            return ", ".join(secret or ["Shape"]), ()
        base = self._referred(BASES[name])
        return ", ".join([*secret, base]), self._schemas[BASES[name]]["properties"]

    def _member(self, owner: str, name: str, schema: Schema, *, is_required: bool) -> str:
        annotation = self.annotation(schema, owner + camel(name))
        meaning = schema.get("description", "")
        if name == "secret":
            return member(name, f"{annotation} | None", "Field(default=None, repr=False)", meaning=meaning)
        if is_required:
            return member(name, annotation, None, meaning=meaning)
        if annotation.startswith(("list[", "dict[")) and "|" not in annotation.rpartition("]")[2]:
            return member(name, annotation, "[]" if annotation.startswith("list[") else "{}", meaning=meaning)
        return member(name, union([annotation, "None"]) if annotation != "Any" else "Any", "None", meaning=meaning)
