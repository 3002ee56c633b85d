"""Splits a document into sentences, and counts their words.

A heading, a paragraph and an item of a list are texts by themselves. A sentence ends at `.`, `!` or `?` before white
space. Code blocks, tables and comments have no sentences. A span of code is one word, and the address of a link none.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

WITHOUT_SENTENCES = re.compile(r"^ *```.*?^ *```$|<!--.*?-->|^ *\|.*?$|^!\[.*?$", re.MULTILINE | re.DOTALL)
START_OF_TEXT = re.compile(r"^\s*(#+|[-*]|\d+\.)\s+")
END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[.!?][)\"”])\s+")
MAX_WORDS = 25


class Sentence(NamedTuple):
    """A sentence, and the line on which its text begins."""

    line: int
    text: str

    @property
    def words(self) -> int:
        """Count the words; a sign between spaces is none."""
        return sum(any(each.isalnum() for each in word) for word in self.text.split())


def sentences_of(markdown: str) -> Iterator[Sentence]:
    """List the sentences of a document."""
    text = WITHOUT_SENTENCES.sub(lambda found: "\n" * found[0].count("\n"), markdown).replace("**", "")
    for line, paragraph in _texts_of(text):
        plain = re.sub(r"`[^`]*`", "code", re.sub(r"\]\([^)]*\)", "]", re.sub(r"<https?:[^>]*>", "link", paragraph)))
        yield from (Sentence(line, each) for each in END_OF_SENTENCE.split(plain) if each)


def _texts_of(text: str) -> Iterator[tuple[int, str]]:
    """Join the lines of each heading, paragraph and item."""
    first, joined = 0, ""
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if joined and (not line.strip() or START_OF_TEXT.match(line)):
            yield first, joined
            joined = ""
        if line.strip():
            first = first if joined else number
            joined = f"{joined} {START_OF_TEXT.sub('', line).strip()}".strip()


def long_sentences(markdown: str) -> list[Sentence]:
    """List the sentences with more words than allowed."""
    return [each for each in sentences_of(markdown) if each.words > MAX_WORDS]
