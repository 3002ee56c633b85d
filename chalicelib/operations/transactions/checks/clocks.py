"""Clocks: a write gets an instant later than the entity's last, unless that lies too far ahead of the clock."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.domain.errors import AheadOfClock
from chalicelib.domain.instants import Instant, plus_ms, seconds_between
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.world import World
from chalicelib.store.records.entity_rows import View

MAX_SECONDS_AHEAD = 60  # seconds that an entity's last instant may lie ahead of the clock of who writes to it
NOTICED = 1  # second: clocks that are set by a time server differ by less
ACCEPTED_MS = 86_400_000  # how far the instants of later writes may go on, where an operator accepts one
MAX_RETRY_AFTER = 60  # seconds of Retry-After, as the contract has it: an operator may have mended it by then
METRIC = "AheadOfClock"

_log = logging.getLogger("aifacts.clocks")


@dataclass(frozen=True)
class Clock:
    """The time of one write. All its entities get `common`, but one that lies ahead the instant after its last."""

    now: Instant
    common: Instant

    @classmethod
    def of(cls, now: Instant, entities: Iterable[Entity]) -> "Clock":
        """Choose the instant of a write to these entities: later than the last of each that is not ahead."""
        last = [each.view.updated_at for each in entities if each.view and not is_ahead(each.view.updated_at, now)]
        return cls(now, max([now, *(plus_ms(each, 1) for each in last)]))

    def instant_of(self, entity: Entity) -> Instant:
        """Give the instant that this write has for an entity."""
        view = entity.view
        return plus_ms(view.updated_at, 1) if view and is_ahead(view.updated_at, self.now) else self.common


def is_ahead(last: Instant, now: Instant) -> bool:
    """Say whether an entity's last instant lies more than a minute ahead of the clock."""
    return seconds_between(now, last) > MAX_SECONDS_AHEAD


def is_accepted(view: View) -> bool:
    """Say whether an operator has accepted that the entity lies ahead of the clock."""
    return view.ahead_until is not None and view.updated_at <= view.ahead_until


def accepted(view: View) -> Instant:
    """Give up to which instant writes may go on, where it is accepted how far ahead an entity lies."""
    return plus_ms(view.updated_at, ACCEPTED_MS)


def notice(written: Mapping[str, View], *, now: Instant, may_be_ahead: bool) -> None:
    """Log and count the entities to be written to that lie ahead of the clock. Raises AheadOfClock.

    `written` are their last views by ref. `may_be_ahead` is for repairs, which write what has to agree in any case.
    """
    for ref, view in written.items():
        lead = seconds_between(now, view.updated_at)
        if lead <= NOTICED or is_accepted(view):
            continue
        _log.warning(
            "%s was last written at %s, %.0f s ahead of the clock.",
            ref,
            view.updated_at,
            lead,
            extra={"metrics": {METRIC: (1, "Count")}},
        )
        if lead > MAX_SECONDS_AHEAD and not may_be_ahead:
            raise _refusal(ref, view.updated_at, now, lead)


def must_not_be_ahead(world: World, entity: Entity) -> None:
    """Refuse what is about to be done in several writes where the last of them would be refused."""
    if entity.view is not None:
        notice({entity.ref: entity.view}, now=world.now(), may_be_ahead=False)


def _refusal(ref: str, last: Instant, now: Instant, lead: float) -> AheadOfClock:
    wait = min(max(int(lead) - MAX_SECONDS_AHEAD + 1, 1), MAX_RETRY_AFTER)
    return AheadOfClock(
        f"{ref} was last written at {last}, {lead:,.0f} s ahead of this service's clock ({now}). Nothing was written: "
        "tell the operator that one of the two is wrong.",
        context={"ref": ref, "updated_at": last, "retry_after": wait},
    )
