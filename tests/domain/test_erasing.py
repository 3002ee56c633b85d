"""The rest of a fact when its words are taken from it."""

import json
from dataclasses import replace

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.facts.decisions import Decision, DecisionType, Rank, Witness
from chalicelib.domain.facts.erasing import erase_words, erasure_of, words_of
from chalicelib.domain.facts.evidence import ERASED_TEXT, Basis, Certainty, Evidence, Somebody
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.facts.records import read_fact, write_fact
from chalicelib.domain.values import Code, Erased, Named, Ref, Text, When, excludes

AT = "2026-11-23T10:00:00.000Z"
WORDS = "Ottilie Quendel"
EVIDENCE = Evidence(
    source="source/report",
    speaker=Somebody(f"{WORDS}, a clerk"),
    via=f"the diary of {WORDS}",
    basis=Basis.THIRD_PARTY_REPORT,
    certainty=Certainty.RUMOURED,
    quote=f"{WORDS} said so",
    as_stated=f"Mrs {WORDS}",
    method=f"asked {WORDS}",
)
CONTENT = Content(
    "officers",
    Named(WORDS),
    EVIDENCE,
    qualifiers={"role": Code("chief_executive"), "unit": Text(f"office of {WORDS}"), "at": Ref("company", "acme")},
    scope=Named(f"the part of {WORDS}"),
    condition=f"unless {WORDS} leaves",
    valid=When("2025-01/.."),
)
FACT = Fact(
    id="company~acme~officers~0",
    entity="company/acme",
    content=CONTENT,
    recorded_at=AT,
    recorded_by="key_seed",
    decisions=(
        Decision(DecisionType.RANKED, f"{WORDS} is doubtful", rank=Rank.DEPRECATED, at=AT, by="key_seed"),
        Decision(DecisionType.REVISED, f"{WORDS} misspelt", at=AT, by="key_seed", before=Witness(EVIDENCE)),
    ),
)


def _erased(fact: Fact = FACT) -> Fact:
    decision = replace(erasure_of(fact.content, "The person asked for it."), at=AT, by="key_admin")
    bare = erase_words(fact)
    return replace(bare, decisions=(*bare.decisions, decision))


def test_no_word_of_an_erased_fact_is_left_in_its_record() -> None:
    assert "Quendel" not in json.dumps(write_fact(_erased()))


def test_an_erased_fact_keeps_that_something_was_there_since_when_and_from_which_source() -> None:
    shown = _erased().json_value()
    assert shown["value"] == {"erased": True}
    assert shown["valid"] == "2025-01/.."
    assert shown["qualifiers"] == {"role": "chief_executive", "unit": ERASED_TEXT, "at": "company/acme"}
    assert shown["evidence"]["source"] == "source/report"
    assert shown["evidence"]["basis"] == "third_party_report"
    assert shown["evidence"]["quote"] == ERASED_TEXT
    assert shown["rank"] == "deprecated"
    assert shown["erased"] == {"at": AT, "by": "key_admin", "reason": "The person asked for it."}


def test_an_erasure_is_told_at_every_clock() -> None:
    assert _erased().json_value(known_at="2026-11-23T10:00:00.001Z")["erased"]["reason"] == "The person asked for it."


def test_an_erased_fact_is_read_as_it_was_written() -> None:
    assert read_fact(write_fact(_erased())) == _erased()


def test_an_erased_fact_affirms_nothing_and_excludes_nothing() -> None:
    assert not _erased(replace(FACT, decisions=())).affirms
    assert not excludes(Erased(), Code("completed"), fixed=True)
    assert not excludes(Erased(), Erased(), fixed=True, label=True)


def test_the_decision_keeps_the_hash_by_which_the_statement_is_known_again() -> None:
    assert (erasure := _erased().erasure) is not None
    assert erasure.token == CONTENT.token


def test_the_type_of_an_event_can_keep_its_value() -> None:
    assert erase_words(FACT, keeps_value=True).value == Named(WORDS)


def test_the_words_of_a_fact_are_all_that_an_erasure_takes() -> None:
    assert len(words_of(FACT)) == 9
    assert words_of(_erased()) == set()
