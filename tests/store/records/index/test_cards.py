"""Cards: filled up to a kilobyte, with what lists filter by first, each member encoded once."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kinds import KINDS
from chalicelib.store.records.entity_rows import View
from chalicelib.store.records.index import cards
from chalicelib.store.records.index.cards import CARD_BYTES, LONG_TEXT, make_card
from chalicelib.store.rows import Key, Row
from tests.counted import encoded

MODEL = KINDS["model"]
NAMES = [each.name for each in MODEL.properties]
VALUES = st.one_of(
    st.text(max_size=LONG_TEXT + 40),
    st.lists(st.text(max_size=30), max_size=8),
    st.fixed_dictionaries({"amount": st.sampled_from(["5", "1e25"]), "unit": st.just("USD")}),
)
FLATS = st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1)


def a_view(values: dict[str, Any], hedged: list[str]) -> View:
    """Make a view of a model that shows these values."""
    head = {"ref": "model/v3", "kind": "model", "slug": "v3"}
    tail = {"disputed": [], "hedged": dict.fromkeys(hedged, "rumoured"), "sources": ["source/a"]}
    return View("model/v3", {**head, **values, **tail}, 7, "2026-11-23", "2026-11-24", facts=9)


def size(card: dict[str, Any]) -> int:
    return len(Row(Key("-", "-"), card).text.encode())


def encoding_all_again(view: View) -> dict[str, Any]:
    """Fill a card by the plain rule: add each property that fits, and measure the whole card each time."""
    shown = view.shown()
    head = {"ref", "kind", "slug", "type", MODEL.label, MODEL.order, "status"}
    held = [name for name in shown if name in head | {"disputed", "hedged"}]
    left = [name for name in view.flat if name not in held and name not in view.wide and name != "sources"]
    filterable = {declared.name for declared in MODEL.properties if declared.can_filter}
    for name in sorted(left, key=lambda name: name not in filterable):
        if not cards._is_long(shown[name]) and size(cards._card_of(view, [*held, name])) <= CARD_BYTES:
            held.append(name)
    return cards._card_of(view, held)


@given(FLATS, st.data())
def test_a_card_holds_what_measuring_it_anew_for_each_property_would_let_it_hold(
    values: dict[str, Any], data: st.DataObject
) -> None:
    hedged = data.draw(st.lists(st.sampled_from(sorted(values)), unique=True))
    view = a_view(values, hedged)

    assert list(make_card(MODEL, view).items()) == list(encoding_all_again(view).items())


def test_a_card_is_measured_by_encoding_each_member_once() -> None:
    view = a_view({name: f"{number} {'x' * 60}" for number, name in enumerate(NAMES)}, hedged=NAMES[::2])

    def made(make: Callable[[View], dict[str, Any]]) -> int:
        return encoded(lambda: make(view))

    whole = size(view.shown())
    assert made(lambda each: make_card(MODEL, each)) <= 2 * whole
    assert made(encoding_all_again) > 5 * whole
