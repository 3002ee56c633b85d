"""Words that are erased: gone from every row, at every clock; only that something was there is shown."""

from typing import Any

import pytest

from chalicelib.kinds import KINDS
from chalicelib.operations.facts.fact import fact as read_fact
from chalicelib.operations.facts.open_conflicts import open_conflicts
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.search.lookup import lookup
from chalicelib.operations.search.search import search
from chalicelib.operations.world import Moment, RequestContext, World
from chalicelib.operations.writes.deciding.erase import erase
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.store import keys
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_fact,
    a_source,
    an_event,
    assert_whole,
    fact_ids,
    said_by,
    say,
    state,
    view,
)
from tests.operations.writes.erasing.erasures import NAME, REF, TRACES, WHY, a_remark, assert_sound, take, traces_of


def test_no_item_of_the_table_holds_a_word_of_an_erased_fact(staged: World) -> None:
    name = a_remark(staged)
    assert traces_of(staged)
    assert take(staged, name)["complete"]
    assert traces_of(staged) == []
    assert_sound(staged)
    assert_whole(staged, REF)


def test_an_erased_fact_says_that_something_was_there_and_who_erased_it(small: World) -> None:
    name = a_remark(small)
    shown = take(small, name)["fact"]
    assert shown["value"] == {"erased": True}
    assert shown["evidence"]["source"] == "source/report"
    assert shown["erased"] == {"at": shown["erased"]["at"], "by": "key_test", "reason": WHY}


def test_a_read_of_any_moment_shows_that_it_was_erased(small: World) -> None:
    name = a_remark(small)
    then = small.now()
    before = view(small, REF, known_at=then)
    take(small, name)
    assert before["remarks"][0]["value"]["text"] == f"{NAME} runs it."
    shown = view(small, REF, known_at=then)
    assert shown["remarks"][0]["value"] == {"erased": True}
    assert view(small, REF)["remarks"][0]["value"] == {"erased": True}
    assert read_fact(small, fact_id=name, known_at=then)["erased"]["reason"] == WHY


def test_an_erased_value_is_shown_only_where_nothing_else_stands(small: World) -> None:
    (name,) = state(small, a_fact(REF, "description", f"The firm of {NAME}."))
    a_source(small, "other")
    take(small, name)
    assert view(small, REF)["description"] == {"erased": True}
    say(small, REF, description="A lab.", evidence=said_by("other"))
    assert view(small, REF)["description"] == "A lab."
    assert "also" not in view(small, REF)
    assert_sound(small)


def test_an_erased_name_leaves_lists_of_every_moment_in_the_place_of_the_slug(staged: World) -> None:
    a_company(staged, "acme", name=NAME, aliases=["Otti Quendel"], country="CN")
    then = staged.now()
    say(staged, "company/acme", name="Acme", evidence=EVIDENCE)
    for name in fact_ids(staged, "company/acme", "name") + fact_ids(staged, "company/acme", "aliases"):
        take(staged, name)
    assert traces_of(staged) == []
    assert_sound(staged, "company/acme")
    assert view(staged, "company/acme")["name"] == {"erased": True}
    for known_at in (None, then):
        listed = listing(staged, kind=KINDS["company"], known_at=known_at, limit=10).items
        assert [each["ref"] for each in listed].count("company/acme") == 1
    assert search(staged, q="Ottilie", limit=5).items == []


@pytest.mark.parametrize(
    ("name", "value", "more"),
    [
        ("name", f"{NAME} Corp", {}),
        ("aliases", f"{NAME} Corp", {"valid": "2021/2022"}),
        ("identifiers", "ottilie/quendel", {"valid": "2021/2022", "qualifiers": {"scheme": "huggingface"}}),
        ("website", "https://ottilie-quendel.example/", {"valid": "2021/2022"}),
    ],
)
def test_what_an_entity_was_once_found_by_leaves_no_trace(
    small: World, name: str, value: str, more: dict[str, Any]
) -> None:
    a_source(small, "other")
    (erased,) = state(small, a_fact(REF, name, value, evidence=said_by("other"), **more))
    say(small, REF, name={"value": "New", "valid": "2025-12/.."})
    planned = erase(RequestContext(small, CALLER).rehearsed(), fact_id=erased, reason=WHY).body
    assert planned["touched"] == take(small, erased)["touched"]
    assert traces_of(small) == []
    assert search(small, q="Quendel", limit=5).items == []
    assert_sound(small)


def test_an_erased_title_of_an_event_and_its_date_leave_no_trace(staged: World) -> None:
    an_event(staged, "launch", title=f"{NAME} resigns", date="2021-03-17")
    then = staged.now()
    say(staged, "event/launch", status="completed")
    for name in fact_ids(staged, "event/launch", "title") + fact_ids(staged, "event/launch", "date"):
        take(staged, name)
    assert traces_of(staged, *TRACES, "2021-03-17") == []
    assert_sound(staged, "event/launch")
    past = listing(staged, kind=KINDS["event"], known_at=then, limit=10).items
    assert [each["title"] for each in past] == [{"erased": True}]


def test_an_erased_identifier_is_no_longer_found(staged: World) -> None:
    say(staged, REF, identifiers=[{"value": "Q4711", "scheme": "wikidata"}])
    (name,) = fact_ids(staged, REF, "identifiers")
    say(staged, REF, country="CN")
    take(staged, name)
    assert traces_of(staged, "q4711") == []
    assert lookup(staged, scheme="wikidata", value="Q4711").items == []
    assert_sound(staged)


def test_an_erased_entity_among_participants_is_no_longer_linked(staged: World) -> None:
    an_event(staged, "launch", participants=[{"value": REF, "role": "subject"}])
    say(staged, "event/launch", status="completed")
    (name,) = fact_ids(staged, "event/launch", "participants")
    take(staged, name)
    assert view(staged, "event/launch")["participants"] == [{"value": {"erased": True}, "role": "subject"}]
    assert_sound(staged, "event/launch", REF)
    assert not [each for each in traces_of(staged, "event/launch") if each.startswith(("T#company", "TX#company"))]


def test_a_conflict_with_an_erased_side_is_gone_at_every_moment(staged: World) -> None:
    a_source(staged, "other")
    say(staged, REF, founded="1987")
    say(staged, REF, founded="1964", evidence=said_by("other"))
    then = staged.now()
    assert len(open_conflicts(staged, limit=5).items) == 1
    take(staged, fact_ids(staged, REF, "founded")[1])
    assert traces_of(staged, "1964") == []
    assert open_conflicts(staged, limit=5).items == []
    assert open_conflicts(staged, moment=Moment(known_at=then), limit=5).items == []
    assert view(staged, REF)["founded"] == "1987"
    assert_sound(staged)


def test_a_conflict_that_was_over_before_leaves_no_trace_either(staged: World) -> None:
    a_source(staged, "other")
    say(staged, REF, founded="1987")
    say(staged, REF, founded="1964", evidence=said_by("other"))
    name = fact_ids(staged, REF, "founded")[1]
    retract(RequestContext(staged, CALLER), fact_id=name, reason="Misread: 1964 is the year of birth.")
    take(staged, name)
    assert traces_of(staged, "1964") == []
    assert_sound(staged)


def test_the_type_of_an_event_keeps_its_value_and_loses_its_words(small: World) -> None:
    an_event(small, "launch", evidence={**EVIDENCE, "quote": f"{NAME} launched it"})
    (name,) = fact_ids(small, "event/launch", "type")
    assert take(small, name)["fact"]["value"] == "release"
    assert view(small, "event/launch")["type"] == "release"


def test_a_publisher_is_erased_at_its_source_and_the_facts_that_repeat_it_are_named(small: World) -> None:
    a_source(small, "blog", publisher={"text": NAME})
    say(small, REF, country="CN", evidence=said_by("blog"))
    answer = take(small, *fact_ids(small, "source/blog", "publisher"))
    assert (answer["complete"], answer["also_held_by"]) == (False, fact_ids(small, REF, "country"))
    assert not [each for each in traces_of(small) if "source/blog" in each]
    assert_sound(small, "source/blog")
    for each in answer["also_held_by"]:
        take(small, each)
    assert traces_of(small) == []


def test_a_later_fact_of_the_same_source_keeps_its_publisher(small: World) -> None:
    a_source(small, "blog", publisher={"text": "Reuters"})
    say(small, REF, country="CN", evidence=said_by("blog"))
    take(small, *fact_ids(small, REF, "country"))
    say(small, REF, description="A lab.", evidence=said_by("blog"))
    (later,) = fact_ids(small, REF, "description")
    assert read_fact(small, fact_id=later)["publisher"] == {"text": "Reuters"}
    assert_sound(small, REF)


def test_a_name_that_came_after_an_erased_one_has_its_place_in_the_lists_of_that_time(small: World) -> None:
    a_company(small, "acme", name=NAME)
    moments = [small.now()]
    for label in ("Acme", "Aaa"):
        say(small, "company/acme", name=label)
        moments.append(small.now())
    take(small, fact_ids(small, "company/acme", "name")[0])
    pk = keys.historical_partition(keys.listing("company"))
    (past,) = (row for row in small.table.query(None, pk).rows if "acme" in row.key.sk)
    assert past.body["since"] == view(small, "company/acme")["created_at"]
    for moment in moments:
        listed = listing(small, kind=KINDS["company"], known_at=moment, limit=10).items
        assert [each["ref"] for each in listed].count("company/acme") == 1
