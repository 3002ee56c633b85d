"""The clocks a reader may set: when it was true, what we knew, what was in print."""

from chalicelib.domain.instants import Instant
from chalicelib.late_dataclass import dataclass


@dataclass(frozen=True)
class Moment:
    """The point of view of a read; None is now for `valid_at` and `known_at`, and no bound for `published_before`."""

    valid_at: Instant | None = None
    known_at: Instant | None = None
    published_before: Instant | None = None

    @property
    def is_now(self) -> bool:
        """Whether the reader set no clock at all."""
        return self == Moment()

    def at(self, now: Instant) -> "Moment":
        """Fill in `valid_at`: what the reader set, else the earlier of the two other clocks, else now.

        A `published_before` in the future is not used: nobody knows yet which facts will be in print by then.
        """
        if self.valid_at is not None:
            return self
        clocks = (self.known_at, self.published_before, now)
        earliest = min(clock for clock in clocks if clock is not None)
        return Moment(earliest, self.known_at, self.published_before)


NOW = Moment()
