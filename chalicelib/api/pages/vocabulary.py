"""GET /v1/vocabulary: every word that a writer may use."""

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
    """Answer everything that a writer needs to know, in one document.

    It has the kinds and types of events with their properties, qualifiers, roles and examples; every code with its
    meaning; how values, quantities and evidence are written; units, currencies and identifier schemes.
    """
    return Reply({}, text=_written())


@cache
def _written() -> str:
    from chalicelib.kinds.vocabularies.vocabulary_pages import (
        catalogue,  # with the currencies; no other request should pay for it
    )

    return dumps(catalogue())
