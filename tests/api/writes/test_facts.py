"""Facts over HTTP: recorded, read, retracted, reinstated, ranked."""

from tests.api.conftest import (
    WRITER,
    Client,
    a_company,
    a_fact,
    fact_ids,
)

COMPANY = "/v1/companies/deepseek"


def test_facts_are_recorded_once_and_answered_200_the_second_time(client: Client) -> None:
    client.create("companies", a_company())
    first = client.post("/v1/facts", {"facts": [a_fact()]}, key=WRITER)
    again = client.post("/v1/facts", {"facts": [a_fact()]}, key=WRITER)
    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json
    assert client.get(f"/v1/facts/{first.json['facts'][0]['id']}").json == first.json["facts"][0]


def test_a_fact_is_found_by_its_percent_encoded_id(client: Client) -> None:
    client.create("companies", a_company())
    fact_id = fact_ids(client, COMPANY)[0]
    assert client.get(f"/v1/facts/{fact_id.replace('~', '%7E')}").json["id"] == fact_id


def test_not_atomic_has_an_outcome_for_each_entity(client: Client) -> None:
    client.create("companies", a_company())
    facts = [a_fact(), a_fact("company/nobody")]
    answer = client.post("/v1/facts?atomic=false", {"facts": facts})
    good, bad = answer.json["outcomes"]
    assert answer.status == 200
    assert (good["ref"], good["status"], good["created"]) == ("company/deepseek", 201, True)
    assert (bad["ref"], bad["status"], bad["problem"]["code"]) == ("company/nobody", 422, "invalid")
    assert bad["problem"]["errors"][0]["pointer"] == "/facts/1/entity"


def test_an_outcome_of_a_merged_entity_is_no_redirect(client: Client) -> None:
    client.create("companies", a_company())
    client.create("companies", a_company("deep-seek"))
    client.post("/v1/companies/deep-seek/merge", {"into": "company/deepseek", "reason": "The same."}, If_Match="*")
    (outcome,) = client.post("/v1/facts?atomic=false", {"facts": [a_fact("company/deep-seek")]}).json["outcomes"]
    assert (outcome["status"], outcome["problem"]["into"]) == (409, "company/deepseek")


def test_atomic_writes_nothing_when_one_fact_is_at_fault(client: Client) -> None:
    client.create("companies", a_company())
    answer = client.post("/v1/facts", {"facts": [a_fact(), a_fact(value="Korea")]})
    assert answer.status == 422
    assert "country" not in client.get(COMPANY).json


def test_a_fact_is_retracted_reinstated_and_ranked_and_the_past_stays(client: Client) -> None:
    client.create("companies", a_company(country="CN"))
    fact = next(f"/v1/facts/{i}" for i in fact_ids(client, COMPANY) if "~country~" in i)
    recorded = client.get(fact).json["recorded_at"]
    retracted = client.post(f"{fact}/retraction", {"reason": "Misread.", "source": "source/report"}, key=WRITER)
    assert (retracted.status, retracted.json["retraction"]["reason"]) == (200, "Misread.")
    assert "country" not in client.get(COMPANY).json
    assert client.get(f"{COMPANY}?known_at={recorded}").json["country"] == "CN"
    assert client.get(f"{fact}?known_at={recorded}").json["retracted_at"] is None
    reinstated = client.post(f"{fact}/reinstatement", {"reason": "Read right."}, key=WRITER)
    assert (reinstated.status, reinstated.json["retracted_at"]) == (200, None)
    ranked = client.post(f"{fact}/rank", {"rank": "preferred", "reason": "The best."}, key=WRITER)
    assert (ranked.json["rank"], ranked.json["rank_reason"]) == ("preferred", "The best.")
    assert client.get(COMPANY).json["revision"] == 4


def test_if_match_on_a_fact_is_the_entity_s(client: Client) -> None:
    client.create("companies", a_company())
    fact = f"/v1/facts/{fact_ids(client, COMPANY)[0]}"
    assert client.post(f"{fact}/rank", {"rank": "normal"}, If_Match='"r9"').status == 412


def test_the_faults_of_all_facts_come_together(client: Client) -> None:
    client.create("companies", a_company())
    facts = [{"property": "country"}, a_fact(property_name="countri"), "no", a_fact("company/nobody")]
    answer = client.post("/v1/facts", {"facts": facts})
    found = {error["pointer"]: error["code"] for error in answer.json["errors"]}
    assert (answer.status, found) == (
        422,
        {
            "/facts/0/entity": "missing_field",
            "/facts/1/property": "unknown_property",
            "/facts/2": "wrong_type",
            "/facts/3/entity": "no_such_entity",
        },
    )


def test_a_hundred_facts_of_one_entity_are_recorded_apart_and_refused_together_with_the_sum(client: Client) -> None:
    client.create("companies", a_company())
    facts = [a_fact(property_name="aliases", value=f"Deep {number}") for number in range(100)]
    together = client.post("/v1/facts", {"facts": facts})
    assert (together.status, together.json["code"], together.json["actions"]) == (422, "too_many_actions", 102)
    assert together.json["parts"] == {"facts": 100, "revisions": 1, "views": 1}
    assert "atomic=false" in together.json["detail"]
    (outcome,) = client.post("/v1/facts?atomic=false", {"facts": facts}).json["outcomes"]
    assert (outcome["status"], outcome["revision"], len(outcome["facts"])) == (201, 3, 100)
    assert outcome["pointers"] == [f"/facts/{number}" for number in range(100)]


def test_each_faulty_fact_has_its_own_outcome_with_its_pointer(client: Client) -> None:
    client.create("companies", a_company())
    nameless = {"property": "country", "value": "CN", "evidence": a_fact()["evidence"]}
    answer = client.post("/v1/facts?atomic=false", {"facts": [nameless, a_fact(value="Mars"), a_fact(), "no fact"]})
    assert answer.status == 200
    listed = [(each["status"], each["pointers"], each.get("ref")) for each in answer.json["outcomes"]]
    assert listed == [
        (422, ["/facts/0"], None),
        (422, ["/facts/1"], "company/deepseek"),
        (201, ["/facts/2"], "company/deepseek"),
        (422, ["/facts/3"], None),
    ]
    errors = [
        error["pointer"] for each in answer.json["outcomes"] for error in each.get("problem", {}).get("errors", [])
    ]
    assert errors == ["/facts/0/entity", "/facts/1/value", "/facts/3"]


def test_a_retracted_fact_sent_again_is_pointed_at(client: Client) -> None:
    client.create("companies", a_company())
    (fact,) = client.post("/v1/facts", {"facts": [a_fact()]}).json["facts"]
    client.post(f"/v1/facts/{fact['id']}/retraction", {"reason": "Misread."})
    answer = client.post("/v1/facts", {"facts": [a_fact(value="SG"), a_fact()]})
    assert (answer.status, answer.json["code"], answer.json["fact"]) == (409, "retracted", fact["id"])
    assert [error["pointer"] for error in answer.json["errors"]] == ["/facts/1"]
