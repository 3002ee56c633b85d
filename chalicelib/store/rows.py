"""The contents of a table and the requests to it: keys, rows, conditions, actions, pages.

A row that cannot be read is reported by its key alone: its contents must not go into a log.
"""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from enum import Enum
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from pydantic_core import from_json

from chalicelib.domain.errors import Unavailable
from chalicelib.domain.facts.fact_tokens import compact_json
from chalicelib.late_dataclass import dataclass

INDEXES = ("gsi1", "gsi2", "gsi3")
_INDEXES = frozenset(INDEXES)
SCHEMA = 1  # the schema number that rows are written with
TAKEN = "taken"  # the attribute in which `take` counts
RESERVED = frozenset({"pk", "sk", "v", "body", "expires"} | {i + k for i in INDEXES for k in ("pk", "sk")})
DAMAGED = "Some data cannot be read as it was written. The operator has to restore it."
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)  # what misshapen content raises

P = ParamSpec("P")
T = TypeVar("T")
Position = dict[str, str]
"""Where a page ended: every key of its last row, as `after` expects it. It can travel as JSON."""

AttributeValue = str | int


class Key(NamedTuple):
    """Partition and sort key, of the table or of one of its indexes."""

    pk: str
    sk: str


@dataclass(frozen=True)
class Row:
    """One item: its content is `body`; conditions compare `condition_attributes`.

    `indexes` puts it under a second key in gsi1, gsi2 or gsi3; `expires` is in epoch seconds. The body is JSON without
    floats: amounts are text. `schema` is the schema number it is stored with; writing the row brings it up to date.
    """

    key: Key
    body: dict[str, Any]
    indexes: Mapping[str, Key] = field(default_factory=dict)
    condition_attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    expires: int | None = None
    schema: int = field(default=SCHEMA, compare=False)

    def __post_init__(self) -> None:
        if self.indexes and (unknown := self.indexes.keys() - _INDEXES):
            raise ValueError(f"no such index: {', '.join(sorted(unknown))}")
        if self.condition_attributes and (taken := self.condition_attributes.keys() & RESERVED):
            raise ValueError(f"reserved attribute: {', '.join(sorted(taken))}")

    @classmethod
    def stored(
        cls,
        key: Key,
        text: str,
        *,
        indexes: Mapping[str, Key],
        condition_attributes: Mapping[str, AttributeValue],
        expires: int | None,
    ) -> "Row":
        """Make a row of what an engine read. Its body is parsed on first use, because many bodies are never used."""
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

    if not TYPE_CHECKING:  # it would hide unknown attributes from mypy

        def __getattr__(self, name: str) -> Any:
            if name != "body" or "text" not in self.__dict__:
                raise AttributeError(name)
            try:
                body = self.__dict__["body"] = read_object(self.__dict__["text"])
            except UNREADABLE as error:
                raise damaged_item(self.__dict__["key"]) from error
            return body

    @cached_property
    def text(self) -> str:
        """The body as it is stored: compact JSON, the same in both engines."""
        return compact_json(self.body)

    @cached_property
    def size(self) -> int:
        """The bytes of the item as DynamoDB counts them: names and values in UTF-8, numbers as text, never less."""
        texts = ["pk", "sk", "v", "1", "body", self.text, *self.key]
        for index, key in self.indexes.items():
            texts += [f"{index}pk", f"{index}sk", *key]
        for name, value in self.condition_attributes.items():
            texts += [name, str(value)]
        if self.expires is not None:
            texts += ["expires", str(self.expires)]
        joined = "".join(texts)
        return len(joined) if joined.isascii() else len(joined.encode())


class Presence(Enum):
    """Whether an item must exist."""

    ABSENT = "absent"
    PRESENT = "present"


ABSENT = Presence.ABSENT
PRESENT = Presence.PRESENT


@dataclass(frozen=True)
class Equals:
    """The item exists and its attribute has this value and type: 1 is not "1"."""

    attribute: str
    value: AttributeValue


Condition = Presence | Equals | None


@dataclass(frozen=True)
class Put:
    """Write a whole item, replacing any that exists, when the condition holds."""

    row: Row
    when: Condition = None

    @property
    def key(self) -> Key:
        """The key of the item it writes."""
        return self.row.key


@dataclass(frozen=True)
class Delete:
    """Delete an item when the condition holds; deleting an absent item is no error."""

    key: Key
    when: Condition = None


@dataclass(frozen=True)
class Check:
    """Write nothing, but make the whole commit depend on the condition."""

    key: Key
    when: Presence | Equals


Action = Put | Delete | Check


@dataclass(frozen=True)
class Page:
    """Rows in order; `next` is where the next page begins. It may be set after the last row; None means the end."""

    rows: list[Row]
    next: Position | None = None


def position_after(row: Row, index: str | None) -> Position:
    """Return where a page of the table, or of an index, ends that ends with a row."""
    position = {"pk": row.key.pk, "sk": row.key.sk}
    if index is not None:
        position |= {f"{index}pk": row.indexes[index].pk, f"{index}sk": row.indexes[index].sk}
    return position


class Damaged(Unavailable):
    """An item, at `key`, or a part of a file does not hold what was written; `cause` names it."""

    def __init__(self, cause: str, *, key: Key | None = None) -> None:
        super().__init__(DAMAGED, cause=cause)
        self.key = key


class Unreadable(Exception):
    """An item, at `key`, has an unknown schema number: newer code wrote it, and only that may change it."""

    def __init__(self, text: str, *, key: Key | None = None) -> None:
        super().__init__(text)
        self.key = key


OnUnreadable = Callable[[Damaged | Unreadable], None]  # receives why an item cannot be read
UPGRADES: Mapping[int, Callable[[Row], Row]] = {}  # by schema number: makes a row of the next number


def upgraded(row: Row, number: int) -> Row:
    """Upgrade a row from an older schema number to the current one; `row.schema` keeps the stored number.

    Raises Unreadable for a newer number, and for one without an upgrade.
    """
    if number == SCHEMA:
        return row
    new = row
    for step in range(number, SCHEMA):
        if step not in UPGRADES:
            raise _unknown_schema(row, number, f"no upgrade leads on from {step}")
        new = UPGRADES[step](new)
    if number > SCHEMA:
        raise _unknown_schema(row, number, "deploy the code that wrote it")
    return replace(new, schema=number)


def _unknown_schema(row: Row, number: int, cure: str) -> Unreadable:
    text = f"The item {row.key.pk} {row.key.sk} has the schema number {number}; known is {SCHEMA}: {cure}."
    return Unreadable(text, key=row.key)


def read_object(text: str) -> dict[str, Any]:
    """Read a JSON object; raise ValueError or TypeError for any other text."""
    read = from_json(text, cache_strings="keys")  # of the values few come again
    if not isinstance(read, dict):
        raise TypeError("no JSON object")
    return read


def damaged_item(key: Key) -> Damaged:
    """Make the refusal of an item that cannot be read, without its content."""
    return Damaged(f"The item {key.pk} {key.sk} does not hold what was written; restore it from a backup.", key=key)


def of_row(read: Callable[Concatenate[Row, P], T]) -> Callable[Concatenate[Row, P], T]:
    """Make a reader of rows raise Damaged, naming the row, when its body has an unexpected shape."""

    @wraps(read)
    def checked(row: Row, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(row, *args, **kwargs)
        except UNREADABLE as error:
            raise damaged_item(row.key) from error

    return checked
