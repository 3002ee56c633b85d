"""Write units by layout: what the writes of `bench.costs` would cost if their rows lay otherwise.

python -m bench.layouts [--json]

Each write is made as it is, and its transaction is counted again with the rows of each layout. Only the write is
counted: decision 359 has what a layout costs elsewhere.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from bench import costs
from bench.units import Billed
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import Action, Key, Put, Row
from chalicelib.store.table import Table

FOLLOWING = ("L#", "T#", "N#")  # cards, timelines and words
SHARED = ("entity", "evidence", "published", "root", "recorded_at", "recorded_by", "revision")  # by facts of one source


class Transaction(NamedTuple):
    """The actions of a commit, and the rows that were there before it."""

    before: Sequence[Row]
    actions: Sequence[Action]


class Layout(NamedTuple):
    """A layout: its words, the actions of its transaction, and whether cards and words follow this in one more call."""

    words: str
    lay: Callable[[Sequence[Action]], Sequence[Action]]
    follows: bool = False


class Recorded(Billed):
    """A table that counts units, and keeps its commits."""

    def __init__(self, inner: Table) -> None:
        super().__init__(inner)
        self.commits: list[Transaction] = []

    def commit(self, actions: Sequence[Action]) -> None:
        """Do all actions or none."""
        before = self.inner.get([action.key for action in actions], consistent=True)
        super().commit(actions)
        self.commits.append(Transaction([*before.values()], actions))


def as_they_are(actions: Sequence[Action]) -> Sequence[Action]:
    """Leave each row where it is."""
    return actions


def inside_the_revision(actions: Sequence[Action]) -> Sequence[Action]:
    """Put the facts into the row of their revision, except those that point at an entity: each needs an entry."""
    packed = [put for put in _facts(actions) if "gsi2" not in put.row.indexes]
    revision = next(put for put in actions if isinstance(put, Put) and put.key.sk.startswith("R#"))
    by_source = {"gsi2": packed[0].row.indexes["gsi1"]} if packed else {}
    row = replace(
        revision.row,
        body={**revision.row.body, "facts": _pack(packed)},
        indexes={**revision.row.indexes, **by_source},
    )
    return [Put(row), *(action for action in actions if action is not revision and action not in packed)]


def in_one_item(actions: Sequence[Action]) -> Sequence[Action]:
    """Put all facts into one item; what points at an entity is then found by timelines alone."""
    facts = _facts(actions)
    if len(facts) < 2:  # noqa: PLR2004  one fact is an item already
        return actions
    first = facts[0].row
    pack = Row(Key(first.key.pk, "F#~"), _pack(facts), indexes={"gsi1": first.indexes["gsi1"]})
    return [Put(pack), *(action for action in actions if action not in facts)]


LAYOUTS = (
    Layout("as it is", as_they_are),
    Layout("facts inside the revision", inside_the_revision),
    Layout("facts in one item", in_one_item),
    Layout("cards and words follow", as_they_are, follows=True),
    Layout("inside the revision, and cards follow", inside_the_revision, follows=True),
    Layout("in one item, and cards follow", in_one_item, follows=True),
)


def measure() -> dict[str, dict[str, float]]:
    """Return by write and layout the write units."""
    found: dict[str, dict[str, float]] = {}
    for name, transaction in _transactions():
        found[name] = {layout.words: _units(transaction, layout) for layout in LAYOUTS}
    return found


def table(measured: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """Write the figures as Markdown."""
    yield f"| write | {' | '.join(layout.words for layout in LAYOUTS)} |"
    yield f"|---|{'--:|' * len(LAYOUTS)}"
    for name, by_layout in measured.items():
        yield f"| {name} | {' | '.join(f'{by_layout[layout.words]:.0f}' for layout in LAYOUTS)} |"


def _transactions() -> Iterator[tuple[str, Transaction]]:
    """Make the writes, and yield the largest commit of each: the transaction itself."""
    with costs.filled(Recorded) as (client, recorded):
        for name, (method, url, body) in costs.WRITES.items():
            recorded.commits.clear()
            costs.ask(client, recorded, method, url, body)
            yield name, max(recorded.commits, key=lambda commit: len(commit.actions))


def _units(transaction: Transaction, layout: Layout) -> float:
    table = SqliteTable(":memory:")
    for row in transaction.before:
        table.commit([Put(row)])
    billed = Billed(table)
    actions = layout.lay(transaction.actions)
    later = [action for action in actions if layout.follows and action.key.pk.startswith(FOLLOWING)]
    billed.commit([action for action in actions if action not in later])
    for action in later:
        billed.commit([action])
    table.close()
    return billed.written


def _facts(actions: Sequence[Action]) -> list[Put]:
    return [each for each in actions if isinstance(each, Put) and each.key.sk.startswith("F#")]


def _pack(facts: Sequence[Put]) -> dict[str, Any]:
    """Return the bodies of facts; what those of one source share is there once."""
    bodies = [put.row.body for put in facts]
    shared = {name: body[name] for body in bodies[:1] for name in SHARED if name in body}
    return {**shared, "facts": [{k: v for k, v in body.items() if shared.get(k) != v} for body in bodies]}


if __name__ == "__main__":
    measured = measure()
    sys.stdout.write(f"{json.dumps(measured)}\n" if "--json" in sys.argv else "\n".join([*table(measured), ""]))
