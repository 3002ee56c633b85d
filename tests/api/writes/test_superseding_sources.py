"""A source that supersedes another: its facts replace those of the slot, and what it does not repeat is listed."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Body, Client, a_company, a_fact, a_source

COMPANY = "/v1/companies/deepseek"
NEWER = {"source": "source/second", "basis": "third_party_report"}
UNREPEATED = "/v1/sources/second?include=not_repeated"


@pytest.fixture
def corrected(client: Client) -> Client:
    """A report on a company, and the source that supersedes it, which has said nothing so far."""
    client.create("companies", a_company(country="CN", founded="2022"))
    client.create("sources", a_source("second", supersedes="source/report"))
    return client


def fact_of(client: Client, property_name: str) -> Body:
    return dict(client.get(f"{COMPANY}/facts?property={property_name}").json["items"][0])


def left(client: Client, query: str = "") -> Mapping[str, Any]:
    """List by property what the second edition has not repeated."""
    shown = client.get(f"{UNREPEATED}{query}").json["not_repeated"]
    assert shown["next"] is None
    return {each["property"]: each["value"] for each in shown["items"]}


def test_what_a_newer_edition_repeats_is_replaced_and_the_rest_is_listed(corrected: Client) -> None:
    old = fact_of(corrected, "country")["id"]

    corrected.patch(COMPANY, {"country": "SG", "name": "Deepseek", "evidence": NEWER})

    view = corrected.get(COMPANY).json
    assert (view["country"], view["disputed"]) == ("SG", [])
    assert len(corrected.get(f"/v1/facts/{old}").json["replaced_by"]) == 1
    assert left(corrected) == {"founded": "2022"}
    standing = corrected.get("/v1/facts?source=source/report&entity=company/deepseek&standing=true").json["items"]
    assert [each["property"] for each in standing] == ["founded"]


@pytest.mark.parametrize(
    ("path", "body"),
    [("retraction", {"reason": "It no longer says so."}), ("rank", {"rank": "deprecated", "reason": "Corrected."})],
)
def test_what_was_decided_on_is_listed_no_longer(corrected: Client, path: str, body: Body) -> None:
    assert left(corrected) == {"name": "Deepseek", "country": "CN", "founded": "2022"}

    corrected.post(f"/v1/facts/{fact_of(corrected, 'founded')['id']}/{path}", body)

    assert left(corrected) == {"name": "Deepseek", "country": "CN"}


def test_the_list_is_that_of_the_moment(corrected: Client) -> None:
    before = corrected.world.now()
    corrected.world.now.advance(days=1)  # type: ignore[attr-defined]  # the clock of the tests
    corrected.patch(COMPANY, {"country": "SG", "evidence": NEWER})

    assert "country" not in left(corrected)
    assert left(corrected, f"&known_at={before}")["country"] == "CN"


def test_a_long_list_continues_among_the_facts(corrected: Client) -> None:
    for start in (0, 60):
        body = {"aliases": [f"Alias {number}" for number in range(start, start + 60)], "evidence": EVIDENCE}
        assert corrected.patch(COMPANY, body).status == 200

    shown = corrected.get(UNREPEATED).json["not_repeated"]
    rest = corrected.every(shown["next"].removeprefix("/stage"))

    ids = [each["id"] for each in (*shown["items"], *rest) if each["entity"] != "source/report"]
    assert len(ids) == len(set(ids)) == 123


def test_a_source_that_supersedes_none_repeats_everything(corrected: Client) -> None:
    shown = corrected.get("/v1/sources/report?include=not_repeated").json

    assert shown["not_repeated"] == {"items": [], "next": None}
    assert corrected.get(f"{COMPANY}?include=not_repeated").pointers == {"include": "bad_value"}


def test_a_value_of_another_time_is_not_repeated(corrected: Client) -> None:
    first = corrected.patch(COMPANY, {"status": {"value": "active", "valid": "2023/2023"}, "evidence": EVIDENCE})

    second = corrected.patch(COMPANY, {"status": {"value": "dissolved", "valid": "2025"}, "evidence": NEWER})

    assert (first.status, second.status) == (200, 200)

    assert left(corrected)["status"] == "active"
    assert corrected.get(f"{COMPANY}?valid_at=2023-06-01").json["status"] == "active"


def test_a_price_of_a_day_is_replaced_as_well(corrected: Client) -> None:
    corrected.create("instruments", {"slug": "nvda", "name": "NVDA", "evidence": EVIDENCE})
    fact: Body = {"entity": "instrument/nvda", "property_name": "price", "valid": "2025-01-27/2025-01-27"}
    old = a_fact(value={"amount": "118.42", "unit": "USD"}, **fact)
    new = a_fact(value={"amount": "118.58", "unit": "USD"}, **{**fact, "evidence": NEWER})
    first = corrected.post("/v1/facts", {"facts": [old]}).json["facts"][0]["id"]

    second = corrected.post("/v1/facts", {"facts": [new]}).json["facts"][0]["id"]

    assert corrected.get(f"/v1/facts/{first}").json["replaced_by"] == [second]
    assert "price" not in left(corrected)
    corrected.post(f"/v1/facts/{second}/retraction", {"reason": "Misread."})
    assert "replaced_by" not in corrected.get(f"/v1/facts/{first}").json


def test_what_is_recorded_late_of_a_superseded_source_is_replaced_at_once(corrected: Client) -> None:
    corrected.patch(COMPANY, {"website": "https://new.example", "evidence": NEWER})

    late = corrected.post("/v1/facts", {"facts": [a_fact(property_name="website", value="https://old.example")]})

    (shown,) = late.json["facts"]
    assert len(shown["replaced_by"]) == 1
    assert corrected.get(COMPANY).json["website"] == "https://new.example"
