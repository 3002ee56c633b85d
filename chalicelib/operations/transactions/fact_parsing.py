"""Drafts: reads what a writer sent, flat or as facts, into contents of facts, noting every fault."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chalicelib.domain.evidence import Evidence
from chalicelib.domain.facts import Content, Decision
from chalicelib.domain.faults import Faults, pointer
from chalicelib.domain.values import DateType, Missing, Ref, Value, When
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.hints import unknown_property
from chalicelib.operations.bounds import SERIES_DAYS
from chalicelib.operations.transactions.value_members import (
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
    {
        *("ref", "kind", "disputed", "hedged", "also", "terms", "more", "sources"),
        *("revision", "created_at", "updated_at", "facts", "explain"),
    }
)
MAX_SENT_VALUES = 100


# A ref that a body leans on, and the pointer to blame if there is no such entity; None: it is on record already.
Lean = tuple[str, str | None]


@dataclass(frozen=True)
class DraftFact:
    """The content of a fact that a writer wants recorded, with the pointer to where it stood in the body."""

    declared: Property
    content: Content
    at: str
    ranked: Decision | None = None  # what a merge takes along
    evidence_at: str = "/evidence"  # where the facts that it replaces were sent


@dataclass
class Drafts:
    """What was read of a body: the drafts without fault, and all refs, those of faulty values included."""

    drafts: list[DraftFact] = field(default_factory=list)
    refs: list[Lean] = field(default_factory=list)


@dataclass(frozen=True)
class SentValue:
    """One value as it was sent: its members and qualifiers, and where they stand in the body."""

    at: str
    value_at: str
    qualifiers_at: str
    members: Mapping[str, Any]
    qualifiers: Mapping[str, Any]


def draft_fields(kind: Kind, body: Mapping[str, Any], *, ref: str, type_name: str | None, faults: Faults) -> Drafts:
    """Read a flat body: every field that is a property becomes one draft a value."""
    common = read_common(kind, body, ref, faults)
    drafts = Drafts()
    for name, raw in body.items():
        declared = None if name in OF_THE_WRITE else _declared(kind, name, type_name, faults)
        if declared is not None:
            for at, item in _items(declared, raw, faults):
                sent = _sent(declared, item, at, faults)
                if sent is not None:
                    _draft(declared, sent, common=common, drafts=drafts, faults=faults)
    return drafts


def draft_fact(declared: Property, raw: Mapping[str, Any], *, at: str, drafts: Drafts, faults: Faults) -> None:
    """Read one fact as `POST /v1/facts` takes it: `qualifiers` is an object, and it has its own evidence."""
    if raw.get("value") is None:
        missing = ' What nobody said is {"missing": "unknown"}.' if _can_be_missing(declared) else ""
        faults.add(f"{at}/value", "missing_field", f"A fact has a value.{missing}")
        return
    qualifiers = raw.get("qualifiers") or {}
    if not isinstance(qualifiers, Mapping):
        faults.add(f"{at}/qualifiers", "wrong_type", "Expected an object of qualifiers.")
        return
    members = {name: raw[name] for name in OF_A_VALUE if raw.get(name) is not None}
    sent = SentValue(at, f"{at}/value", f"{at}/qualifiers", members, qualifiers)
    _draft(declared, sent, common=Common({}, at=f"{at}/evidence"), drafts=drafts, faults=faults)


def _declared(kind: Kind, name: str, type_name: str | None, faults: Faults) -> Property | None:
    if name in OF_THE_SERVICE:
        faults.add(pointer(name), "read_only", f"`{name}` is written by the service; leave it out.")
        return None
    declared = kind.property(name, type_name=type_name)
    if declared is None:
        detail = unknown_property(kind, name, type_name=type_name, guesses=faults.guesses)
        faults.add(pointer(name), "unknown_property", detail)
    return declared


def _items(declared: Property, raw: Any, faults: Faults) -> Iterator[tuple[str, Any]]:
    """Give each value of a field with its pointer; an empty list says nothing."""
    at = pointer(declared.name)
    if raw is None:
        faults.add(at, "null_value", _instead_of_null(declared))
    elif not declared.is_list:
        yield at, raw
    elif not isinstance(raw, list):
        faults.add(at, "wrong_type", f"`{declared.name}` is a list of at most {MAX_SENT_VALUES} values.")
    elif len(raw) > MAX_SENT_VALUES:
        detail = f"`{declared.name}` has {len(raw)} values; {MAX_SENT_VALUES} are the most in one request."
        faults.add(at, "too_many", detail)
    else:
        yield from ((f"{at}/{index}", item) for index, item in enumerate(raw))


def _instead_of_null(declared: Property) -> str:
    """Say what to send in place of a null; what every entity must have is neither unknown nor none."""
    retract = "to take a value back, retract its fact (POST /v1/facts/{id}/retraction)"
    if not _can_be_missing(declared):
        return f"A null says nothing: leave the field out; {retract}."
    missing = (
        'send {"missing": "unknown"} or {"missing": "none"} to say that the value is unknown or that there is none'
    )
    return f"A null says nothing: leave the field out, or {missing}; {retract}."


def _can_be_missing(declared: Property) -> bool:
    return not declared.required or isinstance(declared.type, DateType)


def _sent(declared: Property, raw: Any, at: str, faults: Faults) -> SentValue | None:
    """Take a value of a flat body apart: it stands alone, or in `{"value": ...}` with its members and qualifiers."""
    wrapped = raw if isinstance(raw, Mapping) and "value" in raw else None
    if wrapped is None and isinstance(raw, Mapping) and _lacks_value(declared, raw):
        faults.add(f"{at}/value", "missing_field", f'"value" is missing; the rest says more of a `{declared.name}`.')
        return None
    if wrapped is None and any(q.required for q in declared.qualifiers):
        names = ", ".join(f'"{q.name}": ...' for q in declared.qualifiers if q.required)
        faults.add(at, "wrong_type", f'Expected {{"value": ..., {names}}}.')
        return None
    parts = wrapped or {"value": raw}
    qualifiers = {name: value for name, value in parts.items() if name not in OF_A_VALUE}
    members = {name: value for name, value in parts.items() if name in OF_A_VALUE}
    return SentValue(at, f"{at}/value" if wrapped else at, at, members, qualifiers)


def _lacks_value(declared: Property, raw: Mapping[str, Any]) -> bool:
    """Say whether an object that stands for a value only has what goes beside one."""
    beside = OF_A_VALUE | {q.name for q in declared.qualifiers}
    return bool(raw) and beside.issuperset(raw)


def _draft(declared: Property, sent: SentValue, *, common: Common | None, drafts: Drafts, faults: Faults) -> None:
    """Read one value with all its members; what is without fault becomes a draft."""
    before, at, members = len(faults.found), sent.at, sent.members
    value = declared.type.parse(members["value"], at=sent.value_at, faults=faults)
    told_apart = read_qualifiers(declared, sent.qualifiers, at=sent.qualifiers_at, faults=faults)
    evidence = read_evidence(members.get("evidence"), common, at=at, faults=faults)
    raw_valid = members.get("valid", common.valid if common else None)
    valid = None if raw_valid is None else read_valid(raw_valid, at=f"{at}/valid", faults=faults)
    scope, period = read_scope(members, at=at, faults=faults), read_period(members, at=at, faults=faults)
    condition = read_condition(members, at=at, faults=faults)
    named = {sent.value_at: value, f"{at}/scope": scope}
    named |= {sent.qualifiers_at + pointer(name): each for name, each in told_apart.items()}
    drafts.refs += [(str(each), where) for where, each in named.items() if isinstance(each, Ref)]
    if evidence is not None and common is not None:
        drafts.refs += _evidence_refs(evidence, members.get("evidence"), at=at, common=common)
    if value is not None and evidence is not None and len(faults.found) == before:
        _check(declared, value, told_apart, valid, at=at, faults=faults)
        content = Content(declared.name, value, evidence, told_apart, scope, period, condition, valid)
        own = members.get("evidence")
        evidence_at = f"{at}/evidence" if own and "replaces" in own else common.at if common else at
        draft = DraftFact(declared, content, at, evidence_at=evidence_at)
        drafts.drafts += [draft] if len(faults.found) == before else []


def _evidence_refs(evidence: Evidence, own: Any, *, at: str, common: Common) -> Iterator[Lean]:
    """Give source and speaker, each blamed where it was sent: in the value's own evidence or in the body's."""
    for name, ref in (("source", evidence.source), ("speaker", evidence.speaker_ref)):
        if ref is not None:
            yield ref, f"{at}/evidence/{name}" if own and name in own else f"{common.at}/{name}"


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
    if isinstance(value, Missing) and not _can_be_missing(declared):
        faults.add(at, "missing_field", f"`{declared.name}` cannot be missing: {declared.meaning}")
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
