"""Exchange rates: the prices of currency pairs, which are facts with sources."""

from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from chalicelib.domain.facts.fact_tokens import day_token, slot_of, slot_token
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.entity_context import entity_context
from chalicelib.domain.resolving.reading_slots import reading_slots
from chalicelib.domain.resolving.timelines.timeline_steps import SlotHistory, Step, timeline_steps
from chalicelib.domain.values import Quantity, When
from chalicelib.domain.values.quantities.exchange import inverse
from chalicelib.kinds import KINDS
from chalicelib.kinds.reading.reading_rules import slot_rules, slot_shape
from chalicelib.operations.bounds import AT_ONCE
from chalicelib.operations.world import Moment, World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_fact_row

INSTRUMENT = KINDS["instrument"]
PAIR, PRICE = "currency_pair", "price"
WINDOW_DAYS = 31  # before the day of an amount, in which a rate must begin
MAX_PAIRS = 200  # that are looked at
MAX_RATE_READS = 24  # of one request: a pair and a month each
MAX_RATE_ROWS = 500  # of one read
_WHOLE = slot_token(slot_of({}))


class RateWanted(NamedTuple):
    """A currency and the day of an amount in it."""

    currency: str
    day: str


class Rate(NamedTuple):
    """A rate: how much of the wanted currency is one of the other, and the fact that says so."""

    factor: Decimal
    is_inverse: bool
    stated: Quantity
    step: Step

    def json_value(self) -> dict[str, Any]:
        """Write the rate as it was stated, with its source."""
        fact = self.step.chosen
        said: dict[str, Any] = {
            "amount": self.stated.amount,
            "unit": self.stated.unit,
            "pair": fact.entity,
            "source": fact.evidence.source,
            "fact": fact.id,
        }
        said |= {"valid": fact.content.valid.json()} if fact.content.valid is not None else {}
        return said | ({"inverse": True} if self.is_inverse else {}) | ({"disputed": True} if self._is_disputed else {})

    @property
    def _is_disputed(self) -> bool:
        return self.step.reading.is_disputed


class Rates(NamedTuple):
    """The rates that were found, and by currency why one was not."""

    found: dict[RateWanted, Rate]
    missing: dict[str, str]


def find_rates(world: World, wanted: Collection[RateWanted], *, to: str, moment: Moment) -> Rates:
    """Return the latest rate of each day, of those that began at most 31 days before.

    One call finds the pairs, two as of an earlier moment, and one for each pair and month reads its rates, at most 24.
    """
    if not wanted:
        return Rates({}, {})
    pairs = _pairs_with(world, to, known_at=moment.known_at)
    months = _by_month(each for each in wanted if each.currency in pairs)
    found: dict[RateWanted, Rate] = {}
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        for rates in pool.map(
            lambda days: _rates_of(world, pairs[days[0].currency], days, to=to, moment=moment), months[:MAX_RATE_READS]
        ):
            found |= rates
    unread = {each for days in months[MAX_RATE_READS:] for each in days}
    missing: dict[str, str] = {}
    for each in sorted(set(wanted) - found.keys()):
        if each.currency not in pairs:
            reason = f"There is no instrument of the type {PAIR} for {each.currency} and {to}."
        elif each in unread:
            reason = f"The amounts are of more than {MAX_RATE_READS} months."
        else:
            reason = f"{pairs[each.currency]} has no rate that begins in the {WINDOW_DAYS} days up to {each.day}."
        missing.setdefault(each.currency, reason)
    return Rates(found, missing)


def _pairs_with(world: World, currency: str, *, known_at: Instant | None) -> dict[str, str]:
    """Return a pair for each other currency that has one with this: that quoted in it, or else the opposite."""
    pk = keys.listing(INSTRUMENT.name, property_name="instrument_type", code=PAIR)
    partitions = [pk] if known_at is None else [pk, keys.historical_partition(pk)]
    rows = [row for each in partitions for row in world.table.query(None, each, limit=MAX_PAIRS).rows]
    if known_at is not None:
        rows = [row for row in rows if row.body["since"] <= known_at < row.body.get("until", "~")]
    cards = [row.body["card"] for row in sorted(rows, key=lambda row: str(row.body["card"]["ref"]))]
    opposite = {card.get("currency"): card["ref"] for card in reversed(cards) if card.get("base_currency") == currency}
    quoted = {card.get("base_currency"): card["ref"] for card in reversed(cards) if card.get("currency") == currency}
    return {each: ref for each, ref in {**opposite, **quoted}.items() if isinstance(each, str)}


def _by_month(wanted: Iterable[RateWanted]) -> list[list[RateWanted]]:
    months: dict[tuple[str, str], list[RateWanted]] = {}
    for each in sorted(wanted):
        months.setdefault((each.currency, each.day[:7]), []).append(each)
    return list(months.values())


def _rates_of(
    world: World, pair: str, wanted: Sequence[RateWanted], *, to: str, moment: Moment
) -> dict[RateWanted, Rate]:
    """Read the rates of a pair in a month and the days before it: one query."""
    start, end = keys.days_of(_WHOLE, _day(wanted[0].day, before=WINDOW_DAYS), _day(wanted[-1].day))
    rows = world.table.query(
        None, keys.series(pair, PRICE), start=start, end=end, descending=True, limit=MAX_RATE_ROWS
    ).rows
    facts = [fact for fact in map(read_fact_row, rows) if fact.was_recorded(moment.known_at)]
    histories = _histories(facts, to, moment)
    found = {each: _rate_on(each, histories, to, moment) for each in wanted}
    return {each: rate for each, rate in found.items() if rate is not None}


def _histories(facts: Sequence[Fact], to: str, moment: Moment) -> list[SlotHistory]:
    """Part the facts of a pair by unit, those in the wanted currency first; a rate under a condition is none."""
    declared = INSTRUMENT.property(PRICE)
    plain = sorted(
        (fact.as_known(moment.known_at) for fact in facts if fact.content.condition is None), key=lambda fact: fact.id
    )
    if declared is None or not plain:
        return []
    rules, context = slot_rules(INSTRUMENT, declared), entity_context(plain, moment)
    slots = reading_slots(plain, slot_shape(declared))
    ordered = sorted(slots, key=lambda name: f" in {to}/" not in name)
    return [SlotHistory(slots[name], rules, context) for name in ordered]


def _rate_on(wanted: RateWanted, histories: Iterable[SlotHistory], to: str, moment: Moment) -> Rate | None:
    """Return the last rate that began by the day and within the window before it."""
    until = _start_of(wanted.day, after=1)
    for history in histories:
        steps = timeline_steps(history, moment=moment, until=until)
        value = steps[-1].chosen.value if steps else None
        if isinstance(value, Quantity) and value.bound is None and value.number > 0 and _is_near(steps[-1], wanted.day):
            if value.unit == f"{to}/{wanted.currency}":
                return Rate(value.number, is_inverse=False, stated=value, step=steps[-1])
            if value.unit == f"{wanted.currency}/{to}":
                return Rate(inverse(value.number), is_inverse=True, stated=value, step=steps[-1])
    return None


def _is_near(step: Step, day: str) -> bool:
    return step.first >= _start_of(day, after=-WINDOW_DAYS)


def _day(day: str, *, before: int = 0) -> str:
    return day_token(When(_start_of(day, after=-before)[:10]))


def _start_of(day: str, *, after: int = 0) -> Instant:
    """Return the start of a day, or of one some days later; the first day of the calendar has none before it."""
    number = max(date.fromisoformat(day).toordinal() + after, 1)
    return f"{(date.min + timedelta(number - 1)).isoformat()}T00:00:00.000Z"
