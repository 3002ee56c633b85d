"""The properties that the model knows, with what the vocabulary says of each."""

from typing import NamedTuple


class Known(NamedTuple):
    """A property: the sort of its values, its shape (one, qualified or many), and how its slots are read."""

    sort: str
    shape: str = "one"
    lasting: bool = False
    qualifiers: tuple[str, ...] = ()  # those that are part of the slot
    staged: bool = False
    settles: bool = False


PROPERTIES: dict[str, dict[str, Known]] = {
    "company": {
        "name": Known("prose", lasting=True),
        "aliases": Known("prose", "many", lasting=True),
        "organisation_type": Known("code", lasting=True),
        "country": Known("code"),
        "founded": Known("date"),
        "parent": Known("ref", lasting=True),
        "competes_with": Known("ref", "many", lasting=True),
        "website": Known("label", lasting=True),
        "description": Known("prose"),
        "confirmed": Known("date", "many"),
    },
    "model": {
        "name": Known("prose", lasting=True),
        "aliases": Known("prose", "many", lasting=True),
        "developer": Known("ref", "many"),
        "level": Known("code"),
        "released": Known("date"),
        "status": Known("code", lasting=True),
        "open_weights": Known("flag", lasting=True),
        "parameters": Known("number"),
        "context_window": Known("number", lasting=True),
        "training_cost": Known("number"),
        "usage": Known("number", "qualified", lasting=True, qualifiers=("measure",)),
        "description": Known("prose"),
        "confirmed": Known("date", "many"),
    },
    "event": {
        "type": Known("code"),
        "title": Known("prose"),
        "date": Known("date"),
        "status": Known("code", lasting=True, staged=True),
        "amount": Known("number", settles=True),
        "description": Known("prose"),
        "confirmed": Known("date", "many"),
    },
}


def known(ref: str, name: str) -> Known:
    """Return what is known of a property of an entity."""
    return PROPERTIES[ref.partition("/")[0]][name]
