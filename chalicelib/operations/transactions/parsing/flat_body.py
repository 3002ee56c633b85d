"""Flat bodies: reads the body of a create or a patch, a field a property, into drafts of facts."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from chalicelib.domain.facts.evidence import Evidence
from chalicelib.domain.faults import Faults, pointer
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.hints import unknown_property
from chalicelib.operations.transactions.drafts import Drafts
from chalicelib.operations.transactions.parsing.declaration_faults import SentValue, can_be_missing
from chalicelib.operations.transactions.parsing.fact_parsing import (
    VALUE_MEMBERS,
    draft_value,
    read_valid,
    read_whole_evidence,
)
from chalicelib.operations.transactions.parsing.fiscal_periods import FISCAL_YEAR_END, FactsOf, FiscalYears
from chalicelib.operations.transactions.parsing.shared_members import SharedMembers

NOT_PROPERTIES = frozenset({"slug", "evidence", "valid"})
READ_ONLY = frozenset(
    {
        *("ref", "kind", "disputed", "hedged", "also", "terms", "more", "beyond", "sources", "origins"),
        *("revision", "created_at", "updated_at", "facts", "explain", "adjusted", "hints", "not_repeated"),
        *("recorded", "revised", "evidence_differs", "expanded", "shown_in", "conversion"),
    }
)
MAX_SENT_VALUES = 100


class FieldValue(NamedTuple):
    """One value of a field, raw, with its pointer in the body."""

    declared: Property
    at: str
    raw: Any


def draft_fields(
    kind: Kind,
    body: Mapping[str, Any],
    *,
    ref: str,
    type_name: str | None,
    faults: Faults,
    recorded: FactsOf = lambda _: (),
    at: str = "",
) -> Drafts:
    """Read a flat body: each value of a field that is a property becomes a draft. `recorded` returns facts on record.

    `at` is the pointer of the body in that of the request, if it is a part of it.
    """
    shared = _read_shared_members(kind, body, ref, at=at, faults=faults)
    year_end = body.get(FISCAL_YEAR_END)
    fiscal = FiscalYears(kind, () if year_end is None else (year_end,), recorded)
    return Drafts.joined(
        draft_value(value.declared, sent, shared=shared, fiscal=fiscal, faults=faults)
        for value in _field_values(kind, body, type_name, at=at, faults=faults)
        if (sent := _sent_value(value, faults)) is not None
    )


def _read_shared_members(
    kind: Kind, body: Mapping[str, Any], ref: str, *, at: str, faults: Faults
) -> SharedMembers | None:
    """Read what covers all fields; None, with its faults noted, if it is faulty itself."""
    evidence = body.get("evidence")
    if evidence is None:
        evidence = {}
    if not isinstance(evidence, Mapping):
        faults.add(f"{at}/evidence", "wrong_type", "Expected an object with at least `source` and `basis`.")
        return None
    if kind.name == "source":
        evidence = {**Evidence.of_itself(ref).json_value(), **evidence}
    is_whole = "source" in evidence and "basis" in evidence  # otherwise each field must have the rest
    read = read_whole_evidence(evidence, at=f"{at}/evidence", faults=faults) if is_whole else None
    if read is not None and read.evidence is None:
        return None
    if body.get("valid") is not None and read_valid(body["valid"], at=f"{at}/valid", faults=faults) is None:
        return None
    sound = read.evidence if read is not None and read.is_sound else None
    return SharedMembers(evidence, body.get("valid"), at=f"{at}/evidence", read=sound)


def _field_values(
    kind: Kind, body: Mapping[str, Any], type_name: str | None, *, at: str, faults: Faults
) -> Iterator[FieldValue]:
    """Yield each value of each field; an empty list has none."""
    for name, raw in body.items():
        field_at = at + pointer(name)
        declared = (
            None if name in NOT_PROPERTIES else _declared_field(kind, name, type_name, at=field_at, faults=faults)
        )
        if declared is None:
            continue
        if raw is None:
            faults.add(field_at, "null_value", _null_detail(declared))
        elif not declared.is_list:
            yield FieldValue(declared, field_at, raw)
        elif _is_list_of_values(declared, raw, at=field_at, faults=faults):
            yield from (FieldValue(declared, field_at + pointer(index), item) for index, item in enumerate(raw))


def _declared_field(kind: Kind, name: str, type_name: str | None, *, at: str, faults: Faults) -> Property | None:
    if name in READ_ONLY:
        faults.add(at, "read_only", f"`{name}` is written by the service; leave it out.")
        return None
    declared = kind.property(name, type_name=type_name)
    if declared is None:
        detail = unknown_property(kind, name, type_name=type_name, guesses=faults.guesses)
        faults.add(at, "unknown_property", detail)
    return declared


def _is_list_of_values(declared: Property, raw: Any, *, at: str, faults: Faults) -> bool:
    """Check the values of a property that shows a list."""
    if not isinstance(raw, list):
        faults.add(at, "wrong_type", f"`{declared.name}` must be a list of at most {MAX_SENT_VALUES} values.")
        return False
    if len(raw) > MAX_SENT_VALUES:
        detail = f"`{declared.name}` has {len(raw)} values; the maximum in one request is {MAX_SENT_VALUES}."
        faults.add(at, "too_many", detail)
        return False
    return True


def _null_detail(declared: Property) -> str:
    """Say what to send in place of a null; a property that every entity must have is neither unknown nor none."""
    retract = "To take a value back, retract its fact (POST /v1/facts/{id}/retraction)."
    if not can_be_missing(declared):
        return f"null is not a value: leave the field out. {retract}"
    missing = 'If the value is unknown or there is none, send {"missing": "unknown"} or {"missing": "none"}.'
    return f"null is not a value: leave the field out. {missing} {retract}"


def _sent_value(value: FieldValue, faults: Faults) -> SentValue | None:
    """Take a value apart: it is sent alone, or in `{"value": ...}` with its members and qualifiers."""
    declared, at, raw = value
    sent = raw if isinstance(raw, Mapping) else {}
    wrapped = sent if "value" in sent else None
    if wrapped is None and _lacks_value(declared, sent):
        detail = f'"value" is missing; the other members only describe a value of `{declared.name}`.'
        faults.add(f"{at}/value", "missing_field", detail)
        return None
    if wrapped is None and any(q.required for q in declared.qualifiers):
        names = ", ".join(f'"{q.name}": ...' for q in declared.qualifiers if q.required)
        faults.add(at, "wrong_type", f'Expected {{"value": ..., {names}}}.')
        return None
    if wrapped is None:
        return SentValue(at, at, at, {"value": raw}, {})
    qualifiers = {name: each for name, each in wrapped.items() if name not in VALUE_MEMBERS}
    members = {name: each for name, each in wrapped.items() if name in VALUE_MEMBERS}
    return SentValue(at, f"{at}/value", at, members, qualifiers)


def _lacks_value(declared: Property, raw: Mapping[str, Any]) -> bool:
    """Return whether an object has only members that describe a value."""
    return bool(raw) and (VALUE_MEMBERS | {q.name for q in declared.qualifiers}).issuperset(raw)


def event_type_name(kind: Kind, body: Mapping[str, Any]) -> str | None:
    """Return an event's type; its faults are noted when the field itself is read."""
    raw = body.get("type") if kind.types else None
    if isinstance(raw, Mapping):
        raw = raw.get("value")
    return raw if isinstance(raw, str) and kind.event_type(raw) else None
