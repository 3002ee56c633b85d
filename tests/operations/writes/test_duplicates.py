"""Duplicates: a create that seems to repeat an entity is refused with what it may be, and can be forced."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Duplicate, Invalid, PossibleDuplicate
from chalicelib.kinds import KINDS
from chalicelib.kinds.properties.identifiers import identifier_key
from chalicelib.operations.entities.history import history
from chalicelib.operations.search.lookup import lookup
from chalicelib.operations.world import Moment, RequestContext, World
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.duplicates import duplicates
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from tests.conftest import Calls
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    Body,
    a_company,
    a_model,
    a_source,
    an_event,
    an_instrument,
    an_offering,
    ref,
    say,
)

LEI = {"scheme": "lei", "value": "529900T8BM49AURSDO55"}
URL = "https://example.com/news/1"


def body(kind: str, slug: str, **fields: Any) -> Body:
    named = {"title": f"The {slug}"} if KINDS[kind].has_titles else {"name": slug.capitalize()}
    evidence = {} if kind == "source" else {"evidence": EVIDENCE}
    of_event = {"type": "release", "date": "2025-01-26"} if kind == "event" else {}
    return {"slug": slug, **named, **evidence, **of_event, **fields}


def post(world: World, kind: str, slug: str, *, allow_duplicate: bool = False, **fields: Any) -> None:
    """Create an entity as a caller of the API does."""
    sent = body(kind, slug, **fields)
    create(RequestContext(world, CALLER), kind=KINDS[kind], body=sent, allow_duplicate=allow_duplicate)


def refused(world: World, kind: str, slug: str = "another", **fields: Any) -> dict[str, list[str]]:
    """Create an entity that is refused, and give the reasons by candidate: the same as a look without writing gives."""
    with pytest.raises(PossibleDuplicate) as refusal:
        post(world, kind, slug, **fields)
    items = refusal.value.context["candidates"]
    found = duplicates(world, kind=KINDS[kind], body=body(kind, slug, **fields))
    assert [each.json_value() for each in found.candidates] == items
    return {item["ref"]: item["why"] for item in items}


def party(entity: str, role: str) -> dict[str, str]:
    return {"value": entity, "role": role}


@pytest.fixture(autouse=True)
def report(request: pytest.FixtureRequest) -> None:
    if "world" in request.fixturenames:
        a_source(request.getfixturevalue("world"))


def test_the_same_identifier_is_refused_in_any_spelling(world: World) -> None:
    a_company(world, identifiers=[LEI])
    spelt = [{"scheme": "lei", "value": "lei: 529900t8bm49aursdo55"}]
    assert refused(world, "company", identifiers=spelt) == {"company/deepseek": ["same identifier lei"]}


def test_a_candidate_has_its_label_its_hint_and_every_reason(world: World) -> None:
    a_company(world, name="DeepSeek", country="CN", identifiers=[LEI], website="http://deepseek.com")
    with pytest.raises(PossibleDuplicate) as refusal:
        post(world, "company", "x", name="Deep Seek!", identifiers=[LEI], website="https://DeepSeek.com/?utm_source=a")
    (item,) = refusal.value.context["candidates"]
    assert item["why"] == ["same identifier lei", "same url"]
    assert (item["ref"], item["kind"], item["label"], item["hint"]["country"]) == (
        "company/deepseek",
        "company",
        "DeepSeek",
        "CN",
    )
    assert "company/deepseek" in refusal.value.detail
    assert "allow_duplicate=true" in refusal.value.detail


@pytest.mark.parametrize(
    "other",
    [
        "http://EXAMPLE.com/news/1/",
        "https://example.com/news/1?utm_source=x&UTM_Medium=mail&fbclid=1",
        "https://example.com/news/1#:~:text=models",
        "https://example.com/news/1/?gclid=9",
    ],
)
def test_the_same_address_of_a_source_is_refused_in_any_spelling(world: World, other: str) -> None:
    a_source(world, "first", url=URL)
    assert refused(world, "source", url=other) == {"source/first": ["same url"]}


@pytest.mark.parametrize("other", ["https://example.com/news/1?id=2", "https://example.com/news/2", f"{URL}#part"])
def test_another_address_is_another_source_even_of_the_same_title(world: World, other: str) -> None:
    a_source(world, "first", url=URL, title="Results")
    post(world, "source", "another", url=other, title="Results")


@given(st.lists(st.sampled_from(["id=1", "page=a", "utm_source=x", "fbclid=3", "q"]), max_size=4), st.booleans())
def test_a_key_of_an_address_has_itself_as_its_key(query: list[str], has_slash: bool) -> None:
    key = identifier_key("url", f"HTTP://Example.com/a{'/' * has_slash}?{'&'.join(query)}")
    assert identifier_key("url", key) == key
    assert "utm_" not in key
    assert key.count("id=1") == query.count("id=1")


def test_the_same_digest_is_refused(world: World) -> None:
    a_source(world, "first", sha256="a" * 64)
    assert refused(world, "source", sha256="a" * 64) == {"source/first": ["same sha256"]}


def test_a_source_that_the_body_names_is_taken_to_be_another(world: World) -> None:
    a_source(world, "first", url=URL)
    post(world, "source", "corrected", url=URL, supersedes="source/first")


@pytest.mark.parametrize("kind", ["company", "model", "product", "instrument", "benchmark", "person"])
def test_the_same_folded_name_within_a_kind_is_refused(world: World, kind: str) -> None:
    post(world, kind, "first", name="Ørsted & Co")
    assert refused(world, kind, name="orsted CO") == {f"{kind}/first": ["same name"]}
    other = "person" if kind == "company" else "company"
    post(world, other, "another", name="Ørsted & Co")


def test_a_similar_name_or_an_alias_is_no_duplicate(world: World) -> None:
    a_model(world, name="Zeta-B", aliases=["Zeta"])
    for slug, name in (("a", "Zeta AB"), ("b", "Zeta"), ("c", "Zeta-B 2"), ("d", "Zeta-B mini")):
        post(world, "model", slug, name=name)


def test_offerings_share_names_and_ids_unless_the_provider_is_the_same(world: World) -> None:
    a_company(world)
    a_company(world, "azure")
    ids = [{"scheme": "api", "value": "gpt-4o"}]
    an_offering(world, "first", name="GPT-4o", provider="company/deepseek", identifiers=ids)
    post(world, "offering", "second", name="GPT-4o", provider="company/azure", identifiers=ids)
    post(world, "offering", "third", name="GPT-4o", identifiers=ids)
    again = refused(world, "offering", name="GPT 4o", provider="company/azure", identifiers=ids)
    assert again == {"offering/second": ["same identifier api", "same name"]}


def test_an_identifier_that_another_had_before_is_no_duplicate(world: World) -> None:
    a_company(world, identifiers=[{"scheme": "ticker", "value": "XNAS:ABC", "valid": "2010/2015"}])
    post(world, "company", "another", identifiers=[{"scheme": "ticker", "value": "XNAS:ABC", "valid": "2020/.."}])


@pytest.mark.parametrize("day", ["2025-01-24", "2025-01-25", "2025-01-28", "2025-01-26/2025-01-27"])
def test_the_same_type_leading_entity_and_time_is_refused(world: World, day: str) -> None:
    a_model(world)
    an_event(world, participants=[party("model/v3", "subject")])
    again = refused(world, "event", date=day, participants=[party("model/v3", "subject")])
    assert again == {"event/launch": ["same type, participant and day"]}


@pytest.mark.parametrize(
    "change",
    [
        {"date": "2025-01-29"},
        {"date": "2025-01"},
        {"date": {"missing": "unknown"}},
        {"participants": [party("model/r1", "subject")]},
        {"participants": [party("model/r1", "subject"), party("company/deepseek", "developer")]},
        {"type": "incident"},
        {"part_of": "event/launch"},
    ],
)
def test_an_event_of_another_time_entity_or_type_is_another(world: World, change: Body) -> None:
    for slug in ("v3", "r1"):
        a_model(world, slug)
    a_company(world)
    an_event(world, participants=[party("model/v3", "subject"), party("company/deepseek", "developer")])
    post(world, "event", "another", **{"participants": [party("model/v3", "subject")], **change})


def test_moves_are_the_same_by_instrument_and_day(world: World) -> None:
    a_company(world)
    for slug in ("nvda", "baba"):
        an_instrument(world, slug)
    move: Body = {
        "type": "stock_move",
        "participants": [party("company/deepseek", "issuer")],
        "instrument": "instrument/nvda",
    }
    an_event(world, **move)
    again = refused(world, "event", type="stock_move", instrument="instrument/nvda")
    assert again == {"event/launch": ["same type, instrument and day"]}
    post(world, "event", "day-after", **move, date="2025-01-27")
    post(world, "event", "of-another", **{**move, "instrument": "instrument/baba"})


def test_ranks_are_the_same_by_chart_subject_and_day(world: World) -> None:
    for slug in ("app", "chart", "chart-2"):
        post(world, "product", slug)
    rank: Body = {"type": "chart_rank", "participants": [party("product/app", "subject")], "chart": "product/chart"}
    an_event(world, **rank)
    assert refused(world, "event", **rank) == {"event/launch": ["same type, participant and day"]}
    post(world, "event", "of-another", **{**rank, "chart": "product/chart-2"})
    post(world, "event", "day-after", **{**rank, "date": "2025-01-27"})


def test_at_most_five_candidates_are_named_those_with_most_reasons_first(world: World) -> None:
    for place in range(7):
        a_company(world, f"c{place}", name="Mercury", identifiers=[LEI] if place == 6 else [])
    found = refused(world, "company", name="Mercury", identifiers=[LEI])
    assert [*found] == ["company/c6", "company/c0", "company/c1", "company/c2", "company/c3"]


def test_a_duplicate_that_is_allowed_is_written_and_history_shows_it(world: World) -> None:
    a_company(world)
    post(world, "company", "another", name="Deepseek", allow_duplicate=True)
    post(world, "company", "other", name="Other")
    allowed, plain = (history(world, ref=ref(f"company/{each}"), limit=9).items[-1] for each in ("another", "other"))
    assert (allowed["cause"], allowed["allow_duplicate"]) == ("created", True)
    assert "allow_duplicate" not in plain


def test_a_retired_entity_is_no_candidate_and_of_a_merged_one_its_survivor_is(world: World) -> None:
    a_company(world, identifiers=[LEI])
    a_company(world, "survivor")
    a_company(world, "gone", name="Gone")
    context = RequestContext(world, CALLER)
    merge(context, ref=ref("company/deepseek"), into=ref("company/survivor"), reason="The same.")
    retire(context, ref=ref("company/gone"), reason="Made up.")
    assert refused(world, "company", identifiers=[LEI]) == {"company/survivor": ["same identifier lei"]}
    post(world, "company", "gone-again", name="Gone")


def test_a_name_that_was_given_up_is_no_duplicate(world: World) -> None:
    a_company(world, website=URL)
    say(world, "company/deepseek", website={"value": "https://deepseek.com", "valid": "2026-01-01/.."})
    assert refused(world, "company", website="https://deepseek.com/") == {"company/deepseek": ["same url"]}


def test_a_taken_slug_is_still_told_as_such(world: World) -> None:
    a_company(world, identifiers=[LEI])
    with pytest.raises(Duplicate):
        post(world, "company", "deepseek", identifiers=[LEI])


def test_faults_are_told_before_a_duplicate(world: World) -> None:
    a_company(world)
    with pytest.raises(Invalid):
        post(world, "company", "another", name="Deepseek", parent="company/nobody")


def test_a_look_needs_neither_slug_nor_evidence_and_leaves_out_what_it_cannot_read(world: World) -> None:
    a_company(world)
    sent = {"name": "DEEPSEEK", "country": "Korea", "colour": "red", "parent": "company/nobody"}
    found = duplicates(world, kind=KINDS["company"], body=sent)
    assert [each.ref for each in found.candidates] == ["company/deepseek"]
    assert sorted(found.left_out) == ["/colour", "/country"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_look_for_nothing_finds_nothing(world: World, kind: str) -> None:
    assert duplicates(world, kind=KINDS[kind], body={}).candidates == []


def test_an_address_is_looked_up_among_sources_and_websites_at_any_time(world: World) -> None:
    a_source(world, "first", url=f"{URL}?utm_source=x")
    a_company(world, website=URL)
    for moment in (Moment(), Moment(known_at="2030-01-01T00:00:00.000Z")):
        found = lookup(world, scheme="url", value=f"{URL}/", moment=moment)
        assert {item["ref"] for item in found.items} == {"source/first", "company/deepseek"}


def test_a_look_is_one_query_for_each_identity_and_nothing_more(dynamo_world: World, calls: Calls) -> None:
    world = dynamo_world
    a_source(world)
    calls.clear()
    post(world, "company", "plain")
    assert sorted(calls.names) == ["GetItem", "Query", "TransactWriteItems"]  # the name
    calls.clear()
    post(world, "company", "known", identifiers=[LEI], website=URL)
    assert sorted(calls.names) == ["GetItem", "Query", "Query", "Query", "TransactWriteItems"]
    calls.clear()
    post(world, "source", "other")
    assert calls.names == ["TransactWriteItems"]  # a title is no identity
    for slug in "abcde":
        a_company(world, f"{slug}")
    calls.clear()
    post(world, "event", "summit", type="partnership", participants=[party(f"company/{c}", "partner") for c in "abcde"])
    assert sorted(calls.names) == ["BatchGetItem", *["Query"] * 3, "TransactWriteItems"]
    calls.clear()
    post(world, "company", "allowed", name="Known", identifiers=[LEI], allow_duplicate=True)
    assert calls.names == ["GetItem", "TransactWriteItems"]


def test_an_entity_with_any_slug_is_found_by_a_body_without_one(world: World) -> None:
    a_company(world, "unnamed", name="Unnamed")

    found = duplicates(world, kind=KINDS["company"], body={"name": "Unnamed"})

    assert [each.ref for each in found.candidates] == ["company/unnamed"]
