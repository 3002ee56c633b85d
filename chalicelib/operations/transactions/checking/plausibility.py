"""Plausibility: what is accepted and yet looks like a slip, such as a price per token in place of one per million.

Only dry runs look, and only at new facts. A rule says nothing unless the value is far from all that is known to be so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.hints import Hint, HintCode
from chalicelib.domain.instants import seconds_between
from chalicelib.domain.values import Code, Quantity, Span, When, known_unit, parse_date
from chalicelib.domain.values.quantities.units import convert
from chalicelib.operations.transactions.references import read_view_bodies
from chalicelib.operations.transactions.staging.changes import Staged
from chalicelib.operations.world import World

MAX_COMPANIES = 100  # whose founding dates are read: one batch read
LARGE_UNITS = ("USD", "EUR", "GBP", "CHF", "CNY", "CAD", "AUD", "SGD")  # currencies: one is over 10 US cents
MAX_PER_MILLION = {True: Decimal(5_000), False: Decimal(1_000_000)}  # tokens, in a currency of large units or not
MIN_PER_MILLION = Decimal("0.0001")
SHARES = ("stake", "share", "share_of_staff")
SHARE_MEASURES = ("market_share", "gross_margin", "operating_margin", "utilization")
DATES = ("released", "date", "updated")
MAKERS = ("developer", "provider", "owner", "participants")
GRACE_SECONDS = 366 * 86_400  # a company can act, and be written about, before it is entered in a register


class NewFact(NamedTuple):
    """A new fact, and the entity that it is of as it would be."""

    fact: Fact
    staged: Staged


Founding = Mapping[str, When]
Rule = Callable[[NewFact, Founding], str | None]  # returns what looks wrong


def implausible(world: World, staged: Sequence[Staged]) -> Iterator[Hint]:
    """Yield a hint for each new fact that looks like a slip: at most one batch read, of companies named with dates."""
    new = [
        NewFact(each.entity.facts[name], each) for each in staged for name in each.pointers if name in each.entity.facts
    ]
    founding = _founding_dates(world, staged, new)
    for each in new:
        for rule in RULES:
            if each.fact.affirms and (detail := rule(each, founding)) is not None:
                yield Hint(each.staged.pointers[each.fact.id], HintCode.IMPLAUSIBLE, detail)


def price_per_token(new: NewFact, _: Founding) -> str | None:
    """Say that a price per token is far from all known ones: between 0.0001 and 5,000 for a million."""
    value = new.fact.value
    if new.fact.content.property != "prices" or not isinstance(value, Quantity | Span):
        return None
    currency, _slash, thing = value.unit.partition("/")
    if known_unit(value.unit).dimension != "money/token":
        return None
    most = max(convert(each, value.unit, f"{currency}/Mtok") or Decimal(0) for each in _ends(value))
    if most > MAX_PER_MILLION[currency in LARGE_UNITS]:
        return (
            f"{_written(value)} is {most.normalize():f} {currency} for a million tokens, which is more than any known "
            f"price. If the source gives the price of a million, write the unit {currency}/Mtok in place of "
            f"{currency}/{thing}; else check it."
        )
    if 0 < most < MIN_PER_MILLION:
        return (
            f"{_written(value)} is {most.normalize():f} {currency} for a million tokens, which is less than any known "
            f"price. If the source gives the price of one token, write the unit {currency}/token; else check it."
        )
    return None


def share_over_whole(new: NewFact, _: Founding) -> str | None:
    """Say that a share is more than 100 %."""
    content, value = new.fact.content, new.fact.value
    measure = content.qualifiers.get("measure")
    is_share = content.property in SHARES or measure in [Code(each) for each in SHARE_MEASURES]
    if not is_share or not isinstance(value, Quantity | Span):
        return None
    amounts = [convert(each, value.unit, "%") for each in _ends(value)]
    if any(each is not None and each > 100 for each in amounts):  # noqa: PLR2004  the whole
        return f"{_written(value)} is more than the whole. If it is a factor or a growth, it is another property."
    return None


def before_founding(new: NewFact, founding: Founding) -> str | None:
    """Say that a date is more than a year before a company that takes part was founded."""
    content, own = new.fact.content, new.fact.entity
    if own in founding and content.period is None and content.valid is not None and content.property == "figures":
        return _too_early(content.valid, own, founding[own])
    if content.property not in DATES or not isinstance(new.fact.value, When):
        return None
    found = (_too_early(new.fact.value, ref, founding[ref]) for ref in _makers(new.staged) if ref in founding)
    return next(filter(None, found), None)


def _too_early(when: When, ref: str, founded: When) -> str | None:
    last, first = when.widened()[1], founded.widened()[0]
    if last >= first or seconds_between(last, first) <= GRACE_SECONDS:
        return None
    return f"{when.text} is more than a year before {ref} was founded ({founded.text}). One of the two may be wrong."


RULES: tuple[Rule, ...] = (price_per_token, share_over_whole, before_founding)


def _ends(value: Quantity | Span) -> list[Decimal]:
    return [value.number] if isinstance(value, Quantity) else [Decimal(value.low), Decimal(value.high)]


def _written(value: Quantity | Span) -> str:
    amount = value.amount if isinstance(value, Quantity) else f"{value.low} to {value.high}"
    return f"{amount} {value.unit}"


def _makers(staged: Staged) -> list[str]:
    """List the companies that made an entity, or took part in it."""
    facts = staged.entity.facts.values()
    named = (str(fact.value) for fact in facts if fact.content.property in MAKERS and fact.affirms)
    return [ref for ref in dict.fromkeys(named) if ref.startswith("company/")]


def _founding_dates(world: World, staged: Sequence[Staged], new: Sequence[NewFact]) -> dict[str, When]:
    """Return when the companies were founded that new facts are of, or that made what has a new date."""
    dated = {id(each.staged): each.staged for each in new if each.fact.content.property in DATES}
    named = dict.fromkeys(ref for each in dated.values() for ref in _makers(each))
    views = {each.entity.ref: each.entity.view for each in staged if each.entity.view is not None}
    read = read_view_bodies(world, [ref for ref in named if ref not in views][:MAX_COMPANIES]) if named else {}
    shown: dict[str, Any] = {ref: body["flat"].get("founded") for ref, body in read.items()}
    shown |= {ref: view.flat.get("founded") for ref, view in views.items() if ref.startswith("company/")}
    dates = {ref: parse_date(founded) for ref, founded in shown.items() if isinstance(founded, str)}
    return {ref: date for ref, date in dates.items() if date is not None}
