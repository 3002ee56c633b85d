"""Revising evidence: one statement is one fact, and what it had before stays readable at an earlier time."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Invalid, NotAllowedNow, NotFound, Stale
from chalicelib.domain.facts.decisions import DecisionType
from chalicelib.domain.facts.evidence import Basis, Certainty
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.operations.entities.history import history
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.entities.read import read
from chalicelib.operations.facts.entity_facts import entity_facts
from chalicelib.operations.facts.fact import fact
from chalicelib.operations.facts.facts import facts
from chalicelib.operations.facts.facts_query import FactsQuery
from chalicelib.operations.facts.open_conflicts import open_conflicts
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.series.compare import compare
from chalicelib.operations.series.series import series
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.world import Moment, RequestContext, World
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.deciding.revise_evidence import revise_evidence
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.reverse_merge import reverse_merge
from chalicelib.operations.writes.patch import patch
from chalicelib.operations.writes.record import record
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.records.entity_rows import fact_row
from chalicelib.store.rows import ABSENT, Delete, Put
from tests.conftest import Clock
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    Body,
    a_company,
    a_fact,
    a_source,
    an_instrument,
    assert_whole,
    fact_ids,
    ref,
    said_by,
    say,
    state,
    view,
    without_times,
    world_on,
)

DEEPSEEK = "company/deepseek"
REASON = "The quote was cut."
A, B = "https://a.com", "https://b.com"


@pytest.fixture
def staged(world: World) -> World:
    """One company and two sources, of which one has a date."""
    a_source(world)
    a_source(world, "other", published="2025-01-10")
    a_company(world)
    return world


@pytest.fixture
def swift(quick: World) -> World:
    """The same on SQLite in memory."""
    a_source(quick)
    a_source(quick, "other", published="2025-01-10")
    a_company(quick)
    return quick


def revise(world: World, fact_id: str, reason: str = REASON, **members: Any) -> Body:
    return dict(revise_evidence(RequestContext(world, CALLER), fact_id=fact_id, members=members, reason=reason).fact)


def send(world: World, *sent: Body, **options: Any) -> Any:
    return record(RequestContext(world, CALLER), facts=list(sent), **options)


def country(**evidence: Any) -> Body:
    return a_fact(evidence={**EVIDENCE, **evidence})


def a_website(url: str, **more: Any) -> Body:
    return a_fact(property_name="website", value=url, **more)


def refusals(caught: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return {fault.pointer: fault.code for fault in caught.value.faults}


# One statement, one fact


@pytest.mark.parametrize(
    "evidence",
    [
        {"quote": "China"},
        {"as_stated": "PRC"},
        {"via": "WeChat"},
        {"basis": "opinion"},
        {"certainty": "rumoured"},
        {"method": "counted"},
        {"confidence": "likely"},
    ],
)
def test_other_evidence_for_a_fact_on_record_is_reported_and_not_kept(swift: World, evidence: Body) -> None:
    first = send(swift, country()).facts[0]
    answer = send(swift, country(**evidence))
    (reported,) = answer.facts
    assert not answer.created
    assert reported == {**first, "evidence_differs": True, "evidence_sent": reported["evidence_sent"]}
    assert reported["evidence_sent"] == {**first["evidence"], **evidence}
    assert len(fact_ids(swift, DEEPSEEK, "country")) == 1


def test_what_is_left_out_takes_nothing_away_and_is_no_difference(swift: World) -> None:
    first = send(swift, country(quote="China", via="WeChat")).facts[0]
    assert send(swift, country()).facts == [first]


def test_the_same_statement_twice_in_one_body_is_recorded_once_and_reported(swift: World) -> None:
    answer = send(swift, country(quote="China"), country(quote="CN"))
    (reported,) = answer.facts
    assert (reported["evidence"]["quote"], reported["evidence_sent"]["quote"]) == ("China", "CN")


def test_the_date_that_a_source_got_since_is_reported_and_taken(staged: World) -> None:
    send(staged, country())
    patch(RequestContext(staged, CALLER), ref=ref("source/report"), body={"published": "2025-01-27"})
    (reported,) = send(staged, country()).facts
    assert (reported["published"], reported["evidence_sent"]["published"]) == (None, "2025-01-27")
    (revised,) = send(staged, country(), replaces_evidence=True).facts
    assert (revised["published"], revised["evidence_revised"]) == ("2025-01-27", True)
    (known_since,) = send(staged, a_fact(property_name="website", value="https://deepseek.com")).facts
    assert known_since["published"] == "2025-01-27"


def test_a_patch_lists_what_it_recorded_and_what_differs(swift: World) -> None:
    say(swift, DEEPSEEK, country="CN")
    (on_record,) = fact_ids(swift, DEEPSEEK, "country")
    report = say(
        swift, DEEPSEEK, country={"value": "CN", "evidence": {"quote": "China"}}, website="https://a.com"
    ).report
    assert report.recorded == tuple(fact_ids(swift, DEEPSEEK, "website"))
    ((pointer, name, evidence, sent),) = report.differences
    assert (pointer, name, evidence["quote"], sent["quote"]) == ("/country", on_record, None, "China")


def test_facts_under_ids_of_before_are_recognised_the_standing_and_oldest_first(swift: World) -> None:
    (now,) = state(swift, country(quote="new"))
    made = load_entity(swift, DEEPSEEK).facts[now]
    older = [_renamed(made, end, at) for end, at in (("a", made.recorded_at), ("b", "2026-01-01T00:00:00.000Z"))]
    swift.table.commit(
        [Delete(keys.fact_key(now)), *(Put(fact_row(each, series=False), when=ABSENT) for each in older)]
    )

    repair(swift, ref=DEEPSEEK, caller=CALLER)
    assert state(swift, country(quote="newer")) == [older[1].id]
    retract(RequestContext(swift, CALLER), fact_id=older[1].id, reason="A twin.")
    assert state(swift, country(quote="newer")) == [older[0].id]
    assert revise(swift, older[0].id, quote="newest")["evidence"]["quote"] == "newest"


def _renamed(fact: Fact, end: str, at: Instant) -> Fact:
    """Return a fact as it was recorded when evidence was part of its id."""
    return replace(fact, id=fact.id[:-1] + ("0" if fact.id[-1] != "0" else "1") + end, recorded_at=at)


# Revisions


@pytest.mark.parametrize("by_id", [True, False])
def test_a_revision_is_dated_and_the_history_has_both(staged: World, by_id: bool) -> None:
    (fact_id,) = state(staged, country(quote="Chi"))
    before = fact(staged, fact_id=fact_id)
    at = staged.now()
    if by_id:
        after = revise(staged, fact_id, quote="China", basis=Basis.OPINION)
    else:
        sent = send(staged, country(quote="China", basis="opinion"), replaces_evidence=True)
        assert not sent.created
        (after,) = ({name: each for name, each in found.items() if name != "evidence_revised"} for found in sent.facts)
    assert after["evidence"] == {**before["evidence"], "quote": "China", "basis": "opinion"}
    assert fact(staged, fact_id=fact_id) == after
    assert fact(staged, fact_id=fact_id, known_at=at) == before
    (decided,) = history(staged, ref=ref(DEEPSEEK), limit=1).items[0]["decided"]
    assert (decided["fact"], decided["verdict"]) == (fact_id, "revised")
    assert decided["before"] == {"basis": "third_party_report", "quote": "Chi"}
    assert decided["after"] == {"basis": "opinion", "quote": "China"}
    assert (decided["reason"] == REASON) is by_id
    assert changes(staged, after=0, limit=20).items[-1]["cause"] == ("revised" if by_id else "recorded")
    assert audit(staged, ref=DEEPSEEK) == []
    assert_whole(staged, DEEPSEEK)


def test_the_same_evidence_again_writes_nothing(swift: World) -> None:
    (fact_id,) = state(swift, country(quote="China"))
    revision = load_entity(swift, DEEPSEEK).revision
    revise(swift, fact_id, quote="China")
    send(swift, country(quote="China"), replaces_evidence=True)
    assert load_entity(swift, DEEPSEEK).revision == revision


def test_null_takes_an_optional_member_away(swift: World) -> None:
    (fact_id,) = state(swift, country(quote="China", via="WeChat", method="counted"))
    evidence = revise(swift, fact_id, quote=None, method=None)["evidence"]
    assert (evidence["quote"], evidence["via"], "method" in evidence) == (None, "WeChat", False)


def test_a_dry_run_shows_the_fact_as_it_would_be(swift: World) -> None:
    (fact_id,) = state(swift, country())
    context, members = RequestContext(swift, CALLER).rehearsed(), {"quote": "China"}
    shown = revise_evidence(context, fact_id=fact_id, members=members, reason=REASON).fact
    assert shown["evidence"]["quote"] == "China"
    assert fact(swift, fact_id=fact_id)["evidence"]["quote"] is None


def test_another_source_speaker_or_stance_is_another_statement(swift: World) -> None:
    (fact_id,) = state(swift, country())
    with pytest.raises(Invalid) as caught:
        revise(swift, fact_id, source="source/other", speaker=DEEPSEEK, certainty=Certainty.DENIED)
    assert refusals(caught) == dict.fromkeys(
        ("/evidence/source", "/evidence/speaker", "/evidence/certainty"), "another_statement"
    )


def test_what_a_revision_replaces_is_checked_as_for_a_new_fact(swift: World) -> None:
    first, second = state(swift, country(), a_fact(value="DE", evidence={**EVIDENCE, "basis": "opinion"}))
    (website,) = state(swift, a_fact(property_name="website", value="https://a.com"))
    a_company(swift, "openai")
    (elsewhere,) = state(swift, a_fact("company/openai", value="US"))
    revise(swift, second, replaces=(first,))
    assert view(swift, DEEPSEEK)["country"] == "DE"
    with pytest.raises(Invalid) as caught:
        revise(swift, first, replaces=(first, second, website, elsewhere, f"{first}0"))
    codes = ("replaces_itself", "replaces_in_a_circle", "another_property", "another_entity", "no_such_fact")
    assert refusals(caught) == {f"/evidence/replaces/{place}": code for place, code in enumerate(codes)}


def test_evidence_for_what_a_source_is_derived_from_is_revised(swift: World) -> None:
    a_source(swift, "copy", derived_from="source/other")
    (derived,) = fact_ids(swift, "source/copy", "derived_from")
    assert revise(swift, derived, quote="As The Other reports")["evidence"]["quote"] == "As The Other reports"
    assert_whole(swift, "source/copy")


def test_a_retracted_fact_is_not_revised(swift: World) -> None:
    (fact_id,) = state(swift, country())
    retract(RequestContext(swift, CALLER), fact_id=fact_id, reason="Misread.")
    with pytest.raises(NotAllowedNow, match="reinstate it first"):
        revise(swift, fact_id, quote="China")


def test_an_unknown_fact_and_an_old_revision_are_refused(swift: World) -> None:
    (fact_id,) = state(swift, country())
    with pytest.raises(NotFound):
        revise(swift, f"{fact_id}0", quote="China")
    with pytest.raises(Stale):
        revise_evidence(RequestContext(swift, CALLER), fact_id=fact_id, members={}, reason=REASON, if_match=(1,))


# Every reader


def test_every_reader_at_an_earlier_moment_sees_the_evidence_of_then(staged: World) -> None:
    opinion = said_by("other", basis="opinion")
    firm, _ = state(staged, a_website(A), a_website(B, evidence=opinion))
    at = Moment(known_at=staged.now())
    readers = _readers(staged, at)
    revise(staged, firm, certainty=Certainty.RUMOURED, basis=Basis.OPINION)
    assert _readers(staged, at) == readers
    assert _readers(staged, Moment(known_at=staged.now())) != readers
    assert (view(staged, DEEPSEEK)["website"], view(staged, DEEPSEEK, at.known_at)["website"]) == (B, A)


def _readers(world: World, moment: Moment) -> list[Any]:
    one = ref(DEEPSEEK)
    by_basis = FactsQuery(entity=one, bases=(Basis.THIRD_PARTY_REPORT,), moment=moment)
    by_certainty = FactsQuery(source=ref("source/report"), certainties=(Certainty.ASSERTED,), moment=moment)
    found = read(world, ref=one, moment=moment, include_facts=True, explain=True)
    return [
        found.view,
        found.conflicts,
        entity_facts(world, ref=one, moment=moment, limit=25).items,
        *(facts(world, question=each, limit=50).items for each in (by_basis, by_certainty)),
        series(world, ref=one, property_name="website", moment=moment, limit=25).items,
        [
            (row.cells[0] and (row.cells[0].shown, row.cells[0].hedged))
            for row in compare(world, refs=[one], moments=[moment]).rows
        ],
        open_conflicts(world, moment=moment, limit=25).items,
    ]


def test_a_series_at_an_earlier_moment_shows_the_evidence_of_then(staged: World) -> None:
    an_instrument(staged)
    price = {"value": {"amount": "118.42", "unit": "USD"}, "valid": "2025-01-27/2025-01-27"}
    (fact_id,) = state(staged, a_fact("instrument/nvda", "price", **price))
    other = {**price, "value": {"amount": "120", "unit": "USD"}, "evidence": said_by("other", certainty="rumoured")}
    state(staged, a_fact("instrument/nvda", "price", **other))
    at = staged.now()

    def shown(known_at: Instant | None) -> list[Any]:
        moment = Moment(known_at=known_at)
        steps = series(staged, ref=ref("instrument/nvda"), property_name="price", moment=moment, limit=9).items
        return [(each["value"]["amount"], each["certainty"], each["basis"]) for each in steps]

    before = shown(None)
    revised = revise(staged, fact_id, certainty=Certainty.RUMOURED, basis=Basis.OPINION)
    assert revised["evidence"]["basis"] == "opinion"
    assert shown(at) == before == [("118.42", "asserted", "third_party_report")]
    assert shown(None) == [("120", "rumoured", "third_party_report")]
    assert audit(staged, ref="instrument/nvda") == []
    again = send(staged, a_fact("instrument/nvda", "price", **price), replaces_evidence=True)
    assert again.facts[0]["evidence"]["basis"] == "third_party_report"


def test_a_merge_copies_the_present_evidence_and_again_after_its_reversal(swift: World) -> None:
    a_company(swift, "deepseek-ai")
    (fact_id,) = state(swift, a_fact("company/deepseek-ai"))
    revise(swift, fact_id, quote="China")
    context = RequestContext(swift, CALLER)
    merge(context, ref=ref("company/deepseek-ai"), into=ref(DEEPSEEK), reason="The same.")
    (copy,) = fact_ids(swift, DEEPSEEK, "country")
    assert fact(swift, fact_id=copy)["evidence"]["quote"] == "China"
    reverse_merge(context, ref=ref("company/deepseek-ai"), reason="Not the same.")
    revise(swift, fact_id, quote="Hangzhou")
    at = swift.now()
    merge(context, ref=ref("company/deepseek-ai"), into=ref(DEEPSEEK), reason="The same after all.")
    assert fact(swift, fact_id=copy)["evidence"]["quote"] == "Hangzhou"
    assert fact(swift, fact_id=copy, known_at=at)["evidence"]["quote"] == "China"


# The law

EVIDENCES: st.SearchStrategy[Body] = st.builds(
    dict,
    basis=st.sampled_from(Basis),
    certainty=st.sampled_from([each for each in Certainty if each.can_be_shown]),
    quote=st.sampled_from([None, "China", "Germany"]),
)
STATED = [(value, source) for value in (A, B) for source in ("source/report", "source/other")]


@given(
    st.lists(EVIDENCES, min_size=4, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), EVIDENCES), min_size=1, max_size=3),
)
def test_a_revision_changes_no_answer_of_before_and_reads_then_as_if_it_had_been_so_from_the_start(
    first: list[Body], revisions: list[tuple[int, Body]]
) -> None:
    world, fresh = (world_on(SqliteTable(":memory:"), Clock()) for _ in range(2))
    ids = _recorded(world, first)
    at = Moment(known_at=world.now())
    before = _readers(world, at)
    last = list(first)
    for place, evidence in revisions:
        revise(world, ids[place], **evidence)
        last[place] = evidence
    assert _readers(world, at) == before
    _recorded(fresh, last)
    assert without_times(view(world, DEEPSEEK)) == without_times(view(fresh, DEEPSEEK))
    revised = [d for each in ids for d in load_entity(world, DEEPSEEK).facts[each].decisions]
    assert all(each.verdict is DecisionType.REVISED for each in revised)
    assert audit(world, ref=DEEPSEEK) == []


def _recorded(world: World, evidences: list[Body]) -> list[str]:
    """Record four statements with this evidence."""
    a_source(world)
    a_source(world, "other", published="2025-01-10")
    a_company(world)
    sent = [
        a_website(value, evidence={**{name: each for name, each in evidence.items() if each}, "source": source})
        for (value, source), evidence in zip(STATED, evidences, strict=True)
    ]
    return state(world, *sent)
