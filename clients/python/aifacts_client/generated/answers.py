"""The shapes of answers. Made by `make client` from the declarations of the service. Do not edit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from aifacts_client.values import Erased, Missing, Quantity, Range, Shape, Text, Value, WithSecret


class Adjustment(Shape):
    """A text of the body that is kept otherwise than it was sent. Long texts are cut."""

    pointer: str
    """Where it is in the body."""
    sent: str
    kept: str
    """Cleaned, or as its code."""


class EntityMembersAlso(Shape):
    """A part of an answer: EntityMembersAlso."""

    __pydantic_extra__: dict[str, Value]
    value: Value
    valid: str | None = None
    scope: str | Text | None = None
    period: str | None = None
    condition: str | None = None
    hedged: str | None = None


class EntityMembersBeyond(Shape):
    """A part of an answer: EntityMembersBeyond."""

    values: int
    at: str


class Conversion(Shape):
    """The currency of `shown_in`, the rates used, and what has no rate."""

    currency: str
    missing: dict[str, str] = {}
    """By currency, why some of its amounts are not converted."""


class EvidenceMembers(Shape):
    """Members of evidence, and of what is copied from its source when it is given."""

    source: str | None = None
    speaker: str | Text | None = None
    via: str | None = None
    basis: str | None = None
    certainty: str | None = None
    quote: str | None = None
    as_stated: str | None = None
    replaces: list[str] = []
    method: str | None = None
    confidence: str | None = None
    published: str | Missing | None = None
    publisher: Value | None = None
    root: str | None = None
    """The first source in the chain of `derived_from`."""
    supersedes: list[str] = []


class DryRunRevisionsDecided(Shape):
    """A decision about a fact: its retraction, reinstatement, rank, replacement or erasure, or revised evidence. A revision has the members that it changed, `before` and `after`."""

    fact: str
    verdict: str
    rank: str | None
    reason: str | None
    replaced_by: list[str] = []
    """Of `replaced`: empty if none do any more."""
    before: EvidenceMembers | None = None
    after: EvidenceMembers | None = None


class DryRunRevisionsChanges(Shape):
    """A change that a revision made to the flat view; long properties have neither `before` nor `after`."""

    property: str
    before: Any = None
    """A value or a list of values as the flat view shows them, or null."""
    after: Any = None
    """A value or a list of values as the flat view shows them, or null."""


class DryRunRevisions(Shape):
    """A revision that a dry run would make, with its entity."""

    revision: int
    at: datetime
    by: str
    cause: str
    """What was done: `created`, `recorded` (facts were added), `revised` (evidence), `retracted`, `reinstated`, `ranked`, `marked` (replaced facts were noted later), `merged`, `merge_reversed`, `retired`, `retirement_reversed`, `erased`, `reference_erased` (an entity that it names was erased), `time` (a validity began or ended) or `rebuilt` (by the operator). More can be added."""
    recorded: list[str]
    """The new facts."""
    decided: list[DryRunRevisionsDecided]
    """The decisions about facts that were on record."""
    changes: list[DryRunRevisionsChanges]
    """The properties whose shown value changed."""
    allow_duplicate: bool | None = None
    """The writer asked not to look for the same entity."""
    ref: str


class OpenConflictSides(Shape):
    """One side of a conflict: the facts that give one value, or deny it."""

    value: Value
    denied: bool
    facts: list[str]
    sources: list[str]
    preferred: bool


class OpenConflict(Shape):
    """An open conflict and its entity; within a series, with the day."""

    property: str
    slot: dict[str, Value]
    """What identifies the slot: its qualifiers, scope and period; for amounts, the condition; for many values, the value."""
    state: str
    opened_at: datetime
    sides: list[OpenConflictSides]
    shown: Value | None
    why: list[str]
    ref: str
    day: str | None = None


class DryRun(Shape):
    """The report of a dry run; each list is cut after 100. The erasure of an entity makes up a ref, which is another one each time."""

    revisions: list[DryRunRevisions]
    """The revisions that it would make, with what the view would show."""
    on_record: list[str]
    """Those of its facts that it would not record, because they are on record."""
    opens: list[OpenConflict]
    """Conflicts that it would open."""
    alters: list[OpenConflict]
    """Open conflicts that would have other sides, as they would be."""
    ends: list[OpenConflict]
    """Conflicts that it would end."""
    nearest: dict[str, list[str]] = {}
    """The entities whose names are most like a ref that does not exist, by its pointer."""


class ErasureOnRecord(Shape):
    """When, by which key and why the words of a fact or an entity were erased."""

    at: datetime
    by: str
    reason: str | None


class EvidenceDifference(Shape):
    """Evidence that was sent for a fact on record and differs from what that has, which stays as it is."""

    pointer: str
    """Where the value is in the body."""
    fact: str
    evidence: EvidenceMembers
    evidence_sent: EvidenceMembers


class ReadingRejected(Shape):
    """A fact that is not shown, why, and the fact that it gave way to, if it did."""

    fact: str
    reason: str
    by: str | None = None


class Reading(Shape):
    """How one slot was resolved: the fact chosen, why, and which facts were rejected."""

    chosen: str | None
    why: list[str]
    rejected: list[ReadingRejected]
    conflict: str | None
    slot: dict[str, Value]
    """What identifies the slot: its qualifiers, scope and period; for amounts, the condition; for many values, the value."""
    unit: str | None = None
    """The group of its units."""
    shown: list[str] = []
    """If the property shows one value: why this slot is the one shown."""


class SomebodyNamed(Shape):
    """A speaker who is no entity here: `{"text": "people familiar with the matter"}`."""

    text: str


class Evidence(Shape):
    """Who published a value, who said it, where, in which words, and how firmly. `speaker` null means the source itself. `basis` is the speaker's standing towards the subject."""

    source: str
    """The document that the writer read."""
    speaker: str | SomebodyNamed | None = None
    """Who says it: a ref, or a text for somebody who is no entity; null: the source itself."""
    via: str | None = None
    """Where they said it, such as `WeChat`."""
    basis: str
    certainty: str | None = None
    """How sure the speaker was. The default is `asserted`."""
    quote: str | None = None
    """The words of the source, briefly."""
    as_stated: str | None = None
    """The words the source used for the value."""
    replaces: list[str] = []
    """Ids of facts of the same entity and property that this one restates or corrects, in any slot and for any time. The default is `[]`."""
    method: str | None = None
    """How the figure was arrived at, such as `28 days of sales x 13`."""
    confidence: str | None = None
    """How sure the estimator of the figure is; `certainty` is the speaker's."""


class RetractionOnRecord(Shape):
    """When, by which key and why a fact was retracted."""

    at: datetime
    by: str
    reason: str | None
    source: str | None


class Fact(Shape):
    """One value of one property from one source."""

    id: str
    entity: str
    property: str
    value: Value
    qualifiers: dict[str, Value]
    scope: str | Text | None
    period: str | None
    condition: str | None
    valid: str | None
    evidence: Evidence
    published: str | Missing | None
    """Copied from the source, as `publisher`."""
    publisher: Value | None
    rank: str
    rank_reason: str | None
    """Why it has its rank; null if that never changed."""
    recorded_at: datetime
    recorded_by: str
    retracted_at: datetime | None
    """Null if it is not retracted, or was reinstated."""
    retraction: RetractionOnRecord | None
    replaced_by: list[str] = []
    """The standing facts that replace it, the firmest first. Absent if there are none."""
    merged_from: list[str] = []
    """The entities that were merged into this one and had the fact. Absent if none had."""
    erased: ErasureOnRecord | None = None
    """Present if its value and its words were erased for good. Every clock shows that."""
    adjusted: list[Adjustment] = []
    """After a write only: the texts that are kept otherwise than they were sent. Absent if there are none."""
    dry_run: DryRun | None = None
    """After a dry run only: what would be written."""
    evidence_differs: bool | None = None
    """After a write only: the fact was on record, and was sent with other evidence."""
    evidence_sent: EvidenceMembers | None = None
    """After a write only: the members that were sent otherwise than `evidence` has them."""
    evidence_revised: bool | None = None
    """After a write only: the fact was on record, and now has the evidence sent."""
    quote_found: bool | None = None
    """Whether the source's text contains `evidence.quote`. Absent if that was not checked. Today it never is, because the service does not keep the texts of sources."""


class WriteHint(Shape):
    """A remark on a value of a write that was accepted, with the facts and the entities that it is about."""

    pointer: str
    """Where the value is in the body."""
    code: str
    """`contradicts_itself`: the source said another value before, in `facts`. `identifier_elsewhere`: the entities in `refs` have the identifier too. `implausible`, of a dry run alone: the value looks wrong."""
    detail: str
    facts: list[str] = []
    refs: list[str] = []


class EntityMembersLinks(Shape):
    """A part of an answer: EntityMembersLinks."""

    property: str
    role: str | None = None
    as_: str | None = Field(default=None, alias="as")


class Unrepeated(Shape):
    """A fact of a superseded source that is not retracted, and that nothing replaces."""

    id: str
    entity: str
    property: str
    value: Value


class NotRepeated(Shape):
    """The facts that a source did not repeat of the one it supersedes, until each is replaced or decided on."""

    items: list[Unrepeated]
    next: str | None
    """The address of the list of facts that continues this one."""


class ExchangedRate(Shape):
    """The rate as its source states it."""

    amount: str
    unit: str
    valid: str | None = None
    pair: str
    source: str
    fact: str
    inverse: bool | None = None
    """The amount was divided by this rate."""
    disputed: bool | None = None
    """Sources contradict each other on this rate."""


class Exchanged(Shape):
    """An amount in the currency of `in`, with 6 digits, and the rate of its day."""

    amount: str | None = None
    low: str | None = None
    high: str | None = None
    plus_minus: str | None = None
    bound: str | None = None
    unit: str
    day: str
    rate: ExchangedRate
    """The rate as its source states it."""


class EntityMembersTerms(Shape):
    """A part of an answer: EntityMembersTerms."""

    condition: str | None = None
    period: str | None = None
    valid: str | None = None


class EntityMembersThrough(Shape):
    """A part of an answer: EntityMembersThrough."""

    ref: str
    property: str
    role: str | None = None
    as_: str | None = Field(default=None, alias="as")


class EntityMembers(Shape):
    """The members that entities of every kind have."""

    adjusted: list[Adjustment] = []
    """After a write only: the texts that are kept otherwise than they were sent."""
    also: dict[str, list[EntityMembersAlso]] = {}
    """By property, values that stand as well: of other slots, prose, later rumours, settled sides."""
    beyond: dict[str, EntityMembersBeyond] = {}
    """By property, how many values there are beyond the 500 shown, and where all are."""
    conversion: Conversion | None = None
    created_at: datetime | None = None
    disputed: list[str] = []
    dry_run: DryRun | None = None
    """After a dry run only: what would be written."""
    erased: ErasureOnRecord | None = None
    """Who erased the entity for good, when and why."""
    evidence_differs: list[EvidenceDifference] = []
    """After a create or a patch only: the facts on record that were sent with other evidence."""
    expanded: dict[str, dict[str, Any]] = {}
    explain: dict[str, list[Reading]] = {}
    facts: dict[str, list[Fact]] = {}
    hedged: dict[str, str] = {}
    hints: list[WriteHint] = []
    """After a write only: what you should look at, although it was accepted. Absent if there is nothing."""
    kind: str | None = None
    links: list[EntityMembersLinks] = []
    merged_into: str | None = None
    more: list[str] = []
    """The properties with values under `also` in the entity."""
    not_repeated: NotRepeated | None = None
    omitted: list[str] = []
    origins: dict[str, int | list[int]] = {}
    """By property, how many independent origins stand behind the value shown: one speaker, publisher or root is one origin. Of a list, one number if all entries have as many, else a number for each entry, in their order."""
    recorded: list[str] = []
    """After a create or a patch only: the ids of the new facts."""
    ref: str
    revised: list[str] = []
    """After a patch with `evidence=replace` only: the ids of the facts whose evidence was revised."""
    revision: int | None = None
    shown_in: dict[str, Exchanged | list[dict[str, Any] | None]] = {}
    slug: str | None = None
    sources: list[str] = []
    terms: dict[str, EntityMembersTerms] = {}
    """By property, the condition and the period of the one value shown; of a fixed one also `valid`."""
    through: list[EntityMembersThrough] = []
    updated_at: datetime | None = None


class EntityGotMembers(Shape):
    """The result for one ref of a batch."""

    ref: str
    status: int
    omitted: list[str] = []
    reason: str | None = None
    into: str | None = None
    retired_at: datetime | None = None
    erased_at: datetime | None = None


class RecordedOutcomes(Shape):
    """The outcome for some facts of a request."""

    status: int
    pointers: list[str]
    """The facts of the request that this outcome is about."""
    ref: str | None = None
    """The entity; absent if the fact names none."""
    revision: int | None = None
    created: bool | None = None
    facts: list[Fact] = []
    hints: list[WriteHint] = []
    """After a write only: what you should look at, although it was accepted. Absent if there is nothing."""
    recorded: list[str] = []
    """Those of the facts that are new."""
    problem: dict[str, Any] = {}
    """As in a problem document."""


class Recorded(Shape):
    """The facts of a request, or, of a dry run and with `atomic=False`, the outcomes by entity."""

    facts: list[Fact] = []
    adjusted: list[Adjustment] = []
    """After a write only: the texts that are kept otherwise than they were sent. Absent if there are none."""
    hints: list[WriteHint] = []
    """After a write only: what you should look at, although it was accepted. Absent if there is nothing."""
    outcomes: list[RecordedOutcomes] = []
    """One for each entity, with the facts recorded, and one for each fact refused."""
    dry_run: DryRun | None = None
    """After a dry run only: what would be written."""


class BatchedParts(Shape):
    """The outcome of one part of a batch."""

    pointer: str
    """The part: such as `/entities/0`, or `/0` for the first line."""
    outcome: str
    ref: str | None = None
    """Its entity; absent if the part names none."""
    revision: int | None = None
    """Of the entity after it; absent if it was refused."""
    facts: list[str] = []
    """The facts that it states, or that it retracts; absent if it was refused."""
    problem: dict[str, Any] = {}
    """As in a problem document."""


class BatchedCounts(Shape):
    """The number of parts with each outcome."""

    created: int
    changed: int
    unchanged: int
    refused: int


class Batched(Shape):
    """The outcomes of a batch."""

    parts: list[BatchedParts]
    """One for each part, in the order sent."""
    counts: BatchedCounts
    """The number of parts with each outcome."""
    evidence_differs: list[EvidenceDifference] = []
    """The facts on record that were sent with other evidence."""
    adjusted: list[Adjustment] = []
    """After a write only: the texts that are kept otherwise than they were sent. Absent if there are none."""
    hints: list[WriteHint] = []
    """After a write only: what you should look at, although it was accepted. Absent if there is nothing."""
    dry_run: DryRun | None = None
    """After a dry run only: what would be written."""


class ChangeDecided(Shape):
    """A fact on which a change decided, and what."""

    fact: str
    decision: str


class ChangeBecame(Shape):
    """The word for what became of an entity between two moments, and who recorded the last of it."""

    what: str
    """`restored` if its retirement or merge was reversed."""
    at: datetime
    by: str
    into: str | None = None
    """The entity into which it was merged."""


class ChangeValues(Shape):
    """A member of the flat view that shows another value: before and after, and who recorded the last of it."""

    property: str
    before: Any
    """A value or a list of values as the flat view shows them, or null."""
    after: Any
    """A value or a list of values as the flat view shows them, or null."""
    at: datetime
    by: str


class Change(Shape):
    """One revision of one entity, with its number in the change feed. With `values=true`, the first one of the entity that is selected, with `became` and `values`."""

    recorded: list[str] = []
    """The properties of its new facts."""
    decided: list[ChangeDecided] = []
    """The facts that were retracted, reinstated, ranked, revised or replaced."""
    opened: list[str] = []
    """Those now disputed, not before."""
    closed: list[str] = []
    """Those no longer disputed."""
    number: int
    at: datetime
    ref: str
    revision: int
    by: str
    cause: str
    """What was done: `created`, `recorded` (facts were added), `revised` (evidence), `retracted`, `reinstated`, `ranked`, `marked` (replaced facts were noted later), `merged`, `merge_reversed`, `retired`, `retirement_reversed`, `erased`, `reference_erased` (an entity that it names was erased), `time` (a validity began or ended) or `rebuilt` (by the operator). More can be added."""
    properties: list[str]
    """Those whose shown value changed."""
    erased: list[str] = []
    """The facts whose words were erased: remove them from your copies."""
    first_change: int | None = None
    """Of an erased entity: the change that created it. Delete what you hold of that one's entity."""
    became: ChangeBecame | None = None
    """The word for what became of an entity between two moments, and who recorded the last of it."""
    values: list[ChangeValues] = []
    """The values that differ; none if the entity has ended."""


class StepSides(Shape):
    """One side of a conflict: the facts that give one value, or deny it."""

    value: Value
    denied: bool
    facts: list[str]
    sources: list[str]
    preferred: bool


class Step(Shape):
    """A value with the first and last day on which it is shown (null: unbounded) and the fact that gives it. `sides` lists the contradicting values, if any."""

    from_: str | None = Field(alias="from")
    to: str | None
    value: Value
    qualifiers: dict[str, Value]
    """The qualifiers of the value."""
    scope: str | Text | None
    period: str | None
    condition: str | None
    valid: str | None
    fact: str
    source: str
    basis: str
    certainty: str
    disputed: bool
    sides: list[StepSides]


class StepOfEntitySides(Shape):
    """One side of a conflict: the facts that give one value, or deny it."""

    value: Value
    denied: bool
    facts: list[str]
    sources: list[str]
    preferred: bool


class StepOfEntity(Shape):
    """A step of the series of one of several entities."""

    from_: str | None = Field(alias="from")
    to: str | None
    value: Value
    qualifiers: dict[str, Value]
    """The qualifiers of the value."""
    scope: str | Text | None
    period: str | None
    condition: str | None
    valid: str | None
    fact: str
    source: str
    basis: str
    certainty: str
    disputed: bool
    sides: list[StepOfEntitySides]
    ref: str


class Hint(Shape):
    """What distinguishes an entity from others with the same name."""

    organisation_type: str | None = None
    country: str | None = None
    parent: str | None = None
    level: str | None = None
    developer: list[str] = []
    released: str | None = None
    model: str | None = None
    provider: str | None = None
    type: str | None = None
    date: str | None = None
    product_type: str | None = None
    owner: list[str] = []
    instrument_type: str | None = None
    issuer: str | None = None
    venue: str | None = None
    publisher: str | None = None
    occupation: str | None = None
    affiliation: list[str] = []
    published: str | None = None


class NameFound(Shape):
    """An entity found by one of its names."""

    ref: str
    kind: str
    label: str
    """Its primary name."""
    hint: Hint
    former: bool
    """It held before that moment, and no longer does."""
    later: bool
    """It holds only after that moment."""
    valid: str | None
    """When it holds; null if no source says so."""
    name: str
    """The name that matches."""
    match: str


class Identified(Shape):
    """An entity that has an identifier, had it, or will have it."""

    ref: str
    kind: str
    label: str
    """Its primary name."""
    hint: Hint
    former: bool
    """It held before that moment, and no longer does."""
    later: bool
    """It holds only after that moment."""
    valid: str | None
    """When it holds; null if no source says so."""


class CandidateFeaturesContext(Shape):
    """Whether the record confirms each member of `context`; null if the record does not say."""

    company: bool | None = None
    developer: bool | None = None
    country: bool | None = None
    type: bool | None = None
    date: bool | None = None


class CandidateFeatures(Shape):
    """How a candidate's name compares with the name sent."""

    exact: bool
    """The names are identical."""
    folded: bool
    """The names differ only in case, accents, punctuation, width or spacing."""
    words: float
    """The share of words in common. Frequent words count less."""
    typos: int
    """How many words match with one letter changed."""
    version: bool
    """The names differ only in a date, or in a word such as `latest`, at the end."""
    alias: bool
    """The name is an alias, not the primary name."""
    ticker: bool
    """The name is the symbol of its ticker, and is sent as one."""
    kind: bool | None
    """Whether the kind is the one asked for; null if none was."""
    context: CandidateFeaturesContext
    """Whether the record confirms each member of `context`; null if the record does not say."""
    left_out: list[str]
    """Parts of a model's id that were left out: hosts, regions, revisions, formats."""


class Candidate(Shape):
    """An entity that the name may refer to."""

    ref: str
    kind: str
    label: str
    """Its primary name."""
    hint: Hint
    former: bool
    """It held before that moment, and no longer does."""
    later: bool
    """It holds only after that moment."""
    valid: str | None
    """When it holds; null if no source says so."""
    name: str
    score: float
    features: CandidateFeatures
    """How a candidate's name compares with the name sent."""


class Resolution(Shape):
    """The match of one name, or its candidates."""

    name: str
    status: str
    ref: str | None
    reason: str | None
    candidates: list[Candidate]
    complete: bool
    """Whether all rows that could matter were read."""


class ComparedEntity(Shape):
    """A column: an entity, or why it cannot be compared, and the clocks that the request sets."""

    ref: str
    status: int
    label: str | None = None
    reason: str | None = None
    into: str | None = None
    known_at: str | None = None
    """The moment of the column."""
    valid_at: str | None = None
    """The moment of the column."""
    published_before: str | None = None
    """The moment of the column."""


class ComparisonRowsCells(Shape):
    """The value of one entity in one row."""

    value: Any
    """The value as the flat view shows it; for a list property, the whole list."""
    valid: str | None
    disputed: bool
    hedged: str | None
    facts: list[str]
    sources: list[str]
    shown_in: Exchanged | None = None


class ComparisonRows(Shape):
    """A property, with a cell for each of `entities` in their order; another scope or condition is another row."""

    property: str
    qualifiers: dict[str, Value]
    """The qualifiers of all values in the row."""
    scope: str | Text | None
    period: str | None
    condition: str | None
    unit: str | None
    cells: list[ComparisonRowsCells | None]


class ComparisonMeta(Shape):
    """How many rows were read and how many items are returned."""

    read: int
    returned: int


class Comparison(Shape):
    """The entities in the order requested, at several moments one after the other, and rows with one cell for each. A cell is null if nothing is on record. `omitted` names the properties left out because the response would be too long."""

    entities: list[ComparedEntity]
    rows: list[ComparisonRows]
    meta: ComparisonMeta
    """How many rows were read and how many items are returned."""
    omitted: list[str] = []
    expanded: dict[str, dict[str, Any]] = {}
    conversion: Conversion | None = None


class ConflictSides(Shape):
    """One side of a conflict: the facts that give one value, or deny it."""

    value: Value
    denied: bool
    facts: list[str]
    sources: list[str]
    preferred: bool


class Conflict(Shape):
    """A slot whose facts exclude each other, and how it is resolved."""

    property: str
    slot: dict[str, Value]
    """What identifies the slot: its qualifiers, scope and period; for amounts, the condition; for many values, the value."""
    state: str
    opened_at: datetime
    sides: list[ConflictSides]
    shown: Value | None
    why: list[str]


class RevisionDecided(Shape):
    """A decision about a fact: its retraction, reinstatement, rank, replacement or erasure, or revised evidence. A revision has the members that it changed, `before` and `after`."""

    fact: str
    verdict: str
    rank: str | None
    reason: str | None
    replaced_by: list[str] = []
    """Of `replaced`: empty if none do any more."""
    before: EvidenceMembers | None = None
    after: EvidenceMembers | None = None


class RevisionChanges(Shape):
    """A change that a revision made to the flat view; long properties have neither `before` nor `after`."""

    property: str
    before: Any = None
    """A value or a list of values as the flat view shows them, or null."""
    after: Any = None
    """A value or a list of values as the flat view shows them, or null."""


class Revision(Shape):
    """One accepted write: the facts recorded, the decisions taken, and what changed in the flat view."""

    revision: int
    at: datetime
    by: str
    cause: str
    """What was done: `created`, `recorded` (facts were added), `revised` (evidence), `retracted`, `reinstated`, `ranked`, `marked` (replaced facts were noted later), `merged`, `merge_reversed`, `retired`, `retirement_reversed`, `erased`, `reference_erased` (an entity that it names was erased), `time` (a validity began or ended) or `rebuilt` (by the operator). More can be added."""
    recorded: list[str]
    """The new facts."""
    decided: list[RevisionDecided]
    """The decisions about facts that were on record."""
    changes: list[RevisionChanges]
    """The properties whose shown value changed."""
    allow_duplicate: bool | None = None
    """The writer asked not to look for the same entity."""


class StatsEntities(Shape):
    """A part of an answer: StatsEntities."""

    company: int
    model: int
    offering: int
    event: int
    product: int
    instrument: int
    benchmark: int
    person: int
    source: int


class Stats(Shape):
    """The counts of the service as of a change."""

    change: int
    """The number of the last change counted."""
    settled: bool
    """Whether every change is counted; if not, more wait for their numbers."""
    entities: StatsEntities
    facts: int
    sources: int
    conflicts: int


class GroupCount(Shape):
    """A group and how many entities it has. A group is a code, a year, a quarter (`2025-Q1`) or a month, `unknown` if nobody said, or `none`."""

    organisation_type: str | None = None
    status: str | None = None
    country: str | None = None
    level: str | None = None
    open_weights: str | None = None
    year: str | None = None
    quarter: str | None = None
    month: str | None = None
    trains_on_data: str | None = None
    type: str | None = None
    product_type: str | None = None
    instrument_type: str | None = None
    currency: str | None = None
    base_currency: str | None = None
    base_rate: str | None = None
    language: str | None = None
    count: int


class CountsMeta(Shape):
    """How many entities are counted. Counters are exact as of a change; otherwise rows were read, as of now."""

    total: int
    as_of: int | None = None
    """The number of the last change counted, if counters answered."""
    settled: bool | None = None
    """Whether every change is counted; if not, more wait for their numbers."""
    read: int | None = None
    """How many rows were read, if counters could not answer."""


class Counts(Shape):
    """How many entities there are in each group."""

    items: list[GroupCount]
    next: str | None
    meta: CountsMeta
    """How many entities are counted. Counters are exact as of a change; otherwise rows were read, as of now."""


class Duplicate(Shape):
    """An entity that may be the same as one that is sent."""

    ref: str
    kind: str
    label: str
    """Its primary name."""
    hint: Hint
    why: list[str]
    """Such as `same identifier lei`."""


class DuplicatesMeta(Shape):
    """How many rows were read, how many items are returned, and the pointers to what could not be read."""

    read: int
    returned: int
    left_out: list[str]


class Duplicates(Shape):
    """Pairs of entities that may be the same."""

    items: list[Duplicate]
    next: str | None
    meta: DuplicatesMeta
    """How many rows were read, how many items are returned, and the pointers to what could not be read."""


class VocabularyQualifier(Shape):
    """A qualifier: a member by which values of one property differ and do not compete."""

    name: str
    meaning: str
    example: Any
    """An example, of the type that the values have."""
    type: str
    required: bool
    default: str | None
    comparable: bool
    codes: list[str] = []
    vocabulary: str | None = None
    kinds: list[str] = []
    dimensions: list[str] = []
    sign: str | None = None
    """`+`: never below 0. `±`: signed."""
    whole: bool | None = None
    max_length: int | None = None
    prose: bool | None = None
    """Whether a text keeps its line breaks; other texts are one line."""


class VocabularyProperty(Shape):
    """A property: its meaning, type, units and qualifiers."""

    name: str
    meaning: str
    example: Any
    """An example, of the type that the values have."""
    type: str
    shape: str
    lasting: bool
    """Whether its values hold for a time, given by `valid`. Other properties are fixed."""
    required: bool
    """Whether a body that creates an entity must have it."""
    immutable: bool
    """Whether a second, different value is refused."""
    filterable: bool
    """Whether lists of the kind accept it as a filter, `?{name}=`. A property of an event type filters lists of events."""
    series: bool
    """Whether `/v1/{plural}/{slug}/series/{name}` returns its values over time; if not, it returns 404."""
    closed: str | None
    """Why new values are refused, and what to send instead."""
    qualifiers: list[VocabularyQualifier]
    codes: list[str] = []
    vocabulary: str | None = None
    kinds: list[str] = []
    dimensions: list[str] = []
    sign: str | None = None
    """`+`: never below 0. `±`: signed."""
    whole: bool | None = None
    max_length: int | None = None
    prose: bool | None = None
    """Whether a text keeps its line breaks; other texts are one line."""


class VocabularyKinds(Shape):
    """A part of an answer: VocabularyKinds."""

    name: str
    plural: str
    meaning: str
    label: str
    order: str
    properties: list[VocabularyProperty]
    example: dict[str, Any]
    """A complete body of a POST."""


class VocabularyEventTypes(Shape):
    """A part of an answer: VocabularyEventTypes."""

    name: str
    meaning: str
    roles: list[str]
    properties: list[VocabularyProperty]
    example: dict[str, Any]
    """A complete body of a POST."""


class VocabularyCode(Shape):
    """A code and its meaning."""

    code: str
    meaning: str


class VocabularyVocabularies(Shape):
    """A part of an answer: VocabularyVocabularies."""

    name: str
    meaning: str
    codes: list[VocabularyCode]


class VocabularyMeasures(Shape):
    """A part of an answer: VocabularyMeasures."""

    name: str
    meaning: str
    example: Any
    """An example, of the type that the values have."""
    dimensions: list[str]
    sign: str
    """`+`: never below 0. `±`: signed."""
    whole: bool
    time: str
    figures_of: list[str]
    usage_of: list[str]
    standard: str | None


class VocabularyIdentifierSchemes(Shape):
    """A part of an answer: VocabularyIdentifierSchemes."""

    code: str
    meaning: str
    example: str


class VocabularyValueTypes(Shape):
    """A part of an answer: VocabularyValueTypes."""

    name: str
    meaning: str
    examples: list[Any]


class VocabularyBesideAValue(Shape):
    """A part of an answer: VocabularyBesideAValue."""

    name: str
    meaning: str
    example: Any
    """An example, of the type that the values have."""


class VocabularyEvidence(Shape):
    """A part of an answer: VocabularyEvidence."""

    name: str
    meaning: str
    required: bool


class VocabularyUnits(Shape):
    """A part of an answer: VocabularyUnits."""

    code: str
    dimension: str
    meaning: str
    base: str
    factor: str
    example: Any
    """An example, of the type that the values have."""


class VocabularyComposedUnits(Shape):
    """A part of an answer: VocabularyComposedUnits."""

    form: str
    dimension: str
    meaning: str
    example: str


class VocabularyDimensions(Shape):
    """A part of an answer: VocabularyDimensions."""

    name: str
    meaning: str
    example: str


class VocabularyThings(Shape):
    """A part of an answer: VocabularyThings."""

    code: str
    meaning: str
    example: str


class VocabularyTimes(Shape):
    """A part of an answer: VocabularyTimes."""

    code: str
    meaning: str
    example: str


class VocabularyPrefixes(Shape):
    """A part of an answer: VocabularyPrefixes."""

    code: str
    meaning: str
    example: str


class VocabularyCurrencies(Shape):
    """A part of an answer: VocabularyCurrencies."""

    code: str
    meaning: str
    withdrawn: str | None = None


class Vocabulary(Shape):
    """Every word that you may write."""

    kinds: list[VocabularyKinds]
    event_types: list[VocabularyEventTypes]
    vocabularies: list[VocabularyVocabularies]
    measures: list[VocabularyMeasures]
    identifier_schemes: list[VocabularyIdentifierSchemes]
    value_types: list[VocabularyValueTypes]
    beside_a_value: list[VocabularyBesideAValue]
    evidence: list[VocabularyEvidence]
    units: list[VocabularyUnits]
    composed_units: list[VocabularyComposedUnits]
    dimensions: list[VocabularyDimensions]
    things: list[VocabularyThings]
    times: list[VocabularyTimes]
    prefixes: list[VocabularyPrefixes]
    currencies: list[VocabularyCurrencies]
    bases: list[VocabularyCode]
    certainties: list[VocabularyCode]
    ranks: list[VocabularyCode]
    bounds: list[VocabularyCode]
    missing: list[VocabularyCode]
    shapes: list[VocabularyCode]


class VocabularyOfKind(Shape):
    """The words that facts about one kind use, and the names of the lists that only the whole has."""

    kinds: list[dict[str, Any]]
    event_types: list[dict[str, Any]] = []
    vocabularies: list[dict[str, Any]] = []
    identifier_schemes: list[dict[str, Any]] = []
    value_types: list[dict[str, Any]] = []
    beside_a_value: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    units: list[dict[str, Any]] = []
    composed_units: list[dict[str, Any]] = []
    dimensions: list[dict[str, Any]] = []
    things: list[dict[str, Any]] = []
    times: list[dict[str, Any]] = []
    prefixes: list[dict[str, Any]] = []
    bases: list[dict[str, Any]] = []
    certainties: list[dict[str, Any]] = []
    ranks: list[dict[str, Any]] = []
    bounds: list[dict[str, Any]] = []
    missing: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    elsewhere: list[str]


class TouchedRow(Shape):
    """A row of the table that an erasure overwrites or deletes."""

    row: str
    historical: bool
    """Whether it is of the past: lists read it at an earlier `known_at`."""
    key: str
    """Its key; `[erased]` in place of one that contains the words."""
    action: str


class FactErasure(Shape):
    """The result of the erasure of a fact."""

    id: str
    complete: bool
    """Whether no row of the fact holds the words any more; false after a dry run, and if other facts repeat the publisher of a source."""
    touched: dict[str, int]
    """How many rows of each sort were touched."""
    also_held_by: list[str]
    """Other facts of the entity, and its copies at merged entities, that hold some of the same words."""
    fact: Fact | None = None
    """The fact after the erasure; absent after a dry run."""
    rows: list[TouchedRow] = []
    """After a dry run only: every row that the erasure would touch."""
    adjusted: list[Adjustment] = []
    """After a write only: the texts that are kept otherwise than they were sent. Absent if there are none."""
    dry_run: DryRun | None = None
    """After a dry run only: what would be written."""


class EntityErasedRows(Shape):
    """A row that an erasure would touch, and what it would do with it."""

    pk: str
    sk: str
    becomes: str


class EntityErased(Shape):
    """The result of erasing an entity: the ref under which it stays on record, and the entities that name that now. A dry run has `rows` in place of `erased` and `complete`, and the ref as it is."""

    ref: str
    erased: ErasureOnRecord | None = None
    renamed_in: list[str]
    """Entities that named it. In each, the new ref takes the place of the old one."""
    merged: list[str]
    """Entities that were one with it by a merge. They keep their own words: erase them as well."""
    remaining: bool
    """Whether more entities name it. Send the request again."""
    complete: bool | None = None
    """Whether a repair of the whole table has found nothing that names it since."""
    also_held_by: list[str] = []
    """After a dry run: facts of others with one of its names in their words. Erase those first."""
    rows: list[EntityErasedRows] = []
    """After a dry run only: what would be touched."""
    rows_count: int | None = None
    """The number of rows; `rows` has the first 2,000."""
    adjusted: list[Adjustment] = []
    """After a write only: the texts that are kept otherwise than they were sent. Absent if there are none."""
    dry_run: DryRun | None = None
    """After a dry run only: what would be written."""


class Merging(Shape):
    """The result of a merge, and whether entities that refer to the merged one remain to be refreshed."""

    ref: str
    merged_into: str
    moved: int
    remaining: bool
    adjusted: list[Adjustment] = []
    """After a write only: the texts that are kept otherwise than they were sent. Absent if there are none."""
    dry_run: DryRun | None = None
    """After a dry run only: what would be written."""


class MergeReversed(Shape):
    """The result of a reversed merge: what was closed at the survivor, and what was recorded there since and stays. `remaining` says whether entities that refer to the survivor in place of this one remain to be refreshed."""

    ref: str
    survivor: str
    closed: int
    recorded_since: list[str]
    """The first facts that were recorded at the survivor since the merge; they stay there."""
    recorded_since_count: int
    moved: int
    remaining: bool
    adjusted: list[Adjustment] = []
    """After a write only: the texts that are kept otherwise than they were sent. Absent if there are none."""
    dry_run: DryRun | None = None
    """After a dry run only: what would be written."""


class Key(Shape):
    """An API key without its secret."""

    id: str
    name: str
    scopes: list[str]
    requests_per_minute: int
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    replaces: str | None
    replaced_by: str | None


class KeyWithSecret(WithSecret, Key):
    """An API key with its secret."""

    secret: str | None = Field(default=None, repr=False)
    """Shown only once. Absent if the response is replayed."""
    adjusted: list[Adjustment] = []
    """After a write only: the texts that are kept otherwise than they were sent. Absent if there are none."""


class OwnKey(Key):
    """The API key in use, with the requests it has left."""

    remaining: int
    reset_seconds: int


class WebhookUsedEntities(Shape):
    """A revision of an entity that you have used."""

    ref: str
    revision: int


class WebhookUsed(Shape):
    """The facts and the revisions of entities that you have used."""

    facts: list[str]
    entities: list[WebhookUsedEntities]


class WebhookSecrets(Shape):
    """Since when a secret signs, and until when, if it was replaced. The secret itself is never shown again."""

    since: datetime
    until: datetime | None


class WebhookLast(Shape):
    """The last attempt to deliver, and what it tried to deliver."""

    at: datetime
    status: int | None = None
    """Absent if there was no answer."""
    ms: int
    detail: str | None = None
    """Absent if it was delivered."""
    id: str


class WebhookFailing(Shape):
    """How often the delivery that is due failed, since when, and when it is tried next."""

    failures: int
    since: datetime
    next_at: datetime


class Webhook(Shape):
    """A webhook: what it selects, how far it was served, and how its deliveries go."""

    id: str
    name: str | None
    key: str
    """The key that made it, or the first of the keys that replaced each other."""
    url: str
    state: str
    kinds: list[str]
    refs: list[str]
    properties: list[str]
    events: list[str]
    used: WebhookUsed
    """The facts and the revisions of entities that you have used."""
    created_at: datetime
    served: int
    """All selected changes up to this number of the feed were served."""
    secrets: list[WebhookSecrets]
    last: WebhookLast | None
    """The last attempt; null before the first."""
    failing: WebhookFailing | None
    """Null unless the last attempt failed."""
    disabled_at: datetime | None
    disabled_for: str | None
    """Why nothing is sent; null while it is active."""
    adjusted: list[Adjustment] = []
    """After a write only: the texts that are kept otherwise than they were sent. Absent if there are none."""


class NoticeUsed(Shape):
    """A fact that you have used, or a revision of an entity."""

    fact: str | None = None
    entity: str | None = None
    revision: int | None = None


class Notice(Shape):
    """The news of something that you have used: why it is not what it was, and which values are shown now."""

    used: NoticeUsed
    """A fact that you have used, or a revision of an entity."""
    ref: str
    reasons: list[str]
    change: int
    """The number of the change in the feed."""
    at: datetime
    revision: int
    properties: list[str]
    now: dict[str, Any | None] = {}
    """The values that these properties show now; null if nothing is shown."""
    into: str | None = None
    """The entity into which it was merged."""


class NewWebhook(WithSecret, Webhook):
    """A new webhook, with its secret, and what had happened to what you have used."""

    notices: list[Notice]
    secret: str | None = Field(default=None, repr=False)
    """Shown only once. Absent if the response is replayed."""


class RotatedWebhook(WithSecret, Webhook):
    """A webhook with its new secret."""

    secret: str | None = Field(default=None, repr=False)
    """Shown only once. Absent if the response is replayed."""


class Attempt(Shape):
    """One attempt to deliver: when, the status of the answer, how long it took, and what went wrong."""

    at: datetime
    status: int | None = None
    """Absent if there was no answer."""
    ms: int
    detail: str | None = None
    """Absent if it was delivered."""


class Delivery(Shape):
    """A delivery: the changes that its message is about, its state, and the last attempts to send it."""

    id: str
    """The header `webhook-id`, the same on every attempt."""
    first: int
    last: int
    at: datetime
    state: str
    """`failed`: it is not tried again."""
    attempts: list[Attempt]


class RegisteredWatchUsedEntities(Shape):
    """A revision of an entity that you have used."""

    ref: str
    revision: int


class RegisteredWatchUsed(Shape):
    """The facts and the revisions of entities that you have used."""

    facts: list[str]
    entities: list[RegisteredWatchUsedEntities]


class RegisteredWatch(Shape):
    """A watch of what you have used, and how far its notices reach."""

    id: str
    name: str | None
    key: str
    """The key that made it, or the first of the keys that replaced each other."""
    used: RegisteredWatchUsed
    """The facts and the revisions of entities that you have used."""
    created_at: datetime
    served: int
    """All selected changes up to this number of the feed were served."""
    adjusted: list[Adjustment] = []
    """After a write only: the texts that are kept otherwise than they were sent. Absent if there are none."""


class NewWatch(RegisteredWatch):
    """A new watch, and what had happened to what you have used."""

    notices: list[Notice]


class ImportedKeptRevisions(Shape):
    """How many revisions an entity has on record here, and in the export."""

    here: int
    export: int


class ImportedKept(Shape):
    """An entity that was on record otherwise than in the export, and stays as it is."""

    ref: str
    revisions: ImportedKeptRevisions
    """How many revisions an entity has on record here, and in the export."""
    missing_here: list[str]
    """The first facts of the export that are not on record here."""
    different_here: list[str]
    """The first facts that are on record here with other decisions."""


class Imported(Shape):
    """The effect of a page of an export."""

    page: int
    complete: bool
    """Whether that was the last page."""
    repeated: bool
    """Whether the page had been imported before, so nothing was written."""
    imported: int
    """Entities that are on record now, all their lines having arrived."""
    unchanged: int
    """Entities that were on record already, just so."""
    kept: list[ImportedKept]
    """The first entities that were on record otherwise. They stay as they are."""
    kept_count: int
    """How many these are in all."""
