"""GET /changes: the newest changes as a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.api.http.asking import ApiAnswer
from chalicelib.api.http.routing.parameters import AFTER
from chalicelib.api.http.routing.query_strings import with_query
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.pages.browse.names import Names
from chalicelib.api.pages.frame import PAGED, show
from chalicelib.api.pages.words.cause_words import cause_words
from chalicelib.api.pages.words.value_words import label_of
from chalicelib.operations.feed.newest_changes import newest_changes

MAX_CHANGES = 50  # of a page
MAX_PROPERTIES = 6  # of a change, on the page
BEFORE = replace(
    AFTER,
    name="before",
    meaning="Show the changes below this number. Defaults to the newest.",
    schema={"type": "integer", "format": "int64", "minimum": 0, "maximum": 999_999_999_999},
    default=None,
    example=51,
)


@dataclass(frozen=True)
class ChangeShown:
    """A change in words: of which entity, what was done, and which properties show another value."""

    number: int
    at: str
    ref: str
    revision: int
    cause: str
    properties: Sequence[str]
    more: int


@route(
    "GET",
    "/changes",
    name="show_changes",
    summary="See the newest changes",
    tag="pages",
    scope="read",
    why_no_clock="Changes are ordered by number, not by time. Follow the links to older changes.",
    parameters=(BEFORE,),
    answers=(PAGED,),
)
def changes_page(call: Call) -> Reply:
    """Return a page with the newest changes, or the 50 before a number, the newest first."""
    before: int | None = call.query["before"]
    listed = newest_changes(call.world, limit=MAX_CHANGES, before=before)
    after = listed.meta["after"]
    url = with_query("/v1/changes", {"after": str(after), "limit": str(MAX_CHANGES)})
    answer = ApiAnswer("These changes, oldest first", url, f"{url}&format=csv", {"items": listed.items})
    following = {"before": str(after + 1)} if after and listed.items else None
    reply = show(
        call,
        "changes.html",
        title="Changes",
        path="/changes",
        answers=[answer],
        changes=[_change_shown(each) for each in listed.items],
        names=Names.read(call.world, [each["ref"] for each in listed.items]).by_ref,
        is_first=before is None,
        next_query=following,
    )
    return reply if following is None else replace(reply, next=following)


def _change_shown(change: Mapping[str, Any]) -> ChangeShown:
    names = [label_of(name).lower() for name in change["properties"]]
    return ChangeShown(
        change["number"],
        change["at"],
        change["ref"],
        change["revision"],
        cause_words(change["cause"]),
        names[:MAX_PROPERTIES],
        max(len(names) - MAX_PROPERTIES, 0),
    )
