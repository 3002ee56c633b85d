"""Lists and timelines as of a moment return what they returned at that moment, after any number of writes."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from chalicelib.domain.errors import Merged, Refusal
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.lists.timeline import timeline
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock
from tests.operations.builders import (
    CALLER,
    a_company,
    a_source,
    an_event,
    pages,
    ref,
    said_by,
    say,
    world_on,
)

UNKNOWN = {"missing": "unknown"}

QUESTIONS: list[tuple[str, dict[str, str]]] = [
    ("event", {}),
    ("event", {"status": "completed"}),
    ("event", {"type": "release,incident"}),
    ("event", {"participants": "company/a"}),
    ("event", {"participants": "company/a,company/b", "date[gte]": "2025"}),
    ("event", {"disputed": "true"}),
    ("event", {"cause[exists]": "true"}),
    ("company", {}),
    ("company", {"organisation_type": "lab"}),
    ("company", {"country[ne]": "US"}),
]


def other(random: Random) -> dict[str, Any]:
    return said_by("other", basis=random.choice(["record_of_truth", "opinion", "third_party_report"]))


def an_event_of(world: World, random: Random, event: str, company: str) -> None:
    date = random.choice(["2024-12-31", "2025-01", "2025-02-03", UNKNOWN])
    parties = [{"value": f"company/{company}", "role": "developer"}]
    an_event(world, event, date=date, participants=parties, status="announced")


def a_status(world: World, random: Random, event: str, _: str) -> None:
    say(world, f"event/{event}", status=random.choice(["completed", "cancelled"]), evidence=other(random))


def a_date(world: World, random: Random, event: str, _: str) -> None:
    say(world, f"event/{event}", date=random.choice(["2024-12-30", "2025-03"]), evidence=other(random))


def a_party(world: World, _: Random, event: str, company: str) -> None:
    say(world, f"event/{event}", participants=[{"value": f"company/{company}", "role": "subject"}])


def a_mention(world: World, _: Random, event: str, company: str) -> None:
    """Refer to a company by a link without a card."""
    remark = {"value": {"text": "So.", "language": "en"}, "topic": "mood", "about": f"company/{company}"}
    say(world, f"event/{event}", remarks=[remark])


def a_cause(world: World, _: Random, event: str, company: str) -> None:
    say(world, f"event/{event}", cause=[f"company/{company}"])


def a_company_s(world: World, random: Random, _: str, company: str) -> None:
    fields = random.choice(
        [{"country": random.choice(["CN", "US"])}, {"organisation_type": random.choice(["lab", "fund"])}]
    )
    say(world, f"company/{company}", **fields, evidence=other(random))


def a_retraction(world: World, random: Random, event: str, _: str) -> None:
    facts = [f for f in load_entity(world, f"event/{event}").facts.values() if f.content.property != "type"]
    retract(RequestContext(world, CALLER), fact_id=random.choice(sorted(fact.id for fact in facts)), reason="Misread.")


def an_end(world: World, random: Random, event: str, _: str) -> None:
    if random.random() < 0.3:
        retire(RequestContext(world, CALLER), ref=ref(f"event/{event}"), reason="Made up.")


def a_merge(world: World, random: Random, _: str, company: str) -> None:
    if random.random() < 0.3:
        merge(RequestContext(world, CALLER), ref=ref("company/d"), into=ref(f"company/{company}"), reason="The same.")


STEPS = (
    *[an_event_of] * 3,
    a_status,
    a_date,
    *[a_party] * 2,
    a_mention,
    a_cause,
    a_company_s,
    *[a_retraction] * 2,
    an_end,
    a_merge,
)  # fmt: skip  a table


def a_step(world: World, random: Random) -> None:
    """Make a random write; ignore refusals."""
    random.choice(STEPS)(world, random, f"e{random.randrange(10)}", random.choice("abcd"))


def the_timeline(world: World, company: str, **moment: Any) -> list[Mapping[str, Any]]:
    """Return a timeline, or its refusal if the company was merged."""
    try:
        asked = pages(timeline, world=world, ref=ref(f"company/{company}"), limit=3, **moment)
        return [item for page in asked for item in page.items]
    except Merged as refusal:
        return [refusal.context]


def answers(world: World, **moment: Any) -> list[list[Mapping[str, Any]]]:
    """Return the answers to all queries, read in small pages."""
    found: list[list[Mapping[str, Any]]] = []
    for kind, filters in QUESTIONS:
        asked = pages(listing, world=world, kind=KINDS[kind], filters=filters, limit=5, **moment)
        found.append([item for page in asked for item in page.items])
    found += [the_timeline(world, company, **moment) for company in "abcd"]
    return found


@pytest.mark.parametrize("seed", range(10))
def test_a_list_known_at_a_moment_is_the_list_that_was_recorded_then(seed: int) -> None:
    random, clock, table = Random(seed), Clock(), SqliteTable(":memory:")
    world = world_on(table, clock)
    a_source(world)
    a_source(world, "other")
    for slug in "abcd":
        a_company(world, slug)
    recorded = []
    for _ in range(70):
        try:
            a_step(world, random)
        except (Refusal, IndexError):
            continue
        if random.random() < 0.3:
            recorded.append((clock(), answers(world)))
    assert len(recorded) > 5
    for at, then in recorded:
        assert answers(world, known_at=at) == then
    table.close()
