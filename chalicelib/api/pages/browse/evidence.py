"""The values of an entity with their evidence, as a page shows them: property by property, slot by slot."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from chalicelib.api.pages.browse.cells import aspects_of
from chalicelib.api.pages.browse.names import Names
from chalicelib.api.pages.words.value_words import Words, date_words, label_of, words_of
from chalicelib.kinds.declaration import Kind, Property

MAX_SLOTS = 30  # of a property, on the page
MAX_FACTS = 6  # of a slot, on the page
MAX_ALL_FACTS = 120  # of the page
# The first words of the reasons for which a side of a conflict is not shown, and of those for which facts gave way.
PREFERENCES = frozenset({"rank", "certainty", "basis", "independent origins", "publication", "tie"})
GAVE_WAY = frozenset({"replaced", "followed", "undated", "overtaken"})


@dataclass(frozen=True)
class Said:
    """A fact as the page shows it: who says what, in which words, since when, and why it is shown or not."""

    fact: Mapping[str, Any]
    words: Words
    reason: str
    is_shown: bool = False
    is_side: bool = False  # of an open conflict

    @property
    def evidence(self) -> Mapping[str, Any]:
        """Its evidence."""
        evidence: Mapping[str, Any] = self.fact["evidence"]
        return evidence

    @property
    def valid(self) -> str:
        """The time for which it is valid, in words; empty if it states none."""
        return date_words(self.fact["valid"]) if self.fact["valid"] else ""


@dataclass(frozen=True)
class SlotShown:
    """A slot: its value in words, what distinguishes it from others, its marks and its facts."""

    words: Words
    aspects: Sequence[str]
    said: Sequence[Said]
    left_out: int  # facts that are not on the page
    hedged: str | None
    is_disputed: bool
    is_other: bool  # not the value shown, but listed under `also`
    replaced: int


@dataclass(frozen=True)
class PropertyShown:
    """A property with its slots; `retracted` are the facts that no slot has any more."""

    name: str
    label: str
    meaning: str
    slots: Sequence[SlotShown]
    more: int = 0  # slots that are not on the page
    retracted: Sequence[Said] = field(default_factory=tuple)


def property_rows(kind: Kind, view: Mapping[str, Any], names: Names) -> list[PropertyShown]:
    """Return the properties of a view with facts and explanations, in the order of their declaration."""
    budget = iter(range(MAX_ALL_FACTS))
    return [
        _row(declared, view, names, budget)
        for declared in kind.all_properties(type_name=view.get("type"))
        if declared.name in view["facts"]
    ]


def refs_shown(view: Mapping[str, Any]) -> Iterator[str]:
    """Yield the refs that the page of a view names, the sources first: they have the licences."""
    yield from view["sources"]
    for facts in view["facts"].values():
        for fact in facts:
            texts = (fact["evidence"]["source"], fact["evidence"]["speaker"], fact["publisher"], fact["value"])
            for each in (*texts, fact["scope"], *fact["qualifiers"].values()):
                if isinstance(each, str) and "/" in each:
                    yield each


def _row(declared: Property, view: Mapping[str, Any], names: Names, budget: Iterator[int]) -> PropertyShown:
    facts = {fact["id"]: fact for fact in view["facts"][declared.name]}
    read = [each for each in view["explain"].get(declared.name, ()) if _ids_of(each) & facts.keys()]
    read.sort(key=lambda each: (not _is_shown(each, declared), each["chosen"] is None))
    slots = [_slot(declared, each, facts, view, names, budget) for each in read[:MAX_SLOTS]]
    in_slots = {rejected["fact"] for each in read for rejected in each["rejected"]} | {e["chosen"] for e in read}
    gone = [fact for ref, fact in facts.items() if ref not in in_slots]
    retracted = [_said(declared, fact, _why_gone(fact), names) for fact in gone[:MAX_FACTS]]
    return PropertyShown(
        declared.name, label_of(declared.name), declared.meaning, slots, len(read) - len(slots), retracted
    )


def _ids_of(read: Mapping[str, Any]) -> set[str]:
    """Return the ids of the facts of a slot; those that the clocks leave out are not among the facts of the view."""
    return {read["chosen"], *(rejected["fact"] for rejected in read["rejected"])} - {None}


def _is_shown(read: Mapping[str, Any], declared: Property) -> bool:
    """Return whether the flat view shows the value of a slot: all slots of lists, one of the others."""
    return read["chosen"] is not None and (declared.is_list or "shown" in read)


def _slot(
    declared: Property,
    read: Mapping[str, Any],
    facts: Mapping[str, Mapping[str, Any]],
    view: Mapping[str, Any],
    names: Names,
    budget: Iterator[int],
) -> SlotShown:
    is_open = read["conflict"] == "open"
    chosen = facts.get(read["chosen"] or "")
    reasons = [(each["fact"], each["reason"]) for each in read["rejected"] if each["fact"] in facts]
    listed = [] if chosen is None else [_said(declared, chosen, "; ".join(read["why"]), names, is_shown=True)]
    listed += [_said(declared, facts[ref], reason, names, is_side=is_open) for ref, reason in reasons]
    said = [each for each, _ in zip(listed[:MAX_FACTS], islice(budget, MAX_FACTS), strict=False)]
    first = chosen or facts[reasons[0][0]]
    hedged = view["hedged"].get(declared.name)
    return SlotShown(
        Words("no value shown") if chosen is None else _value_words(declared, chosen, names),
        _aspects(declared, first, names),
        said,
        len(listed) - len(said),
        _hedge(first, hedged) if chosen is not None else None,
        is_open,
        chosen is not None and not _is_shown(read, declared),
        sum(reason.split(":")[0] in GAVE_WAY for _, reason in reasons),
    )


def _hedge(fact: Mapping[str, Any], hedged: Any) -> str | None:
    """Return how the view hedges the value of a fact: its certainty or basis, if the property is hedged at all."""
    if hedged is None:
        return None
    certainty, basis = fact["evidence"]["certainty"], fact["evidence"]["basis"]
    own = certainty if certainty != "asserted" else basis if basis in ("opinion", "derived") else None
    own = own or ("conditional" if fact["condition"] else None)
    return own or (hedged if isinstance(hedged, str) and hedged != "various" else None)


def _said(
    declared: Property,
    fact: Mapping[str, Any],
    reason: str,
    names: Names,
    *,
    is_shown: bool = False,
    is_side: bool = False,
) -> Said:
    return Said(
        fact,
        _value_words(declared, fact, names),
        reason,
        is_shown,
        is_side and reason.split(":", maxsplit=1)[0] in PREFERENCES,
    )


def _why_gone(fact: Mapping[str, Any]) -> str:
    if fact["retraction"]:
        reason = fact["retraction"]["reason"]
        return f"retracted: {reason}" if reason else "retracted"
    return "replaced: another fact restates or corrects it" if fact.get("replaced_by") else "left out"


def _value_words(declared: Property, fact: Mapping[str, Any], names: Names) -> Words:
    if fact.get("erased"):
        return Words("erased")
    words = words_of(declared.type, fact["value"], names.by_ref)
    return words._replace(text=f"not {words.text}") if fact["evidence"]["certainty"] == "denied" else words


def _aspects(declared: Property, fact: Mapping[str, Any], names: Names) -> list[str]:
    """Return in words the qualifiers, scope, period and condition of a fact."""
    members = {name: fact[name] for name in ("scope", "period", "condition")}
    return aspects_of(declared, {**fact["qualifiers"], **members}, names.by_ref)
