"""Values as the design compares them: what excludes, agrees with, and lies inside what."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

ENDLESS = Fraction(10**60)
SCALES = {  # units that convert exactly are one group
    "second": ("second", Fraction(1)),
    "minute": ("second", Fraction(60)),
    "hour": ("second", Fraction(3_600)),
    "W": ("W", Fraction(1)),
    "MW": ("W", Fraction(10**6)),
    "GW": ("W", Fraction(10**9)),
}
FEWEST_DIGITS = 2  # of a rounding that excuses a difference


class Reach(NamedTuple):
    """The numbers that a quantity allows, or the days that a date can mean; an open end is not itself inside."""

    low: Any
    high: Any
    low_open: bool = False
    high_open: bool = False

    def meets(self, other: "Reach") -> bool:
        """Return whether both allow something in common."""
        first, second = (self, other) if (self.low, self.low_open) <= (other.low, other.low_open) else (other, self)
        if not (self.is_possible and other.is_possible):
            return False
        touching_open = first.high_open or second.low_open
        return bool(first.high > second.low or (first.high == second.low and not touching_open))

    @property
    def is_possible(self) -> bool:
        """Whether it allows anything: "under 0" does not."""
        return bool(self.low < self.high or (self.low == self.high and not (self.low_open or self.high_open)))

    def within(self, wide: "Reach") -> bool:
        """Return whether it allows less than another, and nothing else."""
        above = self.low > wide.low or (self.low == wide.low and self.low_open >= wide.low_open)
        below = self.high < wide.high or (self.high == wide.high and self.high_open >= wide.high_open)
        return above and below and self != wide


def is_missing(value: Any, which: str | None = None) -> bool:
    """Return whether a value is `unknown` or `none`, or the one that is asked for."""
    return isinstance(value, Mapping) and "missing" in value and which in (None, value["missing"])


def is_erased(value: Any) -> bool:
    """Return whether the words of a value were erased."""
    return isinstance(value, Mapping) and "erased" in value


def is_number(value: Any) -> bool:
    """Return whether a value is a quantity or a range."""
    return isinstance(value, Mapping) and "unit" in value


def fold(text: str) -> str:
    """Return the form in which texts are compared."""
    folded = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    folded = re.sub(r"(?<=[^\W_])[-_/](?=[^\W_])", " ", folded)
    folded = re.sub(r"(?<=\d),(?=\d{3})", "", folded)
    return folded.strip("\"'.“”‘’ ")


def words_of(value: Any) -> str:
    """Return the words of a ref or of a text that stands for one: those of the slug."""
    return fold(value["text"] if isinstance(value, Mapping) else value.partition("/")[2])


def unit_group(value: Any) -> str | None:
    """Return the group of a quantity's unit; each currency is its own."""
    if not is_number(value):
        return None
    return SCALES.get(value["unit"], (value["unit"],))[0]


def reach(value: Mapping[str, Any]) -> Reach:
    """Return the numbers that a quantity allows. A bound speaks of the size."""
    scale = SCALES.get(value["unit"], ("", Fraction(1)))[1]
    if "low" in value:
        return Reach(Fraction(value["low"]) * scale, Fraction(value["high"]) * scale)
    number = Fraction(value["amount"]) * scale
    size = abs(number)
    allowed = {
        "about": Reach(size * Fraction(95, 100), size * Fraction(105, 100)),
        "nearly": Reach(size * Fraction(95, 100), size),
        "under": Reach(Fraction(0), size, high_open=True),
        "over": Reach(size, ENDLESS, low_open=True),
        "at_most": Reach(Fraction(0), size),
        "at_least": Reach(size, ENDLESS),
    }.get(value.get("bound", ""), Reach(size, size))
    if number >= 0:
        return allowed
    return Reach(-allowed.high, -allowed.low, allowed.high_open, allowed.low_open)


def rounding(value: Mapping[str, Any]) -> Fraction | None:
    """Return half a unit of the last digit that an exact amount has; None if it has fewer than two."""
    if "amount" not in value or value.get("bound"):
        return None
    mantissa, _, exponent = value["amount"].lstrip("-").lower().partition("e")
    whole, point, decimals = mantissa.partition(".")
    digits = (whole + decimals).lstrip("0")
    meant = digits if point else digits.rstrip("0")
    if len(meant) < FEWEST_DIGITS:
        return None
    last = Fraction(10) ** (len(digits) - len(meant) - len(decimals) + int(exponent or 0))
    return last / 2 * SCALES.get(value["unit"], ("", Fraction(1)))[1]


def days(text: str) -> Reach:
    """Return the days that a date can mean: `~` adds a week, a month or a year on either side."""
    first, _, last = text.partition("/")
    return Reach(_days(first).low, _days(last or first).high)


def _days(text: str) -> Reach:
    if text == "..":
        return Reach(date.min, date.max)
    stated, is_about = text.rstrip("~?"), text.endswith("~")
    year, month, day = (*map(int, stated.split("-")), 0, 0)[:3]
    if day:
        one, week = date(year, month, day), timedelta(days=7 * is_about)
        return Reach(one - week, one + week)
    if month:
        first, last = (year * 12 + month - 1 + shift for shift in (-is_about, is_about))
        return Reach(date(first // 12, first % 12 + 1, 1), _end_of_month(last // 12, last % 12 + 1))
    return Reach(date(year - is_about, 1, 1), date(year + is_about, 12, 31))


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def stated(text: str) -> Reach:
    """Return the days that a date states, `~` and `?` ignored."""
    return days(re.sub("[~?]", "", text))


def day_identity(text: str) -> str:
    """Return the text that is the same for dates that say the same; a vague one is what it was sent as."""
    first, slash, last = text.partition("/")
    if not slash:
        return text if text[-1] in "~?" else f"{days(text).low}/{days(text).high}"
    start = first if first == ".." or first[-1] in "~?" else days(first).low
    end = last if last == ".." or last[-1] in "~?" else days(last).high
    return f"{start}/{end}"


def identity(value: Any, sort: str) -> str:
    """Return the text that is the same for values that say the same."""
    if is_missing(value) or is_erased(value):
        return str(sorted(value.items()))
    if sort == "date":
        return day_identity(value)
    if is_number(value):
        scale = SCALES.get(value["unit"], ("", Fraction(1)))[1]
        parts = [Fraction(value[name]) * scale for name in ("amount", "low", "high") if name in value]
        return f"{value.get('bound')} {parts} {unit_group(value)}"
    if sort in ("ref", "code", "flag"):
        return f"text {fold(value['text'])}" if isinstance(value, Mapping) else str(value)
    return fold(value)


def excludes(a: Any, b: Any, sort: str, *, fixed: bool) -> bool:
    """Return whether no single truth satisfies both."""
    nowhere = [is_erased(each) or is_missing(each) for each in (a, b)]
    if any(nowhere):
        return not all(nowhere) and (is_missing(a, "none") or is_missing(b, "none"))
    return identity(a, sort) != identity(b, sort) and _exclude(a, b, sort, fixed=fixed)


def _exclude(a: Any, b: Any, sort: str, *, fixed: bool) -> bool:
    match sort:
        case "number":
            if unit_group(a) != unit_group(b) or reach(a).meets(reach(b)):
                return False
            return not (fixed and (_is_rounding(a, b) or _is_rounding(b, a)))
        case "date":
            return not _can_be_one(a, b)
        case "ref" if isinstance(a, Mapping) or isinstance(b, Mapping):
            one, other = (set(words_of(each).split()) for each in (a, b))
            return not (one <= other or other <= one)
        case _:
            return sort in ("ref", "code", "flag", "label")


def _is_rounding(rounded: Mapping[str, Any], figure: Mapping[str, Any]) -> bool:
    error = rounding(rounded)
    return error is not None and rounding(figure) is not None and abs(reach(rounded).low - reach(figure).low) <= error


def _can_be_one(a: str, b: str) -> bool:
    if "/" in a and "/" in b:
        ends = zip(a.split("/"), b.split("/"), strict=True)
        return all(".." in pair or _days(pair[0]).meets(_days(pair[1])) for pair in ends)
    return days(a).meets(days(b))


def agrees(a: Any, b: Any, sort: str, *, fixed: bool) -> bool:
    """Return whether both say the same, or are numbers or dates that do not exclude each other."""
    if identity(a, sort) == identity(b, sort):
        return True
    if any(is_missing(each) or is_erased(each) for each in (a, b)):
        return False
    if sort == "number":
        return unit_group(a) == unit_group(b) and not excludes(a, b, sort, fixed=fixed)
    if sort == "date":
        return not excludes(a, b, sort, fixed=fixed)
    return sort == "ref" and isinstance(a, Mapping) != isinstance(b, Mapping) and words_of(a) == words_of(b)


def inside(a: Any, b: Any, sort: str) -> bool:
    """Return whether a says more narrowly what b says."""
    if any(is_missing(each) or is_erased(each) for each in (a, b)):
        return False
    if sort == "number":
        return unit_group(a) == unit_group(b) and reach(a).within(reach(b))
    return sort == "date" and _date_inside(a, b)


def _date_inside(a: str, b: str) -> bool:
    if "/" not in a:
        return days(a).within(days(b))
    if "/" not in b:
        return False
    pairs = [*zip(a.split("/"), b.split("/"), strict=True)]
    return any(map(_is_narrower, pairs)) and all(wide == ".." or _covers(wide, narrow) for narrow, wide in pairs)


def _is_narrower(pair: tuple[str, str]) -> bool:
    return pair[0] != pair[1] if ".." in pair else _days(pair[0]) != _days(pair[1])


def _covers(wide: str, narrow: str) -> bool:
    return narrow != ".." and (_days(narrow) == _days(wide) or _days(narrow).within(_days(wide)))


def order(value: Any, sort: str) -> tuple[Any, ...]:
    """Return the place of a value: by size, by date or in the alphabet; exact values before bounded ones."""
    if is_missing(value) or is_erased(value):
        return (3, str(value))
    if sort == "number":
        scale = SCALES.get(value["unit"], ("", Fraction(1)))[1]
        size = abs(Fraction(value.get("amount", value.get("low")))) * scale
        return (0, size, "low" in value or "bound" in value, identity(value, sort))
    if sort == "date":
        return (1, stated(value).low, stated(value).high, identity(value, sort))
    if sort == "ref":
        return (2, words_of(value), isinstance(value, Mapping), identity(value, sort))
    return (2, fold(str(value).lower() if sort == "flag" else value), False, identity(value, sort))
