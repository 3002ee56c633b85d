"""Ten thousand changes, and receivers and senders that fail in every way: none is lost, and all come in order."""

import json
import random
import socket
import time
from collections.abc import Iterable
from threading import Lock
from typing import Any

import pytest

from chalicelib.operations.sending.lease import LEASE_MS
from chalicelib.operations.sending.run import run
from chalicelib.outbound.web import Web
from tests.operations.faulty import Dying, Killed
from tests.operations.sending.conftest import Stage, fill, never, numbers_of
from tests.outbound.receiver import Received, Receiver, receiving

CHANGES = 10_000


class Unruly:
    """A receiver that fails at random, answers slowly, hangs up before or after it has taken a message."""

    def __init__(self, seed: int, *, patience: float) -> None:
        self._random, self._lock, self._patience = random.Random(seed), Lock(), patience
        self.taken: set[int] = set()
        self.first_seen: list[int] = []
        self.early: list[list[int]] = []

    def __call__(self, received: Received) -> int:
        numbers = numbers_of(received)
        with self._lock:
            chance = self._random.random()
            if self.taken and numbers[0] > max(self.taken) + 1:
                self.early.append(numbers)  # the batch before it was not taken yet
            self.first_seen += [n for n in numbers if n not in self.taken and n not in self.first_seen[-500:]]
        if chance < 0.15:
            return random.Random(chance).choice([301, 400, 429, 500, 503])
        if chance < 0.20:
            raise ConnectionResetError
        with self._lock:
            self.taken |= {*numbers}
        if chance < 0.25:
            raise ConnectionResetError  # it has taken the message, and the sender does not know
        if chance < 0.27:
            time.sleep(self._patience * 1.2)  # it answers too late
        return 204


def run_until_served(stage: Stage, names: Iterable[str], *, through: int, rounds: int = 500) -> int:
    """Run again and again, as the tick does, until all are served; return how often."""
    for done in range(rounds):
        run(stage.world, stop=never)
        followers = [stage.now(name) for name in names]
        assert all(each.disabled_at is None for each in followers)
        if all(each.served >= through for each in followers):
            return done
        due = [each.attempts.next_at for each in followers if each.attempts is not None]
        stage.time.instant = max(stage.time.instant, min(due, default=stage.time.instant))
    raise AssertionError("not all were served")


def test_ten_thousand_changes_reach_unruly_receivers_in_order(stage: Stage) -> None:
    patience = 0.25
    stage = Stage(stage.on(stage.world.table), stage.time)
    object.__setattr__(stage.world, "web", lambda: Web(allows_loopback=True, seconds=patience))
    unruly = [Unruly(seed, patience=patience) for seed in range(3)]
    first, second, third = (Receiver(each) for each in unruly)
    with receiving(first), receiving(second), receiving(third):
        for n, receiver in enumerate((first, second, third)):
            stage.webhook(receiver.url, name=f"webhook_{n}")
        fill(stage.world, CHANGES)
        run_until_served(stage, [f"webhook_{n}" for n in range(3)], through=CHANGES)
    for each in unruly:
        assert each.taken == {*range(1, CHANGES + 1)}
        assert each.first_seen == sorted(each.first_seen)
        assert each.early == []


def test_a_receiver_that_is_killed_and_comes_back_gets_all(stage: Stage) -> None:
    receiver = Receiver()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    stage.webhook(f"http://127.0.0.1:{port}/")
    fill(stage.world, 2_000)
    for through in (600, 1_200, 2_000):
        with receiving(receiver, port=port):
            run(stage.world, stop=lambda: _newest(receiver) >= through)  # noqa: B023  called before the next round
        run(stage.world, stop=never)  # nobody is there
        attempts = stage.now().attempts
        if attempts is not None:
            stage.time.instant = attempts.next_at
    with receiving(receiver, port=port):
        run_until_served(stage, ["webhook_1"], through=2_000)
    numbers = [n for each in receiver.received for n in numbers_of(each)]
    assert [*dict.fromkeys(numbers)] == [*range(1, 2_001)]


def _newest(receiver: Receiver) -> int:
    return numbers_of(receiver.received[-1])[-1] if receiver.received else 0


def test_a_sender_that_dies_at_any_call_leaves_the_rest_to_the_next(stage: Stage) -> None:
    receiver = Receiver()
    with receiving(receiver):
        for at in range(1, 100):
            name = f"webhook_{at:03}"
            receiver.received.clear()
            stage.webhook(receiver.url, name=name)
            fill(stage.world, 200)
            died = False
            try:
                run(stage.on(Dying(stage.world.table, at=at)), stop=never)
            except Killed:
                died = True
            stage.time.wait(LEASE_MS / 1_000 + 1)
            run(stage.world, stop=never)
            assert stage.now(name).served == 200
            numbers = [n for each in receiver.received for n in numbers_of(each)]
            assert [*dict.fromkeys(numbers)] == [*range(1, 201)]
            _assert_repeats_are_known(receiver.received)
            stage.disable(stage.now(name))
            if not died:
                assert at > 10
                return
    pytest.fail("A run needs more calls than that.")


def _assert_repeats_are_known(received: Iterable[Received]) -> None:
    """A message that comes twice has the same id, and another message another one."""
    texts: dict[str, Any] = {}
    for each in received:
        content = json.loads(each.body)
        content["data"].pop("head")
        assert texts.setdefault(each.headers["webhook-id"], content) == content
    assert len({json.dumps(each) for each in texts.values()}) == len(texts)
