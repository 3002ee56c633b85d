"""A series of a large entity, read slot by slot, has the pages that it would have if all facts were read."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.units import Billed
from chalicelib.domain.errors import Busy, NotFound, Refusal
from chalicelib.domain.facts import decisions
from chalicelib.operations.series import entity_slots
from chalicelib.operations.series.series import ALL_SLOTS, SlotQuery, Window, last_values, series
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.world import NOW, Listed, Moment, World
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import Delete, Put
from tests.conftest import Clock, examples
from tests.operations.builders import a_model, a_source, new, ref, said_by, state, world_on
from tests.operations.large.test_portions import DAYS, PERIODS, STEPS, a_world, evidence, take

ASKED: dict[tuple[str, str], list[SlotQuery]] = {
    ("company/deepseek", "figures"): [
        SlotQuery(),
        SlotQuery({"measure": "revenue"}),
        SlotQuery({"accounting": ""}, period="2024-01/2024-03"),
        SlotQuery(period="2024-01/2024-03"),
        SlotQuery(scope="the last run"),
        SlotQuery(scope=""),
        SlotQuery(condition="Without  staff"),
        SlotQuery(condition=""),
    ],
    ("model/v3", "scores"): [
        SlotQuery(),
        SlotQuery({"benchmark": "benchmark/mmlu"}),
        SlotQuery({"benchmark": "Mmlu"}),
        SlotQuery({"benchmark": ""}),
    ],
    ("model/v3", "aliases"): [SlotQuery()],
    ("company/deepseek", "competes_with"): [SlotQuery()],
    ("offering/chat", "prices"): [
        SlotQuery(),
        SlotQuery({"direction": "input"}),
        SlotQuery({"direction": "input", "tier": "batch"}),
    ],
}
"""Of each property that is read apart, or can be, what is asked of its series."""

MOMENTS = [NOW, *(Moment(valid_at=f"{day[:10]}T00:00:00.000Z") for day in DAYS)]
WINDOWS = [Window(), Window.of_days("2025-03-01", None), Window.of_days(None, "2025-06-30")]


def a_figure(pick: Random) -> dict[str, Any]:
    more = {"scope": pick.choice((None, {"text": "the last run"})), "condition": pick.choice((None, "without staff"))}
    return {
        "entity": "company/deepseek",
        "property": "figures",
        "value": {"amount": pick.choice(("5e6", "7e6")), "unit": pick.choice(("USD", "EUR"))},
        "qualifiers": {"measure": pick.choice(("revenue", "net_income"))},
        "period": pick.choice(PERIODS[1:]),
        "evidence": evidence(pick),
        **{name: each for name, each in more.items() if each is not None},
    }


def take_some_steps(world: World, pick: Random) -> None:
    ids = list[str]()
    for _ in range(30):
        with suppress(Refusal):
            if pick.random() < 0.25:
                ids += state(world, a_figure(pick))
            else:
                take(world, pick.choice(STEPS), pick, ids)


def pages(world: World, question: dict[str, Any]) -> list[Any]:
    found, cursor = [], None
    while True:
        page = series(world, **question, cursor=cursor)
        found.append(page.items)
        cursor = page.next
        if cursor is None:
            return found


def questions(pick: Random) -> Iterator[dict[str, Any]]:
    for (entity, name), asked in ASKED.items():
        moment = pick.choice(MOMENTS)
        window = pick.choice(WINDOWS) if moment is NOW else Window()
        where = {"ref": ref(entity), "property_name": name, "asked": pick.choice(asked), "moment": moment}
        yield where | {"window": window, "limit": pick.choice((1, 2, 50))}


@pytest.mark.parametrize("most", [1, 8])
@settings(max_examples=examples(15), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_pages_of_slots_are_those_of_all_facts(seed: int, most: int) -> None:
    world, pick = a_world(), Random(seed)
    take_some_steps(world, pick)
    for question in questions(pick):
        last = {name: question[name] for name in ("ref", "property_name", "asked", "moment")}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(entity_slots, "MAX_SLOTS_APART", most)
            apart = (pages(world, question), last_values(world, **last).items)
            patch.setattr(entity_slots, "is_read_apart", lambda _moment: False)
            assert apart == (pages(world, question), last_values(world, **last).items), question


def a_score(slug: str, source: str, **more: Any) -> dict[str, Any]:
    score = {"entity": "model/v3", "property": "scores", "value": {"amount": "50", "unit": "%"}}
    return {**score, "qualifiers": {"benchmark": f"benchmark/{slug}"}, "evidence": said_by(source), **more}


def with_scores(world: World, *, slots: int) -> World:
    """Make a model with three scores on each of some benchmarks."""
    for source in ("report", "first", "second", "third"):
        a_source(world, source)
    a_model(world, "v3")
    for number in range(slots):
        new(world, "benchmark", f"b{number:02}", name=f"Benchmark {number}")
        state(world, *(a_score(f"b{number:02}", source) for source in ("first", "second", "third")))
    return world


ONE_SLOT = SlotQuery({"benchmark": "benchmark/b00"})


def scores(world: World, asked: SlotQuery = ALL_SLOTS, **more: Any) -> Listed:
    question = {"property_name": "scores", "asked": asked, "limit": 100, **more}
    return series(world, ref=ref("model/v3"), **question)


@pytest.fixture
def billed() -> Billed:
    return Billed(SqliteTable(":memory:"))


@pytest.mark.parametrize(
    ("question", "calls", "facts"),
    [
        ({"asked": SlotQuery({"benchmark": "benchmark/b07"})}, 2, 3),
        ({"asked": SlotQuery({"benchmark": "benchmark/b07"}), "moment": MOMENTS[1]}, 2, 3),
        ({"limit": 1}, 3, 6),
        ({"limit": 7, "moment": MOMENTS[2]}, 9, 24),
        ({"limit": 8, "moment": MOMENTS[2]}, 2, 60),
        ({"limit": 100}, 2, 60),
        ({"limit": 100, "window": Window.of_days("2025-01-01", None)}, 10, 84),
        ({"asked": SlotQuery({"benchmark": "B07"})}, 2, 3),
        ({"moment": Moment(known_at="2027-01-01T00:00:00.000Z")}, 1, 61),
    ],
)
def test_a_page_reads_the_slots_that_it_shows_or_the_whole_property(
    billed: Billed, question: dict[str, Any], calls: int, facts: int
) -> None:
    world = with_scores(world_on(billed, Clock()), slots=20)
    before = billed.calls
    page = scores(world, **question)
    assert (billed.calls - before, page.meta["read"]) == (calls, facts)


def test_a_fact_that_its_outline_does_not_count_yet_is_read_again_until_both_agree(billed: Billed) -> None:
    world = with_scores(world_on(billed, Clock()), slots=3)
    (key,) = (row.key for row in billed.query(None, "E#model/v3", start="F#scores#", end="F#scores#~", limit=1).rows)
    lost = billed.get([key])[key]
    billed.commit([Delete(key)])
    pauses = list[float]()

    def give_back(seconds: float) -> None:
        pauses.append(seconds)
        billed.commit([Put(lost)])

    page = scores(replace(world, pause=give_back))
    assert (len(pauses), len(page.items)) == (1, 3)


def test_facts_that_never_agree_with_their_outline_are_refused_as_busy(billed: Billed) -> None:
    world = with_scores(world_on(billed, Clock()), slots=3)
    rows = billed.query(None, "E#model/v3", start="F#scores#", end="F#scores#~", limit=1).rows
    billed.commit([Delete(rows[0].key)])
    with pytest.raises(Busy):
        scores(replace(world, pause=lambda _: None))


def test_a_slot_is_read_with_the_property_if_a_mark_names_as_many_facts_as_it_can(
    billed: Billed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "MAX_MARKED", 1)
    world = with_scores(world_on(billed, Clock()), slots=3)
    said = {"amount": "61", "unit": "%"}
    (step,) = scores(world, ONE_SLOT).items
    state(world, a_score("b00", "second", value=said, evidence=said_by("second", replaces=[step["fact"]])))
    assert scores(world, ONE_SLOT).meta["read"] == 4 + 10  # the slot, then the property


def test_a_slot_is_read_with_the_property_if_a_fact_of_another_slot_replaces_one_of_it(billed: Billed) -> None:
    world = with_scores(world_on(billed, Clock()), slots=3)
    (step,) = scores(world, ONE_SLOT).items
    state(world, a_score("b01", "third", value={"amount": "61", "unit": "%"}, evidence=replacing(step["fact"])))
    page = scores(world, ONE_SLOT)
    assert page.meta["read"] == 3 + 10
    assert [each["fact"] for each in page.items] != [step["fact"]]


def replacing(fact_id: str) -> dict[str, Any]:
    return said_by("third", replaces=[fact_id])


def test_slots_of_an_outline_without_labels_are_read_with_the_property_and_labelled_by_the_next_write(
    billed: Billed,
) -> None:
    world = with_scores(world_on(billed, Clock()), slots=3)
    key = keys.slots_key("model/v3", "scores")
    row = billed.get([key])[key]
    billed.commit([Put(replace(row, body={name: each for name, each in row.body.items() if name != "labels"}))])
    asked = SlotQuery({"benchmark": "benchmark/b01"})
    assert scores(world, asked).meta["read"] == 9
    state(world, a_score("b02", "second", value={"amount": "60", "unit": "%"}))
    assert scores(world, asked).meta["read"] == 3
    assert audit(world, ref="model/v3") == []


def test_a_large_entity_that_is_not_there_is_not_found(billed: Billed) -> None:
    with pytest.raises(NotFound):
        scores(world_on(billed, Clock()))


def test_a_later_document_of_a_series_confirms_a_slot_in_which_it_says_nothing() -> None:
    world = a_world()
    price = {"entity": "offering/chat", "property": "prices"}
    for direction, amount, source, valid in (
        ("input", "1", "catalogue-1", "2025-01-01"),
        ("input", "2", "first", "2025-01-15"),
        ("output", "3", "catalogue-1", "2025-01-01"),
        ("output", "4", "catalogue-2", "2025-02-01"),
    ):
        said = {"value": {"amount": amount, "unit": "USD/Mtok"}, "qualifiers": {"direction": direction}}
        state(world, {**price, **said, "valid": valid, "evidence": said_by(source)})
    asked = SlotQuery({"direction": "input"})
    page = series(world, ref=ref("offering/chat"), property_name="prices", asked=asked, limit=9)
    assert page.meta["read"] == 2
    assert [(each["from"], each["value"]["amount"], each["disputed"]) for each in page.items] == [
        ("2025-01-01", "1", False),
        ("2025-01-15", "1", True),
    ]
