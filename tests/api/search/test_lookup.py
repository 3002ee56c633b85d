"""Lookup: an identifier that was written in any spelling is found by any spelling, at the time at which it holds."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.conftest import EVIDENCE, Client, a_company, a_source, holding
from tests.conftest import Calls, Clock, examples
from tests.kinds.test_identifiers import VALID, WRITTEN

DOI = ["doi:10.48550/ARXIV.2412.19437", "10.48550/arXiv.2412.19437", "https://doi.org/10.48550/arXiv.2412.19437"]


def holders(client: Client, scheme: str, value: str, clock: str = "") -> list[tuple[str, Any]]:
    answer = client.get(f"/v1/lookup?scheme={scheme}&value={quote(value, safe='')}{clock}")
    assert answer.status == 200, answer.text
    return [(item["ref"], item["valid"]) for item in answer.json["items"]]


def marked_holders(client: Client, ticker: str, clock: str = "") -> list[tuple[str, Any, str]]:
    answer = client.get(f"/v1/lookup?scheme=ticker&value={ticker}{clock}")
    return [(item["ref"], item["valid"], holding(item)) for item in answer.json["items"]]


@pytest.mark.parametrize("written", DOI)
def test_an_identifier_is_kept_in_its_normal_form_and_found_by_every_spelling(client: Client, written: str) -> None:
    client.create("sources", a_source("paper", identifiers=[{"value": written, "scheme": "doi"}]))

    shown = client.get("/v1/sources/paper").json["identifiers"]
    assert shown == [{"value": "10.48550/arxiv.2412.19437", "scheme": "doi"}]
    for spelling in DOI:
        assert holders(client, "doi", spelling) == [("source/paper", None)]


def test_a_write_tells_in_which_form_an_identifier_is_kept(client: Client) -> None:
    held = [{"value": DOI[0], "scheme": "doi"}, {"value": "Q7", "scheme": "wikidata"}]
    answer = client.create("sources", a_source("paper", identifiers=held))

    assert answer.json["adjusted"] == [
        {"pointer": "/identifiers/0/value", "sent": DOI[0], "kept": "10.48550/arxiv.2412.19437"}
    ]


@pytest.mark.parametrize(("scheme", "written", "normal"), WRITTEN)
def test_a_write_takes_what_a_lookup_takes(client: Client, scheme: str, written: str, normal: str) -> None:
    client.create("companies", a_company("one", identifiers=[{"value": written, "scheme": scheme}]))

    assert client.get("/v1/companies/one").json["identifiers"] == [{"value": normal, "scheme": scheme}]
    assert holders(client, scheme, written) == holders(client, scheme, normal) == [("company/one", None)]


SPELLED = st.sampled_from(VALID).flatmap(
    lambda each: st.tuples(st.just(each[0]), *[st.sampled_from([each[1], f" {each[1]} ", f"\u3000{each[1]}"])] * 2)
)


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spelled=SPELLED)
def test_any_spelling_written_is_found_by_any_other(client: Client, spelled: tuple[str, str, str]) -> None:
    scheme, written, asked = spelled
    body = {"identifiers": [{"value": written, "scheme": scheme}], "evidence": EVIDENCE}
    client.create("companies", a_company("any")) if client.get("/v1/companies/any").status == 404 else None
    assert client.patch("/v1/companies/any", body).status == 200

    assert [ref for ref, _ in holders(client, scheme, asked)] == ["company/any"]


def test_two_spellings_are_one_value(client: Client) -> None:
    spelled = [{"value": value, "scheme": "ticker"} for value in ("XNYS:BRK.B", "xnys:brk b")]
    client.create("companies", a_company("berkshire", identifiers=spelled[:1]))
    client.patch("/v1/companies/berkshire", {"identifiers": spelled[1:], "evidence": EVIDENCE})

    flat = client.get("/v1/companies/berkshire").json
    assert len(flat["identifiers"]) == 1
    assert flat["disputed"] == []


def test_the_same_identifier_in_another_spelling_is_no_second_fact(client: Client) -> None:
    client.create("companies", a_company("apple", identifiers=[{"value": "320193", "scheme": "cik"}]))
    again = {"identifiers": [{"value": "CIK0000320193", "scheme": "cik"}], "evidence": EVIDENCE}
    client.patch("/v1/companies/apple", again)

    assert len(client.get("/v1/companies/apple/facts?property=identifiers").json["items"]) == 1


@pytest.mark.parametrize(
    ("scheme", "value", "right"),
    [("isin", "US67066G1041", "typing errors"), ("ticker", "NVDA", "XNAS:NVDA"), ("doi", "10/x", "10.48550")],
)
def test_a_wrong_identifier_is_refused_where_it_was_sent(client: Client, scheme: str, value: str, right: str) -> None:
    sent = [{"value": "Q1", "scheme": "wikidata"}, {"value": value, "scheme": scheme}]
    answer = client.post("/v1/companies", a_company("wrong", identifiers=sent))

    assert answer.status == 422
    (pointer,) = answer.pointers
    assert pointer.startswith("/identifiers/1")
    assert answer.pointers[pointer] == "check_failed"
    assert right in answer.json["errors"][0]["detail"]


@pytest.fixture
def renamed(client: Client) -> Client:
    """A client of a service in which a ticker passed from one company to another, and one is still to come."""
    for slug, held in (
        ("facebook", [("XNAS:FB", "2012-05-18/2022-06-08"), ("XNAS:META", "2022-06-09/..")]),
        ("fund", [("XNAS:META", "2021-06-30/2022-01-31"), ("XNAS:FUND", "2099-01-01/..")]),
    ):
        listed = [{"value": value, "scheme": "ticker", "valid": valid} for value, valid in held]
        client.create("companies", a_company(slug, name=slug.title(), identifiers=listed))
    return client


def test_a_lookup_says_when_the_identifier_holds(renamed: Client, calls: Calls) -> None:
    calls.clear()
    assert marked_holders(renamed, "XNAS:META") == [
        ("company/facebook", "2022-06-09/..", "now"),
        ("company/fund", "2021-06-30/2022-01-31", "former"),
    ]
    assert marked_holders(renamed, "XNAS:FB") == [("company/facebook", "2012-05-18/2022-06-08", "former")]
    assert marked_holders(renamed, "XNAS:FUND") == [("company/fund", "2099-01-01/..", "later")]
    assert calls.names == ["Query"] * 3


@pytest.mark.parametrize(
    ("value", "valid_at", "found"),
    [
        ("xnas:fb", "2020-01-01", [("facebook", "now")]),
        ("XNAS:FB", "2023-01-01", [("facebook", "former")]),
        ("XNAS:META", "2021-12-01", [("fund", "now"), ("facebook", "later")]),
        ("XNAS:META", "2022-03-01", [("fund", "former"), ("facebook", "later")]),
        ("XNAS:META", "2023-01-01", [("facebook", "now"), ("fund", "former")]),
        ("XNAS:FUND", "2099-06-01", [("fund", "now")]),
    ],
)
def test_an_identifier_is_looked_up_at_another_time(
    renamed: Client, calls: Calls, value: str, valid_at: str, found: list[tuple[str, str]]
) -> None:
    calls.clear()
    marked = marked_holders(renamed, value, f"&valid_at={valid_at}")
    assert [(ref, holds) for ref, _, holds in marked] == [(f"company/{slug}", holds) for slug, holds in found]
    assert calls.names == ["Query"]


def test_what_was_not_yet_on_record_is_not_found_at_an_earlier_known_at(client: Client, clock: Clock) -> None:
    before = client.create("companies", a_company("acme")).json["updated_at"]
    clock.advance(seconds=60)
    held = [{"value": "Q7", "scheme": "wikidata", "valid": "2019/2020"}]
    after = client.patch("/v1/companies/acme", {"identifiers": held, "evidence": EVIDENCE}).json["updated_at"]
    clock.advance(seconds=60)
    (fact,) = client.get("/v1/companies/acme/facts?property=identifiers").json["items"]
    client.post(f"/v1/facts/{fact['id']}/retraction", {"reason": "Another company's.", "source": None})

    assert holders(client, "wikidata", "Q7", "&valid_at=2019-06-01") == []
    assert holders(client, "wikidata", "Q7", f"&valid_at=2019-06-01&known_at={before}") == []
    assert holders(client, "wikidata", "Q7", f"&valid_at=2019-06-01&known_at={after}") == [
        ("company/acme", "2019/2020")
    ]
