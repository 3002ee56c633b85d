"""The service on DynamoDB in memory: filled once, put back before each case, and asked through whole HTTP events."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chalicelib.api.http import pipeline
from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.operations.access import api_keys
from chalicelib.operations.upkeep.tick import tick
from chalicelib.operations.world import World
from chalicelib.store.engines.dynamo_scan import WholeDynamoTable
from tests.api.conftest import ADMIN, EVIDENCE, Answer, Client, Quick, a_company, a_fact, a_source, an_event
from tests.engines.memory import Items
from tests.faults.interposing import Act, Interposed, Turn
from tests.faults.verbs import ANY, COMPANY, GONE, READS, TWIN, WRITES, Known
from tests.operations.faulty import Killed

MANY = 10_000_000_000
STEP_MS = 10  # between two looks at the clock
START = "2026-11-23T10:00:00.000Z"
NOTHING = Known({}, "", "")
SEND = {**WRITES, **READS}
DEAD = "dead"
AGAIN = frozenset(("busy", "in_progress", DEAD))  # after which a client sends the same request again
MAX_TRIES = 4


class Result(NamedTuple):
    """The result of a request: its status, the code of its problem, and its body."""

    status: int
    code: str
    body: Any

    @property
    def is_retryable(self) -> bool:
        """Whether the client has to send it, or a part of it, again: it says so, or there was no answer."""
        return self.code in AGAIN or not AGAIN.isdisjoint(_codes_in(self.body))


@dataclass
class Time:
    """The clocks of two writers: `shift` is by how much that of the one whose turn it is differs, in ms."""

    now: Instant = START
    shift: int = 0

    def __call__(self) -> Instant:
        """Read the clock."""
        self.now = plus_ms(self.now, STEP_MS)
        return plus_ms(self.now, self.shift)


@dataclass
class Service:
    """A service whose calls are interposed, and a way back to where everything began."""

    table: Interposed = field(default_factory=Interposed)
    time: Time = field(default_factory=Time)
    made: int = 0  # tokens
    base: Items = field(default_factory=dict)
    began: Instant = START
    known: Known = NOTHING

    def __post_init__(self) -> None:
        whole = WholeDynamoTable(self.table, "in memory", pause=lambda _seconds: None)
        # The counter of requests stays out of the way: one lease lasts.
        self.world = World(whole, self.time, self.token, lambda _seconds: None, b"a secret", MANY)
        self.client = Quick(self.world)

    @property
    def whole(self) -> WholeDynamoTable:
        """The table, with a way to scan it."""
        assert isinstance(self.world.table, WholeDynamoTable)
        return self.world.table

    def token(self) -> str:
        """Make a name in place of a random one."""
        self.made += 1
        return f"token{self.made}"

    def use(self) -> None:
        """Let the application serve this world."""
        pipeline.set_world(self.world)

    def keep(self) -> None:
        """Let everything begin here."""
        self.base, self.began = self.table.kept(), self.time.now

    def reset(self) -> None:
        """Go back to where everything began."""
        self.table.items = {pk: dict(rows) for pk, rows in self.base.items()}
        self.time.now, self.time.shift, self.table.turn = self.began, 0, Turn()

    @contextmanager
    def shifted(self, ms: int) -> Iterator[None]:
        """Let a writer have another clock."""
        before, self.time.shift = self.time.shift, ms
        try:
            yield
        finally:
            self.time.shift = before

    def ask(self, name: str, *, key: str = "", acts: Turn | None = None, shift: int = 0) -> Result:
        """Send the request of a verb, with an idempotency key if it writes; a death is a result as well."""
        headers = {"Idempotency_Key": f"the-key-of-{(key or name).replace(' ', '-')}"} if name in WRITES else {}
        with self.table.taking(acts or Turn()), self.shifted(shift):
            try:
                answer = SEND[name](self.client, self.known, headers)
            except Killed:
                return Result(0, DEAD, None)
        body = _body_of(answer)
        return Result(answer.status, str(body.get("code", "")) if answer.status >= 400 else "", body)

    def insist(self, name: str, first: Result, *, key: str = "", shift: int = 0) -> Result:
        """Send a request again as long as its answer says so."""
        result = first
        for _ in range(MAX_TRIES):
            if not result.is_retryable:
                return result
            result = self.ask(name, key=key, shift=shift)
        raise AssertionError(f"{name} is never done: {result}")

    def calls_of(self, name: str) -> list[str]:
        """List the calls of a verb where nothing happens."""
        self.reset()
        turn = Turn()
        self.ask(name, acts=turn)
        return turn.calls

    def tick(self) -> None:
        """Number all changes and renew what is due."""
        failures = tick(self.world, stop=lambda: False).failed
        assert failures == {}, failures


def _codes_in(value: Any) -> Iterator[str]:
    """Yield the codes of problems in an answer, of which each part may have one."""
    if isinstance(value, Mapping):
        yield str(value.get("code", ""))
    if isinstance(value, Mapping | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _codes_in(each)


def _body_of(answer: Answer) -> Any:
    if not answer.text:
        return {}
    if "json" in answer.headers["content-type"] and "ndjson" not in answer.headers["content-type"]:
        return answer.json
    return {"lines": [json.loads(line) for line in answer.text.splitlines()]}


def at(number: int, act: Act) -> Turn:
    """Let an act happen at the call of a number."""
    return Turn({number: act})


def staged() -> Service:
    """Fill a service: companies, one of them retired and one merged, an event about three, a dispute, a price."""
    service = Service(known=Known({}, "", _page_of_another()))
    service.use()
    api_keys.create_key(service.world, name="the admin key", scopes=["admin"], secret=ADMIN)
    _fill(service.client)
    service.known = service.known._replace(facts=_facts(service.client), etag=_etag(service.client))
    assert (
        service.client.post(f"/v1/facts/{service.known.facts['founded']}/retraction", _because("Misread.")).status
        == 200
    )
    service.known = service.known._replace(etag=_etag(service.client))
    service.tick()
    service.keep()
    return service


def _fill(c: Client) -> None:
    c.create("sources", a_source(published="2025-03-01"))
    c.create("sources", a_source("second", published="2025-06-01"))
    deepseek = a_company(country="CN", founded="1923", website="https://deepseek.com/", aliases=["Hangzhou DeepSeek"])
    c.create("companies", deepseek)
    rivals = [{"text": "Baidu"}, "company/deepseek"]
    c.create("companies", a_company("deep-seek", name="Deep Seek", competes_with=rivals), is_namesake=True)
    c.create("companies", a_company("rival", country="US", competes_with=["company/deep-seek"]))
    c.create("companies", a_company("gone", country="FR", competes_with=["company/deepseek"]))
    c.create("companies", a_company("twin", country="SG", aliases=["The Twin"]))
    parties = [{"value": f"company/{slug}", "role": "developer"} for slug in ("deep-seek", "deepseek", "twin")]
    c.create("events", an_event(participants=parties))
    price = {"value": {"amount": "118.42", "unit": "USD"}, "valid": "2025-01-27/2025-01-27"}
    share = {"slug": "nvda", "name": "NVDA", "issuer": "company/deep-seek", "price": price, "evidence": EVIDENCE}
    c.create("instruments", share)
    said = {"source": "source/second", "basis": "third_party_report", "speaker": "company/deep-seek"}
    facts = [a_fact("company/deepseek", "country", "HK", evidence=said)]
    assert c.post("/v1/facts", {"facts": facts}).status == 201
    assert c.post(f"{GONE}/retirement", _because("It never was."), **ANY).status == 200
    assert c.post(f"{TWIN}/merge", {"into": "company/deepseek", "reason": "One."}, **ANY).status == 200


def _because(reason: str) -> dict[str, str]:
    return {"reason": reason}


def _etag(client: Client) -> str:
    return client.get(COMPANY).headers["etag"]


def _facts(client: Client) -> dict[str, str]:
    urls = (f"{COMPANY}/facts", "/v1/facts?source=source/report&limit=100")
    items = [fact for url in urls for fact in client.get(url, key=ADMIN).json["items"]]
    return {fact["property"]: fact["id"] for fact in reversed(items) if fact["value"] != "HK"}


def _page_of_another() -> str:
    """Export another service, which knows a company of the same name as one that is created, and another one."""
    other = Service()
    other.use()
    api_keys.create_key(other.world, name="the admin key", scopes=["admin"], secret=ADMIN)
    other.client.create("sources", a_source("lines"))
    evidence = {"source": "source/lines", "basis": "third_party_report"}
    other.client.create("companies", a_company("new", country="DE", evidence=evidence))
    other.client.create("companies", a_company("deep-seek", country="CN", evidence=evidence))
    return other.client.get("/v1/export", key=ADMIN).text
