"""Checks: all faults of a JSON object are found together, each with its pointer."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from chalicelib.domain.errors import Invalid
from chalicelib.domain.facts.evidence import FACT_ID_PATTERN, MEMBERS
from chalicelib.domain.facts.evidence_shape import EvidenceShape
from chalicelib.domain.faults import MAX_FAULTS, Faults
from chalicelib.domain.values import checks
from chalicelib.domain.values.checks import read_shape, with_article
from tests.domain.builders import an_evidence, somebody

EVIDENCE = {"source": "source/a", "basis": "self_reported"}


class Several(BaseModel):
    """A shape with a list of shapes and a name that a pointer must escape."""

    model_config = ConfigDict(extra="forbid")

    evidence: list[EvidenceShape]
    notes: dict[str, int] = {}


def faults_of(raw: Any, shape: type[BaseModel] = EvidenceShape, *, at: str = "/evidence") -> dict[str, str]:
    """Give the codes of the faults by their pointers."""
    faults = Faults()
    assert read_shape(shape, raw, at=at, faults=faults) is None
    return {fault.pointer: fault.code for fault in faults.found}


def test_what_is_right_is_read_and_adds_no_fault() -> None:
    faults = Faults()
    raw = EVIDENCE | {"speaker": {"text": "an investor"}}

    read = read_shape(EvidenceShape, raw, at="/evidence", faults=faults)

    assert read is not None
    assert read.evidence() == an_evidence("source/a", basis="self_reported", speaker=somebody("an investor"))
    assert not faults


def test_all_faults_are_found_together_each_with_its_pointer_and_code() -> None:
    assert faults_of({"basis": "hearsay", "quote": 5, "page": 3}) == {
        "/evidence/source": "missing_field",
        "/evidence/basis": "unknown_code",
        "/evidence/quote": "wrong_type",
        "/evidence/page": "unknown_field",
    }


@pytest.mark.parametrize("raw", [None, 5, "text", [], [EVIDENCE], True])
def test_what_is_no_object_is_one_fault_of_the_whole(raw: Any) -> None:
    assert faults_of(raw) == {"/evidence": "wrong_type"}


def test_every_way_in_which_a_speaker_is_wrong_is_one_fault_at_the_speaker() -> None:
    faults = Faults()
    read_shape(EvidenceShape, EVIDENCE | {"speaker": 5}, at="", faults=faults)

    assert [(fault.pointer, fault.code) for fault in faults.found] == [("/speaker", "wrong_type")]
    assert faults.found[0].detail == "Expected a string, not the number 5. Or: Expected an object, not the number 5."


def test_a_pointer_goes_into_what_was_sent_and_names_no_class_of_ours() -> None:
    assert "/evidence/speaker/text" in faults_of(EVIDENCE | {"speaker": {"text": ""}})
    assert "/evidence/speaker/name" in faults_of(EVIDENCE | {"speaker": {"text": "x", "name": "y"}})


def test_a_member_that_is_missing_is_pointed_at_where_it_should_be() -> None:
    assert "/evidence/speaker/text" in faults_of(EVIDENCE | {"speaker": {}})


def test_a_pointer_counts_into_lists_and_escapes_names() -> None:
    raw = {"evidence": [EVIDENCE, {"source": "source/a"}], "notes": {"a/b~c": "x"}}

    assert faults_of(raw, Several, at="") == {
        "/evidence/1/basis": "missing_field",
        "/notes/a~1b~0c": "wrong_type",
    }


def test_each_detail_is_a_sentence() -> None:
    faults = Faults()
    read_shape(EvidenceShape, {"page": 3}, at="", faults=faults)

    assert all(fault.detail.endswith(".") for fault in faults.found)


@pytest.mark.parametrize("text", ["a\0b", "\0", "a\ud800b"])
@pytest.mark.parametrize("member", ["quote", "via", "as_stated"])
def test_text_that_cannot_be_stored_is_refused_by_name(member: str, text: str) -> None:
    assert faults_of(EVIDENCE | {member: text}) == {f"/evidence/{member}": "bad_text"}


def test_a_speaker_cannot_hold_what_cannot_be_stored() -> None:
    assert faults_of(EVIDENCE | {"speaker": {"text": "a\0b"}})["/evidence/speaker/text"] == "bad_text"


def test_details_speak_of_json_and_not_of_python() -> None:
    faults = Faults()
    read_shape(Several, {"evidence": [EVIDENCE | {"page": 3}, 5, {"basis": "opinion"}]}, at="", faults=faults)

    assert {fault.pointer: fault.detail for fault in faults.found} == {
        "/evidence/0/page": 'Unknown member "page".',
        "/evidence/1": "Expected an object, not the number 5.",
        "/evidence/2/source": '"source" is missing.',
    }


WRONG_LISTS = {
    "no list at all": ({}, {"/replaces": "Expected a list, not an object."}),
    "a text": ("a", {"/replaces": 'Expected a list, not "a".'}),
    "an empty list": ([], {"/replaces": "The list is empty."}),
    "a wrong item alone": ([3], {"/replaces/0": "Expected a string, not the number 3."}),
    "an item of another form": (["x"], {"/replaces/0": f'"x" does not match the pattern {FACT_ID_PATTERN}.'}),
}


@pytest.mark.parametrize("wrong", WRONG_LISTS)
def test_a_list_has_the_faults_of_its_items_or_one_of_its_own(wrong: str) -> None:
    sent, details = WRONG_LISTS[wrong]
    faults = Faults()
    read_shape(EvidenceShape, EVIDENCE | {"replaces": sent}, at="", faults=faults)

    assert {fault.pointer: fault.detail for fault in faults.found} == details


NAMES_OF_ARMS = ("str", "constrained-str", "SomebodyNamed", "text", "0")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES_OF_ARMS), inner, max_size=3),
    max_leaves=6,
)


def resolves(pointer: str, raw: Any) -> bool:
    """Say whether a pointer leads to something that was sent, or to a member that is missing from it."""
    here = raw
    *parents, last = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:] or [""])
    for part in parents:
        here = here[int(part)] if isinstance(here, list) else here[part]
    return pointer == "" or isinstance(here, dict) or int(last) < len(here)


@given(st.sampled_from(sorted(MEMBERS)), json_values)
def test_any_wrong_value_of_a_member_is_a_fault_that_points_into_the_body(name: str, value: Any) -> None:
    faults = Faults()
    raw = EVIDENCE | {name: value}

    assert (read_shape(EvidenceShape, raw, at="", faults=faults) is None) == bool(faults)
    assert all(fault.pointer.startswith(f"/{name}") and resolves(fault.pointer, raw) for fault in faults.found)


def test_a_member_that_is_called_like_an_arm_of_a_union_is_pointed_at_and_nothing_else_is() -> None:
    assert faults_of(EVIDENCE | {"speaker": {"text": "x", "constrained-str": [1]}}) == {
        "/evidence/speaker": "wrong_type",
        "/evidence/speaker/constrained-str": "unknown_field",
    }


def test_only_faults_that_are_reported_are_described(monkeypatch: pytest.MonkeyPatch) -> None:
    described = Counter[str]()
    describe = checks._shape_fault

    def counted(shape: Any, found: Any, guesses: Any) -> Any:
        described[found["type"]] += 1
        return describe(shape, found, guesses)

    monkeypatch.setattr(checks, "_shape_fault", counted)
    with pytest.raises(Invalid) as refused:
        read_shape(EvidenceShape, EVIDENCE | {f"k{n}": 1 for n in range(5_000)}, at="", faults=Faults())

    assert described["extra_forbidden"] == len(refused.value.faults) == MAX_FAULTS


@pytest.mark.parametrize("text", ["\x1c", "\x1f \n", "\u2003", "\x85"])
@pytest.mark.parametrize("member", ["quote", "via", "as_stated"])
def test_white_space_of_any_sort_alone_is_no_text(member: str, text: str) -> None:
    # The pattern comes first and has another code.
    assert faults_of(EVIDENCE | {member: text}).keys() == {f"/evidence/{member}"}
    assert "/evidence/speaker/text" in faults_of(EVIDENCE | {"speaker": {"text": text}})


@pytest.mark.parametrize(("noun", "whole"), [("company", "a company"), ("offering", "an offering")])
def test_the_article_goes_with_the_noun(noun: str, whole: str) -> None:
    assert with_article(noun) == whole
