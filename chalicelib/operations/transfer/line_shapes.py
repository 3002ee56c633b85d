"""The shapes of the lines of an export: which members each has, and of what type. Values are read by their tags."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from chalicelib.domain import instants
from chalicelib.domain.facts.decisions import DecisionType, Rank
from chalicelib.domain.values import parse_ref
from chalicelib.kinds import KINDS
from chalicelib.operations.transfer.line_format import Line, LineType
from chalicelib.store import keys

MAX_COUNT = 10**12  # of changes, as the feed numbers them


def _instant(text: str) -> str:
    if instants.parse(text) != text:
        raise ValueError(text)
    return text


def _known_ref(ref: str) -> str:
    read = parse_ref(ref)
    if read is None or read.kind not in KINDS:
        raise ValueError(ref)
    return ref


def _fact_id(name: str) -> str:
    keys.fact_key(name)  # ValueError if it is none
    return name


def _origins(raw: list[Any]) -> list[Any]:
    until, refs = raw
    _instant(until)
    for each in refs:
        _known_ref(each)
    return raw


Count = Annotated[int, Field(ge=0, le=MAX_COUNT)]
At = Annotated[str, AfterValidator(_instant)]
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
Said = Annotated[str, Field(pattern=r"^[^\x00]+$")]
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]  # the name of a property, such as `sha256`
EntityRef = Annotated[str, AfterValidator(_known_ref)]
FactId = Annotated[str, AfterValidator(_fact_id)]
Verdict = Annotated[str, AfterValidator(lambda text: DecisionType(text).value)]
RankWord = Annotated[str, AfterValidator(lambda text: Rank(text).value)]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Witness(_Shape):
    """The evidence of a fact, with what is copied from its source."""

    evidence: dict[str, Any]
    published: Any = None
    publisher: Any = None
    publisher_type: Word | None = None
    root: Text = ""
    supersedes: list[EntityRef] = []


class _FactDecision(_Shape):
    """A decision on a fact, in the line of the fact."""

    at: At
    by: Said
    verdict: Verdict
    reason: Text | None = None
    source: EntityRef | None = None
    rank: RankWord | None = None
    revision: Count = 0
    of_merge: EntityRef | None = None
    before: _Witness | None = None
    replaced_by: list[FactId] = []
    in_print: list[Text] = []
    token: Text = ""


class _FactLine(_Witness):
    line: Word
    id: FactId
    entity: EntityRef
    property: Word
    value: Any
    value_type: Word
    qualifiers: dict[Word, Any] = {}
    qualifier_types: dict[Word, Word] = {}
    scope: Any = None
    scope_type: Word | None = None
    period: Text | None = None
    condition: Text | None = None
    valid: Any = None
    recorded_at: At
    recorded_by: Said
    place: Count = 0
    decisions: list[_FactDecision] = []
    revision: Count = 0
    merged_from: list[EntityRef] = []
    merged_before: list[Annotated[list[Any], AfterValidator(_origins)]] = []


class _ListedDecision(_Shape):
    """A decision on a fact, in the line of a revision."""

    fact: FactId
    verdict: Verdict
    rank: RankWord | None
    reason: Text | None
    replaced_by: list[FactId] = []
    before: dict[Word, Any] = {}
    after: dict[Word, Any] = {}


class _PropertyChange(_Shape):
    """A property whose shown value changed, with both values unless they are wide."""

    property: Word
    before: Any = None
    after: Any = None


class _RevisionLine(_Shape):
    line: Word
    ref: EntityRef
    revision: Count
    at: At
    by: Said
    cause: Word
    recorded: list[FactId]
    decided: list[_ListedDecision]
    changes: list[_PropertyChange]
    allow_duplicate: bool = False
    first_change: Count | None = None
    change: Count
    counts: dict[Text, int]


class _Lifecycle(_Shape):
    reason: Said
    into: EntityRef | None = None
    at: At
    by: Said
    reversal: bool = False
    revision: Count = 0
    erasure: bool = False
    digest: Text | None = None


class _Redirect(_Shape):
    at: At
    revision: Count
    merged: EntityRef
    survivor: EntityRef


class _EntityLine(_Shape):
    line: Word
    ref: EntityRef
    created_at: At
    updated_at: At
    revision: Count
    facts: Count
    revisions: Count
    lifecycle: list[_Lifecycle] = []
    redirects: list[_Redirect] = []


class _ChangeLine(_Shape):
    line: Word
    number: Count
    ref: EntityRef
    revision: Count


_SHAPES: dict[str, type[_Shape]] = {
    LineType.FACT.value: _FactLine,
    LineType.REVISION.value: _RevisionLine,
    LineType.ENTITY.value: _EntityLine,
    LineType.CHANGE.value: _ChangeLine,
}


def must_have_its_shape(line: Line) -> None:
    """Raise ValueError for a line with a member that its type has not, or has of another type."""
    if shape := _SHAPES.get(line["line"]):
        shape.model_validate(line)
