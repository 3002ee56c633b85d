"""A client that asks for linked data, at a host that addresses can begin with."""

from typing import Any

import pytest
from rdflib import Graph

from tests.api.conftest import EVIDENCE, Answer, Client, a_company, a_fact, a_source
from tests.api.linked_data.reading import ROOT, graph_of, is_the_same_when_expanded_and_compacted

JSONLD = "application/ld+json"
AT_HOST = {"Host": ROOT.removeprefix("https://"), "X_Forwarded_Proto": "https"}


class Asking:
    """Sends requests for linked data, in which addresses begin with `ROOT/stage`."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, url: str, **headers: str) -> Answer:
        """Ask for linked data."""
        return self.client.get(url, **{"Accept": JSONLD, **AT_HOST, **headers})

    def document(self, url: str) -> Any:
        """Return a document as a service without a stage would have it."""
        answer = self.get(url)
        assert answer.status == 200, answer.text
        assert answer.headers["content-type"] == JSONLD
        return _without_stage(answer.json)


def _without_stage(document: Any) -> Any:
    if isinstance(document, dict):
        return {name: _without_stage(each) for name, each in document.items()}
    if isinstance(document, list):
        return [_without_stage(each) for each in document]
    return document.replace(f"{ROOT}/stage/", f"{ROOT}/") if isinstance(document, str) else document


@pytest.fixture
def linked(client: Client) -> Asking:
    """A client that asks for linked data."""
    return Asking(client)


@pytest.fixture
def company(client: Client) -> None:
    """A company, and an article of a publisher that is about it."""
    client.create("companies", a_company("reuters"))
    client.create("sources", a_source("article", publisher="company/reuters", published="2025-01-28"))
    client.create("companies", a_company(country="CN"))


def record(client: Client, property_name: str, value: Any, **more: Any) -> str:
    """Record a fact about the company, and return its id."""
    evidence = {**EVIDENCE, **more.pop("evidence", {})}
    fact = {**a_fact("company/deepseek", property_name, value), **more, "evidence": evidence}
    answer = client.post("/v1/facts", {"facts": [fact]})
    assert answer.status in (200, 201), answer.text
    return str(answer.json["facts"][0]["id"])


def read(linked: Asking, url: str) -> Graph:
    """Ask for a document, which is the same after a round trip through pyld, and read it with rdflib."""
    document = linked.document(url)
    assert is_the_same_when_expanded_and_compacted(document)
    return graph_of(document)
