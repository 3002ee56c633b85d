"""The page of the vocabulary: every kind with its properties, event types, codes, units and forms of values."""

from collections.abc import Iterable, Mapping
from typing import Any

from docs.build.markdown import code, codes, example, table, text

Entry = Mapping[str, Any]
COLUMNS = ("property", "type", "shape", "required", "meaning")
# Lists of the vocabulary that have a code or a name and a meaning, with the titles of their sections.
LISTS = {
    "value_types": "Types of values",
    "shapes": "Shapes of properties",
    "beside_a_value": "Members beside a value",
    "evidence": "Members of evidence",
    "bases": "Bases",
    "certainties": "Degrees of certainty",
    "ranks": "Ranks",
    "bounds": "Bounds of a quantity",
    "missing": "Missing values",
    "identifier_schemes": "Schemes of identifiers",
    "composed_units": "Composed units",
    "units": "Units",
}


def vocabulary_page(vocabulary: Entry) -> str:
    """Return the page: a section for each kind, then what all kinds share."""
    lines = ["# Vocabulary", "", "Everything that you can write. `GET /v1/vocabulary` returns the same as JSON.", ""]
    for kind in vocabulary["kinds"]:
        lines += [f"## {kind['name']}", "", f"{text(kind['meaning'])} Path: {code('/v1/' + kind['plural'])}.", ""]
        lines += _properties(kind["properties"])
        lines += ["To create one, send for instance:", "", *example(kind["example"])]
    lines += ["## Types of events", "", "A type adds its own properties to those of `event`.", ""]
    for each in vocabulary["event_types"]:
        lines += [f"### {each['name']}", "", text(each["meaning"]), ""]
        lines += [f"Roles of participants: {codes(each['roles'])}.", ""] if each["roles"] else []
        lines += _properties(each["properties"])
    for name, title in LISTS.items():
        lines += [f"## {title}", "", *_meanings(vocabulary[name])]
    lines += ["## Codes", ""]
    for each in vocabulary["vocabularies"]:
        lines += [f"### {each['name']}", "", text(each["meaning"]), "", *_meanings(each["codes"])]
    lines += ["## Measures", "", *_meanings(vocabulary["measures"])]
    return "\n".join([*lines, "## Currencies", "", codes(each["code"] for each in vocabulary["currencies"]) + ".", ""])


def _properties(properties: Iterable[Entry]) -> list[str]:
    return table(COLUMNS, [row for each in properties for row in _rows(each)])


def _rows(declared: Entry) -> list[tuple[str, ...]]:
    """Return the row of a property, and a row for each of its qualifiers."""
    shape = declared["shape"] if not declared.get("lasting") else f"{declared['shape']}, lasting"
    rows = [_row(declared, code(declared["name"]), shape)]
    return rows + [_row(each, f"· {code(each['name'])}", "qualifier") for each in declared["qualifiers"]]


def _row(declared: Entry, name: str, shape: str) -> tuple[str, ...]:
    required = "yes" if declared.get("required") else ""
    return name, _type(declared), shape.replace("_", " "), required, text(declared["meaning"])


def _type(declared: Entry) -> str:
    """Say the type of a value and what it refers to: kinds, a list of codes, or dimensions of units."""
    name = str(declared["type"])
    if kinds := declared.get("kinds"):
        return f"{name}: {', '.join(f'[{kind}](#{kind})' for kind in kinds)}"
    if listed := declared.get("vocabulary"):
        return f"{name}: [{listed}](#{listed})"
    dimensions = declared.get("dimensions") or ()
    return f"{name}: {codes(dimensions)}" if dimensions else name


def _meanings(entries: Iterable[Entry]) -> list[str]:
    rows = []
    for each in entries:
        name = each.get("code") or each.get("form") or each["name"]
        rows.append((code(name), text(each["meaning"])))
    return table(("", "meaning"), rows)
