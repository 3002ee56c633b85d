"""Questions about the whole service over HTTP: open conflicts, counts, many entities in one request."""

import pytest

from tests.api.conftest import READER, Client, a_company, a_source, an_event
from tests.api.snapshots import filled_once
from tests.conftest import Calls

COMPANY = "/v1/companies/deepseek"
OTHER = {"source": "source/other", "basis": "opinion"}


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """A company whose country is in dispute, and an event."""
    client.create("sources", a_source("other"))
    client.create("companies", a_company(country="CN", remarks=[{"value": {"text": "A lab.", "language": "en"}}]))
    assert client.patch(COMPANY, {"country": "SG", "evidence": OTHER}).status == 200
    client.create("events", an_event(participants=[{"value": "company/deepseek", "role": "developer"}]))
    return client


def test_open_conflicts_are_one_call_whichever_way_they_are_asked_for(stage: Client, calls: Calls) -> None:
    for query in ("", "?kind=company", "?kind=company&property=country"):
        calls.clear()
        answer = stage.get(f"/v1/conflicts{query}")
        (conflict,) = answer.json["items"]
        assert (conflict["ref"], conflict["property"], conflict["shown"]) == ("company/deepseek", "country", "CN")
        assert [side["sources"] for side in conflict["sides"]] == [["source/report"], ["source/other"]]
        assert answer.json["meta"] == {"read": 1, "returned": 1}
        assert calls.names == ["Query"]


def test_conflicts_are_those_of_the_entity_itself(stage: Client) -> None:
    (own,) = stage.get(f"{COMPANY}/conflicts").json["items"]
    assert stage.every("/v1/conflicts?limit=1") == [{"ref": "company/deepseek", **own}]


def test_conflicts_at_an_earlier_moment_are_those_open_at_that_time(stage: Client) -> None:
    opened = stage.get("/v1/conflicts").json["items"][0]["opened_at"]
    before = stage.get("/v1/sources/report").json["updated_at"]
    (fact_id,) = [i["id"] for i in stage.get(f"{COMPANY}/facts?property=country").json["items"] if i["value"] == "SG"]
    stage.post(f"/v1/facts/{fact_id}/retraction", {"reason": "Misread."})
    assert stage.get("/v1/conflicts").json["items"] == []
    assert len(stage.get(f"/v1/conflicts?known_at={opened}").json["items"]) == 1
    assert stage.get(f"/v1/conflicts?known_at={before}").json["items"] == []


@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        ("property=country", "property", "`kind`"),
        ("kind=company&property=contry", "property", '"country"'),
        ("kind=compny", "kind", "'company'"),
        ("valid_at=soon", "valid_at", "instant"),
        ("known_at=2999-01-01", "known_at", "future"),
    ],
)
def test_a_bad_query_for_conflicts_is_refused_with_what_would_be_right(
    client: Client, query: str, parameter: str, said: str
) -> None:
    answer = client.get(f"/v1/conflicts?{query}")
    assert (answer.status, list(answer.pointers)) == (400, [parameter])
    assert said in answer.json["detail"]


def test_stats_count_exactly_and_in_one_call(stage: Client, calls: Calls) -> None:
    first = stage.get("/v1/stats").json
    calls.clear()
    again = stage.get("/v1/stats", key=READER)
    assert calls.names == ["GetItem", "UpdateItem", "Query"]  # the key is read and counted once in a while
    assert again.json == first
    assert [first["entities"][kind] for kind in ("company", "event", "source", "person")] == [1, 1, 2, 0]
    assert (first["facts"], first["sources"], first["conflicts"]) == (10, 2, 1)
    assert first["change"] == stage.get("/v1/changes").json["meta"]["head"] == 5


def test_a_batch_keeps_the_order_and_says_what_became_of_each_ref(stage: Client, calls: Calls) -> None:
    stage.create("companies", a_company("deep-seek"))
    stage.create("companies", a_company("made-up"))
    stage.post("/v1/companies/deep-seek/merge", {"into": "company/deepseek", "reason": "The same."}, If_Match="*")
    stage.post("/v1/companies/made-up/retirement", {"reason": "It never was."}, If_Match="*")
    refs = ["event/launch", "company/made-up", "company/nobody", "company/deep-seek", "company/deepseek"]
    calls.clear()
    answer = stage.post("/v1/entities/get", {"refs": refs}, key=None)
    assert calls.names == ["BatchGetItem", "GetItem"]  # whether what is missing was erased
    assert answer.json["meta"] == {"returned": 2}
    assert [(item["ref"], item["status"]) for item in answer.json["items"]] == list(
        zip(refs, (200, 410, 404, 308, 200), strict=True)
    )
    event, retired, missing, merged, company = answer.json["items"]
    assert event["view"] == stage.get("/v1/events/launch").json
    assert "It never was." in retired["reason"]
    assert missing["reason"] == "There is no company/nobody."
    assert merged["into"] == "company/deepseek"
    assert company["omitted"] == ["remarks"]


def test_wide_properties_are_included_on_request(stage: Client) -> None:
    (item,) = stage.post("/v1/entities/get?include=wide", {"refs": ["company/deepseek"]}).json["items"]
    assert item == {"ref": "company/deepseek", "status": 200, "view": stage.get(COMPANY).json}


def test_a_batch_is_one_call_and_one_more_if_any_of_a_hundred_refs_is_missing(client: Client, calls: Calls) -> None:
    for n in range(3):
        client.create("companies", a_company(f"c{n}"))
    calls.clear()
    client.post("/v1/entities/get", {"refs": [f"company/c{n % 3}" for n in range(100)]}, key=None)
    assert calls.names == ["BatchGetItem"]
    calls.clear()
    answer = client.post("/v1/entities/get", {"refs": [f"company/c{n}" for n in range(100)]}, key=None)
    assert (answer.json["meta"]["returned"], len(answer.json["items"])) == (3, 100)
    assert calls.names == ["BatchGetItem", "BatchGetItem"]


def test_a_batch_takes_the_clocks_for_up_to_25(stage: Client) -> None:
    at = stage.get("/v1/sources/report").json["updated_at"]
    asked = {"refs": ["source/report", "company/deepseek"]}
    items = stage.post(f"/v1/entities/get?known_at={at}", asked).json["items"]
    assert [item["status"] for item in items] == [200, 404]
    answer = stage.post(f"/v1/entities/get?known_at={at}", {"refs": ["source/report"] * 26})
    assert (answer.status, list(answer.pointers)) == (422, ["/refs"])
    assert "25" in answer.json["detail"]


@pytest.mark.parametrize(
    ("refs", "pointer", "said"),
    [
        (["company/a"] * 101, "/refs", "100"),
        ([], "/refs", "1"),
        (["company/a", "deepseek"], "/refs/1", "company/deepseek"),
        (["company/a", "compny/deepseek"], "/refs/1", "did you mean"),
        (["company/Deep Seek"], "/refs/0", "company/deepseek"),
        (["company/\ud800"], "/refs/0", "half a surrogate pair"),
        ([7], "/refs/0", "string"),
        ("company/deepseek", "/refs", "list"),
    ],
)
def test_wrong_refs_are_refused_with_their_pointers(client: Client, refs: object, pointer: str, said: str) -> None:
    answer = client.post("/v1/entities/get", {"refs": refs})
    assert (answer.status, list(answer.pointers)) == (422, [pointer])
    assert said in answer.text


def test_a_batch_refuses_unknown_members(client: Client) -> None:
    answer = client.post("/v1/entities/get", {"refs": ["source/report"], "fields": ["name"]})
    assert (answer.status, list(answer.pointers)) == (422, ["/fields"])
    assert client.post("/v1/entities/get?include=facts", {"refs": ["source/report"]}).status == 400
    assert client.get("/v1/entities/get").status in (404, 405)
