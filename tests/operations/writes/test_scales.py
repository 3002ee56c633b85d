"""Scores follow the scale of their benchmark."""

from typing import Any

import pytest

from chalicelib.domain.errors import Fault, Invalid
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.ending.merge import merge
from tests.operations.builders import CALLER, a_fact, a_model, a_source, new, ref, said_by, say, state, view

PER_CENT = [{"value": {"low": "0", "high": "100", "unit": "%"}, "better": "higher"}]


def a_benchmark(world: World, slug: str = "mmlu", **fields: Any) -> None:
    new(world, "benchmark", slug, name=slug.upper(), **fields)


def a_score(amount: str, unit: str, benchmark: str = "benchmark/mmlu") -> dict[str, Any]:
    return {"value": {"amount": amount, "unit": unit}, "benchmark": benchmark}


@pytest.fixture
def scaled(world: World) -> World:
    """A world with a benchmark in per cent, and a model."""
    a_source(world)
    a_benchmark(world, scale=PER_CENT)
    a_model(world)
    return world


def faults_of_score(world: World, amount: str, unit: str) -> list[Fault]:
    try:
        say(world, "model/v3", scores=[a_score(amount, unit)])
    except Invalid as refusal:
        return list(refusal.faults)
    return []


@pytest.mark.parametrize(
    ("amount", "unit"), [("86.1", "%"), ("0.861", "fraction"), ("0", "%"), ("100", "%"), ("3", "rank")]
)
def test_a_score_in_a_unit_of_the_scale_is_recorded(scaled: World, amount: str, unit: str) -> None:
    assert faults_of_score(scaled, amount, unit) == []
    assert view(scaled, "model/v3")["scores"] == [a_score(amount, unit)]


def test_a_score_in_another_unit_is_refused_with_the_right_one(scaled: World) -> None:
    (fault,) = faults_of_score(scaled, "0.861", "score")

    assert (fault.pointer, fault.code) == ("/scores/0/value/unit", "wrong_scale")
    assert "write 0.861 fraction" in fault.detail


@pytest.mark.parametrize(("amount", "unit"), [("861", "%"), ("8.61", "fraction"), ("-1", "%")])
def test_a_score_off_the_scale_is_refused(scaled: World, amount: str, unit: str) -> None:
    (fault,) = faults_of_score(scaled, amount, unit)

    assert (fault.pointer, fault.code) == ("/scores/0/value/amount", "off_the_scale")
    assert "from 0 to 100 %" in fault.detail


def test_both_ends_of_a_range_are_on_the_scale(scaled: World) -> None:
    score = {"value": {"low": "90", "high": "110", "unit": "%"}, "benchmark": "benchmark/mmlu"}
    with pytest.raises(Invalid) as refusal:
        say(scaled, "model/v3", scores=[score])
    assert [fault.pointer for fault in refusal.value.faults] == ["/scores/0/value/high"]


def test_a_scale_can_be_open_above(scaled: World) -> None:
    a_benchmark(scaled, "arena", scale=[{"value": {"amount": "0", "unit": "score", "bound": "at_least"}}])
    say(scaled, "model/v3", scores=[a_score("1417", "score", "benchmark/arena")])
    a_source(scaled, "other")
    with pytest.raises(Invalid) as refusal:
        say(scaled, "model/v3", scores=[a_score("-1", "score", "benchmark/arena")], evidence=said_by("other"))
    assert [fault.code for fault in refusal.value.faults] == ["off_the_scale"]


def test_a_benchmark_without_a_scale_takes_every_unit(world: World) -> None:
    a_source(world)
    a_benchmark(world)
    a_model(world, scores=[a_score("0.861", "score")])
    assert view(world, "model/v3")["scores"] == [a_score("0.861", "score")]


def test_a_known_benchmark_is_read_along_with_a_new_source(scaled: World) -> None:
    say(scaled, "model/v3", scores=[a_score("86.1", "%")])
    a_source(scaled, "other")
    with pytest.raises(Invalid) as refusal:
        say(scaled, "model/v3", scores=[a_score("861", "%")], evidence=said_by("other"))
    assert [fault.code for fault in refusal.value.faults] == ["off_the_scale"]


def test_a_second_score_of_the_same_source_is_checked_too(scaled: World) -> None:
    say(scaled, "model/v3", scores=[a_score("86.1", "%")])

    faults = [faults_of_score(scaled, "861", "%"), faults_of_score(scaled, "0.861", "score")]

    assert [[fault.code for fault in each] for each in faults] == [["off_the_scale"], ["wrong_scale"]]


def test_the_scale_in_the_same_request_counts(world: World) -> None:
    a_source(world)
    a_benchmark(world)
    a_model(world)
    scale = a_fact("benchmark/mmlu", "scale", {"low": "0", "high": "100", "unit": "%"})
    score = a_fact("model/v3", "scores", {"amount": "861", "unit": "%"}, qualifiers={"benchmark": "benchmark/mmlu"})
    with pytest.raises(Invalid) as refusal:
        state(world, scale, score)
    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [
        ("/facts/1/value/amount", "off_the_scale")
    ]


def test_a_merged_benchmark_has_the_scale_of_its_survivor(scaled: World) -> None:
    a_benchmark(scaled, "mmlu-old")
    merge(
        RequestContext(scaled, CALLER),
        ref=ref("benchmark/mmlu-old"),
        into=ref("benchmark/mmlu"),
        reason="The same.",
        if_match=None,
    )
    with pytest.raises(Invalid) as refusal:
        say(scaled, "model/v3", scores=[a_score("861", "%", "benchmark/mmlu-old")])
    assert [fault.code for fault in refusal.value.faults] == ["off_the_scale"]
