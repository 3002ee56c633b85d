"""Search, autocomplete and lookup over HTTP: names in, entities out, in as few calls as promised."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.conftest import EVIDENCE, Client, a_company, a_source, fact_ids
from tests.conftest import Calls, examples

NAMED = {"aliases": ["深度求索", "ДипСик", "ديب سيك"], "country": "CN"}


@pytest.fixture
def filled(client: Client, calls: Calls) -> Client:
    """A client of a service that knows DeepSeek by four names, and two namesakes; calls from here on."""
    identifiers = [{"value": "deepseek-ai", "scheme": "huggingface"}]
    client.create("companies", a_company("deepseek", name="DeepSeek", identifiers=identifiers, **NAMED))
    client.create("companies", a_company("mercury-us", name="Mercury", country="US"))
    client.create("companies", a_company("mercury-de", name="Mercury", country="DE"), is_namesake=True)
    client.create("sources", a_source("mercury", title="Mercury rising", published="2025-01-02"))
    calls.clear()
    return client


def refs(client: Client, url: str) -> list[str]:
    answer = client.get(url)
    assert answer.status == 200, answer.text
    return [item["ref"] for item in answer.json["items"]]


@pytest.mark.parametrize("q", ["深度求索", "дипсик", "ديب سيك", "deep seek", "ＤeepＳeek"])
def test_a_company_is_found_by_any_of_its_names_in_one_call_and_one_for_titles(
    filled: Client, calls: Calls, q: str
) -> None:
    assert refs(filled, f"/v1/search?q={q}") == ["company/deepseek"]
    assert calls.names == ["Query"] * 2
    calls.clear()
    assert refs(filled, f"/v1/search?q={q}&kind=company") == ["company/deepseek"]
    assert calls.names == ["Query"]


def test_with_a_typing_error_it_takes_six_calls_more_and_two_more_for_titles(filled: Client, calls: Calls) -> None:
    assert refs(filled, "/v1/search?q=depseek") == ["company/deepseek"]
    assert calls.names == ["Query"] * 10
    calls.clear()
    assert refs(filled, "/v1/search?q=depseek&kind=company") == ["company/deepseek"]
    assert calls.names == ["Query"] * 7


def test_what_is_too_short_for_errors_is_found_in_one_call(filled: Client, calls: Calls) -> None:
    assert refs(filled, "/v1/search?q=求索&kind=company") == ["company/deepseek"]
    assert calls.names == ["Query"]


def test_a_hint_distinguishes_namesakes(filled: Client) -> None:
    answer = filled.get("/v1/search?q=mercury").json
    assert [(each["label"], each["match"], each["hint"]) for each in answer["items"]] == [
        ("Mercury", "exact", {"country": "DE"}),
        ("Mercury", "exact", {"country": "US"}),
        ("Mercury rising", "prefix", {"published": "2025-01-02"}),
    ]
    assert answer["meta"] == {"read": 4, "returned": 3, "complete": True}
    assert refs(filled, "/v1/search?q=mercury&kind=source") == ["source/mercury"]
    assert refs(filled, "/v1/search?q=mercury&limit=1") == ["company/mercury-de"]


@pytest.mark.parametrize(("q", "found"), [("d", True), ("de", True), ("deep s", True), ("深", True), ("x", False)])
def test_the_first_letters_are_completed_in_one_call(filled: Client, calls: Calls, q: str, found: bool) -> None:
    assert refs(filled, f"/v1/autocomplete?q={q}&kind=company") == (["company/deepseek"] if found else [])
    assert calls.names == ["Query"]


@pytest.mark.parametrize("value", ["deepseek-ai", "DeepSeek-AI", "https://huggingface.co/deepseek-ai"])
def test_an_external_id_is_looked_up_in_one_call(filled: Client, calls: Calls, value: str) -> None:
    answer = filled.get(f"/v1/lookup?scheme=huggingface&value={value}").json
    assert answer["items"] == [
        {
            "ref": "company/deepseek",
            "kind": "company",
            "label": "DeepSeek",
            "hint": {"country": "CN"},
            "former": False,
            "later": False,
            "valid": None,
        }
    ]
    assert answer["meta"]["value"] == "deepseek-ai"
    assert calls.names == ["Query"]


def test_an_unknown_identifier_gives_an_empty_list(filled: Client) -> None:
    assert filled.get("/v1/lookup?scheme=isin&value=us67066g1040").json["items"] == []


@pytest.mark.parametrize(
    ("url", "faults"),
    [
        ("/v1/search", {"q": "missing"}),
        ("/v1/search?q=", {"q": "bad_value"}),
        ("/v1/search?q=%F0%9F%9A%80", {"q": "bad_value"}),
        ("/v1/search?q=a%00b", {"q": "bad_value"}),
        (f"/v1/search?q={'a' * 201}", {"q": "bad_value"}),
        ("/v1/search?q=a&kind=compny", {"kind": "bad_value"}),
        ("/v1/search?q=a&limit=0&know_at=2025", {"limit": "bad_value", "know_at": "unknown_parameter"}),
        ("/v1/search?q=a&known_at=2030-01-01", {"known_at": "in_the_future"}),
        ("/v1/autocomplete?q=a&valid_at=2025", {"valid_at": "bad_value"}),
        ("/v1/lookup", {"scheme": "missing", "value": "missing"}),
        ("/v1/lookup?scheme=isbn&value=1", {"scheme": "bad_value"}),
        ("/v1/lookup?scheme=isin&value=US67066G1041", {"value": "bad_value"}),
        ("/v1/lookup?scheme=ticker&value=NVDA", {"value": "bad_value"}),
        ("/v1/lookup?scheme=ticker&value=%20", {"value": "bad_value"}),
    ],
)
def test_bad_parameters_are_refused_by_name(client: Client, url: str, faults: dict[str, str]) -> None:
    answer = client.get(url)
    assert (answer.status, answer.pointers) == (400, faults)


def test_a_wrong_word_names_the_nearest(client: Client) -> None:
    assert "did you mean 'company'?" in client.get("/v1/search?q=a&kind=compny").text
    assert "for typing errors" in client.get("/v1/lookup?scheme=isin&value=US67066G1041").text


def test_a_former_name_is_found_at_an_earlier_moment(client: Client) -> None:
    created = client.create("companies", a_company("x", name="Twitter")).json["updated_at"]
    (fact,) = (each for each in fact_ids(client, "/v1/companies/x") if "~name~" in each)
    client.patch("/v1/companies/x", {"name": "Ex", "evidence": EVIDENCE})
    client.post(f"/v1/facts/{fact}/retraction", {"reason": "It is called otherwise now."})
    assert refs(client, "/v1/search?q=twitter") == []
    then = client.get(f"/v1/search?q=twitter&known_at={created}").json["items"]
    assert [(item["ref"], item["label"], item["match"]) for item in then] == [("company/x", "Twitter", "exact")]


@settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    q=st.text(st.characters(exclude_categories=["Cs"]), max_size=12), path=st.sampled_from(["search", "autocomplete"])
)
def test_any_text_is_answered_or_refused(client: Client, q: str, path: str) -> None:
    answer = client.get(f"/v1/{path}?q={quote(q)}")
    assert answer.status in (200, 400), answer.text
