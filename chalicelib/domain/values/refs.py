"""Refs: how entities point at each other, and the words that stand where no entity can be named."""

import re
from dataclasses import dataclass
from typing import Any, Self

SLUG_PATTERN = r"[a-z0-9][a-z0-9._-]{0,79}"  # no `~`: it parts the members of a fact's id
KIND_PATTERN = r"[a-z][a-z_]{0,39}"

_REF = re.compile(f"({KIND_PATTERN})/({SLUG_PATTERN})")


@dataclass(frozen=True)
class Ref:
    """An entity: `kind/slug`."""

    kind: str
    slug: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a ref of ours, of which nobody need ask whether it is one."""
        kind, _, slug = text.partition("/")
        return cls(kind, slug)

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"

    def json(self) -> str:
        """Show `kind/slug`."""
        return str(self)

    def canonical(self) -> str:
        """Name the value for identity."""
        return f"ref:{self}"


@dataclass(frozen=True)
class Named:
    """Whom or what the source names where no entity can be named, such as "US companies"."""

    text: str

    def json(self) -> dict[str, Any]:
        """Show the words in an object, so that they are never taken for a ref."""
        return {"text": self.text}

    def canonical(self) -> str:
        """Name the value for identity."""
        return f"named:{self.text}"


def parse_ref(text: str) -> Ref | None:
    """Read `kind/slug`; None when it is not of that form. Whether the entity exists is not asked here."""
    found = _REF.fullmatch(text)
    return Ref(found[1], found[2]) if found else None
