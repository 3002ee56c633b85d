"""Secrets of webhooks are encrypted with a setting, and nothing else decrypts them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.following_errors import NotSetUp
from chalicelib.operations.following.sealing import WrongKey, seal, unseal
from chalicelib.operations.world import World

OLD, NEW = b"an old key of the tests, long enough", b"a new key of the tests, long enough"


def with_keys(world: World, *keys: bytes) -> World:
    return replace(world, webhook_keys=keys)


@given(secret=st.binary(min_size=24, max_size=64))
def test_a_secret_comes_back_as_it_was(secret: bytes) -> None:
    world = with_keys(World(None, str, str, print), NEW)  # type: ignore[arg-type]  # no table is asked
    assert unseal(world, seal(world, secret)) == secret


def test_the_same_secret_is_another_text_each_time_and_never_itself(in_memory: World) -> None:
    world = with_keys(in_memory, NEW)
    first, second = seal(world, b"s" * 24), seal(world, b"s" * 24)
    assert first != second
    assert "ssss" not in first


def test_the_first_key_encrypts_and_all_of_them_decrypt(in_memory: World) -> None:
    sealed = seal(with_keys(in_memory, OLD), b"s" * 24)
    both = with_keys(in_memory, NEW, OLD)
    assert unseal(both, sealed) == b"s" * 24
    assert unseal(with_keys(in_memory, NEW), seal(both, b"t" * 24)) == b"t" * 24


@pytest.mark.parametrize("keys", [(), (NEW,)])
def test_another_key_does_not_decrypt(in_memory: World, keys: tuple[bytes, ...]) -> None:
    sealed = seal(with_keys(in_memory, OLD), b"s" * 24)
    with pytest.raises(WrongKey, match="WEBHOOK_KEY has changed"):
        unseal(with_keys(in_memory, *keys), sealed)


def test_an_altered_text_is_not_decrypted(in_memory: World) -> None:
    world = with_keys(in_memory, OLD)
    sealed = seal(world, b"s" * 24)
    altered = ("B" if sealed[40] != "B" else "C").join((sealed[:40], sealed[41:]))
    with pytest.raises(WrongKey):
        unseal(world, altered)


def test_without_a_key_nothing_is_encrypted(in_memory: World) -> None:
    with pytest.raises(NotSetUp, match="WEBHOOK_KEY"):
        seal(with_keys(in_memory), b"s" * 24)
