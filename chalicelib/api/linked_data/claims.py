"""Facts as claims: schema.org says who claims what where, PROV-O how it came and went, Web Annotation the quote."""

from collections.abc import Mapping
from typing import Any

from chalicelib.api.linked_data.addresses import Addresses
from chalicelib.api.linked_data.properties import PropertyOfKind
from chalicelib.api.linked_data.values import (
    Node,
    absence_of,
    date_node,
    instant_node,
    link,
    period_node,
    reference,
    value_node,
)
from chalicelib.domain.facts.evidence import Basis

CLAIM_TYPES = ["schema:Claim", "prov:Entity", "rdf:Statement"]
FIRST_HAND = (Basis.RECORD_OF_TRUTH, Basis.INDEPENDENT_MEASUREMENT, Basis.SELF_REPORTED)
_AS_SAID = ("via", "as_stated", "method", "confidence")  # members of evidence


def claim_node(fact: Mapping[str, Any], at: Addresses) -> Node:
    """Return a fact, as the API shows it, as a claim."""
    declared = PropertyOfKind.of(fact["entity"].partition("/")[0], fact["property"])
    evidence = fact["evidence"]
    node: Node = {
        "@id": at.fact(fact["id"]),
        "@type": CLAIM_TYPES,
        "rdf:subject": link(at.entity(fact["entity"])),
        "rdf:predicate": declared.term,
        "rdf:object": value_node(fact["value"], declared.type, at),
        **declared.qualifiers(fact["qualifiers"], at),
        **beside(fact, at),
        "schema:appearance": _source_node(fact, at),
        "prov:wasDerivedFrom": link(at.entity(evidence["source"])),
        "prov:generatedAtTime": instant_node(fact["recorded_at"]),
        "recorded_by": fact["recorded_by"],
        "basis": evidence["basis"],
        "certainty": evidence["certainty"],
        "rank": fact["rank"],
        **{name: evidence[name] for name in _AS_SAID if evidence.get(name)},
        **_speaker_terms(fact, at),
        **_history_terms(fact, at),
    }
    if isinstance(fact["published"], str):
        node["schema:datePublished"] = date_node(fact["published"])
    if evidence["quote"]:
        node["quote"] = _quote_node(evidence["quote"], evidence["source"], at)
    if "quote_found" in fact:
        node["quote_found"] = fact["quote_found"]
    return node


def beside(said: Mapping[str, Any], at: Addresses) -> Node:
    """Return the scope, period, condition and validity of a value, where it has them."""
    node: Node = {}
    if said.get("scope") is not None:
        node["scope"] = reference(said["scope"], at)
    if said.get("period") is not None:
        node["period"] = period_node(said["period"])
    if said.get("condition") is not None:
        node["condition"] = said["condition"]
    if said.get("valid") is not None:
        node["valid"] = date_node(said["valid"])
    return node


def erasure_node(erased: Mapping[str, Any]) -> Node:
    """Return the erasure of a fact or of an entity, which ended it."""
    return _ending("Erasure", erased)


def _source_node(fact: Mapping[str, Any], at: Addresses) -> Node:
    """Return the document in which the claim appears, with what the fact has of it."""
    node: Node = {"@id": at.entity(fact["evidence"]["source"]), "@type": "schema:CreativeWork"}
    if isinstance(fact["published"], str):
        node["schema:datePublished"] = date_node(fact["published"])
    if _is_known(fact["publisher"]):
        node["schema:publisher"] = reference(fact["publisher"], at)
    return node


def _speaker_terms(fact: Mapping[str, Any], at: Addresses) -> Node:
    """Return who claims it: the speaker, or for a document that speaks itself its publisher, if that is known."""
    evidence = fact["evidence"]
    speaker = evidence["speaker"]
    if speaker is not None:
        said_by = reference(speaker, at)
        is_on_record = "@id" in said_by
        # One node has both terms: words name a person once.
        attributed = {"prov:wasAttributedTo": link(said_by["@id"])} if is_on_record else {}
        return {"schema:author": said_by, "speaker": said_by if is_on_record else speaker["text"], **attributed}
    node: Node = {}
    if evidence["basis"] in FIRST_HAND:
        node["prov:hadPrimarySource"] = link(at.entity(evidence["source"]))
    if _is_known(fact["publisher"]):
        publisher = reference(fact["publisher"], at)
        node["schema:author"] = publisher
        if isinstance(fact["publisher"], str):
            node["prov:wasAttributedTo"] = publisher
    return node


def _is_known(publisher: Any) -> bool:
    return publisher is not None and absence_of(publisher) is None


def _history_terms(fact: Mapping[str, Any], at: Addresses) -> Node:
    """Return what the claim replaces and is replaced by, and how it ended."""
    many: dict[str, Any] = {
        "prov:wasRevisionOf": [link(at.fact(each)) for each in fact["evidence"].get("replaces", ())],
        "dct:isReplacedBy": [link(at.fact(each)) for each in fact.get("replaced_by", ())],
        "merged_from": [link(at.entity(each)) for each in fact.get("merged_from", ())],
    }
    node: Node = {term: each if len(each) > 1 else each[0] for term, each in many.items() if each}
    if fact["rank_reason"]:
        node["rank_reason"] = fact["rank_reason"]
    endings = []
    if fact["retraction"]:
        endings.append(_retraction_node(fact["retraction"], at))
    if "erased" in fact:
        endings.append(erasure_node(fact["erased"]))
    if endings:
        node["prov:invalidatedAtTime"] = endings[0]["prov:endedAtTime"]
        node["prov:wasInvalidatedBy"] = endings if len(endings) > 1 else endings[0]
    return node


def _retraction_node(retraction: Mapping[str, Any], at: Addresses) -> Node:
    source = {"prov:used": link(at.entity(retraction["source"]))} if retraction["source"] else {}
    return {**_ending("Retraction", retraction), **source}


def _ending(own_type: str, decision: Mapping[str, Any]) -> Node:
    node: Node = {
        "@type": ["prov:Activity", own_type],
        "prov:endedAtTime": instant_node(decision["at"]),
        "recorded_by": decision["by"],
    }
    return node | ({"schema:description": decision["reason"]} if decision["reason"] else {})


def _quote_node(quote: str, source: str, at: Addresses) -> Node:
    """Return the annotation whose body is the claim, and whose target is the quote in the document."""
    return {
        "@type": "oa:Annotation",
        "oa:motivatedBy": link("oa:linking"),
        "oa:hasTarget": {
            "@type": "oa:SpecificResource",
            "oa:hasSource": link(at.entity(source)),
            "oa:hasSelector": {"@type": "oa:TextQuoteSelector", "oa:exact": quote},
        },
    }
