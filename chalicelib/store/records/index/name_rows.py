"""The rows by which an entity is found by name and identifier, with hints that distinguish namesakes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from chalicelib.domain.instants import Instant
from chalicelib.domain.name_normalization import entries_of, fold, spellings_of
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.properties.identifiers import identifier_key
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import View
from chalicelib.store.records.index.indexed_names import (
    MAX_INDEXED_NAMES,
    IndexedName,
    identifiers_of,
    identities_at_any_time,
    identities_of,
    names_at_any_time,
)
from chalicelib.store.rows import Key, Row

MAX_HINT_VALUES = 3  # values of one property
MAX_HINT_CHARS = 80  # characters of a value

# Endings are for typing errors: shorter words are not corrected, longer ones are found by their beginning alone.
SHORTEST_MEANT = 4
MAX_JOINED_CHARS = 90
TITLES_APART = 2  # the first layout in which titles are apart from names
KEYED_IDENTIFIERS = 4  # the first layout with `valid` and former identifiers, and with tickers in one form
LETTERS_FOLDED = 4  # the first layout in which letters such as æ are folded, and names have second spellings
HALVES_KEPT = 7  # the first layout in which whole names are indexed by their halves
SPANS_KEPT = 5  # the first layout with names and identifiers at any time, each with its spans, and symbols of tickers
SHORT_TITLE = 24  # letters; a longer title is a sentence, stored among the titles like its words

Hint = dict[str, Any]

"""An identifier, an address or a digest: its scheme, and the key that all spellings share."""


def word_rows(kind: Kind, view: View, since: Callable[[Key], Instant]) -> Iterator[Row]:
    """Yield a row for every word of every name, and for every whole name.

    A name is found in each of its spellings. The words of titles are kept apart, and whole names of any length are
    found by their ending, except in views that only older code has written. So are all names of a kind that is found
    only by who asks for it. A name that holds only for a time says when, as does the symbol of a ticker.
    """
    is_old = view.layout < TITLES_APART
    has_titles = kind.has_titles and not is_old
    has_letters = view.layout >= LETTERS_FOLDED
    longest = SHORT_TITLE if is_old else MAX_JOINED_CHARS
    common = {"ref": view.ref, "label": label_of(kind, view.flat), "hint": hint_of(kind, view.flat)}
    for name in _indexed_names(kind, view):
        for place, entry, folded in _spelled_entries(name.text, letters=has_letters):
            is_title = has_titles and (place > 0 or is_sentence(entry))
            among = keys.TITLES if is_title else family_of(kind)
            key = keys.word_key(entry, folded, ref=view.ref, among=among)
            is_meant = len(entry) >= SHORTEST_MEANT and (entry in folded.split() or len(entry) <= longest)
            indexes = _word_indexes(view, entry, folded, place, among, is_meant=is_meant)
            yield Row(key, {**common, **name.row_members, "since": since(key)}, indexes=indexes)


def _word_indexes(view: View, entry: str, folded: str, place: int, among: str, *, is_meant: bool) -> keys.Indexes:
    """Return the indexes of a row: a whole name has both halves, a word its ending, if typing errors are forgiven."""
    if place == 0 and view.layout >= HALVES_KEPT:
        return keys.by_halves(entry, is_meant=is_meant, among=among)
    initial = keys.by_initial(entry, folded, ref=view.ref, among=among) if place == 0 else {}
    return initial | (keys.by_ending(entry, folded, ref=view.ref, among=among) if is_meant else {})


def _indexed_names(kind: Kind, view: View) -> Sequence[IndexedName]:
    if view.layout >= SPANS_KEPT:
        return names_at_any_time(kind, view.flat, view.held)
    return [IndexedName(name) for name in _old_names_of(kind, view).values()]


def family_of(kind: Kind) -> str:
    """Return the partitions with the names of a kind."""
    return keys.NAMES if kind.is_searched else keys.OFFERINGS


def _spelled_entries(name: str, *, letters: bool) -> Iterator[tuple[int, str, str]]:
    """Yield the entries of a name in all its spellings, each once, with its place and the folded name."""
    seen: set[str] = set()
    for folded in spellings_of(name) if letters else (fold(name, letters=False),):
        for place, entry in enumerate(entries_of(folded, letters=letters)):
            if entry not in seen:
                seen.add(entry)
                yield place, entry, folded


def is_sentence(squeezed: str) -> bool:
    """Return whether a title of these letters is stored among the titles instead of the names."""
    return len(squeezed) > SHORT_TITLE


def identifier_rows(kind: Kind, view: View, since: Callable[[Key], Instant]) -> Iterator[Row]:
    """Yield a row for every identifier, in a form common to all its spellings, with its `valid`.

    An address and the digest of a document have such rows too, except in views that only older code has written. An
    identifier that is unknown, or has an unknown scheme, has no row. One that the entity has at another time than
    now has a row that says so, and when.
    """
    common = {"ref": view.ref, "label": label_of(kind, view.flat), "hint": hint_of(kind, view.flat)}
    if view.layout >= SPANS_KEPT:
        for (scheme, key_text), identity in identities_at_any_time(view.flat, view.held).items():
            key = keys.identifier_key(scheme, key_text, ref=view.ref)
            yield Row(key, {**common, **identity.row_members, "since": since(key)})
        return
    is_old = view.layout < KEYED_IDENTIFIERS
    held = identifiers_of(view.flat, keyed=old_identifier_key) if is_old else identities_of(view.flat)
    for (scheme, key_text), valid in held.items():
        key = keys.identifier_key(scheme, key_text, ref=view.ref)
        dated = {"valid": valid} if valid and not is_old else {}
        yield Row(key, {**common, **dated, "since": since(key)})
    for scheme, key_text in () if is_old else view.former_identifiers:
        key = keys.identifier_key(scheme, key_text, ref=view.ref)
        yield Row(key, {**common, "former": True, "since": since(key)})


def old_identifier_key(scheme: str, value: str) -> str:
    """Return the key of an identifier in rows of an older layout, which differs for some tickers alone."""
    return value.strip().upper() if scheme == "ticker" else identifier_key(scheme, value)


def label_of(kind: Kind, flat: Mapping[str, Any]) -> str:
    """Return the label of an entity; if there is none or it was erased, its ref."""
    label = flat.get(kind.label)
    return label if isinstance(label, str) else str(flat["ref"])


def _old_names_of(kind: Kind, view: View) -> dict[tuple[str, ...], str]:
    """Return the names that a view of an older layout has in rows, by their spellings: only those that it shows."""
    letters = view.layout >= LETTERS_FOLDED
    names: dict[tuple[str, ...], str] = {}
    for entry in (view.flat.get(kind.label), *view.flat.get("aliases", [])):
        name = entry["value"] if isinstance(entry, Mapping) and "value" in entry else entry
        if isinstance(name, str):
            names.setdefault(spellings_of(name) if letters else (fold(name, letters=False),), name)
    return dict(list(names.items())[:MAX_INDEXED_NAMES])


def hint_of(kind: Kind, flat: Mapping[str, Any]) -> Hint:
    """Return the known properties of a flat view that distinguish its entity from namesakes."""
    found = {name: _hint_texts(flat[name]) for name in kind.distinguished_by if name in flat}
    shown = {name: texts for name, texts in found.items() if texts}
    return {name: texts if isinstance(flat[name], list) else texts[0] for name, texts in shown.items()}


def _hint_texts(value: Any) -> list[str]:
    texts = [_hint_text(entry) for entry in (value if isinstance(value, list) else [value])]
    return [text[:MAX_HINT_CHARS] for text in texts if text][:MAX_HINT_VALUES]


def _hint_text(value: Any) -> str:
    """Return a text, a code, a ref or the text in place of a ref."""
    if isinstance(value, Mapping):
        return _hint_text(value.get("value", value.get("text", "")))
    return value if isinstance(value, str) else ""
