"""A comparison shows the values of each view side by side."""

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from chalicelib.domain.errors import BadParameter
from chalicelib.domain.values import Missing, Quantity, Span, Text
from chalicelib.domain.values.quantities.one_unit import common_unit, expressed_in
from chalicelib.operations.series.compare import Comparison, compare
from chalicelib.operations.world import World
from tests.operations.builders import a_source, new, ref, said_by, say, view

MODELS = [f"model/m{number}" for number in range(6)]


@pytest.fixture
def models(quick: World) -> World:
    """Some models with values from two sources."""
    random = Random(7)
    a_source(quick)
    a_source(quick, "other")
    for name in MODELS:
        new(quick, "model", name.removeprefix("model/"), name=name)
        for _ in range(8):
            say(quick, name, **some_fields(random), evidence=said_by(random.choice(("report", "other"))))
    return quick


def some_fields(random: Random) -> dict[str, Any]:
    price = {
        "value": {"amount": random.choice(("1", "2.5")), "unit": random.choice(("USD/Mtok", "CNY/Mtok"))},
        "direction": random.choice(("input", "output")),
        "valid": random.choice(("2025-01", "2025-06-10")),
    }
    fields = {
        "prices": [price],
        "released": random.choice(("2025-01", "2025-01-10", "2024")),
        "open_weights": random.random() < 0.5,
        "modalities": [random.choice(("text", "image", "code"))],
        "context_window": {"amount": random.choice(("128000", "200000")), "unit": "token"},
    }
    return dict(random.sample(sorted(fields.items()), 2))


def side_by_side(compared: Comparison) -> dict[str, dict[str, Any]]:
    """Convert the columns back to flat views; a property with one cell is not a list."""
    flat: dict[str, dict[str, Any]] = {column.ref: {} for column in compared.columns}
    for row in compared.rows:
        for column, cell in zip(compared.columns, row.cells, strict=True):
            if cell is not None and not row.qualifiers:
                flat[column.ref][row.property] = cell.shown
            elif cell is not None:
                flat[column.ref].setdefault(row.property, []).append((row.qualifiers, cell.shown))
    return flat


def test_every_column_equals_the_view_of_its_entity(models: World) -> None:
    compared = side_by_side(compare(models, refs=[ref(name) for name in MODELS]))
    for name in MODELS:
        own = view(models, name)
        prices = [
            ({n: q for n, q in e.items() if n not in ("value", "valid", "disputed")}, e["value"]) for e in own["prices"]
        ]
        rest = {
            "ref",
            "kind",
            "slug",
            "disputed",
            "hedged",
            "sources",
            "origins",
            "revision",
            "created_at",
            "updated_at",
        }
        assert sorted(compared[name].pop("prices"), key=str) == sorted(prices, key=str)
        assert compared[name] == {n: value for n, value in own.items() if n not in {*rest, "prices"}}


def test_the_cells_of_a_property_are_disputed_where_its_entity_says_so(models: World) -> None:
    compared = compare(models, refs=[ref(name) for name in MODELS])
    for place, name in enumerate(MODELS):
        cells = [(row.property, row.cells[place]) for row in compared.rows]
        assert {said for said, cell in cells if cell and cell.disputed} == set(view(models, name)["disputed"])


def test_an_entity_named_twice_is_one_column(models: World) -> None:
    assert [c.ref for c in compare(models, refs=[ref(MODELS[0])] * 2).columns] == MODELS[:1]


def test_a_comparison_of_nothing_is_refused(models: World) -> None:
    with pytest.raises(BadParameter):
        compare(models, refs=[])


def test_a_property_of_any_of_the_kinds_can_be_compared(models: World) -> None:
    new(models, "company", "openai", name="OpenAI")
    both = [ref(MODELS[0]), ref("company/openai")]
    assert {row.property for row in compare(models, refs=both, properties=("name", "prices")).rows} == {
        "name",
        "prices",
    }
    with pytest.raises(BadParameter, match='"prices"'):
        compare(models, refs=both, properties=("pricess",))


def in_one(values: Sequence[Any]) -> list[Any]:
    unit = common_unit(values)
    return [expressed_in(value, unit) for value in values] if unit else list(values)


def test_quantities_are_converted_to_the_most_common_unit_if_that_is_exact() -> None:
    assert in_one([Quantity("500", "MW"), Quantity("1.5", "GW", "over"), Quantity("2", "MW")]) == [
        Quantity("500", "MW"),
        Quantity("1500", "MW", "over"),
        Quantity("2", "MW"),
    ]
    assert in_one([Span("1", "2", "year"), Quantity("6", "month"), Quantity("9", "month")])[0] == Span(
        "12", "24", "month"
    )
    assert in_one([Quantity("1", "minute"), Quantity("7", "second"), Quantity("1", "minute")])[1] == Quantity(
        "7", "second"
    )
    assert in_one([Quantity("1", "USD"), Quantity("1", "EUR")]) == [Quantity("1", "USD"), Quantity("1", "EUR")]
    assert in_one([Text("much"), Missing("unknown")]) == [Text("much"), Missing("unknown")]
