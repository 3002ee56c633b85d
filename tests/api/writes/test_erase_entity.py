"""Erasing an entity over HTTP: the old ref is gone everywhere, and the made-up one shows that something was there."""

import pytest

from tests.api.conftest import EVIDENCE, READER, WRITER, Client, a_company, a_fact, an_event, fact_ids

OLD, PERSON = "/v1/people/jane-doe", "person/jane-doe"
ASKED = {"reason": "The person asked for it."}
FIRST = "2026-11-23T10:00:00.500Z"


@pytest.fixture
def staged(client: Client) -> Client:
    client.create("people", {"slug": "jane-doe", "name": "Jane Doe", "evidence": EVIDENCE})
    client.create("companies", a_company(officers=[{"value": PERSON, "role": "chief_executive"}]))
    return client


def test_an_erased_person_is_gone_at_the_old_ref_and_shown_without_words_at_the_new_one(staged: Client) -> None:
    (fact,) = [each["id"] for each in staged.get(f"{OLD}/facts").json["items"]]
    answer = staged.post(f"{OLD}/erasure", ASKED, If_Match="*")
    made = answer.json["ref"]
    assert answer.json == {
        "ref": made,
        "erased": answer.json["erased"],
        "renamed_in": ["company/deepseek"],
        "merged": [],
        "remaining": False,
        "complete": False,
    }
    assert made.startswith("person/erased-")

    shown = staged.get(f"/v1/people/{made.removeprefix('person/')}").json
    assert shown["name"] == {"erased": True}
    assert shown["erased"]["reason"] == ASKED["reason"]
    assert staged.get("/v1/companies/deepseek").json["officers"] == [{"value": made, "role": "chief_executive"}]

    for path in (
        OLD,
        f"{OLD}/facts",
        f"{OLD}/history",
        f"{OLD}?known_at={FIRST}",
        f"{OLD}/conflicts",
        f"{OLD}/timeline",
    ):
        gone = staged.get(path)
        assert (gone.status, gone.json["code"], gone.json["reason"]) == (410, "erased_entity", ASKED["reason"]), path
    assert staged.get(f"/v1/facts/{fact}").json["code"] == "erased_entity"
    for named in ("value", "speaker", "entity"):
        assert staged.get(f"/v1/facts?{named}={PERSON}").json["code"] == "erased_entity"
    compared = staged.get(f"/v1/compare?refs={PERSON},{made},person/nobody").json["entities"]
    assert [each["status"] for each in compared] == [410, 410, 404]
    got = staged.post("/v1/entities/get", {"refs": [PERSON, made]}).json["items"]
    assert [(each["status"], "erased_at" in each) for each in got] == [(410, True), (200, False)]
    assert staged.get("/v1/people").json["items"] == []
    assert staged.get(f"/v1/people?known_at={FIRST}").json["items"] == []
    assert staged.get("/v1/search?q=jane").json["items"] == []


def test_nothing_can_be_written_to_an_erased_person_or_about_one(staged: Client) -> None:
    made = staged.post(f"{OLD}/erasure", ASKED, If_Match="*").json["ref"]
    new = f"/v1/people/{made.removeprefix('person/')}"

    staged.create("people", {"slug": "other", "name": "Other", "evidence": EVIDENCE})
    again = {"slug": "jane-doe", "name": "Jane Doe", "evidence": EVIDENCE}
    assert staged.post("/v1/people", again).json["code"] == "erased_entity"
    for path in (OLD, new):
        for verb in ("erasure", "retirement", "retirement/reversal", "merge/reversal"):
            refused = staged.post(f"{path}/{verb}", ASKED, If_Match="*")
            assert (refused.status, refused.json["code"]) in ((410, "erased_entity"), (409, "not_merged")), (path, verb)
        assert staged.patch(path, {"name": "Jane", "evidence": EVIDENCE}).json["code"] == "erased_entity"
        assert staged.post(f"{path}/merge", {"into": "person/else", "reason": "Same."}, If_Match="*").status == 410
    for ref in (PERSON, made):
        named = an_event(participants=[{"value": ref, "role": "subject"}])
        refused = staged.post("/v1/events", named)
        assert refused.pointers == {"/participants/0/value": "erased_entity"}
        fact = a_fact(entity=ref, property="name", value="Jane")
        refused = staged.post("/v1/facts", {"facts": [fact]}).json
        assert "erased_entity" in {refused["code"], *(each["code"] for each in refused.get("errors", []))}
        merged = staged.post("/v1/people/other/merge", {"into": ref, "reason": "Same."}, If_Match="*")
        assert merged.pointers == {"/into": "erased_entity"}


def test_an_erasure_needs_an_admin_a_revision_and_a_reason(staged: Client) -> None:
    path = f"{OLD}/erasure"
    for key in (WRITER, READER):
        assert staged.post(path, ASKED, key=key, If_Match="*").status == 403
    assert staged.post(path, ASKED).json["code"] == "precondition_required"
    assert staged.post(path, ASKED, If_Match='"r7"').json["code"] == "stale"
    refused = staged.post(path, {"reason": ""}, If_Match="*")
    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, "/reason")
    assert staged.post("/v1/people/nobody/erasure", ASKED, If_Match="*").status == 404
    assert staged.get(OLD).status == 200


def test_a_dry_run_lists_the_rows_and_writes_nothing(staged: Client) -> None:
    quoted = {**EVIDENCE, "quote": "Jane Doe founded it."}
    staged.patch("/v1/companies/deepseek", {"founded": "2023", "evidence": quoted})
    before = staged.get("/v1/changes?after=0").json
    planned = staged.post(f"{OLD}/erasure?dry_run=true", ASKED, If_Match="*").json
    assert staged.get("/v1/changes?after=0").json == before
    assert {each["becomes"] for each in planned["rows"]} == {"moved", "deleted", "renamed"}
    assert planned["rows_count"] == len(planned["rows"])
    assert planned["renamed_in"] == ["company/deepseek"]
    assert planned["also_held_by"] == [
        name for name in fact_ids(staged, "/v1/companies/deepseek") if "~founded~" in name
    ]
    assert staged.get(OLD).json["name"] == "Jane Doe"


def test_a_repeated_request_with_its_key_gets_the_same_answer(staged: Client) -> None:
    first = staged.post(f"{OLD}/erasure", ASKED, If_Match="*", Idempotency_Key="once-and-for-all")
    again = staged.post(f"{OLD}/erasure", ASKED, If_Match="*", Idempotency_Key="once-and-for-all")
    assert (again.json, again.headers["idempotency-replayed"]) == (first.json, "true")


def test_a_create_that_is_repeated_after_the_erasure_does_not_bring_the_person_back(client: Client) -> None:
    body = {"slug": "jane-doe", "name": "Jane Doe", "evidence": EVIDENCE}
    assert client.post("/v1/people", body, Idempotency_Key="create-jane-doe").status == 201
    client.post(f"{OLD}/erasure", ASKED, If_Match="*")
    again = client.post("/v1/people", body, Idempotency_Key="create-jane-doe")
    assert (again.status, again.json["code"]) == (410, "erased_entity")
