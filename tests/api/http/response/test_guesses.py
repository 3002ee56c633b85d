"""The nearest known word is searched for a few faults of a request only."""

import difflib
from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import quote

import pytest

from chalicelib.domain.faults import MAX_GUESSES
from tests.api.conftest import EVIDENCE, Answer, Client, a_company, a_fact, an_event

WRONG = [f"contry{number}" for number in range(100)]


def created(client: Client, plural: str, **fields: Any) -> Answer:
    return client.post(f"/v1/{plural}", {"slug": "new", "evidence": EVIDENCE, **fields})


def recorded(client: Client, facts: list[dict[str, Any]], *, atomic: Literal["true", "false"] = "true") -> Answer:
    return client.post(f"/v1/facts?atomic={atomic}", {"facts": facts})


def recorded_of_many(client: Client) -> Answer:
    """Send a fact of each of many entities, so that each entity is refused apart."""
    slugs = [f"c{number}" for number in range(15)]
    for slug in slugs:
        client.create("companies", a_company(slug))
    return recorded(client, [a_fact(f"company/{slug}", "contry", "CN") for slug in slugs], atomic="false")


def many_phrases(member: str) -> list[dict[str, Any]]:
    return [{"value": {"text": f"Text {n}", "language": "en", f"{member}{n}": 1}} for n in range(100)]


REQUESTS: dict[str, Callable[[Client], Answer]] = {
    "properties": lambda c: created(c, "companies", **dict.fromkeys(WRONG, 1)),
    "properties of facts": lambda c: recorded(c, [a_fact(property_name=name) for name in WRONG]),
    "properties of many entities": recorded_of_many,
    "members of facts": lambda c: recorded(c, [a_fact() | dict.fromkeys(WRONG, 1)]),
    "members of values": lambda c: created(c, "companies", remarks=many_phrases("langage")),
    "members of a body": lambda c: c.post("/v1/resolve", dict.fromkeys(WRONG, 1)),
    "units": lambda c: created(
        c,
        "companies",
        figures=[{"value": {"amount": "5", "unit": f"milion{n}"}, "measure": "revenue"} for n in range(100)],
    ),
    "codes": lambda c: created(
        c, "companies", figures=[{"value": {"amount": "5", "unit": "USD"}, "measure": name} for name in WRONG]
    ),
    "countries": lambda c: recorded(c, [a_fact(value=f"Germny{number}") for number in range(100)]),
    "kinds of names": lambda c: c.post("/v1/resolve", {"names": [{"name": "x", "kind": "compny"}] * 100}),
    "kinds of refs": lambda c: c.post("/v1/entities/get", {"refs": ["compny/x"] * 100}),
    "kinds of compared refs": lambda c: c.get("/v1/compare?refs=" + ",".join(f"compny/c{n}" for n in range(20))),
    "compared properties": lambda c: c.get(
        "/v1/compare?refs=company/deepseek&properties=" + ",".join(name for name in WRONG[:50])
    ),
    "parameters": lambda c: c.get("/v1/events?" + "&".join(f"{name}=1" for name in WRONG)),
    "words of parameters": lambda c: c.get("/v1/facts?basis=opinon&certainty=asertd&entity=x&source=x&value=x"),
    "values of filters": lambda c: c.get(
        "/v1/companies?"
        + "&".join(f"{quote(f'country[{op}]')}=Germny,Frnce,Chna,Spin,Itly" for op in ("in", "ne"))
        + "&country=Germny,Frnce,Chna,Spin,Itly"
    ),
}


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every search of the standard library for near words, from here on."""
    begun: list[object] = []

    class Matcher(difflib.SequenceMatcher[str]):
        def __init__(self) -> None:
            begun.append(self)
            super().__init__()

    monkeypatch.setattr(difflib, "SequenceMatcher", Matcher)
    return begun


@pytest.mark.parametrize("wrong", REQUESTS)
def test_only_the_first_faults_of_a_request_name_the_nearest_word(
    client: Client, searches: list[object], wrong: str
) -> None:
    client.create("companies", a_company())
    client.create("events", an_event())
    answer = REQUESTS[wrong](client)

    assert answer.status in (400, 422) or "outcomes" in answer.json, answer.text
    assert 1 <= len(searches) <= MAX_GUESSES


def test_the_faults_beyond_say_where_the_words_are(client: Client) -> None:
    errors = created(client, "companies", **dict.fromkeys(WRONG, 1)).json["errors"]
    details = [fault["detail"] for fault in errors if fault["pointer"].startswith("/contry")]

    assert all('the nearest is "country"' in detail for detail in details[:MAX_GUESSES])
    assert all("GET /v1/vocabulary" in detail for detail in details[MAX_GUESSES:])
