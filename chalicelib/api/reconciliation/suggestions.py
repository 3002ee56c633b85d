"""Suggestions: entities, kinds and properties that begin as a user types."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.api.http.asking import ask
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.pages.browse.names import name_of
from chalicelib.api.pages.words.value_words import label_of
from chalicelib.api.reconciliation.bounds import MAX_SUGGESTED
from chalicelib.api.reconciliation.candidates import hint_words, type_json
from chalicelib.api.reconciliation.declared_properties import (
    DeclaredProperty,
    evidence_members,
    is_register,
    properties_of_kind,
)
from chalicelib.api.reconciliation.entities import entities_of, known_ref
from chalicelib.api.search.autocomplete import autocomplete
from chalicelib.domain.errors import BadParameter
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS

if TYPE_CHECKING:
    from chalicelib.api.reconciliation.answer_types import PropertyProposalsJson, SuggestedJson

MAX_READ = 100  # names that autocomplete answers with
COMPANY = DeclaredProperty("company", "A company related to it in any role.", {})


def entities(call: Call, kinds: Sequence[str]) -> list["SuggestedJson"]:
    """Return the entities whose name begins as typed, without those that the cursor skips."""
    typed, skipped = call.query["prefix"], call.query["cursor"]
    views = entities_of(call, [typed.strip()]) if known_ref(typed.strip()) else {}
    named = [_entity_json(view["ref"], name_of(view), {}) for view in views.values()]
    kind = kinds[0] if len(kinds) == 1 else None
    try:
        found = ask(autocomplete, call, "Names", q=typed, kind=kind, limit=min(skipped + MAX_SUGGESTED, MAX_READ)).body[
            "items"
        ]
    except BadParameter:  # a text without a letter or a digit, with which no name begins
        found = []
    of_kinds = [each for each in found if not kinds or each["kind"] in kinds]
    others = [_entity_json(each["ref"], each["label"], each["hint"]) for each in of_kinds if each["ref"] not in views]
    suggested = [*named, *others]
    return suggested[skipped : skipped + MAX_SUGGESTED]


def types(call: Call) -> list["SuggestedJson"]:
    """Return the kinds whose name begins as typed."""
    found: Iterator[SuggestedJson] = (
        {"id": kind.name, "name": label_of(kind.name), "description": kind.meaning} for kind in KINDS.values()
    )
    return _page(call, [each for each in found if _begins(call.query["prefix"], each["id"])])


def properties(call: Call, kinds: Sequence[str]) -> list["SuggestedJson"]:
    """Return the properties of these kinds, or of all, whose name begins as typed, those that narrow queries first."""
    declared = [each for name in kinds or (None,) for each in properties_of_kind(KINDS[name] if name else None)]
    found = {each.id: each for each in (COMPANY, *declared) if _begins(call.query["prefix"], each.id)}
    ranked = sorted(found.values(), key=lambda each: _use_of(each.id) == "")
    return _page(call, [_property_json(each) for each in ranked])


def proposals(kind: str | None, limit: int) -> "PropertyProposalsJson":
    """Return the first properties of a kind, or of all."""
    found = [*properties_of_kind(KINDS[kind] if kind else None)][:limit]
    proposed: PropertyProposalsJson = {
        "properties": [{"id": each.id, "name": each.name} for each in found],
        "limit": limit,
    }
    return proposed if kind is None else {**proposed, "type": kind}


def _entity_json(ref: str, name: str, hint: Mapping[str, Any]) -> "SuggestedJson":
    shown: SuggestedJson = {"id": ref, "name": name, "notable": [type_json(Ref.of(ref).kind)]}
    description = hint_words(hint)
    return {**shown, "description": description} if description else shown


def _property_json(declared: DeclaredProperty) -> "SuggestedJson":
    use = _use_of(declared.id)
    description = f"{declared.meaning} {use}" if use else declared.meaning
    return {"id": declared.id, "name": declared.name, "description": description}


def _use_of(pid: str) -> str:
    """Return how a property narrows a query; empty if it does not."""
    if is_register(pid):
        return "Decides a query."
    return "Narrows a query." if pid in evidence_members() else ""


def _begins(typed: str, name: str) -> bool:
    """Return whether a name, or a word of it, begins with a text; also as people write it."""
    plain, text = name.replace("_", " ").casefold(), typed.strip().replace("_", " ").casefold()
    return plain.startswith(text) or any(word.startswith(text) for word in plain.split())


def _page(call: Call, found: Iterable["SuggestedJson"]) -> list["SuggestedJson"]:
    skipped = call.query["cursor"]
    return [*found][skipped : skipped + MAX_SUGGESTED]
