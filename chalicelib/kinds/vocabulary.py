"""A published set of codes, each with a line of meaning."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from chalicelib.domain.values import CodeType


@dataclass(frozen=True)
class Vocabulary:
    """The codes a property or qualifier may take, by name, and what each one means."""

    name: str
    meaning: str
    codes: Mapping[str, str]

    @cached_property
    def type(self) -> CodeType:
        """Give the value type that accepts exactly these codes."""
        return CodeType(tuple(self.codes))
