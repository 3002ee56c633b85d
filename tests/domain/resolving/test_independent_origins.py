"""Independent origins: one speaker, one publisher or one root of `derived_from` is one origin."""

from dataclasses import replace
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.independent_origins import count_origins
from chalicelib.domain.values import Named
from tests.conftest import examples
from tests.domain.builders import a_fact, somebody
from tests.domain.strategies import slots

SPELLINGS = ("Reuters News", "reuters-news", "REUTERS  NEWS.")


def test_no_facts_have_no_origin() -> None:
    assert count_origins([]) == 0


def test_two_sources_that_share_nothing_are_two() -> None:
    assert count_origins([a_fact(source="source/a"), a_fact(source="source/b")]) == 2


def test_one_source_is_one_however_many_speak_in_it() -> None:
    speakers = ("company/openai", "company/softbank", None)

    assert count_origins(a_fact(source="source/a", speaker=speaker) for speaker in speakers) == 1


def test_a_fact_whose_root_was_never_noted_comes_from_its_own_source() -> None:
    facts = [replace(a_fact(source=f"source/{name}"), root="") for name in "aab"]

    assert count_origins(facts) == 2


def test_copies_of_a_wire_story_are_one_with_the_wire() -> None:
    copies = [a_fact(source=f"source/{name}", root="source/wire") for name in ("a", "b", "wire")]

    assert count_origins(copies) == 1


def test_one_speaker_quoted_in_two_papers_is_one() -> None:
    papers = [a_fact(source=f"source/{name}", speaker="person/sam-altman") for name in "ab"]

    assert count_origins(papers) == 1


def test_anonymous_speakers_are_one_when_the_words_for_them_are_equal() -> None:
    words = "people familiar with the matter", "People familiar with the matter", "an investor"
    facts = [a_fact(source=f"source/{n}", speaker=somebody(text)) for n, text in enumerate(words)]

    assert count_origins(facts[:2]) == 1
    assert count_origins(facts) == 2


def test_a_source_that_speaks_for_itself_shares_no_speaker_with_another() -> None:
    assert count_origins([a_fact(source="source/a"), a_fact(source="source/b", speaker="company/a")]) == 2


def test_a_publisher_or_a_speaker_is_one_however_the_name_is_spelled() -> None:
    publishers = [replace(a_fact(source=f"source/{n}"), publisher=Named(text)) for n, text in enumerate(SPELLINGS)]
    speakers = [a_fact(source=f"source/{n}", speaker=somebody(text)) for n, text in enumerate(SPELLINGS)]

    assert count_origins(publishers) == 1
    assert count_origins(speakers) == 1


def test_two_articles_of_one_publisher_are_one() -> None:
    assert count_origins(a_fact(source=f"source/{name}", publisher="Reuters") for name in "ab") == 1


def test_two_facts_tied_by_a_third_are_one_origin_in_any_order() -> None:
    quoted = a_fact(source="source/a", speaker="person/sam-altman")
    between = a_fact(source="source/b", speaker="person/sam-altman", publisher="Reuters")
    printed = a_fact(source="source/c", publisher="Reuters")
    apart = a_fact(source="source/d")

    assert count_origins([quoted, printed]) == 2
    assert {count_origins(order) for order in permutations([quoted, between, printed, apart])} == {2}


@given(slots(), st.data())
@settings(max_examples=examples(40), deadline=None)
def test_the_order_never_changes_the_count_and_no_fact_ever_counts_twice(
    facts: list[Fact], data: st.DataObject
) -> None:
    count = count_origins(facts)

    assert count_origins(data.draw(st.permutations(facts))) == count
    assert count_origins([*facts, *facts]) == count
    assert bool(facts) <= count <= len(facts)
