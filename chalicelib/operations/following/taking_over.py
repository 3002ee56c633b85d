"""Takes over a webhook whose key has lost access: it moves to the list of another key, if that has room."""

from collections.abc import Sequence

from chalicelib.domain.following_errors import TooManyFollowers
from chalicelib.operations.following.finding import owned_by
from chalicelib.operations.following.key_lines import read_lines
from chalicelib.operations.world import Caller, World
from chalicelib.store.records.follower_rows import WATCH, WEBHOOK, Follower
from chalicelib.store.records.owned_rows import Owned, owned_row
from chalicelib.store.rows import Action, Put

MAX_FOLLOWERS = 20  # webhooks, and watches, of a key
_WORDS = {WEBHOOK: "webhooks", WATCH: "watches"}


def heir(world: World, caller: Caller, follower: Follower) -> str:
    """Return whose webhook it is once the caller sets it active: the caller's own if its key has lost access.

    No call if it is the caller's already.
    """
    if follower.owner == caller.owner:
        return follower.owner
    line = read_lines(world, [follower.owner])[follower.owner]
    return follower.owner if line.ended is None else caller.owner


def moves(world: World, before: Follower, after: Follower) -> Sequence[Action]:
    """Return the writes of the two lists, none if its owner stays. Raises TooManyFollowers."""
    if before.owner == after.owner:
        return []
    old, new = owned_by(world, before.owner), owned_by(world, after.owner)
    check_room(new, after)
    return [
        Put(owned_row(old.without_id(before.id)), when=old.is_unchanged()),
        Put(owned_row(new.with_id(after.id)), when=new.is_unchanged()),
    ]


def check_room(owned: Owned, follower: Follower) -> None:
    """Raise TooManyFollowers if a key has no room for another webhook or watch."""
    prefix = WEBHOOK if follower.is_webhook else WATCH
    if len(owned.of_type(prefix)) >= MAX_FOLLOWERS:
        detail = f"This key has {MAX_FOLLOWERS} {_WORDS[prefix]}, which is the limit. Delete one first."
        raise TooManyFollowers(detail, context={"limit": MAX_FOLLOWERS})
