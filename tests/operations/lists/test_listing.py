"""Lists: pages during other writes, lists as of a moment, fields, expansions, explanations, and their costs."""

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from chalicelib.domain.errors import BadCursor
from chalicelib.domain.instants import plus_ms
from chalicelib.kinds import KINDS
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.lists.timeline import timeline
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import Key, Page, Row
from chalicelib.store.table import WrappedTable
from tests.conftest import Calls, Clock
from tests.operations.builders import (
    CALLER,
    a_company,
    a_model,
    a_source,
    an_event,
    fact_ids,
    on,
    pages,
    ref,
    refs_of,
    said_by,
    say,
    view,
    world_on,
)

UNKNOWN = {"missing": "unknown"}
MODEL, EVENT, COMPANY = KINDS["model"], KINDS["event"], KINDS["company"]
EVER = "2030-01-01T00:00:00.000Z"


def all_refs(world: World, **question: Any) -> list[str]:
    return [name for page in pages(listing, world=world, **question) for name in refs_of(page)]


@pytest.mark.parametrize(
    "filters", [{}, {"status": "available"}, {"developer": "company/a,company/b"}, {"license": "MIT"}]
)
@pytest.mark.parametrize("descending", [True, False])
def test_pages_under_concurrent_inserts_are_the_whole_set_each_once(
    quick: World, filters: dict[str, str], descending: bool
) -> None:
    random = Random(7)
    a_source(quick)
    for slug in "ab":
        a_company(quick, slug)

    def another(n: int) -> str:
        released = random.choice(["2024", "2025-01", "2025-01-26", UNKNOWN])
        developer = random.choice([["company/a"], ["company/b"], ["company/a", "company/b"]])
        return a_model(quick, f"m{n}", released=released, developer=developer, status="available", license="MIT").ref

    before = {another(n) for n in range(30)}
    seen: list[str] = []
    for page in pages(listing, world=quick, kind=MODEL, limit=4, filters=filters, descending=descending):
        seen += refs_of(page)
        another(100 + len(seen))
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_a_list_as_of_a_moment_omits_later_entities_and_shows_retired_ones(world: World, clock: Clock) -> None:
    a_source(world)
    a_company(world, "old", country="CN")
    then = clock()
    a_company(world, "new")
    say(world, "company/old", country="US", evidence={**said_by("report"), "basis": "record_of_truth"})
    retire(RequestContext(world, CALLER), ref=ref("company/old"), reason="Made up.")
    assert all_refs(world, kind=COMPANY, limit=10) == ["company/new"]
    (item,) = listing(world, kind=COMPANY, limit=10, known_at=then).items
    assert (item["ref"], item["country"]) == ("company/old", "CN")
    assert all_refs(world, kind=COMPANY, limit=10, known_at=then, filters={"country": "US"}) == []


def test_at_the_instant_of_a_change_the_list_shows_its_result(world: World) -> None:
    a_source(world)
    a_company(world, country="CN")
    evidence = {**said_by("report"), "basis": "record_of_truth"}
    at = say(world, "company/deepseek", country="US", evidence=evidence).view["updated_at"]
    for moment, standing in ((plus_ms(at, -1), ["CN"]), (at, ["CN", "US"]), (plus_ms(at, 1), ["CN", "US"])):
        for code in ("CN", "US"):
            found = all_refs(world, kind=COMPANY, limit=10, known_at=moment, filters={"country": code})
            assert found == (["company/deepseek"] if code in standing else []), (moment, code)


def test_a_link_that_loses_its_card_and_gets_it_back_was_in_the_list_while_it_had_one(world: World) -> None:
    a_source(world)
    a_company(world)
    party = {"value": "company/deepseek", "role": "developer"}
    remark = {"value": {"text": "So.", "language": "en"}, "topic": "mood", "about": "company/deepseek"}
    created = an_event(world, remarks=[remark]).view["updated_at"]
    joined = say(world, "event/launch", participants=[party]).view["updated_at"]
    (fact_id,) = fact_ids(world, "event/launch", "participants")
    left = retract(RequestContext(world, CALLER), fact_id=fact_id, reason="Misread.").fact["retracted_at"]
    again = say(world, "event/launch", participants=[{**party, "role": "subject"}]).view["updated_at"]
    for moment, expected in ((created, []), (joined, ["developer"]), (left, []), (again, ["subject"])):
        asked = pages(timeline, world=world, ref=ref("company/deepseek"), limit=10, known_at=moment)
        items = [item for page in asked for item in page.items]
        assert [each["role"] for item in items for each in item["links"] if "role" in each] == expected
        filters = {"participants": "company/deepseek"}
        assert len(all_refs(world, kind=EVENT, limit=10, known_at=moment, filters=filters)) == len(expected)


def test_the_cursor_of_a_list_as_of_a_moment_keeps_its_moment(world: World, clock: Clock) -> None:
    a_source(world)
    for n in range(3):
        a_company(world, f"c{n}")
    then = clock()
    first = listing(world, kind=COMPANY, limit=2, known_at=then)
    a_company(world, "c11")
    assert refs_of(listing(world, kind=COMPANY, limit=2, known_at=then, cursor=first.next)) == ["company/c2"]
    for other in (None, clock()):
        with pytest.raises(BadCursor):
            listing(world, kind=COMPANY, limit=2, known_at=other, cursor=first.next)


@pytest.mark.parametrize(
    "other",
    [
        {"filters": {"country": "US"}},
        {"fields": ["name"]},
        {"expand": {"parent": frozenset()}},
        {"descending": True},
        {"explain": True},
    ],
)
def test_a_cursor_is_valid_for_its_query(world: World, other: dict[str, Any]) -> None:
    a_source(world)
    for n in range(3):
        a_company(world, f"c{n}", country="CN")
    asked: dict[str, Any] = {"kind": COMPANY, "filters": {"country": "CN"}}
    cursor = listing(world, **asked, limit=1).next
    assert listing(world, **asked, limit=2, cursor=cursor).items
    with pytest.raises(BadCursor):
        listing(world, **{**asked, **other}, limit=1, cursor=cursor)


def test_fields_are_shown_even_if_the_card_omits_them(dynamo_world: World, calls: Calls) -> None:
    world = dynamo_world
    a_source(world)
    prices = [{"value": {"amount": "0.14", "unit": "USD/Mtok"}, "direction": "input"}]
    a_model(world, "v3", released="2024-12-26", prices=prices)
    a_model(world, "r1", released="2025-01-20")
    calls.clear()
    items = listing(world, kind=MODEL, limit=10, fields=["released", "prices", "created_at"]).items
    assert calls.names == ["Query", "BatchGetItem"]
    assert [set(item) for item in items] == [
        {"ref", "released", "created_at"},
        {"ref", "released", "prices", "created_at"},
    ]
    assert items[1]["prices"] == view(world, "model/v3")["prices"]
    calls.clear()
    items = listing(world, kind=MODEL, limit=10, fields=["name"]).items
    assert items == [{"ref": "model/r1", "name": "R1"}, {"ref": "model/v3", "name": "V3"}]
    assert calls.names == ["Query"]


def test_expanding_shows_the_entities_in_a_property_once_each(dynamo_world: World, calls: Calls) -> None:
    world = dynamo_world
    a_source(world)
    a_company(world, "deepseek", country="CN")
    a_company(world, "gone")
    for slug in ("v3", "r1"):
        a_model(world, slug, developer=["company/deepseek", {"text": "Others"}], competes_with=["company/gone"])
    retire(RequestContext(world, CALLER), ref=ref("company/gone"), reason="Made up.")
    calls.clear()
    found = listing(world, kind=MODEL, limit=10, expand={"developer": frozenset(), "competes_with": frozenset()})
    assert calls.names == ["Query", "BatchGetItem"]
    assert found.expanded is not None
    assert list(found.expanded) == ["company/deepseek"]
    assert found.expanded["company/deepseek"] == listing(world, kind=COMPANY, limit=1).items[0]


def test_expanded_entities_are_shown_as_of_the_moment(world: World, clock: Clock) -> None:
    a_source(world)
    a_company(world, "deepseek", country="CN")
    a_model(world, developer=["company/deepseek"])
    then = clock()
    say(world, "company/deepseek", name="DeepSeek AI", evidence={**said_by("report"), "basis": "record_of_truth"})
    found = listing(world, kind=MODEL, limit=10, expand={"developer": frozenset()}, known_at=then)
    assert found.expanded is not None
    assert found.expanded["company/deepseek"]["name"] == "Deepseek"


def test_a_property_too_long_for_the_card_is_shown_where_it_is_expanded(world: World) -> None:
    a_source(world)
    for n in range(40):
        a_company(world, f"company-number-{n}")
    participants = [{"value": f"company/company-number-{n}", "role": "subject"} for n in range(40)]
    an_event(world, participants=participants)
    (card,) = listing(world, kind=EVENT, limit=10).items
    assert card["omitted"] == ["participants"]
    found = listing(world, kind=EVENT, limit=10, expand={"participants": frozenset()})
    assert found.items[0]["participants"] == view(world, "event/launch")["participants"]
    assert "omitted" not in found.items[0]
    assert len(found.expanded or {}) == 40


def test_a_list_explains_each_item(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    for n in range(3):
        a_company(dynamo_world, f"c{n}")
    calls.clear()
    items = listing(dynamo_world, kind=COMPANY, limit=10, explain=True).items
    assert calls.names == ["Query"] * 4
    assert items[0]["explain"]["name"][0]["chosen"].startswith("company~c0~name~")


def test_at_most_25_are_read_one_by_one(quick: World, clock: Clock) -> None:
    a_source(quick)
    for n in range(30):
        a_company(quick, f"c{n:02}", country="CN")
    then = clock()
    for n in range(30):
        say(quick, f"company/c{n:02}", country="US", evidence={**said_by("report"), "basis": "record_of_truth"})
    counting = Counting(quick.table)
    world = on(quick, counting)
    page = listing(world, kind=COMPANY, limit=25, known_at=then)
    assert len(page.items) == 25
    assert counting.queries == 2 + 25
    assert len(listing(world, kind=COMPANY, limit=25, explain=True).items) == 25
    # All have changed and none fits: the page is empty and has a cursor.
    counting.queries = 0
    page = listing(world, kind=COMPANY, limit=3, known_at=then, filters={"country[ne]": "CN"})
    assert (page.items, counting.queries) == ([], 27)
    assert all_refs(world, kind=COMPANY, limit=3, known_at=then, filters={"country[ne]": "CN"}) == []


class Counting(WrappedTable):
    """Counts queries and the items they read."""

    queries = 0
    gets = 0
    read = 0

    def query(self, index: str | None, pk: str, **more: Any) -> Page:
        page = self.inner.query(index, pk, **more)
        self.queries += 1
        self.read += len(page.rows)
        return page

    def get(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Row]:
        self.gets += 1
        return self.inner.get(keys, consistent=consistent)


@pytest.mark.parametrize("size", [50, 500])
def test_a_page_costs_the_same_among_few_and_many(size: int) -> None:
    table = SqliteTable(":memory:")
    world = world_on(table, Clock())
    a_source(world)
    for slug in "ab":
        a_company(world, slug)
    for n in range(size):
        fields = {"status": "available", "open_weights": n % 2 == 0, "released": f"202{n % 6}-0{n % 9 + 1}"}
        a_model(world, f"m{n}", developer=[f"company/{'ab'[n % 2]}"], **fields)
    counting = Counting(table)
    counted = on(world, counting)
    for filters, queries, totals in (
        ({}, 1, 1),
        ({"status": "available"}, 1, 1),
        ({"open_weights": "true"}, 1, 1),
        ({"developer": "company/a"}, 1, 0),
        ({"developer": "company/a,company/b"}, 2, 0),
        ({"released[gte]": "2022-01", "released[lt]": "2024-06"}, 1, 1),
        ({"developer": "company/b", "released[gte]": "2021"}, 1, 0),
    ):
        counting.queries = counting.read = counting.gets = 0
        page = listing(counted, kind=MODEL, limit=10, filters=filters)
        assert (counting.queries, counting.gets) == (queries, totals), filters
        assert page.meta == {"read": 10 * queries, "returned": 10}
        assert counting.read == 11 * queries  # one row ahead, which says whether there is a next page
    counting.queries = 0
    page = listing(counted, kind=MODEL, limit=10, known_at=EVER)
    assert (counting.queries, len(page.items)) == (2, 10)
    table.close()


def test_a_page_reads_at_most_500_rows_and_says_so(quick: World) -> None:
    a_source(quick)
    for n in range(510):
        a_company(quick, f"c{n:03}", country="US" if n == 505 else "CN")
    counting = Counting(quick.table)
    page = listing(on(quick, counting), kind=COMPANY, limit=10, filters={"country[ne]": "CN"})
    assert page.items == []
    assert page.meta == {"read": 500, "returned": 0}
    assert (counting.queries, counting.read) == (2, 502)  # each one row ahead
    last = listing(quick, kind=COMPANY, limit=10, filters={"country[ne]": "CN"}, cursor=page.next)
    assert (refs_of(last), last.next) == (["company/c505"], None)


def test_a_page_ends_at_the_bound_of_one_of_several_keys_and_loses_nothing(quick: World) -> None:
    a_source(quick)
    for slug in "ab":
        a_company(quick, slug)
    for n in range(260):
        developer = "b" if n % 100 == 99 else "a"
        a_model(quick, f"m{n:03}", developer=[f"company/{developer}"], license="MIT" if n > 256 else {"text": "Own"})
    a_model(quick, "z", developer=["company/b"], license="MIT")
    asked: dict[str, Any] = {"filters": {"developer": "company/a,company/b", "license": "MIT"}, "descending": False}
    first = listing(quick, kind=MODEL, limit=10, **asked)
    assert first.meta["read"] <= 500
    assert all_refs(quick, kind=MODEL, limit=10, **asked) == ["model/m257", "model/m258", "model/m259", "model/z"]


def test_a_filter_by_ref_is_one_query_and_reads_what_it_returns(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    a_company(dynamo_world)
    a_model(dynamo_world, "v3", developer=["company/deepseek"])
    a_model(dynamo_world, "rival", competes_with=["company/deepseek"])
    calls.clear()
    page = listing(dynamo_world, kind=MODEL, limit=10, filters={"developer": "company/deepseek"})
    assert (refs_of(page), calls.names) == (["model/v3"], ["Query"])
    assert page.meta == {"read": 2, "returned": 1, "total": 1}


def test_after_a_merge_the_filter_finds_the_entities_that_referred_to_either(world: World, clock: Clock) -> None:
    a_source(world)
    a_company(world)
    a_company(world, "deep-seek")
    a_model(world, "v3", developer=["company/deepseek"])
    a_model(world, "r1", developer=["company/deep-seek"])
    then = clock()
    merge(RequestContext(world, CALLER), ref=ref("company/deep-seek"), into=ref("company/deepseek"), reason="The same.")
    asked: dict[str, Any] = {"kind": MODEL, "limit": 10}
    assert set(all_refs(world, **asked, filters={"developer": "company/deepseek"})) == {"model/v3", "model/r1"}
    assert all_refs(world, **asked, filters={"developer": "company/deep-seek"}) == []
    was = {"known_at": then, "filters": {"developer": "company/deep-seek"}}
    assert all_refs(world, **asked, **was) == ["model/r1"]
    after = {"known_at": clock(), "filters": {"developer": "company/deepseek"}}
    assert set(all_refs(world, **asked, **after)) == {"model/v3", "model/r1"}


def test_names_are_ordered_and_compared_folded(world: World) -> None:
    a_source(world)
    for slug, name in (("a", "Éclair"), ("b", "deep seek"), ("c", "Deep"), ("d", "Zhipu"), ("e", "深度求索")):
        a_company(world, slug, name=name)
    for filters, expected in (
        ({"name[gte]": "e"}, ["a", "d", "e"]),
        ({"name[lt]": "DEEP SEEK"}, ["c"]),
        ({"name[lte]": "Deep-Seek"}, ["b", "c"]),
        ({"name[gt]": "eclair"}, ["d", "e"]),
        ({"name": "ECLAIR"}, ["a"]),
        ({"name[in]": "deep,深度求索"}, ["c", "e"]),
    ):
        found = all_refs(world, kind=COMPANY, limit=2, filters=filters)
        assert sorted(found) == [f"company/{slug}" for slug in expected], filters
