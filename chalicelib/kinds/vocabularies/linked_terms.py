"""The words of other vocabularies that mean exactly what ours mean: a type for each kind, and terms for properties.

A property that is not here has no exact counterpart, and keeps its own name in linked data.
"""

from collections.abc import Mapping
from typing import Any

TYPES: Mapping[str, str] = {
    "company": "schema:Organization",
    "model": "schema:SoftwareApplication",  # a work that others license, run and sell: no type of models exists
    "offering": "schema:Offer",
    "event": "schema:Event",
    "product": "schema:Product",
    "instrument": "schema:Intangible",  # FinancialProduct is a service of a bank; an index or a share is none
    "benchmark": "schema:CreativeWork",  # Dataset would be wrong for leaderboards
    "person": "schema:Person",
    "source": "schema:CreativeWork",  # what kind of document it is nobody has said
}

ORGANISATION_TYPES: Mapping[str, str] = {
    "company": "schema:Corporation",
    "court": "schema:GovernmentOrganization",
    "government": "schema:GovernmentOrganization",
    "lab": "schema:ResearchOrganization",
    "parliament": "schema:GovernmentOrganization",
    "regulator": "schema:GovernmentOrganization",
    "university": "schema:CollegeOrUniversity",
}

OF_EVERY_KIND: Mapping[str, str] = {
    "name": "schema:name",
    "title": "schema:name",
    "aliases": "schema:alternateName",
    "description": "schema:description",
    "identifiers": "schema:identifier",
}

OF_ONE_KIND: Mapping[str, Mapping[str, str]] = {
    "company": {
        "founded": "schema:foundingDate",
        "founders": "schema:founder",
        "parent": "schema:parentOrganization",
        "website": "schema:url",
    },
    "model": {
        "based_on": "schema:isBasedOn",
        "developer": "schema:creator",
        "released": "schema:datePublished",
    },
    "offering": {
        "ends": "schema:availabilityEnds",
        "model": "schema:itemOffered",
        "prices": "schema:priceSpecification",
        "provider": "schema:seller",
        "regions": "schema:eligibleRegion",
        "released": "schema:availabilityStarts",
    },
    "event": {
        "date": "schema:startDate",
        "part_of": "schema:superEvent",
        "place": "schema:location",
    },
    "product": {"released": "schema:releaseDate"},
    "benchmark": {"publisher": "schema:publisher", "released": "schema:datePublished"},
    "person": {"affiliation": "schema:affiliation"},
    "source": {
        "authors": "schema:author",
        "derived_from": "prov:wasDerivedFrom",
        "language": "schema:inLanguage",
        "published": "schema:datePublished",
        "publisher": "schema:publisher",
        "supersedes": "dct:replaces",
        "url": "schema:url",
    },
}


def term_of(kind: str, property_name: str) -> str:
    """Return the term of a property of a kind: with a prefix where another vocabulary has it, else its own name."""
    return OF_ONE_KIND.get(kind, {}).get(property_name) or OF_EVERY_KIND.get(property_name, property_name)


def type_of(kind: str, view: Mapping[str, Any]) -> str:
    """Return the type of an entity in schema.org; of an organisation a narrower one where its view says which."""
    found = view.get("organisation_type") if kind == "company" else None
    return ORGANISATION_TYPES.get(found, TYPES[kind]) if isinstance(found, str) else TYPES[kind]
