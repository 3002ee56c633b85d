"""Reads linked data with two libraries that others use, and turns values in RDF back into those of the flat view."""

import json
import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import rdflib
from pyld import jsonld
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, SDO, XSD
from rdflib.term import Node

from chalicelib.api.linked_data.addresses import Addresses
from chalicelib.api.linked_data.context import context_document
from chalicelib.api.linked_data.values import absence_of
from chalicelib.domain.values import parse_date
from chalicelib.kinds import PLURALS

ROOT = "https://aifacts.example"
AT = Addresses(ROOT)
OWN = Namespace(AT.namespace)
OA = Namespace("http://www.w3.org/ns/oa#")
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
        rdflib.NORMALIZE_LITERALS = False  # the spelling of a literal is looked at, too
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


def flat_fact(graph: Graph, claim: URIRef, qualifiers: Iterable[str]) -> dict[str, Any]:
    """Return the members of a fact that a claim states; absent ones are None."""

    def flat(subject: Node | None, term: URIRef) -> Any:
        found = None if subject is None else graph.value(subject, term)
        return None if found is None else flat_value(graph, found)

    def facts(term: URIRef) -> list[str]:
        return sorted(str(each).rpartition("/")[2] for each in graph.objects(claim, term))

    appearance = graph.value(claim, SDO.appearance)
    annotation = next(graph.subjects(OA.hasBody, claim), None)
    selector = graph.value(graph.value(annotation, OA.hasTarget), OA.hasSelector) if annotation else None
    speaker = graph.value(claim, OWN.speaker)
    words = {"text": str(speaker)} if isinstance(speaker, Literal) else None
    evidence = {name: flat(claim, OWN[name]) for name in ("via", "basis", "certainty", "as_stated", "method")}
    return {
        "entity": flat(claim, RDF.subject),
        "value": flat(claim, RDF.object),
        "qualifiers": {name: each for name in qualifiers if (each := flat(claim, OWN[name])) is not None},
        **{name: flat(claim, OWN[name]) for name in ("scope", "period", "condition", "valid", "rank", "rank_reason")},
        **{name: flat(claim, OWN[name]) for name in ("recorded_by", "quote_found")},
        "source": flat(claim, PROV.wasDerivedFrom),
        "speaker": words or flat(claim, OWN.speaker),
        "quote": flat(selector, OA.exact),
        **evidence,
        "confidence": flat(claim, OWN.confidence),
        "replaces": facts(PROV.wasRevisionOf),
        "replaced_by": facts(DCTERMS.isReplacedBy),
        "published": flat(claim, SDO.datePublished),
        "publisher": flat(appearance, SDO.publisher),
        "recorded_at": flat(claim, PROV.generatedAtTime),
        "retracted_at": flat(claim, PROV.invalidatedAtTime),
    }


def members_of(fact: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same members of a fact as the API shows it."""
    evidence = fact["evidence"]
    of_fact = ("entity", "value", "qualifiers", "scope", "period", "condition", "valid", "rank", "rank_reason")
    of_evidence = ("source", "speaker", "quote", "via", "basis", "certainty", "as_stated", "method", "confidence")
    copied = {name: None if absence_of(fact[name]) else fact[name] for name in ("published", "publisher")}
    return {
        **{name: fact.get(name) for name in (*of_fact, "recorded_by", "quote_found", "recorded_at", "retracted_at")},
        **{name: evidence.get(name) for name in of_evidence},
        "replaces": sorted(evidence.get("replaces", ())),
        "replaced_by": sorted(fact.get("replaced_by", ())),
        **copied,
    }


def are_alike(one: Any, other: Any) -> bool:
    """Say whether two members are the same; dates may be spelled otherwise, and languages in other letters."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(are_alike(one[name], other[name]) for name in one)
    if isinstance(one, str) and isinstance(other, str) and one != other:
        first, second = parse_date(one), parse_date(other)
        if first is not None and second is not None:
            return first.canonical() == second.canonical()
        return one.lower() == other.lower()
    return bool(one == other)
