"""Feed pages: the numbers of an entity's changes stay, and its new ref replaces the old one."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.domain.facts.decisions import DecisionType
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.revision_rows import Revision
from chalicelib.store.rows import Row


def pages_of(world: World, revisions: Iterable[Revision]) -> dict[int, Row]:
    """Read the feed pages of numbered revisions, by the last number of each: one query for each page."""
    pages: dict[int, Row] = {}
    for number in sorted(each.change for each in revisions if each.change is not None):
        if not any(_numbers(page, number) for page in pages.values()):
            first = keys.feed_page_key(number)
            found = world.table.query(None, first.pk, start=first.sk, limit=1, consistent=True).rows
            pages |= {_last_number(page): page for page in found if _numbers(page, number)}
    return pages


def numbered_in(page: Row, revision: Revision) -> bool:
    """Return whether a page has the change of a revision."""
    return revision.change is not None and _numbers(page, revision.change)


def renamed_page(page: Row, revisions: Iterable[Revision]) -> Row:
    """Return a page whose changes name the refs of these revisions, which they had before under others."""
    renamed = {each.change: each for each in revisions}
    changes = [
        {**each, **_renamed_members(each, renamed[each["number"]])} if each["number"] in renamed else each
        for each in page.body["changes"]
    ]
    return Row(page.key, {**page.body, "changes": changes})


def _renamed_members(change: Mapping[str, Any], revision: Revision) -> dict[str, Any]:
    """Return the members of a change that name its entity: the ref, and the facts that were decided on or erased."""
    members: dict[str, Any] = {"ref": revision.ref}
    if revision.first_change is not None:
        members["first_change"] = revision.first_change
    erased = [each["fact"] for each in revision.decided if each["verdict"] == DecisionType.ERASED.value]
    if "erased" in change:
        members["erased"] = erased
    if "decided" in change:
        decided = [each for each in revision.decided if each["fact"] not in erased]
        members["decided"] = [{"fact": each["fact"], "decision": each["verdict"]} for each in decided]
    return members


def _numbers(page: Row, number: int) -> bool:
    return any(each["number"] == number for each in page.body["changes"])


def _last_number(page: Row) -> int:
    return int(page.body["changes"][-1]["number"])
