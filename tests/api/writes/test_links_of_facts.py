"""Facts that replace others, sources that supersede others, and confirmations: what each does, and what is refused."""

from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Answer, Body, Client, a_company, a_fact

COMPANY = "/v1/companies/deepseek"


def recorded(client: Client, **fact: Any) -> str:
    """Record one fact and give its id."""
    answer = client.post("/v1/facts", {"facts": [a_fact(**fact)]})
    assert answer.status == 201, answer.json
    return str(answer.json["facts"][0]["id"])


def replacing(client: Client, *replaced: str, value: str = "DE", **more: Any) -> Answer:
    """Send a country that replaces facts."""
    evidence = {**EVIDENCE, "replaces": list(replaced)}
    return client.post("/v1/facts", {"facts": [a_fact(value=value, evidence=evidence, **more)]})


@pytest.fixture
def company(client: Client) -> Client:
    client.create("companies", a_company())
    client.create("companies", a_company("mistral"))
    return client


def test_a_fact_takes_the_place_of_the_one_that_it_replaces(company: Client) -> None:
    wrong = recorded(company, value="CN")

    answer = replacing(company, wrong)

    assert answer.json["facts"][0]["evidence"]["replaces"] == [wrong]
    view = company.get(f"{COMPANY}?explain=true").json
    assert (view["country"], view["disputed"]) == ("DE", [])
    (slot,) = view["explain"]["country"]
    assert slot["rejected"] == [
        {
            "fact": wrong,
            "reason": "replaced: another fact restates or corrects it",
            "by": answer.json["facts"][0]["id"],
        }
    ]


def test_sending_it_again_records_nothing(company: Client) -> None:
    wrong = recorded(company, value="CN")
    first = replacing(company, wrong)

    again = replacing(company, wrong)

    assert (again.status, again.json["facts"]) == (200, first.json["facts"])


def faults(answer: Answer) -> dict[str, str]:
    assert answer.status == 422, answer.json
    return answer.pointers


def test_a_fact_replaces_facts_of_its_own_entity_and_property(company: Client) -> None:
    name = company.get("/v1/facts?source=source/report").json["items"]
    of_name = next(each["id"] for each in name if each["property"] == "name" and each["entity"] == "company/deepseek")
    elsewhere = recorded(company, entity="company/mistral", value="FR")
    nowhere = "company~deepseek~country~n0"

    answer = replacing(company, of_name, elsewhere, nowhere)

    assert faults(answer) == {
        "/facts/0/evidence/replaces/0": "another_property",
        "/facts/0/evidence/replaces/1": "another_entity",
        "/facts/0/evidence/replaces/2": "no_such_fact",
    }


def test_a_fact_replaces_neither_itself_nor_what_replaces_it(company: Client) -> None:
    first = recorded(company, value="CN")
    second = replacing(company, first).json["facts"][0]["id"]

    assert faults(replacing(company, first, value="CN")) == {"/facts/0/evidence/replaces/0": "replaces_itself"}
    assert faults(replacing(company, second, value="CN")) == {"/facts/0/evidence/replaces/0": "replaces_in_a_circle"}


def test_the_evidence_of_a_whole_body_is_blamed_where_it_was_sent(company: Client) -> None:
    body: Body = {"country": "CN", "evidence": {**EVIDENCE, "replaces": ["company~deepseek~country~n0"]}}

    assert faults(company.patch(COMPANY, body)) == {"/evidence/replaces/0": "no_such_fact"}


def test_a_confirmation_of_the_future_is_refused(company: Client) -> None:
    answer = company.patch(COMPANY, {"confirmed": ["2026-11-20", "2027-01-01"], "evidence": EVIDENCE})

    assert faults(answer) == {"/confirmed/1": "in_future"}


def test_confirmations_are_in_the_view_and_not_in_cards(company: Client) -> None:
    company.patch(COMPANY, {"confirmed": ["2026-11-20"], "evidence": EVIDENCE})

    assert company.get(COMPANY).json["confirmed"] == ["2026-11-20"]
    cards = company.get("/v1/companies").json["items"]
    assert all("confirmed" not in card for card in cards)


def test_a_source_that_supersedes_another_lends_that_to_its_facts(company: Client) -> None:
    recorded(company, value="CN")
    company.create("sources", {"slug": "second", "title": "The report, corrected", "supersedes": "source/report"})

    evidence = {"source": "source/second", "basis": "third_party_report"}
    company.post("/v1/facts", {"facts": [a_fact(value="SG", evidence=evidence)]})

    view = company.get(COMPANY).json
    assert (view["country"], view["disputed"]) == ("SG", [])


def test_what_a_card_does_not_show_is_named_under_more(company: Client) -> None:
    company.patch(COMPANY, {"country": {"value": "SG", "scope": "the research unit"}, "evidence": EVIDENCE})

    assert company.get(COMPANY).json["also"] == {"country": [{"value": "SG", "scope": {"text": "the research unit"}}]}
    card = next(each for each in company.get("/v1/companies").json["items"] if each["slug"] == "deepseek")
    assert card["more"] == ["country"]
    assert not {"also", "terms"} & card.keys()
