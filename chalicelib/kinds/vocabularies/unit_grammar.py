"""The grammar of units, as the vocabulary shows it: words, things, times, prefixes, forms, dimensions, currencies."""

from typing import Any, NamedTuple

from chalicelib.domain.values import DIMENSIONS, known_unit, units_of
from chalicelib.domain.values.quantities.currencies import all_currencies
from chalicelib.domain.values.quantities.unit_words import MEASURES, THINGS, TIMES
from chalicelib.domain.values.quantities.units import WORDS, words_of

Entry = dict[str, Any]


class UnitForm(NamedTuple):
    """A form of units of several words."""

    form: str
    dimension: str
    meaning: str
    example: str


UNIT_FORMS = (
    UnitForm("{thing}/{time}", "*/time", "A rate: so many per time. Power and energy have none.", "token/second"),
    UnitForm("{currency}", "money", "Money.", "USD"),
    UnitForm("{currency}/{thing}", "money/*", "A price per thing.", "USD/Mtok"),
    UnitForm("{currency}/{time}", "money/*", "A price per time; months and years do not convert.", "USD/month"),
    UnitForm("{currency}/{thing}/{time}", "money/*", "A price per thing and time.", "USD/seat/month"),
    UnitForm("{currency}/{currency}", "money/money", "A rate of exchange.", "EUR/USD"),
)
_MEANINGS = {
    "percent": "Shares of a whole.",
    "points": "Percentage points and parts of them, or points of an index.",
    "factor": "How many times as much.",
    "score": "Points of a benchmark, on its own scale.",
    "rank": "Places in an order.",
    "device": "Processors.",
    "device_time": "Hours of processors.",
    "computation": "Computing operations.",
    "power": "Power.",
    "energy": "Energy.",
    "data": "Amounts of data.",
    "time": "Times that are exact parts of each other.",
    "calendar": "Months and years, which have no exact number of days.",
    "money": "Money; each currency is compared with itself alone.",
    "money/money": "What one currency costs in another.",
    "money/*": "Money per anything: `money/token`, `money/share`, `money/seat/month`.",
    "*/time": "Anything per time: `token/time`, `request/time`.",
}
_PREFIXES = {
    "k": ("A thousand.", "USD/kcall"),
    "M": ("A million.", "USD/Mtok"),
}


def describe_units() -> Entry:
    """Describe each word with its base and factor, and how words are put together."""
    return {
        "units": [_unit(code) for code in WORDS],
        "composed_units": [form._asdict() for form in UNIT_FORMS],
        "dimensions": [_dimension(name) for name in DIMENSIONS],
        "things": [{"code": code, "meaning": thing.many, "example": f"USD/{code}"} for code, thing in THINGS.items()],
        "times": [{"code": time, "meaning": MEASURES[time].many, "example": f"token/{time}"} for time in TIMES],
        "prefixes": [
            {"code": code, "meaning": meaning, "example": example} for code, (meaning, example) in _PREFIXES.items()
        ],
        "currencies": [
            {"code": code, "meaning": each.name} | ({"withdrawn": each.withdrawn} if each.withdrawn else {})
            for code, each in all_currencies().items()  # the code of a currency is its own example
        ],
    }


def _unit(code: str) -> Entry:
    unit = known_unit(code)
    return {
        "code": code,
        "dimension": unit.dimension,
        "meaning": unit.meaning,
        "base": unit.base,
        "factor": f"{unit.scale:f}",
        "example": {"amount": "1", "unit": code},
    }


def _dimension(name: str) -> Entry:
    meaning = _MEANINGS.get(name) or f"{words_of(name)[0].many.capitalize()}."
    return {"name": name, "meaning": meaning, "example": units_of([name])[0]}
