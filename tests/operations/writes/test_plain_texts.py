"""A text without a slash stands for itself wherever a ref may also be words; shown it is an object."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Invalid
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import Named, Ref, RefType
from chalicelib.domain.values.words.clean_text import clean_line
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Property, Qualifier, Shape
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.create import create
from tests.operations.builders import CALLER, EVIDENCE, a_company, a_fact, a_source, new, say, state, view

REFS = [
    (kind.name, declared)
    for kind in KINDS.values()
    if not kind.types
    for declared in kind.properties
    if isinstance(declared.type, RefType)
]


def names(cases: list[tuple[str, Property]]) -> list[str]:
    return [f"{kind} {declared.name}" for kind, declared in cases]


def listed(declared: Property, value: Any) -> Any:
    wrapped = {"value": value, **{q.name: _any(q) for q in declared.qualifiers if q.required}}
    one = wrapped if len(wrapped) > 1 else value
    return one if declared.shape is Shape.ONE else [one]


def _any(qualifier: Qualifier) -> Any:
    codes = getattr(qualifier.type, "codes", None)
    return next(iter(codes)) if codes else "something"


def texts(value: Any) -> Iterator[str]:
    """List every text in a view."""
    if isinstance(value, dict):
        yield from ([value["text"]] if value.keys() == {"text"} else [])
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


@pytest.mark.parametrize(("kind", "declared"), REFS, ids=names(REFS))
def test_every_property_that_points_takes_a_plain_text_in_create_patch_and_facts(
    quick: World, kind: str, declared: Property
) -> None:
    a_source(quick)
    body = {k: v for k, v in KINDS[kind].example.items() if k == KINDS[kind].label}
    new(quick, kind, "one", **{**body, declared.name: listed(declared, "Reuters")})
    new(quick, kind, "two", **body)
    say(quick, f"{kind}/two", **{declared.name: listed(declared, "Reuters")})
    new(quick, kind, "three", **body)
    qualifiers = {q.name: _any(q) for q in declared.qualifiers if q.required}
    state(quick, a_fact(f"{kind}/three", declared.name, "Reuters", qualifiers=qualifiers))
    for slug in ("one", "two", "three"):
        assert "Reuters" in texts(view(quick, f"{kind}/{slug}")[declared.name])


def test_the_text_and_its_object_are_one_fact(quick: World) -> None:
    a_source(quick)
    a_company(quick, competes_with=["Baidu"])
    assert not say(quick, "company/deepseek", competes_with=[{"text": "Baidu"}]).created
    assert view(quick, "company/deepseek")["competes_with"] == [{"text": "Baidu"}]


def test_a_source_s_publisher_is_a_text_in_the_facts_that_cite_it(quick: World) -> None:
    a_source(quick, publisher="Reuters", authors=["Jane Doe"])
    a_company(quick)
    (fact,) = load_entity(quick, "company/deepseek").facts.values()
    assert fact.json_value()["publisher"] == {"text": "Reuters"}
    assert view(quick, "source/report")["authors"] == [{"text": "Jane Doe"}]


def test_speakers_scopes_qualifiers_and_participants_are_texts(quick: World) -> None:
    a_source(quick)
    evidence = {**EVIDENCE, "speaker": "people familiar with the matter"}
    a_company(quick, country={"value": "CN", "scope": "the parent", "evidence": evidence})
    remark = {"value": {"text": "Large.", "language": "en"}, "about": "the market"}
    say(quick, "company/deepseek", remarks=[remark], evidence=evidence)
    state(quick, a_fact(value="SG", scope="the holding", evidence=evidence))
    found = [fact.json_value() for fact in load_entity(quick, "company/deepseek").facts.values()]
    assert {str(fact["scope"]) for fact in found} == {"None", "{'text': 'the parent'}", "{'text': 'the holding'}"}
    assert [f["evidence"]["speaker"] for f in found if f["evidence"]["speaker"]] == [{"text": evidence["speaker"]}] * 3
    assert [f["qualifiers"] for f in found if f["property"] == "remarks"] == [{"about": {"text": "the market"}}]
    participants = [{"value": "Chinese AI models", "role": "subject"}]
    body = {"slug": "it", "type": "release", "title": "It", "date": "2025-01-26", "evidence": evidence}
    create(RequestContext(quick, CALLER), kind=KINDS["event"], body={**body, "participants": participants})
    assert view(quick, "event/it")["participants"][0]["value"] == {"text": "Chinese AI models"}


@pytest.mark.parametrize(
    ("sent", "right"),
    [
        ("AP/Reuters", '{"text": "AP/Reuters"}'),
        ("company/", '{"text": "company/"}'),
        ("a/b", '{"text": "a/b"}'),
        ("not/a/ref", '{"text": "not/a/ref"}'),
    ],
)
def test_a_text_with_a_slash_that_is_no_ref_is_refused_with_both_forms(quick: World, sent: str, right: str) -> None:
    a_source(quick)
    evidence = {**EVIDENCE, "speaker": sent}
    places: tuple[dict[str, Any], ...] = (
        {"competes_with": [sent]},
        {"country": {"value": "CN", "scope": sent}},
        {"evidence": evidence},
    )
    for fields in places:
        with pytest.raises(Invalid) as refusal:
            a_company(quick, **{"country": "CN", **fields})
        details = [fault.detail for fault in refusal.value.faults]
        assert all(right in detail for detail in details)
        assert details
    say(quick, str(a_company(quick).ref), competes_with=[{"text": sent}])


@pytest.mark.parametrize("wrong", [[], ["x"], 7, True, {}, {"txt": "x"}, {"text": []}])
def test_a_speaker_that_is_neither_is_pointed_at(quick: World, wrong: Any) -> None:
    a_source(quick)
    with pytest.raises(Invalid) as refusal:
        a_company(quick, evidence={**EVIDENCE, "speaker": wrong, "certainty": "sure"})
    pointers = {fault.pointer for fault in refusal.value.faults}
    assert any(pointer.startswith("/evidence/speaker") for pointer in pointers)
    assert "/evidence/certainty" in pointers


@given(st.text(max_size=40))
def test_what_is_read_is_a_ref_words_or_a_fault_and_reads_the_same_when_sent_as_shown(text: str) -> None:
    faults = Faults()
    read = RefType().read(text, at="", faults=faults)
    assert (read is None) == bool(faults)
    if read is not None:
        assert isinstance(read, Ref) == ("/" in text)
        assert RefType().read(read.json(), at="", faults=faults) == read
        assert read == (Ref.of(text) if "/" in text else Named(clean_line(text)))
