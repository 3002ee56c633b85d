"""Many facts of several entities, recorded apart, and what became of them."""

from typing import Any

from chalicelib.operations.world import IdempotentRequest, Recorded, RequestContext, World
from chalicelib.operations.writes.record import record
from chalicelib.store import keys
from tests.operations.builders import (
    CALLER,
    Body,
    a_company,
    a_fact,
    a_model,
    a_source,
    an_event,
    an_instrument,
)

RECEIPT = keys.idempotency_key("k")


def with_key() -> IdempotentRequest:
    return IdempotentRequest(digest="k", asked="this")


def apart(world: World, *facts: Any, key: IdempotentRequest | None = None, dry_run: bool = False) -> Recorded:
    context = RequestContext(world, CALLER, key)
    return record(context.rehearsed() if dry_run else context, facts=list(facts), atomic=False)


def a_price(number: int, model: str = "model/v3") -> Body:
    """Make one of many prices of a model."""
    distinguished = {"direction": "input", "region": {"text": f"region {number}"}}
    return a_fact(model, "prices", {"amount": f"0.{number + 1}", "unit": "USD/Mtok"}, qualifiers=distinguished)


def a_score(number: int) -> Body:
    distinguished = {"benchmark": {"text": f"benchmark {number}"}}
    return a_fact("model/v3", "scores", {"amount": str(number), "unit": "%"}, qualifiers=distinguished)


def a_remark(text: str) -> Body:
    return a_fact("company/deepseek", "remarks", {"text": text, "language": "en"})


def a_close(day: int) -> Body:
    date = f"2025-01-{day:02}"
    return a_fact("instrument/nvda", "price", {"amount": str(100 + day), "unit": "USD"}, valid=f"{date}/{date}")


PRICES = [a_price(number) for number in range(100)]
ON_TEN = [a_price(number, f"model/m{number % 10}") for number in range(100)]


def prepare(world: World) -> World:
    """A source, a company, an event, a share, and eleven models."""
    a_source(world)
    a_company(world)
    an_event(world)
    an_instrument(world)
    a_model(world)
    for number in range(10):
        a_model(world, f"m{number}")
    return world


def refusals(recorded: Recorded) -> dict[tuple[int, ...], str]:
    """Give the code of each refusal by the places of its facts."""
    return {each["places"]: each["refusal"].code for each in recorded.outcomes if "refusal" in each}


def done(recorded: Recorded) -> list[tuple[str, tuple[int, ...], int]]:
    """Say of each entity which facts were recorded, and up to which revision."""
    return [(each["ref"], each["places"], each["revision"]) for each in recorded.outcomes if "refusal" not in each]


def shown(recorded: Recorded) -> list[Any]:
    """Leave times out of outcomes; refusals by what they say."""
    return [
        {
            **{name: each for name, each in outcome.items() if name not in ("facts", "refusal")},
            "facts": [{n: v for n, v in fact.items() if n != "recorded_at"} for fact in outcome.get("facts", [])],
            "faults": outcome["refusal"].faults if "refusal" in outcome else (),
        }
        for outcome in recorded.outcomes
    ]
