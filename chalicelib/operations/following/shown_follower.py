"""Webhooks and watches as the API shows them: never their secrets."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.instants import Instant
from chalicelib.store.records.follower_rows import Follower

ACTIVE, DISABLED = "active", "disabled"


def shown(follower: Follower, *, now: Instant) -> dict[str, Any]:
    """Return a webhook or a watch as it is."""
    return webhook_json(follower, now=now) if follower.is_webhook else watch_json(follower)


def webhook_json(follower: Follower, *, now: Instant) -> dict[str, Any]:
    """Return a webhook: what it selects, how far it was served, and what its last attempts came to.

    `secrets` has since when each secret that signs was made, and until when one that was replaced still signs.
    """
    attempts = follower.attempts
    failing = None
    if attempts is not None:
        failing = {"failures": attempts.failures, "since": attempts.since, "next_at": attempts.next_at}
    live = (each for each in follower.secrets if each.until is None or each.until > now)
    return {
        **_head(follower),
        "url": follower.url,
        "state": ACTIVE if follower.disabled_at is None else DISABLED,
        **_selected(follower),
        "used": _used(follower),
        "created_at": follower.created_at,
        "served": follower.served,
        "secrets": [{"since": each.since, "until": each.until} for each in live],
        "last": None if follower.last is None else dict(follower.last),
        "failing": failing,
        "disabled_at": follower.disabled_at,
        "disabled_for": follower.disabled_for,
    }


def watch_json(follower: Follower) -> dict[str, Any]:
    """Return a watch: what was used, and how far its notices reach."""
    used = {"used": _used(follower), "created_at": follower.created_at, "served": follower.served}
    return {**_head(follower), **used}


def _head(follower: Follower) -> dict[str, Any]:
    return {"id": follower.id, "name": follower.name or None, "key": follower.owner}


def _selected(follower: Follower) -> Mapping[str, Any]:
    chosen = follower.selection
    return {
        "kinds": sorted(chosen.kinds),
        "refs": sorted(chosen.refs),
        "properties": sorted(chosen.properties),
        "events": sorted(chosen.events),
    }


def _used(follower: Follower) -> Mapping[str, Any]:
    chosen = follower.selection
    return {
        "facts": [each.fact for each in chosen.facts],
        "entities": [{"ref": each.ref, "revision": each.revision} for each in chosen.entities],
    }
