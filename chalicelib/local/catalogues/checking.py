"""Checks of bodies before they are written: what the service would refuse is left out, and the rest gets its ids."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from chalicelib.domain.errors import Fault
from chalicelib.domain.faults import Faults
from chalicelib.kinds.declaration import Kind
from chalicelib.local.catalogues.lines import Body
from chalicelib.local.catalogues.report import Report
from chalicelib.operations.transactions.drafts import draft_id
from chalicelib.operations.transactions.parsing.flat_body import draft_fields

Entries = Sequence[tuple[Any, Body]]  # a key, whose first member is the property, and the entry


class Checked(NamedTuple):
    """A body without what is refused, None if nothing is left, and the ids of its facts by the keys of the entries."""

    body: Body | None
    ids: dict[Any, list[str]]


def checked(kind: Kind, ref: str, *, entries: Entries, evidence: Body, report: Report, place: str) -> Checked:
    """Return the body of these entries, and leave out those that the service would refuse; the report says why."""
    kept = [*entries]
    while kept:
        fields, keys = _fields(kind, kept)
        body: Body = {**fields, "evidence": evidence}
        faults = Faults()
        drafts = draft_fields(kind, body, ref=ref, type_name=None, faults=faults).drafts
        if not faults:
            ids: dict[Any, list[str]] = defaultdict(list)
            for draft in drafts:
                ids[keys[_place(draft.at)]].append(draft_id(draft, ref))
                report.facts[f"{kind.name}.{draft.declared.name}"] += 1
            return Checked(body, ids)
        refused = {keys[at] for fault in faults.found if (at := _place(fault.pointer)) in keys}
        if not refused:  # it is the evidence, or the entity, that is refused
            report.cannot_read(place, faults.found[0].detail)
            return Checked(None, {})
        for fault in faults.found:
            report.leave_out(f"{kind.name}.{_place(fault.pointer)[0]}", _reason(fault))
        kept = [(key, entry) for key, entry in kept if key not in refused]
    return Checked(None, {})


def _fields(kind: Kind, entries: Entries) -> tuple[Body, dict[tuple[str, str], Any]]:
    """Return the flat fields of entries, and the key of the entry at each place."""
    fields: Body = {}
    keys: dict[tuple[str, str], Any] = {}
    for key, entry in entries:
        name = key[0]
        declared = kind.property(name)
        if declared is not None and not declared.is_list:
            fields[name], keys[name, ""] = _bare(entry), key
        else:
            values = fields.setdefault(name, [])
            keys[name, str(len(values))] = key
            values.append(_bare(entry))
    return fields, keys


def _bare(entry: Body) -> Any:
    """Write a value alone if the entry has no other members."""
    return entry["value"] if entry.keys() == {"value"} else entry


def _place(pointer: str) -> tuple[str, str]:
    name, _, rest = pointer.lstrip("/").partition("/")
    index = rest.partition("/")[0]
    return name, index if index.isdigit() else ""


def _reason(fault: Fault) -> str:
    return f"{fault.code}: {fault.detail}"
