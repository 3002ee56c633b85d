"""Every kind and every property has a term, and the terms of others exist."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import rdflib.namespace
from rdflib import OWL, RDFS, SDO, SKOS, URIRef

from chalicelib.api.linked_data.context import context_document, namespace_document
from chalicelib.api.linked_data.entities import LEFT_OUT, RENAMED, class_of, entity_node
from chalicelib.api.linked_data.own_terms import CLASSES, INDIVIDUALS, PREFIXES, STRUCTURAL
from chalicelib.api.linked_data.properties import properties_in
from chalicelib.api.linked_data.values import absence_of
from chalicelib.api.openapi.components.examples import view_examples
from chalicelib.domain.values import ValueType, value_from_json
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.vocabularies.codes import ORGANISATION_TYPES
from chalicelib.kinds.vocabularies.linked_terms import OF_EVERY_KIND, OF_ONE_KIND, TYPES, type_of
from chalicelib.kinds.vocabularies.linked_terms import ORGANISATION_TYPES as NARROWER
from tests.api.linked_data.reading import (
    AT,
    CONTEXT,
    OWN,
    address_of,
    graph_of,
    is_the_same_when_expanded_and_compacted,
    values_of,
)


def whole_view(kind: Kind, example: dict[str, Any]) -> dict[str, Any]:
    """Add the examples that are false, which the contract leaves out."""
    flags = {p.name: p.example for p in kind.all_properties(type_name=example.get("type")) if p.example is False}
    return {**example, **flags}


VIEWS = {
    name: whole_view(kind, example["value"]) for kind in KINDS.values() for name, example in view_examples(kind).items()
}
# Web Annotation, which rdflib lacks: https://www.w3.org/ns/oa (2017-02-23)
OA = {"Annotation", "SpecificResource", "TextQuoteSelector", "exact", "hasBody", "hasSelector", "hasSource"}
OA |= {"hasTarget", "linking", "motivatedBy"}
CLOSED = {"dct": "DCTERMS", "owl": "OWL", "prov": "PROV", "rdf": "RDF", "rdfs": "RDFS", "schema": "SDO", "skos": "SKOS"}


@pytest.mark.parametrize("name", VIEWS)
def test_every_property_of_an_entity_can_be_read_back(name: str) -> None:
    view = VIEWS[name]
    document = {"@context": AT.context, **entity_node(view, AT)}

    graph = graph_of(document)

    assert is_the_same_when_expanded_and_compacted(document)
    properties = properties_in(view["kind"])
    for member in view.keys() & properties.keys():
        declared = properties[member]
        shown = view[member] if isinstance(view[member], list) else [view[member]]
        raw = [each["value"] if isinstance(each, dict) and "value" in each else each for each in shown]
        said = values_of(graph, URIRef(AT.entity(view["ref"])), address_of(declared.term))
        value_type = type_in(view, member)
        assert canonical(said, value_type) >= canonical(raw, value_type)


def type_in(view: dict[str, Any], name: str) -> ValueType:
    declared = KINDS[view["kind"]].property(name, type_name=view.get("type"))
    assert declared is not None
    return declared.type


def canonical(values: list[Any], value_type: ValueType) -> set[str]:
    return {value_from_json(each, value_type).canonical() for each in values if absence_of(each) is None}


def test_the_examples_have_all_properties() -> None:
    shown = {(view["kind"], name) for view in VIEWS.values() for name in view}

    assert shown >= {(kind, name) for kind in KINDS for name in properties_in(kind)}


def test_nothing_of_a_view_is_left_out_without_a_word() -> None:
    for view in VIEWS.values():
        said = {"disputed": ["name"], "hedged": {"name": "derived"}, "also": {"name": ["x"]}, "terms": {"name": {}}}
        beyond = {"name": {"values": 3, "at": "/v1/facts"}}
        whole = {**view, **said, "beyond": beyond, "omitted": ["name"], "facts": {}}
        node = entity_node(whole, AT)
        in_page = {"sources", "revision", "created_at", "updated_at"}
        absent = {name for name in view if absence_of(view[name])}
        assert {RENAMED.get(each, each) for each in whole} - node.keys() <= LEFT_OUT | in_page | absent, view["ref"]


def terms_of(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for name, each in node.items():
            yield name
            if name in ("@type", "rdf:predicate", "property"):
                yield from (one for one in (each if isinstance(each, list) else [each]) if isinstance(one, str))
            yield from terms_of(each)
    elif isinstance(node, list):
        for each in node:
            yield from terms_of(each)


def borrowed_terms() -> set[str]:
    nodes = [entity_node(view, AT) for view in VIEWS.values()]
    written = {term for node in (*nodes, namespace_document(AT), context_document(AT)) for term in terms_of(node)}
    declared = {*TYPES.values(), *NARROWER.values(), *OF_EVERY_KIND.values()}
    declared |= {term for each in OF_ONE_KIND.values() for term in each.values()}
    return {term for term in written | declared if term.partition(":")[0] in PREFIXES and ":" in term}


def test_every_term_of_another_vocabulary_exists_there() -> None:
    unknown = []
    for term in sorted(borrowed_terms()):
        prefix, _, name = term.partition(":")
        known = getattr(rdflib.namespace, CLOSED[prefix]) if prefix in CLOSED else None
        if not (name in known if known is not None else prefix in ("xsd", "edtf") or name in OA):
            unknown.append(term)

    assert unknown == []
    assert "noSuchTerm" not in SDO  # the list is closed


def test_the_prefixes_are_those_of_the_vocabularies() -> None:
    assert {name: PREFIXES[name] for name in CLOSED} == {
        name: str(getattr(rdflib.namespace, each)._NS) for name, each in CLOSED.items()
    }


def test_only_declared_kinds_and_properties_have_terms_elsewhere() -> None:
    assert TYPES.keys() == KINDS.keys()
    assert OF_ONE_KIND.keys() <= KINDS.keys()
    assert all(OF_ONE_KIND[kind].keys() <= properties_in(kind).keys() for kind in OF_ONE_KIND)
    assert all(any(name in properties_in(kind) for kind in KINDS) for name in OF_EVERY_KIND)
    assert NARROWER.keys() <= ORGANISATION_TYPES.codes.keys()


def test_no_term_means_two_things() -> None:
    properties = {name for kind in KINDS for name in properties_in(kind)}
    qualifiers = {q for kind in KINDS for each in properties_in(kind).values() for q in each.qualifier_types}
    own = [*STRUCTURAL, *INDIVIDUALS, *CLASSES, "claims", "facts", "quote", *map(class_of, KINDS)]

    assert len(own) == len(set(own))
    assert (properties | qualifiers).isdisjoint(own)
    for kind in KINDS:
        borrowed = [each.term for each in properties_in(kind).values() if each.is_borrowed]
        assert len(borrowed) == len(set(borrowed)), kind


def test_an_organisation_has_the_type_that_its_view_says() -> None:
    assert type_of("company", {"organisation_type": "university"}) == "schema:CollegeOrUniversity"
    assert type_of("company", {"organisation_type": {"missing": "unknown"}}) == "schema:Organization"
    assert type_of("person", {}) == "schema:Person"


def test_the_address_of_every_term_leads_to_its_meaning() -> None:
    document = json.loads(json.dumps(namespace_document(AT)))
    graph = graph_of({**document, **CONTEXT, "@context": AT.context})
    used = {*STRUCTURAL, *INDIVIDUALS, *CLASSES, *map(class_of, KINDS)}
    used |= {name for kind in KINDS for name in properties_in(kind)}
    used |= {q for kind in KINDS for each in properties_in(kind).values() for q in each.qualifier_types}

    assert {str(each) for each in graph.subjects(RDFS.comment)} == {str(OWN[name]) for name in used}
    assert (OWN.founded, OWL.equivalentProperty, SDO.foundingDate) in graph
    assert (OWN.released, SKOS.closeMatch, SDO.releaseDate) in graph
    assert graph.value(OWN.context_window, OWL.equivalentProperty) is None
    assert (OWN.Company, RDFS.subClassOf, SDO.Organization) in graph
    assert is_the_same_when_expanded_and_compacted(document)
