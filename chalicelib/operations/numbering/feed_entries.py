"""Entries of the change feed: what a page says of a revision, for those who follow it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from chalicelib.domain.facts.decisions import DecisionType
from chalicelib.domain.following.change_events import property_of
from chalicelib.kinds import KINDS
from chalicelib.store.records.revision_rows import DISPUTED, Revision

if TYPE_CHECKING:
    from chalicelib.operations.numbering.answer_types import ChangeJson


def feed_entry(revision: Revision) -> "ChangeJson":
    """Return the entry of a numbered revision; members of followers without content are left out."""
    entry = {
        "number": revision.change or 0,
        "at": revision.at,
        "ref": revision.ref,
        "revision": revision.number,
        "by": revision.by,
        "cause": revision.cause,
        "properties": [change["property"] for change in revision.changes],
    }
    if revision.first_change is not None:
        entry["first_change"] = revision.first_change
    return cast("ChangeJson", entry | {name: part for name, part in _parts(revision).items() if part})


def _parts(revision: Revision) -> dict[str, Any]:
    disputed = next((change for change in revision.changes if change["property"] == DISPUTED), {})
    before, after = disputed.get("before") or (), disputed.get("after") or ()
    opened, closed = [name for name in after if name not in before], [name for name in before if name not in after]
    moved = revision.counts.get("conflicts", 0)
    erased = [each["fact"] for each in revision.decided if each["verdict"] == DecisionType.ERASED.value]
    return {
        "erased": erased,  # a mirror drops the words without reading the history
        "recorded": _properties_of(revision.recorded),
        "decided": [
            {"fact": each["fact"], "decision": each["verdict"]}
            for each in revision.decided
            if each["fact"] not in erased
        ],
        # The view does not show the conflicts within series: the counts do.
        "opened": opened or (_series_of(revision) if moved > 0 else []),
        "closed": closed or (_series_of(revision) if moved < 0 else []),
    }


def _series_of(revision: Revision) -> list[str]:
    """List the series of which a revision recorded facts or decided on some."""
    series = {each.name for each in KINDS[revision.ref.partition("/")[0]].series_properties}
    touched = _properties_of([*revision.recorded, *(each["fact"] for each in revision.decided)])
    return [name for name in touched if name in series]


def _properties_of(facts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(map(property_of, facts)))
