"""The names and identifiers by which an entity is found, each with the spans in which it holds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.name_normalization import spellings_of, squeeze
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.properties.identifiers import identifier_key
from chalicelib.store.records.held_texts import HeldText, spans_of

MAX_INDEXED_NAMES = 50  # that hold now
MAX_OTHER_NAMES = 50  # that hold at another time, those that held last
MAX_SYMBOLS = 20  # of tickers, those that hold now first
OWN_IDENTITIES = {"url": "url", "website": "url", "sha256": "sha256"}  # properties, and the scheme of their rows
TICKER = "ticker"  # the scheme of tickers: a market and a symbol, `XNAS:NVDA`

NameKey = tuple[str, ...]  # of a name: its spellings
Identity = tuple[str, str]  # scheme and key


class IndexedName(NamedTuple):
    """A name of an entity, the spans in which it holds (none: always), and the ticker whose symbol it is, if it is."""

    text: str
    spans: tuple[str, ...] = ()
    ticker: str | None = None

    @property
    def row_members(self) -> dict[str, Any]:
        """The members of the rows of its words."""
        members = {"name": self.text, "spans": list(self.spans), "ticker": self.ticker}
        return {name: value for name, value in members.items() if value}


class IndexedIdentity(NamedTuple):
    """The spans in which an entity has an identifier (none: always), and whether its view shows it."""

    spans: tuple[str, ...]
    is_shown: bool

    @property
    def row_members(self) -> dict[str, Any]:
        """The members of its row."""
        return ({"spans": list(self.spans)} if self.spans else {}) | ({} if self.is_shown else {"former": True})


class _Shown(NamedTuple):
    """A text that a flat view shows, with its property, and `valid` of an entry of a list."""

    text: str
    property: str
    valid: str | None = None
    is_entry: bool = True


def names_at_any_time(kind: Kind, flat: Mapping[str, Any], held: Sequence[HeldText]) -> list[IndexedName]:
    """Return the names of an entity, its label first: those shown, those beside them, and those of another time.

    The symbols of tickers come last, each unless it is also a name.
    """
    shown: dict[NameKey, list[_Shown]] = {}
    for each in _names_in(kind, flat):
        shown.setdefault(spellings_of(each.text), []).append(each)
    others: dict[NameKey, list[HeldText]] = {}
    for name in sorted(held, key=lambda each: each.property == kind.label):  # former labels are kept before aliases
        if name.property in (kind.label, "aliases") and squeeze(name.text):
            others.setdefault(spellings_of(name.text), []).append(name)
    found = list(shown.items())[:MAX_INDEXED_NAMES]
    indexed = [IndexedName(some[0].text, _spans_of_shown(some, others.get(key, ()))) for key, some in found]
    past = [IndexedName(some[-1].text, spans_of(some)) for key, some in others.items() if key not in shown]
    indexed += past[-MAX_OTHER_NAMES:]
    known = {spellings_of(each.text) for each in indexed}
    return indexed + [each for each in _symbols(flat, held) if spellings_of(each.text) not in known]


def _names_in(kind: Kind, flat: Mapping[str, Any]) -> Iterator[_Shown]:
    """Yield the names that a flat view shows, also beside others, but not those of a part."""
    label, also = flat.get(kind.label), flat.get("also", {})
    if isinstance(label, str):
        yield _Shown(label, kind.label, is_entry=False)
    yield from _entries("aliases", flat.get("aliases", ()))
    yield from _entries(kind.label, [each for each in also.get(kind.label, ()) if "scope" not in each])
    yield from _entries("aliases", also.get("aliases", ()))


def _entries(name: str, entries: Iterable[Any]) -> Iterator[_Shown]:
    for entry in entries:
        wrapped = entry if isinstance(entry, Mapping) and "value" in entry else {"value": entry}
        if isinstance(wrapped["value"], str):
            yield _Shown(wrapped["value"], name, wrapped.get("valid"))


def _spans_of_shown(shown: Iterable[_Shown], held: Sequence[HeldText]) -> tuple[str, ...]:
    """Return the spans of a shown text. An entry has its own, a plain value those on record; else it always holds."""
    own = []
    for each in shown:
        is_dated = each.valid or (not each.is_entry and any(other.property == each.property for other in held))
        if not is_dated:
            return ()
        own += [each.valid] if each.valid else []
    return tuple(dict.fromkeys((*spans_of(held), *own)))


def _symbols(flat: Mapping[str, Any], held: Iterable[HeldText]) -> list[IndexedName]:
    """Return the symbols of all tickers of an entity as names."""
    found: dict[str, IndexedName] = {}
    for (scheme, key), identity in identities_at_any_time(flat, held).items():
        symbol = key.partition(":")[2]
        if scheme == TICKER and squeeze(symbol):
            found.setdefault(symbol, IndexedName(symbol, identity.spans, key))
    return list(found.values())[:MAX_SYMBOLS]


def identities_at_any_time(flat: Mapping[str, Any], held: Iterable[HeldText]) -> dict[Identity, IndexedIdentity]:
    """Return the identifiers, addresses and digests of an entity, those that it shows first."""
    others: dict[Identity, list[HeldText]] = {}
    for each in held:
        scheme = each.scheme or OWN_IDENTITIES.get(each.property)
        if scheme:
            others.setdefault((scheme, identifier_key(scheme, each.text)), []).append(each)
    plain = {(scheme, identifier_key(scheme, flat[name])): name for name, scheme in _plain_identities(flat)}
    found: dict[Identity, IndexedIdentity] = {}
    for key, valid in identities_of(flat).items():
        shown = _Shown("", plain.get(key, "identifiers"), valid, is_entry=key not in plain)
        found[key] = IndexedIdentity(_spans_of_shown([shown], others.get(key, ())), is_shown=True)
    other = {key: IndexedIdentity(spans_of(some), is_shown=False) for key, some in others.items()}
    return found | {key: each for key, each in other.items() if key not in found}


def _plain_identities(flat: Mapping[str, Any]) -> list[tuple[str, str]]:
    """List the properties with an address or a digest that a flat view shows, with their schemes."""
    return [(name, scheme) for name, scheme in OWN_IDENTITIES.items() if isinstance(flat.get(name), str)]


def identifiers_of(
    flat: Mapping[str, Any], *, keyed: Callable[[str, str], str] = identifier_key
) -> dict[tuple[str, str], str | None]:
    """Return the identifiers that a flat view shows, by scheme and the key that all spellings share: their `valid`."""
    found: dict[tuple[str, str], str | None] = {}
    for entry in flat.get("identifiers", []):
        scheme, value = entry["scheme"], entry["value"]
        if isinstance(scheme, str) and isinstance(value, str):
            found.setdefault((scheme, keyed(scheme, value)), entry.get("valid"))
    return found


def identities_of(flat: Mapping[str, Any]) -> dict[tuple[str, str], str | None]:
    """Return the identifiers of a flat view and the addresses and digests in other properties."""
    found = identifiers_of(flat)
    for name, scheme in _plain_identities(flat):
        found.setdefault((scheme, identifier_key(scheme, flat[name])), None)
    return found


def identity_of(fact: Fact) -> Identity | None:
    """Return the identifier, the address or the digest that a fact gives."""
    name, value = fact.content.property, fact.value.json()
    scheme = fact.content.qualifiers["scheme"].json() if name == "identifiers" else OWN_IDENTITIES.get(name)
    if not isinstance(scheme, str) or not isinstance(value, str):
        return None
    return scheme, identifier_key(scheme, value)
