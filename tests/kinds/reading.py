"""Parses values and bodies by their declarations, as in a write, for the tests of kinds."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain.errors import Fault
from chalicelib.domain.facts.contents import Content
from chalicelib.domain.facts.evidence import Basis, Evidence
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import Value
from chalicelib.kinds import KINDS, Kind, Property

EVIDENCE = Evidence(source="source/a-report", basis=Basis.THIRD_PARTY_REPORT)
OF_A_VALUE = {"value", "evidence", "valid", "scope", "period", "condition"}
OF_A_BODY = {"slug", "evidence", "valid"}


def faults_of(declared: Property, raw: Any) -> list[Fault]:
    """List the faults of a field of a flat body."""
    faults = Faults()
    if declared.is_list and not isinstance(raw, list):
        faults.add("", "wrong_type", f"{declared.name} is a list")
    for item in raw if declared.is_list and isinstance(raw, list) else [raw]:
        _read_item(declared, item, faults)
    return faults.found


def faults_of_body(kind: Kind, body: Mapping[str, Any]) -> list[Fault | str]:
    """List the faults of a POST body, field by field."""
    found: list[Fault | str] = []
    for name in body.keys() - OF_A_BODY:
        declared = kind.property(name, type_name=body.get("type"))
        found += [f"unknown: {name}"] if declared is None else faults_of(declared, body[name])
    required = {p.name for p in kind.properties if p.required}
    return found + [f"missing: {name}" for name in required - body.keys()]


def refs_in(raw: Any) -> Iterator[str]:
    """Yield every ref in a JSON value."""
    if isinstance(raw, str) and raw.partition("/")[0] in KINDS and "/" in raw:
        yield raw
    elif isinstance(raw, Mapping):
        for member in raw.values():
            yield from refs_in(member)
    elif isinstance(raw, list):
        for member in raw:
            yield from refs_in(member)


def _read_item(declared: Property, item: Any, faults: Faults) -> None:
    wrapped = item if isinstance(item, Mapping) and "value" in item else {"value": item}
    value = declared.type.parse(wrapped["value"], at="/value", faults=faults)
    qualifiers: dict[str, Value] = {}
    for name in wrapped.keys() - OF_A_VALUE:
        qualifier = declared.qualifier(name)
        parsed = qualifier.type.parse(wrapped[name], at=f"/{name}", faults=faults) if qualifier else None
        if parsed is None:
            faults.add(f"/{name}", "unknown_field", f"{declared.name} has no {name}")
        else:
            qualifiers[name] = parsed
    for qualifier in declared.qualifiers:
        if qualifier.required and qualifier.name not in wrapped:
            faults.add(f"/{qualifier.name}", "missing_field", declared.name)
    if declared.check and value:
        content = Content(declared.name, value, EVIDENCE, qualifiers, period=wrapped.get("period"))
        for member, code, detail in declared.check(content):
            faults.add(f"/{member}", code, detail)
