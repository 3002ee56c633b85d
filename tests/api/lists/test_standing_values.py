"""Filters fit when any standing value of the property fits, whichever of them is shown."""

import pytest

from chalicelib.kinds import KINDS
from chalicelib.operations.lists.filter_reading import read_conditions
from tests.api.conftest import Client, a_company, a_source

OTHER = {"source": "source/other", "basis": "opinion"}


@pytest.fixture
def disputed(client: Client) -> None:
    """A company with values shown and others that contradict them, and one without."""
    client.create("sources", a_source("other"))
    for slug in ("deepseek", "rival"):
        client.create("companies", a_company(slug, country="CN", founded="2023"))
    client.patch("/v1/companies/deepseek", {"country": "SG", "founded": "2021", "evidence": OTHER})


@pytest.mark.usefixtures("disputed")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("country=CN", ["deepseek", "rival"]),
        ("country=SG", ["deepseek"]),
        ("country[ne]=CN", ["deepseek"]),
        ("country[ne]=SG", ["deepseek", "rival"]),
        ("country[in]=SG,US&founded=2023", ["deepseek"]),
        ("founded=2021", ["deepseek"]),
        ("founded[lt]=2022", ["deepseek"]),
        ("founded[gte]=2023", ["deepseek", "rival"]),
        ("founded[exists]=true", ["deepseek", "rival"]),
    ],
)
def test_a_list_has_every_entity_of_which_a_standing_value_fits(client: Client, query: str, found: list[str]) -> None:
    assert [item["slug"] for item in client.every(f"/v1/companies?{query}")] == found
    now = client.get("/v1/companies/deepseek").json["updated_at"]
    assert [item["slug"] for item in client.every(f"/v1/companies?{query}&known_at={now}")] == found
    assert [item["slug"] for item in client.every(f"/v1/companies?{query}&published_before=2030-01-01")] == found


@pytest.mark.usefixtures("disputed")
def test_a_value_that_no_longer_stands_leaves_the_lists_of_its_code(client: Client) -> None:
    then = client.get("/v1/companies/deepseek").json["updated_at"]
    (fact,) = [
        f for f in client.get("/v1/companies/deepseek/facts?property=country").json["items"] if f["value"] == "SG"
    ]
    client.post(f"/v1/facts/{fact['id']}/retraction", {"reason": "Misread.", "source": None})

    assert client.every("/v1/companies?country=SG") == []
    assert [item["slug"] for item in client.every(f"/v1/companies?country=SG&known_at={then}")] == ["deepseek"]


def test_a_filter_reads_the_values_under_also() -> None:
    (condition,) = read_conditions(KINDS["company"], {"country": "SG"}).conditions
    card = {"country": "CN", "disputed": [], "more": ["country"]}

    assert condition.fits_card(card) is None
    assert condition.fits_card({**card, "more": []}) is False
    assert condition.fits({**card, "also": {"country": [{"value": "SG", "scope": "the holding"}]}})
    assert not condition.fits({**card, "also": {"country": [{"value": "US"}]}})
