"""Faults of evidence and of what a value says beside itself: all in one answer, the same on every route that writes."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Answer, Body, Client, a_company, a_fact
from tests.api.snapshots import filled_once

COMPANY = "/v1/companies/deepseek"
LONG = "x" * 301
NOWHERE = "company~deepseek~country~n0"

Values = Mapping[str, Body]  # by property


@pytest.fixture
@filled_once
def company(client: Client) -> Client:
    """A company whose country was corrected once, and another one."""
    client.create("companies", a_company(country="CN"))
    client.create("companies", a_company("mistral", country="FR"))
    (first,) = ids(client, "deepseek", "country")
    client.patch(COMPANY, {"country": "DE", "evidence": {**EVIDENCE, "replaces": [first]}})
    return client


def ids(client: Client, slug: str, property_name: str) -> list[str]:
    return [each["id"] for each in client.get(f"/v1/companies/{slug}/facts?property={property_name}").json["items"]]


def replacing(*replaced: str) -> Body:
    return {**EVIDENCE, "replaces": list(replaced)}


def wrong_values(client: Client) -> Values:
    """Make one value of each property, each with other faults."""
    second, first = sorted(ids(client, "deepseek", "country"), key=lambda each: "CN" in str(_value(client, each)))
    links = (*ids(client, "mistral", "country"), NOWHERE, *ids(client, "deepseek", "name"), first, second)
    return {
        "country": {"value": "CN", "evidence": replacing(*links)},
        "confirmed": {"value": "2027-01-01"},
        "founded": {"value": "2023", "condition": LONG},
        "website": {"value": "https://deepseek.com/", "scope": LONG},
        "description": {"value": "A lab.", "evidence": {**EVIDENCE, "colour": "red", "sauce": "hot"}},
        "organisation_type": {"value": "company", "condition": LONG, "evidence": replacing(NOWHERE)},
        "parent": {"value": {"text": "High-Flyer"}, "evidence": {**replacing(NOWHERE, "it"), "colour": "red"}},
    }


def _value(client: Client, fact_id: str) -> Any:
    return client.get(f"/v1/facts/{fact_id}").json["value"]


FAULTS = {
    ("country", "evidence/replaces/0"): "another_entity",
    ("country", "evidence/replaces/1"): "no_such_fact",
    ("country", "evidence/replaces/2"): "another_property",
    ("country", "evidence/replaces/3"): "replaces_itself",
    ("country", "evidence/replaces/4"): "replaces_in_a_circle",
    ("confirmed", "value"): "in_future",
    ("founded", "condition"): "too_long",
    ("website", "scope"): "too_long",
    ("description", "evidence/colour"): "unknown_field",
    ("description", "evidence/sauce"): "unknown_field",
    ("organisation_type", "condition"): "too_long",
    ("organisation_type", "evidence/replaces/0"): "no_such_fact",
    ("parent", "evidence/replaces/0"): "no_such_fact",
    ("parent", "evidence/replaces/1"): "wrong_type",
    ("parent", "evidence/colour"): "unknown_field",
}
# A new entity has no facts: each id is one of another entity, or none at all.
FAULTS_OF_A_NEW_ENTITY = {
    place: "another_entity" if "replaces" in place[1] and code != "wrong_type" else code
    for place, code in FAULTS.items()
}


def in_fields(values: Values) -> Body:
    """Write values as fields of a flat body; `confirmed` is a list."""
    return {name: [each] if name == "confirmed" else each for name, each in values.items()}


def patched(client: Client, values: Values) -> Answer:
    return client.patch(COMPANY, {"evidence": EVIDENCE, **in_fields(values)})


def created(client: Client, values: Values) -> Answer:
    return client.post("/v1/companies", {**a_company("new"), **in_fields(values)})


def recorded(query: str) -> Callable[[Client, Values], Answer]:
    """Send each value as a fact."""

    def send(client: Client, values: Values) -> Answer:
        facts = [{**a_fact(property_name=name), **each} for name, each in values.items()]
        return client.post(f"/v1/facts{query}", {"facts": facts})

    return send


def found_in_fields(answer: Answer) -> dict[tuple[str, str], str]:
    """Read the faults of a flat body: by property, and by place in the value."""
    assert answer.status == 422, answer.text
    assert len(answer.json["errors"]) == len(answer.pointers)
    places = {
        pointer.removeprefix("/").replace("confirmed/0", "confirmed"): c for pointer, c in answer.pointers.items()
    }
    return {(each.partition("/")[0], each.partition("/")[2]): code for each, code in places.items()}


def found_in_facts(errors: list[Body]) -> dict[tuple[str, str], str]:
    """Read the faults of facts: by property, and by place in the fact."""
    names = list(dict.fromkeys(name for name, _ in FAULTS))
    split = [(each["pointer"].removeprefix("/facts/").partition("/"), each["code"]) for each in errors]
    found = {(names[int(place)], rest): code for (place, _, rest), code in split}
    assert len(found) == len(errors)
    return found


def test_a_patch_lists_all_faults(company: Client) -> None:
    assert found_in_fields(patched(company, wrong_values(company))) == FAULTS


def test_a_create_lists_all_faults(company: Client) -> None:
    assert found_in_fields(created(company, wrong_values(company))) == FAULTS_OF_A_NEW_ENTITY


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
def test_facts_in_one_transaction_list_all_faults(company: Client, query: str) -> None:
    answer = recorded(query)(company, wrong_values(company))

    assert answer.status == 422
    assert found_in_facts(answer.json["errors"]) == FAULTS


@pytest.mark.parametrize("query", ["?atomic=false", "?atomic=false&dry_run=true"])
def test_facts_entity_by_entity_list_all_faults_in_their_outcomes(company: Client, query: str) -> None:
    answer = recorded(query)(company, wrong_values(company))

    errors = [each for outcome in answer.json["outcomes"] for each in outcome["problem"]["errors"]]
    assert (answer.status, found_in_facts(errors)) == (200, FAULTS)


@pytest.mark.parametrize("place", sorted(FAULTS))
def test_each_value_alone_has_its_faults(company: Client, place: tuple[str, str]) -> None:
    name, _ = place
    values = {name: wrong_values(company)[name]}
    expected = {each: code for each, code in FAULTS.items() if each[0] == name}

    assert found_in_fields(patched(company, values)) == expected
    found = recorded("")(company, values).json["errors"]
    assert {(name, e["pointer"].removeprefix("/facts/0/")): e["code"] for e in found} == expected


def test_shared_evidence_has_each_fault_once(company: Client) -> None:
    body = {"country": "FR", "founded": "2023", "confirmed": ["2027-01-01"], "evidence": replacing(NOWHERE)}

    answer = company.patch(COMPANY, body)

    assert answer.pointers == {"/evidence/replaces/0": "no_such_fact", "/confirmed/0": "in_future"}
    assert len(answer.json["errors"]) == 2


def test_shared_evidence_with_unknown_members_is_refused_beside_the_faults_of_values(company: Client) -> None:
    values = wrong_values(company)
    body = {**in_fields(values), "evidence": {**EVIDENCE, "colour": "red"}}

    found = company.patch(COMPANY, body).pointers

    assert found.items() >= {"/evidence/colour": "unknown_field", "/founded/condition": "too_long"}.items()
