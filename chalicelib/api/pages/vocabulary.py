"""GET /v1/vocabulary: every kind, property, code and unit."""

from functools import cache

from chalicelib.api.http.response.problems import dumps
from chalicelib.api.http.routing.routes import Answer, Call, Reply, route


@route(
    "GET",
    "/v1/vocabulary",
    name="read_vocabulary",
    summary="Read the vocabulary",
    tag="service",
    scope=None,
    answers=(Answer(200, "The vocabulary.", "Vocabulary", headers=("ETag",)),),
)
def vocabulary(_: Call) -> Reply:
    """Return everything you need to know to write facts, in one document.

    It has the kinds and event types with their properties, qualifiers, roles and examples; every code with its meaning;
    how to write values, quantities and evidence; units, currencies and identifier schemes.
    """
    return Reply({}, text=_vocabulary_text())


@cache
def _vocabulary_text() -> str:
    from chalicelib.kinds.vocabularies.vocabulary_pages import (
        catalogue,  # loads the currencies, which no other request needs
    )

    return dumps(catalogue())
