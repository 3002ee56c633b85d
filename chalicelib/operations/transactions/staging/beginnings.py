"""Beginnings: since when the rows by which an entity is found are valid, and its card is what it is."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.domain.instants import Instant
from chalicelib.store.records.entity_rows import LAYOUT, View
from chalicelib.store.records.index.index_rows import dated_names, dated_rows, shows_the_same
from chalicelib.store.rows import Key, Row

RowsOfView = Mapping[Key, Row]
"""The rows by which an entity is found."""


def with_beginnings_of(view: View, before: View | None, *, old: RowsOfView, new: RowsOfView) -> View:
    """Return the next view of an entity with the beginnings of its rows, which are `new` and before were `old`."""
    return replace(view, since=_since(view, before, old=old, new=new), card_since=_card_since(view, before, old, new))


def _since(view: View, before: View | None, *, old: RowsOfView, new: RowsOfView) -> dict[str, Instant]:
    """Return when each row that is younger than the entity began."""
    if before is None or not before.flat:  # a view made up for repair has no rows: they began with the entity
        return {}
    kept = dated_rows(old)
    young = {name: view.since.get(name) if key in kept else view.updated_at for key, name in dated_names(new).items()}
    return {name: since for name, since in young.items() if since is not None}


def _card_since(view: View, before: View | None, old: RowsOfView, new: RowsOfView) -> Instant:
    """Return when the card became what it is: a write that changes nothing of it leaves its rows alone."""
    is_kept = before is not None and before.layout == LAYOUT and shows_the_same(old, new)
    return before.card_since if before is not None and is_kept else view.updated_at
