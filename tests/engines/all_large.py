"""Treats every entity as a large one, and compares each view that a portion gives with the one that all facts give.

`make test ARGS="-p tests.engines.all_large ..."`: every test of a write is then a test of this law as well. Tests that
count calls fail: a small entity takes fewer.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.operations.entities.large import outlining
from chalicelib.operations.entities.large.facts_on_demand import FactsOnDemand
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions import attempts
from chalicelib.operations.transactions.staging import view_update
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.staging.portions import selection
from chalicelib.operations.transactions.staging.portions.portion_content import say_portion
from chalicelib.operations.transactions.staging.view_content import Said, say_all
from chalicelib.operations.world import LargeRefs
from chalicelib.store.records.outlines import Outline

READ_APART: Counter[str] = Counter()  # how often a portion had slots of a property
ALL_FACTS: dict[str, Mapping[str, Fact]] = {}  # of the entities whose portions were read last


def _portion_of(entity: Entity, change: Change) -> Entity:
    if isinstance(entity.facts, FactsOnDemand):
        ALL_FACTS[entity.ref] = entity.facts.whole()
    return selection.portion_of(entity, change)


def _compared(entity: Entity, redirects: Mapping[str, str], *, at: Instant) -> Said:
    said = say_portion(entity, redirects, at=at)
    READ_APART.update(list(entity.portion.slots) if entity.portion else [])
    facts = {**ALL_FACTS[entity.ref], **entity.facts}
    whole = say_all(replace(entity, facts=facts, portion=None), redirects, at=at)
    assert _comparable(said) == _comparable(whole), f"{entity.ref}: a portion does not say what all facts say"
    return said


def _comparable(said: Said) -> dict[str, Any]:
    """Return what a view keeps, without the names of rows that are written by revision."""
    members = {name: getattr(said, name) for name in ("flat", "until", "conflicts", "held", "root")}
    members["order"] = list(said.flat)
    return members | {"outline": said.outline and _without_rows(said.outline)}


def _without_rows(outline: Outline) -> Outline:
    properties = {name: replace(each, slots_at=None) for name, each in sorted(outline.properties.items())}
    return replace(outline, properties=properties)


def compare_portions(patch: pytest.MonkeyPatch) -> None:
    """Let every entity be large, and every view that a portion gives be compared."""
    patch.setattr(outlining, "LARGE_FACTS", 1)
    patch.setattr(outlining, "MANY_FACTS", 2)
    patch.setattr(LargeRefs, "__contains__", lambda _large, _ref: True)
    patch.setattr(attempts, "portion_of", _portion_of)
    patch.setattr(view_update, "say_portion", _compared)


def pytest_configure() -> None:
    """Do so in a whole run of pytest, as a plugin."""
    compare_portions(pytest.MonkeyPatch())
