"""Compares what the service answers with what the model reads: views, facts, history, explanations, conflicts."""

import json
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any
from urllib.parse import urlencode

from tests.soak.model.entities import Entity
from tests.soak.model.facts import Clocks, Seen
from tests.soak.model.reading import Reading
from tests.soak.model.slots import View, view_of
from tests.soak.model.values import agrees, identity, inside, is_erased, is_missing, words_of
from tests.soak.programs import PLURALS

Ask = Callable[[str], tuple[int, Any]]
MOMENTS = ("2024-12-25", "2025-01-07", "2025-01-12", "2025-01-18", "2025-02-10", "2025-06-01")
LEFT_OUT = (
    "retracted", "not yet in print", "not valid then", "deprecated", "replaced", "followed", "undated", "overtaken",
)  # fmt: skip


class Difference(Exception):
    """The service and the model differ; the text says where."""


def compare(entity: Entity, ask: Ask, *, rng: Random, moments: int) -> int:
    """Compare all that the service says of an entity; return how many answers were compared. Raises Difference."""
    path = f"/v1/{PLURALS[entity.kind]}/{entity.ref.partition('/')[2]}"
    instants = compare_history(entity, ask, path)
    if not entity.is_live:
        status = 410 if entity.retired else 308
        _same(path, ask(path)[0], status)
        return 2
    compare_facts(entity, ask, path)
    compare_conflicts(entity, ask, path)
    clocks = [Clocks(NOW), *(_clocks(rng, instants) for _ in range(moments))]
    for each in clocks:
        if entity.status_at(each.known_at, instants) == 200:
            compare_view(entity, ask, path, each)
        else:
            _same(
                f"{path} at {each.known_at}",
                ask(f"{path}?known_at={each.known_at}")[0],
                entity.status_at(each.known_at, instants),
            )
    return 4 + len(clocks)


NOW = "2026-11-30T00:00:00.000Z"


def _clocks(rng: Random, instants: list[str]) -> Clocks:
    known_at = rng.choice([None, *instants])
    valid_at, before = (rng.choice((None, *MOMENTS)) for _ in range(2))
    full = [None if each is None else f"{each}T00:00:00.000Z" for each in (valid_at, before)]
    return Clocks(NOW, full[0], known_at, full[1])


def compare_history(entity: Entity, ask: Ask, path: str) -> list[str]:
    """Compare the revisions with the acknowledged writes, one for one; return their instants, the first first."""
    items = [*pages(ask, f"{path}/history?limit=100")][::-1]
    found = [(each["cause"], frozenset(each["recorded"])) for each in items]
    wanted = [(step.cause, step.recorded) for step in entity.steps]
    for place, step in enumerate(entity.steps[: len(found)]):
        if step.merged:  # only the service knows the ids of copies
            found[place] = (found[place][0], step.recorded)
    _same(f"{path}/history", found, wanted)
    _same(f"{path}/history revisions", [each["revision"] for each in items], [*range(1, len(items) + 1)])
    entity.settle(items)
    return [each["at"] for each in items]


def compare_facts(entity: Entity, ask: Ask, path: str) -> None:
    """Compare each fact with what was sent and decided; none is lost, and none is there twice."""
    items = [*pages(ask, f"{path}/facts?limit=100")]
    found = {each["id"]: each for each in items}
    _same(f"{path}/facts", sorted(each["id"] for each in items), sorted(entity.listed))
    for name, fact in entity.listed.items():
        seen, shown = fact.seen(None), found[name]
        wanted = {
            "value": seen.value,
            "rank": seen.rank,
            "is retracted": not seen.stands,
            "recorded_at": fact.recorded_at,
            "published": fact.source.published,
            "publisher": fact.publisher,
            "basis": seen.basis,
            "certainty": seen.certainty,
            **{each: fact.body.get(each) for each in ("valid", "period")},
            **{each: fact.words(each) for each in ("scope", "condition")},
        }
        said = {
            **{each: shown.get(each) for each in wanted},
            "is retracted": shown["retracted_at"] is not None,
            "basis": shown["evidence"]["basis"],
            "certainty": shown["evidence"]["certainty"],
        }
        _same(f"the fact {name}", said, wanted)


def compare_view(entity: Entity, ask: Ask, path: str, clocks: Clocks) -> None:
    """Compare the flat view and its explanation at a moment."""
    said = {"valid_at": clocks.valid_at, "known_at": clocks.known_at, "published_before": clocks.published_before}
    url = f"{path}?{urlencode({'explain': 'true'} | {name: each for name, each in said.items() if each})}"
    status, view = ask(url)
    if status != 200:
        raise Difference(f"{url}: {status} {json.dumps(view)[:500]}")
    read = view_of(entity.all_facts, clocks)
    for name in sorted(read.readings.keys() | view["explain"].keys()):
        slots = read.readings.get(name, [])
        wanted = sorted((_reading(each) for each in slots if _is_known(each)), key=str)
        found = sorted((_explained(each) for each in view["explain"].get(name, [])), key=str)
        _same(f"{url} {name}", found, wanted)
        if name in read.shown:
            shown = read.shown[name]
            named = next((each["chosen"] for each in view["explain"].get(name, []) if "shown" in each), None)
            _same(f"{url} {name} shown", named, None if shown is None else shown.id)
    _same(f"{url} disputed", sorted(view["disputed"]), sorted(read.disputed))
    _compare_values(url, view, read)
    for fact in _unseen(view, read):
        raise Difference(f"{url}: {fact.id} is seen nowhere: {fact.value}")


HEDGES = ("rumoured", "alleged", "expected", "opinion", "derived", "conditional")


def _compare_values(url: str, view: Mapping[str, Any], read: View) -> None:
    """Compare the values that the flat view shows, and how they are hedged."""
    hedged = {}
    for name, facts in read.shown_facts().items():
        if not facts and name == "type":  # an event has its type before anything about it is in print
            continue
        if not facts:
            _same(f"{url} {name}", view.get(name), None)
            continue
        wanted = [json.dumps(fact.value, sort_keys=True) for fact in facts]
        found = [json.dumps(_plain(each), sort_keys=True) for each in _listed(view.get(name))]
        _same(f"{url} values of {name}", sorted({*found}), sorted({*wanted}))
        hedges = [hedge for fact in facts if (hedge := _hedge(fact))]
        if hedges and name not in ("type", "name", "title"):
            hedged[name] = min(hedges, key=HEDGES.index)
    _same(f"{url} hedged", view["hedged"], hedged)


def _hedge(fact: Seen) -> str | None:
    """Return how a fact differs from a plain assertion; None if it does not."""
    if fact.certainty != "asserted":
        return fact.certainty
    if fact.basis in ("opinion", "derived"):
        return fact.basis
    return "conditional" if fact.fact.body.get("condition") else None


def compare_conflicts(entity: Entity, ask: Ask, path: str) -> None:
    """Compare the conflicts of an entity: their sides, whether they are open, and since when."""
    found = [
        (each["property"], each["state"], each["opened_at"], sorted(sorted(side["facts"]) for side in each["sides"]))
        for each in pages(ask, f"{path}/conflicts")
    ]
    wanted = [
        (name, reading.conflict, reading.opened_at, sorted(sorted(side) for side in reading.sides))
        for name, readings in view_of(entity.all_facts, Clocks(NOW)).readings.items()
        for reading in readings
        if reading.conflict
    ]
    _same(f"{path}/conflicts", sorted(found), sorted(wanted, key=str) if len(wanted) != len(found) else sorted(wanted))


def _is_known(reading: Reading) -> bool:
    """Return whether a slot has facts that were recorded by then."""
    return bool(reading.chosen or reading.gone or reading.standing)


def _reading(reading: Reading) -> dict[str, Any]:
    """Write a reading as the comparison names it."""
    return {
        "chosen": None if reading.chosen is None else reading.chosen.id,
        "conflict": reading.conflict,
        "why": reading.why,
        "gone": sorted(reading.gone.items()),
    }


def _explained(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Write an explanation of the service in the same way, without what its facts lack by step 7."""
    gone = {each["fact"]: each["reason"].partition(":")[0] for each in answer["rejected"]}
    return {
        "chosen": answer["chosen"],
        "conflict": answer["conflict"],
        "why": [_step(each) for each in answer["why"]],
        "gone": sorted((name, why) for name, why in gone.items() if why in LEFT_OUT),
    }


def _step(words: str) -> str:
    name = words.partition(":")[0]
    return words if name == "tie" else name


def _unseen(view: Mapping[str, Any], read: View) -> Iterator[Seen]:
    """Yield the standing facts that affirm a value which a reader of the flat view would not see."""
    disputed, also = set(view["disputed"]), view.get("also", {})
    for name, readings in read.readings.items():
        shown = [_plain(each) for each in _listed(view.get(name, [])) + also.get(name, [])]
        for reading in readings:
            for fact in reading.standing:
                is_named = name in disputed or fact.fact.erased or is_missing(fact.value)
                if fact.affirms and not is_named and not any(_says(each, fact) for each in shown):
                    yield fact


def _says(shown: Any, fact: Seen) -> bool:
    if is_missing(shown) or is_erased(shown):
        return False
    fixed = not fact.fact.declared.lasting
    if fact.sort == "ref" and isinstance(fact.value, Mapping):  # fewer words say it more widely
        return {*words_of(fact.value).split()} <= {*words_of(shown).split()}
    return (
        identity(shown, fact.sort) == identity(fact.value, fact.sort)
        or inside(shown, fact.value, fact.sort)
        or agrees(shown, fact.value, fact.sort, fixed=fixed)
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _plain(entry: Any) -> Any:
    return entry["value"] if isinstance(entry, Mapping) and "value" in entry else entry


def pages(ask: Ask, url: str) -> Iterator[Any]:
    """Yield the items of all pages."""
    cursor = ""
    while True:
        status, page = ask(url + cursor)
        if status != 200:
            raise Difference(f"{url}: {status} {json.dumps(page)[:500]}")
        yield from page["items"]
        if page["next"] is None:
            return
        cursor = f"&{urlencode({'cursor': page['next']})}"


def _same(what: str, found: Any, wanted: Any) -> None:
    if found != wanted:
        raise Difference(f"{what}:\n  the service: {found}\n  the model:   {wanted}")
