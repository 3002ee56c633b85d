"""Documents, messages, comments and names are plain English: no file has a banned word."""

from pathlib import Path

import pytest

from tests.house.repository import ROOT, files_with_prose, name_of
from tests.house.words import BANNED, find_banned

EXAMPLES = """
Whoever asks gets an answer.
It takes whatever you send.
A list of then has closed rows.
What is over has rows too.
The header is not heeded.
Nothing but for the key is read.
This is the very zip.
A view owes rows.
The answer tells the count.
The value stands in the view.
Port 8000 is not to be had.
This takes no key.
The body is said to be text.
It is sent along.
A thing is missing.
It decides on what is there now.
The write goes on.
The instant lies in the future.
The name comes by way of a title.
As many as fit are read.
As much or more matches.
The one it would rather have wins.
Unknown words are let pass.
Old items are brought up.
The write was in vain.
Every fault is named, all at once.
It has a row of its own.
From now on it is gone.
The route and all its sisters exist.
It waits so that one writes, so that none fails.
It is refused. What is wrong is named.
"""
# These two files name the banned words.
EXEMPT = {ROOT / "tests" / "house" / "words.py", Path(__file__)}
PROSE = [path for path in files_with_prose() if path not in EXEMPT]


def test_no_file_has_a_banned_word() -> None:
    found = [f"{name_of(path)}:{each}" for path in PROSE for each in find_banned(path.read_text(encoding="utf-8"))]

    assert not found, "\n".join(found)


def test_every_banned_wording_is_found() -> None:
    lines = EXAMPLES.strip().splitlines()
    found = {each.banned for line in lines for each in find_banned(line)}

    assert found == set(BANNED)
    assert [line for line in lines if not find_banned(line)] == []


def test_a_failure_names_the_line_the_words_and_a_replacement() -> None:
    (found,) = find_banned("The first line is fine.\nThe answer tells the count.")

    assert str(found) == ("2: 'tells' (figurative); write: report, return, list, name, say, distinguish")


@pytest.mark.parametrize(
    "line",
    [
        "What did the share do?",
        "## What to watch",
        "`X` stands for any name.",
        "Two requests at once are one write.",
    ],
)
def test_plain_english_is_accepted(line: str) -> None:
    assert find_banned(line) == []
