"""An identifier that another entity has too is accepted, and the answer says where it is on record."""

from typing import Any

from chalicelib.domain.hints import Hint, HintCode, hints_json
from chalicelib.operations.world import IdempotentRequest, RequestContext, World
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.patch import patch
from chalicelib.operations.writes.record import record
from tests.conftest import Calls
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_fact,
    a_source,
    an_offering,
    new,
    ref,
    said_by,
    say,
)

LEI = {"value": "HWUPKR0MPOU8FGXBT394", "scheme": "lei"}
CIK = {"value": "0001045810", "scheme": "cik"}


def hints(world: World, entity: str, **fields: Any) -> tuple[Hint, ...]:
    return say(world, entity, **fields).report.hints


def test_a_patch_names_the_entity_that_has_the_identifier(world: World) -> None:
    a_source(world)
    a_company(world, "apple", identifiers=[LEI])
    a_company(world, "apple-inc")
    (hint,) = hints(world, "company/apple-inc", identifiers=[CIK, {**LEI, "value": "hwupkr0mpou8fgxbt394"}])
    assert hint == Hint("/identifiers/1/value", HintCode.IDENTIFIER_ELSEWHERE, hint.detail, refs=("company/apple",))
    assert hint.detail.startswith('The lei "HWUPKR0MPOU8FGXBT394" is on record at company/apple as well. If company/')
    assert hints_json([hint, hint])[0].keys() == {"pointer", "code", "detail", "refs"}
    assert len(hints_json([hint, hint])) == 1


def test_facts_say_it_by_their_place_and_so_do_a_dry_run_and_a_repetition(world: World) -> None:
    a_source(world)
    a_company(world, "apple", website="https://www.apple.com")
    a_company(world, "apple-inc")
    sent = [a_fact("company/apple-inc"), a_fact("company/apple-inc", "website", "http://WWW.apple.com/?utm_source=x")]
    dry = record(RequestContext(world, CALLER).rehearsed(), facts=sent)
    keyed = [RequestContext(world, CALLER, IdempotentRequest("d", "a")) for _ in range(2)]
    first, again = (record(context, facts=sent, atomic=False) for context in keyed)
    assert dry.hints == first.hints == again.hints
    assert again.is_replay
    assert [(each.pointer, each.refs) for each in first.hints] == [("/facts/1/value", ("company/apple",))]


def test_of_many_entities_the_sentence_names_five_and_the_refs_are_all(quick: World) -> None:
    a_source(quick)
    for n in range(7):
        a_company(quick, f"c{n}")
    *_, last = [hints(quick, f"company/c{n}", identifiers=[LEI]) for n in range(7)]
    assert last[0].refs == tuple(f"company/c{n}" for n in range(6))
    assert "company/c4 and others as well" in last[0].detail


def test_what_the_entity_had_before_is_not_looked_up_again(world: World) -> None:
    a_source(world)
    a_source(world, "other")
    a_company(world, "apple", identifiers=[LEI])
    a_company(world, "apple-inc")
    assert hints(world, "company/apple-inc", identifiers=[LEI])
    assert not hints(world, "company/apple-inc", identifiers=[LEI])
    assert not hints(world, "company/apple-inc", identifiers=[LEI], evidence=said_by("other"))
    assert not hints(world, "company/apple-inc", country="US")


def test_a_value_that_is_denied_or_of_another_kind_or_seller_is_no_hint(world: World) -> None:
    a_source(world)
    a_company(world, "deepseek", website="https://deepseek.com/", identifiers=[LEI])
    a_company(world, "other")
    new(world, "product", "app", name="App", identifiers=[{"value": "https://other.com/", "scheme": "url"}])
    assert not hints(world, "company/other", website="https://other.com/")
    denied = said_by("report", certainty="denied")
    assert not hints(world, "company/other", identifiers=[LEI], evidence=denied)
    api = {"value": "deepseek-chat", "scheme": "api"}
    an_offering(world, "one", provider="company/deepseek", identifiers=[api])
    for slug, provider in (("two", "company/other"), ("three", "company/deepseek")):
        an_offering(world, slug, name=slug, provider=provider)
    assert not hints(world, "offering/two", identifiers=[api])
    assert [each.refs for each in hints(world, "offering/three", identifiers=[api])] == [("offering/one",)]


def test_of_a_merged_entity_the_survivor_is_named(world: World) -> None:
    a_source(world)
    for slug in ("apple", "apple-inc", "cupertino"):
        a_company(world, slug)
    say(world, "company/apple", identifiers=[LEI])
    merge(RequestContext(world, CALLER), ref=ref("company/apple"), into=ref("company/apple-inc"), reason="The same.")
    assert [each.refs for each in hints(world, "company/cupertino", identifiers=[LEI])] == [("company/apple-inc",)]


def test_a_new_identifier_costs_one_query_and_other_values_none(dynamo_world: World, calls: Calls) -> None:
    world = dynamo_world
    a_source(world)
    a_company(world, "apple")

    def cost(**fields: Any) -> int:
        calls.clear()
        patch(RequestContext(world, CALLER), ref=ref("company/apple"), body={"evidence": EVIDENCE, **fields})
        return len(calls)

    assert cost(country="US") == 2
    assert cost(identifiers=[LEI]) == 3
    assert cost(identifiers=[LEI]) == 2  # its source, of which the fact on record has copies
    assert cost(identifiers=[{**CIK}, {"value": "XNAS:AAPL", "scheme": "ticker"}]) == 4
