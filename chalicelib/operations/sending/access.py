"""Whether the keys of webhooks still have access: read when a run begins to send, and again each minute."""

from collections.abc import Iterable

from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.operations.following.key_lines import Line, read_lines, stopped
from chalicelib.operations.sending.keeping import keep
from chalicelib.operations.world import World
from chalicelib.store.records.follower_rows import Follower
from chalicelib.store.rows import Unreadable
from chalicelib.store.table import Damaged

REMEMBERED_MS = 60_000  # as processes remember a key that calls


class Access:
    """The lines of the keys of all active webhooks, as of `at`. The threads of a run read what one of them renews."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lines: dict[str, Line] = {}
        self._at: Instant | None = None

    def renew(self, followers: Iterable[Follower]) -> None:
        """Read the lines of webhooks again if it was a minute ago, or one is not known: one call or some more."""
        owners = {each.owner for each in followers if each.is_webhook and each.disabled_at is None}
        now = self._world.now()
        is_new = self._at is not None and self._at <= now < plus_ms(self._at, REMEMBERED_MS)
        if owners and not (is_new and owners <= self._lines.keys()):
            self._lines, self._at = read_lines(self._world, owners), now

    def is_open(self, follower: Follower) -> bool:
        """Return whether anything may be sent to a follower; what a watch keeps only a key with access can fetch."""
        return not follower.is_webhook or self._line(follower) == Line()

    def refuse(self, follower: Follower) -> Damaged | Unreadable | None:
        """Disable a webhook whose key has lost access, in one write; return the error if its key cannot be read."""
        line = self._line(follower)
        if line.ended is not None:
            keep(self._world, follower, stopped(follower, line.ended).moved(attempts=None))
        return line.error

    def _line(self, follower: Follower) -> Line:
        return self._lines.get(follower.owner, Line())
