"""The selection of a follower among the events of a change, and when a used value counts as shown."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.following.change_events import EventType, events_of
from chalicelib.domain.following.selection import Selection, UsedEntity, UsedFact, notices_of
from chalicelib.domain.following.used_values import is_shown, value_digest
from tests.tables import for_each

FACT = "company~acme~country~0a"
CHANGE: dict[str, Any] = {
    "number": 7,
    "at": "2026-11-23T10:00:00.000Z",
    "ref": "company/acme",
    "revision": 3,
    "by": "key_1",
    "cause": "recorded",
    "properties": ["country", "name"],
    "recorded": ["country"],
    "decided": [{"fact": FACT, "decision": "replaced"}],
    "opened": ["founded"],
}
USED = UsedFact(FACT, "company/acme", "country", value_digest("CN"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.dictionaries(st.text(), inner) | st.lists(inner),
)


def types_of(selection: Selection, change: dict[str, Any] = CHANGE) -> list[str]:
    return [event.type.value for event in selection.events_in(change)]


def test_without_filters_every_event_is_selected() -> None:
    assert types_of(Selection()) == [
        "entity.changed",
        "entity.changed",
        "fact.recorded",
        "fact.replaced",
        "conflict.opened",
    ]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(kinds=frozenset({"company"})), 5),
        (Selection(kinds=frozenset({"model"})), 0),
        (Selection(refs=frozenset({"company/acme"})), 5),
        (Selection(refs=frozenset({"company/other"})), 0),
        (Selection(properties=frozenset({"country"})), 3),
        (Selection(properties=frozenset({"website"})), 0),
        (Selection(events=frozenset({"conflict.opened", "fact.replaced"})), 2),
        (Selection(events=frozenset({"entity.changed"}), properties=frozenset({"name"})), 1),
        (Selection(facts=(USED,), of_use_only=True), 0),
    ],
)
def test_each_filter_narrows_the_events(selection: Selection, expected: int) -> None:
    assert len(types_of(selection)) == expected


@given(
    events=st.frozensets(st.sampled_from([each.value for each in EventType])),
    properties=st.frozensets(st.sampled_from(["country", "name", "founded", "website"])),
)
def test_a_filter_more_never_selects_more(events: frozenset[str], properties: frozenset[str]) -> None:
    both = Selection(events=events, properties=properties).events_in(CHANGE)
    assert set(both) <= set(Selection(events=events).events_in(CHANGE))
    assert set(both) <= set(Selection(properties=properties).events_in(CHANGE)) <= set(events_of(CHANGE))


def test_a_replaced_fact_has_a_notice_with_what_is_shown_instead() -> None:
    (notice,) = notices_of(Selection(facts=(USED,)), CHANGE, now={"country": "FR"})
    assert (notice.reasons, notice.properties, notice.now) == (("superseded",), ("country",), {"country": "FR"})
    assert (notice.used, notice.change, notice.revision) == ({"fact": FACT}, 7, 3)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("CN", []),
        (["FR", "CN"], []),
        ([{"value": "CN", "disputed": True}], []),
        ("FR", ["superseded"]),
        (None, ["superseded"]),
    ],
)
def test_a_fact_whose_value_is_still_shown_is_not_superseded(shown: Any, expected: list[str]) -> None:
    change = {**CHANGE, "decided": []}
    found = notices_of(Selection(facts=(USED,)), change, now={"country": shown})
    assert [reason for notice in found for reason in notice.reasons] == expected


def test_a_conflict_about_another_property_concerns_no_fact_but_the_revision() -> None:
    change = {**CHANGE, "properties": [], "decided": [], "recorded": []}
    choice = Selection(facts=(USED,), entities=(UsedEntity("company/acme", 2),))
    (notice,) = notices_of(choice, change)
    assert (notice.used, notice.reasons) == ({"entity": "company/acme", "revision": 2}, ("disputed",))


def test_a_revision_that_is_not_older_has_no_notice() -> None:
    choice = Selection(entities=(UsedEntity("company/acme", 3),))
    assert notices_of(choice, CHANGE) == []


def test_an_erased_entity_names_no_properties() -> None:
    change = {**CHANGE, "cause": "erased", "first_change": 2, "erased": [FACT], "decided": []}
    (notice,) = notices_of(Selection(facts=(USED,)), change)
    assert (notice.reasons, notice.properties) == (("erased",), ())


@given(value=JSON, hedge=st.sampled_from(["rumoured", "opinion"]))
def test_a_value_is_the_same_however_its_entry_is_hedged_or_disputed(value: Any, hedge: str) -> None:
    entry = {"value": value, "scope": "EU"}
    assert value_digest({"value": value, "hedged": hedge}) == value_digest({"value": value})
    assert value_digest({**entry, "disputed": True}) == value_digest(entry)
    assert is_shown([entry, value], value_digest(entry))
    assert is_shown(value, value_digest(value)) or isinstance(value, list)


@for_each(
    "cause, properties, is_selected",
    [("created", ["prices"], True), ("created", ["name"], False), ("retired", [], True), ("merged", [], True)],
)
def test_a_choice_of_properties_has_what_ends_an_entity_and_the_creation_with_one_of_them(
    cause: str, properties: list[str], is_selected: bool
) -> None:
    change = {**CHANGE, "cause": cause, "properties": properties, "decided": [], "recorded": [], "opened": []}
    chosen = Selection(properties=frozenset({"prices"}))
    assert bool(chosen.events_in(change)) == is_selected
