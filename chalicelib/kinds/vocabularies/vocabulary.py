"""Vocabularies: published sets of codes, each code with a one-line meaning."""

from collections.abc import Mapping
from functools import cached_property

from chalicelib.domain.values import CodeType
from chalicelib.late_dataclass import dataclass


@dataclass(frozen=True)
class Vocabulary:
    """The codes that a property or qualifier accepts, each with its meaning."""

    name: str
    meaning: str
    codes: Mapping[str, str]

    @cached_property
    def type(self) -> CodeType:
        """Return the value type that accepts exactly these codes."""
        return CodeType(tuple(self.codes))
