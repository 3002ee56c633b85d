"""Evidence: what it must say, what it may leave out, and how strong it is."""

import pytest
from pydantic import ValidationError

from chalicelib.domain.facts.evidence import Basis, Certainty, Evidence, Somebody
from chalicelib.domain.facts.evidence_shape import EvidenceShape
from tests.domain.builders import an_evidence, somebody

LEAST = {"source": "source/qwen-2.5-article", "basis": "self_reported"}


def test_source_and_basis_are_enough_and_the_rest_is_plainly_asserted() -> None:
    assert Evidence.read(LEAST).json_value() == {
        "source": "source/qwen-2.5-article",
        "speaker": None,
        "via": None,
        "basis": "self_reported",
        "certainty": "asserted",
        "quote": None,
        "as_stated": None,
    }


@pytest.mark.parametrize("missing", ["source", "basis"])
def test_without_source_or_basis_it_is_no_evidence(missing: str) -> None:
    with pytest.raises(ValidationError):
        EvidenceShape.model_validate({name: value for name, value in LEAST.items() if name != missing})


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "company/openai"},
        {"source": "source/"},
        {"source": "source/A"},
        {"source": "source/a~b"},
        {"source": "source/a\n"},
        {"source": "source/" + "a" * 81},
        {"source": None},
        {"speaker": ""},
        {"speaker": "Sam Altman"},
        {"speaker": {"text": ""}},
        {"speaker": {"text": "  "}},
        {"speaker": {"text": "somebody", "name": "x"}},
        {"speaker": {}},
        {"via": ""},
        {"via": " "},
        {"via": "x" * 301},
        {"basis": "hearsay"},
        {"basis": None},
        {"certainty": "certain"},
        {"certainty": None},
        {"quote": ""},
        {"quote": "x" * 501},
        {"as_stated": "\t"},
        {"method": ""},
        {"method": "x" * 501},
        {"confidence": "sure"},
        {"page": 3},
    ],
)
def test_what_it_cannot_mean_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        EvidenceShape.model_validate({**LEAST, **wrong})


def test_a_speaker_is_an_entity_somebody_named_or_the_source_itself() -> None:
    entity, named = an_evidence(speaker="person/sam-altman"), an_evidence(speaker=somebody("an investor"))

    assert entity.speaker_ref == "person/sam-altman"
    assert named.speaker == Somebody("an investor")
    assert named.speaker_ref is None
    assert an_evidence().speaker_ref is None


def test_what_is_read_back_from_its_json_is_the_same_evidence() -> None:
    evidence = an_evidence(
        speaker=somebody("an investor"), via="WeChat", certainty="denied", quote="no", as_stated="nil"
    )

    assert Evidence.read(evidence.json_value()) == evidence


def test_a_source_is_its_own_record_of_truth() -> None:
    evidence = Evidence.of_itself("source/a")

    assert evidence == Evidence(source="source/a", basis=Basis.RECORD_OF_TRUTH)
    assert evidence.certainty is Certainty.ASSERTED


def test_bases_weaken_in_the_order_of_the_design() -> None:
    order = [
        "record_of_truth",
        "independent_measurement",
        "self_reported",
        "third_party_report",
        "derived",
        "opinion",
    ]

    assert sorted(Basis, key=lambda basis: basis.weakness) == order
    assert [Basis(name).weakness for name in order] == [0, 1, 2, 3, 4, 5]


def test_certainties_weaken_likewise_and_what_is_never_shown_is_no_firmer_than_a_rumour() -> None:
    order = ["asserted", "expected", "alleged", "rumoured", "denied", "left_open"]

    assert [Certainty(name).weakness for name in order] == [0, 1, 2, 3, 3, 3]
    assert [name for name in order if not Certainty(name).can_be_shown] == ["denied", "left_open"]


def test_the_method_and_the_confidence_of_an_estimate_are_shown_where_they_are_given() -> None:
    estimate = {"method": "28 days of sales x 13", "confidence": "likely"}

    assert Evidence.read(LEAST | estimate).json_value() == Evidence.read(LEAST).json_value() | estimate
