"""Lists and timelines over HTTP: filters, order, fields, expansions, moments, and what bad questions get."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.api.openapi import document
from chalicelib.kinds import KINDS
from chalicelib.operations.lists.filters import parameters_of
from tests.api.conftest import EVIDENCE, Client, a_company, a_source, an_event
from tests.api.snapshots import filled_once
from tests.conftest import Calls, examples

AMOUNTS = {"seed": ("1e8", "2024-12"), "large": ("6.6e9", "2025-01-21"), "largest": ("40e9", "2025-03-31")}


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """Two companies, three rounds of one of them and a release of the other."""
    client.create("companies", a_company("openai", country="US", organisation_type="lab"))
    client.create("companies", a_company("deepseek", country="CN", organisation_type="lab"))
    for slug, (amount, date) in AMOUNTS.items():
        money = {"amount": {"amount": amount, "unit": "USD"}}
        parties = [{"value": "company/openai", "role": "company"}]
        client.create("events", an_event(slug, type="funding_round", date=date, participants=parties, **money))
    parties = [{"value": "company/deepseek", "role": "developer"}]
    client.create("events", an_event("launch", participants=parties, status="completed"))
    return client


def slugs(client: Client, url: str) -> list[str]:
    return [item["slug"] for item in client.every(url)]


LISTS = {
    "/v1/events?type=funding_round&amount[gte]=1000000000USD&date[gte]=2025-01": ["largest", "large"],
    "/v1/events?type=funding_round,release": ["largest", "launch", "large", "seed"],
    "/v1/events?type[in]=funding_round,release&limit=1": ["largest", "launch", "large", "seed"],
    "/v1/events?type[ne]=funding_round": ["launch"],
    "/v1/events?participants=company/deepseek": ["launch"],
    "/v1/events?participants=company/deepseek,company/openai&limit=3": ["largest", "launch", "large", "seed"],
    "/v1/events?date=2025-01&sort=date": ["large", "launch"],
    "/v1/events?date[gt]=2025-01-21&date[lt]=2025-03-31": ["launch"],
    "/v1/events?status[exists]=true": ["launch"],
    "/v1/events?disputed=true": [],
    "/v1/companies?country=CN,US&sort=-name": ["openai", "deepseek"],
    "/v1/companies?country[ne]=CN": ["openai"],
    "/v1/companies?name=OpenAI": ["openai"],
}


@pytest.mark.parametrize(("url", "expected"), LISTS.items(), ids=LISTS)
def test_a_list_is_filtered_by_what_its_properties_say(stage: Client, url: str, expected: list[str]) -> None:
    assert slugs(stage, url) == expected


def test_a_list_by_any_key_is_one_call_and_reads_what_it_returns(stage: Client, calls: Calls) -> None:
    for url, queries in (
        ("/v1/events?type=release", 1),
        ("/v1/events?participants=company/openai&date[gte]=2025", 1),
        ("/v1/events?date[gte]=2025-01-01&date[lte]=2025-01", 1),
        ("/v1/companies?country=CN", 1),
        ("/v1/companies?country=CN,US", 2),
    ):
        calls.clear()
        answer = stage.get(url).json
        assert calls.names == ["Query"] * queries, url
        assert answer["meta"] == dict.fromkeys(("read", "returned", "total"), len(answer["items"]))
        assert answer["items"]


def test_disputed_entities_are_listed(stage: Client) -> None:
    stage.create("sources", a_source("other"))
    stage.patch("/v1/companies/openai", {"country": "GB", "evidence": {**EVIDENCE, "source": "source/other"}})
    assert slugs(stage, "/v1/companies?disputed=true") == ["openai"]
    assert slugs(stage, "/v1/companies?disputed=false") == ["deepseek"]


def test_fields_and_expansions_are_shown_as_asked(stage: Client) -> None:
    answer = stage.get("/v1/events?type=release&fields=title,created_at&expand=participants").json
    (item,) = answer["items"]
    assert set(item) == {"ref", "title", "created_at"}
    assert answer["expanded"]["company/deepseek"]["country"] == "CN"
    assert "expanded" not in stage.get("/v1/events").json


def test_a_list_and_a_timeline_are_shown_as_they_were_known(stage: Client) -> None:
    then = stage.get("/v1/events/launch").json["updated_at"]
    before = [stage.get(url).json["items"] for url in ("/v1/events", "/v1/companies/deepseek/timeline")]
    stage.create("events", an_event("later", participants=[{"value": "company/deepseek", "role": "developer"}]))
    assert stage.post("/v1/events/launch/retirement", {"reason": "Made up."}, If_Match="*").status == 200
    assert slugs(stage, "/v1/companies/deepseek/timeline") == ["later"]
    urls = (f"/v1/events?known_at={then}", f"/v1/companies/deepseek/timeline?known_at={then}")
    assert [stage.get(url).json["items"] for url in urls] == before


def test_a_timeline_takes_the_days_between(stage: Client) -> None:
    timeline = "/v1/companies/openai/timeline"
    assert slugs(stage, f"{timeline}?from=2025-01-27") == ["largest"]
    assert slugs(stage, f"{timeline}?from=2024&to=2025-01&order=oldest") == ["seed", "large"]
    assert slugs(stage, f"{timeline}?to=2024-11") == []
    assert slugs(stage, f"{timeline}?from=2025-01-21&to=2025") == ["largest", "large"]
    backwards = stage.get(f"{timeline}?from=2025-02&to=2025-01")
    assert (backwards.status, backwards.pointers) == (400, {"to": "bad_range"})
    assert stage.get("/v1/companies/nobody/timeline?to=2024-11").status == 404


def test_lists_and_timelines_explain(stage: Client) -> None:
    for url in ("/v1/events?type=release&explain=true", "/v1/companies/deepseek/timeline?explain=true"):
        (item,) = stage.get(url).json["items"]
        assert item["explain"]["date"][0]["chosen"].startswith("event~launch~date~")


WRONG: dict[str, tuple[str, str]] = {
    "amout[gte]=1USD": ("amout[gte]", "amount[gte]"),
    "amount[after]=1USD": ("amount[after]", "eq, ne, gt, gte, lt, lte, in, exists"),
    "amount=1": ("amount", "1e9USD"),
    "typ=release": ("typ", "type"),
    "type=releas": ("type", "release"),
    "sort=-titel": ("sort", "date or -date"),
    "fields=titel": ("fields", "title"),
    "fields=title,": ("fields", "must be"),
    "expand=particpants": ("expand", "participants"),
    "expand=title": ("expand", "participants"),
    "valid_at=2025-01-01": ("valid_at", "Read the entities at `valid_at`"),
    "known_at=2030-01-01": ("known_at", "future"),
    "date[gte]=2025&date[gte]=2026": ("date[gte]", "once"),
    "place=Rome": ("place", "There is no parameter"),
    "explain=maybe": ("explain", "true or false"),
    "date[gte]=": ("date[gte]", "1 to 1504 characters"),
}


@pytest.mark.parametrize(("query", "expected"), WRONG.items(), ids=WRONG)
def test_a_bad_question_is_400_with_its_parameter_and_what_would_be_right(
    client: Client, calls: Calls, query: str, expected: tuple[str, str]
) -> None:
    calls.clear()
    answer = client.get(f"/v1/events?{query}")
    assert answer.status == 400
    (fault,) = answer.json["errors"]
    assert fault["parameter"] == expected[0]
    assert expected[1] in fault["detail"]
    assert calls.names == []


def test_many_faults_are_summed_up_and_listed_whole(client: Client) -> None:
    names = ("date", "date[gt]", "date[gte]", "date[lt]", "date[lte]", "date[ne]", "date[in]")
    answer = client.get("/v1/events?" + "&".join(f"{name}=0000" for name in names))
    assert (answer.status, len(answer.json["errors"])) == (400, len(names))
    assert answer.json["detail"].endswith("And 4 more; `errors` lists all of them.")


def test_all_faults_of_all_filters_are_listed_together(client: Client) -> None:
    answer = client.get("/v1/events?amount[gte]=1&date=soon&type=x")
    assert answer.pointers.keys() == {"amount[gte]", "date", "type"}


def test_timelines_refuse_a_wrong_day(client: Client) -> None:
    client.create("companies", a_company())
    for query in ("from=soon", "to=2025/2026", "from=2025-01~", "valid_at=2025-01-01"):
        assert client.get(f"/v1/companies/deepseek/timeline?{query}").status == 400


def test_an_over_long_query_is_414_wherever_it_is_sent(client: Client) -> None:
    for url in ("/v1/events", "/v1/companies/nobody", "/healthz"):
        answer = client.get(f"{url}?x={'é' * 1000}")
        assert (answer.status, answer.json["code"], answer.json["longest"]) == (414, "uri_too_long", 4096)


def test_a_cursor_works_only_with_its_filters(stage: Client) -> None:
    cursor = stage.get("/v1/events?type=funding_round&limit=1").json["next"]
    assert stage.get(f"/v1/events?type=funding_round&limit=2&cursor={cursor}").json["items"]
    for other in ("", "type=release&", "type=funding_round&sort=date&", "type=funding_round&fields=title&"):
        assert stage.get(f"/v1/events?{other}cursor={cursor}").json["code"] == "bad_cursor"


@pytest.mark.parametrize(
    "query", ["place[exists]", "a" * 500, "amount[" * 80, "]", "[", "amount[]", "\ud800", "amount[gte\0]"]
)
def test_no_name_of_a_parameter_breaks_anything(client: Client, query: str) -> None:
    answer = client.get(f"/v1/events?{quote(query, errors='surrogatepass')}=1")
    assert answer.status == 400


def test_openapi_lists_the_filters_of_each_kind() -> None:
    asked = document()["paths"]["/v1/events"]["get"]["parameters"]
    names = {each["$ref"].rsplit("/", 1)[1]: each for each in asked if "$ref" in each}
    assert {"event_amount_gte", "event_type", "event_participants_ne", "event_disputed"} <= names.keys()
    described: dict[str, Any] = document()["components"]["parameters"]["event_amount_gte"]
    assert described["name"] == "amount[gte]"
    assert "model_open_weights" in document()["components"]["parameters"]


FILTERS = [(kind.plural, name) for kind in KINDS.values() for name, _, _ in parameters_of(kind)]
PLAUSIBLE = [
    "company/deepseek",
    "2025-01",
    "2025/2026",
    "1e9USD",
    "5 %",
    "true",
    "CN",
    "release,trend",
    "../2025",
    "0001",
    "9999-12",
]


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    filters=st.lists(st.sampled_from(FILTERS), min_size=1, max_size=3, unique_by=lambda each: each[1]),
    data=st.data(),
)
def test_any_text_for_any_filter_is_answered_or_refused(
    stage: Client, filters: list[tuple[str, str]], data: st.DataObject
) -> None:
    texts = st.sampled_from(PLAUSIBLE) | st.text(st.characters(codec=None), max_size=20)
    plural = filters[0][0]
    asked = {name: data.draw(texts) for each, name in filters if each == plural}
    query = "&".join(f"{quote(name)}={quote(text, errors='surrogatepass')}" for name, text in asked.items())
    answer = stage.get(
        f"/v1/{plural}?{query}&known_at=2026-11-23T10:00:05Z" if len(asked) > 1 else f"/v1/{plural}?{query}"
    )
    assert answer.status in (200, 400), answer.text
