"""Fact parsing: reads a value as a writer sent it, with all its members, into the content of a fact."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.facts.evidence import Evidence
from chalicelib.domain.facts.evidence_shape import EvidenceShape
from chalicelib.domain.faults import Faults, pointer
from chalicelib.domain.values import DateType, Missing, Ref, RefType, Text, Value, ValueType, When
from chalicelib.domain.values.checks import quoted, read_shape, read_text
from chalicelib.domain.values.times.fiscal import is_fiscal_label
from chalicelib.domain.values.types.time_types import read_period
from chalicelib.kinds.declaration import Property
from chalicelib.kinds.properties.measures import MeasureType
from chalicelib.operations.transactions.drafts import DraftFact, Drafts, Reference
from chalicelib.operations.transactions.parsing.adjusted_evidence import point_at_shared, with_words
from chalicelib.operations.transactions.parsing.declaration_faults import SentValue, declaration_faults
from chalicelib.operations.transactions.parsing.fiscal_periods import FiscalYears
from chalicelib.operations.transactions.parsing.shared_members import (
    SharedMembers,
    replacements_in,
    replacing_evidence,
    shared_with,
)

VALUE_MEMBERS = frozenset({"value", "evidence", "valid", "scope", "period", "condition"})
MAX_CONDITION_CHARS = 300
ANY_ENTITY = RefType(kinds=None)

_UNREADABLE = Missing("unknown")  # stands for a value with a fault, so that faults beside it are found too


class ReadQualifiers(NamedTuple):
    """The qualifiers that could be read; `is_sound` if none had a fault."""

    values: dict[str, Value]
    is_sound: bool


class ReadEvidence(NamedTuple):
    """Evidence, if it could be read; `is_sound` if no part of it had a fault."""

    evidence: Evidence | None
    is_sound: bool


class Circumstances(NamedTuple):
    """Of what and when a value holds; `is_sound` if no member had a fault. `label`: the period as it was sent."""

    scope: Value | None
    period: str | None
    condition: str | None
    valid: When | None
    is_sound: bool
    label: str | None = None


def draft_value(
    declared: Property, sent: SentValue, *, shared: SharedMembers | None, fiscal: FiscalYears, faults: Faults
) -> Drafts:
    """Read a value with all its members into a draft, if it has no fault, and its refs. `shared` is None if faulty."""
    if declared.closed is not None:
        faults.add(sent.at, "closed_property", declared.closed)
        return Drafts()
    value = _type_of_value(declared, sent).parse(sent.members["value"], at=sent.value_at, faults=faults)
    qualifiers = _read_qualifiers(declared, sent, value, faults)
    read = _read_evidence(sent, shared_with(declared, sent, shared), faults)
    holds = _read_circumstances(sent, shared, fiscal, faults)
    refs = [*_value_refs(sent, value, holds.scope, qualifiers.values), *_evidence_refs(sent, shared, read.evidence)]
    replacements = [*replacements_in(declared, sent, shared)]
    if read.evidence is None or not (read.is_sound and qualifiers.is_sound and holds.is_sound):
        return Drafts(refs=refs, replacements=replacements)
    kept = _normal_value(declared, _UNREADABLE if value is None else value, qualifiers.values, sent=sent, faults=faults)
    evidence = with_words(read.evidence, faults.words_of_code(sent.value_at) or holds.label)
    content = Content(
        declared.name, kept, evidence, qualifiers.values, holds.scope, holds.period, holds.condition, holds.valid
    )
    wrong = [*declaration_faults(declared, content, sent, is_readable=value is not None)]
    faults.take(wrong)
    evidence_at = replacing_evidence(sent, shared).at
    draft = DraftFact(declared, content, sent.at, evidence_at=evidence_at, value_at=sent.value_at)
    return Drafts([] if wrong or value is None else [draft], refs, replacements)


def _type_of_value(declared: Property, sent: SentValue) -> ValueType:
    """Return the type of a value: of a figure that of its measure, so that a fault names the units of the measure."""
    for each in declared.qualifiers:
        if each.required and isinstance(each.type, MeasureType):
            return each.type.value_type(sent.qualifiers.get(each.name), declared.type, sent.members["value"])
    return declared.type


def _normal_value(
    declared: Property, value: Value, qualifiers: Mapping[str, Value], *, sent: SentValue, faults: Faults
) -> Value:
    """Return a value in the form in which it is kept, and note a text that was sent otherwise."""
    if declared.normal is None:
        return value
    kept, written = declared.normal(value, qualifiers), sent.members["value"]
    if isinstance(kept, Text) and isinstance(written, str):
        faults.note_adjusted(sent.value_at, written, kept.text)
    return kept


def _value_refs(
    sent: SentValue, value: Value | None, scope: Value | None, qualifiers: Mapping[str, Value]
) -> Iterator[Reference]:
    if isinstance(value, Ref):
        yield Reference(str(value), sent.value_at)
    if isinstance(scope, Ref):
        yield Reference(str(scope), f"{sent.at}/scope")
    for name, each in qualifiers.items():
        if isinstance(each, Ref):
            yield Reference(str(each), sent.qualifiers_at + pointer(name))


def _evidence_refs(sent: SentValue, shared: SharedMembers | None, evidence: Evidence | None) -> Iterator[Reference]:
    """Yield source and speaker, each blamed where it was sent: in the value's own evidence or in the shared one."""
    if evidence is None or shared is None:
        return
    own = sent.members.get("evidence") or {}
    for name, ref in (("source", evidence.source), ("speaker", evidence.speaker_ref)):
        if ref is not None:
            yield Reference(ref, f"{sent.at}/evidence/{name}" if name in own else f"{shared.at}/{name}")


def _read_qualifiers(declared: Property, sent: SentValue, of: Value | None, faults: Faults) -> ReadQualifiers:
    """Read the declared qualifiers, with their defaults; note those that are unknown, missing or wrong."""
    if not (declared.qualifiers or sent.qualifiers):
        return ReadQualifiers({}, is_sound=True)
    known = {q.name for q in declared.qualifiers}
    unknown = [name for name in sent.qualifiers if name not in known]
    for name in unknown:
        members = ", ".join(sorted(known | VALUE_MEMBERS))
        detail = f"`{declared.name}` has no qualifier {quoted(name)}; the members of its values are {members}."
        faults.add(sent.qualifiers_at + pointer(name), "unknown_field", detail)
    read: dict[str, Value | None] = {}
    for qualifier in declared.qualifiers:
        raw = sent.qualifiers.get(qualifier.name)
        raw = qualifier.default_beside(sent.qualifiers) if raw is None else raw
        if raw is None and not qualifier.required:
            continue
        at = sent.qualifiers_at + pointer(qualifier.name)
        given = qualifier.type.beside(of) if isinstance(qualifier.type, MeasureType) else qualifier.type
        if raw is not None:
            read[qualifier.name] = given.parse(raw, at=at, faults=faults)
        else:
            read[qualifier.name] = None
            choice = f" {given.choice()}" if isinstance(given, MeasureType) else ""
            detail = f"A value of `{declared.name}` needs `{qualifier.name}`: {qualifier.meaning}{choice}"
            faults.add(at, "missing_field", detail)
    values = {name: value for name, value in read.items() if value is not None}
    return ReadQualifiers(values, is_sound=not unknown and len(values) == len(read))


def _read_evidence(sent: SentValue, shared: SharedMembers | None, faults: Faults) -> ReadEvidence:
    """Read a value's own evidence, which overrides the shared one member by member."""
    own = sent.members.get("evidence")
    if shared is None:
        return ReadEvidence(None, is_sound=False)
    if own is not None and not isinstance(own, Mapping):
        faults.add(f"{sent.at}/evidence", "wrong_type", "Expected an object.")
        return ReadEvidence(None, is_sound=False)
    if own is None and shared.read is not None:
        return ReadEvidence(shared.read, is_sound=True)
    merged = {**shared.evidence, **(own or {})}
    at = shared.at if own is None else f"{sent.at}/evidence"
    lacking = [name for name in ("source", "basis") if name not in merged]
    for name in lacking:
        if not faults.has(f"{at}/{name}"):  # once, however many values share the evidence
            detail = f"`evidence` lacks `{name}`; every value needs a `source` and a `basis`."
            faults.add(f"{at}/{name}", "missing_field", detail)
    if lacking:
        return ReadEvidence(None, is_sound=False)
    read = read_whole_evidence(merged, at=at, faults=faults)
    if own is not None:
        point_at_shared([name for name in merged if name not in own], at=at, shared_at=shared.at, faults=faults)
    return read


def read_whole_evidence(raw: Mapping[str, Any], *, at: str, faults: Faults) -> ReadEvidence:
    """Read evidence; its speaker is a ref or a text, like other values that name somebody."""
    speaker = raw.get("speaker")
    if speaker is None:
        evidence = _read_shape(raw, at=at, faults=faults)
        return ReadEvidence(evidence, is_sound=evidence is not None)
    has_its_members = ANY_ENTITY.has_its_members(speaker, at=f"{at}/speaker", faults=faults)
    named = ANY_ENTITY.read(speaker, at=f"{at}/speaker", faults=faults)
    evidence = _read_shape({**raw, "speaker": named and named.json()}, at=at, faults=faults)
    return ReadEvidence(evidence if named else None, is_sound=has_its_members and None not in (named, evidence))


def _read_shape(raw: Mapping[str, Any], *, at: str, faults: Faults) -> Evidence | None:
    read = read_shape(EvidenceShape, raw, at=at, faults=faults)
    return None if read is None else read.evidence()


def _read_circumstances(
    sent: SentValue, shared: SharedMembers | None, fiscal: FiscalYears, faults: Faults
) -> Circumstances:
    """Read when and of what a value holds; its own `valid` overrides the shared one."""
    if not sent.members.keys() & _OF_CIRCUMSTANCES and (shared is None or shared.valid is None):
        return _ALWAYS
    inherited = {"valid": shared.valid} if shared else {}
    raw = {name: each for name, each in {**inherited, **sent.members}.items() if each is not None}
    read: dict[str, Any] = {
        name: reader(raw[name], at=f"{sent.at}/{name}", faults=faults)
        for name, reader in _CIRCUMSTANCES.items()
        if name in raw
    }
    label = raw.get("period")
    if isinstance(label, str) and is_fiscal_label(label):
        read["period"] = fiscal.months_of(label, at=f"{sent.at}/period", faults=faults)
    elif label is not None:
        read["period"], label = read_period(label, at=f"{sent.at}/period", faults=faults), None
    scope, period, condition, valid = map(read.get, ("scope", "period", "condition", "valid"))
    return Circumstances(scope, period, condition, valid, is_sound=None not in read.values(), label=label)


def read_valid(raw: Any, *, at: str, faults: Faults) -> When | None:
    """Read when a value holds."""
    return DateType().read(raw, at=at, faults=faults)


def _read_condition(raw: Any, *, at: str, faults: Faults) -> str | None:
    return read_text(raw, max_length=MAX_CONDITION_CHARS, at=at, faults=faults)


_CIRCUMSTANCES = {
    "valid": read_valid,
    "scope": ANY_ENTITY.parse,
    "condition": _read_condition,
}
_OF_CIRCUMSTANCES = _CIRCUMSTANCES.keys() | {"period"}
_ALWAYS = Circumstances(None, None, None, None, is_sound=True)
