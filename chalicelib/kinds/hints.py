"""The error texts for property names that are not declared."""

from collections.abc import Iterable

from chalicelib.domain.faults import Guesses
from chalicelib.domain.values import nearest
from chalicelib.domain.values.checks import quoted, with_article
from chalicelib.kinds.declaration import EventType, Kind


def unknown_property(kind: Kind, name: str, *, type_name: str | None = None, guesses: Guesses) -> str:
    """Return the error text for a property that a kind or event type lacks, with the nearest name."""
    event_type = kind.event_type(type_name or "")
    whole = kind.name if event_type is None else f"{kind.name} of the type {event_type.name}"
    hint = _property_hint(kind, name, event_type, guesses)
    return f"{with_article(whole).capitalize()} has no property {quoted(name)}{hint}"


def unknown_in(kinds: Iterable[Kind], name: str) -> str | None:
    """Return the error text for a property that none of these kinds and event types has; None if one has it."""
    of = list(kinds)
    known = {
        p.name
        for kind in of
        for t in (None, *kind.types)
        for p in kind.all_properties(type_name=None if t is None else t.name)
    }
    if name in known:
        return None
    guess = nearest(name, sorted(known), guesses=Guesses())
    subject = f"{with_article(of[0].name).capitalize()} has no" if len(of) == 1 else "No kind has a"
    return f"{subject} property {quoted(name)}" + (f"; the nearest is {quoted(guess)}." if guess else ".")


def _property_hint(kind: Kind, name: str, event_type: EventType | None, guesses: Guesses) -> str:
    owners = [t.name for t in kind.types if any(p.name == name for p in t.properties)]
    if owners:
        return f"; it belongs to the type{'s' if len(owners) > 1 else ''} {', '.join(owners)}."
    known = [p.name for p in kind.all_properties(type_name=event_type.name if event_type else None)]
    if not guesses.left:
        return "; GET /v1/vocabulary lists those it has."
    guess = nearest(name, known, guesses=guesses)
    return f"; the nearest is {quoted(guess)}." if guess else f"; it has {', '.join(known)}."
