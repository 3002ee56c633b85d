"""Keys that end: expired, and replaced with an overlap."""

import pytest

from chalicelib.domain.errors import Busy, Invalid, NotAllowedNow, NotFound
from chalicelib.operations.access.api_keys import (
    authenticate,
    create_key,
    list_keys,
    own_key,
    page_of_keys,
    revoke_key,
    rotate_key,
)
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.rows import Put, Row
from tests.conftest import Clock
from tests.operations.builders import on
from tests.operations.faulty import Colliding, Losing, Overtaken

HOUR = 3_600


def works(world: World, secret: str) -> bool:
    return authenticate(world, secret=secret) is not None


def test_a_key_works_until_it_expires(world: World, clock: Clock) -> None:
    secret, record = create_key(world, name="a guest", scopes=["read"], expires_at="2026-11-23T11:00:00.000Z")
    assert record["expires_at"] == "2026-11-23T11:00:00.000Z"
    assert works(world, secret)
    clock.set("2026-11-23T11:00:00.000Z")
    assert not works(world, secret)


@pytest.mark.parametrize(
    "wrong",
    [{"expires_at": "2026-11-23T09:00:00.000Z"}, {"requests_per_minute": 0}, {"requests_per_minute": 1_000_001}],
)
def test_an_end_lies_ahead_and_a_limit_within_its_bounds(world: World, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        create_key(world, name="a guest", scopes=["read"], **wrong)  # type: ignore[arg-type]  # wrong on purpose


def test_a_key_has_its_own_limit_or_the_services(world: World) -> None:
    own, _ = create_key(world, name="busy", scopes=["read"], requests_per_minute=7)
    default, record = create_key(world, name="plain", scopes=["read"])
    limits = [
        caller and caller.requests_per_minute for caller in (authenticate(world, secret=s) for s in (own, default))
    ]
    assert limits == [7, 600]
    assert record["requests_per_minute"] == 600


def test_a_record_of_an_earlier_make_is_read_replaced_and_revoked(world: World) -> None:
    secret, record = create_key(world, name="old", scopes=["write"])
    key = keys.api_key(record["id"])
    row = world.table.get([key])[key]
    old = {name: row.body[name] for name in ("id", "name", "scopes", "hash", "created_at", "revoked_at")}
    world.table.commit([Put(Row(key, old, condition_attributes={"state": "valid"}))])
    assert works(world, secret)
    assert list_keys(world) == [record]
    _, new = rotate_key(world, key_id=record["id"], overlap_seconds=HOUR)
    assert revoke_key(world, key_id=record["id"]).body["replaced_by"] == new["id"]
    assert not works(world, secret)


def test_both_keys_work_during_the_overlap_and_the_new_one_after(world: World, clock: Clock) -> None:
    secret, record = create_key(world, name="the desk", scopes=["write"], requests_per_minute=50)
    fresh, new = rotate_key(world, key_id=record["id"], overlap_seconds=HOUR)
    old = own_key(world, key_id=record["id"])
    assert (new["replaces"], old["replaced_by"]) == (record["id"], new["id"])
    assert [new[name] for name in ("name", "scopes", "requests_per_minute", "expires_at")] == [
        "the desk",
        ["write"],
        50,
        None,
    ]
    assert works(world, secret)
    assert works(world, fresh)
    clock.advance(seconds=HOUR)
    assert (works(world, secret), works(world, fresh)) == (False, True)


def test_an_overlap_does_not_prolong_a_key_and_the_new_one_lives_as_long(world: World) -> None:
    _, record = create_key(world, name="a guest", scopes=["read"], expires_at="2026-11-23T10:30:00.000Z")
    _, new = rotate_key(world, key_id=record["id"], overlap_seconds=HOUR)
    assert own_key(world, key_id=record["id"])["expires_at"] == record["expires_at"]
    assert new["expires_at"] > record["expires_at"]


def test_without_overlap_the_old_key_is_refused_immediately(world: World) -> None:
    secret, record = create_key(world, name="leaked", scopes=["read"])
    rotate_key(world, key_id=record["id"], overlap_seconds=0)
    assert not works(world, secret)


def test_what_is_replaced_revoked_or_not_there_is_not_replaced(world: World) -> None:
    _, record = create_key(world, name="the desk", scopes=["read"])
    _, other = create_key(world, name="another", scopes=["read"])
    rotate_key(world, key_id=record["id"], overlap_seconds=HOUR)
    revoke_key(world, key_id=other["id"])
    for key_id in (record["id"], other["id"]):
        with pytest.raises(NotAllowedNow):
            rotate_key(world, key_id=key_id, overlap_seconds=HOUR)
    with pytest.raises(NotFound):
        rotate_key(world, key_id="key_0000000000", overlap_seconds=HOUR)


def test_of_two_concurrent_rotations_of_a_key_one_is_refused(quick: World) -> None:
    _, record = create_key(quick, name="the desk", scopes=["read"])
    rival = Overtaken(quick.table, lambda: rotate_key(quick, key_id=record["id"], overlap_seconds=HOUR))
    with pytest.raises(NotAllowedNow):
        rotate_key(on(quick, rival), key_id=record["id"], overlap_seconds=HOUR)
    assert len(list_keys(quick)) == 2


@pytest.mark.parametrize("lands", [True, False])
def test_a_lost_answer_gives_the_secret_of_the_one_new_key(quick: World, lands: bool) -> None:
    _, record = create_key(quick, name="the desk", scopes=["read"])
    secret, new = rotate_key(on(quick, Losing(quick.table, lands=lands)), key_id=record["id"], overlap_seconds=HOUR)
    assert works(quick, secret)
    assert {each["id"] for each in list_keys(quick)} == {record["id"], new["id"]}


def test_a_replacement_that_never_gets_through_is_busy(quick: World) -> None:
    _, record = create_key(quick, name="the desk", scopes=["read"])
    with pytest.raises(Busy):
        rotate_key(on(quick, Colliding(quick.table)), key_id=record["id"], overlap_seconds=HOUR)


def test_the_pages_of_keys_are_all_keys(world: World) -> None:
    made = {create_key(world, name=f"key {n}", scopes=["read"])[1]["id"] for n in range(5)}
    seen, cursor = [], None
    for _ in range(4):
        page = page_of_keys(world, limit=2, cursor=cursor)
        seen += [record["id"] for record in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert (len(seen), set(seen)) == (5, made)
