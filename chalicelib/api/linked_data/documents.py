"""GET /ns and GET /ns/context.jsonld: the terms of linked data, and the context that its documents refer to."""

from chalicelib.api.http.response.problems import dumps
from chalicelib.api.http.routing.parameters import JSONLD
from chalicelib.api.http.routing.routes import Answer, Call, Reply, route
from chalicelib.api.linked_data.addresses import CONTEXT, NAMESPACE, Addresses


@route(
    "GET",
    CONTEXT,
    name="read_context",
    summary="Read the context of linked data",
    tag="service",
    scope=None,
    answers=(Answer(200, "The context.", "LinkedDataContext", headers=("ETag",), media=JSONLD),),
)
def context(call: Call) -> Reply:
    """Return the JSON-LD 1.1 context to which every answer in `application/ld+json` refers.

    It says which names are terms of schema.org, PROV-O, Web Annotation and Dublin Core. All others are in our own
    namespace, `/ns#`.
    """
    from chalicelib.api.linked_data.context import context_document  # the verbs alone load what renders linked data

    return Reply({}, text=dumps(context_document(Addresses.of(call))), media=JSONLD)


@route(
    "GET",
    NAMESPACE,
    name="read_namespace",
    summary="Read the terms of linked data",
    tag="service",
    scope=None,
    answers=(Answer(200, "The terms.", "LinkedDataTerms", headers=("ETag",), media=JSONLD),),
)
def namespace(call: Call) -> Reply:
    """Return every class and property of our own namespace, with its meaning and the terms elsewhere that equal it.

    The address of a term, such as `/ns#context_window`, leads here.
    """
    from chalicelib.api.linked_data.context import namespace_document  # as above

    return Reply({}, text=dumps(namespace_document(Addresses.of(call))), media=JSONLD)
