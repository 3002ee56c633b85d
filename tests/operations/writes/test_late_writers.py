"""Writers that began before an entity was erased and end after it: they bring nothing back."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domain.errors import Refusal
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.transactions.deferred_rows import catch_up
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.erase import erase
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.erase_entity import erase_entity
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store import keys
from tests.operations.builders import CALLER, a_company, a_source, fact_ids, on, ref, say
from tests.operations.faulty import Overtaken

COMPANY = "company/deepseek"

LATE: dict[str, Callable[[World], Any]] = {
    "a patch": lambda world: say(world, COMPANY, country="SG"),
    "a retirement": lambda world: retire(RequestContext(world, CALLER), ref=ref(COMPANY), reason="No company."),
    "a retraction": lambda world: retract(RequestContext(world, CALLER), fact_id=KNOWN[0], reason="Misread."),
    "an erasure of a fact": lambda world: erase(RequestContext(world, CALLER), fact_id=KNOWN[0], reason="Asked for."),
    "a merge into it": lambda world: merge(
        RequestContext(world, CALLER), ref=ref("company/rival"), into=ref(COMPANY), reason="One."
    ),
}
KNOWN: list[str] = []


@pytest.fixture
def staged(quick: World) -> World:
    a_source(quick)
    a_company(quick, country="CN")
    a_company(quick, "rival")
    KNOWN[:] = fact_ids(quick, COMPANY, "country")
    return quick


def erase_all(world: World) -> None:
    erase_entity(RequestContext(world, CALLER), ref=ref(COMPANY), reason="Asked for.")


def left(world: World) -> list[str]:
    return [row.key.sk for row in world.table.query(None, keys.entity(COMPANY), consistent=True).rows]


@pytest.mark.parametrize("name", LATE)
def test_what_is_committed_after_an_erasure_is_refused(staged: World, name: str) -> None:
    with pytest.raises(Refusal):
        LATE[name](on(staged, Overtaken(staged.table, lambda: erase_all(staged))))
    assert left(staged) == []


def test_pending_rows_of_an_erased_entity_are_not_written(staged: World) -> None:
    view = load_entity(staged, COMPANY).view
    assert view is not None
    erase_all(staged)
    catch_up(staged, view)
    assert left(staged) == []
