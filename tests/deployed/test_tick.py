"""The tick runs each minute by its rule and numbers changes that nobody reads."""

import time

from chalicelib.operations.numbering.sequencer import feed_head
from tests.deployed.playground import world_outside
from tests.deployed.stack import Stack

PATIENCE_S = 70  # a minute, and some for the tick itself


def test_the_rule_fires_the_tick_which_numbers_a_change(prod: Stack) -> None:
    world, until = world_outside(prod), time.monotonic() + PATIENCE_S

    while feed_head(world) is None and time.monotonic() < until:
        time.sleep(0.5)  # there is nothing to wait on: only the table shows it

    head = feed_head(world)
    assert head is not None
    assert head.body["n"] >= 1
