"""Lists as JSON, as lines of JSON and as CSV: the same facts in each."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.api.http.request.authentication import NOBODY
from chalicelib.api.http.routing.columns import (
    CsvColumn,
    guarded,
    named,
    of_phrase,
    of_quantity,
    of_value,
    table,
    within,
    write_csv,
)
from chalicelib.api.http.routing.routes import ROUTES, Call, Route
from chalicelib.api.openapi import document
from chalicelib.api.openapi.names import fill
from chalicelib.kinds import KINDS
from chalicelib.kinds.grouping import dimensions_of
from chalicelib.kinds.properties.common import COMMON
from chalicelib.operations.world import World
from tests.api.conftest import EVIDENCE, Client, a_company, a_source, an_event
from tests.api.snapshots import filled_once
from tests.tables import for_each

CSV, NDJSON = "text/csv", "application/x-ndjson"
RUN_BY_A_SPREADSHEET = (*"=+-@\t\r\n", *"＝＋－＠", *"﹦﹢﹣﹫")
NOT_SHOWN = " \u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"
TRICKY = "＝ \ufeff={\"[;,\n\r\t'\\ @+-0.漢\u202e"

Item = dict[str, Any]
Line = dict[str, str]


# How somebody reads the CSV who knows what docs/interface.md says and which columns hold lists, numbers and flags.


def read_lines(text: str) -> list[Line]:
    head, *lines = csv.reader(io.StringIO(text, newline=""))
    return [dict(zip(head, map(unguarded, line), strict=True)) for line in lines]


def unguarded(cell: str) -> str:
    return (
        cell[1:]
        if cell.startswith("'") and cell.lstrip("'").lstrip(NOT_SHOWN).startswith(RUN_BY_A_SPREADSHEET)
        else cell
    )


def member(name: str, line: Line, like: Any) -> Any:
    """Read a member back; `like` is of the type that it is known to have."""
    cell, unit, language = line[name], line.get(f"{name}.unit"), line.get(f"{name}.language")
    bound = line.get(f"{name}.bound", "")
    if ".." in bound and unit:
        low, high = bound.split("..")
        return {"low": low, "high": high, "unit": unit}
    if unit:
        return {"amount": cell, "unit": unit, **({"bound": bound} if bound else {})}
    cell = cell or bound
    text = json.loads(cell) if cell.startswith(('"', "{", "[")) else cell
    if language:
        return {"text": text, "language": language}
    if isinstance(like, list) and not cell.startswith("["):
        return cell.split("; ")
    return text if isinstance(like, (str, dict, list)) else json.loads(cell)


def flattened(item: Mapping[str, Any]) -> Item:
    """Return the members of a JSON item, those of its evidence beside the others."""
    flat = {**item, **item.get("evidence", {})}
    return {n: value for n, value in flat.items() if n != "evidence" and value not in (None, [], {})}


def read_back(line: Line, item: Mapping[str, Any]) -> Item:
    filled = dict.fromkeys(name.partition(".")[0] for name, cell in line.items() if cell)
    return {name: member(name, line, flattened(item).get(name)) for name in filled}


# Any data.

TEXTS = st.text(st.one_of(st.sampled_from(TRICKY), st.characters(codec="utf-8", min_codepoint=1)))
WORDS = TEXTS.filter(bool)
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str)
QUANTITIES = st.one_of(
    st.fixed_dictionaries(
        {"amount": AMOUNTS, "unit": st.sampled_from(["USD", "%"])}, optional={"bound": st.sampled_from(["over"])}
    ),
    st.fixed_dictionaries({"low": AMOUNTS, "high": AMOUNTS, "unit": st.just("GW")}),
)
PHRASES = st.fixed_dictionaries({"text": WORDS, "language": st.sampled_from(["zh", "en"])})
MISSING = st.fixed_dictionaries({"missing": st.sampled_from(["unknown", "none"])})
NAMED = st.fixed_dictionaries({"text": WORDS})
WRAPPED = st.fixed_dictionaries({"value": st.one_of(WORDS, QUANTITIES)}, optional={"role": WORDS})
ITEMS = st.fixed_dictionaries(
    {},
    optional={
        "text": st.one_of(WORDS, MISSING, NAMED),
        "flag": st.booleans(),
        "count": st.integers(),
        "texts": st.lists(WORDS),
        "wrapped": st.lists(WRAPPED),
        "by_name": st.dictionaries(WORDS, WORDS),
        "quantity": st.one_of(QUANTITIES, MISSING),
        "phrase": st.one_of(PHRASES, MISSING),
        "value": st.one_of(WORDS, QUANTITIES, PHRASES, MISSING, NAMED),
        "evidence": st.fixed_dictionaries({"source": WORDS, "quote": st.none() | WORDS}),
    },
)
COLUMNS = (
    *named("text", "flag", "count", "texts", "wrapped", "by_name"),
    *of_quantity("quantity"),
    *of_phrase("phrase"),
    *of_value(),
    *within("evidence", "source", "quote"),
)


@given(st.lists(ITEMS, max_size=3))
def test_items_can_be_read_back_from_their_lines(items: list[Item]) -> None:
    lines = read_lines(write_csv(table(COLUMNS, items)))
    assert [read_back(line, item) for line, item in zip(lines, items, strict=True)] == list(map(flattened, items))


@given(TEXTS)
def test_no_cell_is_run_and_every_cell_can_be_read_back(text: str) -> None:
    (cell,) = next(csv.reader(io.StringIO(write_csv([[text]]), newline="")))
    assert not cell.startswith(RUN_BY_A_SPREADSHEET) or re.fullmatch(r"-\d+(\.\d+)?([eE][+-]?\d+)?", cell, re.ASCII)
    assert unguarded(cell) == text


@pytest.mark.parametrize(("text", "cell"), [("'=1", "''=1"), ("'tis", "'tis"), ("-3.5", "-3.5"), ("-3.5+1", "'-3.5+1")])
def test_an_apostrophe_is_added_where_a_formula_would_begin(text: str, cell: str) -> None:
    assert guarded(text) == cell


# Every list of the service.


@pytest.fixture
@filled_once
def news(client: Client) -> Client:
    """A company, disputed and retracted facts, an event with quantities, phrases and texts that a spreadsheet runs."""
    client.create("sources", a_source("other", publisher={"text": "=cmd()"}))
    client.create("companies", a_company(name='=HYPERLINK("x")', aliases=["深度求索", "a; b"]))
    client.create("instruments", {"slug": "nvda", "name": "Nvidia", "evidence": EVIDENCE})
    client.patch("/v1/companies/deepseek", {"country": "CN", "evidence": {**EVIDENCE, "quote": "-2, he said"}})
    client.patch(
        "/v1/companies/deepseek", {"country": "US", "evidence": {"source": "source/other", "basis": "opinion"}}
    )
    client.create(
        "events",
        an_event(
            type="stock_move",
            title="+3 % and more",
            instrument="instrument/nvda",
            participants=[{"value": "company/deepseek", "role": "issuer"}],
            change={"amount": "-3.10", "unit": "%", "bound": "over"},
            price_after={"low": "90", "high": "94.60", "unit": "EUR"},
            price_before={"missing": "unknown"},
        ),
    )
    for day, amount in (("2025-01-24", "142.62"), ("2025-01-27", "118.42")):
        sent = {"value": {"amount": amount, "unit": "USD"}, "valid": f"{day}/{day}"}
        fact = {"entity": "instrument/nvda", "property": "price", **sent, "evidence": EVIDENCE}
        assert client.post("/v1/facts", {"facts": [fact]}).status == 201
    (first, *_) = client.get("/v1/companies/deepseek/facts?property=aliases").json["items"]
    assert client.post(f"/v1/facts/{first['id']}/retraction", {"reason": "=wrong"}).status == 200
    return client


LISTS = (
    "/v1/companies?",
    "/v1/companies?fields=country,aliases,sources&",
    "/v1/companies?explain=true&",
    "/v1/events?sort=date&",
    "/v1/sources?",
    "/v1/companies/deepseek/facts?",
    "/v1/facts?source=source/report&",
    "/v1/companies/deepseek/timeline?",
    "/v1/companies/deepseek/history?",
    "/v1/companies/deepseek/conflicts?",
    "/v1/conflicts?",
    "/v1/instruments/nvda/series/price?",
    "/v1/changes?after=0&",
    "/v1/search?q=nvidia&",
    "/v1/autocomplete?q=nv&",
    "/v1/lookup?scheme=wikidata&value=Q42&",
)


@pytest.mark.parametrize("url", LISTS)
def test_each_form_of_a_list_has_the_same_content(news: Client, url: str) -> None:
    items = news.get(url.rstrip("?&")).json["items"]
    assert items or "lookup" in url
    assert [json.loads(line) for line in news.get(f"{url}format=ndjson").text.split("\n")[:-1]] == items
    lines = read_lines(news.get(f"{url}format=csv").text)
    assert [read_back(line, item) for line, item in zip(lines, items, strict=True)] == list(map(flattened, items))


def test_an_amount_and_its_unit_have_separate_columns(news: Client) -> None:
    (line,) = read_lines(news.get("/v1/events?format=csv").text)
    assert [line[f"change{part}"] for part in ("", ".unit", ".bound")] == ["-3.10", "%", "over"]
    assert [line[f"price_after{part}"] for part in ("", ".unit", ".bound")] == ["", "EUR", "90..94.60"]
    assert [line["price_before"], line["price_before.bound"]] == ["", '{"missing":"unknown"}']
    assert line["title"] == "+3 % and more"


def test_the_columns_of_a_kind_are_the_same_on_every_page(news: Client) -> None:
    full, empty = news.get("/v1/events?format=csv"), news.get("/v1/events?status=announced&format=csv")
    assert empty.text.splitlines() == full.text.splitlines()[:1]


def test_the_fields_that_are_asked_for_are_the_columns(news: Client) -> None:
    head = news.get("/v1/events?fields=title,change&format=csv").text.splitlines()[0]
    assert head == "ref,title,change,change.unit,change.bound,change.real"


@pytest.mark.parametrize(
    ("accept", "media"), [(NDJSON, NDJSON), (CSV, f"{CSV}; header=present; charset=utf-8"), ("*/*", "application/json")]
)
def test_the_accept_header_chooses_the_form(news: Client, accept: str, media: str) -> None:
    answer = news.get("/v1/companies", Accept=accept)
    assert answer.headers["content-type"] == media
    assert "Accept" in answer.headers["vary"]
    assert news.get("/v1/companies?format=json", Accept=accept).headers["content-type"] == "application/json"


def test_every_form_has_its_own_tag_and_headers(news: Client) -> None:
    answers = {form: news.get(f"/v1/companies?format={form}") for form in ("json", "ndjson", "csv")}
    assert len({answer.headers["etag"] for answer in answers.values()}) == 3
    for form, answer in answers.items():
        url = f"/v1/companies?format={form}"
        assert news.get(url, If_None_Match=answer.headers["etag"]).status == 304
        assert news.head(url).headers["content-length"] == str(len(answer.text.encode()))


def test_the_next_page_of_lines_is_in_the_link(news: Client) -> None:
    every = news.get("/v1/companies/deepseek/facts?format=csv").text.splitlines()[1:]
    url, seen = "/v1/companies/deepseek/facts?format=csv&limit=1", list[str]()
    while url:
        answer = news.get(url)
        seen += answer.text.splitlines()[1:]
        url = next(iter(re.findall('</stage([^>]*)>; rel="next"', answer.headers.get("link", ""))), "")
    assert seen == every


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/companies", "companies.csv"),
        ("/v1/companies/deepseek/facts", "companies-deepseek-facts.csv"),
        ("/v1/companies/deepseek/series/organisation_type", "companies-deepseek-series-organisation_type.csv"),
        ("/v1/compare?refs=company/deepseek", "compare.csv"),
    ],
)
def test_a_browser_saves_csv_under_a_name_that_says_what_it_is(news: Client, path: str, name: str) -> None:
    asked = f"{path}{'&' if '?' in path else '?'}format="
    answer = news.get(f"{asked}csv")

    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert "Content-Disposition" in answer.headers["access-control-expose-headers"]
    assert news.get(f"{asked}csv", If_None_Match=answer.headers["etag"]).headers["content-disposition"]
    assert not any("content-disposition" in news.get(f"{asked}{form}").headers for form in ("json", "ndjson"))


def test_openapi_says_that_csv_does_not_say_whether_it_was_cut() -> None:
    assert "`Link` has the next page" in document()["components"]["schemas"]["Csv"]["description"]


@for_each("sign", RUN_BY_A_SPREADSHEET)
@for_each("before", ["", *NOT_SHOWN, "'", "' "])
def test_a_cell_that_a_spreadsheet_would_run_is_guarded_also_after_other_characters(before: str, sign: str) -> None:
    cell = f"{before}{sign}1+1"

    assert guarded(cell) == f"'{cell}"
    assert unguarded(guarded(cell)) == cell


def test_expanded_entities_have_no_place_in_lines(news: Client) -> None:
    refused = news.get("/v1/models?expand=developer&format=ndjson")
    assert (refused.status, refused.pointers) == (400, {"expand": "not_together"})


def test_a_comparison_in_lines_begins_with_its_entities(news: Client) -> None:
    url = "/v1/compare?refs=company/deepseek,company/nobody"
    whole = news.get(url).json
    first, *rows = map(json.loads, news.get(f"{url}&format=ndjson").text.splitlines())
    assert (first, rows) == ({"entities": whole["entities"]}, whole["rows"])


def test_another_form_is_refused(news: Client) -> None:
    assert news.get("/v1/companies?format=xml").pointers == {"format": "bad_value"}


# Every declaration.


def pages() -> Iterator[tuple[Route, str | None]]:
    for route in ROUTES:
        if route.columns is not None:
            yield from ((route, name) for name in (KINDS if route.is_of_kind else [None]))


OF_VIEWS = {each.name for each in COMMON} | {"created_at", "explain", "shown_in", "sources"}


def schema_of(reference: Mapping[str, str]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = document()["components"]["schemas"][reference["$ref"].rsplit("/", 1)[1]]
    return found


def members_of(schema: Mapping[str, Any]) -> set[str]:
    """List the members of an item, and instead of `evidence` those of it."""
    while "$ref" in schema:
        schema = schema_of(schema)
    if "oneOf" in schema:  # cards of any kind: the members that all have, except those of whole views
        each = (members_of(schema_of(one)["allOf"][0]) for one in schema["oneOf"])
        return set.intersection(*each) - OF_VIEWS
    members = set(schema["properties"])
    return members - {"evidence"} | members_of(schema["properties"]["evidence"]) if "evidence" in members else members


ASKED = {"explain": True, "include": ("models",), "in": "USD", "fields": (), "values": False}


def columns_of(route: Route, kind_name: str | None) -> Sequence[CsvColumn]:
    assert route.columns is not None
    path = {} if kind_name is None else {"plural": KINDS[kind_name].plural}
    by = () if kind_name is None else dimensions_of(KINDS[kind_name])
    return route.columns(Call(a_world, NOBODY, path, query={**ASKED, "by": by}))


def a_world() -> World:
    raise AssertionError("columns are known without a table")


@for_each("route, kind_name", pages())
def test_every_member_of_an_item_has_its_column(route: Route, kind_name: str | None) -> None:
    kind = None if kind_name is None else KINDS[kind_name]
    page = document()["components"]["schemas"][fill(str(route.answers[0].component), kind)]
    shown = {name for column in columns_of(route, kind_name) for name in column.path[-1:]}
    of_writes = {"adjusted", "evidence_differs", "evidence_sent", "evidence_revised", "dry_run"}
    elsewhere = {"links", "through", "origins", "became", "values", *of_writes} | {
        each.name for each in (kind.properties if kind else ()) if each.series
    }
    if route.answers[0].component == "CountPage":  # one schema for the dimensions of all kinds
        elsewhere |= {name for each in KINDS.values() if each is not kind for name in dimensions_of(each)}
    assert (
        members_of(page["properties"]["items"]["items"]) - shown <= elsewhere
    )  # in timelines, with `fields` or `values`, after a write, and under /series


def test_every_page_of_the_service_has_columns() -> None:
    # They hold nothing for a spreadsheet.
    unlike = {"list_keys", "list_webhooks", "list_deliveries", "list_watches", "list_notices"}
    paged = {r.name for r in ROUTES if r.method == "GET" and (r.answers[0].component or "").endswith("Page")}
    assert paged - unlike == {route.name for route, _ in pages()}
