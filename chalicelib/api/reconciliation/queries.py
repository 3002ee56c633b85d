"""Answers a batch of queries: an identifier or a ref decides one, else its name, by one resolve of the batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from chalicelib.api.http.asking import ask
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.pages.browse.names import Names, name_of
from chalicelib.api.reconciliation.bounds import MAX_LOOKUPS
from chalicelib.api.reconciliation.candidates import named_json, resolved_json, unlisted_json
from chalicelib.api.reconciliation.declared_properties import evidence_members, is_register
from chalicelib.api.reconciliation.entities import entities_of, known_ref
from chalicelib.api.reconciliation.query_shapes import AT, Query
from chalicelib.api.search.lookup import lookup
from chalicelib.api.search.resolve import resolve
from chalicelib.domain.errors import BadParameter, Fault, Invalid
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS

if TYPE_CHECKING:
    from chalicelib.api.reconciliation.answer_types import ReconciledCandidateJson, ReconciliationResultJson

Identifier = tuple[str, str]  # its register, and the identifier as sent


@dataclass
class NamedEntities:
    """The entities that the queries of a batch name outright: by identifier, and by ref."""

    by_identifier: Mapping[Identifier, Sequence[Mapping[str, Any]]]
    by_ref: Mapping[str, Mapping[str, Any]]

    def of(self, query: Query) -> list["ReconciledCandidateJson"]:
        """Return the candidates that a query names; the only one of them is the match."""
        held = [item for each in identifiers_of(query) for item in self.by_identifier[each]]
        found = {item["ref"]: item for item in held if _may_be(query, item["ref"])}
        if not found and (item := self.by_ref.get(query.text.strip())) and _may_be(query, item["ref"]):
            return [named_json(item, "ref", is_match=True)]
        return [named_json(item, "identifier", is_match=len(found) == 1) for item in found.values()]


@dataclass
class ResolvedNames:
    """The answers of resolve by the key of the query, and the names of matches that are not among the candidates."""

    by_key: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, str] = field(default_factory=dict)

    def of(self, query: Query) -> list["ReconciledCandidateJson"]:
        """Return the candidates of a query: the match, if there is one, then the others, as resolve scores them."""
        answer = self.by_key.get(query.key)
        if answer is None:
            return []
        ref, candidates = answer["ref"], answer["candidates"]
        shown = [resolved_json(each, is_match=each["ref"] == ref) for each in candidates if query.is_of(each["kind"])]
        if ref in self.names and query.is_of(Ref.of(ref).kind):
            best = max((each["score"] for each in candidates), default=0.0)
            return [unlisted_json(ref, self.names[ref], best), *shown]
        return sorted(shown, key=lambda each: not each["match"])


def reconcile(call: Call, queries: Sequence[Query]) -> dict[str, "ReconciliationResultJson"]:
    """Return the candidates of each query by its key. Raises Invalid."""
    named = _named_entities(call, queries)
    decided = {query.key: named.of(query) for query in queries}
    resolved = _resolved_names(call, [each for each in queries if not decided[each.key] and each.text.strip()])
    candidates = {query.key: decided[query.key] or resolved.of(query) for query in queries}
    return {query.key: {"result": candidates[query.key][: query.limit]} for query in queries}


def identifiers_of(query: Query) -> list[Identifier]:
    """List the identifiers among the properties of a query."""
    return [(pid, text) for pid, texts in query.properties if is_register(pid) for text in texts]


def context_of(query: Query) -> dict[str, str]:
    """Return the properties of a query as the context of its name; of several values, the first counts."""
    members = evidence_members()
    found = [(members[pid], text) for pid, texts in query.properties if pid in members for text in texts]
    return dict(reversed(found))


def _may_be(query: Query, ref: str) -> bool:
    """Return whether an entity that is named outright has a kind that was asked for."""
    return not query.kinds or Ref.of(ref).kind in query.kinds


def _named_entities(call: Call, queries: Sequence[Query]) -> NamedEntities:
    identifiers = dict.fromkeys(each for query in queries for each in identifiers_of(query))
    if len(identifiers) > MAX_LOOKUPS:
        detail = f"The batch has {len(identifiers)} identifiers; the limit is {MAX_LOOKUPS}. Send several batches."
        raise Invalid(detail, faults=(Fault(AT, "too_many", detail),))
    refs = [text for query in queries if known_ref(text := query.text.strip())]
    views = entities_of(call, refs)
    return NamedEntities(
        {each: _holders(call, each) for each in identifiers}, {ref: _shown(view) for ref, view in views.items()}
    )


def _holders(call: Call, identifier: Identifier) -> list[Mapping[str, Any]]:
    """Return the entities that have an identifier now; what is no identifier, such as a typing error, has none."""
    scheme, value = identifier
    try:
        found = ask(lookup, call, "Entities with an identifier", scheme=scheme, value=value)
    except BadParameter:
        return []
    return [each for each in found.body["items"] if not each["former"] and not each["later"]]


def _shown(view: Mapping[str, Any]) -> Mapping[str, Any]:
    kind = KINDS[view["kind"]]
    hint = {name: view[name] for name in kind.distinguished_by if name in view}
    return {"ref": view["ref"], "label": name_of(view), "hint": hint}


def _resolved_names(call: Call, queries: Sequence[Query]) -> ResolvedNames:
    """Resolve the names of these queries together."""
    if not queries:
        return ResolvedNames({})
    names = [{"name": each.text, "kind": each.kind, "context": context_of(each)} for each in queries]
    answer = ask(resolve, replace(call, body={"names": names}), "Names")
    by_key = {query.key: item for query, item in zip(queries, answer.body["items"], strict=True)}
    unlisted = [
        item["ref"]
        for item in by_key.values()
        if item["ref"] is not None and all(each["ref"] != item["ref"] for each in item["candidates"])
    ]
    return ResolvedNames(by_key, Names.read(call.world, unlisted).by_ref if unlisted else {})
