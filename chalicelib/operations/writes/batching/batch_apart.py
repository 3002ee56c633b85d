"""A batch in parts: new entities in the order in which they need each other, then facts, then retractions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from chalicelib.domain.errors import (
    Fault,
    IdempotencyKeyReused,
    Invalid,
    Refusal,
    Unavailable,
)
from chalicelib.domain.faults import Faults, Guesses, summed_up
from chalicelib.operations.writes.batching.batch_transaction import BatchRequest, write_parts
from chalicelib.operations.writes.batching.outcomes import refused
from chalicelib.operations.writes.batching.parts import EntityPart, FactPart, Part, ReadParts, RetractionPart
from chalicelib.operations.writes.recording.record_apart import MAX_PART_FACTS, OF_SIZE
from chalicelib.store import keys

MOST_FAULTS = 100  # of one part


def write_apart(request: BatchRequest, read: ReadParts, *, guesses: Guesses) -> None:
    """Write each part as far as it can be written; note the outcome of each.

    A repeated request with the same key continues with the parts that have none. Raises IdempotencyKeyReused and
    Unavailable: the parts written before remain.
    """
    request.recall(read.parts)
    request.outcomes |= {each.place: refused(each, each.refusal) for each in read.refused}
    left = [part for part in read.parts if part.place not in request.outcomes]
    _Apart(request, guesses, unwritten={each.ref: each.at for each in read.refused if each.ref}).write(left)


@dataclass
class _Apart:
    """Writes parts; `unwritten` are the entities of refused parts, with their pointers."""

    request: BatchRequest
    guesses: Guesses
    unwritten: dict[str, str] = field(default_factory=dict)

    def write(self, parts: Sequence[Part]) -> None:
        entities = {part.ref: part for part in parts if isinstance(part, EntityPart)}
        for part in self._in_order(entities):
            self._write_unit([part])
        facts: dict[str, list[Part]] = {}
        for each in parts:
            if isinstance(each, FactPart):
                facts.setdefault(each.ref, []).append(each)
        for group in facts.values():
            for start in range(0, len(group), MAX_PART_FACTS):
                self._write_unit(group[start : start + MAX_PART_FACTS])
        for each in parts:
            if isinstance(each, RetractionPart):
                self._write_unit([each])

    def _in_order(self, entities: Mapping[str, EntityPart]) -> Iterator[EntityPart]:
        """Yield entities after those that they name; refuse new ones that need each other in a circle."""
        known = self._on_record(entities)
        needs = {ref: _named(part.body, entities) - {ref} - known for ref, part in entities.items()}
        while True:
            try:
                yield from (entities[ref] for ref in TopologicalSorter(needs).static_order() if ref in entities)
            except CycleError as error:
                circle: list[str] = error.args[1]
                for ref in dict.fromkeys(circle):
                    detail = (
                        f"{' names '.join(circle)}: send them with `atomic=true`, or leave one ref for a later PATCH."
                    )
                    self._refuse(entities[ref], _fault_of(entities[ref], "refs_in_a_circle", detail))
                needs = {ref: named - {*circle} for ref, named in needs.items() if ref not in circle}
                continue
            return

    def _on_record(self, entities: Mapping[str, EntityPart]) -> set[str]:
        rows = self.request.context.world.table.get([keys.view_key(ref) for ref in entities], consistent=True)
        return {keys.parse_entity(key.pk) for key in rows}

    def _write_unit(self, parts: Sequence[Part]) -> None:
        """Write parts in one transaction; what is refused alone without the rest. Raises what the next would raise."""
        left = [part for part in parts if not self._leans_on_refused(part)]
        if not left:
            return
        try:
            write_parts(self.request, left, faults=Faults(most=MOST_FAULTS, guesses=self.guesses))
        except (IdempotencyKeyReused, Unavailable):
            raise
        except Refusal as refusal:
            self._write_rest(left, refusal)

    def _write_rest(self, parts: Sequence[Part], refusal: Refusal) -> None:
        """Write the parts of a refused transaction without those that are blamed, or in halves if it was too large."""
        blamed = {part.place: faults for part in parts if (faults := _faults_of(part, refusal))}
        if len(parts) > 1 and isinstance(refusal, OF_SIZE):
            self._write_unit(parts[: len(parts) // 2])
            self._write_unit(parts[len(parts) // 2 :])
        elif len(parts) > 1 and blamed:
            for part in parts:
                if part.place in blamed:
                    self._refuse(part, _with_faults(refusal, blamed[part.place]))
            self._write_unit([part for part in parts if part.place not in blamed])
        else:
            for part in parts:
                self._refuse(part, refusal)

    def _leans_on_refused(self, part: Part) -> bool:
        """Refuse a part that names an entity that was to be created and was refused."""
        raw = part.body if isinstance(part, EntityPart) else part.raw if isinstance(part, FactPart) else {}
        named = sorted(({part.ref} if isinstance(part, FactPart) else set()) | _named(raw, self.unwritten))
        missing = [ref for ref in named if ref in self.unwritten]
        if not missing:
            return False
        detail = f"It names {missing[0]}, which was refused ({self.unwritten[missing[0]]}): mend that and send both."
        self._refuse(part, _fault_of(part, "leans_on_refused", detail))
        return True

    def _refuse(self, part: Part, refusal: Refusal) -> None:
        self.request.outcomes[part.place] = refused(part, refusal)
        if isinstance(part, EntityPart) and refusal.code != "duplicate":
            self.unwritten[part.ref] = part.at


def _named(raw: Any, refs: Mapping[str, object]) -> set[str]:
    """Return those of the refs that stand anywhere in a body."""
    found, left = set[str](), [raw]
    while left:
        match left.pop():
            case str(text) if text in refs:
                found.add(text)
            case dict(members):
                left += members.values()
            case list(items):
                left += items
    return found


def _faults_of(part: Part, refusal: Refusal) -> list[Fault]:
    return [fault for fault in refusal.faults if f"{fault.pointer}/".startswith(f"{part.at}/")]


def _with_faults(refusal: Refusal, faults: Sequence[Fault]) -> Refusal:
    """Return the refusal with these of its faults."""
    if isinstance(refusal, Invalid):
        return Faults([*faults]).as_refusal()
    return type(refusal)(summed_up(faults), faults=tuple(faults), context=refusal.context)


def _fault_of(part: Part, code: str, detail: str) -> Invalid:
    return Faults([Fault(part.at, code, detail)]).as_refusal()
