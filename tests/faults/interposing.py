"""DynamoDB in memory with an act between the service and any of its calls: another writer, a fault, a death."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from chalicelib.store.engines.clients.protocol import LostAnswer
from tests.engines.memory import Items, MemoryClient, error
from tests.operations.faulty import Killed

Params = Mapping[str, Any]
Sent = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A call of the service: its operation and parameters, and the table that answers it."""

    operation: str
    params: Params
    table: "Interposed"

    def send(self, **changed: Any) -> Sent:
        """Let the table answer it, with some parameters changed."""
        return self.table.answer(self.operation, {**self.params, **changed})

    @property
    def is_stale(self) -> bool:
        """Whether DynamoDB may answer it from an earlier state: a read that is not said to be consistent."""
        return self.operation in ("GetItem", "Query", "BatchGetItem") and not self._is_consistent

    @property
    def is_commit(self) -> bool:
        """Whether it writes."""
        return self.operation in ("TransactWriteItems", "PutItem", "DeleteItem", "UpdateItem")

    @property
    def _is_consistent(self) -> bool:
        asked = self.params.get("RequestItems", {"": self.params})
        return any(each.get("ConsistentRead") for each in asked.values())


Act = Callable[[Call], Sent]


@dataclass
class Turn:
    """One request: its calls so far, the act at the call of a number, and one for all the others."""

    acts: Mapping[int, Act] = field(default_factory=dict)
    always: Act = Call.send
    calls: list[str] = field(default_factory=list)


class Interposed(MemoryClient):
    """A client that lets the act of the request whose turn it is play at its call."""

    def __init__(self) -> None:
        super().__init__()
        self.turn = Turn()

    def call(self, operation: str, params: Params) -> Sent:
        """Play a call."""
        turn = self.turn
        turn.calls.append(operation)
        act = turn.acts.get(len(turn.calls), turn.always)
        return act(Call(operation, params, self))

    def answer(self, operation: str, params: Params) -> Sent:
        """Answer a call as DynamoDB does."""
        return super().call(operation, params)

    @contextmanager
    def taking(self, turn: Turn) -> Iterator[Turn]:
        """Let a request have its turn, within that of another or not."""
        before, self.turn = self.turn, turn
        try:
            yield turn
        finally:
            self.turn = before


def let(other: Callable[[], object]) -> Act:
    """Let another do all that it does right before the call."""

    def act(call: Call) -> Sent:
        other()
        return call.send()

    return act


def half_seen(other: Callable[[], object], *, sees: Callable[[int], bool]) -> Act:
    """Let another act during a read, which sees some of its rows, by their place, and others as they were before.

    DynamoDB isolates a transaction from each item that is read, and not from a query or a batch.
    """

    def act(call: Call) -> Sent:
        before = call.table.kept()
        other()
        if call.operation not in ("Query", "BatchGetItem"):
            return call.send()
        with call.table.showing(_mixed(before, call.table.items, sees)):
            return call.send()

    return act


def _mixed(before: Items, after: Items, sees: Callable[[int], bool]) -> Items:
    """Return the items of before, and those of after whose place among the changed ones is seen."""
    places = sorted({(pk, sk) for items in (before, after) for pk, rows in items.items() for sk in rows})
    changed = [at for at in places if _at(before, at) != _at(after, at)]
    mixed = {pk: dict(rows) for pk, rows in before.items()}
    for place, (pk, sk) in enumerate(changed):
        if sees(place):
            mixed.setdefault(pk, {}).pop(sk, None)
            if (item := _at(after, (pk, sk))) is not None:
                mixed[pk][sk] = item
    return mixed


def _at(items: Items, at: tuple[str, str]) -> Mapping[str, Any] | None:
    return items.get(at[0], {}).get(at[1])


def as_of(items: Items) -> Act:
    """Answer each read that may be stale from an earlier state."""

    def act(call: Call) -> Sent:
        if not call.is_stale:
            return call.send()
        with call.table.showing(items):
            return call.send()

    return act


def stale_after(other: Callable[[], object]) -> Act:
    """Let another act right before the call, and show what was there before that in every read that may be stale."""

    def act(call: Call) -> Sent:
        before = call.table.kept()
        other()
        call.table.turn.always = as_of(before)
        return call.table.turn.always(call)

    return act


def in_pages(rows: int) -> Act:
    """Cut every page of a query after so many rows, as DynamoDB does where they are large."""

    def act(call: Call) -> Sent:
        if call.operation != "Query":
            return call.send()
        return call.send(Limit=min(rows, call.params.get("Limit", rows)))

    return act


def in_part(call: Call) -> Sent:
    """Read half of the keys of a batch, and leave the others unprocessed."""
    if call.operation != "BatchGetItem":
        return call.send()
    ((table, asked),) = call.params["RequestItems"].items()
    half = len(asked["Keys"]) // 2
    left = {table: {**asked, "Keys": asked["Keys"][half:]}}
    if not half:
        return {"Responses": {table: []}, "UnprocessedKeys": left}
    answer = call.send(RequestItems={table: {**asked, "Keys": asked["Keys"][:half]}})
    return {**answer, "UnprocessedKeys": left}


def killed_before(call: Call) -> Sent:
    """Die before the call."""
    raise Killed(call.operation)


def killed_after(call: Call) -> Sent:
    """Die after the call took effect."""
    call.send()
    raise Killed(call.operation)


def timed_out_before(call: Call) -> Sent:
    """Get no answer to a call that never arrived."""
    raise _timeout()


def timed_out_after(call: Call) -> Sent:
    """Get no answer to a call that took effect."""
    call.send()
    raise _timeout()


def throttled(call: Call) -> Sent:
    """Be refused for the load."""
    raise error("ProvisionedThroughputExceededException", call.operation)


def failed(call: Call) -> Sent:
    """Get DynamoDB's own failure."""
    raise error("InternalServerError", call.operation, status=500)


def conflicting(call: Call) -> Sent:
    """Meet another transaction at an item."""
    if call.operation == "TransactWriteItems":
        codes = ["TransactionConflict", *["None"] * (len(call.params["TransactItems"]) - 1)]
        raise error("TransactionCanceledException", call.operation, reasons=codes)
    if call.is_commit:
        raise error("TransactionConflictException", call.operation)
    return call.send()


FAULTS: Mapping[str, Act] = {
    "killed before": killed_before,
    "killed after": killed_after,
    "timed out before": timed_out_before,
    "timed out after": timed_out_after,
    "throttled": throttled,
    "failed": failed,
    "conflicting": conflicting,
    "in part": in_part,
}


def _timeout() -> LostAnswer:
    return LostAnswer("TimeoutError: timed out")


def one_in(count: int, place: int) -> Callable[[int], bool]:
    """See one in so many changes."""
    return lambda number: number % count == place


SIGHTS: Sequence[tuple[str, Callable[[int], bool]]] = (
    ("the even ones", one_in(2, 0)),
    ("the odd ones", one_in(2, 1)),
    ("the first", lambda number: number == 0),
    ("all but the first", lambda number: number > 0),
    ("the early ones", lambda number: number < 3),
    ("the late ones", lambda number: number >= 3),
)
