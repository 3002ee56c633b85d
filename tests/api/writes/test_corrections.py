"""Corrections: a fact that replaces another in one call, and what every read says of the one that was replaced."""

import csv
from io import StringIO
from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Answer, Body, Client, a_company, a_fact, a_source
from tests.conftest import Clock

COMPANY = "/v1/companies/deepseek"
LATER = "2026-11-23T12:00:00.000Z"


@pytest.fixture
def company(client: Client) -> Client:
    client.create("sources", a_source("estimate", published="2025-01-10"))
    client.create("sources", a_source("filing", published="2025-03-01"))
    client.create("companies", a_company())
    return client


def said_by(slug: str, **more: Any) -> Body:
    return {"source": f"source/{slug}", "basis": "third_party_report", **more}


def recorded(client: Client, **fact: Any) -> str:
    """Record one fact and give its id."""
    answer = client.post("/v1/facts", {"facts": [a_fact(**fact)]})
    assert answer.status == 201, answer.text
    return str(answer.json["facts"][0]["id"])


def facts_of(client: Client, property_name: str, query: str = "") -> list[Body]:
    return list(client.get(f"{COMPANY}/facts?property={property_name}{query}").json["items"])


def values(facts: list[Body]) -> list[Any]:
    return sorted(each["value"] for each in facts)


def test_a_filing_replaces_an_estimate_from_its_publication_on(company: Client, clock: Clock) -> None:
    estimate = recorded(company, value="CN", evidence=said_by("estimate"))
    before = clock()
    clock.set(LATER)

    filing = recorded(company, value="SG", evidence=said_by("filing", replaces=[estimate]))

    assert company.get(COMPANY).json["country"] == "SG"
    assert company.get(f"/v1/facts/{estimate}").json["replaced_by"] == [filing]
    assert "replaced_by" not in company.get(f"/v1/facts/{filing}").json
    assert "replaced_by" not in company.get(f"/v1/facts/{estimate}?known_at={before}").json
    assert company.get(f"{COMPANY}?known_at={before}").json["country"] == "CN"
    assert company.get(f"{COMPANY}?published_before=2025-03-01").json["country"] == "CN"
    assert company.get(f"{COMPANY}?published_before=2025-03-02").json["country"] == "SG"


def test_lists_leave_out_what_was_replaced_if_they_are_asked_to(company: Client, clock: Clock) -> None:
    estimate = recorded(company, value="CN", evidence=said_by("estimate"))
    before = clock()
    clock.set(LATER)
    filing = recorded(company, value="SG", evidence=said_by("filing", replaces=[estimate]))

    listed = {each["id"]: each.get("replaced_by") for each in facts_of(company, "country")}
    assert listed == {estimate: [filing], filing: None}
    assert values(facts_of(company, "country", "&standing=true")) == ["SG"]
    assert values(facts_of(company, "country", f"&standing=true&known_at={before}")) == ["CN"]
    assert values(facts_of(company, "country", "&standing=true&published_before=2025-03-01")) == ["CN"]
    by_key = "/v1/facts?entity=company/deepseek&property=country"
    assert values(company.get(f"{by_key}&standing=true").json["items"]) == ["SG"]
    assert company.get("/v1/facts?source=source/estimate&standing=true").json["items"][0]["property"] != "country"
    inside = company.get(f"{COMPANY}?include=facts&standing=true").json["facts"]["country"]
    assert values(inside) == ["SG"]
    then = company.get(f"{COMPANY}?include=facts&published_before=2025-03-01").json["facts"]["country"]
    assert [("replaced_by" in each, each["value"]) for each in then] == [(False, "CN")]
    rows = csv.DictReader(StringIO(company.get(f"{by_key}&format=csv").text))
    assert {row["id"]: row["replaced_by"] for row in rows} == {estimate: filing, filing: ""}
    assert len(company.get(f"{by_key}&format=csv&standing=true").text.splitlines()) == 2


def test_retracted_facts_do_not_stand(company: Client) -> None:
    fact = recorded(company, value="CN")
    company.post(f"/v1/facts/{fact}/retraction", {"reason": "Misread."})

    assert facts_of(company, "country", "&standing=true") == []


def test_history_tells_which_facts_replace_one(company: Client) -> None:
    estimate = recorded(company, value="CN", evidence=said_by("estimate"))
    filing = recorded(company, value="SG", evidence=said_by("filing", replaces=[estimate]))

    revision = company.get(f"{COMPANY}/history?limit=1").json["items"][0]

    mark = {"fact": estimate, "verdict": "replaced", "rank": None, "reason": None, "replaced_by": [filing]}
    assert (revision["recorded"], revision["decided"]) == ([filing], [mark])


@pytest.mark.parametrize(
    ("path", "body"),
    [("retraction", {"reason": "Misread."}), ("rank", {"rank": "deprecated", "reason": "A misprint."})],
)
def test_what_does_not_stand_replaces_nothing(company: Client, path: str, body: Body) -> None:
    estimate = recorded(company, value="CN", evidence=said_by("estimate"))
    filing = recorded(company, value="SG", evidence=said_by("filing", replaces=[estimate]))

    company.post(f"/v1/facts/{filing}/{path}", body)

    assert company.get(COMPANY).json["country"] == "CN"
    assert "replaced_by" not in company.get(f"/v1/facts/{estimate}").json
    decided = company.get(f"{COMPANY}/history?limit=1").json["items"][0]["decided"]
    assert [(each["fact"], each.get("replaced_by")) for each in decided] == [(filing, None), (estimate, [])]


def test_a_reinstated_fact_replaces_again(company: Client) -> None:
    estimate = recorded(company, value="CN", evidence=said_by("estimate"))
    filing = recorded(company, value="SG", evidence=said_by("filing", replaces=[estimate]))
    company.post(f"/v1/facts/{filing}/retraction", {"reason": "Misread."})

    company.post(f"/v1/facts/{filing}/reinstatement", {"reason": "It was right."})

    assert company.get(f"/v1/facts/{estimate}").json["replaced_by"] == [filing]


def test_a_fact_that_was_retracted_meanwhile_is_reinstated_with_the_marks_of_now(company: Client) -> None:
    estimate = recorded(company, value="CN", evidence=said_by("estimate"))
    filing = recorded(company, value="SG", evidence=said_by("filing", replaces=[estimate]))
    for fact in (estimate, filing):
        company.post(f"/v1/facts/{fact}/retraction", {"reason": "Misread."})
    assert "replaced_by" not in company.get(f"/v1/facts/{estimate}").json

    company.post(f"/v1/facts/{estimate}/reinstatement", {"reason": "It was right."})

    assert "replaced_by" not in company.get(f"/v1/facts/{estimate}").json


def test_a_fact_that_is_less_certain_replaces_nothing(company: Client) -> None:
    estimate = recorded(company, value="CN", evidence=said_by("estimate"))
    recorded(company, value="SG", evidence=said_by("filing", certainty="rumoured", replaces=[estimate]))

    assert "replaced_by" not in company.get(f"/v1/facts/{estimate}").json


def test_one_evidence_corrects_several_fields_of_a_patch(company: Client) -> None:
    company.patch(COMPANY, {"country": "CN", "founded": "2022", "evidence": EVIDENCE})
    country, founded = (facts_of(company, name)[0]["id"] for name in ("country", "founded"))

    answer = company.patch(
        COMPANY, {"country": "SG", "founded": "2023", "evidence": {**EVIDENCE, "replaces": [country, founded]}}
    )

    assert (answer.json["country"], answer.json["founded"], answer.json["disputed"]) == ("SG", "2023", [])
    assert "hints" not in answer.json
    assert [len(company.get(f"/v1/facts/{each}").json["replaced_by"]) for each in (country, founded)] == [1, 1]


def test_a_field_of_a_patch_corrects_by_its_own_evidence(company: Client) -> None:
    wrong = recorded(company, value="CN")

    answer = company.patch(
        COMPANY, {"country": {"value": "SG", "evidence": {"replaces": [wrong]}}, "evidence": EVIDENCE}
    )

    assert answer.json["country"] == "SG"
    assert len(company.get(f"/v1/facts/{wrong}").json["replaced_by"]) == 1


def test_the_time_for_which_a_value_holds_is_corrected_at_every_moment(company: Client) -> None:
    wrong = recorded(company, property_name="status", value="active", valid="2024")
    recorded(company, property_name="status", value="active", valid="2025", evidence={**EVIDENCE, "replaces": [wrong]})

    assert "status" not in company.get(f"{COMPANY}?valid_at=2024-06-01").json
    assert company.get(f"{COMPANY}?valid_at=2025-06-01").json["status"] == "active"


def refused(client: Client, *replaced: str, value: str = "DE", **more: Any) -> dict[str, str]:
    evidence = {**EVIDENCE, **more, "replaces": list(replaced)}
    answer = client.post("/v1/facts", {"facts": [a_fact(value=value, evidence=evidence)]})
    assert answer.status == 422, answer.text
    return {pointer.removeprefix("/facts/0/evidence"): code for pointer, code in answer.pointers.items()}


def test_a_retracted_fact_cannot_be_replaced(company: Client) -> None:
    fact = recorded(company, value="CN")
    company.post(f"/v1/facts/{fact}/retraction", {"reason": "Misread."})

    assert refused(company, fact) == {"/replaces/0": "replaces_retracted"}


def test_a_fact_that_is_named_twice_is_replaced_once(company: Client) -> None:
    wrong = recorded(company, value="CN")
    right = recorded(company, value="SG", evidence={**EVIDENCE, "replaces": [wrong, wrong]})

    assert company.get(f"/v1/facts/{right}").json["evidence"]["replaces"] == [wrong]


def test_an_erased_fact_cannot_be_replaced(company: Client) -> None:
    fact = recorded(company, value="CN")
    assert company.post(f"/v1/facts/{fact}/erasure", {"reason": "It names a person."}).status == 200

    assert refused(company, fact) == {"/replaces/0": "replaces_erased"}


def test_a_correction_can_be_sent_again_after_what_it_replaced_was_erased(company: Client) -> None:
    wrong = recorded(company, value="CN")
    body = {"facts": [a_fact(value="SG", evidence={**EVIDENCE, "replaces": [wrong]})]}
    company.post("/v1/facts", body)
    company.post(f"/v1/facts/{wrong}/erasure", {"reason": "Asked for."})

    assert company.post("/v1/facts", body).status == 200


def test_a_correction_can_be_sent_again_after_what_it_replaced_was_retracted(company: Client) -> None:
    wrong = recorded(company, value="CN")
    body = {"facts": [a_fact(value="SG", evidence={**EVIDENCE, "replaces": [wrong]})]}
    company.post("/v1/facts", body)
    company.post(f"/v1/facts/{wrong}/retraction", {"reason": "Misread."})

    assert company.post("/v1/facts", body).status == 200


def test_facts_of_a_series_cannot_be_replaced(company: Client) -> None:
    company.create("instruments", {"slug": "nvda", "name": "NVDA", "evidence": EVIDENCE})
    price = {"amount": "118.42", "unit": "USD"}
    day = {"entity": "instrument/nvda", "property_name": "price", "valid": "2025-01-27/2025-01-27"}
    fact = recorded(company, value=price, **day)

    answer = company.post(
        "/v1/facts",
        {"facts": [a_fact(value={**price, "amount": "118.5"}, evidence={**EVIDENCE, "replaces": [fact]}, **day)]},
    )

    assert answer.pointers == {"/facts/0/evidence/replaces/0": "replaces_in_series"}


def test_an_id_of_shared_evidence_that_fits_no_field_is_refused(company: Client) -> None:
    country = recorded(company, value="CN")

    answer = company.patch(COMPANY, {"founded": "2023", "evidence": {**EVIDENCE, "replaces": [country]}})

    assert answer.pointers == {"/evidence/replaces/0": "another_property"}


def test_no_more_than_twenty_facts_are_replaced_at_once(company: Client) -> None:
    assert refused(company, *[f"company~deepseek~country~{n}" for n in range(21)])["/replaces"] == "too_many"


def test_a_superseded_source_does_not_correct_the_one_that_supersedes_it(company: Client) -> None:
    company.create("sources", a_source("second", supersedes="source/report"))
    newer = recorded(company, value="SG", evidence=said_by("second"))

    assert refused(company, newer) == {"/replaces/0": "replaces_in_a_circle"}


def refused_supersession(answer: Answer) -> dict[str, str]:
    assert answer.status == 422, answer.text
    return answer.pointers


def test_a_source_supersedes_neither_itself_nor_what_supersedes_it(company: Client) -> None:
    itself = company.post("/v1/sources", a_source("it", supersedes="source/it"))
    assert refused_supersession(itself) == {"/supersedes": "supersedes_itself"}
    company.create("sources", a_source("second", supersedes="source/report"))
    company.create("sources", a_source("third", supersedes="source/second"))

    for last in ("second", "third"):
        answer = company.patch("/v1/sources/report", {"supersedes": f"source/{last}"})
        assert refused_supersession(answer) == {"/supersedes": "supersedes_in_a_circle"}


def test_a_circle_is_found_through_a_merged_source(company: Client) -> None:
    company.create("sources", a_source("second", supersedes="source/report"))
    company.create("sources", a_source("third", published="2025-02"))
    merged = company.post(
        "/v1/sources/second/merge", {"into": "source/third", "reason": "The same article."}, If_Match="*"
    )
    assert merged.status == 200

    answer = company.patch("/v1/sources/report", {"supersedes": "source/second"})

    assert refused_supersession(answer) == {"/supersedes": "supersedes_in_a_circle"}


def test_two_sources_of_one_request_do_not_supersede_each_other(company: Client) -> None:
    both = (("estimate", "filing"), ("filing", "estimate"))
    facts = [a_fact(f"source/{one}", "supersedes", f"source/{other}", evidence=said_by(one)) for one, other in both]

    answer = company.post("/v1/facts", {"facts": facts})

    assert refused_supersession(answer) == dict.fromkeys(("/facts/0/value", "/facts/1/value"), "supersedes_in_a_circle")
