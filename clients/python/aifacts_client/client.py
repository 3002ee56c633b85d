"""The client."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import httpx2

from aifacts_client import verbs
from aifacts_client.core.base import Base
from aifacts_client.core.exchange import Came, Failed, Send, Wait
from aifacts_client.core.transport import AGENT, FAILURES, MAX_BYTES, TIMEOUT_S, Reading, failed, tls
from aifacts_client.generated.plurals import Plurals
from aifacts_client.pages import Pages
from aifacts_client.refs import shape_of
from aifacts_client.watching import EVERY_S, Watch

if TYPE_CHECKING:
    from typing import Self

    from aifacts_client.core.calls import Call
    from aifacts_client.entity import Entity
    from aifacts_client.generated.answers import (
        Batched,
        Change,
        Comparison,
        Conflict,
        Fact,
        Identified,
        NameFound,
        OpenConflict,
        Recorded,
        Resolution,
        Revision,
        Stats,
        Step,
        StepOfEntity,
    )
    from aifacts_client.generated.kinds import Event

T = TypeVar("T")


class Client(Base, Plurals):
    """A client of a service of facts. Threads may share it; close it, or use it in a `with` block."""

    def __init__(
        self,
        base: str,
        key: str | None = None,
        *,
        timeout: float = TIMEOUT_S,
        retries: int = 4,
        max_wait: float = 60.0,
        max_bytes: int = MAX_BYTES,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        Base.__init__(self, base, key, timeout=timeout, retries=retries, max_wait=max_wait, max_bytes=max_bytes)
        self._http = httpx2.Client(timeout=timeout, transport=transport, verify=tls(), headers={"User-Agent": AGENT})
        self._attach()

    def _attach(self) -> None:
        Plurals.__init__(self, self)

    def get(self, ref: str, **options: Any) -> Entity:
        """Return an entity of any kind, with options such as `include="facts"` or `explain=True`."""
        return self.send(verbs.get(ref, shape_of(ref), moment=self.moment, options=options))

    def fact(self, fact_id: str) -> Fact:
        """Return a fact."""
        return self.send(verbs.fact(fact_id, moment=self.moment))

    def facts(self, entity: str | Entity | None = None, **filters: Any) -> Pages[Fact]:
        """List the facts of an entity, or those of a `source`, a `speaker` or a `value`."""
        return Pages(self, verbs.facts(entity, moment=self.moment, filters=filters))

    def timeline(self, ref: str | Entity, **filters: Any) -> Pages[Event]:
        """List the events that involve an entity."""
        return Pages(self, verbs.timeline(ref, moment=self.moment, filters=filters))

    def history(self, ref: str | Entity, **filters: Any) -> Pages[Revision]:
        """List the revisions of an entity."""
        return Pages(self, verbs.history(ref, moment=self.moment, filters=filters))

    def conflicts(self, **filters: Any) -> Pages[OpenConflict]:
        """List the disputed values of the whole service, of a `kind` or a `property`."""
        return Pages(self, verbs.conflicts(moment=self.moment, filters=filters))

    def conflicts_of(self, ref: str | Entity) -> Pages[Conflict]:
        """List the disputed values of an entity."""
        return Pages(self, verbs.conflicts_of(ref, moment=self.moment))

    def series(self, ref: str | Entity, name: str, **filters: Any) -> Pages[Step]:
        """List the values of a property over time; qualifiers choose some, such as `direction="output"`."""
        return Pages(self, verbs.series(ref, name, moment=self.moment, filters=filters))

    def series_of(self, refs: Sequence[str], name: str, **filters: Any) -> Pages[StepOfEntity]:
        """List the values of a property of several entities over time."""
        return Pages(self, verbs.series_of(refs, name, moment=self.moment, filters=filters))

    def changes(self, after: int = 0, **filters: Any) -> Pages[Change]:
        """List the changes numbered above `after`, of a `kind` or a `property`."""
        return Pages(self, verbs.changes(after, filters=filters))

    def watch(self, after: int | None = None, *, every: float = EVERY_S, **filters: Any) -> Watch:
        """Iterate over changes forever, from now or after a number; look for new ones `every` so many seconds."""
        watch = Watch(self, after=after, every=every, filters=filters)
        self._state.watches.add(watch)
        return watch

    def search(self, words: str, **filters: Any) -> Pages[NameFound]:
        """Find entities by name."""
        return Pages(self, verbs.search(words, moment=self.moment, filters=filters))

    def autocomplete(self, letters: str, **filters: Any) -> Pages[NameFound]:
        """Find entities by the first letters of a name."""
        return Pages(self, verbs.autocomplete(letters, moment=self.moment, filters=filters))

    def lookup(self, scheme: str, value: str, **filters: Any) -> Pages[Identified]:
        """Find entities by an external id."""
        return Pages(self, verbs.lookup(scheme, value, moment=self.moment, filters=filters))

    def resolve(self, names: Sequence[str | Mapping[str, Any]]) -> list[Resolution]:
        """Match up to 100 names with entities."""
        return self.send(verbs.resolve(names, moment=self.moment))

    def compare(self, refs: Sequence[str], properties: Sequence[str] = (), **options: Any) -> Comparison:
        """Compare up to 20 entities side by side."""
        return self.send(verbs.compare(refs, properties, moment=self.moment, options=options))

    def stats(self) -> Stats:
        """Count everything."""
        return self.send(verbs.stats())

    def create(self, kind: str, body: Mapping[str, Any], **options: Any) -> Entity:
        """Create an entity from a flat body; options: `dry_run`, `allow_duplicate`, `idempotency_key`."""
        return self.write(verbs.create(kind, shape_of(f"{kind}/new"), body, **options))

    def patch(self, ref: str | Entity, body: Mapping[str, Any], **options: Any) -> Entity:
        """Add facts to an entity; options: `if_match`, `evidence`, `dry_run`, `idempotency_key`.

        An entity that `get` returned must still have that revision, else Stale is raised.
        """
        return self.write(verbs.patch(ref, body, **options))

    def record(self, facts: Sequence[Mapping[str, Any]], **options: Any) -> Recorded:
        """Record 1 to 100 facts; options: `atomic`, `evidence`, `dry_run`, `idempotency_key`."""
        return self.write(verbs.record(facts, **options))

    def batch(self, body: Mapping[str, Any], **options: Any) -> Batched:
        """Write `entities`, `facts` and `retractions` together; options: `atomic`, `dry_run`, `idempotency_key`."""
        return self.write(verbs.batch(body, **options))

    def retract(self, fact: str | Fact, reason: str, **options: Any) -> Fact:
        """Retract a fact, with the reason; options: `source`, `dry_run`, `idempotency_key`."""
        return self.write(verbs.retract(fact, reason, **options))

    def write(self, call: Call[T]) -> T:
        """Send a call that writes."""
        self._check_writes()
        return self.send(call)

    def send(self, call: Call[T]) -> T:
        """Send a call, with all tries that it takes, and return what it reads from the answer."""
        steps = self._steps(call)
        came: Came | Failed | None = None
        while True:
            try:
                step = steps.send(came)
            except StopIteration as ended:
                result: T = ended.value
                return result
            came = self._do(step)

    def _do(self, step: Send | Wait) -> Came | Failed | None:
        if isinstance(step, Wait):
            time.sleep(step.seconds)
            return None
        reading = Reading(max_bytes=self._max_bytes, seconds=self._timeout)
        try:
            with self._http.stream(step.method, step.url, headers=step.headers, content=step.content) as answer:
                for chunk in answer.iter_bytes():
                    if failure := reading.take(chunk):
                        return failure
                return reading.came(answer.status_code, answer.headers)
        except FAILURES as error:
            return failed(error, self._timeout)
        except RuntimeError:  # of httpx2, if another thread closed the client meanwhile
            self._check_open()
            raise

    def close(self) -> None:
        """Close the connections. Later calls raise ClosedClient, and what is watched ends."""
        self._state.close()
        self._http.close()

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the client."""
        self.close()
