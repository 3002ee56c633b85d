"""Unit words: the units that are one word, the things that are counted, and the times that rates are per."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import chain
from typing import NamedTuple


class UnitWord(NamedTuple):
    """A unit of one word: `times` of `group` make one of it. Words of one group convert exactly, others not at all."""

    code: str
    dimension: str
    group: str
    times: Decimal
    one: str  # what one of it is, as in "a price per one"
    many: str  # one line

    @property
    def meaning(self) -> str:
        """Say in one line what it measures."""
        return self.many


def _alone(code: str, dimension: str, one: str, many: str = "") -> UnitWord:
    return UnitWord(code, dimension, code, Decimal(1), one, many or f"{one}s")


def _family(dimension: str, group: str, members: Mapping[str, tuple[str, str, str]]) -> list[UnitWord]:
    return [UnitWord(code, dimension, group, Decimal(times), one, many) for code, (times, one, many) in members.items()]


def _counted(code: str, one: str = "", many: str = "") -> UnitWord:
    return _alone(code, code, one or code, many)


def _by_code(words: chain[UnitWord]) -> dict[str, UnitWord]:
    return {word.code: word for word in words}


# All that is counted or measured: a price can be per one of it, and a rate is so many of it per time.
THINGS: dict[str, UnitWord] = _by_code(
    chain(
        _family(
            "token",
            "token",
            {
                "token": ("1", "token", "tokens"),
                "Mtok": ("1e6", "million tokens", "millions of tokens"),
                "ktok": ("1e3", "thousand tokens", "thousands of tokens"),
            },
        ),
        _family(
            "character",
            "character",
            {
                "character": ("1", "character", "characters"),
                "Mchar": ("1e6", "million characters", "millions of characters"),
                "char": ("1", "character", "characters"),
                "kchar": ("1e3", "thousand characters", "thousands of characters"),
            },
        ),
        _family(
            "pixel",
            "pixel",
            {
                "pixel": ("1", "pixel", "pixels"),
                "Mpixel": ("1e6", "million pixels", "millions of pixels"),
                "kpixel": ("1e3", "thousand pixels", "thousands of pixels"),
            },
        ),
        chain.from_iterable(
            _family(
                one,
                one,
                {one: ("1", one, many), f"k{one}": ("1e3", f"thousand {many}", f"thousands of {many}")},
            )
            for one, many in (
                ("request", "requests"),
                ("call", "calls of a tool"),
                ("query", "queries"),
                ("image", "images"),
            )
        ),
        (
            _counted("page"),
            _counted("document"),
            _counted("result", many="results of a search"),
            _counted("session"),
            _counted("video"),
            _counted("task"),
            _counted("user"),
            _counted("seat", "seat", "seats of a plan"),
            _counted("person", many="people"),
            _counted("employee"),
            _counted("share", many="shares of a company"),
            _counted("work", many="works, such as books and songs"),
            _counted("download"),
            _counted("parameter", many="parameters of a model"),
            _counted("record", many="records, such as those of a breach"),
            _counted("citation"),
            _counted("epoch", many="epochs: passes over the training data"),
            _counted("expert", many="experts of a model"),
            _counted("example", many="examples of a data set"),
            _counted("dimension", many="dimensions of a vector"),
            _counted("run", many="runs of a test"),
            _alone("GPU", "device", "graphics processor"),
            _alone("chip", "device", "chip", "chips of any sort"),
            _alone("FLOP", "computation", "floating-point operation"),
        ),
        _family(
            "data",
            "B",
            {
                "GB": ("1e9", "gigabyte", "gigabytes"),
                "B": ("1", "byte", "bytes"),
                "kB": ("1e3", "kilobyte", "kilobytes of 1,000 bytes"),
                "MB": ("1e6", "megabyte", "megabytes"),
                "TB": ("1e12", "terabyte", "terabytes"),
            },
        ),
        _family(
            "power",
            "W",
            {
                "MW": ("1e6", "megawatt", "megawatts"),
                "W": ("1", "watt", "watts"),
                "kW": ("1e3", "kilowatt", "kilowatts"),
                "GW": ("1e9", "gigawatt", "gigawatts"),
                "TW": ("1e12", "terawatt", "terawatts"),
            },
        ),
        _family(
            "energy",
            "J",
            {
                "kWh": ("3.6e6", "kilowatt-hour", "kilowatt-hours"),
                "J": ("1", "joule", "joules"),
                "Wh": ("3600", "watt-hour", "watt-hours"),
                "MWh": ("3.6e9", "megawatt-hour", "megawatt-hours"),
                "GWh": ("3.6e12", "gigawatt-hour", "gigawatt-hours"),
                "TWh": ("3.6e15", "terawatt-hour", "terawatt-hours"),
            },
        ),
    )
)

# Units of one word that nothing is priced per, and that are no rates: shares, scores, times.
MEASURES: dict[str, UnitWord] = _by_code(
    chain(
        _family(
            "percent",
            "%",
            {"%": ("1", "per cent", "per cent"), "fraction": ("100", "whole", "parts of one: 0.861 is 86.1 %")},
        ),
        _family(
            "points",
            "pp",
            {
                "pp": ("1", "percentage point", "percentage points"),
                "bp": ("0.01", "basis point", "basis points: hundredths of a percentage point"),
            },
        ),
        (
            _alone("point", "points", "point", "points of an index or a scale"),
            _alone("x", "factor", "time", "times: a factor or a ratio"),
            _alone("score", "score", "point", "points of a benchmark, on its own scale"),
            _alone("rank", "rank", "rank", "place in an order, 1 the first"),
            _alone("GPU_hour", "device_time", "hour of a graphics processor", "hours of graphics processors"),
            _alone("chip_hour", "device_time", "hour of a chip", "hours of chips of any sort"),
        ),
        _family(
            "time",
            "second",
            {
                "second": ("1", "second", "seconds"),
                "ms": ("0.001", "millisecond", "milliseconds"),
                "minute": ("60", "minute", "minutes"),
                "hour": ("3600", "hour", "hours"),
                "day": ("86400", "day", "days of 24 hours"),
                "week": ("604800", "week", "weeks"),
            },
        ),
        _family(
            "calendar",
            "month",
            {"month": ("1", "month", "calendar months"), "year": ("12", "year", "calendar years")},
        ),
    )
)

# Times that prices and rates are per. Seconds to weeks are exact parts of each other; months and years are not of them.
CLOCK_TIMES = ("second", "minute", "hour", "day", "week")
CALENDAR_TIMES = ("month", "year")
TIMES = (*CLOCK_TIMES, *CALENDAR_TIMES)

NO_RATES = ("power", "energy")  # a watt is a rate already
