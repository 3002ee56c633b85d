"""Find webhooks and watches: the caller's own, or all of them for an admin."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.domain.errors import NotFound
from chalicelib.operations.following.key_lines import with_ended_lines
from chalicelib.operations.following.shown_follower import shown
from chalicelib.operations.paging.paging import opened, page, sealed
from chalicelib.operations.world import Caller, Listed, World
from chalicelib.store.cursor import not_a_cursor
from chalicelib.store.keys.following import follower_key, followers, followers_of_type, owned_key
from chalicelib.store.records.follower_rows import WATCH, WEBHOOK, Follower, read_follower
from chalicelib.store.records.owned_rows import Owned, read_owned
from chalicelib.store.rows import Row

NOUNS = {WEBHOOK: "webhook", WATCH: "watch"}


def find(world: World, caller: Caller, follower_id: str, *, prefix: str) -> Follower:
    """Return a webhook, or a watch: one call. Raises NotFound, also for one of another key unless that is an admin."""
    found = read_one(world, follower_id) if follower_id.startswith(prefix) else None
    if found is None or not (_is_admin(caller) or found.owner == caller.owner):
        raise NotFound(f"There is no {NOUNS[prefix]} {follower_id[:60]!r}, or it belongs to another key.")
    return found


def _is_admin(caller: Caller) -> bool:
    return "admin" in caller.scopes


def read_one(world: World, follower_id: str) -> Follower | None:
    """Read a webhook or a watch; return None if there is none. One call."""
    key = follower_key(follower_id)
    row = world.table.get([key], consistent=True).get(key)
    return None if row is None else read_follower(row)


def owned_by(world: World, owner: str) -> Owned:
    """Return the list of the webhooks and watches of a key: one call."""
    key = owned_key(owner)
    row = world.table.get([key], consistent=True).get(key)
    return Owned(owner) if row is None else read_owned(row)


def show_one(world: World, caller: Caller, follower_id: str, *, prefix: str) -> dict[str, Any]:
    """Return a webhook or a watch as the API shows it: one call. Raises NotFound.

    One call more for a webhook of another key, which may have lost access.
    """
    item = shown(find(world, caller, follower_id, prefix=prefix), now=world.now())
    return with_ended_lines(world, caller, [item])[0]


def list_own(world: World, caller: Caller, *, prefix: str, limit: int, cursor: str | None) -> Listed:
    """Return a page of the caller's webhooks or watches, ordered by id: two calls. Raises BadCursor.

    An admin gets those of all keys: one call, and one more for the keys of webhooks.
    """
    now = world.now()

    def show(row: Row) -> Mapping[str, Any]:
        return shown(read_follower(row), now=now)

    if _is_admin(caller):
        span = followers_of_type(prefix)
        question = f"all {prefix}"
        found = page(world, question=question, cursor=cursor, pk=followers(), span=span, limit=limit, show=show)
        return replace(found, items=with_ended_lines(world, caller, found.items))
    question = f"{prefix} of {caller.owner}"
    content = opened(world, cursor, question=question) or {"behind": ""}
    if not isinstance(behind := content.get("behind"), str):
        raise not_a_cursor()
    ids = [each for each in owned_by(world, caller.owner).of_type(prefix) if each > behind]
    wanted = [follower_key(each) for each in ids[:limit]]
    rows = world.table.get(wanted, consistent=True) if wanted else {}
    items = [show(rows[key]) for key in wanted if key in rows]
    following = {"behind": ids[limit - 1]} if len(ids) > limit else None
    return Listed(items, sealed(world, following, question=question), {"read": len(rows), "returned": len(items)})
