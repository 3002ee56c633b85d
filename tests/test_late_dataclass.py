"""A late dataclass is what the library makes of the same class; only its methods are compiled later."""

import copy
import dataclasses
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import late_dataclass


def classes_of(decorator: Any) -> tuple[type[Any], type[Any], type[Any]]:
    @decorator(frozen=True)
    class Point:
        """A point."""

        x: int
        y: int = 0
        notes: dict[str, int] = field(default_factory=dict, hash=False)
        seen: int = field(default=0, compare=False, repr=False)

    @decorator(frozen=True, kw_only=True)
    class Named(Point):
        """A point with a name, which comes in a tidy form."""

        name: str
        length: int = field(init=False, default=0)

        def __post_init__(self) -> None:
            object.__setattr__(self, "length", len(self.name))

    @decorator
    class Open:
        """It can change."""

        x: int
        y: list[int] = field(default_factory=list)

    return Point, Named, Open


LATE, LIBRARY = classes_of(late_dataclass.dataclass), classes_of(dataclasses.dataclass)


@late_dataclass.dataclass(frozen=True)
class Kept:
    """A class with one member."""

    text: str


@given(st.lists(st.integers(0, 2), min_size=1, max_size=4), st.lists(st.integers(0, 2), min_size=1, max_size=4))
def test_points_are_equal_hashed_and_written_as_those_of_the_library(one: list[int], other: list[int]) -> None:
    def made(point: type[Any], numbers: list[int]) -> Any:
        return point(*numbers[:2], **{"notes": {"n": numbers[2]}} if numbers[2:] else {}, seen=len(numbers))

    late, ours = made(LATE[0], one), made(LATE[0], other)
    library, theirs = made(LIBRARY[0], one), made(LIBRARY[0], other)

    assert (late == ours, hash(late) == hash(ours)) == (library == theirs, hash(library) == hash(theirs))
    assert (repr(late), asdict(late)) == (repr(library), asdict(library))
    assert [each.name for each in fields(late)] == [each.name for each in fields(library)]
    assert replace(late, y=7) == LATE[0](late.x, 7, late.notes)


def test_a_class_may_inherit_have_members_by_name_only_and_tidy_up_after_itself() -> None:
    late, library = (named(1, name="ab") for _, named, _ in (LATE, LIBRARY))

    assert (repr(late), late.length, late.y) == (repr(library), library.length, library.y)
    assert late != LATE[0](1)


@pytest.mark.parametrize("point", [LATE[0], LIBRARY[0]])
def test_a_frozen_one_cannot_be_changed(point: type[Any]) -> None:
    made = point(1)

    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'x'"):
        made.x = 2
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'x'"):
        del made.x


@pytest.mark.parametrize("open_class", [LATE[2], LIBRARY[2]])
def test_one_that_is_not_frozen_can_be_changed_and_has_no_hash(open_class: type[Any]) -> None:
    made = open_class(1)
    made.x = 2

    assert made == open_class(2)
    assert made.y is not open_class(2).y
    with pytest.raises(TypeError, match="unhashable"):
        hash(made)


@pytest.mark.parametrize("classes", [LATE, LIBRARY])
def test_wrong_members_are_refused_in_the_same_words(classes: tuple[type[Any], ...]) -> None:
    with pytest.raises(TypeError, match=r"Point\.__init__\(\) missing 1 required positional argument: 'x'"):
        classes[0]()
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'z'"):
        classes[0](1, z=2)


def test_it_can_be_copied_and_matched() -> None:
    made = Kept("a")

    assert copy.deepcopy(made) == made
    match made:
        case Kept(text):
            assert text == "a"
