"""The part of a fact that the model keeps: the body as sent, and each later decision with its instant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from tests.soak.model.properties import Known, known
from tests.soak.model.values import Reach, days, fold, is_missing

CERTAINTIES = ("asserted", "expected", "alleged", "rumoured")
BASES = ("record_of_truth", "independent_measurement", "self_reported", "third_party_report", "derived", "opinion")
RANKS = ("preferred", "normal", "deprecated")
ERASED = "[erased]"
NEVER_SHOWN = ("denied", "left_open")


class Clocks(NamedTuple):
    """The three clocks of a read, and the present."""

    now: str
    valid_at: str | None = None
    known_at: str | None = None
    published_before: str | None = None

    @property
    def valid(self) -> str:
        """The moment at which values of lasting properties must hold."""
        bounds = [each for each in (self.known_at, self.published_before) if each]
        return self.valid_at or min([*bounds, self.now])


@dataclass(frozen=True)
class Source:
    """A source, of which a fact copies what is known of its print."""

    ref: str
    published: str | None = None
    publisher: Any = None
    derived_from: str | None = None
    supersedes: str | None = None


@dataclass
class Fact:
    """A fact: the body that was sent, the id and the instant that were answered, and dated decisions."""

    id: str
    entity: str
    body: Mapping[str, Any]
    source: Source
    root: str
    recorded_at: str
    evidence: list[tuple[str, Mapping[str, Any]]]  # each from its instant on
    ranks: list[tuple[str, str]] = field(default_factory=list)
    presence: list[tuple[str, bool]] = field(default_factory=list)
    erased: bool = False
    copied_from: str | None = None

    @property
    def declared(self) -> Known:
        """The declaration of its property."""
        return known(self.entity, self.about)

    @property
    def about(self) -> str:
        """The name of its property."""
        return str(self.body["property"])

    @property
    def value(self) -> Any:
        """Its value, without its words if they were erased."""
        return {"erased": True} if self.erased else self.body["value"]

    @property
    def valid(self) -> str | None:
        """When it is true."""
        return self.body.get("valid")

    @property
    def publisher(self) -> Any:
        """The publisher of its source; an erasure takes the words of one who is no entity."""
        return None if self.erased else self.source.publisher

    def words(self, member: str) -> Any:
        """Return its scope or its condition, without the words that were erased."""
        said = self.body.get(member)
        if said is None or not self.erased:
            return said
        return {"text": ERASED} if isinstance(said, Mapping) else ERASED

    def seen(self, at: str | None) -> "Seen":
        """Return the fact as it was at an instant; None: as it is."""
        return Seen(self, at)


class Seen:
    """A fact as it was at an instant."""

    def __init__(self, fact: Fact, at: str | None) -> None:
        self.fact = fact
        self.id = fact.id
        self.value = fact.value
        self.sort = fact.declared.sort
        self.valid = fact.valid
        self.evidence = _last(fact.evidence, at) or fact.evidence[0][1]
        self.rank = _last(fact.ranks, at) or "normal"
        self.stands = _last(fact.presence, at) is not False
        self.recorded = at is None or fact.recorded_at <= at
        certainty = self.evidence.get("certainty", "asserted")
        self.certainty: str = certainty
        self.weakness = CERTAINTIES.index("rumoured" if certainty in NEVER_SHOWN else certainty)
        self.basis: str = self.evidence["basis"]
        self.can_be_shown = certainty not in NEVER_SHOWN
        self.is_unknown = is_missing(self.value, "unknown") or fact.erased
        self.affirms = self.can_be_shown and not self.is_unknown

    @property
    def printed(self) -> Reach | None:
        """The days on which its source can have appeared; an open interval counts by its start."""
        published = self.fact.source.published
        if published is None:
            return None
        return days(published.removesuffix("/.."))

    @property
    def surely_in_print(self) -> str:
        """The instant from which its source was certainly in print."""
        printed = self.printed
        return self.fact.recorded_at if printed is None else f"{printed.high}T00:00:00.000Z"

    @property
    def marks(self) -> frozenset[tuple[str, str]]:
        """The marks that make one origin of two facts: the root, the publisher, the speaker."""
        return frozenset(self._marks())

    def _marks(self) -> Iterator[tuple[str, str]]:
        yield "root", self.fact.root
        for sort, who in (("publisher", self.fact.publisher), ("speaker", self.speaker)):
            if who is not None:
                yield sort, name_of_origin(who)

    @property
    def speaker(self) -> Any:
        """Who says it; of two whose names were erased nobody knows whether they are one."""
        who = self.evidence.get("speaker")
        return None if self.fact.erased and isinstance(who, Mapping) else who

    @property
    def start(self) -> str | None:
        """The start that it states."""
        first = (self.valid or "..").partition("/")[0]
        return None if first == ".." else first

    @property
    def end(self) -> str | None:
        """The end that it states."""
        last = (self.valid or "").partition("/")[2]
        return None if last in ("", "..") else last

    @property
    def is_open(self) -> bool:
        """Whether it states a start and an open end."""
        return bool(self.valid and self.valid.endswith("/.."))

    @property
    def own_start(self) -> date:
        """The start that it states, or else the day of publication."""
        if self.valid is None:
            return self.printed.high if self.printed else date.min
        return _stated_end(self.start) if self.start else date.min


def name_of_origin(who: Any) -> str:
    """Return the text that is the same for a publisher or a speaker however the name is spelled."""
    return f"text {fold(who['text'])}" if isinstance(who, Mapping) else str(who)


def _stated_end(text: str) -> date:
    high: date = days(text.rstrip("~?")).high
    return high


def _last(dated: list[tuple[str, Any]], at: str | None) -> Any:
    """Return the last of some dated decisions until an instant."""
    found = [what for when, what in dated if at is None or when <= at]
    return found[-1] if found else None
