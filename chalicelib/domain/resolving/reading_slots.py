"""Reading slots: groups the facts of a property that answer the same question, however they are spelled.

The token in the id of a fact names the slot in which it was sent and never changes. These groups are folded.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.facts.fact_tokens import slot_token
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.values import Code, Erased, Missing, Named, Quantity, Ref, Span, Text, Value, identity
from chalicelib.domain.values import unit_group as group_of
from chalicelib.domain.values.times.periods import fold_period
from chalicelib.domain.values.words.folding import fold_region, fold_text, name_words

REGION = "region"  # the qualifier in which the name of a country counts as its code
LABEL_CHARS = 96  # of the name of a slot

_PART = re.compile(r"""(\w+)=('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")(?:, | in |$)""")

_Refs = Mapping[tuple[str, str], set[str]]


class SlotShape(NamedTuple):
    """The parts that separate the slots of a property: comparable qualifiers, each value of many, units of amounts.

    A qualifier with its default is as one that was not sent: facts from before it was declared are in the same slot.
    Of a qualifier in `starts_at_zero`, an amount of 0 is as one that was not sent.
    With `windows`, amounts per minute and per day are in different slots, although they convert into each other.
    `spelling_key` names a value of many where its property knows better than folding which spellings are one.
    """

    comparable: tuple[str, ...] = ()
    many: bool = False
    amounts: bool = False
    defaults: tuple[tuple[str, Value], ...] = ()
    windows: bool = False
    starts_at_zero: tuple[str, ...] = ()
    spelling_key: Callable[[Value, Mapping[str, Value]], str] | None = None


PLAIN = SlotShape()


def reading_slots(facts: Sequence[Fact], shape: SlotShape = PLAIN) -> dict[str, list[Fact]]:
    """Group the facts of a property by slot, under a name that is never empty; slots and facts keep their order.

    `unknown`, `none` and what was erased are in the slots of all units that their value could have.
    """
    refs = _refs_by_words(facts, shape)
    slots: dict[str, list[Fact]] = {}
    by_rest: dict[str, list[str]] = {}
    missing: list[tuple[str, Fact]] = []
    for fact in facts:
        rest = ", ".join(_parts(fact.content, shape, refs))
        if shape.amounts and isinstance(fact.value, Missing | Erased):
            missing.append((rest, fact))
            continue
        name = f"{rest} in {_unit_group(fact.value)}{_window(fact.value, shape)}" if shape.amounts else rest or "all"
        if name not in slots:
            by_rest.setdefault(rest, []).append(name)
        slots.setdefault(name, []).append(fact)
    for rest, fact in missing:
        for name in by_rest.get(rest) or [f"{rest} in no unit"]:
            slots.setdefault(name, []).append(fact)
    return slots


def slot_label(name: str) -> str:
    """Return the beginning of the name of a slot."""
    return name[:LABEL_CHARS]


def slot_place(label: str, token: str) -> str:
    """Return the place of a slot among those of its property, from its label and token."""
    return f"{label} {token}"


def place_of(name: str) -> str:
    """Return the place of a slot with this name."""
    return slot_place(slot_label(name), slot_token(name))


def parts_in(label: str) -> dict[str, str]:
    """Return the parts that separate a slot from others, as `part_text` writes them, as far as its label has them."""
    found, at = dict[str, str](), 0
    while part := _PART.match(label, at):
        found[part[1]], at = part[2], part.end()
    return found


def part_text(place: str, value: Value) -> str:
    """Return a value as a part of the names of slots; a text that means a ref can have the one of the ref."""
    return repr(_folded(place, value, {}))


def names_in(contents: Iterable[Content], shape: SlotShape) -> tuple[frozenset[str], frozenset[str]]:
    """Return the digests of names that are texts, and of those that are refs: of one name one can mean the other."""
    texts, refs = set[str](), set[str]()
    for content in contents:
        for place, value in _named(content, shape):
            (texts if isinstance(value, Named) else refs).add(_digest(place, name_words(value)))
    return frozenset(texts), frozenset(refs)


@lru_cache(maxsize=4096)  # names recur
def _digest(place: str, words: str) -> str:
    return blake2b(f"{place} {words}".encode(), digest_size=5).hexdigest()


def unit_group(facts: Sequence[Fact]) -> str | None:
    """Name the group of units of a slot: all that convert exactly into each other. None if it has no amounts."""
    return next((group for fact in facts if (group := _unit_group(fact.value))), None)


def _unit_group(value: Value) -> str:
    return group_of(value) if isinstance(value, Quantity | Span) else ""


def _window(value: Value, shape: SlotShape) -> str:
    """Name the time in which an amount is counted, where that is part of the slot."""
    thing, per, time = value.unit.partition("/") if isinstance(value, Quantity | Span) else ("", "", "")
    return f" each {time}" if shape.windows and thing and per else ""


def _parts(content: Content, shape: SlotShape, refs: _Refs) -> Iterator[str]:
    """Yield the parts that separate this content from others, each with its name; texts are quoted."""
    for name in shape.comparable:
        if name in content.qualifiers and not is_as_none(name, content.qualifiers[name], shape):
            yield f"{name}={_folded(name, content.qualifiers[name], refs)!r}"
    if content.scope is not None:
        yield f"scope={_folded('scope', content.scope, refs)!r}"
    if content.period is not None:
        yield f"period={fold_period(content.period)!r}"
    if shape.amounts and content.condition is not None:
        yield f"condition={fold_text(content.condition)!r}"
    if shape.many and shape.spelling_key is not None:
        yield f"value={shape.spelling_key(content.value, content.qualifiers)!r}"
    elif shape.many:
        yield f"value={_folded('value', content.value, refs)!r}"


def is_as_none(name: str, value: Value, shape: SlotShape) -> bool:
    """Return whether a qualifier with this value is as one that was not sent, and so no part of the names of slots."""
    is_zero = isinstance(value, Quantity) and value.number == 0
    return (name, value) in shape.defaults or (is_zero and name in shape.starts_at_zero)


def _folded(place: str, value: Value, refs: _Refs) -> str:
    """Fold a value; a text with the words of exactly one ref in the same place is that ref."""
    if place == REGION and isinstance(value, Text | Code | Named):
        return fold_region(str(value.code if isinstance(value, Code) else value.text))
    if isinstance(value, Named):
        meant = refs.get((place, name_words(value)), ())
        return f"ref:{next(iter(meant))}" if len(meant) == 1 else identity(value)
    return identity(value)


def _refs_by_words(facts: Sequence[Fact], shape: SlotShape) -> _Refs:
    """List the refs in each place by the words of their slug, if any text could stand for one of them."""
    if len(facts) <= 1:  # which has one value in each place
        return {}
    placed = [(place, value) for fact in facts for place, value in _named(fact.content, shape)]
    found: dict[tuple[str, str], set[str]] = {}
    if any(isinstance(value, Named) for _, value in placed):
        for place, value in placed:
            if isinstance(value, Ref):
                found.setdefault((place, name_words(value)), set()).add(str(value))
    return found


def _named(content: Content, shape: SlotShape) -> Iterator[tuple[str, Named | Ref]]:
    for name in shape.comparable:
        if isinstance(value := content.qualifiers.get(name), Named | Ref):
            yield name, value
    if isinstance(content.scope, Named | Ref):
        yield "scope", content.scope
    if shape.many and isinstance(content.value, Named | Ref):
        yield "value", content.value
