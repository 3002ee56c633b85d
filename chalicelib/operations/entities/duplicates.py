"""Finds entities that may be the same as a new one: by identifier, address, name, or what happened."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.domain.name_normalization import spellings_of, squeeze
from chalicelib.domain.values import When, parse_date
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import EventType, Kind
from chalicelib.operations.bounds import AT_ONCE
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import View
from chalicelib.store.records.index.index_rows import owner_of
from chalicelib.store.records.index.indexed_names import Identity, identities_of
from chalicelib.store.records.index.name_rows import Hint, family_of, hint_of, label_of
from chalicelib.store.rows import Row

if TYPE_CHECKING:
    from chalicelib.operations.answer_types import DuplicateJson

MAX_CANDIDATES = 5
MAX_LEADING = 3  # entities in the leading role: reports of one event list them in nearly the same order
MAX_SAME = 100  # rows with one identity
MOVED = "instrument"  # the field with the share or the index that moved
DAYS_APART = 2  # of reports of one event
OF_A_SELLER = frozenset({"api"})  # schemes in which several sellers give the same id
OF_DOCUMENTS = frozenset({"url", "sha256"})  # schemes that need no word "identifier"


class Look(NamedTuple):
    """One query for entities that may be the same, why they may be, and which of its rows say so."""

    pk: str
    why: str
    is_same: Callable[[Row], bool]
    span: keys.Range | None = None


@dataclass
class Candidate:
    """An entity on record that may be the same, and the reasons."""

    ref: str
    label: str
    hint: Hint
    why: list[str] = field(default_factory=list)

    def json_value(self) -> "DuplicateJson":
        """Return the candidate as JSON."""
        kind = self.ref.partition("/")[0]
        return {"ref": self.ref, "kind": kind, "label": self.label, "hint": self.hint, "why": self.why}


class FoundDuplicates(NamedTuple):
    """The entities that may be the same, those with most reasons first, and the number of rows read."""

    candidates: Sequence[Candidate]
    read: int


def find_duplicates(world: World, view: View, *, known: Collection[str] = ()) -> FoundDuplicates:
    """Return at most five entities that may be the same as that of a view: one query for each identity, in parallel.

    `known` are entities that the writer names, and so knows to be others. Retired and merged entities have no rows; of
    a merged one its survivor is found.
    """
    looks = [*_looks_by_identity(view), *_looks_by_name(view), *_looks_by_event(view)]
    pages = _query_all(world, looks)
    found: dict[str, Candidate] = {}
    for look, rows in zip(looks, pages, strict=True):
        for row in filter(look.is_same, rows):
            ref = owner_of(row.key) or ""
            if ref not in known and look.why not in (reasons := found.setdefault(ref, _candidate(ref, row)).why):
                reasons.append(look.why)
    best = sorted(found.values(), key=lambda each: (-len(each.why), each.ref))
    return FoundDuplicates(best[:MAX_CANDIDATES], sum(map(len, pages)))


def holders_of(world: World, held: Sequence[tuple[View, Identity]]) -> list[list[str]]:
    """Return, for each identifier of a view, the other entities of the kind that have it: one query each, in parallel.

    An id that several sellers give is looked up only among those of the same seller.
    """
    looks = [_look_by_identity(view, *identity) for view, identity in held]
    pages = iter(_query_all(world, [look for look in looks if look is not None]))
    found = [[] if look is None else [*filter(look.is_same, next(pages))] for look in looks]
    owners = [dict.fromkeys(owner_of(row.key) or "" for row in rows) for rows in found]
    return [[ref for ref in refs if ref != view.ref] for refs, (view, _) in zip(owners, held, strict=True)]


def _query_all(world: World, looks: Sequence[Look]) -> list[Sequence[Row]]:
    def rows_of(look: Look) -> Sequence[Row]:
        start, end = look.span or (None, None)
        return world.table.query(None, look.pk, start=start, end=end, limit=MAX_SAME).rows

    if len(looks) <= 1:
        return [*map(rows_of, looks)]
    first, *others = looks
    rest = _threads().map(rows_of, others)  # while this thread looks too
    return [rows_of(first), *rest]


@cache
def _threads() -> ThreadPoolExecutor:
    """Return the threads in which writes look for duplicates. They are kept: to start one costs more than to ask."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="duplicates")


def _candidate(ref: str, row: Row) -> Candidate:
    """Read label and hint in a row of a name or an identifier, or in the card of a link."""
    if "label" in row.body:
        return Candidate(ref, row.body["label"], row.body["hint"])
    kind, card = KINDS[ref.partition("/")[0]], row.body["card"]
    return Candidate(ref, label_of(kind, card), hint_of(kind, card))


def _looks_by_identity(view: View) -> Iterator[Look]:
    """Yield a look for each identifier and address, among the entities of the same kind."""
    yield from filter(None, (_look_by_identity(view, *identity) for identity in identities_of(view.flat)))


def _look_by_identity(view: View, scheme: str, key: str) -> Look | None:
    kind = KINDS[view.kind]
    if scheme in OF_A_SELLER and not _seller(kind, view.flat):
        return None
    why = f"same {scheme}" if scheme in OF_DOCUMENTS else f"same identifier {scheme}"
    return Look(keys.identifiers(scheme, key), why, _holds_it(kind, view, is_of_seller=scheme in OF_A_SELLER))


def _holds_it(kind: Kind, view: View, *, is_of_seller: bool) -> Callable[[Row], bool]:
    def is_same(row: Row) -> bool:
        is_other_kind = (owner_of(row.key) or "").partition("/")[0] != kind.name
        if is_other_kind or "former" in row.body:
            return False
        return not is_of_seller or _seller(kind, view.flat) == row.body["hint"].get("provider")

    return is_same


def _seller(kind: Kind, flat: Mapping[str, Any]) -> Any:
    return hint_of(kind, flat).get("provider")


def _looks_by_name(view: View) -> Iterator[Look]:
    """Yield the look for entities of the same kind and name; of offerings, those of the same seller.

    Titles are no names: two documents, or two events, may well have the same.
    """
    kind = KINDS[view.kind]
    name, seller = view.flat.get(kind.label), _seller(kind, view.flat)
    needs_seller = not kind.is_searched
    if kind.has_titles or not isinstance(name, str) or not squeeze(name) or (needs_seller and not seller):
        return
    folded = spellings_of(name)[0]

    def is_same(row: Row) -> bool:
        is_label = row.body["name"] == row.body["label"]
        return is_label and (not needs_seller or row.body["hint"].get("provider") == seller)

    word = squeeze(name)
    span = keys.whole_name_of(word, folded, kind=kind.name)
    yield Look(keys.words_beginning(word, among=family_of(kind)), "same name", is_same, span)


def _looks_by_event(view: View) -> Iterator[Look]:
    """Yield looks for events of the same type and time: a look for each entity in the leading role.

    Of moves and ranks, which happen daily, also one for the share or the index, and all of the same day.
    """
    kind, stated = KINDS[view.kind], view.flat.get("date")
    event_type, when = (
        kind.event_type(str(view.flat.get("type"))),
        parse_date(stated) if isinstance(stated, str) else None,
    )
    if event_type is None or when is None:
        return
    for ref, of in _leading(event_type, view.flat):
        span = _days_around(kind, when, 0 if event_type.daily_by else DAYS_APART)
        why = f"same type, {of} and day"
        yield Look(keys.links(ref), why, _happened_so(event_type, view.flat, when), span)


def _leading(event_type: EventType, flat: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the entities that lead an event, the first few, and what each is to it."""
    leading = [each["value"] for each in flat.get("participants", ()) if each.get("role") == event_type.roles[0]]
    yield from ((ref, "participant") for ref in list(dict.fromkeys(filter(_is_ref, leading)))[:MAX_LEADING])
    if event_type.daily_by == MOVED and _is_ref(flat.get(MOVED)):
        yield flat[MOVED], MOVED


def _is_ref(value: Any) -> bool:
    return isinstance(value, str) and "/" in value


def _happened_so(event_type: EventType, flat: Mapping[str, Any], when: When) -> Callable[[Row], bool]:
    apart = 0 if event_type.daily_by else DAYS_APART
    by = event_type.daily_by or ""

    def is_same(row: Row) -> bool:
        card = row.body.get("card", {})
        if card.get("type") != event_type.name or not _leads(event_type, row):
            return False
        is_other = _is_ref(flat.get(by)) and _is_ref(card.get(by)) and flat[by] != card[by]
        return not is_other and _is_close(when, card.get("date"), apart)

    return is_same


def _leads(event_type: EventType, row: Row) -> bool:
    """Return whether the entity of a link leads the event, or is the share or index that moved."""
    return any(
        link.get("role") == event_type.roles[0] or link["property"] == event_type.daily_by == MOVED
        for link in row.body["links"]
    )


def _is_close(when: When, stated: Any, apart: int) -> bool:
    """Return whether two dates begin and end on days that are close: a month is close to no day in it."""
    other = parse_date(stated) if isinstance(stated, str) else None
    if other is None:
        return False
    ends = ((when.first_day, other.first_day), (when.last_day, other.last_day))
    return all(abs(_number_of(one) - _number_of(two)) <= apart for one, two in ends)


def _number_of(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _days_around(kind: Kind, when: When, apart: int) -> keys.Range:
    number = _number_of(when.first_day)
    first, last = max(number - apart, date.min.toordinal()), min(number + apart, date.max.toordinal())
    days = (date.fromordinal(each).isoformat() for each in (first, last))
    return keys.links_within(kind.name, first=next(days), last=next(days))
