"""The data of a chart: lines of values over time, and events. Drawing, description and table all read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

MAX_DRAWN_LINES = 8  # there are as many colours and marks
HEDGED = ("expected", "rumoured", "alleged")


class Drawing(Enum):
    """How the lines of a chart are drawn."""

    STEPS = "steps"  # a value holds until the next one
    POINTS = "points"  # a value of each day
    DOTS = "dots"  # the values of one moment


@dataclass(frozen=True)
class ChartLink:
    """A text that can be a link."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class ChartSide:
    """One side of a dispute: its value in words, the numbers that it allows, and its sources."""

    words: str
    low: Decimal | None = None
    high: Decimal | None = None
    is_denied: bool = False
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChartValue:
    """A value from its first to its last day; None: no source names the day, or it still holds.

    `words` is the value as the table shows it. A range has two numbers, a value that is unknown has none.
    """

    words: str
    low: Decimal | None = None
    high: Decimal | None = None
    first: date | None = None
    last: date | None = None
    bound: str | None = None
    certainty: str = "asserted"
    sides: tuple[ChartSide, ...] = ()
    source: ChartLink | None = None

    @property
    def has_number(self) -> bool:
        """Whether it can be drawn."""
        return self.low is not None

    @property
    def is_hedged(self) -> bool:
        """Whether it is expected, rumoured or alleged."""
        return self.certainty in HEDGED

    @property
    def is_range(self) -> bool:
        """Whether the value itself is a range."""
        return self.low != self.high

    @property
    def extent(self) -> tuple[Decimal, Decimal] | None:
        """The lowest and the highest number of the value and the sides of its dispute."""
        affirmed = [end for side in self.sides if not side.is_denied for end in (side.low, side.high)]
        numbers = [end for end in (self.low, self.high, *affirmed) if end is not None]
        return (min(numbers), max(numbers)) if numbers else None


@dataclass(frozen=True)
class ChartLine:
    """A line: its label, and its values in order of time.

    `mark` is the number of its colour and shape, from 1 to 8, where several charts show the same line.
    """

    label: str
    values: tuple[ChartValue, ...]
    mark: int | None = None

    @property
    def drawn(self) -> tuple[ChartValue, ...]:
        """The values with a number."""
        return tuple(value for value in self.values if value.has_number)


@dataclass(frozen=True)
class ChartEvent:
    """An event that is marked on a chart: its days, its title, and its date as it is stated."""

    first: date
    last: date
    stated: str
    title: ChartLink
    ref: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart of one unit, drawn until a day, which is today or the moment of the reader's clock."""

    title: str
    unit: str
    unit_meaning: str
    lines: tuple[ChartLine, ...]
    until: date
    drawing: Drawing = Drawing.STEPS
    events: tuple[ChartEvent, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def drawn_lines(self) -> tuple[ChartLine, ...]:
        """The lines that are drawn: the first eight with a number."""
        return tuple(line for line in self.lines if line.drawn)[:MAX_DRAWN_LINES]

    @property
    def marked_lines(self) -> list[tuple[int, ChartLine]]:
        """The lines that are drawn, with the numbers of their marks: their places, unless each has its own."""
        lines = self.drawn_lines
        own = [line.mark for line in lines if line.mark is not None]
        is_own = len(set(own)) == len(lines) and max(own, default=0) <= MAX_DRAWN_LINES
        numbers = own if is_own else range(1, len(lines) + 1)
        return list(zip(numbers, lines, strict=True))

    @property
    def is_dated(self) -> bool:
        """Whether it shows time: of no moment alone, and a source names the first or last day of a value."""
        return self.drawing is not Drawing.DOTS and any(value.first or value.last for value in self.drawn_values)

    @property
    def drawn_values(self) -> Iterator[ChartValue]:
        """The values that are drawn."""
        return (value for line in self.drawn_lines for value in line.drawn)

    def numbers(self) -> list[Decimal]:
        """List the numbers that the axis has to hold."""
        return [number for value in self.drawn_values for number in value.extent or ()]
