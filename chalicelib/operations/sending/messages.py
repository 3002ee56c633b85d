"""Messages of changes and notices: thin, under 20,000 bytes, the same for the same changes."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.following.change_events import Change, Event, types_among
from chalicelib.domain.following.selection import Selection, notices_of
from chalicelib.domain.instants import Instant
from chalicelib.operations.following.shown_now import ShownNow, with_shown

MAX_BYTES = 20_000
MAX_KEPT_BYTES = 15_000  # of a message as it is kept: what stands now is added when it is sent
CHANGES, NOTICES, PING = "changes", "notices", "ping"

Json = dict[str, Any]
_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Entry:
    """What a message says of one change: the change if it is selected, and the notices that it means."""

    number: int
    at: Instant
    change: Json | None
    notices: list[Json]

    @property
    def size(self) -> int:
        """The bytes of the entry in a message, or some more."""
        return len(_write([self.change, *self.notices]).encode()) + 2


@dataclass(frozen=True)
class Message:
    """The entries of one delivery. All changes up to `through` that the follower selects are in it or before it."""

    entries: Sequence[Entry]
    through: int
    has_more: bool = field(default=False)  # an entry was too large, and is cut

    @property
    def first(self) -> int:
        """The number of its first change."""
        return self.entries[0].number

    @property
    def last(self) -> int:
        """The number of its last change."""
        return self.entries[-1].number

    @property
    def at(self) -> Instant:
        """When its last change was recorded."""
        return self.entries[-1].at

    def text(self, *, head: int) -> str:
        """Return the message as it is kept, without what stands now; `head` is the newest number of the feed."""
        changes = [each.change for each in self.entries if each.change is not None]
        data = {
            "first": self.first,
            "last": self.last,
            "head": head,
            "changes": changes,
            "notices": [notice for each in self.entries for notice in each.notices],
        }
        return _write({"type": _type_of(changes), "timestamp": self.at, "data": data})


def entry_of(selection: Selection, change: Change, shown: ShownNow | None) -> Entry | None:
    """Return what a follower is sent of a change, None for nothing.

    `shown` is the entity as it is now, or None where that is not known.
    """
    events = selection.events_in(change)
    flat = shown.flat if shown is not None else None
    notices = [notice.kept() for notice in notices_of(selection, change, now=flat)]
    if not events and not notices:
        return None
    return Entry(change["number"], change["at"], _change_of(change, events) if events else None, notices)


def cut(entry: Entry) -> Entry:
    """Return an entry that is too large with as many notices as fit, and without the names of a change."""
    more = {"more": True}
    change = None if entry.change is None else {**entry.change, "properties": [], "facts": [], **more}
    kept: list[Json] = []
    for notice in entry.notices:
        if Entry(entry.number, entry.at, change, [*kept, {**notice, **more}]).size > MAX_KEPT_BYTES:
            break
        kept.append(notice)
    if kept and len(kept) < len(entry.notices):
        kept[-1] = {**kept[-1], **more}
    return Entry(entry.number, entry.at, change, kept)


def message_id(follower_id: str, text: str) -> str:
    """Return the id of a message: the same for the same changes, so that a receiver knows it again.

    The head is no part of it, and neither is what stands now: both may have moved on when it is sent again.
    """
    message = json.loads(text)
    data = {name: part for name, part in message["data"].items() if name != "head"}
    digest = hashlib.blake2b(_write([follower_id, message["type"], data]).encode(), digest_size=16)
    return f"msg_{digest.hexdigest()}"


def with_values(text: str, shown: Mapping[str, ShownNow]) -> bytes:
    """Return a message as it is sent: its notices say what stands now, as far as there is room."""
    message: Json = json.loads(text)
    kept = message["data"].get("notices", [])
    told = with_shown(kept, shown)
    body = _body_with(message, told)
    for place in range(len(told) - 1, -1, -1):
        if len(body) < MAX_BYTES:
            break
        told[place] = {**kept[place], "more": True}
        body = _body_with(message, told)
    return body


def ping_text(now: Instant) -> str:
    """Return the message of a test."""
    return _write({"type": PING, "timestamp": now, "data": {}})


def notices_in(text: str) -> list[Json]:
    """Return the notices of a message."""
    notices: list[Json] = json.loads(text)["data"].get("notices", [])
    return notices


def _body_with(message: Json, notices: Sequence[Json]) -> bytes:
    if not notices:
        return _write(message).encode()
    return _write({**message, "data": {**message["data"], "notices": notices}}).encode()


def _change_of(change: Change, events: Sequence[Event]) -> Json:
    facts = [*(each["fact"] for each in change.get("decided", ())), *change.get("erased", ())]
    properties = [*change["properties"], *(event.property for event in events if event.property)]
    return {
        **{name: change[name] for name in ("number", "at", "ref", "revision", "cause")},
        "events": types_among(events),
        "properties": list(dict.fromkeys(properties)),
        "facts": facts,
    }


def _type_of(changes: Iterable[Mapping[str, Any]]) -> str:
    types = {each for change in changes for each in change["events"]}
    return types.pop() if len(types) == 1 else CHANGES if types else NOTICES
