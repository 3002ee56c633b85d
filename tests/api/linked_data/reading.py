"""Reads linked data with two libraries that others use, and turns values in RDF back into those of the flat view."""

import json
import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from pyld import jsonld
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, SDO, XSD
from rdflib.term import Node

from chalicelib.api.linked_data.addresses import Addresses
from chalicelib.api.linked_data.context import context_document
from chalicelib.kinds import PLURALS

ROOT = "https://aifacts.example"
AT = Addresses(ROOT)
OWN = Namespace(AT.namespace)
CONTEXT = json.loads(json.dumps(context_document(AT)))
ABSENT = {OWN.unknown: {"missing": "unknown"}, OWN.none: {"missing": "none"}, OWN.erased: {"erased": True}}
EDTF = URIRef("http://id.loc.gov/datatypes/edtf/EDTF")


def load(url: str, _options: Mapping[str, Any]) -> dict[str, Any]:
    """Load the context, and nothing else."""
    assert url == AT.context
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": CONTEXT}


def expanded(document: Any) -> Any:
    """Expand a document to the addresses of all terms."""
    return jsonld.expand(document, {"documentLoader": load})


def compacted(document: Any) -> Any:
    """Shorten an expanded document by the context."""
    return jsonld.compact(document, AT.context, {"documentLoader": load, "compactArrays": True})


def is_the_same_when_expanded_and_compacted(document: Any) -> bool:
    """Say whether pyld makes the same document again."""
    return bool(ordered(compacted(expanded(document))) == ordered(document))


def ordered(document: Any) -> Any:
    """Sort sets, whose order means nothing, and write languages in small letters, as pyld does."""
    if isinstance(document, dict):
        return {name: each.lower() if name == "@language" else ordered(each) for name, each in document.items()}
    if isinstance(document, list):
        return sorted(map(ordered, document), key=lambda each: json.dumps(each, sort_keys=True))
    return document


def graph_of(document: Any) -> Graph:
    """Read a document with rdflib, to which no literal and no address may be strange."""
    assert document["@context"] == AT.context
    with no_warnings(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated")  # rdflib's own parser uses it
        graph = Graph().parse(data=json.dumps({**document, **CONTEXT}), format="json-ld")
    strange = [each for _, _, each in graph if isinstance(each, Literal) and each.ill_typed]
    assert strange == []
    return graph


@contextmanager
def no_warnings() -> Iterator[None]:
    """Fail if rdflib warns, which it does in its log."""
    seen: list[str] = []

    class Seen(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record.getMessage())

    log, handler = logging.getLogger("rdflib"), Seen()
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
    assert seen == []


def flat_value(graph: Graph, node: Node | None) -> Any:
    """Return the value of the flat view that a node states."""
    if isinstance(node, Literal):
        return _flat_literal(node)
    if isinstance(node, URIRef):
        return ABSENT.get(node) or _ref(str(node))
    assert node is not None
    said = {str(term).removeprefix(str(OWN)): each for term, each in graph.predicate_objects(node)}
    if "unit" not in said:
        return {"text": str(graph.value(node, SDO.name))}
    return _flat_quantity(graph, node, said)


def _flat_literal(literal: Literal) -> Any:
    if literal.language:
        return {"text": str(literal), "language": str(literal.language)}
    return literal.value if literal.datatype == XSD.boolean else str(literal)


def _ref(address: str) -> str:
    """Return the ref whose entity has an address."""
    plural, slug = address.removeprefix(f"{ROOT}/v1/").split("/")
    return f"{PLURALS[plural].name}/{slug}"


def _flat_quantity(graph: Graph, node: Node, said: Mapping[str, Node]) -> dict[str, Any]:
    def number(*terms: URIRef) -> str | None:
        found = next((each for term in terms if (each := graph.value(node, term)) is not None), None)
        assert found is None or (isinstance(found, Literal) and isinstance(found.value, Decimal))
        return None if found is None else str(found)

    flat: dict[str, Any] = {"unit": str(said["unit"])}
    flat |= {name: str(said[name]) for name in ("bound", "plus_minus") if name in said}
    flat |= {"real": str(said["money_of"])} if "money_of" in said else {}
    amount = str(said["written_as"]) if "written_as" in said else number(SDO.value, SDO.price)
    if amount is not None:
        return {"amount": amount, **flat}
    low = str(said.get("low_written_as") or number(SDO.minValue, SDO.minPrice))
    high = str(said.get("high_written_as") or number(SDO.maxValue, SDO.maxPrice))
    return {"low": low, "high": high, **flat}


def values_of(graph: Graph, subject: Node, term: URIRef) -> list[Any]:
    """Return the values of a property of an entity, those with qualifiers too, without the qualifiers."""
    return [flat_value(graph, _inner(graph, each, term)) for each in graph.objects(subject, term)]


def _inner(graph: Graph, node: Node, term: URIRef) -> Node:
    inner = (graph.value(node, each) for each in (RDF.value, term, SDO.value) if (node, OWN.unit, None) not in graph)
    return next((each for each in inner if each is not None), node)


def address_of(term: str) -> URIRef:
    """Return the address of a term, with or without a prefix."""
    prefix, _, name = term.rpartition(":")
    return URIRef(CONTEXT["@context"][prefix] + name) if prefix else OWN[name]
