"""Held spans: a value holds at an instant as its span says, which is what the slot says then."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.resolution import resolve
from chalicelib.domain.resolving.rules import LASTING
from chalicelib.domain.resolving.timelines.held_spans import HELD, Holding, Tenure, held_spans, tenure_at
from chalicelib.domain.resolving.timelines.timeline_steps import SlotHistory
from chalicelib.domain.values import Text
from tests.domain.builders import NOW, a_fact

NAMES = [Text(name) for name in ("Facebook", "Meta", "The Facebook")]
VALIDS = [None, "2004-02-04", "2004-02-04/..", "2021-10-28", "2005-01-01/2006-06-30", "../2010-12-31"]
DAYS = [f"{day}T12:00:00.000Z" for day in ("1999-01-01", "2004-02-03", "2005-05-05", "2006-07-01", "2011-01-01")]
DAYS += [f"{day}T12:00:00.000Z" for day in ("2021-10-27", "2021-10-28", "2026-01-01")]


@st.composite
def named_facts(draw: st.DrawFn) -> list[Fact]:
    return [
        a_fact(
            draw(st.sampled_from(NAMES)),
            valid=draw(st.sampled_from(VALIDS)),
            source=f"source/{place}",
            published=draw(st.sampled_from([None, "2004-03-01", "2012-03-01", "2022-03-01"])),
        )
        for place in range(draw(st.integers(1, 4)))
    ]


def spans_of(facts: Sequence[Fact]) -> dict[str, list[str | None]]:
    found: dict[str, list[str | None]] = {}
    for fact, valid, _ in held_spans(SlotHistory(facts), moment=Moment().at(NOW)):
        found.setdefault(str(fact.value.json()), []).append(valid)
    return found


@settings(max_examples=60)
@given(named_facts(), st.sampled_from(DAYS))
def test_a_value_holds_when_the_slot_has_it(facts: list[Fact], day: str) -> None:
    reading = resolve(facts, LASTING, moment=Moment(day), now=NOW)
    standing = {str(fact.value.json()) for fact in reading.standing}

    spans = spans_of(facts)
    held = {name for name, some in spans.items() if tenure_at([each for each in some if each], day).is_held}
    assert held == standing


@pytest.mark.parametrize(
    ("first", "second", "span"),
    [
        (None, "2021-10-28", "../2021-10-27"),
        ("2004-02", "2021-10-28/..", "2004-02/2021-10-27"),
        ("2004-02/..", "2021-10", "2004-02/2021-10"),
        ("2004/2012", "2021-10-28", "2004/2012"),
        ("2004-02-04", "2021-10-28T12:00Z", "2004-02-04/2021-10-28T12:00Z"),
    ],
)
def test_a_name_ends_when_another_follows_it(first: str | None, second: str, span: str) -> None:
    old, new = (
        a_fact(name, valid=valid, published="2003") for name, valid in zip(NAMES, (first, second), strict=False)
    )
    assert spans_of([new, old]) == {"Facebook": [span], "Meta": [second]}


@pytest.mark.parametrize(
    ("day", "tenure"),
    [
        ("1985-01-01", Tenure(Holding.LATER, "1990/1994")),
        ("1991-01-01", Tenure(Holding.NOW, "1990/1994")),
        ("1997-01-01", Tenure(Holding.FORMER, "1990/1994")),
        ("2001-01-01", Tenure(Holding.NOW, "2000/2004")),
        ("2020-01-01", Tenure(Holding.FORMER, "2000/2004")),
    ],
)
def test_of_several_spans_the_nearest_counts(day: str, tenure: Tenure) -> None:
    assert tenure_at(["1990/1994", "2000/2004"], f"{day}T00:00:00.000Z") == tenure
    assert tenure_at([], f"{day}T00:00:00.000Z") == HELD
