"""Erasing an entity: its words are gone from every row, a made-up ref stands in for its own, and all rows agree."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.domain.erasure_errors import ErasedEntity
from chalicelib.domain.errors import Refusal
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.erased import find_erasures
from chalicelib.operations.entities.fact_loading import find_fact
from chalicelib.operations.entities.history import history
from chalicelib.operations.entities.loading import load_entity, load_series
from chalicelib.operations.facts.entity_facts import entity_facts
from chalicelib.operations.facts.open_conflicts import open_conflicts
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.feed.stats import stats
from chalicelib.operations.numbering.sequencer import sequence
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.upkeep.table_repair import audit_all, repair_all
from chalicelib.operations.world import IdempotentRequest, RequestContext, StoredAnswer, World
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.deciding.erase import erase as erase_fact
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.deciding.revise_evidence import revise_evidence
from chalicelib.operations.writes.ending.erase_entity import erase_entity
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.erasing.referrers import rows_to_rename
from chalicelib.operations.writes.record import record
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.records.renaming import Renaming
from chalicelib.store.table import ScannableTable
from tests.conftest import Calls, Clock
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_model,
    a_source,
    an_event,
    an_instrument,
    assert_whole,
    fact_ids,
    new,
    on,
    ref,
    said_by,
    say,
    state,
    view,
    world_on,
)
from tests.operations.faulty import Dying, Killed
from tests.store.packed import packed_bodies

PERSON = "person/jane-doe"
SECRETS = ("jane", "doe", "doppelgänger", "fairytale")


def stage(world: World) -> World:
    a_source(world)
    a_source(world, "memoir", publisher={"text": "The Report"})
    new(world, "person", "jane-doe", name="Jane Doe", aliases=["Doppelgänger"])
    a_company(world, officers=[{"value": PERSON, "role": "chief_executive"}])
    say(world, PERSON, aliases=["Jane Fairytale"])
    a_model(
        world, developer=["company/deepseek"], remarks=[{"value": {"text": "Fast.", "language": "en"}, "about": PERSON}]
    )
    an_event(world, participants=[{"value": PERSON, "role": "subject"}])
    say(
        world,
        "company/deepseek",
        country="CN",
        evidence={"source": "source/report", "basis": "third_party_report", "speaker": PERSON},
    )
    return world


@pytest.fixture
def staged(world: World) -> World:
    return stage(world)


def erase(world: World, name: str = PERSON) -> dict[str, Any]:
    return erase_entity(RequestContext(world, CALLER), ref=ref(name), reason="She asked for it.").body


def everything(world: World) -> str:
    table: ScannableTable = world.table  # type: ignore[assignment]  # both engines can be scanned
    found, page = [], table.scan()
    while True:
        found += [f"{row.key} {row.text} {row.indexes} {row.condition_attributes}" for row in page.rows]
        if page.next is None:
            return "\n".join(found).lower()
        page = table.scan(page.next)


def test_no_row_names_an_erased_entity_or_holds_its_words(staged: World) -> None:
    answer = erase(staged)
    assert not answer["remaining"]
    for secret in SECRETS:
        assert secret not in everything(staged)
    for name in (answer["ref"], "company/deepseek", "model/v3", "event/launch"):
        assert audit(staged, ref=name) == []
    shown = view(staged, answer["ref"])
    assert shown["name"] == {"erased": True}
    with pytest.raises(ErasedEntity):
        erase(staged)


def restarted(world: World, at: int) -> bool:
    """Erase until the n-th call of the table kills it; return whether it came to its end before."""
    with suppress(Killed):
        erase(on(world, Dying(world.table, at=at)))
        return True
    return False


def test_an_erasure_that_is_killed_at_any_call_is_finished_by_the_next_request(clock: Clock) -> None:
    at, is_done = 1, False
    while not is_done:
        table = SqliteTable(":memory:")
        world = world_on(table, clock)
        a_source(world)
        new(world, "person", "jane-doe", name="Jane Doe")
        a_company(world, officers=[{"value": PERSON, "role": "chief_executive"}])
        while sequence(world)[1]:
            pass
        is_done = restarted(world, at)
        with suppress(ErasedEntity):  # the killed request may have left nothing to do
            erase(world)
        assert [secret for secret in SECRETS if secret in everything(world)] == [], at
        made = next(each["ref"] for each in changes(world, after=0, limit=100).items if "erased-" in each["ref"])
        assert [finding.detail for finding in audit_all(world, table)] == [], at
        assert view(world, made)["name"] == {"erased": True}
        table.close()
        at += 1
    assert at > 30  # it has that many calls


def test_the_feed_keeps_its_numbers_and_says_that_the_entity_was_erased(staged: World) -> None:
    before = changes(staged, after=0, limit=100).items
    made = erase(staged)["ref"]
    after = changes(staged, after=0, limit=100).items
    assert [{**each, "ref": made} if each["ref"] == PERSON else each for each in before] == after[: len(before)]
    created = next(each["number"] for each in before if each["ref"] == PERSON)
    erased = after[len(before)]
    assert (erased["ref"], erased["cause"], erased["first_change"]) == (made, "erased", created)
    assert [each["cause"] for each in history(staged, ref=ref(made), limit=9, cursor=None).items] == [
        "erased",
        "recorded",
        "created",
    ]


def test_no_clock_shows_the_words_of_an_erased_entity(staged: World) -> None:
    first = view(staged, PERSON)["created_at"]
    made = erase(staged)["ref"]
    assert view(staged, made, known_at=first)["name"] == {"erased": True}
    assert all(
        each["value"] == {"erased": True} for each in entity_facts(staged, ref=ref(made), limit=9, cursor=None).items
    )
    assert view(staged, "company/deepseek", known_at=view(staged, "company/deepseek")["created_at"])["officers"] == [
        {"value": made, "role": "chief_executive"}
    ]


def test_a_repair_of_the_whole_table_renames_what_no_index_leads_to(quick: World) -> None:
    stage(quick)
    about = {"value": {"text": "Slow.", "language": "en"}, "about": "company/deepseek", "scope": PERSON}
    an_event(quick, "other", remarks=[about])
    answer = erase(quick)
    table: ScannableTable = quick.table  # type: ignore[assignment]  # SQLite can be scanned
    assert PERSON in everything(quick)
    assert [finding.what for finding in audit_all(quick, table)] == [answer["ref"]]

    steps = [*repair_all(quick, table, CALLER)]
    assert not any(step.failed for step in steps)
    assert PERSON not in everything(quick)
    assert [*audit_all(quick, table)] == []
    assert find_erasures(quick, [PERSON])[PERSON].swept_at is not None


def test_an_erasure_takes_so_many_calls(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    new(dynamo_world, "person", "jane-doe", name="Jane Doe")
    a_company(dynamo_world, officers=[{"value": PERSON, "role": "chief_executive"}])
    calls.clear()
    erase(dynamo_world)
    # To read: the entity, whether it was erased, its rows of each time, its new partition, its referrer, six indexes.
    assert Counter(calls.names) == {"Query": 25, "BatchGetItem": 2, "GetItem": 3, "TransactWriteItems": 7}


def outcome(world: World, name: str, *others: str) -> str:
    """Erase an entity, check that everything agrees then, and return the new ref."""
    table: ScannableTable = world.table  # type: ignore[assignment]  # SQLite can be scanned
    made = str(erase(world, name)["ref"])
    assert [finding for finding in audit_all(world, table) if finding.what != made] == []
    for other in (made, *others):
        assert_whole(world, other)
    return made


def test_a_source_that_others_cite_is_erased_and_cited_by_its_new_ref(quick: World) -> None:
    a_source(quick)
    a_source(quick, "zebra", title="The Zebra", publisher={"text": "Zebra Press"}, url="https://example.org/zebra")
    a_company(quick, country="CN")
    say(quick, "company/deepseek", country="SG", evidence=said_by("zebra", quote="It sits in Singapore."))
    a_source(quick, "derived", derived_from="source/zebra")
    a_model(quick, evidence=said_by("derived"))
    made = outcome(quick, "source/zebra", "company/deepseek", "source/derived")
    (_, cited) = fact_ids(quick, "company/deepseek", "country")
    assert find_fact(quick, cited).evidence.source == made
    assert view(quick, "source/derived")["derived_from"] == made
    table: ScannableTable = quick.table  # type: ignore[assignment]  # SQLite can be scanned
    assert not any(step.failed for step in repair_all(quick, table, CALLER))  # the root of what cites the derived one
    assert [*audit_all(quick, table)] == []
    assert "zebra" not in everything(quick)


def test_the_receipt_of_a_request_about_an_erased_entity_keeps_nothing_of_it(quick: World) -> None:
    a_source(quick)
    once = IdempotentRequest("digest", "asked")
    body = {"slug": "jane-doe", "name": " Jane  Doe ", "evidence": EVIDENCE}
    create(RequestContext(quick, CALLER, once), kind=KINDS["person"], body=body)
    erase(quick)
    assert "doe" not in everything(quick)
    with pytest.raises(ErasedEntity):
        create(RequestContext(quick, CALLER, IdempotentRequest("digest", "asked")), kind=KINDS["person"], body=body)


def test_an_erasure_that_died_before_it_stored_its_answer_is_answered_as_done_to_its_own_key(quick: World) -> None:
    stage(quick)
    calls = 0
    while view_is_left(quick):  # until it is erased, and its last commit is not made
        calls += 1
        with suppress(Killed):
            once(on(quick, Dying(quick.table, at=calls)), "its own key")
    with pytest.raises(ErasedEntity):
        once(quick, "another key")
    with pytest.raises(ErasedEntity):
        once(quick, "its own key", asked="for another reason")
    answered = once(quick, "its own key")
    assert (answered.body["remaining"], answered.is_replay) == (False, False)
    assert once(quick, "its own key") == StoredAnswer(answered.body, is_replay=True)
    with pytest.raises(ErasedEntity):
        erase(quick)


def view_is_left(world: World) -> bool:
    names = [keys.entity(PERSON), keys.links(PERSON)]
    return any(world.table.query(None, pk, consistent=True).rows for pk in names)


def once(world: World, key: str, *, asked: str = "asked") -> StoredAnswer:
    context = RequestContext(world, CALLER, IdempotentRequest(key, asked))
    return erase_entity(context, ref=ref(PERSON), reason="Asked for.")


def test_evidence_that_was_revised_or_not_kept_goes_with_the_entity(quick: World) -> None:
    a_source(quick)
    new(quick, "person", "jane-doe", name="Jane Doe", evidence={**EVIDENCE, "quote": "A Doppelgänger"})
    (name,) = fact_ids(quick, PERSON, "name")
    members = {"quote": "A fairytale"}
    revise_evidence(RequestContext(quick, CALLER), fact_id=name, members=members, reason="Misread.")
    once = RequestContext(quick, CALLER, IdempotentRequest("digest", "asked"))
    other = {"entity": PERSON, "property": "name", "value": "Jane Doe", "evidence": {**EVIDENCE, "quote": "Said Jane"}}
    record(once, facts=[other])
    erase(quick)
    assert not [secret for secret in SECRETS if secret in everything(quick)]


def test_a_source_of_many_facts_is_renamed_in_as_many_requests_as_it_takes(quick: World) -> None:
    a_source(quick)
    a_source(quick, "zebra")
    for n in range(12):
        a_company(quick, f"c{n}", evidence=said_by("zebra"), aliases=["One", "Two", "Three"])
    answers = [erase(quick, "source/zebra")]
    while answers[-1]["remaining"]:
        answers.append(erase(quick, "source/zebra"))
    assert [len(answer["renamed_in"]) for answer in answers] == [7, 5]  # it reads 25 facts at once
    assert "source/zebra" not in everything(quick)
    with pytest.raises(ErasedEntity):
        erase(quick, "source/zebra")


def test_what_names_a_source_whose_erasure_is_not_finished_is_merged_and_revised(quick: World) -> None:
    a_source(quick)
    a_source(quick, "zebra")
    for n in range(12):
        a_company(quick, f"c{n}", evidence=said_by("zebra"), aliases=["One", "Two", "Three"])
    a_source(quick, "derived", derived_from="source/zebra")
    assert erase(quick, "source/zebra")["remaining"]
    last = next(f"c{n}" for n in range(12) if "source/zebra" in view(quick, f"company/c{n}")["sources"])
    merge(RequestContext(quick, CALLER), ref=ref(f"company/{last}"), into=ref("company/c0"), reason="The same.")
    (derived,) = fact_ids(quick, "source/derived", "derived_from")
    revise_evidence(RequestContext(quick, CALLER), fact_id=derived, members={"quote": "Copied."}, reason="Cut.")
    while erase(quick, "source/zebra")["remaining"]:
        pass
    assert "source/zebra" not in everything(quick)
    assert_whole(quick, "company/c0")


def test_no_byte_of_an_erased_entity_is_left_in_the_file(tmp_path: Path, clock: Clock) -> None:
    table = SqliteTable(tmp_path / "table.db")
    world = stage(world_on(table, clock))
    before = packed_bodies(tmp_path / "table.db")
    erase(world)
    contents = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert [secret for secret in SECRETS if secret.encode() in contents.lower()] == []
    assert [secret for secret in SECRETS if secret in everything(world).lower()] == []  # in what is compressed too
    replaced = before - packed_bodies(tmp_path / "table.db")
    assert replaced
    assert [body for body in replaced if body in contents] == []
    table.close()


def test_an_instrument_with_conflicts_in_its_series_is_erased(quick: World) -> None:
    a_source(quick)
    a_source(quick, "other")
    an_instrument(quick)
    for source, amount in (("report", "118"), ("other", "124"), ("other", "125")):
        price = {"value": {"amount": amount, "unit": "USD"}, "valid": "2025-01-27/2025-01-27"}
        state(quick, {"entity": "instrument/nvda", "property": "price", **price, "evidence": said_by(source)})
    assert open_conflicts(quick, limit=5).items
    (first, *_) = sorted(load_series(quick, load_entity(quick, "instrument/nvda")), key=lambda fact: fact.recorded_at)
    retract(
        RequestContext(quick, CALLER), fact_id=first.id, reason="Misread."
    )  # ends a conflict, which is kept as past
    made = outcome(quick, "instrument/nvda")
    assert open_conflicts(quick, limit=5).items == []
    assert "nvda" not in everything(quick)
    assert stats(quick)["conflicts"] == 0
    assert view(quick, made)["erased"]["reason"] == "She asked for it."


def test_a_retired_event_without_a_date_is_erased(quick: World) -> None:
    a_source(quick)
    an_event(quick, "rally", title="The Rally", date={"missing": "unknown"})
    retire(RequestContext(quick, CALLER), ref=ref("event/rally"), reason="Rally of Jane.")
    made = outcome(quick, "event/rally")
    assert "rally" not in everything(quick)
    assert view(quick, made)["title"] == {"erased": True}


def test_merged_entities_are_erased_one_after_the_other(quick: World) -> None:
    a_source(quick)
    new(quick, "person", "jane-doe", name="Jane Doe")
    new(quick, "person", "j-doe", name="J. Doe", aliases=["Doppelgänger"])
    a_company(quick, officers=[{"value": "person/j-doe", "role": "chief_executive"}])
    merge(RequestContext(quick, CALLER), ref=ref("person/j-doe"), into=ref(PERSON), reason="The same.")
    answer = erase(quick)
    assert answer["merged"] == ["person/j-doe"]
    assert PERSON not in everything(quick)
    other = erase(quick, "person/j-doe")
    assert other["merged"] == [answer["ref"]]
    assert [secret for secret in ("doe", "doppelgänger") if secret in everything(quick)] == []
    table: ScannableTable = quick.table  # type: ignore[assignment]  # SQLite can be scanned
    assert [*audit_all(quick, table)] == []
    assert view(quick, "company/deepseek")["officers"] == [{"value": answer["ref"], "role": "chief_executive"}]


def test_the_rows_that_lead_to_a_referrer_are_renamed_last(quick: World) -> None:
    stage(quick)
    rows = rows_to_rename(quick, "company/deepseek", Renaming(PERSON, "person/erased-0"))
    sorts = ["".join(dict.fromkeys((row.key.pk[:1], row.key.sk[:1]))) for row in rows]
    revisions, facts, found_by = (
        [n for n, each in enumerate(sorts) if each in wanted] for wanted in (("ER",), ("EF",), ("E@", "Tc", "Lc", "Tp"))
    )
    assert max(revisions) < min(facts)
    assert max(facts) < min(found_by)


STEPS: dict[str, Callable[[World], object]] = {
    "alias": lambda world: say(world, PERSON, aliases=["Doppelgänger"]),
    "description": lambda world: say(world, PERSON, remarks=[{"value": {"text": "Doppelgänger.", "language": "en"}}]),
    "officer": lambda world: say(world, "company/deepseek", officers=[{"value": PERSON, "role": "chief_executive"}]),
    "speaker": lambda world: say(world, "company/deepseek", country="SG", evidence={**EVIDENCE, "speaker": PERSON}),
    "dispute": lambda world: say(world, "company/deepseek", country="CN"),
    "retraction": lambda world: [
        retract(RequestContext(world, CALLER), fact_id=name, reason="Not Jane Doe.")
        for name in fact_ids(world, "company/deepseek", "officers")
        if find_fact(world, name).standing(None).stands
    ],
    "numbering": sequence,
    "fact_erasure": lambda world: [
        erase_fact(RequestContext(world, CALLER), fact_id=name, reason="She asked.")
        for name in fact_ids(world, PERSON, "aliases")
    ],
    "event": lambda world: an_event(world, world.token(), participants=[{"value": PERSON, "role": "subject"}]),
}


@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=6))
@settings(max_examples=15)
@example(steps=["alias", "fact_erasure", "numbering"])
def test_after_any_history_an_erasure_leaves_no_row_with_the_ref_and_every_row_agrees(steps: list[str]) -> None:
    table = SqliteTable(":memory:")
    world = world_on(table, Clock())
    a_source(world)
    new(world, "person", "jane-doe", name="Jane Doe")
    a_company(world)
    for step in steps:
        with suppress(Refusal):  # a fact that was retracted before
            STEPS[step](world)
    while erase(world)["remaining"]:
        pass
    found = everything(world)
    assert [text for text in (PERSON, "person~jane-doe", "doppelgänger") if text in found] == []
    assert [*audit_all(world, table)] == []
    table.close()
