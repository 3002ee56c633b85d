"""Pages of the steps of a series: together they are the whole series, for any facts and any window."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from chalicelib.domain.errors import BadCursor, Gone, NotFound
from chalicelib.domain.resolving.reading_slots import reading_slots
from chalicelib.domain.resolving.timelines.timeline_steps import SlotHistory, timeline_steps
from chalicelib.kinds import KINDS
from chalicelib.kinds.reading.reading_rules import slot_rules, slot_shape
from chalicelib.operations.facts.fact import fact
from chalicelib.operations.series.series import ALL_SLOTS, SlotQuery, Window, series
from chalicelib.operations.world import Listed, Moment, RequestContext, World
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store import keys
from chalicelib.store.cursor import seal
from chalicelib.store.records.entity_rows import read_fact_row
from tests.operations.builders import CALLER, a_fact, a_source, an_instrument, pages, ref, said_by, state

NVDA = "instrument/nvda"
FIRST = date(2015, 1, 1)
PRICE = next(each for each in KINDS["instrument"].properties if each.name == "price")
CERTAINTIES = ("asserted", "asserted", "asserted", "expected", "rumoured", "denied")


@pytest.fixture
def share(quick: World) -> World:
    """A share and two sources, on SQLite."""
    a_source(quick)
    a_source(quick, "other")
    an_instrument(quick)
    return quick


def quotes(world: World, *sent: tuple[str, str, dict[str, Any]]) -> list[str]:
    """Record prices with their validity, amount and other members."""
    facts = [
        a_fact(NVDA, "price", {"amount": amount, "unit": "USD"}, valid=valid, **more) for valid, amount, more in sent
    ]
    return [name for start in range(0, len(facts), 90) for name in state(world, *facts[start : start + 90])]


def ask(world: World, **question: Any) -> Listed:
    return series(world, **{"ref": ref(NVDA), "property_name": "price", "limit": 100, **question})


def every(world: World, **question: Any) -> list[Mapping[str, Any]]:
    asked = pages(series, world=world, ref=ref(NVDA), property_name="price", **question)
    return [item for page in asked for item in page.items]


def rows_of(items: list[Mapping[str, Any]]) -> list[tuple[str | None, str | None, str, bool]]:
    return [(item["from"], item["to"], item["fact"], item["disputed"]) for item in items]


def naive(world: World, window: Window | None = None, moment: Moment | None = None) -> list[tuple[Any, ...]]:
    """Return the steps computed from all facts of the whole, line by line."""
    window, rows = window or Window(), world.table.query(None, keys.series(NVDA, "price")).rows
    facts = [read_fact_row(row) for row in rows]
    rules = slot_rules(KINDS["instrument"], PRICE)
    lines = [SlotHistory(each, rules) for each in reading_slots(facts, slot_shape(PRICE)).values()]
    moment = moment or Moment()
    steps = [timeline_steps(each, moment=moment, first=window.first, until=window.until) for each in lines]
    found = [step for line in steps for step in line]
    return [
        (
            step.first[:10],
            None if step.until.startswith("9999") else (date.fromisoformat(step.until[:10]) - timedelta(1)).isoformat(),
            step.chosen.id,
            step.reading.conflict is not None and not step.reading.conflict.settled,
        )
        for step in found
    ]


def some_facts(random: Random, kind: str, size: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    day = FIRST
    for number in range(size):
        day += timedelta(random.choice((0, 0, 1, 1, 1, 3)))
        last = day + timedelta(random.choice((0, 0, 0, 1, 20)))
        valid = f"{day}" if kind == "plain" or (kind == "mixed" and random.random() < 0.3) else f"{day}/{last}"
        certainty = random.choice(CERTAINTIES) if kind == "mixed" else "asserted"
        source = random.choice(("report", "other"))
        yield valid, f"{100 + number % 7}", {"evidence": said_by(source, certainty=certainty)}


@pytest.mark.parametrize("kind", ["plain", "ended", "mixed"])
@pytest.mark.parametrize("seed", range(6))
def test_the_pages_together_are_the_steps_of_all_facts(share: World, kind: str, seed: int) -> None:
    random = Random(seed)
    names = quotes(share, *some_facts(random, kind, 60))
    for name in random.sample(sorted(set(names)), 3):
        retract(RequestContext(share, CALLER), fact_id=name, reason="Misread.")
    assert rows_of(every(share, limit=random.choice((1, 4, 9)))) == naive(share)
    known = Moment(known_at=fact(share, fact_id=names[-1])["recorded_at"])
    assert rows_of(every(share, limit=5, moment=known)) == naive(share, moment=known)


@pytest.mark.parametrize("kind", ["plain", "ended"])
@pytest.mark.parametrize("seed", range(6))
def test_a_window_is_a_part_of_the_whole_series(share: World, kind: str, seed: int) -> None:
    random = Random(seed)
    quotes(share, *some_facts(random, kind, 90))
    for _ in range(8):
        first = FIRST + timedelta(random.randrange(-5, 90))
        window = Window.of_days(first.isoformat(), (first + timedelta(random.randrange(90))).isoformat())
        assert rows_of(every(share, limit=7, window=window)) == naive(share, window)


def test_ten_years_of_daily_prices_take_one_query_a_page_and_few_extra_rows(share: World) -> None:
    trading = [FIRST + timedelta(n) for n in range(3652) if (FIRST + timedelta(n)).weekday() < 5]
    quotes(share, *((f"{day}/{day}", str(index), {}) for index, day in enumerate(trading)))
    found = list(pages(series, world=share, ref=ref(NVDA), property_name="price", limit=100))
    assert [item["value"]["amount"] for page in found for item in page.items] == [str(n) for n in range(len(trading))]
    assert len(found) == 27
    assert max(page.meta["read"] for page in found) <= 103
    (step,) = ask(share, moment=Moment(valid_at="2020-05-05T12:00:00.000Z")).items
    assert step["from"] == step["to"] == "2020-05-05"


def test_a_value_without_an_end_holds_until_the_next_value(share: World) -> None:
    quotes(share, ("2015-01-01", "1", {}), ("2019-01-01", "2", {}))
    assert [i["value"]["amount"] for i in ask(share, window=Window.of_days("2018-06-01", "2018-06-30")).items] == ["1"]
    assert rows_of(every(share, limit=1)) == naive(share)


def test_an_old_value_without_an_end_returns_between_daily_values_on_every_page(share: World) -> None:
    second_days = [FIRST + timedelta(n) for n in range(2, 200, 2)]
    quotes(share, ("2015-01-01", "1", {}), *((f"{day}/{day}", "9", {}) for day in second_days))
    found = list(pages(series, world=share, ref=ref(NVDA), property_name="price", limit=50))
    assert rows_of([item for page in found for item in page.items]) == naive(share)
    assert [item["value"]["amount"] for item in found[-1].items][-3:] == ["1", "9", "1"]
    assert max(page.meta["read"] for page in found) <= 100


def test_more_old_values_than_a_cursor_holds_are_read_again(share: World) -> None:
    old: list[tuple[str, str, dict[str, Any]]] = [("2015-01-01", str(n), {}) for n in range(30)]
    second_days = [FIRST + timedelta(n) for n in range(2, 100, 2)]
    quotes(share, *old, *((f"{day}/{day}", "99", {}) for day in second_days))
    assert rows_of(every(share, limit=40)) == naive(share)


def test_a_day_with_more_facts_than_a_page_has_rows_is_still_one_step(share: World) -> None:
    quotes(share, *(("2015-01-01/2015-01-01", str(n), {}) for n in range(30)), ("2015-01-02/2015-01-02", "5", {}))
    assert rows_of(every(share, limit=1)) == naive(share)
    assert len(ask(share, limit=1).items[0]["sides"]) == 30


def test_each_scope_is_a_separate_series(share: World) -> None:
    quotes(share, ("2015-01-01", "1", {}), ("2015-01-01", "2", {"scope": {"text": "class B"}}))
    assert [(item["scope"], item["value"]["amount"]) for item in ask(share).items] == [
        (None, "1"),
        ({"text": "class B"}, "2"),
    ]
    assert [item["value"]["amount"] for item in every(share, limit=1)] == ["1", "2"]
    assert [item["value"]["amount"] for item in ask(share, asked=SlotQuery(scope="")).items] == ["1"]
    assert [item["value"]["amount"] for item in every(share, limit=1, asked=SlotQuery(scope="Class B"))] == ["2"]
    assert ask(share, asked=SlotQuery(scope="class C")).items == []


@pytest.mark.parametrize("seed", range(6))
def test_the_pages_together_are_the_steps_of_every_unit_and_condition(share: World, seed: int) -> None:
    random = Random(seed)
    for valid, amount, more in some_facts(random, "plain", 60):
        unit, condition = random.choice(("USD", "USD", "EUR")), random.choice((None, None, "after hours"))
        members = more if condition is None else {**more, "condition": condition}
        state(share, a_fact(NVDA, "price", {"amount": amount, "unit": unit}, valid=valid, **members))

    found = [rows_of(every(share, limit=limit)) for limit in (1, 3, 100)]

    assert found[0] == found[1] == found[2]
    assert sorted(found[0], key=str) == sorted(naive(share), key=str)


def test_more_scopes_than_a_page_reads_are_on_the_next_pages(share: World) -> None:
    quotes(share, *(("2015-01-01", str(n), {"scope": {"text": f"class {n}"}}) for n in range(20)))

    found = list(pages(series, world=share, ref=ref(NVDA), property_name="price", limit=100))

    assert [len(page.items) for page in found] == [7, 8, 5]
    assert {item["value"]["amount"] for page in found for item in page.items} == {str(n) for n in range(20)}


def test_a_missing_entity_and_one_without_prices_are_answered_differently(share: World) -> None:
    assert ask(share).items == []
    with pytest.raises(NotFound):
        ask(share, ref=ref("instrument/nobody"))
    retire(RequestContext(share, CALLER), ref=ref(NVDA), reason="Made up.")
    with pytest.raises(Gone):
        ask(share)


FORGED = {
    "slot": "0" * 8,
    "at": "2015-01-01T00:00:00.000Z",
    "start": "0" * 13,
    "again": 0,
    "kept": [],
    "shown": ["", "", ""],
}


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"slot": "~"},
        {"slot": "0" * 8, "at": "2015"},
        {**FORGED, "at": "2015"},
        {**FORGED, "start": "~"},
        {**FORGED, "again": 10**9},
        {**FORGED, "kept": [7]},
        {**FORGED, "shown": ["", "~", ""]},
        {**FORGED, "shown": [""]},
    ],
)
def test_a_forged_cursor_is_refused(share: World, payload: dict[str, Any]) -> None:
    question = f"series {NVDA} price {ALL_SLOTS} {Window()} {Moment()}"
    cursor = seal(payload, query=question, now=share.now(), secret=share.cursor_secret)
    with pytest.raises(BadCursor, match="is not valid"):
        ask(share, cursor=cursor)
