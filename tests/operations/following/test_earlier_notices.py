"""What had happened to a fact or a revision before it was registered as used."""

from collections.abc import Callable

import pytest

from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.erase import erase
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_fact,
    a_source,
    an_instrument,
    fact_ids,
    ref,
    said_by,
    say,
    state,
)
from tests.operations.following.conftest import watch

COMPANY = "company/deepseek"
Doing = Callable[[RequestContext, str], object]


@pytest.fixture
def context(quick: World) -> RequestContext:
    """A service with two sources, and two companies."""
    a_source(quick)
    a_source(quick, "rival")
    a_company(quick, country="CN")
    a_company(quick, "twin", country="HK")
    return RequestContext(quick, CALLER)


def replace_it(context: RequestContext, fact: str) -> None:
    state(context.world, a_fact(value="FR", evidence={**EVIDENCE, "replaces": [fact]}))


HAPPENED: dict[str, tuple[Doing, list[str], object]] = {
    "nothing": (lambda _context, _fact: None, [], None),
    "a retraction": (lambda c, fact: retract(c, fact_id=fact, reason="No."), ["retracted"], None),
    "a replacement": (replace_it, ["superseded"], "FR"),
    "an erasure": (lambda c, fact: erase(c, fact_id=fact, reason="Asked for."), ["erased"], {"erased": True}),
    "a low rank": (lambda c, fact: rank(c, fact_id=fact, rank="deprecated", reason="Weak."), ["ranked"], None),
    "a contradiction": (
        lambda c, _: state(c.world, a_fact(value="FR", evidence=said_by("rival"))),
        ["disputed"],
        "CN",
    ),
    "a retirement": (lambda c, _: retire(c, ref=ref(COMPANY), reason="Made up."), ["retired"], None),
    "a merge": (lambda c, _: merge(c, ref=ref(COMPANY), into=ref("company/twin"), reason="Same."), ["merged"], "CN"),
    "another property": (lambda c, _: say(c.world, COMPANY, website="https://deepseek.com"), [], None),
}


@pytest.mark.parametrize(("happen", "reasons", "now"), HAPPENED.values(), ids=HAPPENED)
def test_a_used_fact_has_a_notice_of_what_happened_to_it(
    context: RequestContext, happen: Doing, reasons: list[str], now: object
) -> None:
    (fact,) = fact_ids(context.world, COMPANY, "country")
    happen(context, fact)

    notices = watch(context.world, [fact])["notices"]

    assert [each["reasons"] for each in notices] in ([reasons], [sorted([*reasons, "disputed"])]) or not reasons
    assert bool(notices) == bool(reasons)
    for notice in notices:
        assert notice["used"] == {"fact": fact}
        assert notice["properties"] == ["country"]
        assert notice["now"]["country"] == now


def test_a_retraction_that_was_reversed_is_no_news(context: RequestContext) -> None:
    (fact,) = fact_ids(context.world, COMPANY, "country")
    retract(context, fact_id=fact, reason="No.")
    reinstate(context, fact_id=fact, reason="Yes.")
    assert watch(context.world, [fact])["notices"] == []


def test_a_fact_of_a_merged_entity_is_followed_on_the_survivor(context: RequestContext) -> None:
    (fact,) = fact_ids(context.world, "company/twin", "country")
    merge(context, ref=ref("company/twin"), into=ref(COMPANY), reason="The same.")

    (notice,) = watch(context.world, [fact])["notices"]

    assert (notice["ref"], notice["into"]) == ("company/twin", COMPANY)
    assert "merged" in notice["reasons"]


def test_all_later_revisions_are_in_one_notice(context: RequestContext) -> None:
    say(context.world, COMPANY, website="https://deepseek.com")
    (fact,) = fact_ids(context.world, COMPANY, "country")
    retract(context, fact_id=fact, reason="No.")

    (notice,) = watch(context.world, deepseek=1)["notices"]

    assert (notice["revision"], set(notice["properties"])) == (3, {"website", "country"})
    assert notice["reasons"] == ["retracted", "superseded"]
    assert notice["now"] == {"website": "https://deepseek.com", "country": None}
    assert watch(context.world, deepseek=3)["notices"] == []


def test_a_used_price_of_a_series_is_known_by_its_own_decisions(context: RequestContext) -> None:
    an_instrument(context.world)
    price = a_fact("instrument/nvda", "price", {"amount": "1", "unit": "USD"}, valid="2026-01-01")
    (fact,) = state(context.world, price)
    assert watch(context.world, [fact])["notices"] == []
    retract(context, fact_id=fact, reason="No.")
    (notice,) = watch(context.world, [fact])["notices"]
    assert (notice["reasons"], notice["now"]) == (["retracted"], {})
