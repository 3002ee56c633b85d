"""Keys that the service builds and never takes apart, parsed: a key that can be parsed is shared by no two records."""

from chalicelib.domain.instants import Instant
from chalicelib.store.keys import parse_entity
from chalicelib.store.keys.text import unescape
from chalicelib.store.rows import Key


def parse_decision(key: Key) -> tuple[str, Instant]:
    """Return ref and instant of a decision."""
    return parse_entity(key.pk), key.sk.removeprefix("D#")


def parse_revision(key: Key) -> tuple[str, int]:
    """Return ref and number of a revision."""
    return parse_entity(key.pk), int(key.sk.removeprefix("R#"))


def parse_fact(key: Key) -> str:
    """Return the fact id of a fact's key, of a series or not."""
    if key.pk.startswith("O#"):
        ref, _, property_name = key.pk.removeprefix("O#").partition("#")
        token = key.sk
    else:
        ref = parse_entity(key.pk)
        property_name, _, token = key.sk.removeprefix("F#").partition("#")
    return f"{ref.replace('/', '~', 1)}~{property_name}~{token}"


def parse_by(key: Key) -> tuple[str, Instant, str]:
    """Return source, value or speaker, the instant and the fact id of such an index key."""
    recorded_at, _, fact_id = key.sk.partition("#")
    return unescape(key.pk[2:]), recorded_at, fact_id


def parse_feed_page(key: Key) -> int:
    """Return the last number of a feed page."""
    return int(key.sk)
