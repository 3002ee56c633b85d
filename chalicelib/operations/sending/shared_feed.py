"""The feed of a run: read once for all followers, and with it the entities of which something was used."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from typing import NamedTuple

from chalicelib.domain.following.change_events import Change
from chalicelib.operations.feed.feed_reader import changes_after
from chalicelib.operations.following.shown_now import ShownNow, read_shown
from chalicelib.operations.world import World

STRETCH = 500  # changes of one query
MAX_STRETCHES = 20  # that are kept: some followers are far behind others


class Stretch(NamedTuple):
    """Some changes of the feed, and by ref what is shown now of those entities of which something was used."""

    changes: Sequence[Change]
    shown: Mapping[str, ShownNow]

    def shown_after(self, change: Change) -> ShownNow | None:
        """Return what is shown of the entity of a change; None if that is not known, or was read before the change."""
        found = self.shown.get(change["ref"])
        if found is None or found.into is not None:
            return found
        return None if found.flat.get("revision", change["revision"]) < change["revision"] else found


class SharedFeed:
    """The changes up to `head`. Threads share what one of them has read."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._read: OrderedDict[int, Stretch] = OrderedDict()
        self._lock = Lock()
        self._used: frozenset[str] = frozenset()
        self.head = 0

    def grow(self, head: int, used: frozenset[str]) -> None:
        """Go on to a newer head; `used` are the refs of which any follower has used something."""
        with self._lock:
            if used != self._used:
                self._read.clear()
            elif head > self.head:
                self._read.pop(self.head // STRETCH, None)  # it may have been the last, and not full
            self.head, self._used = max(head, self.head), used

    def after(self, number: int, through: int) -> Iterator[tuple[Change, ShownNow | None]]:
        """Yield the changes after a number, up to another one, each with what is shown of its entity if it is known."""
        while number < through:
            stretch = self._stretch(number // STRETCH)
            found = [change for change in stretch.changes if number < change["number"] <= through]
            for change in found:
                yield change, stretch.shown_after(change)
            if not found:
                return
            number = found[-1]["number"]

    def _stretch(self, place: int) -> Stretch:
        """Return the changes of a place: numbers from 500 times it, exclusive, on."""
        with self._lock:
            if place not in self._read:
                changes = self._changes(place * STRETCH, min((place + 1) * STRETCH, self.head))
                named = sorted(self._used.intersection(change["ref"] for change in changes))
                self._read[place] = Stretch(changes, read_shown(self._world, named) if named else {})
            self._read.move_to_end(place)
            if len(self._read) > MAX_STRETCHES:
                self._read.popitem(last=False)
            return self._read[place]

    def _changes(self, after: int, through: int) -> list[Change]:
        """Read some changes: one query, and another where one answer has no room for all."""
        changes: list[Change] = []
        while after < through and (found := changes_after(self._world, after, through - after)):
            changes += [change for change in found if change["number"] <= through]
            after = changes[-1]["number"]
        return changes
