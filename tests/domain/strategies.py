"""Strategies: random facts of one slot, few values and few days, so that they often meet."""

from hypothesis import strategies as st

from chalicelib.domain.facts.contents import Content, fact_id
from chalicelib.domain.facts.decisions import Decision, DecisionType, Rank
from chalicelib.domain.facts.evidence import Basis, Certainty, Evidence, Somebody
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import (
    Code,
    Duration,
    Flag,
    Hours,
    Missing,
    MonthDay,
    Named,
    Phrase,
    Quantity,
    Ref,
    Span,
    Text,
    Value,
    When,
)
from tests.domain.builders import usd

NUMBERS: list[Value] = [
    *map(usd, ("5", "5.0", "5.576", "17", "17.0", "16.97", "16.94", "593", "593.7")),
    *(usd("6", "under"), usd("560", "over"), usd("17", "about"), usd("600", "nearly"), usd("593.7", "at_most")),
    Span("5", "6", "USD"),
    Quantity("5", "EUR"),
]
DATES = ["2024", "2024-12", "2024-12-26", "2024-12-26~", "2025-01", "2025-01-10", "2025-01-12?", "2024-12/2025-01"]
TIMES = [
    *("2024-Q4", "2024-40", "2024-10/2024-12", "2024-24", "2024-H2~", "2024-12-01/2024-12-31", "2024-12", "2025-01-01"),
    *("2025-01-01T00:30Z", "2024-12-31T16:30-08:00", "2025-01-01T12:00Z", "2025-01-01T00:30Z/2025-01-01T12:00Z"),
    *("2024-12-31T16:30-08:00/2025-01-01", "2025-01-01T12:00Z/..", "../2024-12-31T16:30-08:00"),
]
VALUES_OF_A_SLOT: list[list[Value]] = [
    NUMBERS,
    [When(text) for text in [*DATES, "2025-01-10/..", "../2025-01"]],
    [When(text) for text in TIMES],
    [Hours("09:00-12:00 +08:00"), Hours("01:00-04:00 Z"), Hours("16:30-00:30 Z")],
    [Duration("PT60M"), Duration("PT1H"), Duration("P1M")],
    [MonthDay("--01-31"), MonthDay("--12-31")],
    [Code("announced"), Code("in_force"), Code("cancelled")],
    [Flag(True), Flag(False)],  # noqa: FBT003  a flag is what it is
    [
        *(Ref("company", "openai"), Ref("company", "softbank"), Ref("model", "openai")),
        *map(Named, ("US companies", "us companies", "OpenAI", "OpenAI Foundation", "SoftBank Group")),
    ],
    [Text("Mixture of Experts"), Text("mixture-of  experts."), Text("dense")],
    [Phrase("Preiskrieg", "de"), Phrase("preiskrieg", "de"), Phrase("price war", "en")],
]
MISSING: list[Value] = [Missing("unknown"), Missing("none")]

SPEAKERS: list[str | Somebody | None] = [
    None,
    "company/openai",
    "person/sam-altman",
    Somebody("people familiar with the matter"),
]
SOURCES = [f"source/{name}" for name in "abcdef"]
# Everything that is drawn often lies ready: one draw takes one of them.
EVIDENCE = [
    Evidence(source=source, speaker=speaker, basis=basis, certainty=certainty)
    for source in SOURCES
    for speaker in SPEAKERS
    for basis in Basis
    for certainty in (Certainty.ASSERTED, Certainty.ASSERTED, *Certainty)  # the plain case three times as often
]
Publication = tuple[When | None, Value | None, str]
PUBLICATIONS: list[Publication] = [
    (None if published is None else When(published), publisher, root)
    for published in (None, "2024-12-27", "2025-01", "2025-01-10", "2025-01-28", "2024-12/2025-01")
    for publisher in (None, Text("Reuters"), Text("Handelsblatt"))
    for root in ("", "source/a", "source/wire")
]
# All facts of one source have the same copies of what it says of itself.
BY_SOURCE: st.SearchStrategy[dict[str, Publication]] = st.shared(
    st.fixed_dictionaries({source: st.sampled_from(PUBLICATIONS) for source in SOURCES}), key="publications"
)
VALID: list[When | None] = [
    *[None] * 4,
    *map(When, ("2024-12", "2025-01", "2025-01-10", "2025", "2024-12/2025-01", "2025-01/..", "../2025-01")),
]

MOMENTS: list[Instant] = [f"2026-11-0{day}T10:00:00.000Z" for day in range(1, 7)]  # of recording and deciding
BETWEEN: list[Instant] = [moment.replace("T10", "T12") for moment in MOMENTS]
VALID_AT: list[Instant | None] = [None, "2024-12-15T00:00:00.000Z", "2025-01-11T00:00:00.000Z"]
PUBLISHED_BEFORE: list[Instant | None] = [
    None,
    None,
    None,
    None,
    "2025-01-10T00:00:00.000Z",
    "2026-11-04T00:00:00.000Z",
]

PREFERRED, NORMAL, DEPRECATED = Rank
RETRACTED, REINSTATED = DecisionType.RETRACTED, DecisionType.REINSTATED
CAREERS: list[list[Rank | DecisionType]] = [
    *[[]] * 6,
    [PREFERRED],
    [DEPRECATED],
    [RETRACTED],
    [PREFERRED, NORMAL],
    [DEPRECATED, PREFERRED],
    [PREFERRED, RETRACTED],
    [RETRACTED, REINSTATED],
    [RETRACTED, REINSTATED, PREFERRED],
    [RETRACTED, REINSTATED, RETRACTED],
]


def _decided(career: list[Rank | DecisionType], days: list[Instant]) -> tuple[Decision, ...]:
    """Date the decisions; those for which no day is left are not taken."""
    return tuple(
        Decision(DecisionType.RANKED, "why", rank=turn, at=day)
        if isinstance(turn, Rank)
        else Decision(turn, "why", at=day)
        for turn, day in zip(career, days, strict=False)
    )


@st.composite
def facts(draw: st.DrawFn, values: list[Value]) -> Fact:
    """Draw a recorded fact of the one slot with one of the values."""
    content = Content(
        property="amount",
        value=draw(st.sampled_from(values)),
        evidence=draw(st.sampled_from(EVIDENCE)),
        valid=draw(st.sampled_from(VALID)),
    )
    source = content.evidence.source
    published, publisher, root = draw(BY_SOURCE)[source]
    if draw(st.integers(0, 7)) == 7:  # recorded before the source said anything of itself
        published, publisher, root = None, None, ""
    day = draw(st.integers(0, len(MOMENTS) - 1))
    return Fact(
        id=fact_id("model/gpt-4", content, slot="{}"),
        entity="model/gpt-4",
        content=content,
        recorded_at=MOMENTS[day],
        recorded_by="key_tests",
        published=published,
        publisher=publisher,
        root=root or source,
        decisions=_decided(draw(st.sampled_from(CAREERS)), MOMENTS[day + 1 :]),
    )


@st.composite
def slots(draw: st.DrawFn, *, least: int = 0) -> list[Fact]:
    """Draw the facts of one slot of any value type."""
    values = st.sampled_from(draw(st.sampled_from(VALUES_OF_A_SLOT)))
    few = draw(st.lists(values, min_size=2, max_size=3)) + draw(
        st.sampled_from([[], [], *([each] for each in MISSING)])
    )
    size = draw(st.integers(least, 6))
    return draw(st.lists(facts(few), min_size=size, max_size=size, unique_by=lambda fact: fact.id))
