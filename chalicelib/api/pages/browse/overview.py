"""The record in brief: the counts, the newest events and the newest disputes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.api.facts.open_conflicts import open_conflicts
from chalicelib.api.feed.stats import stats
from chalicelib.api.http.asking import ApiAnswer, ask
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.lists.listing import listing
from chalicelib.api.pages.browse.names import Names
from chalicelib.kinds import KINDS

EVENTS, DISPUTES = 8, 6  # of each, on the page


@dataclass(frozen=True)
class Overview:
    """The numbers of entities by plural, the newest events and disputes, and the answers that say so."""

    counts: Mapping[str, int] = field(default_factory=dict)
    facts: int = 0
    events: Sequence[Mapping[str, Any]] = ()
    disputes: Sequence[Mapping[str, Any]] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    answers: Sequence[ApiAnswer] = ()
    is_empty: bool = False


def read_overview(call: Call, examples: Iterable[str] = ()) -> Overview:
    """Read what the start page shows, and the names of examples: four calls. Raises Busy."""
    numbers = ask(stats, call, "Counts")
    if not numbers.body["change"]:
        return Overview(is_empty=True)
    events = ask(listing, call, "Newest events", path={"plural": "events"}, limit=EVENTS)
    disputes = ask(open_conflicts, call, "Newest disputes", limit=DISPUTES)
    names = Names.read(call.world, [*examples, *(each["ref"] for each in disputes.body["items"])])
    return Overview(
        counts={KINDS[name].plural: number for name, number in numbers.body["entities"].items()},
        facts=numbers.body["facts"],
        events=events.body["items"],
        disputes=disputes.body["items"],
        names=names.by_ref,
        answers=(numbers, events, disputes),
    )
