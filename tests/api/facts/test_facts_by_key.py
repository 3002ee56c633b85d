"""Facts across entities over HTTP: by entity, source, speaker and value; their bad input; the calls they cost."""

import pytest

from tests.api.conftest import EVIDENCE, READER, Body, Client, a_company, a_fact, a_source
from tests.api.snapshots import filled_once
from tests.conftest import Calls

COMPANY = "/v1/companies/deepseek"
VENDORS = "company/alibaba-cloud,company/alibaba-group"
REPORTED = {"source": "source/report", "basis": "self_reported", "certainty": "asserted"}


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """A model with a claim of each of two vendors, of a rival, and of people without a name."""
    for slug in ("alibaba-cloud", "alibaba-group", "rival"):
        client.create("companies", a_company(slug))
    client.create(
        "models", {"slug": "qwen", "name": "Qwen", "developer": ["company/alibaba-group"], "evidence": EVIDENCE}
    )
    said: list[tuple[Body | str, str, str]] = [
        ("company/alibaba-cloud", "self_reported", "72e9"),
        ("company/alibaba-group", "self_reported", "72.7e9"),
        ("company/rival", "opinion", "7e9"),
        ({"text": "people who know, or say so"}, "third_party_report", "70e9"),
    ]
    claims = [
        a_fact(
            "model/qwen",
            "parameters",
            {"amount": amount, "unit": "parameter"},
            evidence={"source": "source/report", "basis": basis, "speaker": speaker},
        )
        for speaker, basis, amount in said
    ]
    assert client.post("/v1/facts", {"facts": claims}).status == 201
    return client


def amounts(client: Client, query: str) -> set[str]:
    return {fact["value"]["amount"] for fact in client.every(f"/v1/facts?property=parameters&{query}")}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"entity=model/qwen&speaker={VENDORS}", {"72e9", "72.7e9"}),
        ("entity=model/qwen&basis=self_reported", {"72e9", "72.7e9"}),
        ("entity=model/qwen&basis=self_reported,opinion", {"72e9", "72.7e9", "7e9"}),
        (f"speaker={VENDORS}", {"72e9", "72.7e9"}),
        ("speaker=company/alibaba-cloud&speaker=company/rival", {"72e9", "7e9"}),
        ("speaker=people+who+know,+or+say+so", {"70e9"}),
        ("source=source/report&certainty=asserted&limit=1", {"72e9", "72.7e9", "7e9", "70e9"}),
    ],
)
def test_claims_are_found_by_who_makes_them(stage: Client, query: str, found: set[str]) -> None:
    assert amounts(stage, query) == found


def test_what_a_vendor_says_of_its_own_model_takes_a_query_more_for_each_ref(stage: Client, calls: Calls) -> None:
    calls.clear()
    answer = stage.get(f"/v1/facts?entity=model/qwen&speaker={VENDORS}")
    assert answer.json["meta"]["returned"] == 2
    assert calls.names == ["Query", "Query", "Query", "BatchGetItem"]


def test_facts_by_each_key_are_three_calls_and_every_row_read_is_returned(stage: Client, calls: Calls) -> None:
    for query in ("source=source/report", "value=company/alibaba-group", "speaker=company/rival"):
        calls.clear()
        answer = stage.get(f"/v1/facts?{query}&limit=2")
        assert answer.json["meta"]["read"] == answer.json["meta"]["returned"] > 0
        assert calls.names == ["Query", "Query", "BatchGetItem"]


def test_the_newest_come_first_and_a_moment_of_recording_narrows(client: Client) -> None:
    client.create("companies", a_company())
    client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE})
    country, name = client.every("/v1/facts?entity=company/deepseek&limit=1")
    assert (country["property"], name["property"]) == ("country", "name")
    since = f"/v1/facts?source=source/report&recorded[gte]={country['recorded_at']}"
    assert [fact["id"] for fact in client.every(since)] == [country["id"]]
    until = f"/v1/facts?entity=company/deepseek&recorded[lt]={country['recorded_at']}"
    assert [fact["id"] for fact in client.every(until)] == [name["id"]]
    assert client.every(f"/v1/facts?entity=company/deepseek&known_at={name['recorded_at']}") == [name]


def test_the_clocks_of_facts(client: Client) -> None:
    client.create("companies", a_company(organisation_type={"value": "lab", "valid": "2024/2025"}))
    client.create("sources", a_source("dated", published="2024-05-01"))
    evidence = {"source": "source/dated", "basis": "third_party_report"}
    client.patch(COMPANY, {"country": "CN", "evidence": evidence})
    asked = "/v1/facts?entity=company/deepseek"
    assert [fact["property"] for fact in client.every(f"{asked}&published_before=2024-06-01")] == ["country"]
    valid = {fact["property"] for fact in client.every(f"{asked}&valid_at=2026-06-01")}
    assert valid == {"country", "name"}


@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        ("", None, "`entity`, `source`, `speaker` and `value`"),
        ("basis=opinion", None, "`entity`, `source`, `speaker` and `value`"),
        ("entity=deepseek", "entity", "company/deepseek"),
        ("entity=compny/deepseek", "entity", "company/deepseek"),
        ("source=company/deepseek", "source", "source/report"),
        ("value=CN", "value", "company/deepseek"),
        ("speaker=company/OpenAI", "speaker", "company/openai"),
        ("speaker=", "speaker", "company/openai"),
        ("speaker=a&speaker=b&speaker=c&speaker=d&speaker=e&speaker=f", "speaker", "accepts at most 5 values"),
        ("entity=company/deepseek&entity=company/other", "entity", "once"),
        ("entity=company/deepseek&property=cuntry", "property", '"country"'),
        ("source=source/report&property=contry", "property", '"country"'),
        ("source=source/report&property=Country", "property", "names of properties"),
        ("source=source/report&basis=selfreported", "basis", "'self_reported'"),
        ("source=source/report&basis=opinion,derved", "basis", "'derived'"),
        ("source=source/report&certainty=rumored", "certainty", "'rumoured'"),
        ("source=source/report&recorded[gte]=yesterday", "recorded[gte]", "an instant"),
        ("source=source/report&recorded[gt]=2026-01-01", "recorded[gt]", "gte"),
        ("source=source/report&known_at=2999-01-01", "known_at", "future"),
        ("source=source/report&limit=101", "limit", "1 to 100"),
    ],
)
def test_a_bad_query_is_refused_with_what_would_be_right(
    client: Client, query: str, parameter: str | None, said: str
) -> None:
    answer = client.get(f"/v1/facts?{query}")
    assert (answer.status, answer.json["code"]) == (400, "bad_parameter")
    assert said in answer.json["detail"]
    assert parameter is None or list(answer.pointers) == [parameter]


@pytest.mark.parametrize("key", ["entity", "value", "speaker"])
def test_what_does_not_exist_is_404(client: Client, key: str) -> None:
    answer = client.get(f"/v1/facts?{key}=company/nobody")
    assert (answer.status, answer.json["detail"]) == (404, "There is no company/nobody.")


def test_a_retired_entity_is_410_and_a_merged_one_names_its_survivor(client: Client) -> None:
    for slug in ("deepseek", "deep-seek", "made-up"):
        client.create("companies", a_company(slug))
    client.post("/v1/companies/deep-seek/merge", {"into": "company/deepseek", "reason": "The same."}, If_Match="*")
    client.post("/v1/companies/made-up/retirement", {"reason": "It never was."}, If_Match="*")
    assert client.get("/v1/facts?entity=company/made-up").status == 410
    merged = client.get("/v1/facts?entity=company/deep-seek")
    assert (merged.status, merged.json["code"], merged.json["into"]) == (409, "merged", "company/deepseek")


def test_a_cursor_works_only_with_its_query(stage: Client) -> None:
    cursor = stage.get("/v1/facts?source=source/report&limit=1").json["next"]
    assert stage.get(f"/v1/facts?source=source/report&limit=3&cursor={cursor}").status == 200
    for query in ("source=source/report&basis=opinion", "speaker=company/rival"):
        assert stage.get(f"/v1/facts?{query}&cursor={cursor}").json["code"] == "bad_cursor"


def test_facts_are_read_with_a_key_that_may_read_and_by_head(stage: Client) -> None:
    assert stage.get("/v1/facts?source=source/report", key=READER).status == 200
    head = stage.head("/v1/facts?source=source/report")
    assert (head.status, head.text) == (200, "")
