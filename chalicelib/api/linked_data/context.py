"""The JSON-LD context of all answers, and the document of our own terms, both made from the declared kinds."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from chalicelib.api.linked_data.addresses import Addresses
from chalicelib.api.linked_data.entities import class_of
from chalicelib.api.linked_data.own_terms import CLASSES, INDIVIDUALS, PREFIXES, STRUCTURAL
from chalicelib.api.linked_data.properties import properties_in
from chalicelib.api.linked_data.values import Node
from chalicelib.kinds import KINDS
from chalicelib.kinds.variants import variants_of
from chalicelib.kinds.vocabularies.linked_terms import TYPES, term_of

_SET = {"@container": "@set"}
_NAMES = {"@type": "@vocab", "@container": "@set"}  # values are terms


@lru_cache(maxsize=16)
def context_document(at: Addresses) -> dict[str, Any]:
    """Return the context: prefixes, our namespace for every other name, and for each kind what its properties mean."""
    return {
        "@context": {
            "@version": 1.1,
            "@vocab": at.namespace,
            **PREFIXES,
            "claims": {"@id": "schema:subjectOf", **_SET},
            "facts": {"@id": "schema:itemListElement", **_SET},
            "quote": {"@reverse": "oa:hasBody"},
            **dict.fromkeys(("disputed", "has_unknown", "has_none", "has_erased"), _NAMES),
            **dict.fromkeys(("hedged", "also", "terms", "beyond", "omitted"), _SET),
            "property": {"@type": "@vocab"},
            "rdf:predicate": {"@type": "@vocab"},
            **{class_of(kind): {"@context": dict(_scoped_terms(kind))} for kind in KINDS},
        }
    }


def _scoped_terms(kind: str) -> Iterator[tuple[str, Any]]:
    """Yield what a property means in entities of a kind, where that is not one value of the term with the same name."""
    for name, declared in properties_in(kind).items():
        if declared.is_list:
            yield name, {"@id": declared.term, **_SET} if declared.is_borrowed else _SET
        elif declared.is_borrowed:
            yield name, declared.term


@lru_cache(maxsize=16)
def namespace_document(at: Addresses) -> dict[str, Any]:
    """Return our own classes and properties, with their meanings and the terms of schema.org that equal them."""
    return {"@context": at.context, "@graph": [*_classes(at), *_properties(at), *_own_terms(at)]}


def _classes(at: Addresses) -> Iterator[Node]:
    for kind in KINDS.values():
        narrower = {"rdfs:subClassOf": {"@id": TYPES[kind.name]}}
        yield _term(at, class_of(kind.name), "rdfs:Class", kind.meaning) | narrower
    for name, meaning in CLASSES.items():
        yield _term(at, name, "rdfs:Class", meaning) | {"rdfs:subClassOf": {"@id": "prov:Activity"}}


def _properties(at: Addresses) -> Iterator[Node]:
    """Yield the properties and the qualifiers of all kinds, each name once."""
    meanings: dict[str, dict[str, None]] = {}
    for kind in KINDS.values():
        for variants in variants_of(kind).values():
            for each in variants:
                meanings.setdefault(each.name, {})[each.meaning] = None
                for qualifier in each.qualifiers:
                    meanings.setdefault(qualifier.name, {})[qualifier.meaning] = None
    for name, each_meaning in meanings.items():
        yield _term(at, name, "rdf:Property", " ".join(each_meaning)) | _counterparts(name)


def _counterparts(name: str) -> Node:
    """Return the terms elsewhere that equal a property: those of all kinds, or each of some kinds alone."""
    terms = {kind.name: term_of(kind.name, name) for kind in KINDS.values() if name in properties_in(kind.name)}
    borrowed = sorted({term for term in terms.values() if ":" in term})
    if not borrowed:
        return {}
    is_one = len(set(terms.values())) == 1
    links = [{"@id": term} for term in borrowed]
    return {"owl:equivalentProperty" if is_one else "skos:closeMatch": links if len(links) > 1 else links[0]}


def _own_terms(at: Addresses) -> Iterator[Node]:
    for name, meaning in STRUCTURAL.items():
        yield _term(at, name, "rdf:Property", meaning)
    for name, meaning in INDIVIDUALS.items():
        yield _term(at, name, "owl:NamedIndividual", meaning)


def _term(at: Addresses, name: str, its_type: str, meaning: str) -> Node:
    return {"@id": at.term(name), "@type": its_type, "rdfs:label": name, "rdfs:comment": meaning}
