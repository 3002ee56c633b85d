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
        """Fill in `valid_at`: what the reader set, else `known_at`, else now."""
        return Moment(self.valid_at or self.known_at or now, self.known_at, self.published_before)


NOW = Moment()
