"""Hints: what a writer should look at after a write that was accepted."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import HintJson

MAX_HINTS = 100  # of one answer


class HintCode(StrEnum):
    """The codes of hints."""

    CONTRADICTS_ITSELF = "contradicts_itself"
    IDENTIFIER_ELSEWHERE = "identifier_elsewhere"
    IMPLAUSIBLE = "implausible"  # of dry runs alone


class Hint(NamedTuple):
    """A remark on a value of a write, with the facts and the entities that it is about."""

    pointer: str
    code: HintCode
    detail: str
    facts: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()

    def json_value(self) -> "HintJson":
        """Return the hint as JSON, without empty members."""
        shown: HintJson = {"pointer": self.pointer, "code": self.code.value, "detail": self.detail}
        if self.facts:
            shown["facts"] = [*self.facts]
        if self.refs:
            shown["refs"] = [*self.refs]
        return shown


def hints_json(hints: Iterable[Hint]) -> "list[HintJson]":
    """Return the first hints as JSON, each once."""
    return [hint.json_value() for hint in dict.fromkeys(hints)][:MAX_HINTS]
