"""The service in this process, some entities, and clients whose requests are counted."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import httpx2
import pytest

import chalicelib.testing
from aifacts_client import Client
from aifacts_client.core.transport import tls
from chalicelib.testing import BaseUrl
from tests.clients.receiving import sending_here

EVIDENCE = {"source": "source/report", "basis": "third_party_report"}
MODELS = 5


class Exchanged(NamedTuple):
    """A request and the status of its answer."""

    method: str
    url: httpx2.URL
    headers: httpx2.Headers
    status: int


class Counting(httpx2.BaseTransport):
    """Sends requests over the network, and notes them."""

    def __init__(self) -> None:
        self.seen: list[Exchanged] = []
        self._inner = httpx2.HTTPTransport(verify=tls())

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = self._inner.handle_request(request)
        self.seen.append(Exchanged(request.method, request.url, request.headers, answer.status_code))
        return answer

    def close(self) -> None:
        self._inner.close()

    @property
    def statuses(self) -> list[int]:
        """The status of each answer, in order."""
        return [each.status for each in self.seen]


@pytest.fixture(scope="module")
def base_url() -> Iterator[BaseUrl]:
    """A service with a company, its models and the source that says so, which may send to loopback."""
    with chalicelib.testing.service() as url, sending_here():
        fill(url)
        yield url


def fill(url: BaseUrl) -> None:
    """Create what the tests read."""
    with Client(url, url.key) as client:
        client.sources.create({"slug": "report", "title": "The report"})
        client.companies.create(a_company(founded="2023-07", country="CN", aliases=["深度求索"]))
        for number in range(MODELS):
            client.models.create(a_model(number))


def a_company(slug: str = "deepseek", **more: Any) -> dict[str, Any]:
    """Make the body of a company."""
    return {"slug": slug, "name": slug.capitalize(), "evidence": EVIDENCE, **more}


def a_model(number: int) -> dict[str, Any]:
    """Make the body of a model with two prices."""
    return {
        "slug": f"v{number}",
        "name": f"V{number}",
        "developer": ["company/deepseek"],
        "level": "version",
        "released": f"2025-0{number + 1}",
        "prices": [
            {
                "value": {"amount": f"{number + 1}.10", "unit": "USD/Mtok"},
                "direction": direction,
                "valid": "2025-03/..",
            }
            for direction in ("input", "output")
        ],
        "evidence": EVIDENCE,
    }


def a_fact(value: Any = "FR", **more: Any) -> dict[str, Any]:
    """Make a fact of the company."""
    return {"entity": "company/deepseek", "property": "country", "value": value, "evidence": EVIDENCE, **more}


@pytest.fixture
def sent() -> Counting:
    """The requests of the client."""
    return Counting()


@pytest.fixture
def client(base_url: BaseUrl, sent: Counting) -> Iterator[Client]:
    """A client with the key, whose requests are counted."""
    with Client(base_url, base_url.key, transport=sent) as made:
        yield made


@pytest.fixture
def a_slug() -> Callable[[], str]:
    """A function that returns a slug which nothing has yet."""
    return lambda: f"made-{next(_NUMBERS)}"


_NUMBERS = iter(range(1_000_000))
