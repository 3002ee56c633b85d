"""Worlds to move: with every sort of row, and a comparison of whole tables."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any

from chalicelib.domain.errors import Refusal
from chalicelib.domain.facts.evidence import Basis
from chalicelib.operations.transfer.export import ExportPage, export
from chalicelib.operations.transfer.import_lines import Imported, import_lines
from chalicelib.operations.upkeep.tick import tick
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.erase import erase
from chalicelib.operations.writes.deciding.revise_evidence import revise_evidence
from chalicelib.operations.writes.ending.erase_entity import erase_entity
from chalicelib.store.records.entity_rows import read_own_row, view_rows
from chalicelib.store.rows import Key, Row
from chalicelib.store.table import ScannableTable
from tests.conftest import Clock
from tests.operations.builders import CALLER, an_event, an_instrument, fact_ids, ref, said_by, say, state
from tests.operations.happenings import Service

ABOUT_REQUESTS = ("write", "receipt", "rewritten", "wide", "look_again")  # members of rows that no answer shows


class BusyService(Service):
    """A service in which also events, prices, aliases, erasures, revisions of evidence and time happen."""

    def __init__(self, world: World, random: Random, clock: Clock) -> None:
        super().__init__(world, random)
        self.clock = clock
        self.erased: list[str] = []
        an_instrument(world)

    def happen(self) -> None:
        """Let two things happen; what the service refuses does not."""
        with suppress(Refusal, IndexError):
            super().happen()
        more = (self._event, self._price, self._price, self._name, self._tick, self._erase, self._erase_one)
        with suppress(Refusal, IndexError):
            self.random.choice((*more, self._revise))()

    def _event(self) -> None:
        date = self.random.choice(["2026-01", "2026-12-01", "2025"])
        who = [{"value": self._one(), "role": "developer"}]
        an_event(self.world, f"e{self.random.getrandbits(30)}", participants=who, date=date)

    def _price(self) -> None:
        day = f"2026-03-1{self.random.randint(0, 4)}"
        value = {"amount": str(self.random.randint(1, 3)), "unit": "USD"}
        said = said_by(self.random.choice(["report", "other"]))
        price = {"entity": "instrument/nvda", "property": "price", "value": value, "valid": day, "evidence": said}
        state(self.world, price)

    def _name(self) -> None:
        valid = self.random.choice(["2026-11-24/..", "2020/2021", "2026-11-20/2026-11-25"])
        say(self.world, self._one(), aliases=["Baz"], evidence=said_by("other"), valid=valid)

    def _tick(self) -> None:
        self.clock.advance(days=self.random.randint(1, 3))
        tick(self.world, stop=lambda: False)

    def _erase(self) -> None:
        found = fact_ids(self.world, self._one(), self.random.choice(["country", "founded"]))
        erase(RequestContext(self.world, CALLER), fact_id=self.random.choice(found), reason="Asked for.")

    def _erase_one(self) -> None:
        if len(self.alive) > 3 and not self.erased:
            name = self._one()
            self.alive.remove(name)
            self.erased.append(name)
            erase_entity(RequestContext(self.world, CALLER), ref=ref(name), reason="Asked for.")

    def _revise(self) -> None:
        found = self.random.choice(fact_ids(self.world, self._one(), "country"))
        members = {"quote": self.random.choice(["So it is.", "It was so."]), "basis": Basis.OPINION}
        revise_evidence(RequestContext(self.world, CALLER), fact_id=found, members=members, reason="Better read.")


def pages_of(world: World, **asked: Any) -> list[ExportPage]:
    """Export all pages."""
    found = [export(world, **asked)]
    while found[-1].next is not None:
        found.append(export(world, cursor=found[-1].next, **asked))
    return found


def lines_of(page: ExportPage) -> list[Any]:
    """Parse the lines of a page."""
    return [json.loads(line) for line in page.text.splitlines()]


def import_all(world: World, pages: list[ExportPage], **asked: Any) -> list[Imported]:
    """Import all pages."""
    return [import_lines(world, lines=lines_of(page), **asked) for page in pages]


def rows_in(table: ScannableTable) -> Iterator[Row]:
    """Yield all rows of a table."""
    page = table.scan()
    yield from page.rows
    while page.next is not None:
        page = table.scan(page.next)
        yield from page.rows


def comparable(table: ScannableTable) -> dict[Key, tuple[dict[str, Any], Any, Any]]:
    """Return all rows without what is about requests alone; the feed is compared by its changes."""
    return {
        row.key: (
            {name: each for name, each in row.body.items() if name not in ABOUT_REQUESTS and not _is_wide(row, name)},
            _indexes(row),
            dict(row.condition_attributes),
        )
        for row in rows_in(table)
        if row.key.pk[0] not in "CIKQ"
    }


def _indexes(row: Row) -> dict[str, Key]:
    """Return the indexes of a row as if no write were under way: nothing is to be looked for after it."""
    if "look_again" not in row.body:
        return dict(row.indexes)
    (own, *_) = view_rows(replace(read_own_row(row), look_again=None))
    return dict(own.indexes)


def _is_wide(row: Row, name: str) -> bool:
    """Return whether a member is the revision of a wide row, by which only torn reads are noticed."""
    return name == "revision" and row.key.pk.startswith("E#") and row.key.sk.startswith("@") and row.key.sk != "@"
