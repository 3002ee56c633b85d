"""Checks of a state after everything: the rows, the views of readers, the audit, the feed and the times."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from chalicelib.domain.instants import plus_ms
from chalicelib.operations.transactions.staging.staging import LATE_MS
from chalicelib.operations.upkeep.table_repair import audit_all, repair_all
from chalicelib.operations.world import Caller
from chalicelib.store.engines.dynamo_items import read_row
from chalicelib.store.rows import Row
from tests.api.conftest import ADMIN
from tests.faults.stage import Result, Service
from tests.faults.verbs import ENTITIES
from tests.operations.transfer_worlds import ABOUT_REQUESTS, rows_in

State = frozenset[tuple[str, int]]

CHANCE = re.compile(r"20\d\d-\d\d-\d\dT[\d:.]+Z|(?<=erased-)token\d+")  # times, and names that are made up
LATER_MS = 10_000  # after all clocks of the writers
OVER = (308, 410)  # of an entity that was merged, retired or erased
STILL_NAMED = "rows still name it by the ref that it had before it was erased"
ABOUT_REQUESTS_ALONE = "CIKQ"  # partitions: the feed, which has a separate check, receipts, keys, rates
NUMBERED = {"revision", "updated_at", "since", "meta", "number", "opened_at", "change", "request_id", "instance"}
LISTS = (
    "/v1/companies",
    "/v1/companies?country=CN",
    "/v1/events",
    "/v1/instruments",
    "/v1/conflicts",
    "/v1/stats",
    "/v1/search?q=deepseek",
    "/v1/instruments/nvda/series/price",
)
LEFT_OUT = {*ABOUT_REQUESTS, "change", "number", "first_change", "request_id", "instance"}


def state_of(service: Service) -> State:
    """Return all that is on record, whenever it was recorded, after what is due is done."""
    service.tick()
    rows = (
        row for pk, rows in service.table.items.items() if pk[0] not in ABOUT_REQUESTS_ALONE for row in rows.values()
    )
    found = Counter(_comparable(tuple((name, *value.items()) for name, value in row.items())) for row in rows)
    return frozenset(found.items())


def seen(service: Service) -> State:
    """Return what readers see after what is due is done: views, facts, lists, timelines, conflicts and counts.

    Revisions are left out, and the order in which facts were recorded: one order may take a revision more.
    """
    service.tick()
    urls = [*LISTS, *(f"/v1/facts?limit=100&{asked}={name}" for name in ENTITIES for asked in ("entity", "value"))]
    for name in ENTITIES:
        urls += [_url_of(name), f"{_url_of(name)}/timeline"]
    answers = ((url, service.client.get(url, key=ADMIN)) for url in urls)
    return frozenset((undated([url, _unnumbered(answer.json)]), answer.status) for url, answer in answers)


def comparable(result: Result) -> str:
    """Write what a request came to, whenever it came."""
    return undated([result.status, result.code, _without(result.body)])


def undated(value: Any) -> str:
    """Write a value without the times in it."""
    return CHANCE.sub("T", json.dumps(value, sort_keys=True, ensure_ascii=False))


def findings(service: Service, *, may_name_erased: bool = False) -> list[str]:
    """List what the audit of the whole table finds, and what is wrong with the feed and with times.

    Who names an entity while it is erased may leave its old ref behind: the answer to the erasure says that it is not
    complete before a repair, which then takes it out.
    """
    found = [f"{each.what}: {each.detail}" for each in audit_all(service.world, service.whole)]
    if found and may_name_erased and all(STILL_NAMED in each for each in found):
        _repair(service)
        found = [f"after a repair, {each.what}: {each.detail}" for each in audit_all(service.world, service.whole)]
    return [*found, *_feed_faults(service), *_time_faults(service), *_faults_of_then(service)]


def seen_later(service: Service) -> State:
    """Return what readers see once no request is left that began before the last of all writes."""
    service.time.now = plus_ms(service.time.now, LATE_MS + LATER_MS)
    return seen(service)


def seen_after_repair(service: Service) -> State:
    """Return what readers see after a repair of the whole table."""
    _repair(service)
    return seen(service)


def _repair(service: Service) -> None:
    for _ in repair_all(service.world, service.whole, Caller("service_repair")):
        pass
    service.tick()


@lru_cache(maxsize=100_000)  # most rows are as they were when everything began
def _comparable(item: tuple[Any, ...]) -> str:
    row = read_row({name: dict(values) for name, *values in item})
    attributes = {name: each for name, each in row.condition_attributes.items() if name not in LEFT_OUT}
    is_wide = row.key.pk.startswith("E#") and row.key.sk.startswith("@") and row.key.sk != "@"
    body = {name: each for name, each in row.body.items() if not (is_wide and name == "revision")}
    return undated([*row.key, sorted(row.indexes.items()), _without(body), attributes])


def _unnumbered(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _unnumbered(each) for name, each in value.items() if name not in NUMBERED}
    if isinstance(value, list | tuple):
        found = [*map(_unnumbered, value)]
        return sorted(found, key=undated) if found and isinstance(found[0], dict) and "evidence" in found[0] else found
    return value


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


def _faults_of_then(service: Service) -> Iterator[str]:
    """Yield the revisions at whose moment the entity is not shown, or is shown as it was only later.

    A revision that changed nothing in the view, such as of a price in a series, is not counted at an earlier moment.
    """
    service.time.now = plus_ms(service.time.now, LATER_MS)
    for row in (row for row in rows_in(service.whole) if _is_revision(row)):
        answer = service.client.get(f"{_url_of(row.body['ref'])}?known_at={row.body['at']}", key=ADMIN)
        is_shown = answer.status == HTTPStatus.OK and answer.json["revision"] <= row.body["revision"]
        if not is_shown and answer.status not in OVER:
            yield f"{row.key}: at its moment the answer is {answer.status}, {answer.text[:200]}"


def _url_of(name: str) -> str:
    kind, slug = name.split("/")
    return f"/v1/{'companies' if kind == 'company' else f'{kind}s'}/{slug}"


def _is_revision(row: Row) -> bool:
    return row.key.pk.startswith("E#") and row.key.sk.startswith("R#")
