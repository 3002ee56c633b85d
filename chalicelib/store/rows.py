"""What a table holds and what is asked of it: keys, rows, conditions, actions, pages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

INDEXES = ("gsi1", "gsi2", "gsi3")
_INDEXES = frozenset(INDEXES)
SCHEMA = 1  # the number of the layout that rows are written in; `store/schema_versions.py` reads older ones
TAKEN = "taken"  # the mark in which `take` counts
RESERVED = frozenset({"pk", "sk", "v", "body", "expires"} | {i + k for i in INDEXES for k in ("pk", "sk")})

Position = dict[str, str]
"""Where a page ended: every key of its last row, as `after` takes it. It can travel as JSON."""

Mark = str | int


class Key(NamedTuple):
    """Partition and sort key, of the table or of one of its indexes."""

    pk: str
    sk: str


@dataclass(frozen=True)
class Row:
    """One item: what it says is in `body`, what a condition may compare in `condition_attributes`.

    `indexes` puts it under a second key in gsi1, gsi2 or gsi3; `expires` is in epoch seconds. The body is
    JSON without floats: amounts are text. `schema` is the number it is stored with, which writing brings up to date.
    """

    key: Key
    body: dict[str, Any]
    indexes: Mapping[str, Key] = field(default_factory=dict)
    condition_attributes: Mapping[str, Mark] = field(default_factory=dict)
    expires: int | None = None
    schema: int = field(default=SCHEMA, compare=False)

    def __post_init__(self) -> None:
        if unknown := self.indexes.keys() - _INDEXES:
            raise ValueError(f"no such index: {', '.join(sorted(unknown))}")
        if taken := self.condition_attributes.keys() & RESERVED:
            raise ValueError(f"a mark may not be called {', '.join(sorted(taken))}")

    @classmethod
    def stored(
        cls,
        key: Key,
        text: str,
        *,
        indexes: Mapping[str, Key],
        condition_attributes: Mapping[str, Mark],
        expires: int | None,
    ) -> "Row":
        """Make a row of what an engine read; its body is parsed when it is first looked at, as not every one is."""
        row: Row = object.__new__(cls)
        row.__dict__.update(
            key=key,
            text=text,
            indexes=indexes,
            condition_attributes=condition_attributes,
            expires=expires,
            schema=SCHEMA,
        )
        return row

    if not TYPE_CHECKING:  # it would let pass any attribute

        def __getattr__(self, name: str) -> Any:
            if name != "body" or "text" not in self.__dict__:
                raise AttributeError(name)
            from chalicelib.store.damage import read_body  # it knows rows itself

            body = read_body(self.__dict__["key"], self.__dict__["text"])
            self.__dict__["body"] = body
            return body

    @cached_property
    def text(self) -> str:
        """The body as it is stored: compact JSON, the same in both engines."""
        return json.dumps(self.body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


class Presence(Enum):
    """Whether an item must be there."""

    ABSENT = "absent"
    PRESENT = "present"


ABSENT = Presence.ABSENT
PRESENT = Presence.PRESENT


@dataclass(frozen=True)
class Equals:
    """The item is there, and its mark has this value (and this type: 1 is not "1")."""

    mark: str
    value: Mark


Condition = Presence | Equals | None


@dataclass(frozen=True)
class Put:
    """Write a whole item, replacing what was there, when the condition holds."""

    row: Row
    when: Condition = None

    @property
    def key(self) -> Key:
        """The key of the item it writes."""
        return self.row.key


@dataclass(frozen=True)
class Delete:
    """Remove an item when the condition holds; removing what is not there is no error."""

    key: Key
    when: Condition = None


@dataclass(frozen=True)
class Check:
    """Write nothing, but let the whole commit depend on the condition."""

    key: Key
    when: Presence | Equals


Action = Put | Delete | Check


@dataclass(frozen=True)
class Page:
    """Rows in order; `next` is where to go on, None when there is no more.

    `next` may be set after the last row, as DynamoDB does: only a None says that the end is reached.
    """

    rows: list[Row]
    next: Position | None = None
