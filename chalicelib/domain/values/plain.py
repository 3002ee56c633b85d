"""The plain values: text, code, flag, text in a language, and the two ways of having no value."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Text:
    """Free text, or a URL."""

    text: str

    def json(self) -> str:
        """Show the text as it was sent."""
        return self.text

    def canonical(self) -> str:
        """Name the value for identity."""
        return f"text:{self.text}"


@dataclass(frozen=True)
class Code:
    """A word of a published vocabulary: a code of ours, a country, a currency, a language."""

    code: str

    def json(self) -> str:
        """Show the code."""
        return self.code

    def canonical(self) -> str:
        """Name the value for identity."""
        return f"code:{self.code}"


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    flag: bool

    def json(self) -> bool:
        """Show the flag."""
        return self.flag

    def canonical(self) -> str:
        """Name the value for identity."""
        return f"flag:{'true' if self.flag else 'false'}"


@dataclass(frozen=True)
class Phrase:
    """Text in a language (BCP 47)."""

    text: str
    language: str

    def json(self) -> dict[str, Any]:
        """Show text and language as they were sent."""
        return {"text": self.text, "language": self.language}

    def canonical(self) -> str:
        """Name the value for identity; a language holds no colon, so the parts cannot run together."""
        return f"phrase:{self.language}:{self.text}"


@dataclass(frozen=True)
class Missing:
    """No value: `unknown` (it has one, nobody said) or `none` (it has none)."""

    which: Literal["unknown", "none"]

    def json(self) -> dict[str, Any]:
        """Show which of the two it is."""
        return {"missing": self.which}

    def canonical(self) -> str:
        """Name the value for identity."""
        return f"missing:{self.which}"
