"""The id by which a seller names a model is found with the seller."""

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company

ID = [{"value": "us.anthropic.claude-sonnet-4-20250514-v1:0", "scheme": "api"}]
LOOKUP = f"/v1/lookup?scheme=api&value={ID[0]['value']}"


@pytest.fixture
def sold(client: Client) -> Client:
    for slug in ("amazon", "other"):
        client.create("companies", a_company(slug))
        offering = {"slug": slug, "name": "Claude", "provider": f"company/{slug}", "identifiers": ID}
        client.create("offerings", {**offering, "evidence": EVIDENCE})
    return client


def test_without_a_provider_every_offering_with_the_id_is_found(sold: Client) -> None:
    assert {item["ref"] for item in sold.get(LOOKUP).json["items"]} == {"offering/amazon", "offering/other"}


@pytest.mark.parametrize("moment", ["", "&published_before=2030-01-01", "&valid_at=2030-01-01"])
def test_with_a_provider_its_own_is_found(sold: Client, moment: str) -> None:
    found = sold.get(f"{LOOKUP}&provider=company/amazon{moment}").json["items"]

    assert [item["ref"] for item in found] == ["offering/amazon"]


@pytest.mark.parametrize("wrong", ["amazon", "model/gpt-4", "company/"])
def test_what_can_be_no_provider_is_refused(sold: Client, wrong: str) -> None:
    answer = sold.get(f"{LOOKUP}&provider={wrong}")

    assert (answer.status, [each["parameter"] for each in answer.json["errors"]]) == (400, ["provider"])
