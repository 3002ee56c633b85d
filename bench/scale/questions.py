"""The questions whose costs must not grow with the table; the same ones for every size, about numbers of that size."""

from collections.abc import Callable
from itertools import cycle, islice
from random import Random
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from bench.compared.work import Request
from bench.scale.names import spread_name

NAMES = 100  # of a request to resolve


class Question(NamedTuple):
    """One request: the method, the template of its path, the URL, and the body."""

    method: str
    resource: str
    url: str
    body: Any = None


Making = Callable[[Random, int], Question]  # of a table with so many entities


def _number(random: Random, entities: int, of_ten: int) -> int:
    return random.randrange(entities // 10) * 10 + of_ten


def _get(resource: str, url: str, **query: Any) -> Question:
    return Question("GET", resource, f"{url}?{urlencode(query)}" if query else url)


def _resolve(random: Random, entities: int) -> Question:
    known = random.sample(range(entities // 10), min(NAMES, entities // 10))
    numbers = islice(cycle(known), NAMES)  # each of them once, if there are as many
    names = [f"{spread_name(number * 10)} Labs" for number in numbers]
    swapped = [f"{name[1]}{name[0]}{name[2:]}".capitalize() for name in names[60:85]]
    unknown = [f"Quorvex {name}" for name in names[85:]]
    wanted = [{"name": name, "kind": "company"} for name in (*names[:60], *swapped, *unknown)]
    return Question("POST", "/v1/resolve", "/v1/resolve", {"names": wanted})


def _word(random: Random, entities: int) -> str:
    return spread_name(_number(random, entities, 0))


QUESTIONS: dict[str, Making] = {
    "entity": lambda random, n: _get("/v1/{plural}/{slug}", f"/v1/models/m{_number(random, n, 1)}"),
    "list of 50": lambda _, __: _get("/v1/{plural}", "/v1/models", limit=50),
    "filter by a reference": lambda random, n: _get(
        "/v1/{plural}", "/v1/models", developer=f"company/c{_number(random, n, 0)}", limit=20
    ),
    "thin filter": lambda _, __: _get(
        "/v1/{plural}", "/v1/events", type="funding_round", limit=20, **{"amount[gte]": "4000000000USD"}
    ),
    "thin filter of two codes": lambda _, __: _get(
        "/v1/{plural}", "/v1/models", status="available", open_weights="false", limit=20, **{"released[gte]": "2025-10"}
    ),
    "search": lambda random, n: _get("/v1/search", "/v1/search", q=f"{_word(random, n)} Labs"),
    "search with a typo": lambda random, n: _get("/v1/search", "/v1/search", q=f"{_word(random, n)[:-1]}x Labs"),
    "autocomplete": lambda random, n: _get("/v1/autocomplete", "/v1/autocomplete", q=_word(random, n)[:5]),
    "resolve 100 names": _resolve,
    "changes": lambda random, n: _get("/v1/changes", "/v1/changes", after=random.randrange(n), limit=100),
    "facts of an entity": lambda random, n: _get(
        "/v1/facts", "/v1/facts", entity=f"model/m{_number(random, n, 1)}", limit=50
    ),
    "timeline": lambda random, n: _get(
        "/v1/{plural}/{slug}/timeline", f"/v1/companies/c{_number(random, n, 0)}/timeline", limit=20
    ),
    "events of 50": lambda _, __: _get("/v1/{plural}", "/v1/events", limit=50),
    "counts by type and month": lambda _, __: _get("/v1/{plural}/counts", "/v1/events/counts", by="type,month"),
    "stats": lambda _, __: _get("/v1/stats", "/v1/stats"),
}
CAPTURED = {
    "/v1/{plural}": ("plural",),
    "/v1/{plural}/counts": ("plural",),
    "/v1/{plural}/{slug}": ("plural", "slug"),
    "/v1/{plural}/{slug}/timeline": ("plural", "slug"),
}


def event_of(question: Question) -> dict[str, Any]:
    """Build the event of API Gateway."""
    path, _, query = question.url.partition("?")
    parts = path.split("/")[2:]
    captured = dict(zip(CAPTURED.get(question.resource, ()), parts, strict=False))
    request = Request(question.method, question.resource, path, captured, dict(parse_qsl(query)), question.body)
    event = request.event()
    for headers in (event["headers"], event["multiValueHeaders"]):
        headers.pop("Authorization", None)  # reads are open
    return event


def is_complete(question: Question, answer: Any) -> bool:
    """Check that an answer says nowhere that it was cut short, and that a page with a next one is full."""
    items, limit = answer.get("items"), dict(parse_qsl(question.url.partition("?")[2])).get("limit")
    if items is not None and limit and answer.get("next") and len(items) < int(limit):
        return False
    return _says_nothing_of_a_cut(answer)


def _says_nothing_of_a_cut(answer: Any) -> bool:
    match answer:
        case dict():
            return answer.get("complete") is not False and all(map(_says_nothing_of_a_cut, answer.values()))
        case list():
            return all(map(_says_nothing_of_a_cut, answer))
    return True
