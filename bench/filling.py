"""Filling: a made-up industry of any size, written through the operations; the same for the same size."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

from chalicelib.domain.instants import plus_ms
from chalicelib.kinds import KINDS
from chalicelib.operations.world import Caller, RequestContext, World
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.record import record
from chalicelib.store.table import Table

Body = dict[str, Any]
Naming = Callable[[int], str]  # a name that no other number has

CALLER = Caller("key_bench", frozenset({"write"}))
NOW = "2026-11-23T10:00:00.000Z"
DAYS = 250  # of prices of the one share
FIRST = date(2025, 1, 1)
_SYLLABLES = ("ka", "lo", "mi", "ner", "sa", "tu", "vel", "xi", "or", "den", "pa", "qui", "bra", "zel", "hu", "fo")


def world_on(table: Table) -> World:
    """Make a world on a table, with a clock that advances by a second each time it is read."""
    ticks, tokens = count(), count()
    return World(
        table,
        lambda: plus_ms(NOW, next(ticks) * 1000),
        lambda: f"t{next(tokens)}",
        lambda _seconds: None,
        b"a secret of the bench",
    )


def fill(world: World, size: int) -> None:
    """Write that many entities: of ten, one company, six models, three events; and a share with some prices.

    Of every fiftieth, a model, another source gives another release date.
    """
    for kind, body in numbered_entities(0, size):
        create(RequestContext(world, CALLER), kind=KINDS[kind], body=body)
    for number in range(1, size, 50):
        record(RequestContext(world, CALLER), facts=[extra_fact(number)])
    prices = [_price(FIRST + timedelta(day), f"{100 + day % 9}") for day in range(DAYS)]
    for start in range(0, DAYS, 50):
        record(RequestContext(world, CALLER), facts=prices[start : start + 50])


def name_of(number: int) -> str:
    """Make a name of four syllables that no other number has."""
    digits = [number >> shift & 15 for shift in (12, 8, 4, 0)]
    return "".join(_SYLLABLES[digit] for digit in digits).capitalize()


def extra_fact(number: int) -> Body:
    """Make the fact by which another source gives another release date of a model."""
    said = {"source": f"source/s{(number + 1) % 3}", "basis": "opinion"}
    return {"entity": f"model/m{number}", "property": "released", "value": "2020", "evidence": said}


def numbered_entities(start: int, end: int, *, named: Naming = name_of) -> Iterator[tuple[str, Body]]:
    """Make the entities of a range of numbers, with their kinds; before number 0 the sources and the share."""
    if start == 0:
        for number in range(3):
            yield "source", {"slug": f"s{number}", "title": f"Gazette {number}", "published": f"2025-0{number + 1}"}
        yield "instrument", _of("share", name="The share")
    for number in range(start, end):
        company = number - number % 10
        if number == company:
            yield "company", _company(number, named(number))
        elif number % 10 < 7:  # noqa: PLR2004  six of ten
            yield "model", _model(number, named(number), f"company/c{company}")
        else:
            yield "event", _event(number, named(company), company)


def _of(slug: str, number: int = 0, **fields: Any) -> Body:
    evidence = {"source": f"source/s{number % 3}", "basis": "third_party_report"}
    return {"slug": slug, **fields, "evidence": evidence}


def _company(number: int, name: str) -> Body:
    named = {"name": f"{name} Labs", "aliases": [f"{name} AI"]}
    ids = {"identifiers": [{"value": f"Q{number + 1}", "scheme": "wikidata"}]}
    return _of(f"c{number}", number, **named, **ids, country=("US", "CN", "FR")[number // 10 % 3])


def _model(number: int, name: str, developer: str) -> Body:
    prices = [
        {"value": {"amount": f"{1 + number % 5}", "unit": "USD/Mtok"}, "direction": direction, "valid": valid}
        for direction in ("input", "output")
        for valid in ("2025-01-01", "2025-06-01")
    ]
    return _of(
        f"m{number}",
        number,
        name=f"{name} {number % 7}",
        developer=[developer],
        released=(FIRST + timedelta(number % 300)).isoformat(),
        status="available",
        open_weights=number % 2 == 0,
        prices=prices,
    )


def _event(number: int, name: str, company: int) -> Body:
    participants = [{"value": f"company/c{company}", "role": "company"}]
    if company and number % 10 == 9:  # noqa: PLR2004  one company invests everywhere: its timeline grows with the table
        participants.append({"value": "company/c0", "role": "investor"})
    amount = {"amount": f"{1 + number % 40}e8", "unit": "USD"}
    return _of(
        f"e{number}",
        number,
        type="funding_round",
        title=f"{name} raises money",
        date=(FIRST + timedelta(number % 300)).isoformat(),
        status="completed",
        participants=participants,
        amount=amount,
    )


def _price(day: date, amount: str) -> Body:
    return {
        "entity": "instrument/share",
        "property": "price",
        "value": {"amount": amount, "unit": "USD"},
        "valid": f"{day}/{day}",
        "evidence": {"source": "source/s0", "basis": "record_of_truth"},
    }
