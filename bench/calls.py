"""Calls: the calls of the table that one request makes, on the seeds.

python -m bench.calls [METHOD] URL [BODY]
python -m bench.calls --event FILE

The second form puts a whole Lambda event through the application, as CloudWatch or a test gives it.
"""

import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.filling import world_on
from bench.units import Billed
from chalicelib import seeds
from chalicelib.api.http import pipeline
from chalicelib.operations.access.api_keys import create_key
from chalicelib.operations.world import Caller
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import Action, Key, Page, Row
from chalicelib.store.table import Table
from tests.api.conftest import ADMIN, Answer, answer_to, event

SEEDS = Path(__file__).parents[1] / "seeds"


class Traced(Billed):
    """A billed table that notes each call: the keys, the rows that came back, the units it cost."""

    def __init__(self, inner: Table) -> None:
        super().__init__(inner)
        self.lines: list[str] = []

    def get(self, keys: Sequence[Key], **how: Any) -> dict[Key, Row]:
        """Read items by key."""
        before = self.read
        found = super().get(keys, **how)
        named = ", ".join(f"{key.pk} {key.sk}" for key in keys)
        self.lines.append(f"get    {named}: {len(found)} rows, {self.read - before} read units")
        return found

    def query(self, index: str | None, pk: str, **how: Any) -> Page:
        """Read one partition."""
        before = self.read
        page = super().query(index, pk, **how)
        where = f"{index or 'table'} {pk} from {how.get('start')!r} to {how.get('end')!r}, limit {how.get('limit')}"
        self.lines.append(f"query  {where}: {len(page.rows)} rows, {self.read - before} read units")
        return page

    def commit(self, actions: Sequence[Action]) -> None:
        """Do all actions or none."""
        before = self.written
        super().commit(actions)
        self.lines.append(f"commit {len(actions)} actions: {self.written - before} write units")
        self.lines += [f"         {type(each).__name__.lower():6} {each.key.pk} {each.key.sk}" for each in actions]

    def take(self, key: Key, n: int, cap: int, **how: Any) -> int | None:
        """Add to a counter."""
        taken = super().take(key, n, cap, **how)
        self.lines.append(f"take   {key.pk} {key.sk}: {n} of {cap}, 1 write unit")
        return taken


def traced(event: dict[str, Any]) -> tuple[Answer, list[str]]:
    """Answer the request of an event on a table with the seeds, and list the calls it made."""
    table = Traced(SqliteTable(":memory:"))
    world = world_on(table)
    seeds.load(world, Caller("bench"), SEEDS)
    create_key(world, name="the tracer", scopes=["admin"], secret=ADMIN)
    pipeline.set_world(world)
    logging.getLogger("aifacts.request").setLevel(logging.ERROR)
    table.lines.clear()
    return answer_to(event), table.lines


def _event(words: Sequence[str]) -> dict[str, Any]:
    if words[0] == "--event":
        made: dict[str, Any] = json.loads(Path(words[1]).read_text(encoding="utf-8"))
        return made
    method, url, *body = words if words[0].isupper() else ["GET", *words]
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {ADMIN}"}
    return event(method, url, body=body[0] if body else None, headers=headers)


def main() -> None:
    """Print the calls of a request, and its answer."""
    answer, lines = traced(_event(sys.argv[1:]))
    sys.stdout.write("\n".join([*lines, f"{answer.status}, {len(answer.raw)} bytes", answer.text, ""]))


if __name__ == "__main__":
    main()
