"""GET /conflicts: the open conflicts as a page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.api.facts.entity_facts import PROPERTY
from chalicelib.api.facts.open_conflicts import KIND, open_conflicts
from chalicelib.api.http.asking import ask
from chalicelib.api.http.routing.clocks import CLOCKS
from chalicelib.api.http.routing.parameters import CURSOR, MOMENT
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.pages.browse.cells import aspects_of, declared, refs_in
from chalicelib.api.pages.browse.filter_links import FilterLink
from chalicelib.api.pages.browse.names import Names
from chalicelib.api.pages.frame import PAGED, show
from chalicelib.api.pages.words.value_words import Words, date_words, label_of, words_of
from chalicelib.domain.errors import BadCursor
from chalicelib.kinds import KINDS

MAX_CONFLICTS = 20  # of a page


@dataclass(frozen=True)
class SideShown:
    """A side of a conflict: its value in words and its sources; whether it is the value shown."""

    words: Words
    sources: Sequence[str]
    is_shown: bool
    preferred: bool


@dataclass(frozen=True)
class ConflictShown:
    """An open conflict in words: of what, its sides, since when, and why one of them is shown."""

    ref: str
    property: str
    label: str
    aspects: Sequence[str]
    sides: Sequence[SideShown]
    opened_at: str
    why: Sequence[str]


@route(
    "GET",
    "/conflicts",
    name="show_conflicts",
    summary="See the open conflicts",
    tag="pages",
    scope="read",
    parameters=(KIND, PROPERTY, CURSOR, *MOMENT),
    answers=(PAGED,),
    refusals=(BadCursor,),
)
def conflicts_page(call: Call) -> Reply:
    """Return a page with the open conflicts, 20 at a time, the last opened first, each with its sides and sources."""
    clocks = {name: call.query[name] for name in CLOCKS}
    query = {name: call.query[name] for name in ("kind", "property") if call.query[name]}
    found = ask(
        open_conflicts, call, "Open conflicts", limit=MAX_CONFLICTS, cursor=call.query["cursor"], **query, **clocks
    )
    items, following = found.body["items"], found.body["next"]
    names = Names.read(call.world, _refs_named(items)).by_ref
    reply = show(
        call,
        "conflicts.html",
        title="Open conflicts",
        path="/conflicts",
        answers=[found],
        clocks_taken=CLOCKS,
        kept=query,
        conflicts=[_conflict_shown(each, names) for each in items],
        names=names,
        kind=KINDS[query["kind"]] if "kind" in query else None,
        by_kind=_kind_links(query),
        by_property=_property_links(query, items),
        is_first=call.query["cursor"] is None,
        next_query=None if following is None else {**query, "cursor": following},
    )
    return reply if following is None else replace(reply, next={"cursor": following})


def _refs_named(items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the refs that the page names: the entities first, then their values, then the sources."""
    yield from (item["ref"] for item in items)
    for item in items:
        yield from refs_in([item["slot"], *(side["value"] for side in item["sides"])])
    for item in items:
        yield from (source for side in item["sides"] for source in side["sources"])


def _conflict_shown(item: Mapping[str, Any], names: Mapping[str, str]) -> ConflictShown:
    prop = declared(KINDS[item["ref"].partition("/")[0]], item["property"])
    value_type = None if prop is None else prop.type
    aspects = aspects_of(prop, item["slot"], names)
    if "value" in item["slot"]:
        aspects = [words_of(value_type, item["slot"]["value"], names).text, *aspects]
    if item.get("day"):
        aspects = [*aspects, date_words(item["day"])]
    sides = []
    for side in item["sides"]:
        words = words_of(value_type, side["value"], names)
        words = words._replace(text=f"not {words.text}") if side["denied"] else words
        is_shown = not side["denied"] and side["value"] == item["shown"]
        sides.append(SideShown(words, side["sources"], is_shown, side["preferred"]))
    return ConflictShown(
        item["ref"],
        item["property"],
        label_of(item["property"]),
        aspects,
        sides,
        item["opened_at"],
        [reason.replace("_", " ") for reason in item["why"]],
    )


def _kind_links(query: Mapping[str, str]) -> list[FilterLink]:
    """Return a link to the conflicts of all kinds, and one for each kind."""
    chosen = query.get("kind")
    kinds = [FilterLink(kind.plural, {"kind": kind.name}, kind.name == chosen) for kind in KINDS.values()]
    return [FilterLink("all", {}, chosen is None), *kinds]


def _property_links(query: Mapping[str, str], items: Sequence[Mapping[str, Any]]) -> list[FilterLink]:
    """Return, for the conflicts of one kind, a link for each property on the page."""
    if "kind" not in query:
        return []
    kind, chosen = {"kind": query["kind"]}, query.get("property")
    found = sorted({item["property"] for item in items} | ({chosen} if chosen else set()))
    links = [FilterLink(label_of(name).lower(), {**kind, "property": name}, name == chosen) for name in found]
    return [FilterLink("all", kind, chosen is None), *links] if found else []
