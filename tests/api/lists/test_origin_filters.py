"""Lists filtered by the number of independent origins behind a value, and the columns of `origins`."""

import csv
import io
from collections import Counter

import pytest

from tests.api.conftest import Client, a_company, a_fact, a_source
from tests.conftest import Calls

OTHER = {"source": "source/other", "basis": "third_party_report"}


@pytest.fixture
def companies(client: Client) -> Client:
    """Companies whose country one or two sources give, with aliases of different standing, and one without either."""
    client.create("sources", a_source("other"))
    client.create("companies", a_company("one", country="CN"))
    client.create("companies", a_company("two", country="CN", aliases=["Zwei", "Deux"]))
    client.create("companies", a_company("none"))
    answer = client.post(
        "/v1/facts",
        {
            "facts": [
                a_fact("company/two", evidence=OTHER),
                a_fact("company/two", "aliases", "Zwei", evidence=OTHER),
            ]
        },
    )
    assert answer.status == 201
    return client


def found(client: Client, query: str) -> list[str]:
    return sorted(item["slug"] for item in client.every(f"/v1/companies?{query}"))


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("origins.country[lte]=1", ["one"]),
        ("origins.country[gte]=2", ["two"]),
        ("origins.country[gte]=1", ["one", "two"]),
        ("origins.country[gte]=1&origins.country[lte]=1&country=CN", ["one"]),
        ("origins.country[gte]=3", []),
        ("origins.aliases[lte]=1", ["two"]),
        ("origins.aliases[gte]=2", ["two"]),
        ("origins.aliases[gte]=2&origins.country[lte]=1", []),
    ],
)
def test_a_value_with_so_many_origins_is_found(companies: Client, query: str, slugs: list[str]) -> None:
    assert found(companies, query) == slugs
    now = companies.get("/v1/companies/two").json["updated_at"]
    assert found(companies, f"{query}&known_at={now}&limit=2") == slugs


def test_the_filter_compares_the_origins_of_the_moment(companies: Client) -> None:
    before = companies.get("/v1/companies/none").json["updated_at"]

    assert found(companies, f"origins.country[gte]=2&known_at={before}") == []
    assert found(companies, f"origins.country[lte]=1&known_at={before}") == ["one", "two"]


def test_origins_cost_one_batch_read_more(companies: Client, calls: Calls) -> None:
    companies.get("/v1/companies")
    calls.clear()
    companies.get("/v1/companies")
    plain = Counter(calls.names)
    for query in ("origins.country[lte]=1", "fields=country,origins"):
        calls.clear()
        companies.get(f"/v1/companies?{query}")
        assert Counter(calls.names) - plain == {"BatchGetItem": 1}


def test_fields_return_the_origins_and_cards_do_not(companies: Client) -> None:
    (card,) = companies.every("/v1/companies?origins.country[gte]=2")
    (whole,) = companies.every("/v1/companies?origins.country[gte]=2&fields=country,origins")

    assert "origins" not in card
    assert whole == {
        "ref": "company/two",
        "country": "CN",
        "origins": {"name": 1, "country": 2, "aliases": [2, 1]},
    }


def test_csv_has_a_column_for_the_origins_of_each_property_asked_for(companies: Client) -> None:
    answer = companies.get("/v1/companies?fields=country,aliases,origins&format=csv")
    rows = {row["ref"]: row for row in csv.DictReader(io.StringIO(answer.text))}

    assert [*rows["company/two"]] == ["ref", "aliases", "country", "origins.country", "origins.aliases"]
    assert rows["company/two"]["origins.country"] == "2"
    assert rows["company/two"]["origins.aliases"] == "[2,1]"
    assert rows["company/none"]["origins.country"] == ""


def test_csv_with_origins_alone_has_a_column_for_each_property(companies: Client) -> None:
    header = companies.get("/v1/companies?fields=origins&format=csv").text.split("\r\n")[0].split(",")

    assert {"ref", "origins.name", "origins.country"} <= {*header}
    assert "country" not in header


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("origins.country[lte]=0", {"origins.country[lte]": "bad_value"}),
        (
            "origins.country[lte]=one&origins.name[gte]=-1",
            {"origins.country[lte]": "bad_value", "origins.name[gte]": "bad_value"},
        ),
        ("origins.country[lte]=1,2", {"origins.country[lte]": "bad_value"}),
        ("origins.country[lte]=1000000", {"origins.country[lte]": "bad_value"}),
        ("origins.country=1", {"origins.country": "unknown_parameter"}),
        ("origins.amount[lte]=1", {"origins.amount[lte]": "unknown_parameter"}),
        ("origins.country[eq]=1", {"origins.country[eq]": "unknown_parameter"}),
    ],
)
def test_what_is_no_number_of_origins_is_refused_by_name(companies: Client, query: str, codes: dict[str, str]) -> None:
    answer = companies.get(f"/v1/companies?{query}")

    assert answer.status == 400
    assert {each["parameter"]: each["code"] for each in answer.json["errors"]} == codes


def test_origins_cannot_be_written(client: Client) -> None:
    answer = client.post("/v1/companies", a_company(origins={"name": 3}))

    assert answer.status == 422
    assert answer.pointers == {"/origins": "read_only"}


def test_counts_and_pages_take_the_same_filters(companies: Client) -> None:
    (counted,) = companies.get("/v1/companies/counts?origins.country[gte]=2").json["items"]
    assert counted == {"count": 1}
    page = companies.get("/companies?origins.country[gte]=2", Accept="text/html")
    assert (page.status, "/companies/two" in page.text, "/companies/one" in page.text) == (200, True, False)
