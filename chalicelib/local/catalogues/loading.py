"""Loads lines through the operations that all writers use: several facts of an entity in one write."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from chalicelib.domain.errors import (
    AheadOfClock,
    Busy,
    Duplicate,
    Gone,
    Merged,
    NotFound,
    Refusal,
    Retracted,
    TooManyActions,
    TooManyFacts,
    Unavailable,
)
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.local.catalogues.files import BadCatalogue
from chalicelib.local.catalogues.lines import Body, Line
from chalicelib.operations.entities.read import read
from chalicelib.operations.world import RequestContext, World, Written
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.patch import patch

NOT_FIELDS = ("kind", "slug", "if_exists")
AT_ONCE = 60  # values of one write; most entities have fewer
FEW = 15  # of a write of which the service says that it is too large: these fit in any case


class Outcome(Enum):
    """The effect of a line on its entity."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PASSED_OVER = "passed over"  # retired, merged or retracted by an editor, or ahead of the clock
    REFUSED = "refused"


@dataclass
class Loaded:
    """How many lines had which effect, and what was refused: the place of the row, and why."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def summary(self) -> str:
        """Say how many lines had which effect."""
        return ", ".join(f"{self.counts[each]} {each.value}" for each in Outcome if self.counts[each]) or "none"


def load_lines(context: RequestContext, lines: Iterable[Line], *, stops: bool = False) -> Loaded:
    """Write each line. A refused one is noted, or with `stops` raises BadCatalogue."""
    loaded, known = Loaded(), set[str]()
    for line in lines:
        try:
            outcome = _load_line(context, line, known)
        except Refusal as refusal:
            why = "; ".join(f"{fault.pointer}: {fault.detail}" for fault in refusal.faults) or str(refusal)
            if stops:
                raise BadCatalogue(f"{line.place}: {why}") from refusal
            loaded.refused.append((line.place, why))
            outcome = Outcome.REFUSED
        loaded.counts[outcome] += 1
    return loaded


def is_loaded(world: World, last: Line) -> bool:
    """Return whether a catalogue's file was loaded: its source has the digest, which is written last."""
    try:
        view = read(world, ref=_ref(last)).view
    except (NotFound, Gone, Merged):
        return False
    return bool(view.get("sha256") == last.body["sha256"])


def _load_line(context: RequestContext, line: Line, known: set[str]) -> Outcome:
    try:
        return _write_line(context, line, known)
    except (AheadOfClock, Gone, Merged, Retracted):
        return Outcome.PASSED_OVER
    except (Busy, Unavailable) as error:  # not a fault of the line
        raise BadCatalogue(f"{line.place}: the table is busy or not available; start again. {error}") from error


def _write_line(context: RequestContext, line: Line, known: set[str]) -> Outcome:
    """Create the entity, or add to it if it is on record and the line asks for that."""
    ref = _ref(line)
    fields = {name: each for name, each in line.body.items() if name not in NOT_FIELDS}
    is_known = str(ref) in known
    known.add(str(ref))
    if not is_known:
        try:
            return _created(context, ref, fields)
        except Duplicate as refusal:
            if line.body["if_exists"] == "use":
                return Outcome.UNCHANGED
            if "merged_into" in refusal.context or "retired_at" in refusal.context:
                return Outcome.PASSED_OVER
    elif line.body["if_exists"] == "use":
        return Outcome.UNCHANGED
    return _patched(context, ref, fields)


def _created(context: RequestContext, ref: Ref, fields: Mapping[str, Any]) -> Outcome:
    first, *others = in_parts(fields, AT_ONCE)
    try:
        create(context, kind=KINDS[ref.kind], body={"slug": ref.slug, **first})
    except (TooManyActions, TooManyFacts):
        first, *others = in_parts(fields, FEW)
        create(context, kind=KINDS[ref.kind], body={"slug": ref.slug, **first})
    for part in others:
        _patch(context, ref, part)
    return Outcome.CREATED


def _patched(context: RequestContext, ref: Ref, fields: Mapping[str, Any]) -> Outcome:
    written = [each for part in in_parts(fields, AT_ONCE) for each in _patch(context, ref, part)]
    return Outcome.CHANGED if any(each.created for each in written) else Outcome.UNCHANGED


def _patch(context: RequestContext, ref: Ref, fields: Mapping[str, Any]) -> Sequence[Written]:
    try:
        return [patch(context, ref=ref, body=fields)]
    except (TooManyActions, TooManyFacts):
        return [patch(context, ref=ref, body=part) for part in in_parts(fields, FEW)]


def in_parts(fields: Mapping[str, Any], most: int) -> list[Body]:
    """Divide a body into bodies of at most so many values; the name is in the first, and the evidence in each."""
    shared = {name: fields[name] for name in ("evidence", "valid") if name in fields}
    first = sorted((name for name in fields if name not in shared), key=lambda name: name not in ("name", "title"))
    values = [(name, each) for name in first for each in _values(fields[name])]
    parts: list[Body] = []
    for start in range(0, len(values), most):
        part: Body = {}
        for name, each in values[start : start + most]:
            part[name] = [*part.get(name, []), *each] if isinstance(each, list) else each
        parts.append({**part, **shared})
    return parts or [dict(fields)]


def _values(value: Any) -> list[Any]:
    """Return the values of a list as lists of one, and any other value as it is."""
    return [[each] for each in value] if isinstance(value, list) else [value]


def _ref(line: Line) -> Ref:
    return Ref(line.body["kind"], line.body["slug"])
