"""Lines of API keys: whether one of the keys that replaced each other may still have webhooks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from chalicelib.domain.instants import Instant
from chalicelib.operations.following.shown_follower import ACTIVE, DISABLED
from chalicelib.operations.world import Caller, World
from chalicelib.store import keys
from chalicelib.store.records.api_key_rows import granted, is_valid, read_record
from chalicelib.store.records.follower_rows import Follower
from chalicelib.store.rows import Row, Unreadable, of_row
from chalicelib.store.table import Damaged

SCOPE = "write"  # which webhooks need
CURE = "An admin takes the webhook over with PATCH and the state active, or deletes it."


class Ended(NamedTuple):
    """Since when no key of a line may have webhooks, and why."""

    since: Instant
    reason: str


class Line(NamedTuple):
    """A line of keys: None and None while one of its keys may have webhooks; `error` if that cannot be read."""

    ended: Ended | None = None
    error: Damaged | Unreadable | None = None


class _Key(NamedTuple):
    """The line as one key shows it, and the key that has replaced that."""

    line: Line
    replaced_by: str | None = None


def read_lines(world: World, owners: Iterable[str]) -> dict[str, Line]:
    """Return by its first key the line of each owner: one call for all, and one more for each rotation of a line.

    A line has ended when each of its keys is revoked, has expired or lacks the scope that webhooks need.
    """
    now = world.now()
    chains = {owner: [owner] for owner in owners}
    found: dict[str, _Key] = {}
    while missing := sorted({chain[-1] for chain in chains.values()} - found.keys()):
        found |= _read(world, missing, now)
        for chain in chains.values():
            following = found[chain[-1]].replaced_by
            if following and following not in chain:
                chain.append(following)
    return {owner: _line([found[name].line for name in chain]) for owner, chain in chains.items()}


def stopped(follower: Follower, ended: Ended) -> Follower:
    """Return a webhook that gets nothing more, because the line of its key has ended."""
    if follower.disabled_at is not None:
        return follower
    return replace(follower, disabled_at=ended.since, disabled_for=ended.reason)


def with_ended_lines(world: World, caller: Caller, items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return webhooks and watches as the API shows them: a webhook is disabled if the line of its key has ended.

    The sender may not have found that yet. Those of the caller's own line cost no read.
    """
    owners = {each["key"] for each in items if each.get("state") == ACTIVE} - {caller.owner}
    lines = read_lines(world, owners) if owners else {}
    return [_with_ended(each, lines.get(each["key"], Line())) for each in items]


def _with_ended(item: Mapping[str, Any], line: Line) -> dict[str, Any]:
    if line.ended is None or item.get("state") != ACTIVE:
        return dict(item)
    return {**item, "state": DISABLED, "disabled_at": line.ended.since, "disabled_for": line.ended.reason}


def _read(world: World, names: Sequence[str], now: Instant) -> dict[str, _Key]:
    """Read keys; of several that cannot be read together each by itself."""
    wanted = {name: keys.api_key(name) for name in names}
    try:
        rows = world.table.get([*wanted.values()], consistent=True)
    except (Damaged, Unreadable) as error:
        if len(names) == 1:
            return {names[0]: _Key(Line(error=error))}
        return {name: key for each in names for name, key in _read(world, [each], now).items()}
    return {name: _key(name, rows.get(key), now) for name, key in wanted.items()}


def _key(name: str, row: Row | None, now: Instant) -> _Key:
    if row is None:
        return _Key(Line(Ended(now, f"There is no key {name} any more. {CURE}")))
    try:
        return _key_of_row(row, now)
    except Damaged as error:
        return _Key(Line(error=error))


@of_row
def _key_of_row(row: Row, now: Instant) -> _Key:
    record = read_record(row)
    name, ended = record["id"], None
    if record["revoked_at"] is not None:
        ended = Ended(record["revoked_at"], f"The key {name} was revoked. {CURE}")
    elif not is_valid(record, now):
        ended = Ended(record["expires_at"], f"The key {name} has expired. {CURE}")
    elif SCOPE not in granted(record):
        ended = Ended(now, f"The key {name} lacks the scope {SCOPE}. {CURE}")
    return _Key(Line(ended), record["replaced_by"])


def _line(lines: Sequence[Line]) -> Line:
    """Return what is known of a line; a key that cannot be read may be one that has access."""
    if Line() in lines:
        return Line()
    return next((each for each in lines if each.error is not None), lines[-1])
