"""What to tell somebody who sent a field that is not declared."""

from chalicelib.domain.values import nearest
from chalicelib.domain.values.checks import quoted
from chalicelib.kinds.declaration import EventType, Kind


def unknown_property(kind: Kind, name: str, type_name: str | None = None) -> str:
    """Say that a kind, or an event of a type, has no such property, and what would be right."""
    event_type = kind.event_type(type_name or "")
    whole = kind.name if event_type is None else f"{kind.name} of the type {event_type.name}"
    article = "An" if whole[0] in "aeiou" else "A"
    return f"{article} {whole} has no property {quoted(name)}{_hint(kind, name, event_type)}"


def _hint(kind: Kind, name: str, event_type: EventType | None) -> str:
    owners = [t.name for t in kind.types if any(p.name == name for p in t.properties)]
    if owners:
        return f"; it belongs to the type{'s' if len(owners) > 1 else ''} {', '.join(owners)}."
    known = [p.name for p in kind.all_properties(type_name=event_type.name if event_type else None)]
    guess = nearest(name, known)
    return f"; the nearest is {quoted(guess)}." if guess else f"; it has {', '.join(known)}."
