"""Facts by entity, source, speaker or value: any query on any page size returns what a full scan would."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from chalicelib.domain.errors import BadCursor, BadParameter, Gone, Merged, NotFound
from chalicelib.domain.facts.evidence import Basis, Certainty
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import parse_date
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.facts.facts import facts
from chalicelib.operations.facts.facts_query import FactsQuery
from chalicelib.operations.world import Listed, Moment, RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store import keys
from chalicelib.store.cursor import seal
from chalicelib.store.metered import MeteredTable
from chalicelib.store.records.entity_rows import read_fact_row
from tests.conftest import Calls
from tests.operations.builders import (
    CALLER,
    a_company,
    a_fact,
    a_model,
    a_source,
    an_event,
    an_instrument,
    fact_ids,
    on,
    pages,
    ref,
    said_by,
    say,
    state,
)

NAMELESS = {"text": "people familiar with the matter, who asked not to be named"}
SPEAKERS = [None, "company/c0", "company/c1", NAMELESS]
Item = dict[str, Any]


def by_entity(name: str, **more: Any) -> FactsQuery:
    return FactsQuery(entity=ref(name), **more)


def by_source(name: str = "source/report", **more: Any) -> FactsQuery:
    return FactsQuery(source=ref(name), **more)


def every(world: World, question: FactsQuery, limit: int = 100) -> list[Item]:
    """Follow the pages to the end, and check that none reads more rows than the bound."""
    found: list[Item] = []
    for page in pages(lambda **asked: facts(world, **asked), question=question, limit=limit):
        assert page.meta["returned"] == len(page.items) <= limit
        found += map(dict, page.items)
    return found


def everything(world: World, entities: list[str]) -> Iterator[Item]:
    """Yield every fact, read as an audit does."""
    for name in entities:
        of_series = world.table.query(None, keys.series(name, "price")).rows
        yield from (dict(fact.json_value()) for fact in load_entity(world, name).facts.values())
        yield from (dict(read_fact_row(row).json_value()) for row in of_series)


def speaker_of(fact: Item) -> str:
    speaker = fact["evidence"]["speaker"]
    return str(speaker["text"] if isinstance(speaker, dict) else speaker)


def holds(fact: Item, valid_at: Instant) -> bool:
    when = parse_date(fact["valid"]) if fact["valid"] else None
    declared = KINDS[fact["entity"].split("/")[0]].property(fact["property"])
    if when is None or declared is None or not declared.lasting:
        return True
    return when.earliest <= valid_at and (not when.is_interval or valid_at <= when.latest)


def in_print(fact: Item) -> Instant:
    when = parse_date(fact["published"]) if isinstance(fact["published"], str) else None
    return fact["recorded_at"] if when is None else when.earliest


def naive(found: list[Item], question: FactsQuery) -> list[str]:
    """Evaluate a query on the JSON of every fact."""
    moment = question.moment

    def fits(fact: Item) -> bool:
        return all(
            (
                question.entity is None or fact["entity"] == str(question.entity),
                question.source is None or fact["evidence"]["source"] == str(question.source),
                question.value is None or fact["value"] == str(question.value),
                not question.speakers or speaker_of(fact) in question.speakers,
                not question.properties or fact["property"] in question.properties,
                not question.bases or fact["evidence"]["basis"] in [each.value for each in question.bases],
                not question.certainties or fact["evidence"]["certainty"] in [e.value for e in question.certainties],
                question.recorded_from is None or fact["recorded_at"] >= question.recorded_from,
                question.recorded_before is None or fact["recorded_at"] < question.recorded_before,
                moment.known_at is None or fact["recorded_at"] <= moment.known_at,
                moment.valid_at is None or holds(fact, moment.valid_at),
                moment.published_before is None or in_print(fact) < moment.published_before,
                # A series is stored apart: only its source finds it.
                fact["property"] != "price" or question.source is not None,
            )
        )

    fitting = sorted((fact["recorded_at"], fact["id"]) for fact in found if fits(fact))
    return [fact_id for _, fact_id in reversed(fitting)]


def write_much(world: World, random: Random) -> list[str]:
    """Record facts of all types in random order, and retract or rank some of them."""
    for n in range(3):
        a_source(world, f"s{n}", **({"published": f"202{n + 3}-05"} if n else {}))
    a_source(world)
    companies = [a_company(world, f"c{n}").ref for n in range(3)]
    a_model(world)
    an_instrument(world)
    an_event(world)
    for n in range(60):
        day = f"2025-0{random.randrange(1, 9)}-1{random.randrange(10)}"
        said: Item = {
            "evidence": said_by(
                f"s{random.randrange(3)}",
                speaker=random.choice(SPEAKERS),
                basis=random.choice(list(Basis)).value,
                certainty=random.choice(list(Certainty)).value,
            ),
            "valid": random.choice([None, day, f"{day}/2025-12", "2024"]),
        }
        about = random.choice(
            [
                ("model/v3", "developer", random.choice(companies)),
                (random.choice(companies), "country", random.choice(["CN", "SG", "US"])),
                (random.choice(companies), "aliases", f"Name {n}"),
                ("event/launch", "status", random.choice(["announced", "completed"])),
            ]
        )
        recorded = state(world, a_fact(*about, **said))
        if random.random() < 0.2:
            price = {"value": {"amount": str(100 + n), "unit": "USD"}, **said, "valid": f"{day}/{day}"}
            state(world, a_fact("instrument/nvda", "price", **price))
        if random.random() < 0.2:
            retract(RequestContext(world, CALLER), fact_id=recorded[0], reason="Misread.")
        elif random.random() < 0.1:
            rank(RequestContext(world, CALLER), fact_id=recorded[0], rank="deprecated", reason="Wrong.")
    return [*companies, "model/v3", "event/launch", "instrument/nvda", *(f"source/s{n}" for n in range(3))]


def a_question(random: Random, instants: list[Instant]) -> FactsQuery:
    """Return a random query, usually by one key."""
    asked: Item = {}
    refs = {
        "entity": ["company/c0", "company/c1", "model/v3", "event/launch", "instrument/nvda"],
        "source": ["source/s0", "source/s1", "source/s2"],
        "value": ["company/c0", "company/c1", "company/c2"],
    }
    for name in random.sample([*refs, "speakers"], random.choice([1, 1, 1, 2, 3])):
        if name == "speakers":
            asked[name] = tuple(random.sample(["company/c0", "company/c1", NAMELESS["text"]], random.randrange(1, 4)))
        else:
            asked[name] = ref(random.choice(refs[name]))
    if random.random() < 0.3:
        asked["bases"] = tuple(random.sample(list(Basis), 2))
    if random.random() < 0.3:
        asked["certainties"] = tuple(random.sample(list(Certainty), 3))
    if random.random() < 0.2:
        asked["recorded_from"] = random.choice(instants)
    if random.random() < 0.2:
        asked["recorded_before"] = random.choice(instants)
    clocks = {
        "known_at": random.choice([None, None, random.choice(instants)]),
        "valid_at": random.choice([None, None, None, "2025-05-01T00:00:00.000Z"]),
        "published_before": random.choice([None, None, None, "2024-06-01T00:00:00.000Z"]),
    }
    return FactsQuery(**asked, moment=Moment(**clocks))


@pytest.mark.parametrize("seed", range(4))
def test_every_query_returns_what_a_full_scan_would(quick: World, seed: int) -> None:
    random = Random(seed)
    entities = write_much(quick, random)
    found = list(everything(quick, entities))
    instants = [fact["recorded_at"] for fact in found]
    for _ in range(60):
        question = a_question(random, instants)
        expected = naive(found, question)
        limit = random.choice([1, 3, 50])
        if not expected:
            continue  # another test covers empty pages and 404
        assert [fact["id"] for fact in every(quick, question, limit)] == expected, question


@pytest.mark.parametrize("bound", [3, 5, 7])
def test_a_page_that_reaches_its_bound_continues_with_a_cursor(
    quick: World, monkeypatch: pytest.MonkeyPatch, bound: int
) -> None:
    monkeypatch.setattr("chalicelib.operations.paging.merged_queries.MAX_ROWS_READ", bound)
    entities = write_much(quick, Random(7))
    found = list(everything(quick, entities))
    speakers = ("company/c0", "company/c1", NAMELESS["text"])
    for question in (
        by_source("source/s1", properties=("country",)),
        FactsQuery(speakers=speakers, bases=(Basis.OPINION, Basis.DERIVED)),
        FactsQuery(value=ref("company/c0"), certainties=(Certainty.ASSERTED,)),
    ):
        read = [
            page.meta["read"] for page in pages(lambda **asked: facts(quick, **asked), question=question, limit=bound)
        ]
        assert max(read) <= bound
        assert len(read) > 1
        assert [fact["id"] for fact in every(quick, question, 10)] == naive(found, question)


def test_a_page_reads_few_rows_if_all_fit_and_up_to_the_bound_if_none_does(quick: World) -> None:
    a_source(quick)
    an_instrument(quick)
    for month in range(1, 11):
        days = [f"2025-{month:02}-{day:02}" for day in range(1, 26)]
        prices = [a_fact("instrument/nvda", "price", {"amount": "118", "unit": "USD"}, valid=f"{d}/{d}") for d in days]
        state(quick, *prices)
    counted = MeteredTable(quick.table)
    world = on(quick, counted)

    assert facts(world, question=by_source(properties=("price",)), limit=20).meta == {"read": 100, "returned": 20}
    assert (counted.calls, counted.rows) == (3, 103)  # one finds what was merged into the source, one reads the views
    counted.clear()
    denied = by_source(certainties=(Certainty.DENIED,))
    assert facts(world, question=denied, limit=20).meta == {"read": 252, "returned": 0}
    assert (counted.calls, counted.rows) == (4, 254)  # the last checks that the source exists


def test_a_query_at_known_at_returns_the_same_answer_later(quick: World) -> None:
    random = Random(3)
    write_much(quick, random)
    asked = [by_source("source/s1"), by_entity("company/c0"), FactsQuery(speakers=("company/c1",))]
    asked += [FactsQuery(value=ref("company/c1"), properties=("developer",))]
    then, at = [every(quick, question) for question in asked], quick.now()
    for fact in then[0][:5]:
        if fact["retracted_at"] is None:
            retract(RequestContext(quick, CALLER), fact_id=fact["id"], reason="Not so.")
    evidence = said_by("s1", speaker="company/c1")
    say(quick, "company/c0", country="DE", evidence=evidence)
    state(quick, a_fact("model/v3", "developer", "company/c1", evidence=evidence))
    now = [every(quick, question) for question in asked]
    assert all(before != after for before, after in zip(then, now, strict=True))
    moment = Moment(known_at=at)
    again = [every(quick, replace(question, moment=moment)) for question in asked]
    assert again == then


@pytest.mark.parametrize("question", [by_source(), FactsQuery(speakers=("company/c0", "company/c1"))])
def test_pages_during_other_writes_are_those_as_of_the_first(quick: World, question: FactsQuery) -> None:
    a_source(quick)
    for n in range(2):
        a_company(quick, f"c{n}")
    for n in range(12):
        evidence = said_by("report", speaker=f"company/c{n % 2}")
        say(quick, f"company/c{n % 2}", aliases=[f"Name {n}"], evidence=evidence)
    whole = [fact["id"] for fact in every(quick, question)]
    seen: list[str] = []
    for n, page in enumerate(pages(lambda **asked: facts(quick, **asked), question=question, limit=4)):
        seen += [fact["id"] for fact in page.items]
        say(quick, "company/c0", aliases=[f"Late {n}"], evidence=said_by("report", speaker="company/c1"))
    assert seen == whole


def test_the_statements_of_a_vendor_on_its_model_take_a_query_more_for_each_ref(
    dynamo_world: World, calls: Calls
) -> None:
    a_source(dynamo_world)
    for slug in ("alibaba-cloud", "alibaba-group", "rival"):
        a_company(dynamo_world, slug)
    a_model(dynamo_world)
    for speaker, amount in (("company/alibaba-cloud", "72e9"), ("company/rival", "7e9"), (None, "70e9")):
        evidence = said_by("report", speaker=speaker, basis="self_reported" if speaker else "opinion")
        say(dynamo_world, "model/v3", parameters={"amount": amount, "unit": "parameter"}, evidence=evidence)
    calls.clear()
    vendors = ("company/alibaba-cloud", "company/alibaba-group")
    (claim,) = facts(dynamo_world, question=by_entity("model/v3", speakers=vendors), limit=50).items
    assert claim["value"] == {"amount": "72e9", "unit": "parameter"}
    assert calls.names == ["Query", "Query", "Query", "BatchGetItem"]


def test_each_key_is_three_calls_and_reads_what_it_returns(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    a_company(dynamo_world)
    a_model(dynamo_world, developer=["company/deepseek"], evidence=said_by("report", speaker="company/deepseek"))
    calls.clear()
    for question in (
        by_source(),
        FactsQuery(value=ref("company/deepseek")),
        FactsQuery(speakers=("company/deepseek",)),
    ):
        page = facts(dynamo_world, question=question, limit=1)
        assert page.meta == {"read": 1, "returned": 1}
    assert facts(dynamo_world, question=by_entity("model/v3"), limit=10).meta == {"read": 2, "returned": 2}
    assert calls.names == ["Query", "Query", "BatchGetItem"] * 3 + ["Query"]


def test_a_page_with_the_last_fact_has_no_cursor(world: World) -> None:
    a_source(world)
    a_company(world, country="CN")
    assert facts(world, question=by_entity("company/deepseek"), limit=1).next is not None
    assert facts(world, question=by_entity("company/deepseek"), limit=2).next is None
    assert facts(world, question=by_source(properties=("country", "name")), limit=1).next is not None
    assert facts(world, question=by_source(properties=("country",)), limit=1).next is None
    assert facts(world, question=by_source(properties=("title",)), limit=1).next is None


def test_several_speakers_are_a_call_each(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    for n in range(5):
        a_company(dynamo_world, f"c{n}", evidence=said_by("report", speaker={"text": f"Speaker {n}"}))
    calls.clear()
    names = tuple(f"Speaker {n}" for n in range(5))
    found = facts(dynamo_world, question=FactsQuery(speakers=names), limit=50).items
    assert [fact["entity"] for fact in found] == [f"company/c{n}" for n in reversed(range(5))]
    assert calls.names == [*["Query"] * 5, "BatchGetItem"]


def test_an_entity_without_facts_and_a_missing_entity_are_answered_differently(
    dynamo_world: World, calls: Calls
) -> None:
    a_source(dynamo_world)
    a_company(dynamo_world)
    calls.clear()
    assert facts(dynamo_world, question=FactsQuery(value=ref("company/deepseek")), limit=5).items == []
    assert calls.names == ["Query", "Query", "GetItem"]
    assert facts(dynamo_world, question=FactsQuery(speakers=("Nobody",)), limit=5).items == []
    for question, missing in (
        (by_source("source/none"), "source/none"),
        (FactsQuery(value=ref("model/none")), "model/none"),
        (FactsQuery(speakers=("company/none", "company/deepseek")), "company/none"),
        (by_entity("company/none"), "company/none"),
        (by_entity("company/deepseek", source=ref("source/none")), "source/none"),
    ):
        with pytest.raises(NotFound, match=missing):
            facts(dynamo_world, question=question, limit=5)


def test_an_entity_not_known_yet_is_not_found(world: World) -> None:
    at = a_source(world).view["created_at"]
    a_source(world, "later")
    for question in (by_source("source/later"), by_entity("source/later"), FactsQuery(value=ref("source/later"))):
        with pytest.raises(NotFound, match=f"known at {at}"):
            facts(world, question=replace(question, moment=Moment(known_at=at)), limit=5)


def test_the_facts_of_a_retired_source_stay_and_those_of_a_retired_entity_are_gone(world: World) -> None:
    a_source(world)
    at = a_company(world).view["updated_at"]
    retire(RequestContext(world, CALLER), ref=ref("source/report"), reason="Withdrawn.")
    retire(RequestContext(world, CALLER), ref=ref("company/deepseek"), reason="Made up.")
    assert len(every(world, by_source(properties=("name",)))) == 1
    with pytest.raises(Gone):
        every(world, by_entity("company/deepseek"))
    assert len(every(world, by_entity("company/deepseek", moment=Moment(known_at=at)))) == 1


def test_a_merged_entity_is_refused_and_its_facts_belong_to_the_survivor(world: World) -> None:
    a_source(world)
    a_company(world)
    a_company(world, "deep-seek", country="CN")
    merge(RequestContext(world, CALLER), ref=ref("company/deep-seek"), into=ref("company/deepseek"), reason="The same.")
    with pytest.raises(Merged, match="company/deepseek"):
        every(world, by_entity("company/deep-seek"))
    assert [fact["value"] for fact in every(world, by_entity("company/deepseek", properties=("country",)))] == ["CN"]


def test_a_series_is_found_by_its_source(world: World) -> None:
    a_source(world)
    an_instrument(world)
    price = {"value": {"amount": "118.42", "unit": "USD"}, "valid": "2025-01-27/2025-01-27"}
    recorded = state(world, a_fact("instrument/nvda", "price", **price))
    asked = by_entity("instrument/nvda", properties=("price",))
    assert [fact["id"] for fact in every(world, replace(asked, source=ref("source/report")))] == recorded
    with pytest.raises(BadParameter, match="series"):
        every(world, asked)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (FactsQuery(), "`entity`, `source`, `speaker` and `value`"),
        (FactsQuery(properties=("name",)), "`entity`, `source`, `speaker` and `value`"),
        (FactsQuery(speakers=tuple("abcdef")), "send at most 5"),
        (by_entity("company/deepseek", properties=("cuntry",)), '"country"'),
        (by_source(properties=("pramaeters",)), '"parameters"'),
        (by_entity("company/deepseek", properties=("context_window",)), "no property"),
    ],
)
def test_an_invalid_query_is_answered_with_what_would_be_right(quick: World, question: FactsQuery, said: str) -> None:
    with pytest.raises(BadParameter, match=said):
        facts(quick, question=question, limit=5)


def test_a_field_of_one_event_type_is_a_property(world: World) -> None:
    a_source(world)
    an_event(world, type="funding_round", amount={"amount": "1e9", "unit": "USD"})
    (fact,) = every(world, by_entity("event/launch", properties=("amount",)))
    assert fact["value"] == {"amount": "1e9", "unit": "USD"}


def test_a_cursor_is_valid_for_its_query_and_its_moment(world: World) -> None:
    a_source(world)
    for n in range(3):
        a_company(world, f"c{n}")
    cursor = facts(world, question=by_source(), limit=1).next
    assert cursor is not None
    assert facts(world, question=by_source(), limit=2, cursor=cursor).items
    moment = Moment(known_at=world.now())
    for question in (
        by_source(moment=moment),
        by_source(properties=("name",)),
        FactsQuery(speakers=("source/report",)),
    ):
        with pytest.raises(BadCursor):
            facts(world, question=question, limit=1, cursor=cursor)


def test_a_forged_cursor_is_refused_even_without_a_secret(world: World) -> None:
    a_source(world)
    question = by_source()
    listed: Listed = facts(world, question=question, limit=1)
    assert listed.next is None or listed.items
    named = f"facts {[str(each) for each in vars(question).values()]}"
    for before in (None, 7, "", "\0", "é", "a" * 1000):
        forged = seal({"before": before}, query=named, now=world.now(), secret=world.cursor_secret)
        with pytest.raises(BadCursor, match="is not valid"):
            facts(world, question=question, limit=1, cursor=forged)


def test_a_retracted_fact_is_still_found_with_its_retraction(world: World) -> None:
    a_source(world)
    a_company(world, country="CN")
    (fact_id,) = fact_ids(world, "company/deepseek", "country")
    retract(RequestContext(world, CALLER), fact_id=fact_id, reason="Misread.")
    (fact,) = every(world, by_source(properties=("country",)))
    assert (fact["id"], fact["retraction"]["reason"]) == (fact_id, "Misread.")
