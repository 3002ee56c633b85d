"""What must hold after all: the state is one of those that an order leads to, and nothing is half there."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from chalicelib.operations.upkeep.table_repair import audit_all
from chalicelib.store.engines.dynamo_items import read_row
from chalicelib.store.rows import Row
from tests.faults.stage import Result, Service
from tests.operations.transfer_worlds import ABOUT_REQUESTS, rows_in

State = frozenset[tuple[str, int]]

CHANCE = re.compile(r"20\d\d-\d\d-\d\dT[\d:.]+Z|(?<=erased-)token\d+")  # times, and names that are made up
ABOUT_REQUESTS_ALONE = "CIKQ"  # partitions: the feed, which has a check of its own, receipts, keys, rates
LEFT_OUT = {*ABOUT_REQUESTS, "change", "number", "first_change", "request_id", "instance", "revision_of_row"}


def state_of(service: Service) -> State:
    """Return all that is on record, whenever it was recorded, after what is due is done."""
    service.tick()
    rows = (row for pk, rows in service.table.items.items() if pk[0] not in ABOUT_REQUESTS_ALONE for row in rows.values())
    found = Counter(_comparable(tuple((name, *value.items()) for name, value in row.items())) for row in rows)
    return frozenset(found.items())


def comparable(result: Result) -> str:
    """Write what a request came to, whenever it came."""
    return undated([result.status, result.code, _without(result.body)])


def undated(value: Any) -> str:
    """Write a value without the times in it."""
    return CHANCE.sub("T", json.dumps(value, sort_keys=True, ensure_ascii=False))


def findings(service: Service) -> list[str]:
    """List what the audit of the whole table finds, and what is wrong with the feed and with times."""
    found = [f"{each.what}: {each.detail}" for each in audit_all(service.world, service.whole)]
    return [*found, *_feed_faults(service), *_time_faults(service)]


@lru_cache(maxsize=100_000)  # most rows are as they were when everything began
def _comparable(item: tuple[Any, ...]) -> str:
    row = read_row({name: dict(values) for name, *values in item})
    attributes = {name: each for name, each in row.condition_attributes.items() if name not in LEFT_OUT}
    is_wide = row.key.pk.startswith("E#") and row.key.sk.startswith("@") and row.key.sk != "@"
    body = {name: each for name, each in row.body.items() if not (is_wide and name == "revision")}
    return undated([*row.key, sorted(row.indexes.items()), _without(body), attributes])


def _without(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without(each) for name, each in value.items() if name not in LEFT_OUT}
    return [*map(_without, value)] if isinstance(value, list | tuple) else value


def _feed_faults(service: Service) -> Iterator[str]:
    changes = _all_changes(service)
    numbers = [each["number"] for each in changes]
    if numbers != [*range(1, len(numbers) + 1)]:
        yield f"the numbers of the feed have gaps: {numbers}"
    revisions: dict[str, list[int]] = {}
    for each in changes:
        revisions.setdefault(each["ref"], []).append(each["revision"])
    for ref, found in revisions.items():
        if found != sorted(set(found)):
            yield f"{ref}: the feed has the revisions {found}"
    if len(changes) != (on_record := sum(_is_revision(row) for row in rows_in(service.whole))):
        yield f"the feed has {len(changes)} changes of {on_record} revisions"


def _all_changes(service: Service) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while more := service.client.get(f"/v1/changes?limit=100&after={len(found)}").json["items"]:
        found += more
    return found


def _time_faults(service: Service) -> Iterator[str]:
    last: dict[str, str] = {}
    for row in sorted((row for row in rows_in(service.whole) if _is_revision(row)), key=lambda row: row.key):
        if row.body["at"] <= last.get(row.key.pk, ""):
            yield f"{row.key}: it is from {row.body['at']}, not later than the one before"
        last[row.key.pk] = row.body["at"]


def _is_revision(row: Row) -> bool:
    return row.key.pk.startswith("E#") and row.key.sk.startswith("R#")
