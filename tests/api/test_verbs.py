"""Each verb over HTTP: what it answers, with which headers."""

import pytest

from chalicelib.kinds import KINDS
from chalicelib.kinds.examples import supporting
from tests.api.conftest import (
    ADMIN,
    EVIDENCE,
    READER,
    WRITER,
    Body,
    Client,
    a_company,
    a_fact,
    a_source,
    an_event,
    fact_ids,
)
from tests.conftest import Clock

COMPANY = "/v1/companies/deepseek"


def test_creating_answers_201_with_location_etag_and_the_flat_view(client: Client) -> None:
    answer = client.post("/v1/companies", a_company(country="CN"), key=WRITER)
    assert answer.status == 201
    assert answer.headers["location"] == f"/stage{COMPANY}"
    assert answer.headers["etag"].startswith('"r1-')
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json | {"country": "CN", "ref": "company/deepseek", "revision": 1} == answer.json


def test_reading_answers_what_creating_did_with_the_same_etag(client: Client) -> None:
    created = client.create("companies", a_company(country="CN"))
    read = client.get(COMPANY)
    assert (read.status, read.json) == (200, created.json)
    assert read.headers["etag"] == created.headers["etag"]
    assert read.headers["cache-control"] == "no-cache"


def test_head_answers_the_headers_of_get_and_no_body(client: Client) -> None:
    client.create("companies", a_company())
    for url in (COMPANY, "/v1/companies", "/healthz", "/v1/companies/nobody"):
        got, asked = client.get(url), client.head(url)
        assert asked.status == got.status
        assert asked.text == ""
        length = {"content-length": str(len(got.text.encode()))}
        assert asked.headers == {**got.headers, **length}


def test_if_none_match_is_answered_304_without_a_body(client: Client) -> None:
    tag = client.create("companies", a_company()).headers["etag"]
    for sent in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        answer = client.get(COMPANY, If_None_Match=sent)
        assert (answer.status, answer.text, answer.headers["etag"]) == (304, "", tag)
    assert client.get(COMPANY, If_None_Match='"other"').status == 200


def test_patching_adds_a_fact_and_raises_the_revision(client: Client) -> None:
    client.create("companies", a_company())
    answer = client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE})
    assert answer.status == 200
    assert (answer.json["country"], answer.json["revision"]) == ("CN", 2)
    assert answer.headers["etag"].startswith('"r2-')


def test_patching_with_what_is_known_changes_nothing(client: Client) -> None:
    created = client.create("companies", a_company(country="CN"))
    answer = client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE})
    assert (answer.status, answer.json) == (200, created.json)


def test_patching_takes_plain_json_too(client: Client) -> None:
    client.create("companies", a_company())
    body = {"country": "CN", "evidence": EVIDENCE}
    assert client.patch(COMPANY, body, Content_Type="application/json; charset=utf-8").status == 200


@pytest.mark.parametrize("sent", ["*", '"r1"', '"r1-0123"'])
def test_if_match_compares_the_revision(client: Client, sent: str) -> None:
    client.create("companies", a_company())
    assert client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE}, If_Match=sent).status == 200


@pytest.mark.parametrize("sent", ['"r2"', 'W/"r1"', '"abc"'])
def test_if_match_of_anything_else_is_stale(client: Client, sent: str) -> None:
    client.create("companies", a_company())
    assert client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE}, If_Match=sent).status == 412


def test_contradicting_values_stand_side_by_side_and_are_explained(client: Client) -> None:
    client.create("companies", a_company(founded="2023-07"))
    client.patch(COMPANY, {"founded": "2022", "evidence": EVIDENCE})
    answer = client.get(f"{COMPANY}?include=facts&explain=true").json
    assert answer["disputed"] == ["founded"]
    assert {fact["value"] for fact in answer["facts"]["founded"]} == {"2023-07", "2022"}
    assert answer["explain"]["founded"][0]["rejected"]
    conflict = client.get(f"{COMPANY}/conflicts").json["items"][0]
    assert (conflict["property"], conflict["state"], len(conflict["sides"])) == ("founded", "open", 2)


def test_known_at_answers_as_it_was_then(client: Client) -> None:
    before = client.create("companies", a_company())
    client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE})
    answer = client.get(f"{COMPANY}?known_at={before.json['updated_at']}")
    assert answer.json == before.json


def test_valid_at_answers_what_held_then(client: Client) -> None:
    client.create("companies", a_company(organisation_type={"value": "division", "valid": "2020/2022"}))
    client.patch(COMPANY, {"organisation_type": {"value": "company", "valid": "2023"}, "evidence": EVIDENCE})
    assert client.get(f"{COMPANY}?valid_at=2021-05-01").json["organisation_type"] == "division"
    assert client.get(f"{COMPANY}?valid_at=2024-05-01T00:00:00%2B02:00").json["organisation_type"] == "company"


def test_published_before_uses_only_what_was_in_print(client: Client) -> None:
    client.create("sources", a_source("early", published="2024-01"))
    client.create("sources", a_source("late", published="2025-01"))
    client.create("companies", a_company(evidence={**EVIDENCE, "source": "source/early"}))
    client.patch(COMPANY, {"country": "CN", "evidence": {**EVIDENCE, "source": "source/late"}})
    assert client.get(COMPANY).json["country"] == "CN"
    assert "country" not in client.get(f"{COMPANY}?published_before=2024-06-01").json


def _pages(client: Client, url: str) -> list[Body]:
    items: list[Body] = []
    for _ in range(20):
        page = client.get(url)
        assert page.status == 200, page.text
        items += page.json["items"]
        link = page.headers.get("link")
        assert (page.json["next"] is None) == (link is None)
        if link is None:
            return items
        assert link.endswith('>; rel="next"')
        url = link[len("</stage") : link.index(">")]
    raise AssertionError("the pages do not end")


def test_the_pages_of_a_list_are_the_whole_set_each_once(client: Client) -> None:
    for number in range(7):
        client.create("companies", a_company(f"company-{number}"))
    slugs = [item["slug"] for item in _pages(client, "/v1/companies?limit=3")]
    assert slugs == [f"company-{number}" for number in range(7)]
    backwards = [item["slug"] for item in _pages(client, "/v1/companies?limit=3&order=descending")]
    assert backwards == slugs[::-1]


def test_a_timeline_lists_events_by_date_newest_or_oldest_first(client: Client) -> None:
    client.create("companies", a_company())
    for day in ("03", "01", "02"):
        participants = [{"value": "company/deepseek", "role": "developer"}]
        client.create("events", an_event(f"launch-{day}", date=f"2025-01-{day}", participants=participants))
    newest = [item["slug"] for item in _pages(client, f"{COMPANY}/timeline?limit=2")]
    assert newest == ["launch-03", "launch-02", "launch-01"]
    assert [i["slug"] for i in _pages(client, f"{COMPANY}/timeline?order=oldest")] == newest[::-1]


def test_a_cursor_belongs_to_its_query(client: Client) -> None:
    for number in range(3):
        client.create("companies", a_company(f"company-{number}"))
    cursor = client.get("/v1/companies?limit=1").json["next"]
    assert client.get(f"/v1/companies?limit=2&cursor={cursor}").status == 200
    assert client.get(f"/v1/models?cursor={cursor}").json["code"] == "bad_cursor"
    assert client.get(f"/v1/companies?cursor={cursor[:-2]}xx").json["code"] == "bad_cursor"


def test_an_expired_cursor_is_refused(client: Client, clock: Clock) -> None:
    client.create("companies", a_company("one"))
    client.create("companies", a_company("two"))
    cursor = client.get("/v1/companies?limit=1").json["next"]
    clock.advance(days=2)
    assert client.get(f"/v1/companies?cursor={cursor}").json["code"] == "bad_cursor"


def test_facts_are_listed_with_their_evidence_and_by_property(client: Client) -> None:
    client.create("companies", a_company(country="CN", aliases=["深度求索", "DeepSeek AI"]))
    assert len(_pages(client, f"{COMPANY}/facts?limit=2")) == 4
    aliases = _pages(client, f"{COMPANY}/facts?property=aliases&limit=1")
    assert {fact["value"] for fact in aliases} == {"深度求索", "DeepSeek AI"}
    assert aliases[0]["evidence"]["source"] == "source/report"


def test_history_tells_what_changed_when_and_by_which_key(client: Client) -> None:
    client.create("companies", a_company())
    client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE})
    newest, oldest = _pages(client, f"{COMPANY}/history?limit=1")
    assert [newest["revision"], oldest["revision"]] == [2, 1]
    assert newest["by"].startswith("key_")
    assert newest["recorded"] == [i for i in fact_ids(client, COMPANY) if "~country~" in i]


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
    client.post("/v1/companies/deep-seek/merge", {"into": "company/deepseek", "reason": "The same."})
    (outcome,) = client.post("/v1/facts?atomic=false", {"facts": [a_fact("company/deep-seek")]}).json["outcomes"]
    assert (outcome["status"], outcome["problem"]["into"]) == (409, "company/deepseek")


def test_atomic_writes_nothing_when_one_fact_is_at_fault(client: Client) -> None:
    client.create("companies", a_company())
    answer = client.post("/v1/facts", {"facts": [a_fact(), a_fact(value="Germany")]})
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


def test_retiring_needs_admin(client: Client) -> None:
    client.create("companies", a_company())
    assert client.post(f"{COMPANY}/retirement", {"reason": "A test."}, key=WRITER).status == 403
    answer = client.post(f"{COMPANY}/retirement", {"reason": "A test."}, key=ADMIN, If_Match='"r1"')
    assert (answer.status, answer.json["ref"]) == (200, "company/deepseek")
    assert client.get(COMPANY).status == 410
    assert client.get("/v1/companies").json["items"] == []
    assert client.get(f"{COMPANY}/history").json["items"][0]["cause"] == "retired"


def test_merging_moves_what_points_at_the_loser(client: Client) -> None:
    client.create("companies", a_company())
    client.create("companies", a_company("deep-seek", country="CN"))
    client.create("companies", a_company("rival", competes_with=["company/deep-seek"]))
    answer = client.post("/v1/companies/deep-seek/merge", {"into": "company/deepseek", "reason": "The same."})
    assert answer.json == {
        "ref": "company/deep-seek",
        "merged_into": "company/deepseek",
        "moved": 1,
        "remaining": False,
    }
    assert client.get("/v1/companies/rival").json["competes_with"] == ["company/deepseek"]
    assert client.get(COMPANY).json["country"] == "CN"


def test_changes_are_dense_and_followed_by_their_numbers(client: Client) -> None:
    client.create("companies", a_company())
    client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE})
    items = _pages(client, "/v1/changes?limit=1")
    assert [item["number"] for item in items] == [1, 2, 3]
    assert [item["ref"] for item in items] == ["source/report", "company/deepseek", "company/deepseek"]
    assert client.get("/v1/changes?after=3").json["items"] == []


def test_a_key_is_made_used_listed_and_revoked(client: Client) -> None:
    made = client.post("/v1/keys", {"name": "importer", "scopes": ["write"]})
    assert (made.status, made.headers["cache-control"]) == (201, "no-store")
    secret, key_id = made.json["secret"], made.json["id"]
    assert client.post("/v1/companies", a_company(), key=secret).status == 201
    listed = client.get("/v1/keys", key=ADMIN)
    assert listed.headers["cache-control"] == "no-store"
    assert secret not in listed.text
    assert {key["name"] for key in listed.json["items"]} >= {"importer", "the admin key"}
    assert client.post(f"/v1/keys/{key_id}/revocation").json["revoked_at"] is not None
    assert client.post("/v1/companies", a_company("next"), key=secret).status == 401


def test_reads_are_closed_by_a_setting(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.create("companies", a_company())
    monkeypatch.setenv("READS", "closed")
    assert client.get(COMPANY).status == 401
    answer = client.get(COMPANY, key=READER)
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert client.get("/healthz").status == 200


def test_health_and_readiness_answer_and_are_not_kept(client: Client) -> None:
    for url in ("/healthz", "/readyz"):
        answer = client.get(url)
        assert (answer.status, answer.json, answer.headers["cache-control"]) == (
            200,
            {"status": "ok"},
            "no-store",
        )


def test_openapi_is_served(client: Client) -> None:
    answer = client.get("/openapi.json")
    assert answer.json["openapi"].startswith("3.1")
    assert client.get("/openapi.json", If_None_Match=answer.headers["etag"]).status == 304


@pytest.mark.parametrize("name", ["深度求索", "a\u202eb", "😀", "é", "e\u0301"])
def test_text_comes_back_as_it_was_sent(client: Client, name: str) -> None:
    client.create("companies", a_company(name=name))
    assert client.get(COMPANY).json["name"] == name


def test_every_worked_example_is_created_over_http(client: Client) -> None:
    for kind_name, body in supporting():
        client.create(KINDS[kind_name].plural, dict(body))
    for kind in KINDS.values():
        for example in [t.example for t in kind.types] or [kind.example]:
            client.create(kind.plural, dict(example))
