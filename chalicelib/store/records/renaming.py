"""Renaming: puts one ref in the place of another in everything that a row holds: its keys, indexes and body."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from chalicelib.store.rows import AttributeValue, Key, Row, read_object

# A ref, or the beginning of a fact's id, that is no part of an address or of a longer word.
NAMED = re.compile(r"(?<![\w./~-])([a-z_]+)([/~])([a-z0-9][a-z0-9._-]{0,79})(?![a-z0-9._-])")


@dataclass(frozen=True)
class Renaming:
    """An old ref, and the new one that replaces it; both are of one kind."""

    old: str
    new: str

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        kind, _, slug = self.old.partition("/")
        return re.compile(rf"(?<![\w./~-]){kind}([/~]){re.escape(slug)}(?![a-z0-9._-])")

    def text(self, text: str) -> str:
        """Rename in a text: a ref, a fact's id, a key, or the JSON of a body."""
        kind, _, slug = self.new.partition("/")
        return self._pattern.sub(rf"{kind}\g<1>{slug}", text)

    def key(self, key: Key) -> Key:
        """Rename in a key."""
        return Key(self.text(key.pk), self.text(key.sk))

    def concerns(self, row: Row) -> bool:
        """Return whether a row names the old ref anywhere."""
        return any(map(self._pattern.search, _texts_of(row)))

    def row(self, row: Row) -> Row:
        """Return the row with the new ref in place of the old one."""
        indexes = {index: self.key(key) for index, key in row.indexes.items()}
        attributes: Mapping[str, AttributeValue] = row.condition_attributes
        return replace(
            Row(self.key(row.key), read_object(self.text(row.text)), indexes, attributes, row.expires),
            schema=row.schema,
        )


def refs_in(row: Row) -> set[str]:
    """Return everything that a row holds and that looks like a ref, or like the beginning of a fact's id."""
    return {f"{kind}/{slug}" for text in _texts_of(row) for kind, _, slug in NAMED.findall(text)}


def _texts_of(row: Row) -> list[str]:
    return [row.text, *row.key, *(part for key in row.indexes.values() for part in key)]
