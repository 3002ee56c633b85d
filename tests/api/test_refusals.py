"""Refusals: bounded however much is wrong, complete where there is much, and told with names that are near."""

from tests.api.conftest import Client, a_company, a_fact

COMPANY = "/v1/companies/deepseek"


def test_a_body_of_nothing_but_faults_is_refused_with_the_first_thousand(client: Client) -> None:
    answer = client.post("/v1/companies", a_company(**{f"k{number}": 1 for number in range(5_000)}))
    assert (answer.status, len(answer.json["errors"])) == (422, 1_000)
    assert "1000 faults or more" in answer.json["detail"]


def test_an_outcome_tells_the_first_hundred_faults_of_its_entity(client: Client) -> None:
    client.create("companies", a_company())
    facts = [a_fact() | {f"k{number}": 1 for number in range(120)}]
    (outcome,) = client.post("/v1/facts?atomic=false", {"facts": facts}).json["outcomes"]
    assert (outcome["status"], len(outcome["problem"]["errors"])) == (422, 100)
    assert outcome["problem"]["detail"] == "120 faults in the body."


def test_a_query_of_nothing_but_faults_is_refused_with_the_first_hundred(client: Client) -> None:
    answer = client.get("/v1/events?" + "&".join(f"k{number}=" for number in range(400)))
    assert (answer.status, len(answer.json["errors"])) == (400, 100)
