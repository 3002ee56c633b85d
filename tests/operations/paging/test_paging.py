"""Pages of a partition: the position in a cursor is checked, because without a secret anybody can write one."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.errors import BadCursor
from chalicelib.operations.entities.history import history
from chalicelib.operations.world import World
from chalicelib.store.cursor import seal
from tests.operations.builders import a_company, a_source, ref

NAME = "company/deepseek"


@pytest.mark.parametrize(
    "content", [{}, {"behind": 1}, {"behind": ""}, {"behind": "@"}, {"behind": "F#name#x"}, {"behind": "R#1\0"}]
)
def test_a_forged_position_is_refused(world: World, content: dict[str, Any]) -> None:
    a_source(world)
    a_company(world)
    open_world = replace(world, cursor_secret=b"")
    cursor = seal(content, query=f"history {NAME}", now=world.now(), secret=b"")
    with pytest.raises(BadCursor):
        history(open_world, ref=ref(NAME), limit=10, cursor=cursor)
