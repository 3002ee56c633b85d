"""Traces that requests leave in revisions, receipts and series: without the words after an erasure."""

import pytest

from chalicelib.domain.erasure_errors import Erased
from chalicelib.operations.entities.history import history
from chalicelib.operations.facts.fact import fact as read_fact
from chalicelib.operations.facts.open_conflicts import open_conflicts
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.world import IdempotentRequest, RequestContext, World
from chalicelib.operations.writes.deciding.revise_evidence import revise_evidence
from chalicelib.operations.writes.record import record
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_fact,
    a_source,
    an_instrument,
    fact_ids,
    on,
    ref,
    said_by,
    say,
    state,
)
from tests.operations.faulty import Overtaken
from tests.operations.writes.erasing.erasures import NAME, REF, TRACES, WHY, a_remark, assert_sound, take, traces_of


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
