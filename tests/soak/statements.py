"""Random statements of every property that the model knows, close enough to each other to meet in slots."""

from collections.abc import Sequence
from random import Random
from typing import Any

from tests.soak.model.entities import Entity
from tests.soak.model.facts import BASES
from tests.soak.model.properties import PROPERTIES, Known

CERTAINTIES = ("asserted", "asserted", "asserted", "expected", "alleged", "rumoured", "denied", "left_open")
SPEAKERS = (None, None, None, {"text": "people familiar with the matter"}, {"text": "A spokesman"})
SOURCES = tuple(f"source/{each}" for each in "abcdefgh")
HOT_SHARE = 0.85
OLD_EDITION = "source/b"  # which can correct no fact of its new edition
VALID = (
    None,
    None,
    *("2025-01-10/..", "2025-01-11/..", "2025-01-12/..", "2025-01-13/..", "2025-01-14/..") * 2,
    "2025-01-13",
    "2025-01-29/..",
    "2025-01-03/..",
    "2025-01-02/..",
    "2024-12",
    "2024-12-20/..",
    "2025-01-05/..",
    "2025-01-10",
    "2025-01-10/2025-01-20",
    "2024",
    "../2025-01-15",
    "2025-01-25~/..",
    "2025-02/2025-03",
)
PERIODS = (*(None,) * 18, "2024", "2024-01-01/2024-12-31", "2024-10/2024-12")
SCOPES = (*(None,) * 20, *({"text": each} for each in ("Cloud", "cloud", "the on-device part")))
CONDITIONS = (*(None,) * 12, "over 200,000 tokens", "Over 200000 tokens")
DATES = ("2024-11-03", "2024-11", "2024-11-05~", "2024", "2024-11-30", "2023-06?", "2024~", "2024-10")
TEXTS = ("A large one.", "a large one", "A small one", "It is new")
REFS = (*(f"company/{each}" for each in ("alpha", "beta-labs")), {"text": "Beta Labs"}, {"text": "beta"})
NAMES = ("Alpha", "alpha", "Alpha Two", "Alpha-two")
LABELS = ("https://example.com/", "https://example.com/about", "https://example.org/")
CODES = {
    ("company", "organisation_type"): ("company", "lab", "division"),
    ("company", "country"): ("CN", "US", "FR"),
    ("model", "level"): ("family", "version"),
    ("model", "status"): ("announced", "available", "deprecated"),
    ("event", "status"): ("considered", "announced", "in_force", "completed"),
}
AMOUNTS = {
    "parameters": (("671e9", "670e9", "67e10", "700e9", "671000000000", "685e9", "2.5e11"), ("parameter",)),
    "context_window": (("128000", "131072", "128e3", "200000", "1e6", "130000"), ("token",)),
    "training_cost": (("5.576e6", "5.6e6", "6e6", "5500000", "100e6"), ("USD", "USD", "EUR")),
    "usage": (("1e6", "1000000", "1.2e6", "950000", "3e6"), ("user",)),
    "amount": (("6.6e9", "6.55e9", "6600000000", "7e9", "6.5e9"), ("USD", "USD", "EUR")),
}
BOUNDS = (None, None, None, None, "about", "nearly", "under", "over", "at_most", "at_least")


def required(kind: str, ref: str) -> dict[str, Any]:
    """Return what an entity of a kind must have to be created."""
    name = f"Name of {ref.partition('/')[2]}"
    if kind == "event":
        return {"type": "funding_round", "title": name, "date": "2025-01-15"}
    return {"name": name}


def random_statement(rng: Random, entity: Entity) -> dict[str, Any]:
    """Return the members of a random fact, without its entity."""
    name, declared = rng.choice(_properties(rng, entity))
    statement: dict[str, Any] = {"property": name, "value": _value(rng, entity.kind, name, declared)}
    if declared.qualifiers:
        statement["qualifiers"] = {"measure": rng.choice(("weekly_users", "monthly_users"))}
    valid = rng.choice(VALID) if declared.lasting else None
    period = None if name == "usage" else rng.choice(PERIODS)  # a number of users is so at a time
    members = {"valid": valid, "scope": rng.choice(SCOPES), "period": period}
    if name == "confirmed":
        members = {}
    elif declared.sort == "number" and "missing" not in statement["value"]:
        members["condition"] = rng.choice(CONDITIONS)
    statement |= {member: each for member, each in members.items() if each}
    return statement | {"evidence": _evidence(rng, entity, name)}


def _properties(rng: Random, entity: Entity) -> list[tuple[str, Known]]:
    """Return the properties to speak of: most facts of an entity are of one or two, so that they meet in slots."""
    kept = ("name", "title", "type")
    all_of_it = [each for each in PROPERTIES[entity.kind].items() if each[0] not in kept]
    one, other = Random(entity.ref).sample([each for each in all_of_it if each[0] != "confirmed"], 2)
    chance = rng.random()
    return all_of_it if chance > HOT_SHARE else [one] if chance > HOT_SHARE / 4 else [other]


def _evidence(rng: Random, entity: Entity, name: str) -> dict[str, Any]:
    evidence: dict[str, Any] = {
        "source": rng.choice(SOURCES),
        "basis": rng.choice(BASES),
        "certainty": "asserted" if name == "confirmed" else rng.choice(CERTAINTIES),
    }
    if speaker := rng.choice(SPEAKERS):
        evidence["speaker"] = speaker
    standing = (fact for fact in entity.facts.values() if entity.is_standing(fact.id) and not fact.erased)
    same = [fact.id for fact in standing if fact.about == name]
    if same and name not in ("confirmed", "date") and evidence["source"] != OLD_EDITION and rng.random() < 0.1:
        evidence["replaces"] = [rng.choice(same)]
    return evidence


def _value(rng: Random, kind: str, name: str, declared: Known) -> Any:
    if name != "confirmed" and rng.random() < 0.06:
        return {"missing": rng.choice(("unknown", "none"))}
    if declared.sort == "number":
        return _quantity(rng, name)
    if name == "confirmed":
        return rng.choice(("2025-01-08", "2025-01-20", "2025-02"))
    return rng.choice(_choices(kind, name, declared.sort))


def _choices(kind: str, name: str, sort: str) -> Sequence[Any]:
    if sort == "code":
        return CODES[kind, name]
    prose = NAMES if name == "aliases" else TEXTS
    return {"date": DATES, "flag": (True, False), "ref": REFS, "label": LABELS, "prose": prose}[sort]


def _quantity(rng: Random, name: str) -> dict[str, Any]:
    amounts, units = AMOUNTS[name]
    unit = rng.choice(units)
    if rng.random() < 0.1:
        low, high = sorted(rng.sample(amounts, 2), key=float)
        if float(low) < float(high):
            return {"low": low, "high": high, "unit": unit}
    quantity = {"amount": rng.choice(amounts), "unit": unit}
    bound = rng.choice(BOUNDS)
    return quantity if bound is None else {**quantity, "bound": bound}
