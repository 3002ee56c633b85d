"""`known_at`: every earlier answer can be read again after any number of writes."""

from random import Random
from typing import Any

import pytest

from chalicelib.domain.errors import Gone, NotFound, Refusal
from chalicelib.domain.instants import plus_ms
from chalicelib.operations.entities.conflicts import conflicts
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.entities.read import read
from chalicelib.operations.facts.entity_facts import entity_facts
from chalicelib.operations.facts.fact import fact
from chalicelib.operations.world import Moment, RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock
from tests.operations.builders import (
    CALLER,
    a_company,
    a_fact,
    a_source,
    assert_whole,
    ref,
    said_by,
    say,
    state,
    view,
    world_on,
)

DEEPSEEK = "company/deepseek"
FIELDS: dict[str, list[Any]] = {
    "country": ["CN", "SG", {"missing": "unknown"}],
    "founded": ["2023", "2023-07", "2023-05", "2021"],
    "organisation_type": [
        "lab",
        {"value": "company", "valid": "2024"},
        {"value": "lab", "valid": "2026-11-23/2026-11-24"},
        {"value": "company", "valid": "2026-11-24"},
    ],
    "aliases": [["深度求索"], ["DeepSeek AI", "DS"]],
    "competes_with": [["company/openai"], [{"text": "Everybody"}]],
    "website": ["https://www.deepseek.com/", {"value": "https://deepseek.ai/", "condition": "if it answers"}],
    "figures": [
        [{"value": {"amount": "5.576e6", "unit": "USD"}, "measure": "revenue"}],
        [{"value": {"amount": "6e6", "unit": "USD", "bound": "under"}, "measure": "revenue"}],
    ],
}
SOURCES = ("report", "wire", "copy")
NOW = Moment()
ASKED = ("facts", "explain", "conflicts")


def a_step(world: World, random: Random) -> None:
    """Make a random write; ignore refusals."""
    facts = sorted(load_entity(world, DEEPSEEK).facts)
    chosen = random.choice(facts)
    match random.choice(["patch"] * 5 + ["retract", "reinstate", "rank"]):
        case "retract":
            retract(RequestContext(world, CALLER), fact_id=chosen, reason="Misread.")
        case "reinstate":
            reinstate(RequestContext(world, CALLER), fact_id=chosen, reason="It was right.")
        case "rank":
            rank(
                RequestContext(world, CALLER),
                fact_id=chosen,
                rank=random.choice(["preferred", "normal", "deprecated"]),
                reason="So.",
            )
        case _:
            name = random.choice(sorted(FIELDS))
            evidence = said_by(
                random.choice(SOURCES),
                certainty=random.choice(["asserted", "asserted", "expected", "rumoured", "denied"]),
                basis=random.choice(["third_party_report", "opinion", "record_of_truth"]),
            )
            say(world, DEEPSEEK, **{name: random.choice(FIELDS[name])}, evidence=evidence)


@pytest.mark.parametrize("seed", range(25))
def test_every_answer_of_a_random_history_can_be_read_again(seed: int) -> None:
    random, clock, table = Random(seed), Clock(), SqliteTable(":memory:")
    world = world_on(table, clock)
    a_source(world, published="2025-01", publisher={"text": "The Paper"})
    a_source(world, "wire", published="2024")
    a_source(world, "copy", derived_from="source/wire")
    a_company(world, "openai")
    a_company(world)
    answers = []
    for _ in range(20):
        if random.random() < 0.2:
            clock.advance(seconds=random.randrange(50_000))
        try:
            a_step(world, random)
        except Refusal:
            continue
        answers.append(everything(world))
    assert_whole(world, DEEPSEEK)
    for answer in answers:
        at = answer["updated_at"]
        again = everything(world, Moment(known_at=at))
        assert again == answer
        assert view(world, DEEPSEEK, known_at=at) == {name: answer[name] for name in answer if name not in ASKED}
    table.close()


def everything(world: World, moment: Moment = NOW) -> dict[str, Any]:
    """Read everything, including conflicts and reasons."""
    shown = read(world, ref=ref(DEEPSEEK), moment=moment, include_facts=True, explain=True).view
    return {**shown, "conflicts": conflicts(world, ref=ref(DEEPSEEK), moment=moment).items}


def test_before_its_creation_an_entity_is_not_found(world: World) -> None:
    a_source(world)
    created = a_company(world).view["created_at"]
    with pytest.raises(NotFound):
        view(world, DEEPSEEK, known_at=plus_ms(created, -1))
    assert view(world, DEEPSEEK, known_at=created)["revision"] == 1


def test_a_retired_entity_is_gone_from_then_on_and_readable_before(world: World) -> None:
    a_source(world)
    a_company(world)
    at = retire(RequestContext(world, CALLER), ref=ref(DEEPSEEK), reason="Made up.").view["updated_at"]
    for moment in (Moment(), Moment(known_at=at), Moment(valid_at=at)):
        with pytest.raises(Gone) as refusal:
            read(world, ref=ref(DEEPSEEK), moment=moment)
        assert refusal.value.context == {"retired_at": at, "reason": "Made up."}
        with pytest.raises(Gone):
            entity_facts(world, ref=ref(DEEPSEEK), moment=moment, limit=10)
    before = Moment(known_at=plus_ms(at, -1))
    assert read(world, ref=ref(DEEPSEEK), moment=before).view["name"] == "Deepseek"
    assert len(entity_facts(world, ref=ref(DEEPSEEK), moment=before, limit=10).items) == 1


def test_a_fact_is_shown_with_its_rank_and_retraction_as_of_the_moment(world: World) -> None:
    a_source(world)
    a_company(world)
    (fact_id,) = state(world, a_fact())
    recorded = fact(world, fact_id=fact_id)["recorded_at"]
    rank(RequestContext(world, CALLER), fact_id=fact_id, rank="deprecated", reason="It says so and is wrong.")
    retracted = retract(RequestContext(world, CALLER), fact_id=fact_id, reason="Misread.").fact["retracted_at"]
    assert retracted is not None
    then, later, now = (fact(world, fact_id=fact_id, known_at=at) for at in (recorded, plus_ms(retracted, -1), None))
    assert (then["rank"], then["retraction"]) == ("normal", None)
    assert (later["rank"], later["retraction"]) == ("deprecated", None)
    assert now["retraction"] is not None
    assert (now["rank"], now["retraction"]["reason"]) == ("deprecated", "Misread.")
    with pytest.raises(NotFound):
        fact(world, fact_id=fact_id, known_at=plus_ms(recorded, -1))


def test_a_reinstated_fact_leaves_both_periods_on_record(world: World) -> None:
    a_source(world)
    a_company(world)
    (fact_id,) = state(world, a_fact())
    gone = retract(RequestContext(world, CALLER), fact_id=fact_id, reason="Misread.").fact["retracted_at"]
    assert gone is not None
    reinstate(RequestContext(world, CALLER), fact_id=fact_id, reason="It was right.")
    assert "country" in view(world, DEEPSEEK, known_at=plus_ms(gone, -1))
    assert "country" not in view(world, DEEPSEEK, known_at=gone)
    assert view(world, DEEPSEEK)["country"] == "CN"


def test_writers_with_a_slow_clock_still_write_later(world: World, clock: Clock) -> None:
    a_source(world)
    first = a_company(world).view["updated_at"]
    clock.advance(seconds=-55)
    second = say(world, DEEPSEEK, country="CN").view["updated_at"]
    assert second == plus_ms(first, 1)
    assert "country" not in view(world, DEEPSEEK, known_at=first)


def test_a_value_that_starts_later_is_shown_from_then_on_without_a_write(world: World, clock: Clock) -> None:
    a_source(world)
    a_company(world, organisation_type="lab")
    say(world, DEEPSEEK, organisation_type={"value": "company", "valid": "2027-01-01"})
    assert view(world, DEEPSEEK)["organisation_type"] == "lab"
    clock.set("2026-12-31T23:59:59.999Z")
    assert view(world, DEEPSEEK)["organisation_type"] == "lab"
    clock.set("2027-01-01T00:00:00.000Z")
    assert view(world, DEEPSEEK)["organisation_type"] == "company"
    assert view(world, DEEPSEEK)["revision"] == 2


def test_a_value_that_ends_is_gone_right_after_its_last_instant(world: World, clock: Clock) -> None:
    a_source(world)
    a_company(world, organisation_type={"value": "lab", "valid": "2024/2026-12"})
    clock.set("2026-12-31T23:59:59.999Z")
    assert view(world, DEEPSEEK)["organisation_type"] == "lab"
    clock.set("2027-01-01T00:00:00.000Z")
    assert "organisation_type" not in view(world, DEEPSEEK)


def test_a_plain_date_means_from_then_on(world: World) -> None:
    a_source(world)
    a_company(world)
    say(world, DEEPSEEK, organisation_type={"value": "lab", "valid": "2023"})
    say(world, DEEPSEEK, organisation_type={"value": "company", "valid": "2025"})
    at = {year: view(world, DEEPSEEK, valid_at=f"{year}-06-01T00:00:00.000Z") for year in (2022, 2024, 2026)}
    assert "organisation_type" not in at[2022]
    assert (at[2024]["organisation_type"], at[2026]["organisation_type"]) == ("lab", "company")
    assert not at[2026]["disputed"]


def test_facts_not_in_print_by_then_are_left_out(world: World) -> None:
    a_source(world, published="2025-01-27")
    a_source(world, "late", published="2025-02-01")
    a_company(world, country="CN")
    say(world, DEEPSEEK, country="SG", evidence=said_by("late"))
    assert view(world, DEEPSEEK)["disputed"] == ["country"]
    early = view(world, DEEPSEEK, published_before="2025-01-28T00:00:00.000Z")
    assert (early["country"], early["disputed"]) == ("CN", [])
