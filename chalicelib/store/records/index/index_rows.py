"""Index rows: the rows by which an entity is found, all made from its view alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, product
from typing import Any

from chalicelib.domain.name_normalization import fold
from chalicelib.domain.values import RefType, When, parse_date
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import View
from chalicelib.store.records.index.cards import card_members, make_card
from chalicelib.store.records.index.name_rows import LETTERS_FOLDED, identifier_rows, word_rows
from chalicelib.store.records.index.standing_values import other_values
from chalicelib.store.rows import Key, Row


def project(view: View) -> dict[Key, Row]:
    """Return the listing, link, word, identifier and conflict rows of a view; none for a retired or merged entity."""
    if view.lifecycle is not None:
        return {}
    kind = KINDS[view.kind]
    card, places = make_card(kind, view), orders(kind, view.flat, letters=view.layout >= LETTERS_FOLDED)
    rows = [
        *_listing_rows(kind, view, card, places),
        *_link_rows(kind, view, card, places),
        *word_rows(kind, view, lambda key: _since_of(view, key)),
    ]
    rows += [*identifier_rows(kind, view, lambda key: _since_of(view, key)), *_conflict_rows(view)]
    return {row.key: row for row in rows}


def is_dated(row: Row) -> bool:
    """Return whether a row becomes historical when it is replaced: listings, words, conflicts, links with a card."""
    return "since" in row.body


def dated_rows(rows: Mapping[Key, Row]) -> dict[Key, Row]:
    """Return the dated ones among rows."""
    return {key: row for key, row in rows.items() if is_dated(row)}


def dated_names(rows: Mapping[Key, Row]) -> dict[Key, str]:
    """Return the dated rows' names in the `since` of the view."""
    return {key: since_name(key) for key in dated_rows(rows)}


def shows_the_same(old: Mapping[Key, Row], new: Mapping[Key, Row]) -> bool:
    """Return whether the rows of an entity show the same card before and after a write, and links that stay the same.

    All rows with a card have the same one.
    """
    before, after = (
        next((row.body["card"] for row in rows.values() if "card" in row.body), None) for rows in (old, new)
    )
    links = (key for key, row in new.items() if "links" in row.body and key in old)
    return before == after and all(old[key].body["links"] == new[key].body["links"] for key in links)


def with_beginnings(rows: Mapping[Key, Row], view: View) -> dict[Key, Row]:
    """Return rows that were made with other beginnings, with those that the view says."""

    def begun(row: Row) -> Row:
        if not is_dated(row):
            return row
        said = {"since": _since_of(view, row.key)}
        said |= {"card_since": view.card_since} if "card_since" in row.body else {}
        is_the_same = all(row.body[name] == instant for name, instant in said.items())
        return row if is_the_same else replace(row, body={**row.body, **said})

    return {key: begun(row) for key, row in rows.items()}


def owner_of(key: Key) -> str | None:
    """Return the entity of a listing, link, word, identifier or conflict row; None for any other row."""
    owners: dict[str, Callable[[Key], str]] = {
        "L#": lambda key: keys.parse_listing(key).ref,
        "T#": lambda key: keys.parse_link(key).ref,
        "N#": lambda key: keys.parse_word(key).ref,
        "H#": lambda key: keys.parse_word(key).ref,
        "M#": lambda key: keys.parse_word(key).ref,
        "X#": lambda key: keys.parse_identifier(key)[2],
        "D#": lambda key: keys.parse_conflict(key).ref,
    }
    owner = owners.get(key.pk[:2])
    return None if owner is None else owner(key)


def since_name(key: Key) -> str:
    """Return the name of a row in the `since` of the view."""
    return f"{key.pk} {key.sk}"


def orders(kind: Kind, flat: Mapping[str, Any], *, letters: bool = True) -> tuple[str, ...]:
    """Return the order of an entity in lists: the first day of its date, or its folded name.

    An unknown date has two orders, one at each end: it is last in lists of either direction.
    """
    value = flat.get(kind.order)
    if kind.order == kind.label:
        return (fold(value if isinstance(value, str) and value else str(flat["slug"]), letters=letters),)
    when: When | None = parse_date(value) if isinstance(value, str) else None
    return keys.UNKNOWN_DAYS if when is None else (keys.order_of(when.first_day),)


def _listing_rows(kind: Kind, view: View, card: Mapping[str, Any], places: Sequence[str]) -> Iterator[Row]:
    filters: list[tuple[str | None, str | None]] = [(None, None)]
    for declared in kind.all_properties(type_name=view.flat.get("type")):
        if declared.filterable:
            standing = [view.flat.get(declared.name), *other_values(view.flat, view.conflicts, declared.name)]
            codes = dict.fromkeys(chain.from_iterable(map(_filter_codes, standing)))
            filters += [(declared.name, code) for code in codes]
    if view.flat["disputed"]:
        filters.append(("disputed", "true"))
    for (name, code), order in product(filters, places):
        key = keys.listing_key(kind.name, order, ref=view.ref, property_name=name, code=code)
        yield Row(key, {**card_members(view, card), "since": _since_of(view, key)})


def _filter_codes(value: Any) -> list[str]:
    """Return the codes of a flat value; refs have links and need no listing."""
    values = value if isinstance(value, list) else [value]
    texts = [each["value"] if isinstance(each, Mapping) and "value" in each else each for each in values]
    codes = [str(text).lower() if isinstance(text, bool) else text for text in texts]
    return [code for code in dict.fromkeys(c for c in codes if isinstance(c, str)) if "/" not in code]


def _link_rows(kind: Kind, view: View, card: Mapping[str, Any], places: Sequence[str]) -> Iterator[Row]:
    found: dict[str, list[dict[str, Any]]] = {}
    with_card: set[str] = set()
    for declared in filter(_may_point, kind.all_properties(type_name=view.flat.get("type"))):
        standing = _entries(view.flat.get(declared.name)) + list(other_values(view.flat, view.conflicts, declared.name))
        for target, link, of_value in _link_targets(declared, standing):
            if link not in found.setdefault(target, []):
                found[target].append(link)
            if of_value and not declared.wide:
                with_card.add(target)
    for (target, links), order in product(found.items(), places):
        key = keys.link_key(target, kind.name, order=order, ref=view.ref)
        # Wide properties and qualifiers can point at hundreds of entities: each would need a card.
        dated = {**card_members(view, card), "since": _since_of(view, key)} if target in with_card else {}
        yield Row(key, {"links": links} | dated)


def _entries(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _link_targets(declared: Property, value: Any) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Yield each ref of a flat value, how the value points at it, and whether it is the value or a qualifier."""
    for entry in _entries(value):
        wrapped = entry if isinstance(entry, Mapping) and "value" in entry else {"value": entry}
        for name, text in wrapped.items():
            if isinstance(text, str) and "/" in text and _may_be_ref(declared, name):
                link = {"property": declared.name}
                role = wrapped.get("role") if name == "value" else None
                yield (
                    text,
                    link | ({"role": role} if role else {}) | ({} if name == "value" else {"as": name}),
                    name == "value",
                )


@lru_cache(maxsize=4_096)  # more than there are properties
def _may_point(declared: Property) -> bool:
    return any(_may_be_ref(declared, name) for name in ("value", *(each.name for each in declared.qualifiers)))


def _may_be_ref(declared: Property, name: str) -> bool:
    if name == "value":
        return isinstance(declared.type, RefType)
    qualifier = declared.qualifier(name)
    return qualifier is not None and isinstance(qualifier.type, RefType)


def _conflict_rows(view: View) -> Iterator[Row]:
    for conflict in view.conflicts:
        if conflict["state"] != "open":
            continue
        where = {"opened": conflict["opened_at"], "ref": view.ref, "slot": conflict["token"]}
        key = keys.conflict_key(view.kind, conflict["property"], **where)
        indexes = keys.conflict_indexes(view.kind, conflict["property"], **where)
        freshness = {"fresh_until": view.until} if view.until else {}
        yield Row(key, {"ref": view.ref, **conflict, **freshness, "since": _since_of(view, key)}, indexes=indexes)


def _since_of(view: View, key: Key) -> str:
    return view.since.get(since_name(key), view.created_at) if view.since else view.created_at
