"""`sort` and `order` say the same, on lists and on timelines alike."""

import pytest

from tests.api.conftest import Client, a_company, an_event
from tests.api.snapshots import filled_once

LISTS = {
    "companies": ("name", [("asc", "name"), ("desc", "-name")]),
    "events": ("date", [("asc", "date"), ("oldest", "date"), ("desc", "-date"), ("newest", "-date")]),
}
LISTS["companies/deepseek/timeline"] = LISTS["events"]


@pytest.fixture
@filled_once
def news(client: Client) -> Client:
    client.create("companies", a_company())
    client.create("companies", a_company("zhipu", name="Zhipu"))
    for day in ("03", "01", "02"):
        participants = [{"value": "company/deepseek", "role": "developer"}]
        client.create("events", an_event(f"launch-{day}", date=f"2025-01-{day}", participants=participants))
    return client


@pytest.mark.parametrize(("path", "order", "sort"), [(p, *pair) for p, (_, pairs) in LISTS.items() for pair in pairs])
def test_order_and_sort_give_the_same_page(news: Client, path: str, order: str, sort: str) -> None:
    by_order, by_sort, by_both = (
        news.get(f"/v1/{path}?limit=1&{asked}").json
        for asked in (f"order={order}", f"sort={sort}", f"order={order}&sort={sort}")
    )

    assert by_order == by_sort == by_both
    assert by_order["next"]


@pytest.mark.parametrize("path", LISTS)
def test_the_two_orders_are_each_other_s_reverse(news: Client, path: str) -> None:
    forwards, backwards = (
        [item["ref"] for item in news.get(f"/v1/{path}?order={o}").json["items"]] for o in ("asc", "desc")
    )

    assert len(forwards) > 1
    assert forwards == backwards[::-1]


@pytest.mark.parametrize(
    ("path", "usual"), [("companies", "asc"), ("events", "desc"), ("companies/deepseek/timeline", "desc")]
)
def test_without_either_names_go_up_and_dates_go_down(news: Client, path: str, usual: str) -> None:
    assert news.get(f"/v1/{path}").json == news.get(f"/v1/{path}?order={usual}").json


@pytest.mark.parametrize("path", LISTS)
def test_a_contradiction_is_refused(news: Client, path: str) -> None:
    answer = news.get(f"/v1/{path}?order=asc&sort=-{LISTS[path][0]}")

    assert answer.status == 400
    assert answer.pointers == {"order": "not_together"}
