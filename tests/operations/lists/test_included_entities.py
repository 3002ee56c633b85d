"""The timeline of a company shows the events of its models and products on request, each once."""

from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import BadParameter
from chalicelib.operations.lists import included_entities
from chalicelib.operations.lists.timeline import timeline
from chalicelib.operations.world import World
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Calls, Clock, examples
from tests.operations.builders import a_company, a_model, a_source, an_event, new, pages, ref, refs_of, say, world_on

COMPANY = ref("company/deepseek")
BOTH = ("models", "products")
SUBJECTS = ("company/deepseek", "model/v3", "model/r1", "product/app", "company/rival", "model/qwen")


def catalogue(world: World) -> None:
    """A company with two models and a product, and a rival with a model that competes with it."""
    a_source(world)
    for slug in ("deepseek", "rival"):
        a_company(world, slug)
    for slug in ("v3", "r1"):
        a_model(world, slug, developer=["company/deepseek"])
    a_model(world, "qwen", developer=["company/rival"], competes_with=["company/deepseek"])
    new(world, "product", "app", name="App", owner=["company/deepseek"])


def happening(world: World, slug: str, *subjects: str, date: str = "2025-01-26") -> None:
    participants = [{"value": each, "role": "subject"} for each in subjects]
    an_event(world, slug, date=date, participants=participants)


def test_events_of_models_and_products_are_shown_once_with_what_they_point_at(quick: World) -> None:
    catalogue(quick)
    happening(quick, "own", "company/deepseek", date="2025-01-01")
    happening(quick, "models", "model/v3", "model/r1", date="2025-01-02")
    happening(quick, "both", "company/deepseek", "model/v3", date="2025-01-03")
    happening(quick, "product", "product/app", date="2025-01-04")
    happening(quick, "rival", "model/qwen", date="2025-01-05")

    plain = timeline(quick, ref=COMPANY, limit=10)
    models = timeline(quick, ref=COMPANY, limit=10, include=("models",))
    every = timeline(quick, ref=COMPANY, limit=10, include=BOTH)

    assert refs_of(plain) == ["event/both", "event/own"]
    assert "through" not in plain.items[0]
    assert refs_of(models) == ["event/both", "event/models", "event/own"]
    assert refs_of(every) == ["event/product", *refs_of(models)]
    link = {"property": "participants", "role": "subject"}
    assert [(item["links"], item["through"]) for item in models.items] == [
        ([link], [{"ref": "model/v3", **link}]),
        ((), [{"ref": "model/r1", **link}, {"ref": "model/v3", **link}]),
        ([link], []),
    ]


def test_a_timeline_with_models_costs_one_query_for_them_and_one_for_each(dynamo_world: World, calls: Calls) -> None:
    catalogue(dynamo_world)
    happening(dynamo_world, "own", "company/deepseek")
    for include, queries in (((), 1), (("models",), 4), (("products",), 3), (BOTH, 6)):
        calls.clear()
        timeline(dynamo_world, ref=COMPANY, limit=10, include=include)
        assert Counter(calls.names) == {"Query": queries}, include


def test_many_models_are_read_in_parallel_and_too_many_are_refused(
    quick: World, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    catalogue(quick)
    for n in range(24):
        a_model(quick, f"m{n}", developer=["company/deepseek"])
        happening(quick, f"e{n}", f"model/m{n}", date=f"2025-02-{n + 1:02}")
    assert len(timeline(quick, ref=COMPANY, limit=100, include=BOTH).items) == 24

    with pytest.raises(BadParameter) as refused:
        timeline(quick, ref=COMPANY, limit=10, include=("models",), known_at=clock())
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [("include", "too_many")]
    assert refused.value.context["limit"] == 25

    monkeypatch.setattr(included_entities, "MAX_INCLUDED", 26)
    assert timeline(quick, ref=COMPANY, limit=10, include=("models",)).items
    with pytest.raises(BadParameter):
        timeline(quick, ref=COMPANY, limit=10, include=BOTH)


def test_models_are_those_of_the_moment(quick: World, clock: Clock) -> None:
    catalogue(quick)
    happening(quick, "rival", "model/qwen")
    before = clock()
    say(quick, "model/qwen", developer=["company/deepseek"])

    assert refs_of(timeline(quick, ref=COMPANY, limit=10, include=("models",))) == ["event/rival"]
    assert refs_of(timeline(quick, ref=COMPANY, limit=10, include=("models",), known_at=before)) == []
    found = timeline(quick, ref=COMPANY, limit=10, include=("models",), known_at=clock())
    assert refs_of(found) == ["event/rival"]


def test_models_are_those_in_print(quick: World) -> None:
    catalogue(quick)
    a_source(quick, "old", published="2024-01-01")
    in_print = {"source": "source/old", "basis": "third_party_report"}
    say(quick, "model/v3", developer=["company/deepseek"], evidence=in_print)
    happening(quick, "launch", "model/v3")
    say(quick, "event/launch", participants=[{"value": "model/v3", "role": "subject"}], evidence=in_print)
    happening(quick, "later", "model/r1")

    found = timeline(quick, ref=COMPANY, limit=10, include=("models",), published_before="2024-06-01T00:00:00.000Z")
    assert refs_of(found) == ["event/launch"]


@settings(max_examples=examples(15), deadline=None)
@given(st.integers(0, 10**6))
def test_the_timeline_is_the_union_of_those_of_the_company_its_models_and_its_products(seed: int) -> None:
    world, pick = world_on(SqliteTable(":memory:"), Clock()), Random(seed)
    catalogue(world)
    for n in range(8):
        date = pick.choice(("2025-01-26", "2025-01", "2024-05-01", None))
        subjects = pick.sample(SUBJECTS, pick.randint(1, 3))
        participants = [{"value": each, "role": "subject"} for each in subjects]
        an_event(world, f"e{n}", date=date or {"missing": "unknown"}, participants=participants)
    moment = pick.choice(({}, {"known_at": world.now()}))
    newest_first = pick.random() < 0.5
    if moment and pick.random() < 0.5:
        happening(world, "later", "model/v3")

    asked: dict[str, Any] = {"world": world, "newest_first": newest_first, **moment}
    mine = {str(each): every(each, **asked) for each in map(ref, SUBJECTS[:4])}
    found = every(COMPANY, include=BOTH, **asked)

    assert {item["ref"] for item in found} == {item["ref"] for items in mine.values() for item in items}
    assert len(found) == len({item["ref"] for item in found})
    for item in found:
        links = {name: each["links"] for name, items in mine.items() for each in items if each["ref"] == item["ref"]}
        assert [*item["links"]] == [*links.pop("company/deepseek", ())]
        through = [{"ref": name, **link} for name, each in links.items() for link in each]
        assert sorted(item["through"], key=str) == sorted(through, key=str)
    days = [
        item["date"] if "-" in item["date"][5:] else item["date"] + "-01"
        for item in found
        if isinstance(item["date"], str)
    ]
    assert days == sorted(days, reverse=newest_first)


def every(target: Any, **asked: Any) -> list[Mapping[str, Any]]:
    return [item for page in pages(timeline, ref=target, limit=3, **asked) for item in page.items]
