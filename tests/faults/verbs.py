"""The verbs that meet each other, by name: the request of each. A new verb is one line."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tests.api.conftest import EVIDENCE, Answer, Client, a_company, a_fact, an_event

COMPANY, OTHER, GONE, TWIN = (f"/v1/companies/{slug}" for slug in ("deepseek", "deep-seek", "gone", "twin"))
ANY = {"If_Match": "*"}
ENTITIES = (
    "source/report",
    "source/second",
    "source/lines",
    "company/deepseek",
    "company/deep-seek",
    "company/rival",
    "company/gone",
    "company/twin",
    "company/new",
    "event/launch",
    "event/second",
    "instrument/nvda",
)


class Known(NamedTuple):
    """The names in the requests: the ids of facts, an ETag, and a page of an export of another service."""

    facts: Mapping[str, str]
    etag: str
    page: str


Send = Callable[[Client, Known, Mapping[str, str]], Answer]  # with headers, among them the idempotency key


def said_later(**more: Any) -> dict[str, Any]:
    """Make evidence from the second source."""
    return {"source": "source/second", "basis": "self_reported", **more}


def decide(fact: str, verb: str, **body: Any) -> Send:
    """Make the request of a decision on a fact."""
    return lambda c, known, h: c.post(f"/v1/facts/{known.facts[fact]}/{verb}", body, **h)


def post(url: str, body: Any, **headers: str) -> Send:
    """Make a request with a body."""
    return lambda c, _, h: c.post(url, body, **headers, **h)


def patch(url: str, body: Any) -> Send:
    """Make a request that changes an entity."""
    return lambda c, _, h: c.patch(url, body, **h)


def get(url: str) -> Send:
    """Make a request that reads."""
    return lambda c, _, h: c.get(url, key="key-of-the-admin")


PRICE = {"value": {"amount": "120.07", "unit": "USD"}, "valid": "2025-01-31/2025-01-31"}
REMARK = {"value": {"text": "A lab in Hangzhou.", "language": "en"}}
FACTS = [
    a_fact("company/deepseek", "founded", "2023-07", evidence=said_later()),
    a_fact("company/deep-seek", "country", "SG"),
]
BATCH = {
    "entities": [
        {"kind": "company", **a_company("new", country="US")},
        {"kind": "event", **an_event("second", participants=[{"value": "company/new", "role": "developer"}])},
    ],
    "facts": [a_fact("company/deepseek", "country", "SG")],
}

WRITES: Mapping[str, Send] = {
    "create": post("/v1/companies?allow_duplicate=true", a_company("new", competes_with=["company/deep-seek"])),
    "create an event": post(
        "/v1/events", an_event("second", participants=[{"value": "company/deep-seek", "role": "developer"}])
    ),
    "patch": patch(COMPANY, {"country": "US", "remarks": [REMARK], "evidence": said_later()}),
    "patch the other": patch(OTHER, {"competes_with": ["company/deepseek", "company/twin"], "evidence": EVIDENCE}),
    "patch if unchanged": lambda c, known, h: c.patch(
        COMPANY, {"founded": "2023-05", "evidence": EVIDENCE}, If_Match=known.etag, **h
    ),
    "record": post("/v1/facts", {"facts": FACTS}),
    "record apart": post("/v1/facts?atomic=false", {"facts": FACTS}),
    "record a price": post("/v1/facts", {"facts": [a_fact("instrument/nvda", "price", **PRICE)]}),
    "revise": decide("country", "evidence", evidence={"via": "X"}, reason="Left out."),
    "retract": decide("country", "retraction", reason="Misread."),
    "reinstate": decide("founded", "reinstatement", reason="It is so."),
    "rank": decide("country", "rank", rank="preferred", reason="The best."),
    "retract a price": decide("price", "retraction", reason="Misread."),
    "erase": decide("country", "erasure", reason="Asked for."),
    "erase an entity": post(f"{OTHER}/erasure", {"reason": "Asked for."}, **ANY),
    "merge": post(f"{OTHER}/merge", {"into": "company/deepseek", "reason": "One."}, **ANY),
    "merge the survivor": post(f"{COMPANY}/merge", {"into": "company/rival", "reason": "One."}, **ANY),
    "reverse a merge": post(f"{TWIN}/merge/reversal", {"reason": "Two."}, **ANY),
    "retire": post(f"{OTHER}/retirement", {"reason": "No company."}, **ANY),
    "retire the survivor": post(f"{COMPANY}/retirement", {"reason": "No company."}, **ANY),
    "reverse a retirement": post(f"{GONE}/retirement/reversal", {"reason": "It exists."}, **ANY),
    "batch": post("/v1/batch", BATCH),
    "batch apart": post("/v1/batch?atomic=false", BATCH),
    "import": lambda c, known, h: c.send(
        "POST",
        "/v1/import?into_existing=true",
        body=known.page,
        key="key-of-the-admin",
        headers={"Content-Type": "application/x-ndjson", **h},
    ),
}

READS: Mapping[str, Send] = {
    "changes": get("/v1/changes"),
    "read": get(COMPANY),
    "read with facts": get(f"{COMPANY}?include=facts"),
    "read the other": get(OTHER),
    "explain": get(f"{COMPANY}?explain=true"),
    "history": get(f"{COMPANY}/history"),
    "facts": get(f"{COMPANY}/facts"),
    "facts of an entity": get("/v1/facts?entity=company/deepseek"),
    "facts of a source": get("/v1/facts?source=source/report"),
    "list": get("/v1/companies"),
    "filtered list": get("/v1/companies?country=CN"),
    "timeline": get(f"{COMPANY}/timeline"),
    "conflicts": get("/v1/conflicts"),
    "search": get("/v1/search?q=deepseek"),
    "compare": get("/v1/compare?refs=company/deepseek,company/deep-seek"),
    "export": get("/v1/export"),
    "batch get": post("/v1/entities/get", {"refs": ["company/deepseek", "company/deep-seek", "company/new"]}),
}

ERASES = "erase an entity"
COMPOUND = frozenset(
    ("record apart", "batch apart", "merge", "merge the survivor", "reverse a merge", "erase", ERASES, "import")
)
"""The verbs of several transactions: another may come between two of them, and what it answers is of that moment."""
FOLLOWED = frozenset(("merge", "merge the survivor", "reverse a merge"))
"""The verbs that change what others refer to: for a while, who looked an entity up before may name it as it was."""
PART_WAY = frozenset(
    frozenset(pair)
    for pair in (
        (ERASES, "merge"),
        (ERASES, "merge the survivor"),
    )
)
"""Pairs of which one may stop the other part-way.

Who points at a merged entity that is erased meanwhile may name its new ref or the survivor.
"""
