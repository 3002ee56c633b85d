"""Patching, recording, deciding, retiring: what they do and every way they refuse."""

from typing import Any

import pytest

from chalicelib.domain.errors import (
    Gone,
    Invalid,
    Merged,
    NotAllowedNow,
    NotFound,
    Refusal,
    Retracted,
    Stale,
    TooManyActions,
)
from chalicelib.operations.facts.fact import fact
from chalicelib.operations.transactions.staging import view_update
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.patch import patch
from chalicelib.operations.writes.record import record
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_fact,
    a_model,
    a_source,
    an_event,
    fact_ids,
    ref,
    revisions,
    said_by,
    say,
    state,
    view,
)

DEEPSEEK = ref("company/deepseek")


@pytest.fixture
def staged(world: World) -> World:
    """One company and two sources."""
    a_source(world)
    a_source(world, "other")
    a_company(world)
    return world


def faults(refusal: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return {fault.pointer: fault.code for fault in refusal.value.faults}


# patch


def test_a_patch_adds_facts_beside_those_on_record(staged: World) -> None:
    written = say(staged, "company/deepseek", country="CN", founded="2023")
    assert (written.revision, written.created) == (2, True)
    assert view(staged, "company/deepseek") == written.view
    assert (written.view["country"], written.view["founded"]) == ("CN", "2023")


def test_the_same_patch_again_is_no_news(staged: World) -> None:
    first = say(staged, "company/deepseek", country="CN")
    again = say(staged, "company/deepseek", country="CN")
    assert (again.created, again.revision, again.view) == (False, first.revision, first.view)


def test_another_quote_for_the_same_words_of_the_same_source_is_the_same_fact(staged: World) -> None:
    say(staged, "company/deepseek", country="CN")
    assert not say(staged, "company/deepseek", country="CN", evidence={**EVIDENCE, "quote": "in Hangzhou"}).created


def test_values_that_exclude_each_other_are_disputed_and_both_stand(staged: World) -> None:
    say(staged, "company/deepseek", country="CN")
    now = say(staged, "company/deepseek", country="SG", evidence=said_by("other")).view
    assert now["disputed"] == ["country"]
    assert len(fact_ids(staged, "company/deepseek", "country")) == 2


def test_a_null_is_refused_with_a_pointer_to_retraction(staged: World) -> None:
    with pytest.raises(Invalid) as refusal:
        say(staged, "company/deepseek", country=None)
    assert faults(refusal) == {"/country": "null_value"}
    assert "retraction" in refusal.value.faults[0].detail


def test_a_slug_and_what_the_service_writes_cannot_be_patched(staged: World) -> None:
    with pytest.raises(Invalid) as refusal:
        say(staged, "company/deepseek", slug="other", revision=7, disputed=[])
    assert faults(refusal) == {"/slug": "read_only", "/revision": "read_only", "/disputed": "read_only"}


def test_what_is_fixed_once_given_stays(staged: World) -> None:
    an_event(staged)
    with pytest.raises(Invalid) as refusal:
        say(staged, "event/launch", type="incident")
    assert faults(refusal) == {"/type": "fixed"}
    say(staged, "source/other", published="2025-01")
    with pytest.raises(Invalid) as refusal:
        say(staged, "source/other", published="2025-02")
    assert faults(refusal) == {"/published": "fixed"}


def test_a_field_of_another_event_type_is_refused_by_name(staged: World) -> None:
    an_event(staged)
    with pytest.raises(Invalid) as refusal:
        say(staged, "event/launch", price_after={"amount": "94.60", "unit": "EUR"})
    assert faults(refusal) == {"/price_after": "unknown_property"}


def test_an_empty_patch_changes_nothing(staged: World) -> None:
    assert not patch(RequestContext(staged, CALLER), ref=DEEPSEEK, body={}).created


def test_a_patch_on_a_stale_reading_is_refused_with_the_revision(staged: World) -> None:
    body = {"country": "CN", "evidence": EVIDENCE}
    with pytest.raises(Stale) as refusal:
        patch(RequestContext(staged, CALLER), ref=DEEPSEEK, body=body, if_match={2})
    assert refusal.value.context == {"revision": 1}
    assert patch(RequestContext(staged, CALLER), ref=DEEPSEEK, body=body, if_match={1}).revision == 2


def test_a_view_keeps_a_bounded_number_of_values(quick: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view_update, "MAX_KEPT_VALUES", 20)
    a_source(quick)
    an_event(quick, "root")
    a_model(quick)
    facts = [a_fact("model/v3", "remarks", {"text": f"remark {n}", "language": "en"}) for n in range(20)]
    record(RequestContext(quick, CALLER), facts=facts)
    with pytest.raises(Invalid) as refusal:
        state(quick, a_fact("model/v3", "remarks", {"text": "one more", "language": "en"}))
    assert faults(refusal) == {"/facts/0": "too_many"}


# record


def test_facts_of_several_entities_are_recorded_together(staged: World) -> None:
    a_model(staged)
    recorded = record(
        RequestContext(staged, CALLER), facts=[a_fact(), a_fact("model/v3", "level", "version"), a_fact(value="SG")]
    )
    assert recorded.created
    assert {f["entity"] for f in recorded.facts} == {"company/deepseek", "model/v3"}
    assert view(staged, "model/v3")["level"] == "version"
    assert view(staged, "company/deepseek")["disputed"] == ["country"]
    assert len(revisions(staged, "company/deepseek")) == 2


def test_facts_that_are_known_are_answered_and_not_recorded(staged: World) -> None:
    first = record(RequestContext(staged, CALLER), facts=[a_fact()])
    again = record(RequestContext(staged, CALLER), facts=[a_fact()])
    assert (again.facts, again.created) == (first.facts, False)
    assert fact(staged, fact_id=first.facts[0]["id"]) == first.facts[0]


def test_one_fault_refuses_all_when_they_are_recorded_together(staged: World) -> None:
    with pytest.raises(Invalid) as refusal:
        record(
            RequestContext(staged, CALLER),
            facts=[a_fact(), a_fact("company/nobody"), a_fact("not a ref"), a_fact(value="Mars")],
        )
    assert faults(refusal) == {
        "/facts/1/entity": "no_such_entity",
        "/facts/2/entity": "not_a_ref",
        "/facts/3/value": "unknown_code",
    }
    with pytest.raises(Invalid) as refusal:
        record(
            RequestContext(staged, CALLER),
            facts=[a_fact(), a_fact("company/nobody"), a_fact(value="Mars"), a_fact(colour="red")],
        )
    assert faults(refusal) == {
        "/facts/1/entity": "no_such_entity",
        "/facts/2/value": "unknown_code",
        "/facts/3/colour": "unknown_field",
    }
    assert "country" not in view(staged, "company/deepseek")


def test_apart_each_entity_has_its_own_outcome(staged: World) -> None:
    a_model(staged)
    answer = record(
        RequestContext(staged, CALLER),
        facts=[a_fact("model/v3", "level", "version"), a_fact(value="Mars"), a_fact("company/nobody")],
        atomic=False,
    )
    good, bad, missing = answer.outcomes
    assert (good["ref"], good["revision"], good["created"]) == ("model/v3", 2, True)
    assert [f["property"] for f in good["facts"]] == ["level"]
    assert isinstance(bad["refusal"], Invalid)
    assert isinstance(missing["refusal"], Refusal)
    assert (answer.created, len(answer.facts)) == (True, 1)


@pytest.mark.parametrize("count", [0, 101])
def test_a_request_has_one_to_a_hundred_facts(staged: World, count: int) -> None:
    with pytest.raises(Invalid) as refusal:
        record(RequestContext(staged, CALLER), facts=[a_fact()] * count)
    assert refusal.value.faults[0].pointer == "/facts"


def test_a_hundred_facts_of_one_entity_are_too_many_actions_and_fit_apart(quick: World) -> None:
    a_source(quick)
    for n in range(34):
        a_company(quick, f"c{n}")
    facts = [a_fact(f"company/c{n}", "founded", year) for n in range(34) for year in ("2023", "2024")]
    with pytest.raises(TooManyActions) as refusal:
        record(RequestContext(quick, CALLER), facts=facts)
    assert refusal.value.context["actions"] > 100
    assert record(RequestContext(quick, CALLER), facts=facts, atomic=False).created


def test_a_source_that_is_written_to_in_the_same_request_still_lends_its_date(staged: World) -> None:
    say(staged, "source/other", published="2025-01", publisher={"text": "The Paper"})
    evidence = said_by("other")
    (_, recorded) = record(
        RequestContext(staged, CALLER),
        facts=[a_fact("source/other", "language", "en", evidence=evidence), a_fact(evidence=evidence)],
    ).facts
    assert (recorded["published"], recorded["publisher"]) == ("2025-01", {"text": "The Paper"})


def test_a_retracted_fact_sent_again_is_refused_with_its_retraction(staged: World) -> None:
    (fact_id,) = state(staged, a_fact())
    retract(RequestContext(staged, CALLER), fact_id=fact_id, reason="Misread.")
    with pytest.raises(Retracted) as refusal:
        state(staged, a_fact())
    assert refusal.value.context["fact"] == fact_id
    assert refusal.value.context["retraction"]["reason"] == "Misread."
    with pytest.raises(Retracted):
        say(staged, "company/deepseek", country="CN")


# decisions


def test_a_retracted_fact_stays_readable_with_reason_source_and_author(staged: World) -> None:
    (fact_id,) = state(staged, a_fact())
    shown = retract(RequestContext(staged, CALLER), fact_id=fact_id, reason="Misread.", source="source/other").fact
    assert shown == fact(staged, fact_id=fact_id)
    assert shown["retraction"] == {
        "at": shown["retracted_at"],
        "by": "key_test",
        "reason": "Misread.",
        "source": "source/other",
    }
    assert "country" not in view(staged, "company/deepseek")


def test_retracting_twice_and_reinstating_a_standing_fact_are_not_possible(staged: World) -> None:
    (fact_id,) = state(staged, a_fact())
    with pytest.raises(NotAllowedNow):
        reinstate(RequestContext(staged, CALLER), fact_id=fact_id, reason="It is right.")
    retract(RequestContext(staged, CALLER), fact_id=fact_id, reason="Misread.")
    with pytest.raises(NotAllowedNow):
        retract(RequestContext(staged, CALLER), fact_id=fact_id, reason="Misread.")
    with pytest.raises(NotAllowedNow):
        rank(RequestContext(staged, CALLER), fact_id=fact_id, rank="preferred", reason="Gone.")
    assert reinstate(RequestContext(staged, CALLER), fact_id=fact_id, reason="It was right.").fact["retraction"] is None


@pytest.mark.parametrize("source", ["source/nobody", "company/deepseek", "no ref", "source/" + "x" * 5000, ""])
def test_the_source_of_a_retraction_is_a_source(staged: World, source: str) -> None:
    (fact_id,) = state(staged, a_fact())
    with pytest.raises(Invalid) as refusal:
        retract(RequestContext(staged, CALLER), fact_id=fact_id, reason="Misread.", source=source)
    assert faults(refusal) == {"/source": "no_such_entity"}


def test_an_entity_is_not_left_without_what_it_must_have(staged: World) -> None:
    (name,) = fact_ids(staged, "company/deepseek", "name")
    with pytest.raises(NotAllowedNow, match="name"):
        retract(RequestContext(staged, CALLER), fact_id=name, reason="Misread.")
    with pytest.raises(NotAllowedNow, match="name"):
        rank(RequestContext(staged, CALLER), fact_id=name, rank="deprecated", reason="Wrong.")
    say(staged, "company/deepseek", name="DeepSeek", evidence=said_by("other"))
    assert retract(RequestContext(staged, CALLER), fact_id=name, reason="Misread.").fact["retraction"]


def test_the_preferred_fact_is_shown_and_settles_the_dispute(staged: World) -> None:
    state(staged, a_fact())
    (other,) = state(staged, a_fact(value="SG", evidence=said_by("other", basis="opinion")))
    shown = rank(RequestContext(staged, CALLER), fact_id=other, rank="preferred", reason="The register says so.").fact
    assert (shown["rank"], shown["rank_reason"]) == ("preferred", "The register says so.")
    now = view(staged, "company/deepseek")
    assert (now["country"], now["disputed"]) == ("SG", [])


def test_the_same_rank_again_changes_nothing(staged: World) -> None:
    (fact_id,) = state(staged, a_fact())
    before = len(revisions(staged, "company/deepseek"))
    assert rank(RequestContext(staged, CALLER), fact_id=fact_id, rank="normal", reason=None).fact["rank"] == "normal"
    assert len(revisions(staged, "company/deepseek")) == before


@pytest.mark.parametrize(("wanted", "reason"), [("best", "Mine."), ("preferred", None), ("deprecated", "")])
def test_a_rank_is_known_and_has_a_reason(staged: World, wanted: str, reason: str | None) -> None:
    (fact_id,) = state(staged, a_fact())
    with pytest.raises(Invalid):
        rank(RequestContext(staged, CALLER), fact_id=fact_id, rank=wanted, reason=reason)


BAD_IDS = [
    "",
    "x",
    "company~deepseek~name",
    "planet~mars~name~ugtbmckg00000",
    "company~nobody~name~ugtbmckg00000",
    "company~deepseek~colour~ugtbmckg00000",
    "company~deepseek~name~ugtbmckg00000",
    "instrument~nvda~price~ugtbmckg00000",
    "company~deepseek~name~" + "0" * 5000,
    "company~Deep#Seek~name~0",
]


@pytest.mark.parametrize("fact_id", BAD_IDS)
def test_what_is_no_fact_is_not_found(staged: World, fact_id: str) -> None:
    attempts: list[Any] = [
        lambda: fact(staged, fact_id=fact_id),
        lambda: retract(RequestContext(staged, CALLER), fact_id=fact_id, reason="Misread."),
        lambda: reinstate(RequestContext(staged, CALLER), fact_id=fact_id, reason="It was right."),
        lambda: rank(RequestContext(staged, CALLER), fact_id=fact_id, rank="preferred", reason="So."),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()


# the life of an entity


def test_a_retired_entity_refuses_writes_and_keeps_its_facts(staged: World) -> None:
    (fact_id,) = state(staged, a_fact())
    retired = retire(RequestContext(staged, CALLER), ref=DEEPSEEK, reason="Made up.")
    assert retired.revision == 3
    attempts: list[Any] = [
        lambda: say(staged, "company/deepseek", country="SG"),
        lambda: record(RequestContext(staged, CALLER), facts=[a_fact(value="SG")]),
        lambda: retract(RequestContext(staged, CALLER), fact_id=fact_id, reason="Misread."),
        lambda: rank(RequestContext(staged, CALLER), fact_id=fact_id, rank="preferred", reason="So."),
        lambda: retire(RequestContext(staged, CALLER), ref=DEEPSEEK, reason="Again."),
        lambda: view(staged, "company/deepseek"),
    ]
    for attempt in attempts:
        with pytest.raises(Gone) as refusal:
            attempt()
        assert refusal.value.context["reason"] == "Made up."
    assert fact(staged, fact_id=fact_id)["value"] == "CN"


@pytest.mark.parametrize("name", ["company/nobody", "event/nothing"])
def test_what_is_not_there_is_not_found(staged: World, name: str) -> None:
    attempts: list[Any] = [
        lambda: view(staged, name),
        lambda: say(staged, name, description="x"),
        lambda: retire(RequestContext(staged, CALLER), ref=ref(name), reason="x"),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()


def test_decisions_honour_the_revision_they_were_made_on(staged: World) -> None:
    (fact_id,) = state(staged, a_fact())
    with pytest.raises(Stale):
        retract(RequestContext(staged, CALLER), fact_id=fact_id, reason="Misread.", if_match={1})
    retract(RequestContext(staged, CALLER), fact_id=fact_id, reason="Misread.", if_match={2})
    with pytest.raises(Stale):
        retire(RequestContext(staged, CALLER), ref=DEEPSEEK, reason="Made up.", if_match={2})


def test_facts_about_a_merged_entity_are_refused_with_its_survivor(staged: World) -> None:
    a_company(staged, "deep-seek")
    merge(RequestContext(staged, CALLER), ref=ref("company/deep-seek"), into=DEEPSEEK, reason="The same.")
    with pytest.raises(Merged) as refusal:
        state(staged, a_fact("company/deep-seek"))
    assert refusal.value.context["into"] == "company/deepseek"
