"""Entities as linked data: the values shown as plain statements, and all facts as claims."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.api.linked_data.addresses import Addresses
from chalicelib.api.linked_data.claims import beside, claim_node, erasure_node
from chalicelib.api.linked_data.properties import PropertyOfKind, properties_in
from chalicelib.api.linked_data.values import Node, absence_of, instant_node, is_quantity, link, value_node
from chalicelib.kinds.vocabularies.linked_terms import type_of

ABSENCES = {"unknown": "has_unknown", "none": "has_none", "erased": "has_erased"}
# Members of the view that are not in linked data: `@id` and the type say the first, claims have what is behind origins.
LEFT_OUT = frozenset({"ref", "kind", "slug", "origins"})

RENAMED = {"facts": "claims"}


def entity_node(view: Mapping[str, Any], at: Addresses, *, clocks: Mapping[str, str] | None = None) -> Node:
    """Return the flat view of an entity, which shows it as of a moment, as a node."""
    kind = view["kind"]
    node: Node = {"@id": at.entity(view["ref"]), "@type": [type_of(kind, view), class_of(kind)]}
    absent: dict[str, list[str]] = {}
    for name, declared in properties_in(kind).items():
        if name not in view:
            continue
        if which := _absence_shown(view[name]):
            absent.setdefault(ABSENCES[which], []).append(name)
            continue
        shown = view[name] if isinstance(view[name], list) else [view[name]]
        nodes = [_shown_node(each, declared, at) for each in shown]
        node[name] = nodes if declared.is_list else nodes[0]
    page = {"schema:mainEntityOfPage": _page_node(view, at, clocks or {})}
    return {**node, **absent, **dict(_remarks(view, at)), **page, **_claims(view, at)}


def class_of(kind: str) -> str:
    """Return the name of our own class of a kind, such as `Company`."""
    return kind.capitalize()


def _absence_shown(shown: Any) -> str | None:
    """Return which way of having no value the view shows for a property; lists show it as their only entry."""
    only = shown[0] if isinstance(shown, list) and len(shown) == 1 else shown
    is_plain = isinstance(only, Mapping) and only.keys() == {"value"}
    return absence_of(only["value"] if is_plain else only)


def _shown_node(entry: Any, declared: PropertyOfKind, at: Addresses) -> Any:
    """Return an entry of the view.

    A quantity has the qualifiers among its members. Any other value that has some is in a separate node: for a term
    of schema.org a role, which has the term again, as schema.org wants it; else one with `rdf:value`.
    """
    if not (isinstance(entry, Mapping) and "value" in entry):
        return _value_of(entry, declared, at)
    said = _said_beside(entry, declared, at)
    value = _value_of(entry["value"], declared, at)
    if not said:
        return value
    if declared.name == "identifiers" and isinstance(value, str):
        scheme = {"schema:propertyID": said.pop("scheme")} if "scheme" in said else {}
        return {"@type": "schema:PropertyValue", **scheme, "schema:value": value, **said}
    if is_quantity(entry["value"]):
        return {**value, **said}
    if declared.term.startswith("schema:"):
        return {"@type": "schema:Role", declared.term: value, **said}
    return {"rdf:value": value, **said}


def _value_of(raw: Any, declared: PropertyOfKind, at: Addresses) -> Any:
    return value_node(raw, declared.type, at)


def _said_beside(entry: Mapping[str, Any], declared: PropertyOfKind, at: Addresses) -> Node:
    said = {**declared.qualifiers(entry, at), **beside(entry, at)}
    if entry.get("disputed"):
        said["is_disputed"] = True
    if "hedged" in entry:
        said["hedge"] = entry["hedged"]
    if "relative_to" in entry:
        said["relative_to"] = value_node(entry["relative_to"], declared.type, at)
    return said


def _remarks(view: Mapping[str, Any], at: Addresses) -> Iterator[tuple[str, Any]]:
    """Yield what the view says about its values. Nodes inside it name properties by their terms."""
    kind = view["kind"]
    if view["disputed"]:
        yield "disputed", [*view["disputed"]]
    nodes = {
        "hedged": [{"hedge": word} for word in view["hedged"].values()],
        "terms": [beside(said, at) for said in view.get("terms", {}).values()],
        "beyond": [
            {"further_values": each["values"], "rdfs:seeAlso": link(at.path(each["at"]))}
            for each in view.get("beyond", {}).values()
        ],
    }
    for member, found in nodes.items():
        names = view.get(member, {})
        if found:
            yield (
                member,
                [{"property": PropertyOfKind.of(kind, n).term, **node} for n, node in zip(names, found, strict=True)],
            )
    also = [
        _also_node(entry, PropertyOfKind.of(kind, name), at)
        for name, entries in view.get("also", {}).items()
        for entry in entries
    ]
    if also:
        yield "also", also
    if view.get("omitted"):
        yield "omitted", [RENAMED.get(name, name) for name in view["omitted"]]
    if "erased" in view:
        erasure = erasure_node(view["erased"])
        yield "prov:invalidatedAtTime", erasure["prov:endedAtTime"]
        yield "prov:wasInvalidatedBy", erasure


def _also_node(entry: Any, declared: PropertyOfKind, at: Addresses) -> Node:
    is_wrapped = isinstance(entry, Mapping) and "value" in entry
    value = _value_of(entry["value"] if is_wrapped else entry, declared, at)
    said = _said_beside(entry, declared, at) if is_wrapped else {}
    return {"property": declared.term, "rdf:value": value, **said}


def _page_node(view: Mapping[str, Any], at: Addresses, clocks: Mapping[str, str]) -> Node:
    """Return the page that shows the same: with its times, its revision and the sources of the values shown."""
    node: Node = {
        "@id": at.page(view["ref"], **clocks),
        "@type": "schema:WebPage",
        "schema:dateCreated": instant_node(view["created_at"]),
        "schema:dateModified": instant_node(view["updated_at"]),
        "schema:version": view["revision"],
    }
    sources = [link(at.entity(each)) for each in view["sources"]]
    return node | ({"prov:wasDerivedFrom": sources if len(sources) > 1 else sources[0]} if sources else {})


def _claims(view: Mapping[str, Any], at: Addresses) -> Node:
    facts = view.get("facts")
    if facts is None:
        return {}
    return {"claims": [claim_node(fact, at) for each in facts.values() for fact in each]}
