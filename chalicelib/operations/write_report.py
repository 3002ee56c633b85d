"""Write reports: which facts a write recorded, which it revised, and which it left with the evidence on record."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from chalicelib.domain.evidence_changes import EvidenceDifference


class WriteReport(NamedTuple):
    """The ids of the facts recorded and of those revised, and the evidence sent that differs from that on record."""

    recorded: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    differences: tuple[EvidenceDifference, ...] = ()

    @property
    def only_revises(self) -> bool:
        """Whether all that the write did to facts is to revise the evidence of some."""
        return bool(self.revised) and not self.recorded

    def then(self, later: "WriteReport") -> "WriteReport":
        """Return the report of this and a later transaction of one request."""
        differences = {(each.pointer, each.fact): each for each in (*self.differences, *later.differences)}
        return WriteReport(
            tuple(dict.fromkeys((*self.recorded, *later.recorded))),
            tuple(dict.fromkeys((*self.revised, *later.revised))),
            tuple(differences.values()),
        )

    def json_value(self) -> dict[str, Any]:
        """Return the report as a receipt keeps it; empty if it says nothing."""
        differences = [each._asdict() for each in self.differences]
        said = {"recorded": self.recorded, "revised": self.revised, "differences": differences}
        return {name: list(each) for name, each in said.items() if each}

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "WriteReport":
        """Read a report that `json_value` wrote."""
        found = tuple(EvidenceDifference(**each) for each in raw.get("differences", ()))
        return cls(tuple(raw.get("recorded", ())), tuple(raw.get("revised", ())), found)


NOTHING_REPORTED = WriteReport()
