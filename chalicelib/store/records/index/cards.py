"""Cards: the views of entities shortened for lists, as the rows of lists and links hold them."""

from collections.abc import Collection, Mapping
from typing import Any

from chalicelib.domain.facts.fact_tokens import compact_json
from chalicelib.domain.instants import Instant
from chalicelib.kinds.declaration import Kind
from chalicelib.store.records.entity_rows import View
from chalicelib.store.rows import Row

CARD_BYTES = 800  # so that a row with it takes one write unit, keys and all
LONG_TEXT = 200  # characters; longer ones stay out of cards
LABEL_BYTES = 300
CARDS_WITHOUT_REVISION = 7  # the first layout in which a write that changes nothing of a card leaves its rows alone
REVISION_IN_CARDS = frozenset({"revision", "updated_at"})  # before
NOT_IN_CARDS = frozenset({"sources", "origins", "also", "terms"})


def make_card(kind: Kind, view: View) -> dict[str, Any]:
    """Shorten the flat view to 800 bytes for lists: no wide properties, no long texts, filterable properties first.

    `omitted` names every property that is left out: the entity has no others.
    """
    shown = view.shown()
    head = {"ref", "kind", "slug", "type", kind.label, kind.order, "status"}
    head |= {"disputed", "hedged"} | (REVISION_IN_CARDS if view.layout < CARDS_WITHOUT_REVISION else frozenset())
    held = [name for name in shown if name in head]
    left = [name for name in view.flat if name not in held and name not in view.wide and name not in NOT_IN_CARDS]
    scale, filters = _Scale(view, held), kind.filter_names(type_name=view.flat.get("type"))
    for name in sorted(left, key=lambda name: name not in filters):
        if not _is_long(shown[name]):
            scale.add(name, most=CARD_BYTES)
    return _card_of(view, scale.held)


class _Scale:
    """Weighs a card while it is filled: each member is encoded once, the whole card never again."""

    def __init__(self, view: View, held: Collection[str]) -> None:
        card = _card_of(view, held)
        self.held = set(held)
        self._shown = view.shown()
        self._bytes = _json_bytes(card)
        self._hedged = len(card["hedged"])
        self._omitted = len(card.get("omitted", ()))

    def add(self, name: str, *, most: int) -> None:
        """Add a member unless the card would exceed `most` bytes."""
        hedge, quoted = self._shown["hedged"].get(name), len(f'"{name}"')
        grown = self._bytes + quoted + len(":,") + _json_bytes(_shortened(self._shown[name]))
        grown += 0 if hedge is None else quoted + len(":") + _json_bytes(hedge) + (len(",") if self._hedged else 0)
        grown -= quoted + (len(",") if self._omitted > 1 else len(',"omitted":[]'))
        if grown <= most:
            self.held.add(name)
            self._bytes = grown
            self._hedged += hedge is not None
            self._omitted -= 1


def is_shortened(text: Any) -> bool:
    """Return whether a text of a card may be the beginning of a longer one."""
    return isinstance(text, str) and text.endswith("…")


def _card_of(view: View, held: Collection[str]) -> dict[str, Any]:
    """Make a card of these members, in the order of the view."""
    shown = view.shown()
    card = {name: _shortened(shown[name]) for name in shown if name in held}
    card["hedged"] = {name: hedge for name, hedge in shown["hedged"].items() if name in held}
    omitted = [name for name in view.flat if name not in held and name not in NOT_IN_CARDS]
    more = list(view.flat.get("also", ()))  # the properties with values that a card does not show
    return card | ({"more": more} if more else {}) | ({"omitted": omitted} if omitted else {})


def _shortened(value: Any) -> Any:
    if not isinstance(value, str) or (len(value) <= LONG_TEXT and len(value.encode()) <= LABEL_BYTES):
        return value
    return value[: LONG_TEXT - 1].encode()[: LABEL_BYTES - 3].decode(errors="ignore") + "…"


def _is_long(value: Any) -> bool:
    text = value.get("text") if isinstance(value, Mapping) else value
    return isinstance(text, str) and len(text) > LONG_TEXT


def _json_bytes(value: Any) -> int:
    return len(compact_json(value).encode())


def card_members(view: View, card: Mapping[str, Any]) -> dict[str, Any]:
    """Return the card as its rows hold it, with the instant when it became so."""
    return {"card": dict(card)} | ({"card_since": view.card_since} if view.layout >= CARDS_WITHOUT_REVISION else {})


def card_of(row: Row) -> dict[str, Any]:
    """Return the card of a row, as rows of every layout have it."""
    card: dict[str, Any] = row.body["card"]
    if card.keys().isdisjoint(REVISION_IN_CARDS):
        return card
    return {name: value for name, value in card.items() if name not in REVISION_IN_CARDS}


def card_since(row: Row) -> Instant:
    """Return when the card of a row became what it is; of an older layout, when its entity was last written."""
    since = row.body.get("card_since") or row.body["card"]["updated_at"]
    return str(since)
