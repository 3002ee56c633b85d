"""docs/concepts.md explains the rule that the code follows, in the order of the code."""

import re

from chalicelib.api.pages.choosing.criteria import CRITERIA, SLOT_CHOICE
from chalicelib.api.pages.choosing.page import MEMBERS, SLOT
from chalicelib.api.pages.choosing.steps import STEPS
from chalicelib.domain.values.times.dates import parse_date
from tests.docs.documents import ROOT

PAGE = (ROOT / "docs" / "concepts.md").read_text(encoding="utf-8")


def tables_in(section: str) -> list[list[list[str]]]:
    """Return the cells of each table under a heading, without the lines of column names."""
    text = re.split(rf"^#+ {re.escape(section)}$", PAGE, maxsplit=1, flags=re.MULTILINE)[1]
    text = re.split(r"^#+ ", text, maxsplit=1, flags=re.MULTILINE)[0]
    blocks = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return [
        [[cell.strip() for cell in line.strip("|").split(" | ")] for line in block.splitlines()[2:]] for block in blocks
    ]


def test_the_steps_and_criteria_are_those_of_the_code_in_its_order() -> None:
    steps, criteria, slot_choice = tables_in("The rule that chooses")

    assert [row[0].strip("| ") for row in steps] == [step.name for step in STEPS]
    assert [row[0].strip("| ") for row in criteria] == [each.name for each in CRITERIA]
    assert [row[0].strip("| ") for row in slot_choice] == [each.name for each in SLOT_CHOICE]


def test_every_step_and_criterion_has_an_example_that_is_replayed() -> None:
    examples = PAGE.partition("### See it decide")[2].partition("\n## ")[0].lower()
    shown = set(re.findall(r"\*\*([^*]+?)\.?\*\*", examples))

    assert {step.name.lower() for step in STEPS} | {each.name for each in CRITERIA} <= shown


def test_the_parts_of_a_slot_are_those_of_the_code() -> None:
    (parts,) = tables_in("Slot: which values compete")

    assert [tuple(cell.strip("| ") for cell in row) for row in parts] == [*SLOT]


def test_the_members_of_a_view_are_those_of_the_code() -> None:
    (members,) = tables_in("What the view adds")

    assert {row[0].strip("| `") for row in members} == {name for name, _ in MEMBERS}


def test_every_date_on_the_page_can_be_written() -> None:
    (forms,) = tables_in("Dates")
    dates = [date for _, written in forms for date in re.findall(r"`([^`]+)`", written)]

    assert len(dates) > 10
    assert [date for date in dates if parse_date(date) is None] == []
