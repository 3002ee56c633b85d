"""GET /compare: up to five entities side by side, as a page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.api.http.asking import ApiAnswer, ask
from chalicelib.api.http.routing.clocks import CLOCKS
from chalicelib.api.http.routing.parameters import MOMENT, flag
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.pages.browse.cells import ShownValue, aspects_of, declared, refs_in, shown_values
from chalicelib.api.pages.browse.names import Names
from chalicelib.api.pages.frame import PAGE, show
from chalicelib.api.pages.words.value_words import label_of
from chalicelib.api.search.name_parameters import Q
from chalicelib.api.search.search import search
from chalicelib.api.series.compare import PROPERTIES, REFS, compare
from chalicelib.kinds import KINDS

MAX_REFS = 5  # side by side on a page
MAX_CELLS = 500  # of the page; `properties` selects others
MAX_VALUES = 8  # of a cell
MAX_FOUND = 8  # entities that a name may mean
FEW_REFS = replace(
    REFS,
    meaning=f"The entities to compare, of any kind. Up to {MAX_REFS} refs, separated by commas or in repeated `refs`.",
    schema={**REFS.schema, "maxItems": MAX_REFS},
    required=False,
    most=MAX_REFS,
    component="few_refs",
)
ADD = replace(Q, name="add", meaning="The name of another entity: the page offers those that have it.", required=False)

OVER_TIME = flag("over_time", "Draw the prices of the entities over time.")


@dataclass(frozen=True)
class EntityShown:
    """A column: the entity, its name, the refs that are left without it, and why it has no values, if so."""

    ref: str
    name: str
    others: str
    reason: str | None = None
    into: str | None = None


@dataclass(frozen=True)
class CellShown:
    """The values of an entity in a row, how many more there are, and their marks."""

    values: Sequence[ShownValue]
    more: int
    is_disputed: bool
    hedged: str | None


@dataclass(frozen=True)
class RowShown:
    """A row: a property, what distinguishes its values from those of other rows, and a cell for each entity."""

    property: str
    label: str
    aspects: Sequence[str]
    cells: Sequence[CellShown | None]


@route(
    "GET",
    "/compare",
    name="show_comparison",
    summary="See entities side by side",
    tag="pages",
    scope="read",
    parameters=(FEW_REFS, PROPERTIES, ADD, OVER_TIME, *MOMENT),
    answers=(PAGE,),
)
def compare_page(call: Call) -> Reply:
    """Return a page with up to five entities side by side, a row for each property; without `refs`, a form.

    `add` is the name of one more: the page offers the entities that have it. `over_time` draws their prices over time
    instead of the amounts of the moment.
    """
    # Few requests are for pages.
    from chalicelib.api.pages.browse.compared_plots import ask_for_prices, drawn_comparison, drawn_prices

    refs, chosen = ",".join(call.query["refs"]), ",".join(call.query["properties"])
    clocks = {name: call.query[name] for name in CLOCKS}
    compared = ask(compare, call, "The comparison", refs=refs, properties=chosen or None, **clocks) if refs else None
    added = call.query["add"]
    candidates = None if added is None else ask(search, call, "Search", q=added, limit=MAX_FOUND, **clocks)
    history = ask_for_prices(call, refs) if refs and call.query["over_time"] else None
    body: Mapping[str, Any] = {"entities": [], "rows": []} if compared is None else compared.body
    entities = body["entities"]
    most = MAX_CELLS // max(len(entities), 1)
    known = {each["ref"]: each["label"] for each in entities if each.get("label")}
    names = Names.read(call.world, _refs_named(entities, body["rows"][:most]), known=known).by_ref
    return show(
        call,
        "compare.html",
        title=_title([names.get(each["ref"], each["ref"]) for each in entities]),
        path="/compare",
        answers=[each for each in (compared, history, candidates) if each is not None],
        clocks_taken=CLOCKS,
        kept={name: text for name, text in (("refs", refs), ("properties", chosen)) if text},
        entities=[_entity_shown(each, entities, names) for each in entities],
        rows=[_row_shown(each, entities, names) for each in body["rows"][:most]],
        more=max(len(body["rows"]) - most, 0),
        refs=refs,
        added=added,
        offered=_offered(candidates, refs),
        has_room=len(entities) < MAX_REFS,
        names=names,
        has_prices=history is None and sum(row["property"] == "prices" for row in body["rows"]) > 0,
        plots=drawn_prices(call, names, history) if history else drawn_comparison(call, body),
    )


def _title(compared: Sequence[str]) -> str:
    """Return the title of the page: the names of what it compares."""
    *first, last = compared or ["Compare"]
    return f"{', '.join(first)} and {last}" if first else last


def _refs_named(entities: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the refs that the page names: survivors and values first."""
    for each in entities:
        yield from (each["ref"], each.get("into", each["ref"]))
    for row in rows:
        yield from refs_in([row["scope"], row["qualifiers"], *(cell["value"] for cell in row["cells"] if cell)])


def _entity_shown(
    each: Mapping[str, Any], entities: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> EntityShown:
    others = ",".join(other["ref"] for other in entities if other is not each)
    name = names.get(each["ref"], each["ref"])
    return EntityShown(each["ref"], name, others, each.get("reason"), each.get("into"))


def _row_shown(row: Mapping[str, Any], entities: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> RowShown:
    cells = [_cell_shown(row, each["ref"], cell, names) for each, cell in zip(entities, row["cells"], strict=True)]
    kind = next(_kind_of(each["ref"]) for each, cell in zip(entities, row["cells"], strict=True) if cell is not None)
    members = {**row["qualifiers"], "scope": row["scope"], "period": row["period"], "condition": row["condition"]}
    aspects = aspects_of(declared(kind, row["property"]), members, names)
    return RowShown(row["property"], label_of(row["property"]), aspects, cells)


def _cell_shown(
    row: Mapping[str, Any], ref: str, cell: Mapping[str, Any] | None, names: Mapping[str, str]
) -> CellShown | None:
    if cell is None:
        return None
    values = shown_values(declared(_kind_of(ref), row["property"]), cell["value"], names)
    return CellShown(values[:MAX_VALUES], max(len(values) - MAX_VALUES, 0), cell["disputed"], cell["hedged"])


def _kind_of(ref: str) -> Any:
    return KINDS[ref.partition("/")[0]]


def _offered(candidates: ApiAnswer | None, refs: str) -> list[tuple[str, str, str]]:
    """Return the entities that a name may mean: the label, the kind, and the refs with it."""
    found = [] if candidates is None else candidates.body["items"]
    present = refs.split(",") if refs else []
    return [
        (each["label"], each["kind"], ",".join([*present, each["ref"]])) for each in found if each["ref"] not in present
    ]
