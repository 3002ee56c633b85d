"""Marks and merges: the copies at the survivor are marked as their originals are, and a reversal undoes that."""

from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.reverse_merge import reverse_merge
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_fact,
    a_source,
    assert_whole,
    ref,
    said_by,
    state,
    view,
)

LOSER, SURVIVOR = "company/deep-seek", "company/deepseek"


def marks(world: World, entity: str) -> dict[str, list[str]]:
    """Say by value which values replace it, of the standing countries."""
    facts = load_entity(world, entity).facts
    values = {name: str(fact.value.json()) for name, fact in facts.items()}
    return {
        values[name]: sorted(values[each] for each in fact.replaced_by(None))
        for name, fact in facts.items()
        if fact.content.property == "country" and fact.standing(None).stands
    }


def merged(world: World) -> RequestContext:
    """Merge a company with a correction into one whose country a newer edition replaces."""
    a_source(world)
    a_source(world, "second", supersedes="source/report")
    for slug in ("deepseek", "deep-seek"):
        a_company(world, slug)
    (wrong,) = state(world, a_fact(LOSER, "country", "SG"))
    state(world, a_fact(LOSER, "country", "CN", evidence={**EVIDENCE, "replaces": [wrong]}))
    state(world, a_fact(SURVIVOR, "country", "DE"))
    context = RequestContext(world, CALLER)
    merge(context, ref=ref(LOSER), into=ref(SURVIVOR), reason="The same.")
    return context


def test_the_copies_are_marked_as_the_originals_are(quick: World) -> None:
    merged(quick)

    assert marks(quick, SURVIVOR) == {"SG": ["CN"], "CN": [], "DE": []}
    assert [each for each in audit(quick, ref=SURVIVOR) if "replace" in each.detail] == []


def test_a_newer_edition_replaces_copies_and_a_reversal_leaves_it_in_place(quick: World) -> None:
    context = merged(quick)
    state(quick, a_fact(SURVIVOR, "country", "FR", evidence=said_by("second")))
    assert marks(quick, SURVIVOR) == {"SG": ["CN", "FR"], "CN": ["FR"], "DE": ["FR"], "FR": []}

    reverse_merge(context, ref=ref(LOSER), reason="Two companies.")

    assert marks(quick, SURVIVOR) == {"DE": ["FR"], "FR": []}
    assert marks(quick, LOSER) == {"SG": ["CN"], "CN": []}
    assert view(quick, LOSER)["country"] == "CN"
    assert_whole(quick, LOSER, SURVIVOR)


def test_a_second_merge_marks_the_reinstated_copies_again(quick: World) -> None:
    context = merged(quick)
    reverse_merge(context, ref=ref(LOSER), reason="Two companies.")
    state(quick, a_fact(SURVIVOR, "country", "FR", evidence=said_by("second")))

    merge(context, ref=ref(LOSER), into=ref(SURVIVOR), reason="The same after all.")

    assert marks(quick, SURVIVOR) == {"SG": ["CN", "FR"], "CN": ["FR"], "DE": ["FR"], "FR": []}
    assert view(quick, SURVIVOR)["country"] == "FR"
