"""GET /v1/vocabulary: every kind, property, code and unit, or those of one kind."""

from functools import cache

from chalicelib.api.http.response.problems import dumps
from chalicelib.api.http.routing.parameters import choice
from chalicelib.api.http.routing.routes import Answer, Call, Reply, route
from chalicelib.kinds import KINDS

KIND = choice("kind", "Only the words that facts about this kind use, in brief.", of=tuple(KINDS))


@route(
    "GET",
    "/v1/vocabulary",
    name="read_vocabulary",
    summary="Read the vocabulary",
    tag="service",
    scope=None,
    parameters=(KIND,),
    answers=(Answer(200, "The vocabulary.", "VocabularyOfAnyKind", headers=("ETag",)),),
)
def vocabulary(call: Call) -> Reply:
    """Return everything you need to know to write facts, in one document.

    It has the kinds and event types with their properties, qualifiers, roles and examples; every code with its meaning;
    how to write values, quantities and evidence; units, currencies and identifier schemes.

    With `kind` it has what facts about that kind use, in less than 80 kB: without members that are false or empty, and
    without what `elsewhere` names. A property with `as_in` is that of the event type named there.
    """
    return Reply({}, text=_vocabulary_text(call.query.get("kind")))


@cache
def _vocabulary_text(kind: str | None) -> str:
    # They load the currencies, which no other request needs.
    from chalicelib.kinds.vocabularies.vocabulary_of_kind import vocabulary_of
    from chalicelib.kinds.vocabularies.vocabulary_pages import catalogue

    return dumps(catalogue() if kind is None else vocabulary_of(KINDS[kind]))
