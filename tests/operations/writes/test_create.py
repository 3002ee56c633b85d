"""Creating: the first facts of an entity, all or none."""

import pytest

from chalicelib.domain.errors import Busy, Duplicate, Invalid, TooManyActions
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.ending.retire import retire
from tests.operations.builders import (
    CALLER,
    a_company,
    a_fact,
    a_model,
    a_source,
    an_event,
    an_instrument,
    assert_whole,
    new,
    on,
    ref,
    revisions,
    state,
    view,
)
from tests.operations.faulty import Colliding, Overtaken


def codes(refusal: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return {fault.pointer: fault.code for fault in refusal.value.faults}


def test_a_created_company_reads_as_it_was_sent(world: World) -> None:
    a_source(world)
    made = a_company(world, country="CN", aliases=["深度求索"], founded="2023-07")
    assert (made.ref, made.revision, made.created) == ("company/deepseek", 1, True)
    assert view(world, "company/deepseek") == made.view
    assert made.view == {
        "ref": "company/deepseek",
        "kind": "company",
        "slug": "deepseek",
        "name": "Deepseek",
        "aliases": ["深度求索"],
        "country": "CN",
        "founded": "2023-07",
        "disputed": [],
        "hedged": {},
        "sources": ["source/report"],
        "origins": {"name": 1, "aliases": 1, "country": 1, "founded": 1},
        "revision": 1,
        "created_at": made.view["created_at"],
        "updated_at": made.view["created_at"],
    }


def test_every_fact_remembers_who_recorded_it_and_when(world: World) -> None:
    a_source(world, published="2025-01", publisher={"text": "The Paper"})
    made = a_company(world)
    (fact,) = load_entity(world, made.ref).facts.values()
    assert (fact.recorded_by, fact.recorded_at) == ("key_test", made.view["created_at"])
    assert fact.published is not None
    assert fact.published.json() == "2025-01"
    assert fact.publisher is not None
    assert fact.publisher.json() == {"text": "The Paper"}
    assert fact.root == "source/report"


def test_a_fact_leans_on_the_first_source_of_what_its_source_repeats(world: World) -> None:
    a_source(world, "wire")
    a_source(world, "copy", derived_from="source/wire")
    a_source(world, "copy-of-copy", derived_from="source/copy")
    a_company(world, evidence={"source": "source/copy-of-copy", "basis": "third_party_report"})
    (fact,) = load_entity(world, "company/deepseek").facts.values()
    assert fact.root == "source/wire"


def test_a_source_is_its_own_evidence(world: World) -> None:
    a_source(world, published="2025-01")
    assert view(world, "source/report")["sources"] == ["source/report"]


def test_what_a_source_says_of_itself_was_in_print_when_the_source_was(world: World) -> None:
    a_source(world, published="2025-01", language="en")
    assert view(world, "source/report", published_before="2025-06-01T00:00:00.000Z")["language"] == "en"


def test_a_taken_slug_is_refused_with_the_ref_of_who_has_it(world: World) -> None:
    a_source(world)
    a_company(world)
    with pytest.raises(Duplicate) as refusal:
        a_company(world, name="Another")
    assert refusal.value.context["ref"] == "company/deepseek"


def test_the_slug_of_a_retired_entity_stays_taken(world: World) -> None:
    a_source(world)
    a_company(world)
    retire(RequestContext(world, CALLER), ref=ref("company/deepseek"), reason="Made up.")
    with pytest.raises(Duplicate):
        a_company(world)


def test_all_faults_come_in_one_answer_each_with_its_pointer(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        new(
            world,
            "event",
            "Not A Slug",
            type="release",
            date="the day before",
            participants=[{"value": "company/nobody", "role": "subject"}, {"value": "model/v3", "role": "issuer"}],
            colour="red",
        )
    found = codes(refusal)
    assert found["/slug"] == "not_a_slug"
    assert found["/colour"] == "unknown_property"
    assert found["/title"] == "missing_field"
    assert {"/date", "/participants/1/role"} <= found.keys()


def test_entities_that_do_not_exist_are_named_where_they_stand(world: World) -> None:
    a_source(world)
    with pytest.raises(Invalid) as refusal:
        an_event(world, participants=[{"value": "company/nobody", "role": "subject"}], cause=["model/nothing"])
    assert codes(refusal) == {"/participants/0/value": "no_such_entity", "/cause/0": "no_such_entity"}


def test_a_source_that_does_not_exist_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        a_company(world)
    assert "no_such_entity" in codes(refusal).values()


def test_new_facts_do_not_lean_on_retired_entities(world: World) -> None:
    a_source(world)
    a_company(world)
    retire(RequestContext(world, CALLER), ref=ref("company/deepseek"), reason="Made up.")
    with pytest.raises(Invalid) as refusal:
        a_model(world, developer=["company/deepseek"])
    assert codes(refusal) == {"/developer/0": "retired_entity"}


def test_a_refused_creation_leaves_nothing(world: World) -> None:
    a_source(world)
    with pytest.raises(Invalid):
        a_company(world, country="Atlantis")
    assert load_entity(world, "company/deepseek").view is None
    assert a_company(world).created


def test_an_event_has_a_known_type_and_every_entity_a_name(world: World) -> None:
    a_source(world)
    with pytest.raises(Invalid) as refusal:
        an_event(world, type={"missing": "unknown"})
    assert "/type" in codes(refusal)
    with pytest.raises(Invalid) as refusal:
        a_company(world, name={"missing": "none"})
    assert "/name" in codes(refusal)


def test_an_event_may_have_a_date_that_nobody_knows(world: World) -> None:
    a_source(world)
    assert an_event(world, date={"missing": "unknown"}).view["date"] == {"missing": "unknown"}


def test_a_name_that_does_not_hold_yet_is_not_enough(world: World) -> None:
    a_source(world)
    with pytest.raises(Invalid) as refusal:
        a_company(world, name={"value": "Future", "valid": "2099"})
    (fault,) = refusal.value.faults
    assert (fault.pointer, fault.code) == ("/name", "missing_field")
    assert "holds now" in fault.detail


def test_an_entity_may_point_at_itself(world: World) -> None:
    a_source(world)
    assert a_company(world, competes_with=["company/deepseek"]).view["competes_with"] == ["company/deepseek"]
    assert_whole(world, "company/deepseek")


def test_more_than_a_hundred_actions_are_refused_with_their_number(quick: World) -> None:
    a_source(quick)
    with pytest.raises(TooManyActions) as refusal:
        a_company(quick, aliases=[f"alias {n}" for n in range(98)])
    assert refusal.value.context["actions"] > refusal.value.context["limit"] == 100
    assert load_entity(quick, "company/deepseek").view is None


def test_the_same_fact_twice_in_one_body_is_one(world: World) -> None:
    a_source(world)
    a_company(world, aliases=["深度求索", "深度求索"])
    assert len(load_entity(world, "company/deepseek").facts) == 2


def test_the_first_revision_says_what_it_did(world: World) -> None:
    a_source(world)
    a_company(world, country="CN")
    (first,) = revisions(world, "company/deepseek")
    assert (first.cause, first.by, first.number) == ("created", "key_test", 1)
    assert [change["property"] for change in first.changes] == ["name", "country"]
    cell = "entities.company?organisation_type=unknown&status=unknown&country=CN&month=unknown"
    assert first.counts == {"facts": 2, "entities.company": 1, cell: 1}


def test_an_instrument_may_be_created_with_a_first_price(world: World) -> None:
    a_source(world)
    price = {"value": {"amount": "118.42", "unit": "USD"}, "valid": "2025-01-27/2025-01-27"}
    made = an_instrument(world, price=price)
    assert "price" not in made.view
    assert state(world, a_fact("instrument/nvda", "price", **price)) != []
    assert view(world, "instrument/nvda")["revision"] == 1


def test_a_lost_race_for_a_slug_is_one_entity_and_one_duplicate(quick: World) -> None:
    a_source(quick)
    rival = on(quick, Overtaken(quick.table, lambda: a_company(quick, name="Faster")))
    with pytest.raises(Duplicate):
        a_company(rival, name="Slower")
    assert view(quick, "company/deepseek")["name"] == "Faster"


def test_eight_collisions_are_busy(quick: World) -> None:
    a_source(quick)
    table = Colliding(quick.table)
    with pytest.raises(Busy):
        a_company(on(quick, table))
    assert table.tries == 8
