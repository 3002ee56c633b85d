"""The clocks a reader may set: when it was true, what we knew, what was in print."""

from dataclasses import dataclass

from chalicelib.domain.instants import Instant


@dataclass(frozen=True)
class Moment:
    """The point of view of a read; None is now for `valid_at` and `known_at`, and no bound for `published_before`."""

    valid_at: Instant | None = None
    known_at: Instant | None = None
    published_before: Instant | None = None

    @property
    def is_now(self) -> bool:
        """Say whether the reader set no clock at all."""
        return self == Moment()

    def at(self, now: Instant) -> "Moment":
        """Fill in `valid_at`: what the reader set, else the earlier of the two other clocks, else now.

        A bound on publication that lies in the future bounds nothing, and leaves it at now.
        """
        clocks = (self.known_at, self.published_before, now)
        earliest = min(clock for clock in clocks if clock is not None)
        return Moment(self.valid_at or earliest, self.known_at, self.published_before)


NOW = Moment()
