"""Write reports: which facts a write recorded, which it revised, and which it left with the evidence on record."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.domain.facts.evidence_changes import EvidenceDifference
from chalicelib.domain.hints import Hint, HintCode


class WriteReport(NamedTuple):
    """The ids of the facts recorded and revised, the evidence sent that differs from that on record, and hints."""

    recorded: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    differences: tuple[EvidenceDifference, ...] = ()
    hints: tuple[Hint, ...] = ()

    @property
    def only_revises(self) -> bool:
        """Whether all that the write did to facts is to revise the evidence of some."""
        return bool(self.revised) and not self.recorded

    def with_hints(self, hints: Iterable[Hint]) -> "WriteReport":
        """Return the report with more hints."""
        return self._replace(hints=(*self.hints, *hints))

    @classmethod
    def of_all(cls, reports: Sequence["WriteReport"]) -> "WriteReport":
        """Return the report of all transactions of one request, in their order."""
        differences = {(each.pointer, each.fact): each for report in reports for each in report.differences}
        return cls(
            tuple(dict.fromkeys(name for each in reports for name in each.recorded)),
            tuple(dict.fromkeys(name for each in reports for name in each.revised)),
            tuple(differences.values()),
            tuple(hint for each in reports for hint in each.hints),
        )

    def json_value(self) -> dict[str, Any]:
        """Return the report as a receipt keeps it; empty if it says nothing."""
        differences = [each._asdict() for each in self.differences]
        hints = [each._asdict() for each in self.hints]
        said = {"recorded": self.recorded, "revised": self.revised, "differences": differences, "hints": hints}
        return {name: list(each) for name, each in said.items() if each}

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "WriteReport":
        """Read a report that `json_value` wrote."""
        found = tuple(EvidenceDifference(**each) for each in raw.get("differences", ()))
        hints = tuple(_read_hint(**each) for each in raw.get("hints", ()))
        return cls(tuple(raw.get("recorded", ())), tuple(raw.get("revised", ())), found, hints)


def _read_hint(pointer: str, code: str, detail: str, facts: Iterable[str], refs: Iterable[str]) -> Hint:
    return Hint(pointer, HintCode(code), detail, tuple(facts), tuple(refs))


NOTHING_REPORTED = WriteReport()
