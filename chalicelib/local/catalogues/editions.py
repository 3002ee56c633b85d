"""Editions: a catalogue on one day after the other, as bodies that say what is new, what changed and what went.

The first edition that has an entity says all. A later one says what changed since, `none` for a value that it no longer
has, and `confirmed` for the entity, since of the rest it says the same again. A value of a lasting property holds
from the day of the edition. A value of any other property, and each value of a list, replaces what the catalogue said
before, by the ids of those facts.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chalicelib.domain.facts.evidence import MAX_REPLACED_FACTS
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind, Property, Shape
from chalicelib.local.catalogues.checking import checked
from chalicelib.local.catalogues.lines import Body, Fields, Line
from chalicelib.local.catalogues.report import Report

EVIDENCE = ("as_stated", "method", "confidence", "speaker", "via", "quote")
NONE = {"missing": "none"}


class Row(NamedTuple):
    """An entity as an edition has it: its slug and fields, and the place of the row."""

    slug: str
    fields: Fields
    place: str


@dataclass(frozen=True)
class Edition:
    """A catalogue on one day. `valid` is the day from which its values hold; None: it says nothing of that."""

    evidence: Body
    day: str
    rows: Iterable[Row]
    valid: str | None = None


class Key(NamedTuple):
    """The property of an entry, and its members that distinguish it from the other entries of its entity."""

    property: str
    slot: str


@dataclass
class Said:
    """An entry as the catalogue said it last, and the facts by which it said so: those that are to be replaced."""

    entry: Body
    ids: tuple[str, ...] = ()


@dataclass
class _History:
    """The entries that the editions so far have given to the entities of one kind."""

    kind: Kind
    report: Report
    said: dict[str, dict[Key, Said]] = field(default_factory=dict)
    replaced: dict[tuple[str, Key], tuple[str, ...]] = field(default_factory=dict)

    def lines(self, row: Row, edition: Edition) -> Iterator[Line]:
        """Yield a row as a line, if the edition says anything new of it."""
        before = self.said.get(row.slug, {})
        now = dict(self._keyed(row))
        new = {key: entry for key, entry in now.items() if key not in before or before[key].entry != entry}
        gone = {key: said for key, said in before.items() if key not in now}
        entries = [(key, self._dated(key, entry, row.slug, edition)) for key, entry in new.items()]
        entries += self._ends(gone, now, edition)
        if before and now:
            entries.append((Key("confirmed", edition.day), {"value": edition.day}))
        is_new = row.slug not in self.said
        self.said[row.slug] = {key: before[key] if key not in new else Said(entry) for key, entry in now.items()}
        yield from self._line(row, edition, entries, is_new=is_new)

    def dropped(self, slugs: Iterable[str], edition: Edition) -> Iterator[Line]:
        """Yield `none` for what an edition no longer has."""
        for slug in slugs:
            yield from self.lines(Row(slug, {}, f"{edition.evidence['source']} no longer has {slug}"), edition)

    def _line(self, row: Row, edition: Edition, entries: list[tuple[Key, Body]], *, is_new: bool) -> Iterator[Line]:
        ref = f"{self.kind.name}/{row.slug}"
        found = checked(self.kind, ref, entries=entries, evidence=edition.evidence, report=self.report, place=row.place)
        for key, ids in found.ids.items():
            if _replaces(self._declared(key)):
                self._note_facts(row.slug, key, ids)
        if found.body is not None:
            self.report.entities[self.kind.name] += is_new
            yield Line({"kind": self.kind.name, "slug": row.slug, **found.body, "if_exists": "add"}, row.place)

    def _note_facts(self, slug: str, key: Key, ids: Sequence[str]) -> None:
        earlier = (*self.replaced.get((slug, key), ()), *ids)[-MAX_REPLACED_FACTS:]
        self.replaced[slug, key] = earlier
        if (said := self.said[slug].get(key)) is not None:
            said.ids = earlier

    def _keyed(self, row: Row) -> Iterator[tuple[Key, Body]]:
        for name, entries in row.fields.items():
            declared = self._declared(Key(name, ""))
            for entry in entries:
                yield Key(name, _slot(declared, entry)), entry

    def _dated(self, key: Key, entry: Body, slug: str, edition: Edition) -> Body:
        """Return an entry with the day from which it holds, or with the facts that it replaces."""
        declared = self._declared(key)
        parts = _with_evidence(entry)
        if declared.lasting and edition.valid is not None:
            parts.setdefault("valid", edition.valid)
        if _replaces(declared) and (ids := self.replaced.get((slug, key))):
            parts["evidence"] = {**parts.get("evidence", {}), "replaces": [*ids]}
        return parts

    def _ends(self, gone: Mapping[Key, Said], now: Iterable[Key], edition: Edition) -> Iterator[tuple[Key, Body]]:
        """Yield the ends of entries: `none` from the day on, or one `none` that replaces all that went of a list."""
        left = {_end_key(self._declared(key), key) for key in now}
        replaced: dict[Key, list[str]] = {}
        for key, said in gone.items():
            declared = self._declared(key)
            end = _end_key(declared, key)
            if declared.required:  # a name, which every entity has
                continue
            if _replaces(declared):
                replaced.setdefault(end, []).extend(said.ids)
            elif end not in left:  # else the other of two units is left, which `none` would deny
                left.add(end)
                yield key, {"value": NONE, **_qualifiers(end), "valid": edition.day}
        for end, ids in replaced.items():
            evidence = {"replaces": ids[-MAX_REPLACED_FACTS:]}
            yield end, {"value": NONE, **_qualifiers(end), "evidence": evidence}

    def _declared(self, key: Key) -> Property:
        declared = self.kind.property(key.property)
        if declared is None:
            raise LookupError(f"{self.kind.name} has no property {key.property}")
        return declared


def lines_of(kind_name: str, editions: Iterable[Edition], report: Report) -> Iterator[Line]:
    """Yield the lines of all editions of a catalogue, oldest first."""
    history = _History(KINDS[kind_name], report)
    for edition in editions:
        seen = set()
        for row in edition.rows:
            if row.slug in seen:
                report.cannot_read(row.place, f"a second row of {kind_name}/{row.slug}; the first one counts")
                continue
            seen.add(row.slug)
            yield from history.lines(row, edition)
        listed = [slug for slug, said in history.said.items() if said and slug not in seen]
        yield from history.dropped(listed, edition)


def _slot(declared: Property, entry: Body) -> str:
    names = [q.name for q in declared.qualifiers if q.comparable]
    parts: dict[str, Any] = {name: entry[name] for name in (*names, "valid", "condition") if name in entry}
    value = entry["value"]
    if declared.shape is Shape.MANY or "speaker" in entry:
        parts["value"] = value
    elif isinstance(value, Mapping) and "unit" in value:
        parts["unit"] = value["unit"]
    if "speaker" in entry:
        parts["speaker"] = entry["speaker"]
    return _json(parts)


def _end_key(declared: Property, key: Key) -> Key:
    """Return what an entry shares with those that one `none` ends: its qualifiers, without value and unit."""
    names = {q.name for q in declared.qualifiers if q.comparable}
    return Key(key.property, _json({n: each for n, each in json.loads(key.slot).items() if n in names}))


def _qualifiers(end: Key) -> Body:
    qualifiers: Body = json.loads(end.slot)
    return qualifiers


def _replaces(declared: Property) -> bool:
    return not declared.lasting or declared.shape is Shape.MANY


def _json(parts: Mapping[str, Any]) -> str:
    return json.dumps(parts, sort_keys=True, ensure_ascii=False)


def _with_evidence(entry: Body) -> Body:
    parts = {name: each for name, each in entry.items() if name not in EVIDENCE}
    evidence = {name: each for name, each in entry.items() if name in EVIDENCE}
    return {**parts, "evidence": evidence} if evidence else parts
