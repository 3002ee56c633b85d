"""Builders of the tests of erasures: a company that holds a name, and a search for it in every row."""

from typing import Any

from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.erase import erase
from chalicelib.operations.writes.deciding.rank import rank
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_fact,
    a_source,
    say,
    state,
)

NAME = "Ottilie Quendel"


TRACES = ("quendel", "ottilie")


WHY = "The person asked for it."


REF = "company/deepseek"


def take(world: World, fact_id: str, **more: Any) -> dict[str, Any]:
    """Erase a fact."""
    return erase(RequestContext(world, CALLER), fact_id=fact_id, reason=WHY, **more).body


def traces_of(world: World, *traces: str) -> list[str]:
    """Search every item of the table, keys and all, for texts; return the keys of those that hold one."""
    found, page = [], world.table.scan()  # type: ignore[attr-defined]  # both engines can
    while True:
        for row in page.rows:
            whole = repr((row.key, row.text, dict(row.indexes), dict(row.condition_attributes))).lower()
            found += [f"{row.key.pk} {row.key.sk}"] if any(each in whole for each in traces or TRACES) else []
        if page.next is None:
            return found
        page = world.table.scan(page.next)  # type: ignore[attr-defined]  # as above


def assert_sound(world: World, *refs: str) -> None:
    for name in refs or (REF,):
        assert audit(world, ref=name) == []


def stage(world: World) -> World:
    a_source(world)
    a_company(world)
    return world


def a_remark(world: World, **more: Any) -> str:
    """Record a remark whose every text has the name in it, and write on so that its past is in many rows."""
    evidence = {
        **EVIDENCE,
        "quote": f"so {NAME} said",
        "as_stated": f"Mrs {NAME}",
        "via": f"the blog of {NAME}",
        "method": f"we asked {NAME}",
        "speaker": {"text": f"{NAME}, a clerk"},
    }
    (name,) = state(
        world,
        a_fact(
            REF,
            "remarks",
            {"text": f"{NAME} runs it.", "language": "en"},
            qualifiers={"topic": f"life of {NAME}"},
            scope={"text": f"the office of {NAME}"},
            condition=f"as long as {NAME} stays",
            evidence=evidence,
            **more,
        ),
    )
    rank(RequestContext(world, CALLER), fact_id=name, rank="preferred", reason=f"{NAME} confirmed it")
    say(world, REF, country="CN")
    return name
