"""The example of every property can be written, reads as it was sent, and its evidence can be revised."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from chalicelib.kinds import KINDS, Property
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.revise_evidence import revise_evidence
from tests.kinds.reading import refs_in
from tests.operations.builders import CALLER, EVIDENCE, a_source, new, say, view

MINIMAL: Mapping[str, Mapping[str, Any]] = {
    "event": {"title": "Something happens", "date": {"missing": "unknown"}},
    "source": {"title": "A document"},
}
DAY = "2025-01-29/2025-01-29"


def declared() -> Iterator[Any]:
    for kind in KINDS.values():
        for event_type in kind.types or (None,):
            own = kind.properties if event_type is None else event_type.properties
            for each in own:
                if each.closed is None and each.name not in MINIMAL.get(kind.name, {"name": ""}):
                    name = event_type.name if event_type else None
                    yield pytest.param(kind.name, name, each, id=f"{name or kind.name}.{each.name}")


@pytest.mark.parametrize(("kind", "event_type", "declared"), [*declared()])
def test_the_example_of_a_property_is_written_and_read(
    quick: World, kind: str, event_type: str | None, declared: Property
) -> None:
    _write_example(quick, kind, event_type, declared)
    shown = view(quick, f"{kind}/it")

    assert "disputed" not in shown or shown["disputed"] == []
    if declared.series:
        return  # the flat view has none
    if not declared.is_list:
        assert shown[declared.name] == declared.example
        return
    entries = [_wrapped(entry) for entry in shown[declared.name]]
    assert all(any(_wrapped(item).items() <= entry.items() for entry in entries) for item in declared.example)


@pytest.mark.parametrize(("kind", "event_type", "declared"), [*declared()])
def test_the_evidence_of_the_example_of_a_property_is_revised(
    quick: World, kind: str, event_type: str | None, declared: Property
) -> None:
    context, recorded = RequestContext(quick, CALLER), _write_example(quick, kind, event_type, declared)
    assert recorded
    for fact_id in recorded:
        revised = revise_evidence(context, fact_id=fact_id, members={"quote": "Said so."}, reason="Cut.").fact
        assert revised["evidence"]["quote"] == "Said so."


def _write_example(world: World, kind: str, event_type: str | None, declared: Property) -> Sequence[str]:
    """Give an entity, `it`, the example of a property; return the ids of its facts."""
    a_source(world)
    _create_named(world, declared.example)
    _create(world, kind, "it", event_type)
    sent = {"value": declared.example, "valid": DAY} if declared.series else declared.example
    return say(world, f"{kind}/it", **{declared.name: sent}).report.recorded


def _create_named(world: World, example: Any) -> None:
    for ref in sorted({*refs_in(example)} - {EVIDENCE["source"]}):
        kind, _, slug = ref.partition("/")
        _create(world, kind, slug, "release" if kind == "event" else None)


def _create(world: World, kind: str, slug: str, event_type: str | None) -> None:
    typed = {} if event_type is None else {"type": event_type}
    new(world, kind, slug, **typed, **MINIMAL.get(kind, {"name": slug}))


def _wrapped(entry: Any) -> dict[str, Any]:
    return entry if isinstance(entry, dict) and "value" in entry else {"value": entry}
