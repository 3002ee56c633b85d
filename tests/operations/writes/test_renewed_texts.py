"""Facts from before texts were clean and regions and licences were codes: read, compared and never recorded twice."""

from typing import Any

import pytest

from chalicelib.domain.errors import Retracted
from chalicelib.domain.facts.contents import Content
from chalicelib.domain.facts.evidence import Evidence
from chalicelib.domain.matching.candidate_score import MatchQuery
from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.domain.values import Code, Quantity, Text, Value
from chalicelib.kinds import KINDS
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.search.autocomplete import autocomplete
from chalicelib.operations.search.resolve import resolve
from chalicelib.operations.search.search import search
from chalicelib.operations.series.series import series
from chalicelib.operations.transactions.attempts import Attempt
from chalicelib.operations.transactions.drafts import DraftFact, Reference
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.retract import retract
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    SOURCE,
    a_company,
    a_fact,
    a_model,
    a_source,
    an_event,
    assert_whole,
    fact_ids,
    ref,
    refs_of,
    say,
    state,
    view,
)


def record_as_before(world: World, entity: str, name: str, value: Value, **more: Any) -> str:
    """Record a fact whose texts no reader of requests has cleaned, as older code did."""

    evidence = Evidence.read(more.pop("evidence", EVIDENCE))
    content = Content(name, value, evidence, **more)

    def plan(attempt: Attempt) -> list[Change]:
        declared = attempt.entities[entity].declared(name)
        assert declared is not None
        return [Change(entity, "recorded", drafts=[DraftFact(declared, content, "")], refs=[Reference(SOURCE, None)])]

    (result,) = run_transaction(RequestContext(world, CALLER), refs=[entity], plan=plan)
    return result.facts[0].id


@pytest.fixture
def old(quick: World) -> World:
    a_source(quick)
    a_source(quick, "other")
    a_company(quick)
    a_model(quick)
    an_event(quick, type="service_change")
    return quick


def test_an_unclean_fact_is_shown_as_it_was_sent_and_met_when_it_is_sent_again(old: World) -> None:
    record_as_before(old, "company/deepseek", "aliases", Text("Deep\u00a0Seek\n"))
    assert view(old, "company/deepseek")["aliases"] == ["Deep\u00a0Seek\n"]
    for again in ("Deep\u00a0Seek\n", "Deep Seek", " Deep Seek"):
        assert not say(old, "company/deepseek", aliases=[again]).created
    assert len(fact_ids(old, "company/deepseek", "aliases")) == 1


def test_the_unclean_texts_around_a_value_are_met_too(old: World) -> None:
    evidence = {**EVIDENCE, "via": " X\n", "speaker": {"text": "some\tbody"}, "quote": "a\x07"}
    record_as_before(old, "company/deepseek", "country", Code("CN"), condition="if\n so", evidence=evidence)
    again = {"value": "CN", "condition": "if so", "evidence": {**EVIDENCE, "via": "X", "speaker": "some body"}}
    assert not say(old, "company/deepseek", country=again).created


def test_a_retracted_unclean_fact_stays_retracted(old: World) -> None:
    name = record_as_before(old, "company/deepseek", "aliases", Text("Deep  Seek"))
    retract(RequestContext(old, CALLER), fact_id=name, reason="No.", source=None)
    with pytest.raises(Retracted):
        say(old, "company/deepseek", aliases=["Deep Seek"])


def test_an_old_text_of_a_licence_is_its_code_and_in_no_dispute_with_it(old: World) -> None:
    record_as_before(old, "model/v3", "license", Text("apache 2.0"))
    assert view(old, "model/v3")["license"] == "Apache-2.0"
    say(old, "model/v3", license="Apache-2.0", evidence={**EVIDENCE, "source": "source/other"})
    shown = view(old, "model/v3")
    assert (shown["license"], shown["disputed"]) == ("Apache-2.0", [])
    assert not say(old, "model/v3", license="apache 2.0").created
    say(old, "model/v3", license="MIT", evidence={**EVIDENCE, "source": "source/other"})
    assert view(old, "model/v3")["disputed"] == ["license"]
    assert_whole(old, "model/v3")


def test_an_old_text_that_names_no_licence_is_words(old: World) -> None:
    record_as_before(old, "model/v3", "license", Text("My own"))
    assert view(old, "model/v3")["license"] == {"text": "My own"}
    assert not say(old, "model/v3", license={"text": "My own"}).created
    say(old, "model/v3", license="MIT", evidence={**EVIDENCE, "source": "source/other"})
    assert view(old, "model/v3")["disputed"] == ["license"]


@pytest.mark.parametrize(
    ("filters", "slugs"),
    [
        ({"license": "Apache-2.0"}, ["v3", "v4"]),
        ({"license": "apache 2.0"}, ["v3", "v4"]),
        ({"license": "MIT,apache-2.0"}, ["v3", "v4"]),
        ({"license[ne]": "Apache-2.0"}, ["v5"]),
        ({"license": "My own."}, ["v5"]),
        ({"license": "MIT"}, []),
    ],
)
def test_filters_by_licence_find_old_and_new_values(old: World, filters: dict[str, str], slugs: list[str]) -> None:
    record_as_before(old, "model/v3", "license", Text("Apache 2.0"))
    a_model(old, "v4", license="apache-2.0")
    a_model(old, "v5", license={"text": "my own"})
    found = listing(old, kind=KINDS["model"], limit=10, filters=filters)
    assert sorted(refs_of(found)) == [f"model/{slug}" for slug in slugs]


def test_an_old_region_of_an_event_is_the_country_it_names(old: World) -> None:
    record_as_before(old, "event/launch", "region", Text("Italy"))
    say(old, "event/launch", region="IT", evidence={**EVIDENCE, "source": "source/other"})
    shown = view(old, "event/launch")
    assert (shown["region"], shown["disputed"]) == ("IT", [])
    say(old, "event/launch", region="FR", evidence={**EVIDENCE, "source": "source/other"})
    assert view(old, "event/launch")["disputed"] == ["region"]


def test_an_old_region_of_a_price_is_in_the_slot_of_its_code(old: World) -> None:
    qualifiers = {"direction": Code("input"), "tier": Code("standard"), "region": Text("India")}
    record_as_before(old, "model/v3", "prices", Quantity("3", "USD/Mtok"), qualifiers=qualifiers)
    sent = {"value": {"amount": "4", "unit": "USD/Mtok"}, "direction": "input", "region": "IN"}
    say(old, "model/v3", prices=[sent], evidence={**EVIDENCE, "source": "source/other"})
    (entry,) = view(old, "model/v3")["prices"]
    assert (entry["region"], entry["disputed"]) == ("IN", True)
    steps = series(old, ref=ref("model/v3"), property_name="prices", limit=10).items
    assert {step["qualifiers"]["region"] for step in steps} == {"IN"}


def test_the_words_in_place_of_a_code_are_kept_and_reported(old: World) -> None:
    (name,) = state(old, a_fact(value="South Korea"))
    (again,) = state(old, a_fact(value="South Korea"))
    assert name == again
    written = say(old, "company/deepseek", country="North Korea")
    assert [*written.adjusted] == ["/country"]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Ørsted", ["Orsted", "Oersted", "Ørsted", "ørsted"]),
        ("Müller Technologies", ["Muller", "Mueller", "müller technologies", "Mueller Technologies"]),
        ("Mueller Labs", ["Müller", "Müller Labs"]),
        ("Ångström AI", ["Angstrom", "Aangstroem", "ångström ai"]),
        ("Łódź Đuro Þór", ["Lodz", "Duro", "Thor", "łódź"]),
        ("Æther Œuvre", ["Aether", "Oeuvre"]),
        ("Straße", ["Strasse"]),
        ("Ħal Ðýr Işık", ["Hal", "Dyr", "Isik"]),
    ],
)
def test_a_name_is_found_in_each_spelling_of_its_letters(quick: World, name: str, asked: list[str]) -> None:
    a_source(quick)
    a_company(quick, "it", name=name)
    a_company(quick, "other", name="Something else")
    for text in asked:
        assert refs_of(search(quick, q=text, limit=5)) == ["company/it"], text
        assert refs_of(autocomplete(quick, q=text[:4], limit=5)) == ["company/it"], text[:4]
    for text in (each for each in asked if len(each.split()) == len(name.split())):
        (answer,) = resolve(quick, wanted=[MatchQuery(FoldedName(text))]).answers
        assert answer.match.ref == "company/it", text
    assert audit(quick, ref="company/it") == []


def test_a_price_from_before_tiers_is_met_when_it_is_sent_again(old: World) -> None:
    price = Quantity("20", "USD/month")
    record_as_before(old, "model/v3", "prices", price, qualifiers={"plan": Text("Plus")})

    assert not say(old, "model/v3", prices=[{"value": price.json(), "plan": "Plus"}]).created
    assert len(fact_ids(old, "model/v3", "prices")) == 1


def test_an_identifier_from_before_its_normal_form_is_met_in_any_spelling(old: World) -> None:
    record_as_before(old, "company/deepseek", "identifiers", Text("10.1000/ABC"), qualifiers={"scheme": Code("doi")})

    for again in ("10.1000/ABC", "10.1000/abc", "https://doi.org/10.1000/abc"):
        assert not say(old, "company/deepseek", identifiers=[{"value": again, "scheme": "doi"}]).created, again


def test_a_content_of_another_source_is_another_fact(old: World) -> None:
    record_as_before(old, "company/deepseek", "aliases", Text("Deep  Seek"))

    other = {**EVIDENCE, "source": "source/other"}
    assert say(old, "company/deepseek", aliases=["Deep Seek"], evidence=other).created
