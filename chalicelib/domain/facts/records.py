"""Records: a fact as plain JSON for the table, and back; reading needs no declarations, which may have changed."""

from collections.abc import Callable
from typing import Any

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.facts.decisions import Decision, DecisionType, Origins, Rank, Witness
from chalicelib.domain.facts.evidence import Evidence
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.values import (
    Code,
    Duration,
    Erased,
    Flag,
    Hours,
    Missing,
    MonthDay,
    Named,
    Phrase,
    Quantity,
    Ref,
    Span,
    Text,
    Value,
    When,
    parse_date,
)

Record = dict[str, Any]
_NEVER_EMPTY = (str, int)


def _date(text: str) -> When:
    read = parse_date(text)
    if read is None:
        raise ValueError(f"not a date on record: {text!r}")
    return read


# A value is kept as `[tag, json]`, so that reading it needs no declaration.
_READERS: dict[str, tuple[type, Callable[[Any], Value]]] = {
    "text": (Text, Text),
    "code": (Code, Code),
    "flag": (Flag, Flag),
    "ref": (Ref, Ref.of),
    "named": (Named, lambda raw: Named(**raw)),
    "date": (When, _date),
    "hours": (Hours, Hours),
    "duration": (Duration, Duration),
    "month_day": (MonthDay, MonthDay),
    "quantity": (Quantity, lambda raw: Quantity(**raw)),
    "span": (Span, lambda raw: Span(**raw)),
    "phrase": (Phrase, lambda raw: Phrase(**raw)),
    "missing": (Missing, lambda raw: Missing(raw["missing"])),
    "erased": (Erased, lambda _: Erased()),
}
_TAGS = {kind: tag for tag, (kind, _) in _READERS.items()}


def write_value(value: Value) -> list[Any]:
    """Return a value with its tag."""
    return [_TAGS[type(value)], value.json()]


def read_value(raw: list[Any]) -> Value:
    """Read a value that `write_value` wrote."""
    tag, json = raw
    return _READERS[tag][1](json)


def write_fact(fact: Fact) -> Record:
    """Return a fact as a record, without empty members."""
    content = fact.content
    record: Record = {
        "id": fact.id,
        "entity": fact.entity,
        "property": content.property,
        "value": write_value(content.value),
        "qualifiers": {name: write_value(value) for name, value in content.qualifiers.items()},
        "scope": _optional(content.scope),
        "period": content.period,
        "condition": content.condition,
        "valid": None if content.valid is None else content.valid.json(),
        **_write_witness(fact),
        "recorded_at": fact.recorded_at,
        "recorded_by": fact.recorded_by,
        "place": fact.place or None,
        "decisions": [_write_decision(decision) for decision in fact.decisions],
        "revision": fact.revision,
        "merged_from": list(fact.merged_from),
        "merged_before": [[until, list(refs)] for until, refs in fact.merged_before],
    }
    return _without_empty(record)


def read_fact(record: Record) -> Fact:
    """Read a fact that `write_fact` wrote."""
    valid, witness = record.get("valid"), _read_witness(record)
    content = Content(
        property=record["property"],
        value=read_value(record["value"]),
        evidence=witness.evidence,
        qualifiers={name: read_value(value) for name, value in record.get("qualifiers", {}).items()},
        scope=_read_optional(record.get("scope")),
        period=record.get("period"),
        condition=record.get("condition"),
        valid=None if valid is None else _date(valid),
    )
    return Fact(
        id=record["id"],
        entity=record["entity"],
        content=content,
        recorded_at=record["recorded_at"],
        recorded_by=record["recorded_by"],
        published=witness.published,
        publisher=witness.publisher,
        root=witness.root,
        place=record.get("place", 0),
        decisions=tuple(_read_decision(raw) for raw in record.get("decisions", [])),
        revision=record.get("revision", 0),
        supersedes=witness.supersedes,
        merged_from=tuple(record.get("merged_from", ())),
        merged_before=tuple(Origins(until, tuple(refs)) for until, refs in record.get("merged_before", ())),
    )


def _optional(value: Value | None) -> list[Any] | None:
    return None if value is None else write_value(value)


def _read_optional(raw: list[Any] | None) -> Value | None:
    return None if raw is None else read_value(raw)


def _write_witness(witness: Fact | Witness) -> Record:
    """Return evidence, with what is copied from its source, as members of a record."""
    return {
        "evidence": witness.evidence.record(),
        "published": None if witness.published is None else witness.published.json(),
        "publisher": _optional(witness.publisher),
        "root": witness.root,
        "supersedes": list(witness.supersedes),
    }


def _read_witness(record: Record) -> Witness:
    published = record.get("published")
    return Witness(
        Evidence.read(record["evidence"]),
        published=None if published is None else _date(published),
        publisher=_read_optional(record.get("publisher")),
        root=record.get("root", ""),
        supersedes=tuple(record.get("supersedes", ())),
    )


def _write_decision(decision: Decision) -> Record:
    written = {
        "at": decision.at,
        "by": decision.by,
        "verdict": decision.verdict.value,
        "reason": decision.reason,
        "source": decision.source,
        "rank": decision.rank and decision.rank.value,
        "revision": decision.revision,
        "of_merge": decision.of_merge,
        "before": None if decision.before is None else _without_empty(_write_witness(decision.before)),
        "replaced_by": list(decision.replaced_by) or None,
        "in_print": list(decision.in_print) or None,
        "token": decision.token or None,
    }
    return {name: value for name, value in written.items() if value is not None}


def _without_empty(record: Record) -> Record:
    return {name: value for name, value in record.items() if value or isinstance(value, _NEVER_EMPTY)}


def _read_decision(raw: Record) -> Decision:
    return Decision(
        at=raw["at"],
        by=raw["by"],
        verdict=DecisionType(raw["verdict"]),
        reason=raw.get("reason"),
        source=raw.get("source"),
        rank=Rank(raw["rank"]) if "rank" in raw else None,
        revision=raw.get("revision", 0),
        of_merge=raw.get("of_merge"),
        before=_read_witness(raw["before"]) if "before" in raw else None,
        replaced_by=tuple(raw.get("replaced_by", ())),
        in_print=tuple(raw.get("in_print", ())),
        token=raw.get("token", ""),
    )
