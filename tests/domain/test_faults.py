"""Faults: bounded in number, in the length of their pointers and in how many name the nearest word."""

import pytest

from chalicelib.domain.errors import Fault, Invalid
from chalicelib.domain.faults import MAX_FAULTS, MAX_GUESSES, MAX_POINTER_CHARS, Faults, Guesses, pointer
from chalicelib.domain.values import known_words, nearest


class Counted(str):
    """A text that counts how often any like it is compared or folded."""

    __slots__ = ()
    compared = 0
    folded = 0

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__

    def casefold(self) -> str:
        Counted.folded += 1
        return str.casefold(self)


def test_the_last_fault_within_the_limit_refuses_the_request() -> None:
    faults = Faults(most=3)
    faults.add("/a", "empty", "a")
    faults.add("/b", "empty", "b")
    with pytest.raises(Invalid) as refused:
        faults.add("/c", "empty", "c")

    assert [fault.pointer for fault in refused.value.faults] == ["/a", "/b", "/c"]


def test_whether_a_pointer_has_a_fault_is_found_without_going_through_all() -> None:
    faults = Faults()
    for number in range(MAX_FAULTS - 1):
        faults.add(Counted(f"/k{number}"), "empty", "")
    Counted.compared = 0

    assert faults.has(Counted("/k500"))
    assert not faults.has(Counted("/none"))
    assert Counted.compared <= 10


def test_a_pointer_that_is_too_long_leads_to_the_object_around_it() -> None:
    faults = Faults()
    faults.add(f"/facts/0{pointer('x/' * MAX_POINTER_CHARS)}", "unknown_field", "")

    assert faults.found == [Fault("/facts/0", "unknown_field", "")]


def test_what_was_found_before_counts_for_both_bounds() -> None:
    earlier, later = Faults(most=2), Faults()
    earlier.add("/a", "empty", "a")
    earlier.guesses.take()
    later.continue_from(earlier)

    assert (later.has("/a"), later.room, later.guesses.left) == (True, 1, MAX_GUESSES - 1)
    with pytest.raises(Invalid):
        later.add("/b", "empty", "b")


def test_without_a_guess_left_the_words_are_listed_without_the_nearest() -> None:
    guesses = Guesses()
    texts = [known_words("contry", ["country", "name"], guesses=guesses) for _ in range(MAX_GUESSES + 1)]

    assert set(texts[:-1]) == {' (country, name); did you mean "country"?'}
    assert texts[-1] == " (country, name)."


def test_known_words_are_folded_once_however_often_one_is_guessed() -> None:
    known = [Counted(f"word{number}") for number in range(100)]
    Counted.folded = 0
    found = [nearest("wrod7", known, guesses=Guesses()) for _ in range(50)]

    assert set(found) == {"word7"}
    assert Counted.folded == len(known)


def test_a_refusal_begins_with_its_first_faults_and_counts_the_others() -> None:
    faults = Faults([Fault("/a", "empty", detail) for detail in ("One.", "Two.", "x" * 3_000, "Four.", "Five.")])

    assert faults.as_refusal().detail == f"One. Two. {'x' * 1_000} And 2 more; `errors` lists all of them."
    assert Faults([Fault("/a", "empty", "One.")]).as_refusal().detail == "One."
