"""Conversion: shows amounts of money in one currency beside the originals, by rates that are facts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.domain.values import Ref, parse_date
from chalicelib.domain.values.quantities.exchange import currency_of, exchange
from chalicelib.kinds import KINDS
from chalicelib.kinds.variants import variants_of
from chalicelib.operations.entities.exchange_rates import Rate, RateWanted, find_rates
from chalicelib.operations.world import Moment, World


class Converted(NamedTuple):
    """The converted amounts of each item, by property, and by currency why one was not converted."""

    shown_in: Sequence[Mapping[str, Any]]
    conversion: dict[str, Any]


class Shown(NamedTuple):
    """Members that are shown, and all that is known of their entity: its kind, its type, its date and its terms."""

    members: Mapping[str, Any]
    about: Mapping[str, Any]


def convert_shown(world: World, items: Sequence[Shown], *, to: str, moment: Moment) -> Converted:
    """Return the amounts of money of items in a currency, each by the rate of its day.

    The day is that of the event, or the first of `valid`, or the last of the period, or else that of the moment. The
    calls are those of `find_rates`; none if nothing is to convert.
    """
    today = (moment.at(world.now()).valid_at or world.now())[:10]
    converted = _convert(world, [_values_of(each, today) for each in items], to=to, moment=moment)
    shown_in = [
        {name: values if isinstance(item.members[name], list) else values[0] for name, values in each.items()}
        for item, each in zip(items, converted.shown_in, strict=True)
    ]
    return converted._replace(shown_in=shown_in)


class Dated(NamedTuple):
    """A value as the view shows it, and the day whose rate converts it."""

    raw: Any
    day: str


def convert_values(world: World, values: Sequence[Dated], *, to: str, moment: Moment) -> Converted:
    """Return single values in a currency, each under `value`."""
    return _convert(world, [{"value": [each]} for each in values], to=to, moment=moment)


def day_of_value(about: Mapping[str, Any], said: Mapping[str, Any], *, today: str) -> str:
    """Return the day whose rate converts a value of an entity, given what is said of the value; today at the latest."""
    kind = KINDS[Ref.of(about["ref"]).kind]
    dates = [about.get(kind.order) if kind.types else None, said.get("valid")]
    stated = next((when for each in dates if isinstance(each, str) and (when := parse_date(each))), None)
    if stated is not None:
        return min(stated.first_day, today)
    period = said.get("period")
    interval = parse_date(period) if isinstance(period, str) else None
    return today if interval is None else min(interval.last_day, today)


def _convert(world: World, items: Sequence[Mapping[str, Sequence[Dated]]], *, to: str, moment: Moment) -> Converted:
    amounts = (each for item in items for values in item.values() for each in values)
    wanted = {asked for each in amounts if (asked := _rate_wanted(each, to)) is not None}
    rates = find_rates(world, wanted, to=to, moment=moment)
    shown = [
        {name: converted for name, values in item.items() if (converted := _in_currency(values, rates.found, to))}
        for item in items
    ]
    return Converted(shown, {"currency": to} | ({"missing": rates.missing} if rates.missing else {}))


def _values_of(item: Shown, today: str) -> dict[str, list[Dated]]:
    """Return the values of an item by property, in their order."""
    names = variants_of(KINDS[Ref.of(item.about["ref"]).kind])
    return {
        name: [*_dated(value, item.about, item.about.get("terms", {}).get(name, {}), today)]
        for name, value in item.members.items()
        if name in names
    }


def _dated(value: Any, about: Mapping[str, Any], terms: Mapping[str, Any], today: str) -> Iterator[Dated]:
    for entry in value if isinstance(value, list) else [value]:
        is_wrapped = isinstance(entry, Mapping) and "value" in entry
        said = entry if is_wrapped else terms
        yield Dated(entry["value"] if is_wrapped else entry, day_of_value(about, said, today=today))


def _rate_wanted(value: Dated, to: str) -> RateWanted | None:
    raw = value.raw
    if not isinstance(raw, Mapping) or not isinstance(raw.get("unit"), str) or "real" in raw:
        return None  # money of another year is not money of any day
    currency = currency_of(raw["unit"])
    return None if currency in (None, to) else RateWanted(str(currency), value.day)


def _in_currency(values: Sequence[Dated], rates: Mapping[RateWanted, Rate], to: str) -> list[dict[str, Any] | None]:
    """Return each value in the currency, None where it is none or has no rate; nothing if no value has one."""
    found = [_converted(each, rates, to) for each in values]
    return found if any(found) else []


def _converted(value: Dated, rates: Mapping[RateWanted, Rate], to: str) -> dict[str, Any] | None:
    wanted = _rate_wanted(value, to)
    rate = None if wanted is None else rates.get(wanted)
    if rate is None:
        return None
    return {**exchange(value.raw, rate.factor, to=to), "day": value.day, "rate": rate.json_value()}
