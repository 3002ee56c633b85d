"""Lines are written through the operations: once, in parts where they must be, and never over what is on record."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.truth import stated_on
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.local.catalogues.files import BadCatalogue, CatalogueFile
from chalicelib.local.catalogues.lines import Line
from chalicelib.local.catalogues.linking import with_models
from chalicelib.local.catalogues.loading import Outcome, in_parts, is_loaded, load_lines
from chalicelib.local.catalogues.mappings.models_dev import models_dev_ends, models_dev_lines
from chalicelib.local.catalogues.report import Report
from chalicelib.operations.entities.conflicts import conflicts
from chalicelib.operations.entities.read import read
from chalicelib.operations.world import Moment, RequestContext, World
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock
from tests.operations.builders import world_on

Body = dict[str, Any]
DAYS = ("2025-07-15", "2025-09-15", "2025-11-15")
SAID = {"source": "source/s", "basis": "third_party_report"}
SOURCE = Line({"kind": "source", "slug": "s", "title": "S", "if_exists": "use"}, "S")


@pytest.fixture
def context(clock: Clock) -> Iterator[RequestContext]:
    table = SqliteTable(":memory:")
    yield a_context(world_on(table, clock))
    table.close()


def a_context(world: World) -> RequestContext:
    from bench.filling import CALLER  # as every bench

    return RequestContext(world, CALLER)


def offering(slug: str = "o", *, if_exists: str = "add", **fields: Any) -> Line:
    body = {"kind": "offering", "slug": slug, "name": "O", **fields, "evidence": SAID, "if_exists": if_exists}
    return Line(body, f"row {slug}")


def view(context: RequestContext, ref: str, moment: Moment | None = None) -> Mapping[str, Any]:
    return read(context.world, ref=Ref(*ref.split("/")), moment=moment or Moment()).view


def test_a_line_creates_its_entity_and_a_second_one_adds_to_it(context: RequestContext) -> None:
    lines = [SOURCE, offering(), offering(regions=["EU"]), offering()]

    loaded = load_lines(context, lines)

    assert loaded.summary() == "2 created, 1 changed, 1 unchanged"
    assert view(context, "offering/o")["regions"] == ["EU"]


def test_an_entity_on_record_stays_as_it_is_if_the_line_says_so(context: RequestContext) -> None:
    load_lines(context, [SOURCE, offering()])

    loaded = load_lines(context, [SOURCE, offering(if_exists="use", regions=["EU"])])

    assert loaded.summary() == "2 unchanged"
    assert "regions" not in view(context, "offering/o")


def test_a_refused_line_is_noted_with_its_place_and_the_others_are_written(context: RequestContext) -> None:
    loaded = load_lines(context, [SOURCE, offering("bad", regions=["Atlantis-1"]), offering()])

    ((place, why),) = loaded.refused
    assert place == "row bad"
    assert why.startswith("/regions/0: ")
    assert loaded.counts[Outcome.CREATED] == 2


def test_a_refused_line_ends_the_load_if_you_say_so(context: RequestContext) -> None:
    with pytest.raises(BadCatalogue, match="row bad: /regions/0: "):
        load_lines(context, [SOURCE, offering("bad", regions=["Atlantis-1"])], stops=True)


def test_an_entity_that_an_editor_has_retired_is_passed_over(context: RequestContext) -> None:
    load_lines(context, [SOURCE, offering()])
    retire(context, ref=Ref("offering", "o"), reason="It was a mistake.")

    assert load_lines(context, [offering(regions=["EU"])]).summary() == "1 passed over"


def test_a_body_of_more_facts_than_one_write_takes_is_written_in_parts(context: RequestContext) -> None:
    prices = [
        {"value": {"amount": str(number), "unit": "USD/Mtok"}, "direction": "input", "plan": f"plan {number}"}
        for number in range(150)
    ]

    loaded = load_lines(context, [SOURCE, offering(prices=prices, regions=["EU"])])

    assert loaded.summary() == "2 created"
    assert len(view(context, "offering/o")["prices"]) == 150


def test_the_parts_of_a_body_have_all_its_values_once_and_the_name_comes_first() -> None:
    body = {"name": "O", "prices": [1, 2, 3], "ends": "2026", "regions": ["EU"], "evidence": SAID}

    first, second = in_parts(body, 3)

    assert first == {"name": "O", "prices": [1, 2], "evidence": SAID}
    assert second == {"prices": [3], "ends": "2026", "regions": ["EU"], "evidence": SAID}


def test_an_offering_is_linked_to_the_model_that_resolve_matches_and_to_no_other(context: RequestContext) -> None:
    load_lines(context, [SOURCE])
    create(context, kind=KINDS["model"], body={"slug": "zeta-2", "name": "Zeta 2", "evidence": SAID})
    report = Report()

    same, other = with_models(
        context.world, [offering("a", name="zeta 2"), offering("b", name={"value": "Zeta 2 mini"})], report
    )

    assert same.body["model"]["value"] == "model/zeta-2"
    assert same.body["model"]["evidence"]["basis"] == "derived"
    assert "model" not in other.body
    assert sum(report.apart.values()) == 1
    assert load_lines(context, [same]).summary() == "1 created"


def written(path: Path, contents: list[Any]) -> list[CatalogueFile]:
    files = []
    for day, content in zip(DAYS, contents, strict=False):
        file = path / f"api-{day}.json"
        file.write_text(json.dumps({"openai": {"name": "OpenAI", "models": content}}))
        files.append(CatalogueFile(file))
    return files


def model(**members: Any) -> Body:
    return {
        "name": "M",
        "release_date": "2025",
        "modalities": {"input": ["text"]},
        "limit": {"context": 1},
        **members,
    }


def test_a_catalogue_is_known_to_be_loaded_only_when_its_last_line_is_written(
    context: RequestContext, tmp_path: Path
) -> None:
    files = written(tmp_path, [{"m": model()}])
    (end,) = models_dev_ends(files)
    *lines, last = models_dev_lines(files, Report())

    load_lines(context, lines)
    before = is_loaded(context.world, end)
    load_lines(context, [last])

    assert (before, is_loaded(context.world, end)) == (False, True)


def test_other_bytes_under_the_day_of_a_file_on_record_are_refused(context: RequestContext, tmp_path: Path) -> None:
    load_lines(context, models_dev_lines(written(tmp_path, [{"m": model()}]), Report()))

    loaded = load_lines(context, models_dev_lines(written(tmp_path, [{"m": model(name="N")}]), Report()))

    ((place, why),) = loaded.refused
    assert place == "models.dev of 2025-07-15"
    assert "/sha256" in why


def test_a_catalogue_that_drops_a_price_contradicts_nobody_who_was_silent_then(
    context: RequestContext, tmp_path: Path
) -> None:
    files = written(tmp_path, [{"m": model(cost={"input": 2})}, {"m": model()}])

    load_lines(context, models_dev_lines(files, Report()))

    ref = Ref("offering", "openai-m")
    assert conflicts(context.world, ref=ref).items == []
    assert view(context, str(ref), Moment(valid_at="2025-08-01T00:00:00.000Z"))["prices"][0]["value"]["amount"] == "2"
    assert view(context, str(ref))["prices"][0]["value"] == {"missing": "none"}


FIELDS = {
    "cost.input": st.integers(0, 2),
    "limit.output": st.integers(0, 2),
    "knowledge": st.sampled_from(["2025-01", "2025-02"]),
    "release_date": st.sampled_from(["2025-01", "2025-02"]),
    "modalities.input": st.lists(st.sampled_from(["text", "image", "pdf"]), unique=True),
    "reasoning": st.booleans(),
}
ROWS = st.fixed_dictionaries({}, optional=FIELDS)
HISTORIES = st.lists(st.dictionaries(st.sampled_from(["m", "n"]), ROWS), min_size=1, max_size=3)


def nested(row: Mapping[str, Any]) -> Body:
    members: Body = {"name": "M", "modalities": {}, "limit": {}}
    for field, value in row.items():
        group, dot, name = field.partition(".")
        if dot:
            members.setdefault(group, {})[name] = value
        else:
            members[group] = value
    return members


@settings(max_examples=12)  # each writes a table and reads it in full
@given(history=HISTORIES)
def test_on_the_day_of_each_file_a_catalogue_says_what_its_file_says(
    history: list[dict[str, Mapping[str, Any]]],
) -> None:
    contents = [{name: nested(row) for name, row in rows.items()} for rows in history]
    table = SqliteTable(":memory:")
    context = a_context(world_on(table, Clock()))
    with TemporaryDirectory() as folder:
        load_lines(context, models_dev_lines(written(Path(folder), contents), Report()), stops=True)

    for day, rows in zip(DAYS, history, strict=False):
        for name in ("m", "n"):
            for field in FIELDS:
                value = rows.get(name, {}).get(field, [])
                said = stated_on(context.world, "openai", name, field=field, day=day)
                assert sorted(said) == sorted(map(str, value if isinstance(value, list) else [value]))
    table.close()
