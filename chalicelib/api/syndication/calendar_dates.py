"""Dates of facts as dates of a calendar: those that are no single day are spans, and say so."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from chalicelib.api.pages.browse.names import name_of
from chalicelib.api.pages.words.value_words import date_words, label_of
from chalicelib.api.syndication.addresses import Addresses, entity_path
from chalicelib.api.syndication.event_entries import event_lines
from chalicelib.api.syndication.feed import NOTHING_YET
from chalicelib.api.syndication.icalendar import CalendarDate
from chalicelib.domain.values import When, parse_date

OF_EVENTS = "date"
_TENTATIVE = frozenset({"considered", "proposed"})


class Span(NamedTuple):
    """The days of a date, `end` not included, or an instant without an end. `words` if it is no single day."""

    start: date | datetime
    end: date | None
    words: str | None


def span_of(when: When) -> Span:
    """Return the days that a date states: of an interval that is open at one end, those of the other."""
    if when.is_instant and not when.is_interval:
        return Span(datetime.fromisoformat(when.earliest).replace(microsecond=0), None, None)
    closed = when.start or when.end or when
    last = when.end or when.start or when
    start, end = date.fromisoformat(closed.first_day), date.fromisoformat(last.last_day)
    is_day = start == end and not when.is_interval and when.text[-1] not in "~?%"
    following = end + timedelta(days=1) if end < date.max else None
    return Span(start, following, None if is_day else date_words(when.text))


def dates_of(addresses: Addresses, card: Mapping[str, Any], name: str, *, today: str) -> Iterator[CalendarDate]:
    """Yield the date of a property of an entity, unless it is over or not known."""
    value = card.get(name)
    raw = value.get("value") if isinstance(value, Mapping) else value
    when = parse_date(raw) if isinstance(raw, str) else None
    if when is None or (when.end or when.start or when).last_day < today:
        return
    span, path, ref = span_of(when), entity_path(card["ref"]), card["ref"]
    what = name_of(card) if name == OF_EVENTS else f"{name_of(card)}: {label_of(name).lower()}"
    lines = [f"No single day is known: {span.words}."] if span.words else []
    lines += [f"{each.label}: {each.text}" for each in event_lines(card, {})] if "type" in card else []
    is_unsure = span.words is not None or card.get("status") in _TENTATIVE
    yield CalendarDate(
        uid=f"{ref}@{addresses.host}" if name == OF_EVENTS else f"{ref}/{name}@{addresses.host}",
        start=span.start if not isinstance(span.start, datetime) else span.start.astimezone(UTC),
        end=span.end,
        title=f"{what} ({span.words})" if span.words else what,
        text="\n".join([*lines, addresses.url(path)]),
        url=addresses.url(path),
        updated=card.get("since") or NOTHING_YET,
        status="CANCELLED" if card.get("status") == "cancelled" else "TENTATIVE" if is_unsure else "CONFIRMED",
        tags=[str(card["type"])] if "type" in card else [name],
    )
