"""Former names: every name that an entity had finds it, marked with its span, behind those who have the name now."""

from typing import Any

import pytest

from chalicelib.domain.matching.candidate_score import MatchQuery
from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.search.autocomplete import autocomplete
from chalicelib.operations.search.lookup import lookup
from chalicelib.operations.search.resolve import ResolvedName, resolve
from chalicelib.operations.search.search import search
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.upkeep.renew_views import renew
from chalicelib.operations.world import Listed, Moment, RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.ending.reverse_merge import reverse_merge
from chalicelib.operations.writes.ending.reverse_retirement import reverse_retirement
from chalicelib.store.records.index.indexed_names import MAX_OTHER_NAMES, MAX_SYMBOLS
from tests.conftest import Calls, Clock
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    SOURCE,
    a_company,
    a_fact,
    a_model,
    a_source,
    an_instrument,
    assert_whole,
    fact_ids,
    ref,
    said_by,
    say,
    state,
)

META, RENAMED = "company/meta", "2021-10-28"

Found = list[tuple[str, str, Any]]


@pytest.fixture
def renamed(world: World) -> World:
    """A world in which Facebook became Meta, as a later source says."""
    return _renamed(world)


@pytest.fixture
def quickly(quick: World) -> World:
    """The same on one engine."""
    return _renamed(quick)


def _renamed(world: World) -> World:
    a_source(world, published="2015-01-05")
    a_source(world, "filing", published="2022-01-05")
    a_company(world, "meta", name="Facebook")
    state(world, a_fact(META, "name", "Meta Platforms", valid=f"{RENAMED}/..", evidence=said_by("filing")))
    return world


def holdings(listed: Listed) -> Found:
    """Give each item with the state of its name or identifier, and the span."""
    return [(item["ref"], _state_of(item["former"], item["later"]), item["valid"]) for item in listed.items]


def _state_of(former: bool, later: bool) -> str:
    return "former" if former else "later" if later else "now"


def found(world: World, q: str, **moment: str) -> Found:
    return holdings(search(world, q=q, limit=20, moment=Moment(**moment)))


def held(world: World, value: str, scheme: str = "ticker", **moment: str) -> Found:
    return holdings(lookup(world, scheme=scheme, value=value, moment=Moment(**moment)))


def resolved(world: World, name: str, kind: str | None = None, **moment: str) -> tuple[str | None, str | None]:
    answer = answered(world, name, kind, **moment)
    return answer.match.ref, answer.match.reason


def answered(world: World, name: str, kind: str | None = None, **moment: str) -> ResolvedName:
    (answer,) = resolve(world, wanted=[MatchQuery(FoldedName(name), kind)], moment=Moment(**moment)).answers
    return answer


def test_a_renamed_company_is_found_by_its_former_name(renamed: World) -> None:
    former = [(META, "former", "../2021-10-27")]
    assert found(renamed, "Facebook") == found(renamed, "facebok") == former
    assert holdings(autocomplete(renamed, q="face", limit=10)) == former
    assert found(renamed, "Meta Platforms") == [(META, "now", "2021-10-28/..")]
    assert resolved(renamed, "Facebook") == resolved(renamed, "Facebook, Inc.") == (META, "former_name")
    assert resolved(renamed, "Meta Platforms") == (META, None)
    assert_whole(renamed, META)
    assert audit(renamed, ref=META) == []


def test_valid_at_says_which_name_it_had(quickly: World) -> None:
    then = "2019-01-01T00:00:00.000Z"
    assert found(quickly, "Facebook", valid_at=then) == [(META, "now", "../2021-10-27")]
    assert found(quickly, "Meta Platforms", valid_at=then) == [(META, "later", "2021-10-28/..")]
    assert resolved(quickly, "Facebook", valid_at=then) == (META, None)
    assert resolved(quickly, "Meta Platforms", valid_at=then) == (META, "later_name")


def test_what_found_it_at_an_earlier_known_at_is_kept(world: World, clock: Clock) -> None:
    a_source(world, published="2015-01-05")
    a_company(world, "meta", name="Facebook")
    before = world.now()
    clock.advance(seconds=60)
    say(world, META, name={"value": "Meta Platforms", "valid": RENAMED})

    assert found(world, "Facebook", known_at=before) == [(META, "now", None)]
    assert found(world, "Meta Platforms", known_at=before) == []
    assert found(world, "Facebook", known_at=world.now()) == [(META, "former", "../2021-10-27")]
    assert resolved(world, "Facebook", known_at=before) == (META, None)
    assert resolved(world, "Facebook", known_at=world.now()) == (META, "former_name")


def test_a_current_name_of_the_same_spelling_outranks_a_former_one(renamed: World) -> None:
    a_company(renamed, "newsletter", name="The Paper", aliases=["facebook"])

    assert found(renamed, "Facebook") == [("company/newsletter", "now", None), (META, "former", "../2021-10-27")]
    assert resolved(renamed, "Facebook") == ("company/newsletter", None)
    assert resolved(renamed, "Facebook", valid_at="2019-01-01T00:00:00.000Z")[1] == "close"  # both had it


def test_an_alias_that_moved_answers_both_holders_and_prefers_the_one_at_valid_at(renamed: World) -> None:
    a_company(renamed, "bird", name="Bird", aliases=[{"value": "X", "valid": "2023-07/.."}])
    a_company(renamed, "bank", name="Bank", aliases=[{"value": "X", "valid": "1999/2001"}])
    bird, bank = ("company/bird", "2023-07/.."), ("company/bank", "1999/2001")

    assert found(renamed, "x") == [(bird[0], "now", bird[1]), (bank[0], "former", bank[1])]
    assert resolved(renamed, "X") == ("company/bird", None)
    then = "2000-05-01T00:00:00.000Z"
    assert found(renamed, "x", valid_at=then) == [(bank[0], "now", bank[1]), (bird[0], "later", bird[1])]
    assert resolved(renamed, "X", valid_at=then) == ("company/bank", None)
    between = "2010-05-01T00:00:00.000Z"
    assert found(renamed, "x", valid_at=between) == [(bank[0], "former", bank[1]), (bird[0], "later", bird[1])]
    assert resolved(renamed, "X", valid_at=between) == (None, "close")


def test_a_model_is_found_by_an_alias_that_ended(renamed: World) -> None:
    a_model(renamed, "flash", name="V4 Flash", aliases=[{"value": "deepseek-chat", "valid": "2024/2026-07-24"}])

    assert found(renamed, "deepseek chat") == [("model/flash", "former", "2024/2026-07-24")]
    assert resolved(renamed, "deepseek-chat", "model") == ("model/flash", "former_name")


def test_a_name_that_is_announced_is_found_before_it_holds_and_after(world: World, clock: Clock) -> None:
    a_source(world, published="2026-11-01")
    a_company(world, "acme", name="Acme", aliases=[{"value": "Zenith", "valid": "2026-12-01/.."}])
    assert found(world, "zenith") == [("company/acme", "later", "2026-12-01/..")]
    assert resolved(world, "Zenith") == ("company/acme", "later_name")

    clock.advance(seconds=30 * 86_400)
    for _ in range(2):  # before the view is renewed, and after it
        assert found(world, "zenith") == [("company/acme", "now", "2026-12-01/..")]
        assert resolved(world, "Zenith") == ("company/acme", None)
        renew(world, CALLER, ref="company/acme")
    assert_whole(world, "company/acme")
    assert audit(world, ref="company/acme") == []


def test_a_name_in_another_script_is_found_when_it_is_over(quickly: World) -> None:
    a_company(
        quickly,
        "search",
        name="Search",
        aliases=[{"value": "深度求索", "valid": "2023/2024"}, {"value": "Ørsted", "valid": "2010/2012"}],
    )
    for q, valid in (
        ("深度求索", "2023/2024"),
        ("求索", "2023/2024"),
        ("Oersted", "2010/2012"),
        ("orsted", "2010/2012"),
    ):
        assert found(quickly, q) == [("company/search", "former", valid)]


def test_a_mistake_was_never_a_name(quickly: World) -> None:
    over = {"valid": "2010/2012", "entity": META, "property_name": "aliases"}
    retracted, deprecated, replaced = state(
        quickly, *(a_fact(value=value, **over) for value in ("Wrongly", "Badly", "Misprinted"))
    )
    state(
        quickly,
        a_fact(value="Printed", **{**over, "valid": "2011/2012"}, evidence={**EVIDENCE, "replaces": [replaced]}),
        a_fact(value="Denied", **over, evidence={**EVIDENCE, "certainty": "denied"}),
        a_fact(value="Refuted", **over),
        a_fact(value="Refuted", **over, evidence=said_by("filing", certainty="denied")),
    )
    context = RequestContext(quickly, CALLER)
    retract(context, fact_id=retracted, reason="Another company.", source=None)
    rank(context, fact_id=deprecated, rank="deprecated", reason="A misprint.")

    assert found(quickly, "printed") == [(META, "former", "2011/2012")]
    for never in ("wrongly", "badly", "misprinted", "denied", "refuted"):
        assert found(quickly, never) == []
    assert_whole(quickly, META)


def test_a_name_beside_the_one_shown_is_a_name_too(renamed: World) -> None:
    a_company(renamed, "lab", name="Deep Lab")
    state(renamed, a_fact("company/lab", "name", "Tiefes Labor", evidence=said_by("filing")))

    for name in ("Deep Lab", "Tiefes Labor"):
        assert found(renamed, name) == [("company/lab", "now", None)]
        assert resolved(renamed, name) == ("company/lab", None)


def test_a_name_that_was_had_twice_shows_the_span_that_counts(quickly: World) -> None:
    spans = [{"value": "Bell", "valid": valid} for valid in ("1990/1994", "2000/2004")]
    a_company(quickly, "phone", name="Phone", aliases=spans)

    assert found(quickly, "bell") == [("company/phone", "former", "2000/2004")]
    for year, state_then, valid in (
        (1992, "now", "1990/1994"),
        (1997, "former", "1990/1994"),
        (1980, "later", "1990/1994"),
    ):
        assert found(quickly, "bell", valid_at=f"{year}-06-01T00:00:00.000Z") == [("company/phone", state_then, valid)]


def test_a_merged_company_is_found_by_its_former_names_at_the_survivor_until_that_is_reversed(world: World) -> None:
    a_source(world)
    a_company(world, "one", name="One")
    a_company(world, "two", name="Two", aliases=[{"value": "Deux", "valid": "2000/2004"}])
    context = RequestContext(world, CALLER)
    merge(context, ref=ref("company/two"), into=ref("company/one"), reason="The same.")
    assert found(world, "deux") == [("company/one", "former", "2000/2004")]
    assert_whole(world, "company/one")

    reverse_merge(context, ref=ref("company/two"), reason="Not the same.")
    assert found(world, "deux") == [("company/two", "former", "2000/2004")]
    assert_whole(world, "company/one", "company/two")


def test_a_retired_company_has_no_former_names_until_that_is_reversed(renamed: World) -> None:
    context = RequestContext(renamed, CALLER)
    retire(context, ref=ref(META), reason="A mistake.")
    assert found(renamed, "Facebook") == []

    reverse_retirement(context, ref=ref(META), reason="None.")
    assert found(renamed, "Facebook") == [(META, "former", "../2021-10-27")]


def test_a_ticker_that_moved_is_that_of_its_holder_at_valid_at(renamed: World) -> None:
    for slug, valid in (("fund", "2021-06-30/2022-01-31"), ("share", "2022-06-09/..")):
        tickers = [{"value": "XNAS:META", "scheme": "ticker", "valid": valid}]
        an_instrument(renamed, slug, name=f"A {slug}", identifiers=tickers)
    fund, share = ("instrument/fund", "2021-06-30/2022-01-31"), ("instrument/share", "2022-06-09/..")

    assert held(renamed, "XNAS:META") == [(share[0], "now", share[1]), (fund[0], "former", fund[1])]
    assert resolved(renamed, "META") == ("instrument/share", "ticker")
    then = "2021-12-01T00:00:00.000Z"
    assert held(renamed, "XNAS:META", valid_at=then) == [(fund[0], "now", fund[1]), (share[0], "later", share[1])]
    assert resolved(renamed, "META", valid_at=then) == ("instrument/fund", "ticker")
    assert [each.tenure.valid for each in answered(renamed, "META").match.candidates][:2] == [share[1], fund[1]]


def test_an_identifier_that_ended_is_looked_up(renamed: World) -> None:
    ended = [{"value": "Q7", "scheme": "wikidata", "valid": "2019/2020"}]
    say(renamed, META, identifiers=ended, website={"value": "https://facebook.example/", "valid": "2004/2021"})

    assert held(renamed, "Q7", "wikidata") == [(META, "former", "2019/2020")]
    assert held(renamed, "Q7", "wikidata", valid_at="2019-06-01T00:00:00.000Z") == [(META, "now", "2019/2020")]
    assert held(renamed, "https://facebook.example", "url") == [(META, "former", "2004/2021")]
    assert held(renamed, "Q7", "wikidata", known_at=renamed.now()) == [(META, "former", "2019/2020")]
    assert_whole(renamed, META)


@pytest.mark.parametrize("text", ["NVDA", "$nvda", "XNAS:NVDA", "NASDAQ: NVDA", " NVDA "])
def test_a_ticker_resolves_to_its_instrument(quick: World, text: str) -> None:
    a_source(quick)
    a_company(quick, "nvidia")
    an_instrument(quick, "nvda", name="Common stock", issuer="company/nvidia", identifiers=[_nvda()])

    assert resolved(quick, text) == ("instrument/nvda", "ticker")
    assert resolved(quick, text, "company") == ("company/nvidia", "ticker")
    say(quick, "company/nvidia", identifiers=[_nvda()])
    assert resolved(quick, text) == ("instrument/nvda", "ticker")
    assert resolved(quick, text, "company") == ("company/nvidia", "ticker")


def _nvda() -> dict[str, str]:
    return {"value": "XNAS:NVDA", "scheme": "ticker"}


@pytest.mark.parametrize("text", ["nvda", "Nvda", "XNYS:NVDA", "NVD", "NVDA Corp"])
def test_what_is_not_written_as_its_ticker_does_not_match(quick: World, text: str) -> None:
    a_source(quick)
    an_instrument(quick, "nvda", name="Common stock", identifiers=[_nvda()])

    assert resolved(quick, text)[0] is None


def test_a_name_outranks_a_ticker(quick: World) -> None:
    a_source(quick)
    an_instrument(quick, "arm", name="American depositary shares", identifiers=[{**_nvda(), "value": "XNAS:ARM"}])
    a_company(quick, "arm", name="Arm")
    an_instrument(quick, "x", name="Common", aliases=["AI"], identifiers=[{**_nvda(), "value": "XNYS:AI"}])

    assert resolved(quick, "ARM") == ("company/arm", None)
    assert resolved(quick, "AI") == ("instrument/x", None)
    assert [item["name"] for item in search(quick, q="arm", limit=5).items] == ["Arm", "ARM"]


def test_two_markets_with_one_symbol_are_ambiguous_without_the_market(quick: World) -> None:
    a_source(quick)
    for market in ("XNYS", "XLON"):
        an_instrument(quick, market.lower(), name=market, identifiers=[{**_nvda(), "value": f"{market}:BP"}])

    assert resolved(quick, "BP") == (None, "close")
    assert resolved(quick, "LSE: BP") == ("instrument/xlon", "ticker")


def test_former_names_take_no_more_calls(dynamo_world: World, calls: Calls) -> None:
    _renamed(dynamo_world)
    calls.clear()
    assert found(dynamo_world, "Facebook", valid_at="2019-01-01T00:00:00.000Z") == [(META, "now", "../2021-10-27")]
    assert calls.names == ["Query"] * 2
    calls.clear()
    assert resolved(dynamo_world, "Facebook") == (META, "former_name")
    assert calls.names == ["Query"]


def test_an_entity_is_found_by_the_last_of_its_former_names_and_tickers(quick: World) -> None:
    a_source(quick)
    names = [{"value": f"Name{year}", "valid": f"{year}/{year}"} for year in range(1900, 1900 + MAX_OTHER_NAMES + 5)]
    tickers = [{"value": f"XNAS:T{number}", "scheme": "ticker"} for number in range(MAX_SYMBOLS + 3)]
    a_company(quick, "many", name="First", aliases=names, identifiers=tickers)
    say(quick, "company/many", name={"value": "Many", "valid": "2020/.."})

    assert found(quick, "first") == [("company/many", "former", "../2020")]
    assert found(quick, "name1905") == []
    assert found(quick, "name1906") == [("company/many", "former", "1906/1906")]
    symbols = [number for number in range(MAX_SYMBOLS + 3) if resolved(quick, f"T{number}")[0]]
    assert len(symbols) == MAX_SYMBOLS
    view = load_entity(quick, "company/many").view
    assert view is not None
    assert len(fact_ids(quick, "company/many", "aliases")) == len(names)
    assert SOURCE in view.flat["sources"]
    assert_whole(quick, "company/many")
