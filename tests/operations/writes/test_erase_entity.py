"""Erasing an entity: its words are gone from every row, a made-up ref stands in for its own, and all rows agree."""

from contextlib import suppress
from typing import Any

import pytest

from chalicelib.domain.erasure_errors import ErasedEntity
from chalicelib.operations.entities.erased import find_erasures
from chalicelib.operations.entities.history import history
from chalicelib.operations.facts.entity_facts import entity_facts
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.feed.sequencer import sequence
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.upkeep.table_repair import audit_all, repair_all
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.erase_entity import erase_entity
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.table import ScannableTable
from tests.conftest import Clock
from tests.operations.builders import (
    CALLER,
    a_company,
    a_model,
    a_source,
    an_event,
    new,
    on,
    ref,
    say,
    view,
    world_on,
)
from tests.operations.faulty import Dying, Killed

PERSON = "person/jane-doe"
SECRETS = ("jane", "doe", "doppelgänger", "fairytale")


def stage(world: World) -> World:
    a_source(world)
    a_source(world, "memoir", publisher={"text": "The Report"})
    new(world, "person", "jane-doe", name="Jane Doe", aliases=["Doppelgänger"])
    a_company(world, officers=[{"value": PERSON, "role": "chief_executive"}])
    say(world, PERSON, aliases=["Jane Fairytale"])
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


def restarted(world: World, at: int) -> bool:
    """Erase until the n-th call of the table kills it; return whether it came to its end before."""
    with suppress(Killed):
        erase(on(world, Dying(world.table, at=at)))
        return True
    return False


def test_an_erasure_that_is_killed_at_any_call_is_finished_by_the_next_request(clock: Clock) -> None:
    at, is_done = 1, False
    while not is_done:
        table = SqliteTable(":memory:")
        world = world_on(table, clock)
        a_source(world)
        new(world, "person", "jane-doe", name="Jane Doe")
        a_company(world, officers=[{"value": PERSON, "role": "chief_executive"}])
        while sequence(world)[1]:
            pass
        is_done = restarted(world, at)
        with suppress(ErasedEntity):  # the killed request may have left nothing to do
            erase(world)
        assert [secret for secret in SECRETS if secret in everything(world)] == [], at
        made = next(each["ref"] for each in changes(world, after=0, limit=100).items if "erased-" in each["ref"])
        assert [finding.detail for finding in audit_all(world, table)] == [], at
        assert view(world, made)["name"] == {"erased": True}
        table.close()
        at += 1
    assert at > 30  # it has that many calls


def test_the_feed_keeps_its_numbers_and_says_that_the_entity_was_erased(staged: World) -> None:
    before = changes(staged, after=0, limit=100).items
    made = erase(staged)["ref"]
    after = changes(staged, after=0, limit=100).items
    assert [{**each, "ref": made} if each["ref"] == PERSON else each for each in before] == after[: len(before)]
    assert next((each["ref"], each["cause"]) for each in after[len(before) :]) == (made, "erased")
    assert [each["cause"] for each in history(staged, ref=ref(made), limit=9, cursor=None).items] == [
        "erased",
        "recorded",
        "created",
    ]


def test_no_clock_shows_the_words_of_an_erased_entity(staged: World) -> None:
    first = view(staged, PERSON)["created_at"]
    made = erase(staged)["ref"]
    assert view(staged, made, known_at=first)["name"] == {"erased": True}
    assert all(
        each["value"] == {"erased": True} for each in entity_facts(staged, ref=ref(made), limit=9, cursor=None).items
    )
    assert view(staged, "company/deepseek", known_at=view(staged, "company/deepseek")["created_at"])["officers"] == [
        {"value": made, "role": "chief_executive"}
    ]


def test_a_repair_of_the_whole_table_renames_what_no_index_leads_to(quick: World) -> None:
    stage(quick)
    about = {"value": {"text": "Slow.", "language": "en"}, "about": "company/deepseek", "scope": PERSON}
    an_event(quick, "other", remarks=[about])
    answer = erase(quick)
    table: ScannableTable = quick.table  # type: ignore[assignment]  # SQLite can be scanned
    assert PERSON in everything(quick)
    assert [finding.what for finding in audit_all(quick, table)] == [answer["ref"]]

    steps = [*repair_all(quick, table, CALLER)]
    assert not any(step.failed for step in steps)
    assert PERSON not in everything(quick)
    assert [*audit_all(quick, table)] == []
    assert find_erasures(quick, [PERSON])[PERSON].swept_at is not None
