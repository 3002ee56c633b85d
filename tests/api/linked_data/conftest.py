"""A client that asks for linked data, at a host that addresses can begin with."""

from typing import Any

import pytest

from tests.api.conftest import Answer, Client
from tests.api.linked_data.reading import ROOT

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
