"""The words that documents, messages, comments and names must not use, and their replacements.

To ban another word, add a line to `BANNED`, and an example to `tests/house/test_prose.py`. A pattern is a regular
expression that ignores case. It is searched in each line.
"""

import re
from typing import NamedTuple


class Banned(NamedTuple):
    """One banned wording: how to find it, why it is banned, and a replacement."""

    pattern: str
    reason: str
    instead: str


BANNED = (
    Banned(r"\bwho(?:so|m)?ever\b", "archaic", "the caller, you, anyone who"),
    Banned(r"\bwhatever\b", "filler", "any, every, regardless of"),
    Banned(r"\bof then\b", "unidiomatic", "as of that moment"),
    Banned(r"\bwhat is over\b", "unclear", "historical, closed"),
    Banned(r"\b(?:un)?heed(?:s|ed|ing)?\b", "archaic", "use, follow, ignore"),
    Banned(r"\bbut for\b", "ambiguous", "except"),
    Banned(r"\bthe very\b", "empty emphasis", "the same, exactly this"),
    Banned(r"\bow(?:e|es|ed)\b(?![\"`])", "figurative", "pending, must still write"),
    Banned(r"\b(?:tell|tells|telling|told)\b(?!\")", "figurative", "report, return, list, name, say, distinguish"),
    Banned(r"(?<!\.)\bstands\b(?!: bool| (?:in )?for\b)", "figurative", "is, has, contains"),
    Banned(r"\bto be had\b", "archaic", "available"),
    Banned(r"\btakes no\b(?! part\b)", "ambiguous", "does not accept, needs no, has no"),
    Banned(r"\b(?:is|are) said to be\b", "indirect", "is, has the type"),
    Banned(r"\b(?:sent|send|sends) along\b", "vague", "sent with, included"),
    Banned(r"\ba thing\b", "vague", "name it"),
    Banned(r"\bwhat is there\b", "unclear", "the existing rows, the contents"),
    Banned(r"\b(?:go|goes|went) on\b", "unidiomatic", "continue"),
    Banned(r"\blies? in\b", "unidiomatic", "is in"),
    Banned(r"\bby way of\b", "wordy", "through, by, with"),
    Banned(r"\bas many as\b", "ambiguous", "the same number of, up to"),
    Banned(r"\bas (?:much|late) or (?:more|later)\b", "unclear", "greater than or equal to, on or after"),
    Banned(r"\bwould rather\b", "figurative", "prefers"),
    Banned(r"\b(?:let|lets|letting) pass\b", "unidiomatic", "accept, allow"),
    Banned(r"\b(?:bring|brings|brought|bringing) up\b", "ambiguous", "upgrade, raise"),
    Banned(r"\bin vain\b", "figurative", "without a result, for nothing: say what failed"),
    Banned(r"\b(?:all|each|them|faults?)\b[^.]{0,40}\bat once\b", "ambiguous", "together, in one response"),
    Banned(r"\bof (?:its|their) own\b", "unidiomatic", "its own, separate"),
    Banned(r"\bfrom now on\b", "vague", "later requests"),
    Banned(r"\b(?:all )?its sisters\b", "figurative", "the other routes"),
    Banned(r"\bso that\b[^.]*\bso that\b", "a chain of purposes", "two sentences"),
    Banned(r"(?-i:(?:^\s*(?:- |# |\"\"\")?|[.!?] )What (?![^?]*\?))", "a clause as subject", "name the subject"),
)

PATTERNS = tuple((re.compile(each.pattern, re.IGNORECASE), each) for each in BANNED)


class Found(NamedTuple):
    """A banned wording in a line of a text."""

    line: int
    words: str
    banned: Banned

    def __str__(self) -> str:
        """Say where the words are, why they are banned and what to write."""
        return f"{self.line}: '{self.words.strip()}' ({self.banned.reason}); write: {self.banned.instead}"


def find_banned(text: str) -> list[Found]:
    """List the banned wordings of a text, line by line."""
    return [
        Found(number, match[0], banned)
        for number, line in enumerate(text.splitlines(), 1)
        for pattern, banned in PATTERNS
        for match in pattern.finditer(line)
    ]
