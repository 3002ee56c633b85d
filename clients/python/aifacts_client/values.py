"""The values of properties, as answers show them."""

from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Union

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")


class Shape(BaseModel):
    """A part of an answer. Members that a newer service adds are kept."""

    model_config = ConfigDict(
        extra="allow", frozen=True, protected_namespaces=(), populate_by_name=True, defer_build=True
    )

    if not TYPE_CHECKING:  # for mypy a name that is not declared is a fault

        def __getattr__(self, name: str) -> Any:
            """Return a member that is not declared, or name the nearest one that is."""
            try:
                return super().__getattr__(name)
            except AttributeError:
                raise AttributeError(unknown(name, type(self).__name__, [*type(self).model_fields])) from None


class WithSecret(Shape):
    """A part of an answer with a `secret`, which neither `repr` nor a message of an exception shows."""

    model_config = ConfigDict(hide_input_in_errors=True)


class Missing(Shape):
    """No value: `unknown` (there is one, but no source gives it) or `none` (there is none). It counts as false."""

    missing: str

    def __bool__(self) -> bool:
        """Return False."""
        return False

    def __str__(self) -> str:
        """Return the word."""
        return self.missing


class Erased(Shape):
    """A value that was erased for good. It counts as false."""

    erased: bool

    def __bool__(self) -> bool:
        """Return False."""
        return False


class Text(Shape):
    """A text with its language, or the name of something that is no entity here."""

    text: str
    language: str | None = None

    def __str__(self) -> str:
        """Return the text."""
        return self.text


class Quantity(Shape):
    """An amount and its unit. `bound` is a word such as `about`; `real` the year of the money."""

    amount: Decimal
    unit: str
    bound: str | None = None
    plus_minus: str | None = None
    real: str | None = None

    def __float__(self) -> float:
        """Return the amount."""
        return float(self.amount)

    def __str__(self) -> str:
        """Return the bound, the amount and the unit."""
        return " ".join(filter(None, (self.bound, f"{self.amount:f}", self.unit)))


class Range(Shape):
    """An amount between two others, both included."""

    low: Decimal
    high: Decimal
    unit: str
    real: str | None = None

    def __str__(self) -> str:
        """Return both ends and the unit."""
        return f"{self.low:f} to {self.high:f} {self.unit}"


Value = str | bool | Text | Quantity | Range | Missing | Erased
Stated = Union[T, Missing, Erased]  # noqa: UP007  `T | ...` of a type variable has no parameter in Python 3.11


class Entry(Shape, Generic[T]):
    """An entry of a list: its value, and what limits it."""

    value: T
    valid: str | None = None
    scope: str | Text | None = None
    period: str | None = None
    condition: str | None = None
    disputed: bool = False
    hedged: str | None = None
    relative_to: Missing | None = None
    """Present if the value is relative to another that is not known."""


def unknown(name: str, owner: str, known: list[str]) -> str:
    """Return the message for a name that does not exist, with the nearest one that does."""
    nearest = get_close_matches(name, known, n=1)
    return f"{owner} has no {name!r}." + (f" Did you mean {nearest[0]!r}?" if nearest else "")
