"""The place where each case of the fuzz test begins: a filled table in memory that can be rewound."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import count
from typing import Any, NamedTuple

from chalicelib.api.http import pipeline
from chalicelib.domain.faults import Faults
from chalicelib.domain.following.selection import UsedEntity
from chalicelib.domain.instants import plus_ms
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import EventType, Kind, Property
from chalicelib.operations.access import api_keys
from chalicelib.operations.facts.entity_facts import entity_facts
from chalicelib.operations.following.register import create_watch, create_webhook
from chalicelib.operations.following.wanted import Wanted
from chalicelib.operations.upkeep.tick import tick
from chalicelib.operations.world import Caller, RequestContext, World
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.deciding.erase import erase
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.erase_entity import erase_entity
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.outbound.web import Web
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.records.follower_rows import Delivery, delivery_row
from chalicelib.store.rows import Key, Put
from tests.conftest import Clock
from tests.kinds.examples import supporting, worked
from tests.kinds.reading import refs_in

ADMIN = "key-of-the-fuzz"
A_PUBLIC_ADDRESS = "93.184.215.14"  # of every name: nothing is sent there
NOWHERE = "http://127.0.0.1:9/hook"
DELIVERED = 4711  # the number of a change
NO_LIMIT = 1_000_000
OTHER = "other"  # the slug of a second entity of every kind
RETIRED, MERGED, ERASED = "retired", "merged", "erased"  # the slugs of entities of every kind that are over
AT = "2026-11-23T10:00:00.000Z"
AUTHOR = Caller("key_fuzzing000")


class Rewindable(SqliteTable):
    """A table in memory that counts the rows written, without those of rate limits, and can be rewound."""

    def __init__(self) -> None:
        super().__init__(":memory:")
        self._kept, self._before, self._taken = b"", 0, 0

    def keep(self) -> None:
        """Keep the table as it is now."""
        self._kept = self._connection.serialize()
        self.rewind()

    def rewind(self) -> None:
        """Put the table back as it was kept."""
        if self._connection.total_changes != self._before or not self._before:
            self._connection.deserialize(self._kept)
        self._before, self._taken = self._connection.total_changes, 0

    @property
    def written(self) -> int:
        """Count the rows written or deleted since, without those of rate limits."""
        return self._connection.total_changes - self._before - self._taken

    def take(self, key: Key, n: int, cap: int, *, expires: int | None = None) -> int | None:
        """Add n to a counter unless that would pass the cap."""
        before = self._connection.total_changes
        taken = super().take(key, n, cap, expires=expires)
        self._taken += self._connection.total_changes - before
        return taken


class Place(NamedTuple):
    """A world filled with every worked example and its targets, with the ids of a key, of facts and of followers."""

    world: World
    table: Rewindable
    key_id: str
    fact_ids: dict[str, str]  # by the ref of their entity
    retracted: str  # the id of a fact
    webhook_id: str
    watch_id: str

    def begin(self, case: int) -> None:
        """Put everything back, and set the clock to a second that the case determines."""
        self.table.rewind()
        tokens = count()
        clock = Clock(plus_ms(AT, (case % 43_200) * 1000 + 3_600_000))
        pipeline.set_world(replace(self.world, now=clock, token=lambda: f"token{next(tokens)}"))


def _bodies() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the worked examples and what they refer to, a second entity of every kind, and what properties refer to."""
    known = [*supporting(), *worked(), *_more_of_every_kind()]
    yield from known
    made = {f"{kind}/{body['slug']}" for kind, body in known}
    shown = [p.example for kind in KINDS.values() for t in (None, *kind.types) for p in _properties(kind, t)]
    for ref in sorted(set(refs_in(shown)) - made):
        kind, _, slug = ref.partition("/")
        yield kind, {**KINDS[kind].example, "slug": slug}


def _more_of_every_kind() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, kind in KINDS.items():
        yield from ((name, {**kind.example, "slug": slug}) for slug in (OTHER, RETIRED, MERGED, ERASED))


def _properties(kind: Kind, event_type: EventType | None) -> Sequence[Property]:
    return kind.all_properties(type_name=event_type.name if event_type else None)


def _fact_to_change(world: World, ref: Ref) -> str:
    """Return the id of a fact without which the entity can be."""
    facts = entity_facts(world, ref=ref, limit=100).items
    needed = {p.name for t in (None, *KINDS[ref.kind].types) for p in _properties(KINDS[ref.kind], t) if p.required}
    return str(next(each["id"] for each in facts if each["property"] not in needed))


def filled() -> Place:
    """Return the place as it is when it was filled. Filling takes a second: a process does it once."""
    place = _filled()
    place.table.rewind()
    return place


@cache
def _filled() -> Place:
    table, tokens = Rewindable(), count()
    world = World(
        table=table,
        now=Clock(AT),
        token=lambda: f"before{next(tokens)}",
        pause=lambda _seconds: None,
        cursor_secret=b"a secret of the tests",
        requests_per_minute=NO_LIMIT,
        webhook_keys=(b"a webhook key of the fuzz, long enough",),
        web=lambda: Web(allows_loopback=True, lookup=lambda _host, _port: [A_PUBLIC_ADDRESS], seconds=0.2),
    )
    for kind, body in _bodies():
        create(RequestContext(world, AUTHOR), kind=KINDS[kind], body=body)
    for name in KINDS:
        retire(RequestContext(world, AUTHOR), ref=Ref(name, RETIRED), reason="Made up.")
        merge(RequestContext(world, AUTHOR), ref=Ref(name, MERGED), into=Ref(name, OTHER), reason="The same.")
        erase(RequestContext(world, AUTHOR), fact_id=_fact_to_change(world, Ref(name, OTHER)), reason="Asked for.")
        erase_entity(RequestContext(world, AUTHOR), ref=Ref(name, ERASED), reason="Asked for.")
    _, record = api_keys.create_key(world, name="the key of the fuzz", scopes=["admin"], secret=ADMIN)
    refs = [f"{kind}/{body['slug']}" for kind, body in worked()]
    facts = {ref: _fact_to_change(world, Ref.of(ref)) for ref in refs}
    gone = entity_facts(world, ref=Ref.of(f"company/{OTHER}"), limit=1).items[0]["id"]
    retract(RequestContext(world, AUTHOR), fact_id=gone, reason="A misreading.")
    tick(world, stop=lambda: False)
    followers = _followers(world)
    table.keep()
    return Place(world, table, record["id"], facts, gone, *followers)


def _followers(world: World) -> tuple[str, str]:
    """Register a webhook with a delivery, and a watch; return their ids."""
    context = RequestContext(world, AUTHOR)
    hook = create_webhook(context, Wanted(), name="a hook", url=NOWHERE, secret=None, faults=Faults()).body["id"]
    used = Wanted(entities=(UsedEntity(f"company/{OTHER}", 1),))
    watch = create_watch(context, used, name="a watch", faults=Faults()).body["id"]
    text = json.dumps({"type": "changes", "timestamp": AT, "data": {"changes": []}})
    world.table.commit([Put(delivery_row(Delivery(hook, "msg_1", DELIVERED, DELIVERED, AT, text, "delivered")))])
    return hook, watch
