"""Erasing the words of a fact: in every row, at every clock, for good."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.erasure_errors import AlreadyErased, Erased
from chalicelib.domain.errors import NotFound, Refusal, Stale
from chalicelib.domain.facts.fact_tokens import CONTENT_CHARS
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.history import history
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.facts.fact import fact as read_fact
from chalicelib.operations.facts.open_conflicts import open_conflicts
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.search.lookup import lookup
from chalicelib.operations.search.search import search
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.world import IdempotentRequest, Moment, RequestContext, World
from chalicelib.operations.writes.deciding.erase import erase
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.deciding.revise_evidence import revise_evidence
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.record import record
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.metered import MeteredTable
from chalicelib.store.records.entity_rows import fact_row, read_fact_row
from chalicelib.store.rows import Delete, Key, Put, Row
from tests.conftest import Clock
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_fact,
    a_source,
    an_event,
    an_instrument,
    assert_whole,
    fact_ids,
    on,
    ref,
    said_by,
    say,
    state,
    view,
    world_on,
)
from tests.operations.faulty import Dying, Killed, Losing, Overtaken
from tests.store.packed import packed_bodies

NAME = "Ottilie Quendel"
TRACES = ("quendel", "ottilie")
WHY = "The person asked for it."
REF = "company/deepseek"


def take(world: World, fact_id: str, **more: Any) -> dict[str, Any]:
    """Erase a fact."""
    return erase(RequestContext(world, CALLER), fact_id=fact_id, reason=WHY, **more).body


def traces_of(world: World, *traces: str) -> list[str]:
    """Search every item of the table, keys and all, for texts; return the keys of those that hold one."""
    found, page = [], world.table.scan()  # type: ignore[attr-defined]  # both engines can
    while True:
        for row in page.rows:
            whole = repr((row.key, row.text, dict(row.indexes), dict(row.condition_attributes))).lower()
            found += [f"{row.key.pk} {row.key.sk}"] if any(each in whole for each in traces or TRACES) else []
        if page.next is None:
            return found
        page = world.table.scan(page.next)  # type: ignore[attr-defined]  # as above


def assert_sound(world: World, *refs: str) -> None:
    for name in refs or (REF,):
        assert audit(world, ref=name) == []


@pytest.fixture
def staged(world: World) -> World:
    """A company and a source on either engine."""
    return stage(world)


@pytest.fixture
def small(quick: World) -> World:
    """The same in memory."""
    return stage(quick)


def stage(world: World) -> World:
    a_source(world)
    a_company(world)
    return world


def a_remark(world: World, **more: Any) -> str:
    """Record a remark whose every text has the name in it, and write on so that its past is in many rows."""
    evidence = {
        **EVIDENCE,
        "quote": f"so {NAME} said",
        "as_stated": f"Mrs {NAME}",
        "via": f"the blog of {NAME}",
        "method": f"we asked {NAME}",
        "speaker": {"text": f"{NAME}, a clerk"},
    }
    (name,) = state(
        world,
        a_fact(
            REF,
            "remarks",
            {"text": f"{NAME} runs it.", "language": "en"},
            qualifiers={"topic": f"life of {NAME}"},
            scope={"text": f"the office of {NAME}"},
            condition=f"as long as {NAME} stays",
            evidence=evidence,
            **more,
        ),
    )
    rank(RequestContext(world, CALLER), fact_id=name, rank="preferred", reason=f"{NAME} confirmed it")
    say(world, REF, country="CN")
    return name


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


LABELS = [("company", a_company), ("event", an_event)]


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


def test_the_same_statement_is_not_recorded_again(small: World) -> None:
    body = a_fact(REF, "description", f"The firm of {NAME}.")
    (name,) = state(small, body)
    take(small, name)
    again = {**body, "evidence": {**EVIDENCE, "quote": "in other words"}}
    with pytest.raises(Erased) as refused:
        record(RequestContext(small, CALLER), facts=[again])
    assert [(each.pointer, each.code) for each in refused.value.faults] == [("/facts/0", "erased")]
    assert refused.value.context["fact"] == name
    assert refused.value.context["erasure"]["reason"] == WHY


def test_what_is_erased_cannot_be_erased_again(small: World) -> None:
    name = a_remark(small)
    take(small, name)
    with pytest.raises(AlreadyErased, match="nothing left to erase"):
        take(small, name)


@pytest.mark.parametrize("name", ["company~deepseek~country~0123", "nonsense", "company~nobody~country~0123"])
def test_what_is_not_on_record_cannot_be_erased(small: World, name: str) -> None:
    with pytest.raises(NotFound):
        take(small, name)


def test_an_erasure_can_require_the_revision_that_was_read(small: World) -> None:
    name = a_remark(small)
    with pytest.raises(Stale):
        take(small, name, if_match=(1,))
    take(small, name, if_match=(view(small, REF)["revision"],))


def test_a_dry_run_lists_every_row_without_the_words_and_writes_nothing(staged: World) -> None:
    a_company(staged, "acme", name=NAME)
    say(staged, "company/acme", name="Acme", country="CN")
    before = traces_of(staged)
    (name,) = fact_ids(staged, "company/acme", "name")[:1]
    answer = erase(RequestContext(staged, CALLER).rehearsed(), fact_id=name, reason=WHY).body
    assert traces_of(staged) == before
    assert not answer["complete"]
    assert not any(trace in str(answer["rows"]).lower() for trace in TRACES)
    assert {"fact", "view", "revision", "list_entry", "word"} <= {row["row"] for row in answer["rows"]}
    assert {row["action"] for row in answer["rows"] if row["key"].endswith("[erased]")} == {"delete"}
    done = take(staged, name)
    assert done["touched"] == answer["touched"]


def test_other_facts_that_hold_the_words_are_named(small: World) -> None:
    first, second = state(
        small,
        a_fact(REF, "description", f"The firm of {NAME}."),
        a_fact(
            REF, "remarks", {"text": "Small.", "language": "en"}, evidence={**EVIDENCE, "quote": f"The firm of {NAME}."}
        ),
    )
    assert take(small, first)["also_held_by"] == [second]


def test_an_erasure_reaches_what_is_retired(small: World) -> None:
    name = a_remark(small)
    revision = view(small, REF)["revision"]
    retire(RequestContext(small, CALLER), ref=ref(REF), reason="Out of scope.", if_match=(revision,))
    take(small, name)
    assert traces_of(small) == []
    assert_sound(small)


def test_history_and_feed_tell_of_the_erasure_without_the_words(small: World) -> None:
    name = a_remark(small)
    take(small, name)
    last = history(small, ref=ref(REF), limit=1).items[0]
    assert last["cause"] == "erased"
    assert last["decided"] == [{"fact": name, "verdict": "erased", "rank": None, "reason": WHY}]
    assert last["changes"] == [{"property": "remarks"}]
    answer = changes(small, after=0, limit=100).items[-1]
    assert (answer["cause"], answer["ref"], answer["properties"]) == ("erased", REF, ["remarks"])
    assert answer["erased"] == [name]


def test_a_revision_that_is_being_numbered_keeps_no_word(small: World) -> None:
    name = a_remark(small)
    changes(small, after=0, limit=100)  # numbers some of its revisions
    say(small, REF, website="https://deepseek.com/")
    take(small, name)
    changes(small, after=0, limit=100)
    assert traces_of(small) == []


def test_a_sequencer_that_read_a_revision_before_it_was_erased_writes_nothing_back(small: World) -> None:
    name = a_remark(small)
    late = on(small, Overtaken(small.table, lambda: take(small, name)))
    changes(late, after=0, limit=100)
    assert traces_of(small) == []


def test_the_receipt_of_a_request_reports_no_word(small: World) -> None:
    answer = IdempotentRequest("digest", "asked")
    body = a_fact(REF, "description", f"  The firm\u00a0of {NAME}.\ufeff ")
    record(RequestContext(small, CALLER, answer), facts=[body])
    assert any(each.startswith("I#") for each in traces_of(small))
    (name,) = fact_ids(small, REF, "description")
    take(small, name)
    assert traces_of(small) == []


def keyed(world: World, key: str) -> RequestContext:
    return RequestContext(world, CALLER, IdempotentRequest(key, "asked"))


def test_evidence_that_was_revised_leaves_no_trace(staged: World) -> None:
    (name,) = state(staged, a_fact(REF, "founded", "2023", evidence={**EVIDENCE, "quote": f"so {NAME} said"}))
    other = {"quote": f"{NAME} says so"}
    revise_evidence(keyed(staged, "d"), fact_id=name, members=other, reason=f"{NAME} wrote to us")
    take(staged, name)
    assert traces_of(staged) == []
    (_, revised, *_) = history(staged, ref=ref(REF), limit=5).items
    assert revised["decided"] == [
        {
            "fact": name,
            "verdict": "revised",
            "rank": None,
            "reason": "[erased]",
            "before": {"quote": "[erased]"},
            "after": {"quote": "[erased]"},
        }
    ]
    assert_sound(staged)


def test_evidence_that_was_sent_and_not_kept_leaves_no_trace(staged: World) -> None:
    """Nothing was recorded, so no revision leads to the receipt."""
    (name,) = state(staged, a_fact(REF, "founded", "2023"))
    body = a_fact(REF, "founded", "2023", evidence={**EVIDENCE, "quote": f"so {NAME} said"})
    record(keyed(staged, "d"), facts=[body])
    assert any(each.startswith("I#") for each in traces_of(staged))
    take(staged, name)
    assert traces_of(staged) == []
    again = record(keyed(staged, "d"), facts=[body])
    assert again.is_replay
    assert [each["evidence_sent"]["quote"] for each in again.facts] == ["[erased]"]
    assert_sound(staged)


def test_evidence_that_was_sent_for_a_series_and_not_kept_leaves_no_trace(small: World) -> None:
    an_instrument(small, "nvda")
    body = a_fact("instrument/nvda", "price", {"amount": "99", "unit": "USD"}, valid="2025-01-27")
    (name,) = state(small, body)
    record(keyed(small, "d"), facts=[{**body, "evidence": {**EVIDENCE, "quote": f"so {NAME} said"}}])
    take(small, name)
    assert traces_of(small) == []


def test_a_receipt_of_several_entities_reports_no_word_of_any(small: World) -> None:
    a_company(small, "acme")
    firm = a_fact("company/acme", "description", f"  The firm of {NAME}. ")
    record(keyed(small, "d"), facts=[a_fact(REF, "description", "A  lab. "), firm])
    (name,) = fact_ids(small, "company/acme", "description")
    take(small, name)
    assert traces_of(small) == []


def test_an_erased_day_of_a_series_leaves_no_trace(staged: World) -> None:
    an_instrument(staged, "nvda")
    a_source(staged, "other")
    price = {"amount": "118.4713", "unit": "USD"}
    first, second = state(
        staged,
        a_fact("instrument/nvda", "price", {"amount": "99", "unit": "USD"}, valid="2025-01-27/2025-01-27"),
        a_fact("instrument/nvda", "price", price, valid="2025-01-27/2025-01-27", evidence=said_by("other", quote=NAME)),
    )
    assert len(open_conflicts(staged, limit=5).items) == 1
    take(staged, second)
    assert traces_of(staged, *TRACES, "118.4713") == []
    assert open_conflicts(staged, limit=5).items == []
    assert_sound(staged, "instrument/nvda")
    assert read_fact(staged, fact_id=second)["value"] == {"erased": True}
    with pytest.raises(Erased):
        state(
            staged, a_fact("instrument/nvda", "price", price, valid="2025-01-27/2025-01-27", evidence=said_by("other"))
        )
    assert first


def test_a_repair_brings_nothing_back(small: World) -> None:
    name = a_remark(small)
    take(small, name)
    repair(small, CALLER, ref=REF)
    assert traces_of(small) == []
    assert_sound(small)


def test_a_repeated_request_gets_the_same_answer(small: World) -> None:
    name = a_remark(small)
    first = erase(RequestContext(small, CALLER, IdempotentRequest("d", "a")), fact_id=name, reason=WHY)
    again = erase(RequestContext(small, CALLER, IdempotentRequest("d", "a")), fact_id=name, reason=WHY)
    assert again.body == first.body
    assert again.is_replay


def test_a_lost_answer_is_found_again(small: World) -> None:
    for lands in (True, False):
        name = a_remark(small, period="2025-Q1" if lands else "2025-Q2")
        answer = RequestContext(
            on(small, Losing(small.table, lands=lands, times=2)), CALLER, IdempotentRequest(name, "a")
        )
        assert erase(answer, fact_id=name, reason=WHY).body["complete"]
        assert traces_of(small) == []


def test_what_is_written_meanwhile_is_not_lost_and_keeps_no_word(small: World) -> None:
    name = a_remark(small)
    take(on(small, Overtaken(small.table, lambda: say(small, REF, website="https://deepseek.com/"))), name)
    assert view(small, REF)["website"] == "https://deepseek.com/"
    assert traces_of(small) == []
    assert_sound(small)


@pytest.mark.parametrize("calls", range(1, 12))
def test_an_erasure_that_was_killed_is_finished_by_the_next(quick: World, calls: int) -> None:
    stage(quick)
    a_company(quick, "acme", name=NAME)
    say(quick, "company/acme", name="Acme", country="CN")
    (name,) = fact_ids(quick, "company/acme", "name")[:1]
    with suppress(Killed):
        take(on(quick, Dying(quick.table, at=calls)), name)
    with suppress(AlreadyErased):
        take(quick, name)
    assert traces_of(quick) == []
    assert_sound(quick, "company/acme")


def test_the_whole_file_and_its_log_hold_no_byte_of_what_was_erased(tmp_path: Path) -> None:
    table = SqliteTable(tmp_path / "table.db")
    world = stage(world_on(table, Clock()))
    a_company(world, "acme", name=NAME, aliases=[f"{NAME} KG"])
    names = [a_remark(world), *fact_ids(world, "company/acme", "name"), *fact_ids(world, "company/acme", "aliases")]
    for number in range(30):
        say(world, REF, aliases=[f"Alias {number}"])
    assert any(trace.encode() in _bytes(tmp_path) for trace in TRACES)
    before = packed_bodies(tmp_path / "table.db")
    for name in names:
        take(world, name)
    contents = _bytes(tmp_path)
    assert [trace for trace in TRACES if trace.encode() in contents.lower()] == []
    assert traces_of(world) == []  # in what is compressed too
    replaced = before - packed_bodies(tmp_path / "table.db")
    assert len(replaced) > len(names)
    assert [body for body in replaced if body in contents] == []
    table.close()


def test_a_file_from_before_is_cleaned_of_what_was_deleted_when_it_is_opened(tmp_path: Path) -> None:
    table = SqliteTable(tmp_path / "table.db")
    table._connection.executescript("PRAGMA secure_delete = OFF; PRAGMA user_version = 0")
    key = Key("p", "s")
    table.commit([Put(Row(key, {"name": NAME}))])
    table.commit([Delete(key)])
    table.close()
    assert NAME.encode() in _bytes(tmp_path)
    SqliteTable(tmp_path / "table.db").close()
    assert NAME.encode() not in _bytes(tmp_path)


def _bytes(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.iterdir())


SAID = st.sampled_from(
    [
        ("name", f"{NAME} AG"),
        ("aliases", f"{NAME}-Otto"),
        ("aliases", "Otto"),
        ("description", f"Of {NAME}."),
        ("founded", "1964"),
        ("founded", "1987"),
        ("website", "https://quendel.example/"),
        ("headquarters", {"text": f"{NAME} House"}),
        ("country", "CN"),
        ("identifiers", {"value": "QUENDEL", "scheme": "ticker"}),
    ]
)
STEPS = st.lists(st.tuples(SAID, st.sampled_from(["report", "other"]), st.booleans()), min_size=2, max_size=7)


@settings(max_examples=15)
@given(STEPS, st.randoms(use_true_random=False))
def test_erasure_leaves_no_word_in_any_row_and_every_moment_can_be_read(steps: list[Any], order: Any) -> None:
    world = world_on(table := SqliteTable(":memory:"), Clock())
    stage(world)
    a_source(world, "other")
    moments = []
    for (name, value), source, is_taken_back in steps:
        evidence = said_by(source, quote=f"{NAME} in {source}")
        with suppress(Refusal):
            (made,) = state(world, _fact_of(name, value, evidence))
            if is_taken_back:
                retract(RequestContext(world, CALLER), fact_id=made, reason=f"{NAME} denies it.")
        moments.append(world.now())
    names = [fact.id for fact in load_entity(world, REF).facts.values() if fact.evidence.quote]
    order.shuffle(names)
    for name in names:
        take(world, name)
    assert traces_of(world) == []
    assert_sound(world)
    assert_whole(world, REF)
    for moment in moments:
        assert view(world, REF, known_at=moment)["ref"] == REF
        listed = listing(world, kind=KINDS["company"], known_at=moment, limit=10).items
        assert [each["ref"] for each in listed] == [REF]
    table.close()


def _fact_of(name: str, value: Any, evidence: dict[str, Any]) -> dict[str, Any]:
    if name == "identifiers":
        return a_fact(REF, name, value["value"], qualifiers={"scheme": value["scheme"]}, evidence=evidence)
    return a_fact(REF, name, value, evidence=evidence)


def test_the_copies_that_merges_made_are_named(small: World) -> None:
    a_company(small, "acme", description=f"The firm of {NAME}.")
    context = RequestContext(small, CALLER)
    merge(context, ref=ref("company/acme"), into=ref(REF), reason="The same.", if_match=(1,))
    (first,), (copy,) = (fact_ids(small, each, "description") for each in ("company/acme", REF))
    assert take(small, first)["also_held_by"] == [copy]
    assert take(small, copy)["also_held_by"] == []
    assert traces_of(small) == []
    assert_sound(small, REF, "company/acme")


def test_a_merge_copies_nothing_that_was_erased(small: World) -> None:
    a_company(small, "acme", description=f"The firm of {NAME}.")
    take(small, *fact_ids(small, "company/acme", "description"))
    merge(RequestContext(small, CALLER), ref=ref("company/acme"), into=ref(REF), reason="The same.", if_match=(2,))
    assert fact_ids(small, REF, "description") == []


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


def test_an_erasure_takes_few_calls(dynamo_world: World) -> None:
    stage(dynamo_world)
    name = a_remark(dynamo_world)
    metered = MeteredTable(dynamo_world.table)
    take(on(dynamo_world, metered), name)
    # The entity, its revisions, a transaction of the past, one of the present, and the fact for the answer.
    assert metered.calls == 5


def test_an_erasure_of_more_rows_than_a_transaction_holds_leaves_no_word_in_any_of_its_steps(quick: World) -> None:
    stage(quick)
    a_company(quick, "acme", name=" ".join(f"{NAME} {number}" for number in range(10)))
    say(quick, "company/acme", aliases=[f"Acme {number} of many" for number in range(40)])
    (name,) = fact_ids(quick, "company/acme", "name")
    for calls in range(3, 9):
        with suppress(Killed, AlreadyErased):
            take(on(quick, Dying(quick.table, at=calls)), name)
    with suppress(AlreadyErased):
        take(quick, name)
    assert traces_of(quick) == []
    repair(quick, CALLER, ref="company/acme")
    assert_sound(quick, "company/acme")


def test_a_statement_recorded_under_an_older_id_is_not_recorded_again(small: World) -> None:
    statement = a_fact(REF, "description", f"The firm of {NAME}.")
    (name,) = state(small, statement)
    row = small.table.get([keys.fact_key(name)])[keys.fact_key(name)]
    older = f"{name[:-CONTENT_CHARS]}{'0' * CONTENT_CHARS}"
    moved = replace(read_fact_row(row), id=older)
    small.table.commit([Delete(row.key), Put(fact_row(moved, series=False))])
    take(small, older)
    with pytest.raises(Erased):
        state(small, statement)


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


def test_a_title_with_more_words_than_a_transaction_has_actions_leaves_no_key_in_any_row(quick: World) -> None:
    stage(quick)
    words = [f"{one}{two}" for one in "abcdefghij" for two in "klmnopqrst"]
    an_event(quick, "launch", title=f"{NAME} {' '.join(words)}"[:300])
    (name,) = fact_ids(quick, "event/launch", "title")
    lost = Dying(quick.table, at=6)
    with suppress(Killed):
        take(on(quick, lost), name)
    with suppress(AlreadyErased):
        take(quick, name)
    assert traces_of(quick, *TRACES, "ak al") == []
    assert not [each for each in traces_of(quick, "dk") if each.startswith("H")]
    assert_sound(quick, "event/launch")
