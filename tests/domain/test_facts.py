"""Facts: their ids, their slots, whether they stand, and how the API shows them."""

import re
from base64 import b32hexencode
from dataclasses import replace
from hashlib import blake2b

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.facts.contents import Content, fact_id
from chalicelib.domain.facts.decisions import Rank
from chalicelib.domain.facts.fact_tokens import content_token, day_token, slot_token
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.values import Code, Missing, Named, Ref, Text, Value, When
from tests.conftest import examples
from tests.domain.builders import (
    RECORDED,
    a_content,
    a_fact,
    a_ranking,
    a_reinstatement,
    a_retraction,
    somebody,
    usd,
)
from tests.domain.strategies import BETWEEN, slots
from tests.domain.values.test_dates import dates

ENTITY = "event/alibaba-shares-rise-on-qwen-2.5"
AFTER, LATER, LAST = "2026-11-24T10:00:00.000Z", "2026-11-25T10:00:00.000Z", "2026-11-26T10:00:00.000Z"
STANDARD: dict[str, Value] = {"tier": Code("standard"), "direction": Code("input")}


def id_of(content: Content, *, entity: str = ENTITY, slot: str = "{}") -> str:
    return fact_id(entity, content, slot=slot)


# Ids


def test_an_id_is_the_address_of_its_fact() -> None:
    assert re.fullmatch(
        r"event~alibaba-shares-rise-on-qwen-2\.5~amount~[0-9a-v]{37}",
        id_of(a_content(valid="2025-01-29")),
    )


def test_sending_the_same_twice_gives_the_same_id() -> None:
    assert id_of(a_content()) == id_of(a_content())


OTHER_EVIDENCE = [
    a_content(quote="2.71 percent to 94.60 euros"),
    a_content(as_stated="five dollars"),
    a_content(via="WeChat"),
    a_content(basis="opinion"),
    a_content(certainty="rumoured"),
    a_content(replaces=("a", "b")),
]


def test_evidence_is_no_part_of_the_id() -> None:
    assert {id_of(content) for content in OTHER_EVIDENCE} == {id_of(a_content())}


OTHERS = [
    a_content(usd("6")),
    a_content(Text("5")),
    a_content(Missing("none")),
    a_content(property_name="price"),
    a_content(qualifiers={"tier": Code("batch")}),
    a_content(qualifiers={"region": Code("batch")}),
    a_content(scope=Text("excluding the cloud business")),
    a_content(scope=Ref("company", "alibaba-cloud")),
    a_content(period="P6M"),
    a_content(condition="whichever is higher"),
    a_content(valid="2025-01"),
    a_content(valid="2025-01~"),
    a_content(source="source/another"),
    a_content(speaker="company/alibaba-cloud"),
    a_content(speaker=somebody("company/alibaba-cloud")),
    a_content(certainty="denied"),
    a_content(certainty="left_open"),
]


def test_everything_that_is_stated_is() -> None:
    ids = {id_of(content) for content in [a_content(), *OTHERS]}

    assert len(ids) == 1 + len(OTHERS)


def test_the_entity_is_part_of_the_id() -> None:
    assert id_of(a_content(), entity="model/a") != id_of(a_content(), entity="model/b")
    assert id_of(a_content(), entity="model/a") != id_of(a_content(), entity="product/a")


@pytest.mark.parametrize(("one", "other"), [("2.50", "2.5"), ("1e3", "1000"), ("-0", "0")])
def test_one_number_written_twice_is_one_fact(one: str, other: str) -> None:
    assert id_of(a_content(usd(one))) == id_of(a_content(usd(other)))


def test_the_order_of_the_qualifiers_is_no_part_of_the_id() -> None:
    turned = dict(reversed(STANDARD.items()))

    assert id_of(a_content(qualifiers=STANDARD)) == id_of(a_content(qualifiers=turned))


def test_an_id_never_changes_from_one_release_to_the_next() -> None:
    content = a_content(
        usd("94.60"),
        qualifiers=STANDARD,
        scope=Named("阿里云"),
        valid="2025-01-29",
        speaker=somebody("people familiar with the matter"),
    )

    # On record everywhere: if this fails, all ids given out since evidence is no part of them have changed.
    assert id_of(content, slot=content.slot(many=False, comparable=STANDARD)) == PINNED


PINNED = "event~alibaba-shares-rise-on-qwen-2.5~amount~1kngi9o50mhug83nv2fm1nukpms610gq8j9fb"


@given(st.text(max_size=20))
def test_tokens_are_hashes_in_the_base_32_of_rfc_4648_in_lower_case(text: str) -> None:
    def expected(size: int) -> str:
        return b32hexencode(blake2b(text.encode(), digest_size=size).digest()).decode().lower()

    assert (slot_token(text), content_token(text)) == (expected(5), expected(15))


@given(st.lists(st.tuples(st.sampled_from(["{}", '{"period":"P6M"}']), st.none() | dates()), max_size=6))
@settings(max_examples=examples(30), deadline=None)
def test_ids_sort_by_slot_and_then_by_the_first_day_of_valid(sent: list[tuple[str, When | None]]) -> None:
    def day(valid: When | None) -> str:
        opened = valid is None or valid.start is None
        return "" if opened or valid is None else valid.first_day

    ids = {
        fact_id(ENTITY, a_content(valid=None if valid is None else valid.text), slot=slot): (
            slot_token(slot),
            day(valid),
        )
        for slot, valid in sent
    }

    order = [ids[name] for name in sorted(ids)]
    assert order == sorted(order)


def test_no_day_sorts_before_the_first_day_of_all() -> None:
    assert day_token(None) == day_token(When("../2025")) == "00000"
    assert "00000" < day_token(When("0001-01-01")) < day_token(When("9999-12-31"))


# Slots


def test_facts_of_one_slot_answer_the_same_question() -> None:
    assert a_content().slot(many=False, comparable=()) == a_content(usd("6")).slot(many=False, comparable=())


def test_scope_and_period_are_part_of_the_slot() -> None:
    contents = [
        a_content(),
        a_content(scope=Text("excluding the cloud business")),
        a_content(scope=Named("excluding the cloud business")),
        a_content(period="P6M"),
        a_content(period="P1Y"),
    ]

    assert len({content.slot(many=False, comparable=()) for content in contents}) == len(contents)


def test_condition_valid_and_evidence_are_not() -> None:
    contents = [a_content(), a_content(condition="whichever is higher"), a_content(valid="2025", basis="opinion")]

    assert len({content.slot(many=False, comparable=()) for content in contents}) == 1


def test_only_comparable_qualifiers_are() -> None:
    batch = a_content(qualifiers={**STANDARD, "tier": Code("batch")})
    standard = a_content(qualifiers=STANDARD)

    assert batch.slot(many=False, comparable=["tier"]) != standard.slot(many=False, comparable=["tier"])
    assert batch.slot(many=False, comparable=["direction"]) == standard.slot(many=False, comparable=["direction"])
    assert batch.slot(many=False, comparable=["provider"]) == a_content().slot(many=False, comparable=[])


def test_the_order_in_which_qualifiers_are_declared_or_sent_does_not_matter() -> None:
    turned = a_content(qualifiers=dict(reversed(STANDARD.items())))

    sent = a_content(qualifiers=STANDARD).slot(many=False, comparable=["tier", "direction"])
    assert turned.slot(many=False, comparable=["direction", "tier"]) == sent


def test_every_value_of_a_many_property_has_its_own_slot() -> None:
    five, six = a_content(usd("5")), a_content(usd("6"))

    assert five.slot(many=True, comparable=()) != six.slot(many=True, comparable=())
    assert five.slot(many=True, comparable=()) == a_content(usd("5.0")).slot(many=True, comparable=())


# Standing


def test_a_fact_is_standing_with_a_normal_rank_once_it_is_recorded() -> None:
    assert a_fact().standing(None) == (True, Rank.NORMAL)
    assert a_fact().standing(RECORDED) == (True, Rank.NORMAL)
    assert a_fact().standing("2026-11-23T09:59:59.999Z") == (False, Rank.NORMAL)


def test_decisions_count_from_the_millisecond_in_which_they_were_taken() -> None:
    fact = a_fact(
        decisions=(
            a_ranking("preferred", at=AFTER),
            a_retraction(at=LATER),
            a_reinstatement(at=LAST),
        )
    )

    assert fact.standing(RECORDED) == (True, Rank.NORMAL)
    assert fact.standing(AFTER) == (True, Rank.PREFERRED)
    assert fact.standing(LATER) == (False, Rank.PREFERRED)
    assert fact.standing(LAST) == fact.standing(None) == (True, Rank.PREFERRED)


def test_a_fact_keeps_its_rank_through_a_retraction_and_loses_it_when_it_is_normal_again() -> None:
    ranked = a_ranking("deprecated", at=AFTER), a_ranking("normal", at=LAST)
    fact = a_fact(decisions=(ranked[0], a_retraction(at=LATER), ranked[1]))

    assert fact.standing(LATER).rank is Rank.DEPRECATED
    assert fact.standing(None) == (False, Rank.NORMAL)


@given(slots(least=1), st.sampled_from(BETWEEN))
@settings(max_examples=examples(30), deadline=None)
def test_a_decision_of_later_never_changes_how_a_fact_stood(facts: list[Fact], known_at: str) -> None:
    for fact in facts:
        turned = a_retraction(at=LAST), a_ranking("deprecated", at=LAST)
        again = replace(fact, decisions=(*fact.decisions, *turned))

        assert again.standing(known_at) == fact.standing(known_at)
        assert again.json_value(known_at=known_at) == fact.json_value(known_at=known_at)


@pytest.mark.parametrize(
    ("fact", "affirms"),
    [
        (a_fact(), True),
        (a_fact(certainty="rumoured"), True),
        (a_fact(Missing("none")), True),
        (a_fact(Missing("unknown")), False),
        (a_fact(certainty="denied"), False),
        (a_fact(certainty="left_open"), False),
    ],
)
def test_a_fact_affirms_when_it_puts_a_value_forward(fact: Fact, affirms: bool) -> None:
    assert fact.affirms == affirms


# As the API shows them


def test_a_fact_shows_every_member_and_null_where_there_is_none() -> None:
    assert a_fact(name="a").json_value() == {
        "id": "a",
        "entity": "model/gpt-4",
        "property": "amount",
        "value": {"amount": "5", "unit": "USD"},
        "qualifiers": {},
        "scope": None,
        "period": None,
        "condition": None,
        "valid": None,
        "evidence": {
            "source": "source/the-register",
            "speaker": None,
            "via": None,
            "basis": "third_party_report",
            "certainty": "asserted",
            "quote": None,
            "as_stated": None,
        },
        "published": None,
        "publisher": None,
        "rank": "normal",
        "rank_reason": None,
        "recorded_at": RECORDED,
        "recorded_by": "key_tests",
        "retracted_at": None,
        "retraction": None,
    }


def test_a_fact_shows_what_was_sent_as_it_was_sent() -> None:
    fact = a_fact(
        usd("94.60"),
        qualifiers=STANDARD,
        scope=Named("US companies"),
        period="P6M",
        condition="whichever is higher",
        valid="2025-01-29~",
        published="2025-01",
        publisher="Reuters",
        speaker=somebody("people familiar with the matter"),
    )

    shown = fact.json_value()

    assert shown["value"] == {"amount": "94.60", "unit": "USD"}
    assert shown["qualifiers"] == {"tier": "standard", "direction": "input"}
    assert shown["scope"] == {"text": "US companies"}
    assert (shown["period"], shown["condition"]) == ("P6M", "whichever is higher")
    assert (shown["valid"], shown["published"], shown["publisher"]) == ("2025-01-29~", "2025-01", "Reuters")
    assert shown["evidence"]["speaker"] == {"text": "people familiar with the matter"}


def test_a_retracted_fact_shows_who_retracted_it_when_and_why() -> None:
    fact = a_fact(decisions=(a_retraction(at=AFTER, source="source/correction"),))

    assert fact.json_value()["retracted_at"] == AFTER
    assert fact.json_value()["retraction"] == {
        "at": AFTER,
        "by": "key_editor",
        "reason": "misread",
        "source": "source/correction",
    }
    assert fact.json_value(known_at=RECORDED)["retraction"] is None


def test_a_reinstated_fact_shows_its_retraction_only_for_the_time_between() -> None:
    fact = a_fact(decisions=(a_retraction(at=AFTER), a_reinstatement(at=LATER)))

    assert fact.json_value()["retracted_at"] is None
    assert fact.json_value(known_at=AFTER)["retracted_at"] == AFTER


def test_a_fact_retracted_again_shows_the_last_retraction_and_not_the_change_of_rank_after_it() -> None:
    again = a_retraction(at=LATER, reason="misread after all")
    turns = a_retraction(at=RECORDED), a_reinstatement(at=AFTER), again, a_ranking("deprecated", at=LAST)

    shown = a_fact(decisions=turns).json_value()

    assert shown["retraction"] is not None
    assert shown["retraction"]["reason"] == "misread after all"
    assert (shown["rank"], shown["rank_reason"]) == ("deprecated", "the figure of the filing")


def test_a_rank_shows_its_reason_as_long_as_it_is_not_normal() -> None:
    ranks = a_ranking("preferred", at=AFTER), a_ranking("normal", at=LATER, reason="no longer sure")
    fact = a_fact(decisions=ranks)

    assert fact.json_value(known_at=AFTER)["rank_reason"] == "the figure of the filing"
    assert (fact.json_value()["rank"], fact.json_value()["rank_reason"]) == ("normal", None)
    assert fact.json_value(known_at=RECORDED)["rank"] == "normal"


def test_a_rank_changed_again_shows_the_last_reason() -> None:
    ranks = a_ranking("preferred", at=AFTER), a_ranking("deprecated", at=LATER, reason="a typing error")

    assert a_fact(decisions=ranks).json_value()["rank_reason"] == "a typing error"
