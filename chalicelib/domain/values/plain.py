"""The plain values: text, code, flag, ref, name, text in a language, and the ways of having no value."""

import re
from typing import Any, Literal, Self

from chalicelib.late_dataclass import dataclass

SLUG_PATTERN = r"[a-z0-9][a-z0-9._-]{0,79}"  # no `~`: it parts the members of a fact's id
KIND_PATTERN = r"[a-z][a-z_]{0,39}"

_REF = re.compile(f"({KIND_PATTERN})/({SLUG_PATTERN})")


@dataclass(frozen=True)
class Text:
    """Free text, or a URL."""

    text: str

    def json(self) -> str:
        """Return the text as it was sent."""
        return self.text

    def canonical(self) -> str:
        """Return the text that identifies the value."""
        return f"text:{self.text}"


@dataclass(frozen=True)
class Code:
    """A word of a published vocabulary: a code of ours, a country, a currency, a language."""

    code: str

    def json(self) -> str:
        """Return the code."""
        return self.code

    def canonical(self) -> str:
        """Return the text that identifies the value."""
        return f"code:{self.code}"


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    flag: bool

    def json(self) -> bool:
        """Return the flag."""
        return self.flag

    def canonical(self) -> str:
        """Return the text that identifies the value."""
        return f"flag:{'true' if self.flag else 'false'}"


@dataclass(frozen=True)
class Phrase:
    """Text in a language (BCP 47)."""

    text: str
    language: str

    def json(self) -> dict[str, Any]:
        """Return text and language as they were sent."""
        return {"text": self.text, "language": self.language}

    def canonical(self) -> str:
        """Return the text that identifies the value; a language holds no colon, so the parts cannot run together."""
        return f"phrase:{self.language}:{self.text}"


@dataclass(frozen=True)
class Missing:
    """No value: `unknown` (there is one, but nobody has said it) or `none` (there is none)."""

    which: Literal["unknown", "none"]

    def json(self) -> dict[str, Any]:
        """Return which of the two it is."""
        return {"missing": self.which}

    def canonical(self) -> str:
        """Return the text that identifies the value."""
        return f"missing:{self.which}"


@dataclass(frozen=True)
class Erased:
    """A value that was erased: there was one, and nobody can say any more which."""

    def json(self) -> dict[str, Any]:
        """Return that it was erased."""
        return {"erased": True}

    def canonical(self) -> str:
        """Return the text that identifies the value: all that were erased are alike."""
        return "erased:"


@dataclass(frozen=True)
class Ref:
    """An entity: `kind/slug`."""

    kind: str
    slug: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Read text that is known to be a ref."""
        kind, _, slug = text.partition("/")
        return cls(kind, slug)

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"

    def json(self) -> str:
        """Return `kind/slug`."""
        return str(self)

    def canonical(self) -> str:
        """Return the text that identifies the value."""
        return f"ref:{self}"


@dataclass(frozen=True)
class Named:
    """The words of a source for somebody or something that is not an entity, such as "US companies"."""

    text: str

    def json(self) -> dict[str, Any]:
        """Return the words in an object, which cannot be mistaken for a ref."""
        return {"text": self.text}

    def canonical(self) -> str:
        """Return the text that identifies the value."""
        return f"named:{self.text}"


LABELS = (Text, Code, Named)  # values of which one of two is wrong if they differ, in a property that has labels


def parse_ref(text: str) -> Ref | None:
    """Parse `kind/slug`; None if it has another form. It does not check that the entity exists."""
    found = _REF.fullmatch(text)
    return Ref(found[1], found[2]) if found else None
