"""A line with a value of another shape in any place is refused, or what it becomes can be read by everybody."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from chalicelib.domain.erasure_errors import ErasedEntity
from chalicelib.domain.errors import Gone, Merged, NotFound, Refusal
from chalicelib.operations.entities.history import history
from chalicelib.operations.facts.entity_facts import entity_facts
from chalicelib.operations.facts.open_conflicts import open_conflicts
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.feed.stats import stats
from chalicelib.operations.numbering.sequencer import sequence
from chalicelib.operations.transfer.export import export
from chalicelib.operations.transfer.import_lines import import_lines
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.deciding.revise_evidence import revise_evidence
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.reverse_merge import reverse_merge
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock, is_thorough
from tests.operations.builders import CALLER, a_company, a_source, fact_ids, ref, said_by, say, view, world_on
from tests.operations.transfer.test_transfer import with_manifest
from tests.operations.transfer_worlds import lines_of, pages_of

SHAPES: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**30,
    "x",
    "",
    "\0",
    [],
    [[]],
    [5],
    {},
    {"value": {"property": "name"}},
    "company/x",
    1.5,
)
COMPANIES = ("company/deepseek", "company/deep-seek")


def an_export(clock: Clock) -> list[Any]:
    """Export a page with every sort of line: decisions on facts, evidence of before, a merge and its reversal."""
    world = world_on(SqliteTable(":memory:"), clock)
    context = RequestContext(world, CALLER)
    a_source(world)
    a_source(world, "wire", publisher={"text": "The Wire"}, published="2025-01-27")
    a_company(world, aliases=["DS"], country="CN")
    a_company(world, "deep-seek", aliases=["Deep Seek"], evidence=said_by("wire", speaker={"text": "people"}))
    say(world, COMPANIES[0], country="SG", evidence=said_by("wire", quote="Singapore"))
    first, second = fact_ids(world, COMPANIES[0], "country")
    revise_evidence(context, fact_id=second, members={"quote": "In Singapore"}, reason="Cut.")
    rank(context, fact_id=first, rank="preferred", reason="Known.")
    (alias, *_) = fact_ids(world, COMPANIES[0], "aliases")
    retract(context, fact_id=alias, reason="Misread.")
    merge(context, ref=ref(COMPANIES[1]), into=ref(COMPANIES[0]), reason="The same.")
    reverse_merge(context, ref=ref(COMPANIES[1]), reason="Not the same.")
    (page,) = pages_of(world)
    return lines_of(page)


def places(at: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value in a JSON value."""
    for name, each in at.items() if isinstance(at, dict) else enumerate(at) if isinstance(at, list) else ():
        yield (*path, name)
        yield from places(each, (*path, name))


def with_another(lines: list[Any], path: tuple[Any, ...], value: Any) -> list[Any]:
    changed = [deepcopy(line) if place == path[0] else line for place, line in enumerate(lines)]
    at: Any = changed
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    return with_manifest(changed)


def read_everything(world: World) -> None:
    """Ask the feed, the entities and an export all they can be asked; to be refused is an answer, but not by damage."""
    while sequence(world)[1]:
        pass
    stats(world)
    open_conflicts(world, limit=50)
    export(world)
    for name in dict.fromkeys(each["ref"] for each in changes(world, after=0, limit=100).items):
        for ask in (view, read_history, read_facts):
            try:
                ask(world, name)
            except (ErasedEntity, Gone, Merged, NotFound):  # a life that ended otherwise
                continue


def read_history(world: World, name: str) -> None:
    history(world, ref=ref(name), limit=50)


def read_facts(world: World, name: str) -> None:
    entity_facts(world, ref=ref(name), limit=50)


def try_with(lines: list[Any], path: tuple[Any, ...], value: Any) -> bool:
    """Import lines with another value in a place; return whether they are refused, else read what became of them."""
    world = world_on(SqliteTable(":memory:"), Clock("2026-11-24T10:00:00.000Z"))
    try:
        import_lines(world, lines=with_another(lines, path, value))
    except Refusal:
        return True
    read_everything(world)
    return False


@pytest.mark.parametrize("turn", range(len(SHAPES) if is_thorough() else 2))  # 3 s each
def test_a_value_of_another_shape_in_any_place_of_a_line_is_refused_or_harmless(clock: Clock, turn: int) -> None:
    lines, refused = an_export(clock), 0
    inner = [path for path in places(lines) if len(path) > 1 and 0 < path[0] < len(lines) - 2]
    for number, path in enumerate(inner):
        value = SHAPES[(number + turn) % len(SHAPES)]
        try:
            refused += try_with(lines, path, value)
        except Exception as error:  # of any sort: it is raised again, with the case
            error.add_note(f"{value!r} at {path} of {lines[path[0]]}")
            raise
    assert refused > len(inner) / 2
