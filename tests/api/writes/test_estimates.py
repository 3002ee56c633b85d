"""How a figure was arrived at, and how sure its estimator is, over HTTP."""

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company, a_fact

ESTIMATE = {"method": "28 days of sales x 13", "confidence": "speculative"}


@pytest.fixture
def company(client: Client) -> Client:
    client.create("companies", a_company())
    return client


def test_the_method_and_the_confidence_come_back_with_the_fact(company: Client) -> None:
    company.post("/v1/facts", {"facts": [a_fact(value="CN", evidence={**EVIDENCE, **ESTIMATE})]})

    (fact,) = company.get("/v1/companies/deepseek?include=facts").json["facts"]["country"]

    assert ESTIMATE.items() <= fact["evidence"].items()


def test_facts_without_them_do_not_name_them(company: Client) -> None:
    company.post("/v1/facts", {"facts": [a_fact(value="CN")]})

    (fact,) = company.get("/v1/companies/deepseek?include=facts").json["facts"]["country"]

    assert not ESTIMATE.keys() & fact["evidence"].keys()


def test_a_method_that_is_added_later_makes_no_second_fact(company: Client) -> None:
    first = company.post("/v1/facts", {"facts": [a_fact(value="CN")]})

    again = company.post("/v1/facts", {"facts": [a_fact(value="CN", evidence={**EVIDENCE, **ESTIMATE})]})

    assert (again.status, again.json["facts"][0]["id"]) == (200, first.json["facts"][0]["id"])


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"method": ""}, "empty"),
        ({"method": "x" * 501}, "too_long"),
        ({"method": 13}, "wrong_type"),
        ({"confidence": "sure"}, "unknown_code"),
        ({"confidence": 0.9}, "unknown_code"),
    ],
)
def test_a_wrong_one_is_refused_where_it_stands(company: Client, wrong: dict[str, object], code: str) -> None:
    answer = company.post("/v1/facts", {"facts": [a_fact(value="CN", evidence={**EVIDENCE, **wrong})]})

    found = {each["pointer"]: each["code"] for each in answer.json["errors"]}
    assert (answer.status, found) == (422, {f"/facts/0/evidence/{next(iter(wrong))}": code})
