"""Any erasure: no word stays in any row after any writes, and however many rows there are."""

from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.erasure_errors import AlreadyErased
from chalicelib.domain.errors import Refusal
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock
from tests.operations.builders import (
    CALLER,
    a_company,
    a_fact,
    a_source,
    an_event,
    assert_whole,
    fact_ids,
    on,
    said_by,
    say,
    state,
    view,
    world_on,
)
from tests.operations.faulty import Dying, Killed
from tests.operations.writes.erasing.erasures import NAME, REF, TRACES, assert_sound, stage, take, traces_of

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
