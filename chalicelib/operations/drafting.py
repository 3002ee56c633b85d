"""Drafts: reads what a writer sent, flat or as facts, into contents of facts, noting every fault."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.errors import Faults, pointer
from chalicelib.domain.facts import Content
from chalicelib.domain.values import Ref, Value, When
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.hints import unknown_property
from chalicelib.operations.members import (
    OF_A_VALUE,
    Common,
    read_common,
    read_condition,
    read_evidence,
    read_period,
    read_qualifiers,
    read_scope,
    read_valid,
)

OF_THE_WRITE = frozenset({"slug", "evidence", "valid"})
OF_THE_SERVICE = frozenset(
    {"ref", "kind", "disputed", "hedged", "sources", "revision", "created_at", "updated_at", "facts", "explain"}
)
MAX_VALUES = 100
SERIES_DAYS = 31


@dataclass(frozen=True)
class Draft:
    """The content of a fact that a writer wants recorded, with the pointer to where it stood in the body."""

    declared: Property
    content: Content
    at: str

    def refs(self) -> Iterator[tuple[str, str]]:
        """Give every ref the draft leans on, with the pointer to blame if there is no such entity."""
        content = self.content
        values = [content.value, content.scope, *content.qualifiers.values()]
        for value in values:
            if isinstance(value, Ref):
                yield str(value), self.at
        yield content.evidence.source, self.at
        if content.evidence.speaker_ref:
            yield content.evidence.speaker_ref, self.at


def draft_fields(
    kind: Kind, body: Mapping[str, Any], *, ref: str, type_name: str | None, faults: Faults
) -> list[Draft]:
    """Read a flat body: every field that is a property becomes one draft a value."""
    common = read_common(kind, body, ref, faults)
    drafts: list[Draft] = []
    for name, raw in body.items():
        if name in OF_THE_WRITE:
            continue
        declared = _declared(kind, name, type_name, faults)
        if declared is None:
            continue
        for at, item in _items(declared, raw, faults):
            draft = _draft_value(declared, item, at=at, common=common, faults=faults)
            drafts += [draft] if draft else []
    return drafts


def draft_fact(declared: Property, raw: Mapping[str, Any], *, at: str, faults: Faults) -> Draft | None:
    """Read one fact as `POST /v1/facts` takes it: `qualifiers` is an object, and it has its own evidence."""
    if raw.get("value") is None:
        faults.add(f"{at}/value", "missing_field", "A fact has a value; what is not known is {'missing': 'unknown'}.")
        return None
    qualifiers = raw.get("qualifiers") or {}
    if not isinstance(qualifiers, Mapping):
        faults.add(f"{at}/qualifiers", "wrong_type", "Expected an object of qualifiers.")
        return None
    wrapped = {name: raw[name] for name in OF_A_VALUE if raw.get(name) is not None}
    return _draft_wrapped(
        declared, wrapped, qualifiers, at=at, in_qualifiers="/qualifiers", common=Common({}), faults=faults
    )


def _declared(kind: Kind, name: str, type_name: str | None, faults: Faults) -> Property | None:
    if name in OF_THE_SERVICE:
        faults.add(pointer(name), "read_only", f"`{name}` is written by the service; leave it out.")
        return None
    declared = kind.property(name, type_name=type_name)
    if declared is None:
        faults.add(pointer(name), "unknown_property", unknown_property(kind, name, type_name))
    return declared


def _items(declared: Property, raw: Any, faults: Faults) -> Iterator[tuple[str, Any]]:
    """Give each value of a field with its pointer."""
    at = pointer(declared.name)
    if raw is None:
        faults.add(
            at,
            "null_value",
            "Nothing is deleted here: retract the fact (POST /v1/facts/{id}/retraction), or say that the value is "
            'unknown or none with {"missing": "unknown"} or {"missing": "none"}.',
        )
    elif not declared.is_list:
        yield at, raw
    elif not isinstance(raw, list) or not 1 <= len(raw) <= MAX_VALUES:
        faults.add(at, "wrong_type", f"`{declared.name}` is a list of 1 to {MAX_VALUES} values.")
    else:
        yield from ((f"{at}/{index}", item) for index, item in enumerate(raw))


def _draft_value(declared: Property, raw: Any, *, at: str, common: Common | None, faults: Faults) -> Draft | None:
    wrapped = raw if isinstance(raw, Mapping) and "value" in raw else None
    if wrapped is None and any(q.required for q in declared.qualifiers):
        names = ", ".join(f'"{q.name}": ...' for q in declared.qualifiers if q.required)
        faults.add(at, "wrong_type", f'Expected {{"value": ..., {names}}}.')
        return None
    parts = wrapped or {"value": raw}
    qualifiers = {name: value for name, value in parts.items() if name not in OF_A_VALUE}
    members = {name: value for name, value in parts.items() if name in OF_A_VALUE}
    return _draft_wrapped(
        declared, members, qualifiers, at=at, in_qualifiers="", common=common, faults=faults, own=wrapped
    )


def _draft_wrapped(
    declared: Property,
    members: Mapping[str, Any],
    qualifiers: Mapping[str, Any],
    *,
    at: str,
    in_qualifiers: str,
    common: Common | None,
    faults: Faults,
    own: Mapping[str, Any] | None = None,
) -> Draft | None:
    before = len(faults.found)
    inner = f"{at}/value" if own is not None or in_qualifiers else at
    value = declared.type.parse(members["value"], at=inner, faults=faults)
    told_apart = read_qualifiers(declared, qualifiers, at=at + in_qualifiers, faults=faults)
    evidence = read_evidence(members.get("evidence"), common, at=at, faults=faults)
    raw_valid = members.get("valid", common.valid if common else None)
    valid = None if raw_valid is None else read_valid(raw_valid, at=f"{at}/valid", faults=faults)
    scope, period = read_scope(members, at=at, faults=faults), read_period(members, at=at, faults=faults)
    condition = read_condition(members, at=at, faults=faults)
    if value is None or evidence is None or len(faults.found) > before:
        return None
    _check(declared, value, told_apart, valid, at=at, faults=faults)
    content = Content(declared.name, value, evidence, told_apart, scope, period, condition, valid)
    return Draft(declared, content, at) if len(faults.found) == before else None


def _check(
    declared: Property,
    value: Value,
    qualifiers: Mapping[str, Value],
    valid: When | None,
    *,
    at: str,
    faults: Faults,
) -> None:
    message = declared.check(value, qualifiers) if declared.check else None
    if message:
        faults.add(at, "check_failed", message)
    if declared.series and (valid is None or valid.start is None):
        faults.add(f"{at}/valid", "missing_field", f"`{declared.name}` is a series: say from when the value holds.")
    elif declared.series and valid is not None and _too_long(valid):
        faults.add(
            f"{at}/valid",
            "bad_range",
            f"A value of a series ends at most {SERIES_DAYS} days after its start.",
        )


def _too_long(valid: When) -> bool:
    if valid.end is None:
        return False
    first, last = (date.fromisoformat(instant[:10]) for instant in (valid.earliest, valid.latest))
    return (last - first).days > SERIES_DAYS
