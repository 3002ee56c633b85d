"""Rows of those who follow the change feed, webhooks and watches, and of what was sent to each.

A follower has one row, which its sender reads and moves: how far it was served, and what it is trying to send. Its
deliveries have a row each, with the message, so that it can be sent again as it was; they are kept for 30 days.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from chalicelib.domain.following.selection import Selection, UsedEntity, UsedFact
from chalicelib.domain.instants import Instant, plus_ms, to_ms
from chalicelib.late_dataclass import dataclass
from chalicelib.store.keys.following import delivery_key, follower_key, parse_delivery
from chalicelib.store.rows import Equals, Row, of_row

WEBHOOK, WATCH = "webhook_", "watch_"
KEPT_MS = 30 * 86_400_000  # deliveries and notices
EDITION = "edition"
_NARROWING = ("kinds", "refs", "properties", "events")


@dataclass(frozen=True)
class SealedSecret:
    """A secret of a webhook, encrypted (`sealed`), and when it was made; `until` if another one has replaced it."""

    sealed: str
    since: Instant
    until: Instant | None = None


@dataclass(frozen=True)
class Attempts:
    """The delivery that a webhook is trying to send: its first and last change, and how often it failed.

    `since` is when it failed first, and `next_at` when it is tried again. `results` are those of the attempts so far.
    """

    first: int
    last: int
    failures: int
    since: Instant
    next_at: Instant
    results: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Follower:
    """A webhook, or a watch, which has no `url`.

    All selected changes up to the number `served` were delivered. `edition` grows with each write, so that of two
    writers one notices. `disabled_at` and `disabled_for` say since when and why nothing is sent. `last` is the result
    of the last attempt.
    """

    id: str
    owner: str  # the id of the key that made it
    name: str
    selection: Selection
    created_at: Instant
    served: int
    edition: int = 1
    url: str | None = None
    secrets: tuple[SealedSecret, ...] = ()
    attempts: Attempts | None = None
    disabled_at: Instant | None = None
    disabled_for: str | None = None
    last: Mapping[str, Any] | None = None

    @property
    def is_webhook(self) -> bool:
        """Whether its messages are sent; the notices of a watch are kept until they are fetched."""
        return self.url is not None

    def moved(self, **members: Any) -> "Follower":
        """Return its next edition, with other members."""
        return replace(self, edition=self.edition + 1, **members)

    def is_unchanged(self) -> Equals:
        """Return the condition that nobody has written it since it was read."""
        return Equals(EDITION, self.edition)


@dataclass(frozen=True)
class Delivery:
    """A message to a webhook, or of a watch: the changes `first` to `last`, with the text that is sent.

    `id` is that of the message (`webhook-id`), the same on every attempt. `state` is pending, delivered, failed or,
    for a watch, kept. `attempts` are the results of the latest.
    """

    follower: str
    id: str
    first: int
    last: int
    at: Instant
    text: str
    state: str
    attempts: tuple[Mapping[str, Any], ...] = ()


def follower_row(follower: Follower) -> Row:
    """Return the row of a follower."""
    chosen = follower.selection
    body: dict[str, Any] = {
        "owner": follower.owner,
        "name": follower.name,
        "created_at": follower.created_at,
        "served": follower.served,
        "url": follower.url,
        "secrets": [asdict(secret) for secret in follower.secrets],
        "attempts": None if follower.attempts is None else asdict(follower.attempts),
        "disabled_at": follower.disabled_at,
        "disabled_for": follower.disabled_for,
        "last": None if follower.last is None else dict(follower.last),
        **{name: sorted(getattr(chosen, name)) for name in _NARROWING},
        "facts": [list(used) for used in chosen.facts],
        "entities": [list(used) for used in chosen.entities],
        "of_use_only": chosen.of_use_only,
    }
    key = follower_key(follower.id)
    return Row(key, {n: v for n, v in body.items() if v}, condition_attributes={EDITION: follower.edition})


@of_row
def read_follower(row: Row) -> Follower:
    """Read a follower."""
    body = row.body
    attempts, until = body.get("attempts"), body.get("disabled_at")
    return Follower(
        id=row.key.sk,
        owner=body["owner"],
        name=body.get("name", ""),
        selection=Selection(
            **{name: frozenset(body.get(name, ())) for name in _NARROWING},
            facts=tuple(UsedFact(*used) for used in body.get("facts", ())),
            entities=tuple(UsedEntity(*used) for used in body.get("entities", ())),
            of_use_only=body.get("of_use_only", False),
        ),
        created_at=body["created_at"],
        served=body.get("served", 0),
        edition=int(row.condition_attributes[EDITION]),
        url=body.get("url"),
        secrets=tuple(SealedSecret(**secret) for secret in body.get("secrets", ())),
        attempts=None if attempts is None else Attempts(**attempts | {"results": tuple(attempts["results"])}),
        disabled_at=until,
        disabled_for=body.get("disabled_for"),
        last=body.get("last"),
    )


def delivery_row(delivery: Delivery) -> Row:
    """Return the row of a delivery, which expires."""
    body: dict[str, Any] = {
        "id": delivery.id,
        "last": delivery.last,
        "at": delivery.at,
        "text": delivery.text,
        "state": delivery.state,
        "attempts": [dict(attempt) for attempt in delivery.attempts],
    }
    expires = to_ms(plus_ms(delivery.at, KEPT_MS)) // 1_000
    return Row(delivery_key(delivery.follower, delivery.first), body, expires=expires)


@of_row
def read_delivery(row: Row) -> Delivery:
    """Read a delivery."""
    body = row.body
    return Delivery(
        follower=parse_delivery(row.key)[0],
        id=body["id"],
        first=parse_delivery(row.key)[1],
        last=body["last"],
        at=body["at"],
        text=body["text"],
        state=body["state"],
        attempts=tuple(body.get("attempts", ())),
    )
