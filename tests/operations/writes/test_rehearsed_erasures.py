"""Rehearsed erasures: no byte of the table's file changes, and the erasure then does what they said."""

from hashlib import sha256
from pathlib import Path

from chalicelib.operations.world import RequestContext
from chalicelib.operations.writes.deciding.erase import erase
from chalicelib.operations.writes.ending.erase_entity import erase_entity
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock
from tests.operations.builders import CALLER, a_company, a_source, fact_ids, new, ref, world_on

WHY = "The person asked for it."


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of every file of the table."""
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_the_file_stays_as_it_is(tmp_path: Path, clock: Clock) -> None:
    table = SqliteTable(tmp_path / "items.sqlite")
    world = world_on(table, clock)
    a_source(world)
    new(world, "person", "jane-doe", name="Jane Doe")
    a_company(world, founders=["person/jane-doe"], description="Jane Doe founded it.")
    (fact,) = fact_ids(world, "company/deepseek", "description")
    before, context = digests(tmp_path), RequestContext(world, CALLER)

    planned = erase(context.rehearsed(), fact_id=fact, reason=WHY).body
    listed = erase_entity(context.rehearsed(), ref=ref("person/jane-doe"), reason=WHY).body

    assert digests(tmp_path) == before
    assert planned["touched"] == erase(context, fact_id=fact, reason=WHY).body["touched"]
    erased = erase_entity(context, ref=ref("person/jane-doe"), reason=WHY).body
    assert [listed[name] for name in ("renamed_in", "merged", "remaining")] == [
        erased[name] for name in ("renamed_in", "merged", "remaining")
    ]
    assert digests(tmp_path) != before
    table.close()
