"""Erasing an entity: its words are gone from every row, a made-up ref stands in for its own, and all rows agree."""

from typing import Any

import pytest

from chalicelib.domain.errors import ErasedEntity
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.erase_entity import erase_entity
from chalicelib.store.table import ScannableTable
from tests.operations.builders import CALLER, a_company, a_model, a_source, an_event, new, ref, say, view

PERSON = "person/jane-doe"
SECRETS = ("jane", "doe", "doppelgänger", "tell-tale")


def stage(world: World) -> World:
    a_source(world)
    a_source(world, "memoir", publisher={"text": "The Report"})
    new(world, "person", "jane-doe", name="Jane Doe", aliases=["Doppelgänger"])
    a_company(world, officers=[{"value": PERSON, "role": "chief_executive"}])
    say(world, PERSON, aliases=["Jane Tell-Tale"])
    a_model(
        world, developer=["company/deepseek"], remarks=[{"value": {"text": "Fast.", "language": "en"}, "about": PERSON}]
    )
    an_event(world, participants=[{"value": PERSON, "role": "subject"}])
    say(
        world,
        "company/deepseek",
        country="CN",
        evidence={"source": "source/report", "basis": "third_party_report", "speaker": PERSON},
    )
    return world


@pytest.fixture
def staged(world: World) -> World:
    return stage(world)


def erase(world: World, name: str = PERSON) -> dict[str, Any]:
    return erase_entity(RequestContext(world, CALLER), ref=ref(name), reason="She asked for it.").body


def everything(world: World) -> str:
    table: ScannableTable = world.table  # type: ignore[assignment]  # both engines can be scanned
    found, page = [], table.scan()
    while True:
        found += [f"{row.key} {row.text} {row.indexes} {row.condition_attributes}" for row in page.rows]
        if page.next is None:
            return "\n".join(found).lower()
        page = table.scan(page.next)


def test_no_row_names_an_erased_entity_or_holds_its_words(staged: World) -> None:
    answer = erase(staged)
    assert not answer["remaining"]
    for secret in SECRETS:
        assert secret not in everything(staged)
    for name in (answer["ref"], "company/deepseek", "model/v3", "event/launch"):
        assert audit(staged, ref=name) == []
    shown = view(staged, answer["ref"])
    assert shown["name"] == {"erased": True}
    with pytest.raises(ErasedEntity):
        erase(staged)
