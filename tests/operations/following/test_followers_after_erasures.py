"""Followers after erasures, repairs and exports: they name the new ref, hold no words, and are in nobody's way."""

from typing import Any

import pytest

from chalicelib.domain.following.selection import Selection
from chalicelib.operations.following.finding import read_one
from chalicelib.operations.transfer.export import export
from chalicelib.operations.upkeep.erasure_sweep import audit_erasures, sweep
from chalicelib.operations.upkeep.table_repair import audit_all, repair_all
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.erase import erase
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.erase_entity import erase_entity
from chalicelib.store.keys.following import deliveries
from chalicelib.store.records.follower_rows import Delivery, delivery_row
from chalicelib.store.rows import Put
from tests.operations.builders import CALLER, a_company, a_source, fact_ids, new, ref
from tests.operations.following.conftest import hook, watch
from tests.operations.writes.test_erase_entity import everything

PERSON = "person/jane-doe"


@pytest.fixture
def staged(world: World) -> World:
    """A service with a person."""
    a_source(world)
    a_company(world)
    new(world, "person", "jane-doe", name="Jane Doe", aliases=["Doppelgänger"])
    return world


def selection_of(world: World, made: dict[str, Any]) -> Selection:
    found = read_one(world, made["id"])
    assert found is not None
    return found.selection


def test_followers_and_their_notices_name_the_new_ref_of_an_erased_entity(staged: World) -> None:
    (fact,) = fact_ids(staged, PERSON, "aliases")
    retract(RequestContext(staged, CALLER), fact_id=fact, reason="Wrong.")
    made = [hook(staged, refs=(PERSON,)), watch(staged, [fact])]

    gone = erase_entity(RequestContext(staged, CALLER), ref=ref(PERSON), reason="Asked for.").body["ref"]

    assert selection_of(staged, made[0]).refs == {gone}
    (used,) = selection_of(staged, made[1]).facts
    assert (used.ref, used.fact.partition("~aliases")[0], used.digest) == (gone, gone.replace("/", "~"), None)
    assert "jane-doe" not in everything(staged)
    assert gone in staged.table.query(None, deliveries(made[1]["id"])).rows[0].text


def test_a_sweep_finds_deliveries_of_those_who_follow_everything(staged: World) -> None:
    table: Any = staged.table
    made = hook(staged)
    text = f'{{"data": {{"changes": [{{"ref": "{PERSON}"}}]}}}}'
    table.commit([Put(delivery_row(Delivery(made["id"], "msg_1", 9, 9, staged.now(), text, "delivered")))])
    erase_entity(RequestContext(staged, CALLER), ref=ref(PERSON), reason="Asked for.")
    assert [each.detail for each in audit_erasures(table)] != []

    list(sweep(staged, table, CALLER))

    assert list(audit_erasures(table)) == []
    assert "jane-doe" not in everything(staged)


def test_a_sweep_keeps_a_follower_that_the_sender_moves(staged: World) -> None:
    table: Any = staged.table
    made = watch(staged, [*fact_ids(staged, PERSON, "aliases")])
    before = read_one(staged, made["id"])
    erase_entity(RequestContext(staged, CALLER), ref=ref(PERSON), reason="Asked for.")
    list(sweep(staged, table, CALLER))
    after = read_one(staged, made["id"])
    assert before is not None
    assert after is not None
    assert after.edition > before.edition
    assert after.served == before.served


def test_the_digest_of_an_erased_value_is_forgotten(staged: World) -> None:
    (fact,) = fact_ids(staged, PERSON, "aliases")
    made = watch(staged, [fact])
    (used,) = selection_of(staged, made).facts
    assert used.digest

    erase(RequestContext(staged, CALLER), fact_id=fact, reason="Asked for.")

    assert selection_of(staged, made).facts == (used._replace(digest=None),)
    assert used.digest not in everything(staged)


def test_an_audit_a_repair_and_an_export_pass_followers_by(staged: World) -> None:
    table: Any = staged.table
    made = [hook(staged), watch(staged, [*fact_ids(staged, PERSON, "aliases")])]
    before = [read_one(staged, each["id"]) for each in made]

    assert list(audit_all(staged, table)) == []
    list(repair_all(staged, table, CALLER))

    assert [read_one(staged, each["id"]) for each in made] == before
    text = export(staged).text
    assert not any(each["id"] in text or each["name"] in text for each in made)
