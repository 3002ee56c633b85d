"""API keys: made, recognised, listed, revoked; never shown twice."""

import pytest

from chalicelib.domain.errors import Busy, Invalid, NotFound
from chalicelib.operations.access.api_keys import authenticate, create_key, list_keys, revoke_key
from chalicelib.operations.world import World
from tests.operations.builders import on
from tests.operations.faulty import Colliding, Losing, Overtaken


def test_a_key_is_recognised_by_its_secret_alone(world: World) -> None:
    secret, record = create_key(world, name="the desk", scopes=["write"])
    caller = authenticate(world, secret=secret)
    assert caller is not None
    assert (caller.key_id, caller.scopes) == (record["id"], frozenset({"read", "write"}))
    for wrong in (secret + "x", secret[:-1], "", "\ud800", record["id"]):
        assert authenticate(world, secret=wrong) is None


@pytest.mark.parametrize(("scope", "granted"), [("read", 1), ("write", 2), ("admin", 3)])
def test_admin_implies_write_implies_read(world: World, scope: str, granted: int) -> None:
    secret, _ = create_key(world, name="the desk", scopes=[scope])
    caller = authenticate(world, secret=secret)
    assert caller is not None
    assert len(caller.scopes) == granted


def test_neither_secret_nor_hash_is_ever_listed(world: World) -> None:
    secret, record = create_key(world, name="the desk", scopes=["read"], secret="a secret of my own")
    assert secret == "a secret of my own"
    assert list_keys(world) == [record]
    assert {"id", "name", "scopes", "revoked_at"} <= record.keys()
    assert "hash" not in record
    assert secret not in str(world.table.query(None, "K").rows)


def test_a_secret_that_is_known_stays_as_it_is(world: World) -> None:
    _, first = create_key(world, name="the desk", scopes=["read"], secret="mine")
    _, again = create_key(world, name="another", scopes=["admin"], secret="mine")
    assert again == first


def test_a_revoked_key_is_recognised_no_more_and_stays_listed(world: World) -> None:
    secret, record = create_key(world, name="the desk", scopes=["read"])
    revoked = revoke_key(world, key_id=record["id"]).body
    assert revoked["revoked_at"] is not None
    assert authenticate(world, secret=secret) is None
    assert revoke_key(world, key_id=record["id"]).body == revoked
    assert list_keys(world) == [revoked]
    _, again = create_key(world, name="the desk", scopes=["read"], secret=secret)
    assert again == revoked


@pytest.mark.parametrize("key_id", ["", "key_", "key_0000000000", "K", "x" * 5000])
def test_a_key_that_is_not_there_cannot_be_revoked(world: World, key_id: str) -> None:
    with pytest.raises(NotFound):
        revoke_key(world, key_id=key_id)


@pytest.mark.parametrize(
    ("name", "scopes"), [("", ["read"]), (" ", ["read"]), ("x" * 101, ["read"]), ("x", []), ("x", ["root"])]
)
def test_a_key_has_a_name_and_known_scopes(world: World, name: str, scopes: list[str]) -> None:
    with pytest.raises(Invalid):
        create_key(world, name=name, scopes=scopes)


def test_a_lost_answer_still_gives_the_secret_of_the_key_that_was_made(quick: World) -> None:
    secret, record = create_key(on(quick, Losing(quick.table, lands=True)), name="the desk", scopes=["read"])
    assert authenticate(quick, secret=secret) is not None
    assert list_keys(quick) == [record]


def test_a_key_that_may_not_have_been_made_is_not_handed_out(quick: World) -> None:
    with pytest.raises(Busy):
        create_key(on(quick, Losing(quick.table, lands=False)), name="the desk", scopes=["read"])


def test_two_who_revoke_at_the_same_time_agree(quick: World) -> None:
    _, record = create_key(quick, name="the desk", scopes=["read"])
    rival = Overtaken(quick.table, lambda: revoke_key(quick, key_id=record["id"]))
    assert revoke_key(on(quick, rival), key_id=record["id"]).body == list_keys(quick)[0]


@pytest.mark.parametrize("lands", [True, False])
def test_a_lost_answer_to_a_revocation_is_looked_for(quick: World, lands: bool) -> None:
    secret, record = create_key(quick, name="the desk", scopes=["read"])
    assert revoke_key(on(quick, Losing(quick.table, lands=lands)), key_id=record["id"]).body["revoked_at"]
    assert authenticate(quick, secret=secret) is None


def test_a_revocation_that_never_gets_through_is_busy(quick: World) -> None:
    _, record = create_key(quick, name="the desk", scopes=["read"])
    with pytest.raises(Busy):
        revoke_key(on(quick, Colliding(quick.table)), key_id=record["id"])
