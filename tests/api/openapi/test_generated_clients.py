"""The contract works with client generators: a failure here makes them fail or lose data."""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from chalicelib.api.openapi import document
from tests.tables import for_each

DOCUMENT = document()
SCHEMAS: Mapping[str, Any] = DOCUMENT["components"]["schemas"]
NULL = {"type": "null"}


def _found(schema: Any) -> Any:
    while "$ref" in schema:
        schema = SCHEMAS[schema["$ref"].rsplit("/", 1)[1]]
    return schema


def _unions(at: Any, where: str = "") -> Iterator[tuple[str, str, list[Any]]]:
    """Walk all unions that generators read. They ignore conditions, and examples are not schemas."""
    if isinstance(at, dict):
        yield from ((where, keyword, at[keyword]) for keyword in ("anyOf", "oneOf") if keyword in at)
        for name, member in at.items():
            if name not in ("example", "examples", "then"):
                yield from _unions(member, f"{where}/{name}")
    elif isinstance(at, list):
        for index, member in enumerate(at):
            yield from _unions(member, f"{where}/{index}")


UNIONS = list(_unions({"paths": DOCUMENT["paths"], "components": DOCUMENT["components"]}))


def test_no_component_only_points_at_another() -> None:
    assert [name for name, schema in SCHEMAS.items() if "$ref" in schema] == []


def test_the_only_alternative_of_an_any_of_is_null() -> None:
    loose = [
        where for where, keyword, forms in UNIONS if keyword == "anyOf" and len([f for f in forms if f != NULL]) > 1
    ]

    assert loose == [f"/components/schemas/{name}" for name in ("ReconciliationAnswer", "ReconciliationPosted")]


@for_each("name", ["ReconciliationAnswer", "ReconciliationPosted"])
def test_of_any_of_the_open_form_is_the_last_and_the_others_require_members(name: str) -> None:
    *closed, opened = [SCHEMAS[form["$ref"].rsplit("/", 1)[1]] for form in SCHEMAS[name]["anyOf"]]

    assert all(form["required"] and form["additionalProperties"] is False for form in closed)
    assert isinstance(opened["additionalProperties"], dict)
    assert not {"required"} & opened.keys()


def test_no_union_is_a_form_of_another() -> None:
    nested = [
        where
        for where, keyword, forms in UNIONS
        for form in forms
        if keyword == "oneOf" and {"oneOf", "anyOf"} & _found(form).keys()
    ]

    assert nested == []


def test_no_list_of_unions_is_a_form_of_a_union() -> None:
    lists = [where for where, _, forms in UNIONS for form in forms if "oneOf" in _found(form).get("items", {})]

    assert lists == []


@for_each("where, forms", [(where, forms) for where, keyword, forms in UNIONS if keyword == "oneOf"])
def test_the_forms_of_a_union_differ_by_type_or_by_a_required_member(where: str, forms: list[Any]) -> None:
    for one, other in combinations([_whole(form) for form in forms], 2):
        assert _are_distinguishable(one, other), f"{one} and {other}"


def _whole(schema: Any) -> dict[str, Any]:
    """Put together what `allOf` says of an object."""
    found = dict(_found(schema))
    for part in found.pop("allOf", ()):
        whole = _whole(part)
        found |= {**whole, "required": [*found.get("required", ()), *whole.get("required", ())]}
    return found


def _are_distinguishable(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one["type"] != other["type"] or _is_no_such_text(one, other) or _is_no_such_text(other, one):
        return True
    return one["type"] == "object" and (_needs_more(one, other) or _needs_more(other, one) or _differ(one, other))


def _is_no_such_text(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether one is an enum, and the pattern of the other matches none of its words."""
    return "pattern" in other and not any(re.search(other["pattern"], word) for word in one.get("enum", [""]))


def _needs_more(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(set(one.get("required", ())) - other.get("properties", {}).keys())


def _differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether a member that both require has disjoint enums."""
    both = set(one.get("required", ())) & set(other.get("required", ()))
    words = [({*_words(one, name)}, {*_words(other, name)}) for name in both]
    return any(mine and theirs and not mine & theirs for mine, theirs in words)


def _words(schema: Mapping[str, Any], name: str) -> list[str]:
    return list(_found(schema["properties"][name]).get("enum", ()))


def test_a_member_has_its_own_meaning_if_its_component_only_describes_the_type() -> None:
    country = SCHEMAS["Company"]["properties"]["country"]

    assert country["allOf"] == [{"$ref": "#/components/schemas/Country"}]
    assert country["description"]
    assert country["examples"]


def _parts(at: Any) -> Iterator[dict[str, Any]]:
    """Walk all schemas, those for validators too."""
    if isinstance(at, dict):
        yield at
        yield from (
            part for name, member in at.items() if name not in ("example", "examples") for part in _parts(member)
        )
    elif isinstance(at, list):
        yield from (part for member in at for part in _parts(member))


def test_every_word_of_an_enumeration_is_ascii_or_has_a_name_that_is() -> None:
    words = ((part.get("x-enum-varnames", part["enum"]), part) for part in _parts(SCHEMAS) if _is_enum(part))

    assert [part for names, part in words if not all(str(name).isascii() for name in names)] == []


def _is_enum(part: Mapping[str, Any]) -> bool:
    return isinstance(part.get("enum"), list)


def test_no_form_is_twice_in_a_union() -> None:
    unions = (part[each] for part in _parts(SCHEMAS) for each in ("anyOf", "oneOf") if isinstance(part.get(each), list))

    assert [forms for forms in unions if any(one == other for one, other in combinations(forms, 2))] == []


def test_what_is_not_required_together_is_declared_where_that_is_said() -> None:
    refused = [part["not"] for part in _parts(SCHEMAS) if isinstance(part.get("not"), dict)]

    assert refused
    assert [each for each in refused if not each.get("properties", {}).keys() >= {*each.get("required", ())}] == []
