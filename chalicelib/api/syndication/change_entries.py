"""Entries of feeds made of changes and of revisions; the change and the revision of one write have one id."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.api.pages.browse.cells import declared, shown_values
from chalicelib.api.pages.words.cause_words import cause_words
from chalicelib.api.pages.words.value_words import label_of
from chalicelib.api.syndication.addresses import Addresses, entity_path
from chalicelib.api.syndication.feed import Entry, Line
from chalicelib.kinds import KINDS

MAX_IN_TITLE = 6  # properties
MAX_SHOWN = 20  # properties, and values before and after
MAX_VALUE_CHARS = 300
NOTHING = "no value"


def change_entry(addresses: Addresses, change: Mapping[str, Any]) -> Entry:
    """Return the entry of a change of the feed of all changes."""
    names = [label_of(name) for name in change["properties"]]
    lines = [Line("Number", str(change["number"]))]
    lines += [Line("Shows another value", _several(names, most=MAX_SHOWN))] if names else []
    erased = change.get("erased", ())
    lines += [Line("Facts whose words were erased", str(len(erased)))] if erased else []
    return _entry(addresses, change["ref"], change, change["properties"], lines)


def revision_entry(addresses: Addresses, ref: str, revision: Mapping[str, Any]) -> Entry:
    """Return the entry of a revision of an entity, with its values before and after."""
    changes: Sequence[Mapping[str, Any]] = revision["changes"]
    kind = ref.partition("/")[0]
    lines = [_changed_line(kind, each) for each in changes[:MAX_SHOWN]]
    lines += [Line("More values", str(len(changes) - MAX_SHOWN))] if len(changes) > MAX_SHOWN else []
    return _entry(addresses, ref, revision, [each["property"] for each in changes], lines)


def value_text(kind: str, name: str, value: Any, names: Mapping[str, str]) -> str:
    """Return what a flat view shows of a property in words, each value with what distinguishes it."""
    if value is None or value == []:
        return NOTHING
    found = shown_values(declared(KINDS[kind], name), value, names)
    texts = (f"{each.words.text} ({', '.join(each.aspects)})" if each.aspects else each.words.text for each in found)
    text = "; ".join(texts)
    return text if len(text) <= MAX_VALUE_CHARS else text[: MAX_VALUE_CHARS - 1] + "…"


def _changed_line(kind: str, change: Mapping[str, Any]) -> Line:
    name = change["property"]
    before, after = (value_text(kind, name, change.get(which), {}) for which in ("before", "after"))
    return Line(label_of(name), after if before == NOTHING else f"{after} (before: {before})")


def _entry(
    addresses: Addresses, ref: str, made: Mapping[str, Any], properties: Sequence[str], lines: Iterable[Line]
) -> Entry:
    """Return the entry of what one write did to an entity."""
    path, number = entity_path(ref), made["revision"]
    names = _several([label_of(name).lower() for name in properties], most=MAX_IN_TITLE)
    done = cause_words(made["cause"])
    return Entry(
        id=addresses.tag(f"{path}/revisions/{number}"),
        url=addresses.url(path),
        data=addresses.url(f"/v1{path}"),
        title=f"{ref}: {done} ({names})" if names else f"{ref}: {done}",
        updated=made["at"],
        lines=[Line("Done", done), Line("Revision", str(number)), *lines],
        tags=[ref.partition("/")[0], made["cause"]],
    )


def _several(words: Sequence[str], *, most: int) -> str:
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more
