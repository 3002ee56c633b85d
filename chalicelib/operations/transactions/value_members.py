"""Members of a value as a writer sends them: evidence, validity, qualifiers, scope, period, condition."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.evidence import Evidence
from chalicelib.domain.faults import Faults, pointer
from chalicelib.domain.values import RefType, Value, When, parse_date, parse_period
from chalicelib.domain.values.checks import is_text, quoted, read_shape
from chalicelib.kinds.declaration import Kind, Property

OF_A_VALUE = frozenset({"value", "evidence", "valid", "scope", "period", "condition"})
MAX_CONDITION_CHARS = 300
ANYBODY = RefType(kinds=None)


@dataclass(frozen=True)
class Common:
    """What covers every field of a body: one evidence, as and where it was sent, and one `valid`."""

    evidence: Mapping[str, Any]
    valid: Any = None
    at: str = "/evidence"


def read_common(kind: Kind, body: Mapping[str, Any], ref: str, faults: Faults) -> Common | None:
    """Read what covers all fields; None, with faults, when it is at fault itself."""
    evidence = body.get("evidence")
    if evidence is None:
        evidence = {}
    if not isinstance(evidence, Mapping):
        faults.add("/evidence", "wrong_type", "Expected an object with at least `source` and `basis`.")
        return None
    if kind.name == "source":
        evidence = {**Evidence.of_itself(ref).json_value(), **evidence}
    is_whole = "source" in evidence and "basis" in evidence  # else every field must bring the rest
    if is_whole and _read_whole(evidence, at="/evidence", faults=faults) is None:
        return None
    if body.get("valid") is not None and read_valid(body["valid"], at="/valid", faults=faults) is None:
        return None
    return Common(evidence, body.get("valid"))


def read_qualifiers(declared: Property, raw: Mapping[str, Any], *, at: str, faults: Faults) -> dict[str, Value]:
    """Read the declared qualifiers, with their defaults; note what is unknown, missing or wrong."""
    read: dict[str, Value] = {}
    known = {q.name for q in declared.qualifiers}
    for name in raw:
        if name not in known:
            takes = ", ".join(sorted(known | OF_A_VALUE))
            detail = f"`{declared.name}` has no qualifier {quoted(name)}; it takes {takes}."
            faults.add(at + pointer(name), "unknown_field", detail)
    for qualifier in declared.qualifiers:
        given = raw.get(qualifier.name)
        given = qualifier.default if given is None else given
        if given is not None:
            value = qualifier.type.parse(given, at=at + pointer(qualifier.name), faults=faults)
            read |= {qualifier.name: value} if value is not None else {}
        elif qualifier.required:
            detail = f"A value of `{declared.name}` needs `{qualifier.name}`: {qualifier.meaning}"
            faults.add(at + pointer(qualifier.name), "missing_field", detail)
    return read


def read_evidence(own: Any, common: Common | None, *, at: str, faults: Faults) -> Evidence | None:
    """Merge the value's own evidence over the body's, member by member; None, with faults, when it is at fault."""
    if common is None:
        return None
    if own is not None and not isinstance(own, Mapping):
        faults.add(f"{at}/evidence", "wrong_type", "Expected an object.")
        return None
    merged = {**common.evidence, **(own or {})}
    where = common.at if own is None else f"{at}/evidence"
    lacking = [name for name in ("source", "basis") if name not in merged]
    for name in lacking:
        _note_once(f"{where}/{name}", faults)
    return None if lacking else _read_whole(merged, at=where, faults=faults)


def _read_whole(evidence: Mapping[str, Any], *, at: str, faults: Faults) -> Evidence | None:
    """Read evidence; its speaker is a ref or a text, as other values are that name somebody."""
    if evidence.get("speaker") is None:
        return read_shape(Evidence, evidence, at=at, faults=faults)
    speaker = ANYBODY.read(evidence["speaker"], at=f"{at}/speaker", faults=faults)
    read = read_shape(Evidence, {**evidence, "speaker": speaker and speaker.json()}, at=at, faults=faults)
    return None if speaker is None else read


def _note_once(at: str, faults: Faults) -> None:
    """Note what the body's evidence lacks once, however many fields lean on it."""
    if not faults.has(at):
        detail = "Every value has a source, and its speaker a standing: give `source` and `basis`."
        faults.add(at, "missing_field", detail)


def read_valid(raw: Any, *, at: str, faults: Faults) -> When | None:
    """Read when a value holds."""
    read = parse_date(raw) if isinstance(raw, str) else None
    if read is None:
        faults.add(
            at,
            "not_a_date",
            "Expected a date such as 2025-01-26, 2025-01, 2025~ or an interval 2024-07/2025-01.",
        )
    return read


def read_scope(members: Mapping[str, Any], *, at: str, faults: Faults) -> Value | None:
    """Read the part a value is about: a ref, or a text, plain or as `{"text": ...}`."""
    raw = members.get("scope")
    return None if raw is None else ANYBODY.parse(raw, at=f"{at}/scope", faults=faults)


def read_period(members: Mapping[str, Any], *, at: str, faults: Faults) -> str | None:
    """Read the duration or interval that a value is of."""
    raw = members.get("period")
    if raw is None:
        return None
    read = parse_period(raw) if isinstance(raw, str) else None
    if read is None:
        faults.add(
            f"{at}/period",
            "not_a_period",
            "Expected a duration such as P6M or an interval such as 2024-07/2025-01.",
        )
    return read


def read_condition(members: Mapping[str, Any], *, at: str, faults: Faults) -> str | None:
    """Read the text of a condition."""
    raw = members.get("condition")
    is_read = raw is not None and is_text(raw, max_length=MAX_CONDITION_CHARS, at=f"{at}/condition", faults=faults)
    return raw if is_read else None
