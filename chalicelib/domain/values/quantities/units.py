"""Units: the published vocabulary of units, and exact conversion between them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import chain

from chalicelib.domain.faults import Guesses, nearest
from chalicelib.domain.values.quantities.quantities import EXACT, divide

_BEST_KNOWN = ("USD", "EUR", "CNY", "GBP", "JPY")  # first, as they serve as examples

PRICED = {
    "request": "request",
    "image": "image",
    "page": "page",
    "user": "user or seat",
    "task": "task",
    "Mchar": "million characters",
    "second": "second",
    "minute": "minute",
    "hour": "hour",
    "day": "day",
    "month": "month",
    "year": "year",
}


@dataclass(frozen=True)
class Unit:
    """A unit: `factor` of `base` make one of it. Units of one base convert exactly, others not at all."""

    code: str
    dimension: str
    meaning: str  # one line
    base: str
    factor: Decimal = Decimal(1)


class _Vocabulary(Mapping[str, Unit]):
    """Every unit by its code; the currencies are read on first use, since their table takes 30 ms to import."""

    def __getitem__(self, code: str) -> Unit:
        return _OWN.get(code) or _with_money()[code]

    def __iter__(self) -> Iterator[str]:
        return iter(_with_money())

    def __len__(self) -> int:
        return len(_with_money())


UNITS: Mapping[str, Unit] = _Vocabulary()


def convert(amount: Decimal, unit: str, to: str) -> Decimal | None:
    """Express an amount in another unit; None if that is not possible exactly."""
    source, target = UNITS[unit], UNITS[to]
    if source.base != target.base:
        return None
    return divide(EXACT.multiply(amount, source.factor), target.factor)


def units_of(dimensions: Iterable[str]) -> list[str]:
    """List the codes of the units of some dimensions, the best known currencies first."""
    by_dimension = _by_dimension()
    wanted = set(dimensions)
    return [code for dimension, codes in by_dimension.items() if dimension in wanted for code in codes]


def nearest_unit(word: str, *, guesses: Guesses) -> str | None:
    """Find the unit that a wrong word probably means, by its code or its meaning: "percent" is `%`."""
    by_name = _by_name()
    guess = nearest(word, by_name, guesses=guesses)
    return by_name[guess] if guess else None


@cache
def _by_name() -> Mapping[str, str]:
    units = _with_money()
    return {unit.meaning: code for code, unit in units.items()} | {code: code for code in units}


@cache
def _by_dimension() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for unit in _with_money().values():
        found.setdefault(unit.dimension, []).append(unit.code)
    return found


@cache
def currencies() -> Mapping[str, str]:
    """Return every ISO 4217 currency by code, with its name."""
    from iso4217 import Currency  # here, since its table takes 30 ms to import

    # Codes without a minor unit are not money: metals, bond market units, codes for tests.
    real = {one.code: one.currency_name for one in Currency if one.exponent is not None}
    return {code: real[code] for code in (*_BEST_KNOWN, *sorted(real))}


def _alone(code: str, dimension: str, meaning: str) -> Unit:
    return Unit(code, dimension, meaning, base=code)


def _family(dimension: str, base: str, members: Mapping[str, tuple[str, str]]) -> list[Unit]:
    return [Unit(code, dimension, meaning, base, Decimal(factor)) for code, (factor, meaning) in members.items()]


def _rates(thing: str, things: str) -> list[Unit]:
    return [
        Unit(f"{thing}/{time}", "speed", f"{things} a {time}", f"{thing}/{longest}", Decimal(times))
        for longest, shorter in _TIMES.items()
        for time, times in shorter.items()
    ]


# How often a shorter time goes into the longest of its sort: a rate by the second is that many by the week.
_TIMES = {
    "week": {"second": 604_800, "minute": 10_080, "hour": 168, "day": 7, "week": 1},
    "year": {"month": 12, "year": 1},
}

_OWN: dict[str, Unit] = {
    unit.code: unit
    for unit in chain(
        [
            _alone("%", "percent", "per cent"),
            _alone("pp", "points", "percentage points"),
            _alone("point", "points", "points of an index or a scale"),
            _alone("x", "factor", "times: a factor or a ratio"),
            _alone("token", "token", "tokens"),
            _alone("parameter", "parameter", "parameters of a model"),
            _alone("FLOP", "computation", "floating-point operations"),
            _alone("rank", "rank", "place in an order, 1 the first"),
            _alone("user", "user", "users"),
            _alone("download", "download", "downloads"),
            _alone("GPU", "device", "graphics processors"),
            _alone("chip", "device", "chips of any sort"),
            _alone("request", "request", "requests"),
            _alone("score", "score", "points of a benchmark, on its own scale"),
        ],
        _family(
            "time",
            "second",
            {
                "second": ("1", "seconds"),
                "minute": ("60", "minutes"),
                "hour": ("3600", "hours"),
                "day": ("86400", "days of 24 hours"),
                "week": ("604800", "weeks"),
            },
        ),
        _family("calendar", "month", {"month": ("1", "calendar months"), "year": ("12", "calendar years")}),
        _family(
            "power",
            "W",
            {
                "W": ("1", "watts"),
                "kW": ("1e3", "kilowatts"),
                "MW": ("1e6", "megawatts"),
                "GW": ("1e9", "gigawatts"),
            },
        ),
        _rates("token", "tokens"),
        _rates("request", "requests"),
        _rates("image", "images"),
        _rates("FLOP", "floating-point operations"),
    )
}


@cache
def _with_money() -> dict[str, Unit]:
    money = [_alone(code, "money", name) for code, name in currencies().items()]
    per_token = [
        _alone(f"{code}/Mtok", "price_per_token", f"{name} per million tokens") for code, name in currencies().items()
    ]
    per_unit = [
        _alone(f"{code}/{thing}", "price_per_unit", f"{name} per {meaning}")
        for code, name in currencies().items()
        for thing, meaning in PRICED.items()
    ]
    return _OWN | {unit.code: unit for unit in chain(money, per_token, per_unit)}


DIMENSIONS: tuple[str, ...] = (
    *dict.fromkeys(unit.dimension for unit in _OWN.values()),
    "money",
    "price_per_token",
    "price_per_unit",
)
