"""Entries of feeds made of the cards of events."""

from collections.abc import Mapping
from typing import Any

from chalicelib.api.pages.browse.names import name_of
from chalicelib.api.pages.words.value_words import date_words, label_of
from chalicelib.api.syndication.addresses import Addresses, entity_path
from chalicelib.api.syndication.change_entries import value_text
from chalicelib.api.syndication.feed import NOTHING_YET, Entry, Line

# Members of cards and views that are no properties, or that an entry shows in its own place.
_APART = frozenset(
    {"ref", "kind", "slug", "type", "title", "date", "disputed", "hedged", "omitted", "more", "links", "since"}
    | {"sources", "origins", "revision", "created_at", "updated_at", "also", "terms"}
)


def event_entry(addresses: Addresses, card: Mapping[str, Any], names: Mapping[str, str]) -> Entry:
    """Return the entry of an event: its type, date and other properties in words. `names` has the names of refs."""
    path = entity_path(card["ref"])
    return Entry(
        id=addresses.tag(path),
        url=addresses.url(path),
        data=addresses.url(f"/v1{path}"),
        title=name_of(card),
        updated=card.get("since") or NOTHING_YET,
        lines=event_lines(card, names),
        tags=[each for each in (card.get("type"), card.get("status")) if isinstance(each, str)],
        sources=[addresses.url(entity_path(ref)) for ref in card.get("sources", ())],
    )


def event_lines(card: Mapping[str, Any], names: Mapping[str, str]) -> list[Line]:
    """Return the lines about an event: first its date and type, last what is in dispute."""
    lines = [Line("Date", _date_text(card.get("date"))), Line("Type", label_of(str(card["type"])).lower())]
    lines += [
        Line(label_of(name), value_text("event", name, value, names))
        for name, value in card.items()
        if name not in _APART
    ]
    disputed = [label_of(name).lower() for name in card["disputed"]]
    return lines + ([Line("In dispute", ", ".join(disputed))] if disputed else [])


def names_in(expanded: Mapping[str, Mapping[str, Any]] | None) -> dict[str, str]:
    """Return the names of entities by ref, as a list that is asked to expand them returns them."""
    return {ref: name_of(card) for ref, card in (expanded or {}).items()}


def _date_text(date: Any) -> str:
    return date_words(date) if isinstance(date, str) else "not known"
