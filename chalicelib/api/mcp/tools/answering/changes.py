"""The changes that `what_changed` shows: of the feed with their values, or the revisions of one entity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.api.entities.history import history
from chalicelib.api.feed.changes import changes
from chalicelib.api.http.asking import ApiAnswer
from chalicelib.api.http.routing.clocks import future_fault
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.mcp.tools.answering.questions import question, question_about
from chalicelib.api.mcp.tools.answering.wording import counted
from chalicelib.domain import instants
from chalicelib.domain.errors import BeyondHead, Fault, Invalid
from chalicelib.domain.faults import pointer, summed_up
from chalicelib.domain.instants import Instant
from chalicelib.kinds import KINDS
from chalicelib.kinds.hints import unknown_in

ARGUMENTS = {
    "from": ("since",),
    "after": ("since",),
    "to": ("until",),
    "property": ("properties",),
    "known_at": ("until",),
}
MAX_REVISIONS = 100  # of a page of the history


@dataclass(frozen=True)
class ChangesRead:
    """The changes of an answer, their noun, the head of the feed, and the number at which the next ones follow."""

    answer: ApiAnswer
    items: Sequence[Mapping[str, Any]]
    noun: str
    summary: str
    more: bool
    head: int | None = None
    following: int | None = None

    def next_after(self, count: int) -> int | None:
        """Return the number after which the changes follow that an answer with so many leaves out."""
        if self.head is None:
            return None
        if count < len(self.items):
            return int(self.items[count]["number"]) - 1
        return self.following


def changed_since(call: Call, since: int | str, query: Mapping[str, Any], *, properties: Sequence[str]) -> ChangesRead:
    """Return the entities that changed since a number or a moment, with their values before and after."""
    beginning = {"after": since} if isinstance(since, int) else {"from": since}
    asked = {
        "values": "true",
        **beginning,
        "to": query["until"],
        "kind": query["kind"],
        "property": ",".join(properties) or None,
        "limit": query["limit"],
    }
    answer = question(changes, call, "Changed values", asked, arguments=ARGUMENTS)
    meta, following = answer.body["meta"], answer.body["next"]
    items = [_changed(each) for each in answer.body["items"]]
    summary = f"{counted(len(items), 'change')}, the oldest first. The newest number of the feed is {meta['head']}."
    last = meta["last"] if following is None else int(following)
    return ChangesRead(answer, items, "changes", summary, following is not None, meta["head"], last)


def _changed(item: Mapping[str, Any]) -> dict[str, Any]:
    became = item["became"]
    shown = {
        "ref": item["ref"],
        "number": item["number"],
        "became": became["what"],
        "at": became["at"],
        "by": became["by"],
    }
    return {**shown, **({"into": became["into"]} if "into" in became else {}), "values": item["values"]}


def revisions_since(
    call: Call, since: int | str, query: Mapping[str, Any], *, ref: str, properties: Sequence[str]
) -> ChangesRead:
    """Return the revisions of an entity since a number or a moment, the newest first."""
    _check_beside_ref(call, since, query, ref=ref, properties=properties)
    first = _moment_of(call, since)
    asked = {"limit": MAX_REVISIONS, "known_at": query["until"]}
    answer = question_about(history, call, "The history of {ref}", asked, ref=ref, arguments=ARGUMENTS).answer
    recorded = answer.body["items"]
    later = [each for each in recorded if first is None or each["at"] > first]
    items = [shown for each in later if (shown := _revision(each, ref, properties)) is not None]
    more = answer.body["next"] is not None and len(later) == len(recorded)
    shown_items, more = items[: query["limit"]], more or len(items) > query["limit"]
    summary = f"{counted(len(shown_items), 'revision')} of {ref}, the newest first."
    return ChangesRead(answer, shown_items, "revisions", summary, more)


def _check_beside_ref(
    call: Call, since: int | str, query: Mapping[str, Any], *, ref: str, properties: Sequence[str]
) -> None:
    """Raise Invalid for a kind beside a ref, for properties that it cannot have, and for a moment in the future."""
    kind, faults = KINDS[ref.partition("/")[0]], list[Fault]()
    if query["kind"] is not None:
        faults.append(Fault("/kind", "not_together", "`kind` cannot be combined with `ref`. Send only one of them."))
    for place, name in enumerate(properties):
        if name not in ("also", "disputed", "hedged", "terms") and (detail := unknown_in([kind], name)) is not None:
            faults.append(Fault(pointer("properties", place), "unknown_property", detail))
    first = instants.parse(since) if isinstance(since, str) else None
    if first is not None and (fault := future_fault("since", first, now=call.world.now())) is not None:
        faults.append(Fault("/since", fault.code, fault.detail))
    if faults:
        raise Invalid(summed_up(faults), faults=tuple(faults))


def _moment_of(call: Call, since: int | str) -> Instant | None:
    """Return the moment of a change of the feed by its number, one read; None for the beginning."""
    if isinstance(since, str):
        return instants.parse(since)
    if since == 0:
        return None
    page = question(changes, call, "The change", {"after": since - 1, "limit": 1}, arguments=ARGUMENTS)
    if page.body["meta"]["head"] < since:
        detail = f"The change feed does not reach {since}: its newest number is {page.body['meta']['head']}."
        raise BeyondHead(detail, context={"head": page.body["meta"]["head"]})
    return str(page.body["items"][0]["at"])


def _revision(item: Mapping[str, Any], ref: str, properties: Sequence[str]) -> dict[str, Any] | None:
    """Return a revision; None if it changes none of the properties that are asked for."""
    values = [each for each in item["changes"] if not properties or each["property"] in properties]
    if properties and not values:
        return None
    shown = {name: item[name] for name in ("revision", "at", "by")}
    return {"ref": ref, **shown, "became": item["cause"], "values": values}
