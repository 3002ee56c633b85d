"""Writes a class for each kind, from the declarations of the kinds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.domain.values import ValueType
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind, Property, Qualifier
from clients.build.python import MADE, camel, docstring, member, union

HEAD = f'''"""The kinds and their properties. {MADE}"""

from __future__ import annotations

from pydantic import Field

from aifacts_client.entity import Entity
from aifacts_client.values import Entry, Quantity, Range, Stated, Text

'''
# The form of a value, by a member that it requires. Of an amount with `real` too.
FORMS = {"text": "Text", "amount": "Quantity", "low": "Range"}
PLAIN = {"string": "str", "boolean": "bool"}


def text(_: Mapping[str, Any]) -> str:
    """Return the module."""
    classes: dict[str, str] = {}
    kinds = [_kind(kind, classes) for kind in KINDS.values()]
    tables = [
        "KINDS: dict[str, type[Entity]] = {",
        *(f"    {kind.name!r}: {camel(kind.name)}," for kind in KINDS.values()),
        "}",
        '"""The class of each kind."""',
        "PLURALS: dict[str, str] = {",
        *(f"    {kind.name!r}: {kind.plural!r}," for kind in KINDS.values()),
        "}",
        '"""The word of each kind in paths."""',
    ]
    return HEAD + "\n\n".join([*classes.values(), *kinds, "\n".join(tables)]) + "\n"


def _kind(kind: Kind, classes: dict[str, str]) -> str:
    by_name: dict[str, list[Property]] = {}
    for each in kind.declarations():
        by_name.setdefault(each.name, []).append(each)
    lines = [_property(kind, declared, classes) for declared in by_name.values()]
    return "\n".join([f"class {camel(kind.name)}(Entity):", f"    {docstring(kind.meaning)}", "", *lines, ""])


def _property(kind: Kind, declared: Sequence[Property], classes: dict[str, str]) -> str:
    """Return a member; event types may declare one name differently."""
    meaning = " Or: ".join(dict.fromkeys(each.meaning for each in declared))
    forms = [_stated(each.type) for each in declared if not each.is_list]
    entries = union(_entry(kind, each, declared, classes) for each in declared if each.is_list)
    if not forms:
        return member(declared[0].name, f"list[{entries}]", "[]", meaning=meaning)
    lists = [f"list[{entries}]"] if entries else []
    return member(declared[0].name, union([*forms, *lists, "None"]), "None", meaning=meaning)


def _entry(kind: Kind, declared: Property, all_of_name: Sequence[Property], classes: dict[str, str]) -> str:
    value = _stated(declared.type)
    if not declared.is_wrapped:
        return f"{value} | Entry[{value}]"
    if not declared.qualifiers:
        return f"Entry[{value}]"
    qualifiers = {q.name: q for each in all_of_name for q in each.qualifiers}
    for name in (camel(declared.name), f"{camel(kind.name)}{camel(declared.name)}"):
        body = _entry_class(name, declared, value, qualifiers.values())
        if classes.setdefault(name, body) == body:
            return name
    raise AssertionError(f"{kind.name} has two shapes of {declared.name}")


def _entry_class(name: str, declared: Property, value: str, qualifiers: Iterable[Qualifier]) -> str:
    lines = [member(q.name, union([_stated(q.type), "None"]), "None", meaning=q.meaning) for q in qualifiers]
    return "\n".join([f"class {name}(Entry[{value}]):", f"    {docstring(declared.meaning)}", "", *lines, ""])


def _stated(declared: ValueType) -> str:
    """Return the annotation of the values of a type, which can also be missing or erased."""
    forms = []
    for shape in declared.shapes():
        known = [form for name, form in FORMS.items() if name in shape.get("properties", ())]
        forms.append(known[0] if known else PLAIN[shape["type"]])
    return f"Stated[{union(forms)}]"
