"""Followers of the feed after an erasure: they name the new ref, and keep no digest of a value that is gone.

The deliveries of followers that name no entity themselves are left to a repair of the whole table: they hold refs and
numbers, no words, and expire after 30 days.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from chalicelib.domain.following.selection import Selection, UsedFact
from chalicelib.operations.world import World
from chalicelib.store.item_limits import commit_in_slices
from chalicelib.store.keys.following import SENDER, deliveries, followers
from chalicelib.store.records.follower_rows import Follower, follower_row, read_follower
from chalicelib.store.records.renaming import Renaming
from chalicelib.store.rows import PRESENT, Put, Row
from chalicelib.store.table import Collision, Unsure

MAX_ATTEMPTS = 8  # the sender writes to these rows too


def rename_in_followers(world: World, renaming: Renaming) -> None:
    """Rename an erased entity in those that follow it: one query, and for each of them one more and its writes.

    What they have used of it has no digest any more. It can be repeated.
    """
    for row in _rows(world):
        if renaming.concerns(row):
            _rewrite(world, read_follower(row), lambda each: _renamed(each, renaming))
            rows = world.table.query(None, deliveries(row.key.sk), consistent=True).rows
            puts = [Put(renaming.row(each), when=PRESENT) for each in rows if renaming.concerns(each)]
            _commit_each(world, puts)


def forget_values(world: World, facts: Iterable[str]) -> None:
    """Drop the digests of erased facts from followers that have used them: one query, and one write for each."""
    names = frozenset(facts)

    def is_erased(used: UsedFact) -> bool:
        return used.fact in names

    for row in _rows(world):
        follower = read_follower(row)
        if any(is_erased(each) and each.digest for each in follower.selection.facts):
            _rewrite(world, follower, lambda each: _without_digests(each, is_erased))


def _rows(world: World) -> Iterator[Row]:
    found = world.table.query(None, followers(), consistent=True).rows
    return (row for row in found if row.key.sk != SENDER)


def _renamed(follower: Follower, renaming: Renaming) -> Follower:
    row = renaming.row(follower_row(follower))
    return _without_digests(read_follower(row), lambda used: used.ref == renaming.new)


def _without_digests(follower: Follower, is_gone: Callable[[UsedFact], bool]) -> Follower:
    chosen: Selection = follower.selection
    facts = tuple(used._replace(digest=None) if is_gone(used) else used for used in chosen.facts)
    return replace(follower, selection=replace(chosen, facts=facts))


def _rewrite(world: World, follower: Follower, change: Callable[[Follower], Follower]) -> None:
    """Rewrite a follower as it is now: the sender may move it in between."""
    for _ in range(MAX_ATTEMPTS):
        try:
            world.table.commit([Put(follower_row(change(follower).moved()), when=follower.is_unchanged())])
        except (Collision, Unsure):
            key = follower_row(follower).key
            row = world.table.get([key], consistent=True).get(key)
            if row is None:
                return
            follower = read_follower(row)
        else:
            return


def _commit_each(world: World, puts: list[Put]) -> None:
    """Write deliveries; one that has expired in the meantime stays gone."""
    try:
        commit_in_slices(world.table, puts)
    except (Collision, Unsure):
        for put in puts:
            try:
                world.table.commit([put])
            except (Collision, Unsure):
                continue
