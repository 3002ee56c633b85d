"""GET /{plural}/{slug}: an entity as a page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.api.entities.read import read
from chalicelib.api.http.asking import ApiAnswer, ask
from chalicelib.api.http.routing.parameters import MOMENT
from chalicelib.api.http.routing.query_strings import with_query
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.lists.referrers import referrers
from chalicelib.api.lists.timeline import timeline
from chalicelib.api.pages.browse.evidence import property_rows, refs_shown
from chalicelib.api.pages.browse.filter_links import lists_of
from chalicelib.api.pages.browse.names import Names, name_of
from chalicelib.api.pages.frame import PAGE, Links, show
from chalicelib.api.pages.words.value_words import instant_words, label_of
from chalicelib.domain.errors import Gone, Merged, NotFound
from chalicelib.domain.values import parse_date
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH

if TYPE_CHECKING:
    from markupsafe import Markup

MAX_EVENTS = 25  # of the timeline on the page; a link leads to the rest
MAX_POINTING = 100  # of what refers to the entity
CLOCKS = tuple(each.name for each in MOMENT)


@route(
    "GET",
    "/{plural}/{slug}",
    name="show_{kind}",
    summary="See {a_kind}",
    tag="pages",
    scope="read",
    parameters=MOMENT,
    answers=(PAGE,),
    refusals=(NotFound, Gone, Merged),
)
def entity_page(call: Call) -> Reply:
    """Return a page with the flat view, the evidence of each value, the timeline and what refers to the entity."""
    # Few requests are for pages.
    from chalicelib.api.linked_data.rendering import inline_text
    from chalicelib.api.pages.browse.plots import plots_of

    clocks = {name: call.query[name] for name in CLOCKS}
    whole = ask(read, call, "The flat view with its facts", include="facts", explain="true", **clocks)
    events, pointing = _events_and_referrers(call)
    view = whole.body
    names = Names.read(call.world, refs_shown(view), known={view["ref"]: name_of(view)})
    links = Links(call.base, {name: text for name, text in clocks.items() if text})
    newest = sorted(events.body["items"], key=_day, reverse=True)
    plots = plots_of(call, view, newest, links.entity)
    return show(
        call,
        "entity.html",
        title=name_of(view),
        path=f"/{call.kind.plural}/{call.path['slug']}",
        answers=[each for each in (whole, plots.answer, events, pointing) if each is not None],
        clocks_taken=CLOCKS,
        view=view,
        kind=call.kind,
        rows=property_rows(call.kind, view, names),
        events=newest[:MAX_EVENTS],
        more_events=events.url if events.body["next"] is not None or len(newest) > MAX_EVENTS else None,
        pointing=_by_kind(pointing.body["items"]),
        more_pointing=pointing.url if pointing.body["next"] is not None else None,
        sources=names.sources(view["sources"]),
        names=names.by_ref,
        facts_at=f"{call.base}/v1/{call.kind.plural}/{call.path['slug']}/facts",
        plots=plots.figures,
        label_of=label_of,
        name_of=name_of,
        lists_of=lists_of,
        cited=_citation(call, view),
        linked_data=_marked_up(inline_text(view, call)),
        linked_at=with_query(
            f"/v1/{call.kind.plural}/{call.path['slug']}",
            {"include": "facts", "format": "jsonld", **{name: text for name, text in clocks.items() if text}},
        ),
    )


def _marked_up(text: str) -> "Markup":
    from markupsafe import Markup  # few requests are for pages

    return Markup(text)  # noqa: S704  # nosec B704  # it has no sign that HTML would read


def _events_and_referrers(call: Call) -> tuple[ApiAnswer, ApiAnswer]:
    """Return the timeline, and what refers to the entity: unless there is more than a page, the events are among it."""
    clocks = {name: call.query[name] for name in ("known_at", "published_before") if call.query[name]}
    limit = MAX_RESOLVED_AFRESH if clocks else MAX_POINTING
    pointing = ask(referrers, call, "What refers to it", limit=limit, **clocks)
    if pointing.body["next"] is not None:
        return ask(timeline, call, "Timeline", limit=MAX_EVENTS, **clocks), pointing
    items = [card for card in pointing.body["items"] if card["kind"] == "event"]
    path = f"/v1/{call.kind.plural}/{call.path['slug']}/timeline"
    csv = with_query(path, {**clocks, "format": "csv"})
    return ApiAnswer("Timeline", with_query(path, clocks), csv, {"items": items, "next": None}), pointing


def _by_kind(cards: Iterable[Mapping[str, Any]]) -> list[tuple[str, Sequence[Mapping[str, Any]]]]:
    """Return the cards of all kinds but events by the plural of their kind, in their order."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for card in cards:
        if card["kind"] == "event":
            continue
        found.setdefault(KINDS[card["kind"]].plural, []).append(card)
    return [*found.items()]


def _day(card: Mapping[str, Any]) -> str:
    """Return the first day of an event, for sorting; an unknown date is before all."""
    read = parse_date(card["date"]) if isinstance(card.get("date"), str) else None
    return "" if read is None else read.first_day


def _citation(call: Call, view: Mapping[str, Any]) -> str:
    """Return how to cite the page: with the moment of its last revision, so that it can be seen again."""
    address = f"{call.origin}{call.base}/{call.kind.plural}/{call.path['slug']}?known_at={view['updated_at']}"
    return f"aifacts, “{name_of(view)}”, revision {view['revision']} of {instant_words(view['updated_at'])}, {address}"
