"""The DynamoDB calls of a request, counted at the boto3 client."""

from tests.api.conftest import EVIDENCE, WRITER, Client, a_company, an_event
from tests.conftest import Calls

COMPANY = "/v1/companies/deepseek"


def test_a_read_is_one_call(client: Client, calls: Calls) -> None:
    moment = client.create("companies", a_company()).json["updated_at"]
    participants = [{"value": "company/deepseek", "role": "developer"}]
    client.create("events", an_event(participants=participants))
    for url in (
        COMPANY,
        f"{COMPANY}?known_at={moment}",
        f"{COMPANY}?valid_at=2024-01-01",
        f"{COMPANY}?include=facts&explain=true",
        "/v1/companies",
        "/v1/companies?limit=1",
        f"{COMPANY}/timeline",
        f"{COMPANY}/history",
        f"{COMPANY}/conflicts",
    ):
        calls.clear()
        assert client.get(url).status == 200
        assert calls.names == ["Query"], url


def test_creating_is_at_most_one_batch_read_a_look_for_its_name_and_one_transaction(
    client: Client, calls: Calls
) -> None:
    client.create("companies", a_company())
    calls.clear()
    client.create("companies", a_company("rival", competes_with=["company/deepseek"]))
    assert calls.names == ["BatchGetItem", "Query", "TransactWriteItems"]


def test_patching_is_one_query_at_most_one_batch_read_and_one_transaction(client: Client, calls: Calls) -> None:
    client.create("companies", a_company())
    calls.clear()
    assert client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE}).status == 200
    assert calls.names in (
        ["Query", "TransactWriteItems"],
        ["Query", "GetItem", "TransactWriteItems"],
        ["Query", "BatchGetItem", "TransactWriteItems"],
    )


def test_a_key_is_read_and_counted_once_in_a_while(client: Client, calls: Calls) -> None:
    client.post("/v1/nothings", {}, key=WRITER)
    assert calls.names == ["GetItem", "UpdateItem"]
    client.post("/v1/nothings", {}, key=WRITER)
    assert calls.names == ["GetItem", "UpdateItem"]


def test_health_and_what_is_refused_at_the_edge_cost_nothing(client: Client, calls: Calls) -> None:
    for url in ("/healthz", "/openapi.json", "/v1/nothings", "/v1/companies?limit=0", "/v1/companies/NO"):
        client.get(url)
    assert calls.names == []
