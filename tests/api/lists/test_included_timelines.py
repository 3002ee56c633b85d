"""`include` on the timelines of companies and people."""

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company, an_event


@pytest.fixture
def news(client: Client) -> Client:
    """A company with a model, and an event of the model."""
    client.create("companies", a_company())
    client.create("models", {"slug": "v3", "name": "V3", "developer": ["company/deepseek"], "evidence": EVIDENCE})
    client.create("events", an_event(participants=[{"value": "model/v3", "role": "subject"}]))
    return client


def test_the_events_of_models_are_returned_on_request(news: Client) -> None:
    timeline = "/v1/companies/deepseek/timeline"
    assert news.get(timeline).json["items"] == []

    (item,) = news.get(f"{timeline}?include=models,products&expand=participants.name").json["items"]
    assert item["links"] == []
    assert item["through"] == [{"ref": "model/v3", "property": "participants", "role": "subject"}]

    table = news.get(f"{timeline}?include=models&format=csv").text.split("\r\n")
    assert table[0].endswith(",links,through")
    assert "model/v3" in table[1]


def test_what_cannot_be_included_is_refused(news: Client) -> None:
    wrong = news.get("/v1/companies/deepseek/timeline?include=offerings")
    assert (wrong.status, wrong.pointers) == (400, {"include": "bad_value"})
    assert "must be one or several of models, products" in wrong.json["errors"][0]["detail"]

    elsewhere = news.get("/v1/models/v3/timeline?include=models")
    assert (elsewhere.status, elsewhere.pointers) == (400, {"include": "unknown_parameter"})

    assert news.get("/v1/people/altman/timeline?include=models").status == 404
    assert news.get("/v1/companies/nobody/timeline?include=models").status == 404


def test_the_events_of_models_are_filtered_and_sorted_as_others(news: Client) -> None:
    for slug, amount, date in (("small", "1e6", "2024-01"), ("large", "1e9", "2024-06")):
        parties = [{"value": "company/deepseek", "role": "company"}]
        money = {"amount": amount, "unit": "USD"}
        news.create("events", an_event(slug, type="funding_round", date=date, participants=parties, amount=money))
    timeline = "/v1/companies/deepseek/timeline?include=models"

    of_type = news.get(f"{timeline}&type=release").json["items"]
    assert [item["through"] != [] for item in of_type] == [True]
    by_amount = news.every(f"{timeline}&sort=-amount&unit=USD&in=USD&limit=2")
    assert [(item["slug"], bool(item["links"])) for item in by_amount][:2] == [("large", True), ("small", True)]
    assert by_amount[2]["through"] == [{"ref": "model/v3", "property": "participants", "role": "subject"}]
