"""The report on a catalogue: what became entities and facts, and what was left out and why, counted by field."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from chalicelib.local.catalogues.files import BadCatalogue

MAX_LISTED = 20  # unreadable rows in the printed report


@dataclass
class Report:
    """The counts of a catalogue. With `stops`, the first row that cannot be read raises BadCatalogue."""

    stops: bool = False
    entities: Counter[str] = field(default_factory=Counter)  # by kind
    facts: Counter[str] = field(default_factory=Counter)  # by kind and property
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)  # by field and reason
    apart: Counter[str] = field(default_factory=Counter)  # what stays apart for want of a link, by kind and reason
    unreadable: list[tuple[str, str]] = field(default_factory=list)  # place and reason

    def leave_out(self, name: str, why: str) -> None:
        """Count a value of a field that has no place, or that was refused."""
        self.left_out[name, why] += 1

    def cannot_read(self, place: str, why: str) -> None:
        """Note a row that cannot be read. Raises BadCatalogue if the reader stops there."""
        if self.stops:
            raise BadCatalogue(f"{place}: {why}")
        self.unreadable.append((place, why))

    def lines(self) -> Iterator[str]:
        """Yield the report, a line at a time."""
        facts = sum(self.facts.values())
        entities = ", ".join(f"{count} {kind}" for kind, count in self.entities.most_common())
        yield f"entities: {entities or 'none'}; facts: {facts}"
        yield from (f"  facts {name}: {count}" for name, count in self.facts.most_common())
        yield from (f"  left out {name}: {count} ({why})" for (name, why), count in self.left_out.most_common())
        yield from (f"  apart {name}: {count}" for name, count in self.apart.most_common())
        yield from (f"  not read {place}: {why}" for place, why in self.unreadable[:MAX_LISTED])
        if len(self.unreadable) > MAX_LISTED:
            yield f"  not read: {len(self.unreadable) - MAX_LISTED} more"
