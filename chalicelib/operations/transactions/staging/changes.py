"""Changes: what a write does to one entity, and what comes of it when it is staged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chalicelib.domain.facts.decisions import Decision
from chalicelib.domain.facts.facts import Fact
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.drafts import DraftFact, Erasing, Reference, Replacement, draft_id
from chalicelib.operations.transactions.staging.copies import Stamp
from chalicelib.operations.transactions.staging.recorded_contents import RecordedContents
from chalicelib.operations.write_report import NOTHING_REPORTED, WriteReport
from chalicelib.store.records.lifecycle_rows import Lifecycle
from chalicelib.store.rows import Action


@dataclass(frozen=True)
class UnlistedFacts:
    """The result of a repair: facts that no revision names, and the number of those in lists, of series too."""

    recorded: tuple[str, ...]
    listed: int
    counted: Mapping[str, int]  # the counts of all revisions together
    series_conflicts: int = 0


@dataclass(frozen=True)
class Change:
    """The changes of a write to one entity: new facts, decisions on facts by id, or the end of its life.

    Decisions and `life` come without time and author, which staging adds.
    """

    ref: str
    cause: str
    drafts: Sequence[DraftFact] = ()
    refs: Sequence[Reference] = ()  # of the drafts, to be looked up
    replacements: Sequence[Replacement] = ()  # of the drafts, to be checked
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    life: Lifecycle | None = None
    redirects: Mapping[str, str] = field(default_factory=dict)  # to itself: the merge was reversed
    merged_from: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of facts, as it will be
    series: Mapping[str, Fact] = field(default_factory=dict)  # facts of series on record, near those of the change
    listed_in_series: int = 0  # of a merge or its reversal: all facts of series that lists show
    whole: bool = False  # write every row again: for repairs and new declarations
    accepts_ahead: bool = False  # an operator allows further writes although the entity is ahead of the clock
    unlisted: UnlistedFacts | None = None  # of a repair, whose revision replaces missing ones
    allows_duplicate: bool = False  # the writer asked not to look for the same entity under another slug
    beside: Callable[[Stamp], Sequence[Action]] | None = None  # what the same transaction writes to other items
    refuses_retracted: bool = True  # False: drafts of facts that are on record as retracted are left out
    revises: str | None = None  # why facts on record get the evidence of their drafts; None: they keep their own
    contents: RecordedContents | None = None  # those of the entity
    erasing: Erasing | None = None

    @property
    def is_copy(self) -> bool:
        """Whether it copies facts, which were checked when they were recorded."""
        return not self.refuses_retracted

    def with_contents(self, entity: Entity) -> "Change":
        """Return the change with the contents on record, among which its drafts are looked for."""
        return replace(self, contents=RecordedContents({**entity.facts, **self.series}))

    def named_drafts(self) -> list[tuple[str, DraftFact]]:
        """List the drafts with the ids of their facts, those on record if they are."""
        contents = self.contents or RecordedContents({})
        return [
            (each.revises or contents.id_of(each, otherwise=draft_id(each, self.ref)), each) for each in self.drafts
        ]


@dataclass(frozen=True)
class Staged:
    """The actions of a change, and the entity and the facts of the request after it.

    `record` are the actions of the change itself (none if it changes nothing), `view` those of the new view, `rows`
    those of the rows by which the entity is found and of the conflicts within its series. `pointers` has the places of
    the new facts in the body, by id.
    """

    entity: Entity
    facts: Sequence[Fact]
    record: Sequence[Action] = ()
    view: Sequence[Action] = ()
    rows: Sequence[Action] = ()
    report: WriteReport = NOTHING_REPORTED
    pointers: Mapping[str, str] = field(default_factory=dict)
