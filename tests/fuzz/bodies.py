"""Bodies of good requests that no worked example of a route shows: facts of every property, and batches."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.operations.numbering.sequencer import feed_head, newest_of
from chalicelib.operations.transfer.export import export
from tests.fuzz.place import MERGED, OTHER, RETIRED, Place
from tests.kinds.examples import worked

EVIDENCE = {
    "source": "source/encyclopedia",
    "speaker": {"text": "people familiar with the matter"},
    "via": "a post",
    "basis": "third_party_report",
    "certainty": "asserted",
    "quote": "They said so.",
    "as_stated": "so",
}
REASON = "It is so."
REVISED = {name: EVIDENCE[name] for name in ("via", "basis", "certainty", "quote", "as_stated")}
BODIES: Mapping[str, tuple[Any, ...]] = {
    "Merge": ({"into": f"{{kind}}/{OTHER}", "reason": REASON},),
    "Retirement": ({"reason": REASON},),
    "Retraction": ({"reason": REASON, "source": "source/encyclopedia"},),
    "Reinstatement": ({"reason": REASON},),
    "WebhookCreate": (
        {
            "url": "https://hooks.example.org/a",
            "name": "a hook",
            "kinds": ["company"],
            "refs": [f"company/{OTHER}"],
            "properties": ["country"],
            "events": ["fact.retracted"],
            "used": {"entities": [{"ref": f"company/{OTHER}", "revision": 1}]},
            "secret": "whsec_" + "c2VjcmV0IG9mIHRoZSBmdXp6IHRlc3Rz",
        },
    ),
    "WebhookPatch": ({"name": "another", "kinds": None, "refs": [f"company/{OTHER}"], "state": "disabled"},),
    "WatchCreate": ({"name": "a watch", "used": {"entities": [{"ref": f"company/{OTHER}", "revision": 1}]}},),
    "KeyCreate": (
        {"name": "a key", "scopes": ["write"], "requests_per_minute": 5, "expires_at": "2027-01-01T00:00:00Z"},
    ),
    "EvidenceRevision": (
        {"evidence": REVISED, "reason": REASON},
        {"evidence": {"certainty": "rumoured", "quote": None}, "reason": REASON},
        {"evidence": {}, "reason": REASON},
    ),
}
OVER = {"retirement/reversal": RETIRED, "merge/reversal": MERGED}  # the slug of an entity that each brings back


def facts_bodies() -> Iterator[tuple[str, Any]]:
    """Yield a body for every property of every kind and type: its example as a fact, with all that a fact may have."""
    for kind, body in worked():
        for declared in KINDS[kind].all_properties(type_name=body.get("type")):
            if facts := [*_facts_of(f"{kind}/{body['slug']}", declared, body)]:
                yield f"{declared.name} of {kind}/{body['slug']}", {"facts": facts}


def batches(place: Place) -> Iterator[tuple[str, Any]]:
    """Yield a batch for every worked example: it anew, two that are on record, facts, and two retractions."""
    for kind, body in worked():
        ref = f"{kind}/{body['slug']}"
        yield (
            f"a batch of {ref}",
            {
                "entities": [
                    {"kind": kind, **body, "slug": "new", "allow_duplicate": True},
                    {"kind": kind, **KINDS[kind].example, "slug": OTHER, "if_exists": "use"},
                    {"kind": kind, **body, "if_exists": "add"},
                ],
                "facts": _facts_of_new(KINDS[kind], body),
                "retractions": [{"fact": place.fact_ids[ref], "reason": REASON, "source": "source/encyclopedia"}],
            },
        )


def exported_lines(place: Place) -> list[Any]:
    """Return the lines of an export of the last change alone."""
    before = newest_of(feed_head(place.world)) - 1
    return [json.loads(line) for line in export(place.world, since=before).text.splitlines()]


def lines_of(batch: Mapping[str, Any]) -> list[Any]:
    """Write the parts of a batch in one list, as lines of NDJSON have them."""
    return [each for name in ("entities", "facts", "retractions") for each in batch.get(name, ())]


def _facts_of_new(kind: Kind, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a fact of each of the first properties, about an entity that comes with it."""
    found = (_facts_of(f"{kind.name}/new", each, body) for each in kind.all_properties(type_name=body.get("type")))
    return [facts[0] for facts in map(list, found) if facts][:3]


def _facts_of(entity: str, declared: Property, body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    shown = body.get(declared.name, declared.example)
    if declared.closed is None:
        yield from (_fact(entity, declared, each) for each in (shown if isinstance(shown, list) else [shown]))


def _fact(entity: str, declared: Property, shown: Any) -> dict[str, Any]:
    wrapped = shown if isinstance(shown, Mapping) and "value" in shown else {"value": shown}
    qualifiers = {q.name: wrapped[q.name] for q in declared.qualifiers if q.name in wrapped}
    more = {name: wrapped[name] for name in ("scope", "period", "condition") if name in wrapped}
    fact = {"entity": entity, "property": declared.name, "value": wrapped["value"], "qualifiers": qualifiers}
    return {**fact, **more, "valid": wrapped.get("valid", "2025-01-26"), "evidence": dict(EVIDENCE)}
