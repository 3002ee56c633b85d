"""Strategies: random facts of one slot, few values and few days, so that they often meet."""

from datetime import date, timedelta

from hypothesis import strategies as st

from chalicelib.domain.evidence import Basis, Certainty, Evidence, SomebodyNamed
from chalicelib.domain.facts import Content, Decision, Fact, Rank, Verdict, fact_id
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Code, Flag, Missing, Named, Phrase, Quantity, Ref, Span, Text, Value, When
from tests.domain.builders import usd

NUMBERS = [
    *map(usd, ("5", "5.0", "5.576", "17", "17.0", "16.97", "16.94", "593", "593.7")),
    *(usd("6", "under"), usd("560", "over"), usd("17", "about"), usd("600", "nearly"), usd("593.7", "at_most")),
    Span("5", "6", "USD"),
    Quantity("5", "EUR"),
]
DATES = ["2024", "2024-12", "2024-12-26", "2024-12-26~", "2025-01", "2025-01-10", "2025-01-12?", "2024-12/2025-01"]
VALUES_OF_A_SLOT: list[list[Value]] = [
    list(NUMBERS),
    [When(text) for text in [*DATES, "2025-01-10/..", "../2025-01"]],
    [Code("announced"), Code("in_force"), Code("cancelled")],
    [Flag(True), Flag(False)],  # noqa: FBT003  a flag is what it is
    [Ref("company", "openai"), Ref("company", "softbank"), Named("US companies"), Named("us companies")],
    [Text("Mixture of Experts"), Text("mixture of  experts"), Text("dense")],
    [Phrase("Preiskrieg", "de"), Phrase("preiskrieg", "de"), Phrase("price war", "en")],
]
MISSING: list[Value] = [Missing("unknown"), Missing("none")]

SPEAKERS: list[str | SomebodyNamed | None] = [
    None,
    "company/openai",
    "person/sam-altman",
    SomebodyNamed(text="people familiar with the matter"),
]
CERTAINTIES = [Certainty.ASSERTED, *Certainty]  # the plain case twice as often
VALID = [None, None, "2024-12", "2025-01", "2025-01-10", "2025", "2024-12/2025-01", "2025-01/..", "../2025-01"]
PUBLISHED = [None, "2024-12-27", "2025-01", "2025-01-10", "2025-01-28", "2024-12/2025-01"]
PUBLISHERS = [None, Text("Reuters"), Text("Handelsblatt")]


def _instants(first: date, *, days: int) -> list[Instant]:
    return [f"{first + timedelta(days=n)}T10:00:00.000Z" for n in range(days)]


MOMENTS = _instants(date(2026, 11, 1), days=6)  # in which everything is recorded and decided
BETWEEN = [moment.replace("T10", "T12") for moment in MOMENTS]
VALID_AT: list[Instant | None] = [None, "2024-12-15T00:00:00.000Z", "2025-01-11T00:00:00.000Z"]
PUBLISHED_BEFORE: list[Instant | None] = [None, None, "2025-01-10T00:00:00.000Z", "2026-11-04T00:00:00.000Z"]


def evidence() -> st.SearchStrategy[Evidence]:
    """Draw evidence of few sources and speakers."""
    return st.builds(
        Evidence,
        source=st.sampled_from(["source/a", "source/b", "source/c"]),
        speaker=st.sampled_from(SPEAKERS),
        basis=st.sampled_from(Basis),
        certainty=st.sampled_from(CERTAINTIES),
    )


@st.composite
def decisions(draw: st.DrawFn, recorded_at: Instant) -> tuple[Decision, ...]:
    """Draw what was decided on a fact after it was recorded: changes of rank, retractions and reinstatements."""
    later = [moment for moment in MOMENTS if moment > recorded_at]
    taken = []
    stands = True
    for moment in later:
        what = draw(st.sampled_from([None, None, None, "ranked", "turned"]))
        if what == "ranked":
            taken.append(Decision(Verdict.RANKED, "why", rank=draw(st.sampled_from(Rank)), at=moment))
        elif what == "turned":
            verdict = Verdict.RETRACTED if stands else Verdict.REINSTATED
            stands = not stands
            taken.append(Decision(verdict, "why", at=moment))
    return tuple(taken)


@st.composite
def facts(draw: st.DrawFn, values: list[Value]) -> Fact:
    """Draw a recorded fact of the one slot with one of the values."""
    valid, published = draw(st.sampled_from(VALID)), draw(st.sampled_from(PUBLISHED))
    content = Content(
        property="amount",
        value=draw(st.sampled_from(values)),
        evidence=draw(evidence()),
        valid=None if valid is None else When(valid),
    )
    recorded_at = draw(st.sampled_from(MOMENTS))
    return Fact(
        id=fact_id("model/gpt-4", content, slot="{}"),
        entity="model/gpt-4",
        content=content,
        recorded_at=recorded_at,
        recorded_by="key_tests",
        published=None if published is None else When(published),
        publisher=draw(st.sampled_from(PUBLISHERS)),
        root=draw(st.sampled_from(["", "source/a", "source/wire"])),
        decisions=draw(decisions(recorded_at)),
    )


@st.composite
def slots(draw: st.DrawFn, *, least: int = 0) -> list[Fact]:
    """Draw the facts of one slot of any value type."""
    values = draw(st.sampled_from(VALUES_OF_A_SLOT))
    drawn = st.lists(facts([*values, *values, *MISSING]), min_size=least, max_size=6, unique_by=lambda fact: fact.id)
    return draw(drawn)
