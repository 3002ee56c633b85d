"""A view shows 500 values of a property, and says how many more there are and where."""

from typing import Any

import pytest

from chalicelib.domain.errors import Invalid, Oversized
from chalicelib.operations.entities.batch_get import batch_get
from chalicelib.operations.entities.large import shown_values
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.world import Moment, World
from tests.operations.builders import a_company, a_fact, a_source, ref, say, state, view

REF = "company/deepseek"
BEYOND = {"competes_with": {"values": 2, "at": "/v1/companies/deepseek/facts?property=competes_with"}}


@pytest.fixture
def full(quick: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A company with five competitors, of which views show three."""
    monkeypatch.setattr(shown_values, "MAX_SHOWN_VALUES", 3)
    a_source(quick)
    for slug in ("deepseek", "a", "b", "c", "d", "e"):
        a_company(quick, slug)
    state(quick, *(a_fact(REF, "competes_with", f"company/{slug}") for slug in "abcde"))
    return quick


def test_every_way_of_reading_shows_as_many_and_says_where_the_others_are(full: World) -> None:
    written = say(full, REF, country="CN").view
    now, then = view(full, REF), view(full, REF, known_at=full.now())
    (got,) = batch_get(full, refs=[ref(REF)], moment=Moment(), include_wide=True)

    for each in (written, now, then, got.view):
        assert each is not None
        assert each["competes_with"] == ["company/a", "company/b", "company/c"]
        assert each["beyond"] == BEYOND
    assert audit(full, ref=REF) == []


def test_what_fits_has_nothing_beyond(full: World) -> None:
    assert "beyond" not in view(full, "company/a")


def test_only_the_service_writes_it(full: World) -> None:
    with pytest.raises(Invalid) as refusal:
        say(full, REF, beyond=BEYOND)
    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/beyond", "read_only")]


def test_a_list_that_no_row_has_room_for_advises_nothing_that_fails_too(full: World) -> None:
    def remarks(first: int) -> list[dict[str, Any]]:
        texts = (f"{number} {'word ' * 390}" for number in range(first, first + 80))
        return [a_fact(REF, "remarks", {"text": text, "language": "en"}) for text in texts]

    for first in (0, 80):
        state(full, *remarks(first))
    with pytest.raises(Oversized) as refusal:
        state(full, *remarks(160))
    assert refusal.value.context["limit"] == 409_600
    assert "atomic=false" not in refusal.value.detail
