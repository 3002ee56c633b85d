"""Compares what the service says of the whole table: the change feed, the counts, the lists and the open conflicts."""

import json
from collections import Counter
from collections.abc import Iterable

from tests.soak.comparing import NOW, Ask, Difference, pages
from tests.soak.model.entities import Entity
from tests.soak.model.facts import Clocks
from tests.soak.model.slots import view_of
from tests.soak.programs import PLURALS, SOURCES


def compare_table(entities: Iterable[Entity], others: Iterable[str], ask: Ask) -> int:
    """Compare the table with all entities of the model and `others`, which nobody wrote to; return the checks."""
    known = [*entities]
    _compare_feed(known, [*others], ask)
    live = Counter(each.kind for each in known if each.is_live)
    live.update(each.partition("/")[0] for each in others)
    for kind, plural in PLURALS.items():
        found = [each["ref"] for each in pages(ask, f"/v1/{plural}?limit=100")]
        wanted = {each.ref for each in known if each.is_live and each.kind == kind}
        wanted |= {each for each in others if each.startswith(f"{kind}/")}
        if sorted(found) != sorted(wanted):
            raise Difference(f"/v1/{plural}: {Counter(found) - Counter(wanted)} too many, {wanted - {*found}} missing")
        _, counts = ask(f"/v1/{plural}/counts")
        if counts["meta"]["total"] != len(wanted):
            raise Difference(f"/v1/{plural}/counts: {counts['meta']}; the list has {len(wanted)}")
    _, stats = ask("/v1/stats")
    counted = {kind: stats["entities"][kind] for kind in PLURALS}
    if counted != {kind: live[kind] for kind in PLURALS}:
        raise Difference(f"/v1/stats: {stats}; live are {live}")
    _compare_conflicts(known, ask, counted=stats["conflicts"])
    return 4 + 2 * len(PLURALS)


def _compare_conflicts(known: list[Entity], ask: Ask, *, counted: int) -> None:
    """Each open conflict of a live entity is listed once, and counted."""
    found = Counter(
        (each["ref"], each["property"], each["opened_at"]) for each in pages(ask, "/v1/conflicts?limit=100")
    )
    wanted = Counter(
        (each.ref, name, reading.opened_at)
        for each in known
        if each.is_live
        for name, readings in view_of(each.all_facts, Clocks(NOW)).readings.items()
        for reading in readings
        if reading.conflict == "open"
    )
    if found != wanted or counted != wanted.total():
        raise Difference(f"/v1/conflicts: {found - wanted} too many, {wanted - found} missing; counted are {counted}")


def _compare_feed(known: list[Entity], others: list[str], ask: Ask) -> None:
    """Each revision of each entity has one number, in order, and no number is left out."""
    after, numbers = 0, list[int]()
    revisions: dict[str, list[int]] = {}
    while True:
        _, page = ask(f"/v1/changes?after={after}&limit=100")
        for each in page["items"]:
            numbers.append(each["number"])
            revisions.setdefault(each["ref"], []).append(each["revision"])
        if not page["items"]:
            break
        after = numbers[-1]
    if numbers != [*range(1, len(numbers) + 1)]:
        raise Difference(f"/v1/changes: the numbers are not dense: {json.dumps(numbers)[:500]}")
    wanted = {each.ref: [*range(1, len(each.steps) + 1)] for each in known} | {each: [1] for each in others}
    if revisions != wanted:
        wrong = [ref for ref in revisions.keys() | wanted.keys() if revisions.get(ref) != wanted.get(ref)]
        raise Difference(f"/v1/changes: {[(ref, revisions.get(ref), len(wanted.get(ref, []))) for ref in wrong[:5]]}")


OTHERS = (*SOURCES, "company/alpha", "company/beta-labs")
