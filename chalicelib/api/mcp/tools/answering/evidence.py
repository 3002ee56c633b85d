"""The values of a property with their evidence: which facts give each, and which facts of an open conflict do not."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.api.mcp.tools.answering.questions import given
from chalicelib.api.mcp.tools.answering.sources import Citations
from chalicelib.api.mcp.tools.answering.wording import Cutter, value_text, with_aspects
from chalicelib.api.pages.browse.evidence import PREFERENCES
from chalicelib.domain.facts.evidence import Certainty
from chalicelib.kinds.declaration import Kind, Property

Fact = Mapping[str, Any]

_OF_SLOTS = ("scope", "period", "condition", "valid")


def property_json(kind: Kind, view: Mapping[str, Any], name: str, cutter: Cutter) -> dict[str, Any]:
    """Return a property of a view that has facts and explanations."""
    facts = {fact["id"]: fact for fact in view["facts"][name]}
    read = [each for each in view["explain"].get(name, ()) if each["chosen"] in facts]
    declared = next(each for each in kind.all_properties(type_name=view.get("type")) if each.name == name)
    read.sort(key=lambda each: not _is_shown(each, declared))
    shown = cutter.some(read)
    gone = sum(1 for fact in facts.values() if fact["retracted_at"] or fact.get("replaced_by"))
    return {
        "property": name,
        **given(disputed=name in view["disputed"], hedged=view["hedged"].get(name)),
        "values": [_value_json(each, facts, cutter, beside=not _is_shown(each, declared)) for each in shown],
        **given(more=len(read) - len(shown) or None, retracted=gone or None),
    }


def _is_shown(read: Mapping[str, Any], declared: Property) -> bool:
    """Return whether the flat view shows the value of a slot: all slots of lists, one of the others."""
    return declared.is_list or "shown" in read


def _value_json(read: Mapping[str, Any], facts: Mapping[str, Fact], cutter: Cutter, *, beside: bool) -> dict[str, Any]:
    chosen = facts[read["chosen"]]
    others = [(facts[each["fact"]], each["reason"]) for each in read["rejected"] if each["fact"] in facts]
    agreeing = [fact for fact, _ in others if _same(fact, chosen) and _is_standing(fact)]
    contrary = [
        fact
        for fact, reason in others
        if read["conflict"] == "open" and reason.partition(":")[0] in PREFERENCES and not _same(fact, chosen)
    ]
    return {
        "value": cutter.value(chosen["value"]),
        **_aspects(chosen, cutter),
        **given(beside=beside),
        **_said_by([chosen, *agreeing], cutter),
        **given(disputed_by=[_contrary_json(each, cutter) for each in cutter.some(_by_value(contrary))]),
    }


def _aspects(fact: Fact, cutter: Cutter) -> dict[str, Any]:
    return given(**{name: cutter.value(fact[name]) for name in ("qualifiers", *_OF_SLOTS)})


def _contrary_json(facts: Sequence[Fact], cutter: Cutter) -> dict[str, Any]:
    return {"value": cutter.value(facts[0]["value"]), **_said_by(facts, cutter)}


def _said_by(facts: Sequence[Fact], cutter: Cutter) -> dict[str, Any]:
    shown = cutter.some(facts)
    return {"said_by": [_said_json(fact, cutter) for fact in shown], **given(more=len(facts) - len(shown) or None)}


def _said_json(fact: Fact, cutter: Cutter) -> dict[str, Any]:
    evidence = fact["evidence"]
    ids = cutter.facts([fact["id"]])
    said = {**given(fact=ids[0] if ids else None), "source": evidence["source"], "basis": evidence["basis"]}
    certainty = evidence["certainty"]
    return said if certainty == Certainty.ASSERTED else {**said, "certainty": certainty}


def _by_value(facts: Sequence[Fact]) -> list[list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(_value_key(fact), []).append(fact)
    return [*found.values()]


def _same(one: Fact, other: Fact) -> bool:
    return _value_key(one) == _value_key(other)


def _value_key(fact: Fact) -> str:
    return json.dumps([fact["value"], fact["evidence"]["certainty"] == Certainty.DENIED], sort_keys=True)


def _is_standing(fact: Fact) -> bool:
    return not fact["retracted_at"] and not fact.get("replaced_by")


def property_lines(shown: Mapping[str, Any], cited: Citations) -> Iterator[str]:
    """Yield the lines of a property: one, or one for each of several values."""
    marks = [str(shown["hedged"])] if "hedged" in shown else []
    marks += ["DISPUTED"] if shown.get("disputed") else []
    head = f"{shown['property']} ({', '.join(marks)}):" if marks else f"{shown['property']}:"
    values = [_value_line(each, cited) for each in shown["values"]]
    values += [f"and {shown['more']} more values"] if "more" in shown else []
    values += [f"{shown['retracted']} facts were retracted or replaced"] if "retracted" in shown else []
    if len(values) == 1:
        yield f"{head} {values[0]}"
        return
    yield f"{head}{'' if values else ' no value is shown'}"
    yield from (f"- {each}" for each in values)


def _value_line(shown: Mapping[str, Any], cited: Citations) -> str:
    members = {**shown.get("qualifiers", {}), **{name: shown[name] for name in _OF_SLOTS if name in shown}}
    words = with_aspects(value_text(shown["value"]), members)
    beside = "beside it: " if shown.get("beside") else ""
    line = f"{beside}{words} {_said_text(shown, cited)}"
    for contrary in shown.get("disputed_by", ()):
        line += f"; DISPUTED by {_said_text(contrary, cited)}: {_contrary_text(contrary)}"
    return line


def _contrary_text(contrary: Mapping[str, Any]) -> str:
    is_denied = all(each.get("certainty") == Certainty.DENIED for each in contrary["said_by"])
    return f"{'not ' if is_denied else ''}{value_text(contrary['value'])}"


def _said_text(shown: Mapping[str, Any], cited: Citations) -> str:
    more = f" and {shown['more']} more" if "more" in shown else ""
    return cited.cite(dict.fromkeys(each["source"] for each in shown["said_by"])) + more
