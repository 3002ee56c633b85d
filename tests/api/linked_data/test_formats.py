"""Linked data is one more format of an entity, of a fact and of a page of facts."""

import subprocess
import sys
from typing import Any

import pytest

from tests.api.conftest import Answer, Client, a_company, a_source, an_event, fact_ids
from tests.api.linked_data.conftest import AT_HOST, JSONLD, Asking
from tests.conftest import Calls, Clock

COMPANY = "/v1/companies/deepseek"
READS = [
    COMPANY,
    f"{COMPANY}?include=facts",
    f"{COMPANY}?include=facts&standing=true",
    f"{COMPANY}?published_before=2025-01-01",
    f"{COMPANY}/facts",
    f"{COMPANY}/facts?property=founded",
    "/v1/facts?source=source/report",
    "/v1/facts?entity=company/deepseek&standing=true",
]


@pytest.fixture(autouse=True)
def company(client: Client) -> Answer:
    return client.create("companies", a_company(founded="2023-07", country="CN", aliases=["DS", "深度求索"]))


@pytest.mark.parametrize("url", READS)
def test_linked_data_costs_the_calls_and_the_reads_of_json(client: Client, calls: Calls, url: str) -> None:
    costs = []
    for media in ("application/json", JSONLD):
        calls.clear()
        answer = client.get(url, Accept=media, **AT_HOST)
        costs.append((list(calls), answer.headers["content-type"]))

    (as_json, _), (as_linked_data, media) = costs

    assert as_linked_data == as_json != []
    assert media == JSONLD


def test_one_fact_costs_the_calls_of_json(client: Client, calls: Calls) -> None:
    url = f"/v1/facts/{fact_ids(client, COMPANY)[0]}"
    calls.clear()
    client.get(url)
    as_json = [*calls]
    calls.clear()

    assert client.get(url, Accept=JSONLD).status == 200
    assert [*calls] == as_json


@pytest.mark.parametrize("url", ["/ns", "/ns/context.jsonld"])
def test_the_terms_and_the_context_cost_no_call_and_need_no_key(client: Client, calls: Calls, url: str) -> None:
    answer = client.get(url, **AT_HOST)

    assert answer.status == 200
    assert answer.headers["content-type"] == JSONLD
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert client.get(url, If_None_Match=answer.headers["etag"], **AT_HOST).status == 304
    assert calls == []


@pytest.mark.parametrize("url", READS)
def test_every_format_has_its_own_etag_and_says_that_it_depends_on_accept(client: Client, url: str) -> None:
    as_json, linked = client.get(url, **AT_HOST), client.get(url, Accept=JSONLD, **AT_HOST)

    assert as_json.headers["etag"] != linked.headers["etag"]
    assert "Accept," in as_json.headers["vary"]
    assert as_json.headers["vary"] == linked.headers["vary"]
    assert client.get(url, Accept=JSONLD, If_None_Match=linked.headers["etag"], **AT_HOST).status == 304
    assert client.get(url, Accept=JSONLD, If_None_Match=as_json.headers["etag"], **AT_HOST).status == 200


def test_the_etag_of_linked_data_is_a_condition_for_a_write(client: Client) -> None:
    tag = client.get(COMPANY, Accept=JSONLD).headers["etag"]
    body = {"country": "DE", "evidence": {"source": "source/report", "basis": "opinion"}}

    assert client.patch(COMPANY, body, If_Match=tag).status == 200
    assert client.patch(COMPANY, {**body, "country": "FR"}, If_Match=tag).status == 412


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/json, application/ld+json", "application/json"),
        ("application/ld+json, application/json;q=0.9", JSONLD),
        ("application/ld+json;q=0.5, application/json;q=0.4", JSONLD),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted", */*;q=0.1', JSONLD),
        ("text/turtle;q=1.0, application/ld+json;q=0.9, */*;q=0.1", JSONLD),
    ],
)
def test_the_format_that_accept_prefers_is_chosen(client: Client, accept: str | None, media: str) -> None:
    headers = {"Accept": accept} if accept else {}

    assert client.get(COMPANY, **headers).headers["content-type"] == media


@pytest.mark.parametrize("url", [COMPANY, f"{COMPANY}/facts", "/v1/facts?entity=company/deepseek"])
def test_the_parameter_format_overrides_accept(client: Client, url: str) -> None:
    mark = "&" if "?" in url else "?"

    assert client.get(f"{url}{mark}format=jsonld").headers["content-type"] == JSONLD
    assert client.get(f"{url}{mark}format=json", Accept=JSONLD).headers["content-type"] == "application/json"


def test_what_is_not_available_as_linked_data_is_refused_with_what_is(client: Client) -> None:
    refused = client.get(f"{COMPANY}/history", Accept=JSONLD)
    turtle = client.get(COMPANY, Accept="text/turtle")

    assert (refused.status, turtle.status) == (406, 406)
    assert refused.headers["content-type"] == "application/problem+json"
    assert turtle.json["offers"] == ["application/json", JSONLD]


def test_head_has_the_headers_of_the_document_and_no_body(client: Client) -> None:
    got, head = (client.send(method, COMPANY, headers={"Accept": JSONLD, **AT_HOST}) for method in ("GET", "HEAD"))

    assert head.text == ""
    assert head.headers["content-length"] == str(len(got.raw))
    assert head.headers["etag"] == got.headers["etag"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("explain=true", "explain"), ("expand=parent", "expand"), ("in=USD", "in")],
)
def test_a_parameter_whose_answer_has_no_place_in_linked_data_is_refused(
    client: Client, query: str, parameter: str
) -> None:
    refused = client.get(f"{COMPANY}?{query}", Accept=JSONLD)

    assert refused.status == 400
    assert refused.pointers == {parameter: "not_together"}
    assert client.get(f"{COMPANY}?explain=false", Accept=JSONLD).status == 200


def test_the_facts_not_repeated_are_json_alone(client: Client) -> None:
    client.create("sources", a_source("newer", supersedes="source/report"))
    url = "/v1/sources/newer?include=not_repeated"

    assert client.get(url).status == 200
    assert client.get(url, Accept=JSONLD).pointers == {"include": "not_together"}


def test_a_page_is_at_most_as_long_as_one_of_json(client: Client) -> None:
    refused = client.get(f"{COMPANY}/facts?limit=101", Accept=JSONLD)

    assert refused.pointers == {"limit": "bad_value"}
    assert "JSON-LD" in refused.text
    assert client.get(f"{COMPANY}/facts?columns=filled&format=jsonld").pointers == {"columns": "not_together"}


def test_pages_of_linked_data_have_every_fact_once(client: Client) -> None:
    url: str | None = f"{COMPANY}/facts?limit=2&format=jsonld"
    seen: list[str] = []
    while url is not None:
        page = client.get(url)
        seen += [each["@id"].rpartition("/")[2] for each in page.json["facts"]]
        following = [link for link in page.headers["link"].split(", ") if 'rel="next"' in link]
        url = following[0].partition(">")[0].removeprefix(f"<{client.base}") if following else None

    assert seen == fact_ids(client, COMPANY)


def test_an_empty_page_is_an_empty_list(linked: Asking) -> None:
    assert linked.document(f"{COMPANY}/facts?property=website")["facts"] == []


def test_refusals_are_problem_documents(client: Client) -> None:
    for url in ("/v1/companies/nobody", "/v1/facts/company~nobody~name~00", f"{COMPANY}?known_at=2999-01-01"):
        refused = client.get(url, Accept=JSONLD)

        assert refused.status in (400, 404)
        assert refused.headers["content-type"] == "application/problem+json"


def test_a_retired_entity_is_gone_and_can_be_seen_as_of_before(client: Client, linked: Asking, clock: Clock) -> None:
    before = clock()
    client.post(f"{COMPANY}/retirement", {"reason": "a test"}, If_Match="*")

    assert linked.get(COMPANY).status == 410
    then = linked.document(f"{COMPANY}?known_at={before}")
    assert then["name"] == "Deepseek"
    assert then["schema:mainEntityOfPage"]["@id"].endswith(f"/companies/deepseek?known_at={before}")


def test_a_merged_entity_redirects_to_its_survivor(client: Client, linked: Asking) -> None:
    client.create("companies", a_company("deepseek-ai", founded="2023-08"))
    client.post(f"{COMPANY}-ai/merge", {"into": "company/deepseek", "reason": "a test"}, If_Match="*")

    moved = linked.get(f"{COMPANY}-ai?include=facts")
    document = linked.document(f"{COMPANY}?include=facts")

    assert (moved.status, moved.headers["location"]) == (308, f"/stage{COMPANY}?include=facts")
    merged = [each for each in document["claims"] if "merged_from" in each]
    assert {each["merged_from"]["@id"].rpartition("/")[2] for each in merged} == {"deepseek-ai"}


def test_without_a_host_addresses_begin_with_the_path(client: Client) -> None:
    document: Any = client.get(COMPANY, Accept=JSONLD).json

    assert document["@context"] == "/stage/ns/context.jsonld"
    assert document["@id"] == f"/stage{COMPANY}"


def test_an_event_has_the_fields_of_its_type(client: Client, linked: Asking) -> None:
    client.create("events", an_event("round", type="funding_round", amount={"amount": "1e9", "unit": "USD"}))

    document = linked.document("/v1/events/round")

    assert document["@type"] == ["schema:Event", "Event"]
    assert document["date"] == {"@type": "xsd:date", "@value": "2025-01-26"}
    assert document["amount"]["schema:currency"] == "USD"


def test_reads_of_json_load_nothing_of_linked_data() -> None:
    probe = (
        "import sys\nfrom app import app\nimport chalicelib.api.entities.read, chalicelib.api.facts.entity_facts\n"
        "import chalicelib.api.facts.fact\nprint([name for name in sys.modules if 'linked' in name])"
    )

    ended = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)

    assert ended.stdout.splitlines()[-1] == "[]"
