"""Values in words that a model reads: exact dates and refs, amounts with their units, and all on one line."""

from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass, field
from typing import Any

from chalicelib.api.pages.browse.cells import is_ref
from chalicelib.api.pages.words.value_words import words_of

_OF_SLOTS = ("scope", "period", "condition", "valid")
_MARKS = frozenset({"value", "disputed", "hedged", *_OF_SLOTS})


@dataclass
class Cutter:
    """Cuts long texts and lists, leaves out details if it is brief, and notes that it did. Refs stay whole."""

    chars: int | None = None
    items: int | None = None
    is_brief: bool = False
    has_cut: bool = False
    hidden: dict[str, None] = field(default_factory=dict)

    def facts(self, ids: Sequence[str]) -> list[str]:
        """Return the ids of facts, or none."""
        return [] if self.hides("the ids of facts", ids) else self.some(ids)

    def hides(self, name: str, part: Sized) -> bool:
        """Say whether an answer leaves out a part of its items, of this name; it does if it is brief."""
        if self.is_brief and part:
            self.hidden[name] = None
        return self.is_brief

    def text(self, text: str) -> str:
        """Return a text of at most so many characters."""
        if self.chars is None or len(text) <= self.chars or is_ref(text):
            return text
        self.has_cut = True
        return text[: self.chars - 1] + "…"

    def some(self, listed: Sequence[Any]) -> list[Any]:
        """Return the first members of a list."""
        if self.items is None or len(listed) <= self.items:
            return [*listed]
        self.has_cut = True
        return [*listed[: self.items]]

    def value(self, value: Any) -> Any:
        """Return a value of JSON with texts and lists cut, within objects also."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {name: self.value(each) for name, each in value.items()}
        return [self.value(each) for each in self.some(value)] if isinstance(value, list | tuple) else value


def value_text(value: Any) -> str:
    """Return a value of an answer in words: a plain one, an entry with all that is said of it, or a list."""
    if isinstance(value, list | tuple):
        return "; ".join(map(value_text, value)) or "none"
    if isinstance(value, Mapping) and "value" in value:
        return with_aspects(value_text(value["value"]), value)
    if value is None:
        return "nothing"
    if isinstance(value, Mapping) and not {"missing", "erased", "unit", "text"} & value.keys():
        return ", ".join(f"{name} {value_text(each)}" for name, each in value.items())
    return one_line(words_of(None, value, {}).text)


def with_aspects(words: str, members: Mapping[str, Any]) -> str:
    """Return a value in words with its qualifiers, scope, period, condition, validity and hedge."""
    aspects = aspects_text(members)
    marks = [str(members["hedged"])] if members.get("hedged") else []
    marks += ["DISPUTED"] if members.get("disputed") else []
    said = ", ".join((*([aspects] if aspects else []), *marks))
    return f"{words} ({said})" if said else words


def aspects_text(members: Mapping[str, Any]) -> str:
    """Return in words what distinguishes a value: its qualifiers, scope, period, condition and time of validity."""
    found = [_qualifier_text(name, each) for name, each in members.items() if name not in _MARKS]
    scope, period, condition, valid = (members.get(name) for name in _OF_SLOTS)
    found += [f"of {value_text(scope)}"] if scope else []
    found += [f"for {period}"] if period else []
    found += [one_line(f"if {condition}")] if condition else []
    found += [f"valid {value_text(valid)}"] if valid else []
    return ", ".join(found)


def _qualifier_text(name: str, value: Any) -> str:
    words = value_text(value)
    return words if isinstance(value, str) and words.replace("_", "").isalpha() else f"{name} {words}"


def counted(number: int, noun: str) -> str:
    """Return how many of something there are, as a sentence begins."""
    return f"1 {noun}" if number == 1 else f"{number or 'No'} {noun}s"


def one_line(text: str) -> str:
    """Return a text on one line: a line break in a value begins no line of an answer."""
    return " ".join(text.split())
