"""Keys of those who follow the change feed: webhooks and watches, and what was sent to each or waits for it."""

from chalicelib.store.keys.text import Range, digits
from chalicelib.store.rows import Key

_NUMBER_DIGITS = 12
SENDER = "!"


def followers() -> str:
    """Name the partition of all webhooks and watches: one query reads them."""
    return "Y"


def follower_key(follower_id: str) -> Key:
    """Key of a webhook or a watch."""
    return Key(followers(), follower_id)


def sender_key() -> Key:
    """Key of the lease of the one process that sends; it is before all followers."""
    return Key(followers(), SENDER)


def owned_key(owner: str) -> Key:
    """Key of the list of the webhooks and watches of an API key."""
    return Key(f"Y#{owner}", SENDER)


def followers_of_type(prefix: str) -> Range:
    """Return the sort keys of all webhooks, or of all watches: their ids begin with that."""
    return prefix, f"{prefix}~"


def deliveries(follower_id: str) -> str:
    """Name the partition of the deliveries to a webhook, or of the notices of a watch."""
    return f"Y#{follower_id}"


def delivery_key(follower_id: str, first: int) -> Key:
    """Key of the delivery that begins with the change of this number."""
    return Key(deliveries(follower_id), digits(first, _NUMBER_DIGITS))


def parse_delivery(key: Key) -> tuple[str, int]:
    """Return the follower of a delivery, and its first number."""
    return key.pk.removeprefix("Y#"), int(key.sk)
