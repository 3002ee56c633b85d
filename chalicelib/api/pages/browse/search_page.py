"""GET /search: entities by name, as a page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from chalicelib.api.http.asking import ask
from chalicelib.api.http.routing.clocks import CLOCKS
from chalicelib.api.http.routing.parameters import MOMENT
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.pages.browse.cells import declared, refs_in, shown_values
from chalicelib.api.pages.browse.filter_links import FilterLink
from chalicelib.api.pages.browse.names import Names
from chalicelib.api.pages.frame import PAGE, show
from chalicelib.api.pages.words.value_words import date_words, label_of
from chalicelib.api.search.name_parameters import KIND, Q
from chalicelib.api.search.search import search
from chalicelib.domain.matching.candidate_score import Candidate, MatchQuery
from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.domain.values import CodeType
from chalicelib.kinds import KINDS
from chalicelib.operations.search.resolve import resolve

MAX_FOUND = 25  # the most that are resolved at an earlier moment
MATCHES = {
    "exact": "exact name",
    "prefix": "begins with it",
    "word": "has the words",
    "typo": "one letter apart",
}
ANY_Q = replace(Q, required=False)


class Found(NamedTuple):
    """A result: the entity, what distinguishes it, and the name that matched if it is another than the label."""

    ref: str
    label: str
    kind: str
    hints: Sequence[str]
    name: str | None
    match: str
    tenure: str


@route(
    "GET",
    "/search",
    name="show_search",
    summary="See what a name finds",
    tag="pages",
    scope="read",
    parameters=(ANY_Q, KIND, *MOMENT),
    answers=(PAGE,),
)
def search_page(call: Call) -> Reply:
    """Return a page with the entities that have a name like `q`; without `q`, a form.

    Where nothing is found, the page names the nearest entities.
    """
    asked, kind = call.query["q"], call.query["kind"]
    clocks = {name: call.query[name] for name in CLOCKS}
    answer = None if asked is None else ask(search, call, "Search", q=asked, kind=kind, limit=MAX_FOUND, **clocks)
    items = [] if answer is None else answer.body["items"]
    kept = {name: text for name, text in (("q", asked), ("kind", kind)) if text}
    return show(
        call,
        "search.html",
        title=f"Search: {asked}" if asked else "Search",
        path="/search",
        answers=[] if answer is None else [answer],
        clocks_taken=CLOCKS,
        kept=kept,
        searched=asked,
        found=_found(call, items),
        nearest=[] if answer is None or items else _nearest(call),
        kind=KINDS[kind] if kind else None,
        by_kind=_kind_links(kept),
        is_complete=answer is None or answer.body["meta"]["complete"],
    )


def _found(call: Call, items: Sequence[Mapping[str, Any]]) -> list[Found]:
    """Return the results in words: one call more if what distinguishes them names other entities."""
    own = {item["ref"]: item["label"] for item in items}
    names = Names.read(call.world, (ref for item in items for ref in refs_in(list(item["hint"].values()))), known=own)
    return [
        Found(
            item["ref"],
            item["label"],
            item["kind"],
            list(_hint_words(item, names.by_ref)),
            item["name"] if item["name"] != item["label"] else None,
            MATCHES.get(item["match"], item["match"]),
            _tenure_words(item),
        )
        for item in items
    ]


def _hint_words(item: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    for name, value in item["hint"].items():
        prop = declared(KINDS[item["kind"]], name)
        words = ", ".join(each.words.text for each in shown_values(prop, value, names))
        is_code = prop is not None and isinstance(prop.type, CodeType)
        yield words if is_code else f"{label_of(name).lower()} {words}"


def _tenure_words(item: Mapping[str, Any]) -> str:
    """Say when it has the name, if not now."""
    when = "former name" if item["former"] else "later name" if item["later"] else ""
    return f"{when}, {date_words(item['valid'])}" if when and item["valid"] else when


def _nearest(call: Call) -> Sequence[Candidate]:
    """Return the entities whose names are nearest: the candidates that a resolution of the name has."""
    wanted = MatchQuery(FoldedName(call.query["q"]), kind=call.query["kind"])
    return resolve(call.world, wanted=[wanted], moment=call.moment).answers[0].match.candidates


def _kind_links(kept: Mapping[str, str]) -> list[FilterLink]:
    """Return a link to all results and one for each kind."""
    every = {name: text for name, text in kept.items() if name != "kind"}
    chosen = kept.get("kind")
    kinds = [FilterLink(kind.plural, {**every, "kind": kind.name}, kind.name == chosen) for kind in KINDS.values()]
    return [FilterLink("all", every, chosen is None), *kinds]
