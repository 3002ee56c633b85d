"""Audits the rows of webhooks, watches and deliveries: no fact implies them, so no repair makes them anew."""

from chalicelib.store.keys.following import SENDER, followers
from chalicelib.store.records.follower_rows import read_delivery, read_follower
from chalicelib.store.records.owned_rows import read_owned
from chalicelib.store.rows import Row
from chalicelib.store.table import Damaged

LOST = "Nothing is sent to it or kept for it. A repair cannot mend it: restore the item from a backup, or delete it."


def is_of_followers(row: Row) -> bool:
    """Return whether a row is that of a webhook or a watch, of their deliveries, or of the list of a key."""
    return row.key.pk == followers() or row.key.pk.startswith(f"{followers()}#")


def follower_fault(row: Row) -> str | None:
    """Return why a row of followers cannot be read, in words for the operator; None if it can."""
    is_follower = row.key.pk == followers()
    if is_follower and row.key.sk == SENDER:
        return None  # the lease
    try:
        if is_follower:
            read_follower(row)
        elif row.key.sk == SENDER:
            read_owned(row)
        else:
            read_delivery(row)
    except Damaged as error:
        return f"{error.cause} {LOST}" if is_follower else error.cause
    return None
