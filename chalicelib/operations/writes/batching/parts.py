"""Parts: the entities, facts and retractions of a batch, each with its place and its pointer in the body."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.errors import Fault, Refusal
from chalicelib.domain.facts.evidence import FACT_ID_PATTERN, MAX_FACT_ID_CHARS, SLUG
from chalicelib.domain.faults import Faults, Guesses, known_words, pointer
from chalicelib.domain.values.checks import described, quoted, read_shape
from chalicelib.domain.values.words.model_text import TEXT, Prose
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.entities.fact_loading import address_of
from chalicelib.operations.writes.create import read_slug
from chalicelib.operations.writes.recording.record_body import entity_of_fact

MAX_PARTS = 500
SORTS = ("entities", "facts", "retractions")


class IfExists(StrEnum):
    """How to treat an entity of a batch that is on record: refuse it, leave it as it is, or add to it as PATCH."""

    REFUSE = "refuse"
    USE = "use"
    ADD = "add"


class EntityControls(BaseModel):
    """The members of an entity in a batch that are no values."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    if_exists: IfExists = Field(default=IfExists.REFUSE, description="What to do if the entity is on record.")
    allow_duplicate: bool = Field(
        default=False, strict=True, description="Create it even if it seems to be on record under another slug."
    )


class RetractionSent(BaseModel):
    """A retraction in a batch: the fact, why, and the document that says so, if there is one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fact: str = Field(max_length=MAX_FACT_ID_CHARS, pattern=FACT_ID_PATTERN)
    reason: Prose = Field(min_length=1, max_length=500, json_schema_extra=TEXT)
    source: str | None = Field(default=None, max_length=87, pattern=rf"^source/{SLUG}$")


CONTROLS = frozenset({"kind", *EntityControls.model_fields})


@dataclass(frozen=True)
class Part:
    """A part of a batch: its place among all parts, its pointer, and the entity that it is about."""

    place: int
    at: str
    ref: str


@dataclass(frozen=True)
class EntityPart(Part):
    """An entity to create, to use or to add to, with its flat body."""

    kind: Kind
    body: Mapping[str, Any]
    controls: EntityControls


@dataclass(frozen=True)
class FactPart(Part):
    """A fact, as it was sent."""

    raw: Mapping[str, Any]


@dataclass(frozen=True)
class RetractionPart(Part):
    """A retraction."""

    sent: RetractionSent


class RefusedPart(NamedTuple):
    """A part that is refused, and the refusal."""

    place: int
    at: str
    ref: str | None
    refusal: Refusal


class ReadParts(NamedTuple):
    """The parts of a batch that could be read, and those that could not, both in their order."""

    parts: list[Part]
    refused: list[RefusedPart]


class _Raw(NamedTuple):
    place: int
    at: str
    sort: str
    raw: Any


def read_parts(body: Mapping[str, Any], lines: Sequence[Any] | None, *, guesses: Guesses) -> ReadParts:
    """Read the parts of a body, or of the lines of one. Raises Invalid unless there are 1 to 500 parts."""
    found = [*(_parts_of_lines(lines) if lines is not None else _parts_of_body(body))]
    if not 1 <= len(found) <= MAX_PARTS:
        detail = f"Send 1 to {MAX_PARTS} parts (entities, facts and retractions together), not {len(found)}."
        raise Faults([Fault("", "too_many" if found else "empty", detail)]).as_refusal()
    parts: list[Part] = []
    refused: list[RefusedPart] = []
    seen: dict[str, str] = {}
    for each in found:
        faults = Faults(guesses=guesses)
        part = _READERS[each.sort](each, faults)
        if isinstance(part, EntityPart) and (first := seen.setdefault(part.ref, part.at)) != part.at:
            faults.add(f"{part.at}/slug", "same_entity_twice", f"{part.ref} is {first} as well: send it once.")
        if part is None or faults:
            ref = None if part is None else part.ref
            refused.append(RefusedPart(each.place, each.at, ref, faults.as_refusal()))
        else:
            parts.append(part)
    return ReadParts(parts, refused)


def _parts_of_body(body: Mapping[str, Any]) -> Iterator[_Raw]:
    """Yield the parts of a JSON object with a list of each sort. Raises Invalid for other members."""
    faults, place = Faults(), 0
    for name in body:
        if name not in SORTS:
            detail = f"A batch has no member {quoted(name)}{known_words(name, SORTS, guesses=faults.guesses)}"
            faults.add(pointer(name), "unknown_field", detail)
        elif not isinstance(body[name], list):
            faults.add(pointer(name), "wrong_type", f"Expected a list, not {described(body[name])}.")
    faults.refuse()
    for sort in SORTS:
        for number, raw in enumerate(body.get(sort, ())):
            yield _Raw(place, pointer(sort, number), sort, raw)
            place += 1


def _parts_of_lines(lines: Sequence[Any]) -> Iterator[_Raw]:
    """Yield the parts of lines: an entity has a slug, a fact a property, and a retraction a fact."""
    for place, raw in enumerate(lines):
        members = raw if isinstance(raw, Mapping) else {}
        sort = "facts" if "property" in members else "retractions" if "fact" in members else "entities"
        yield _Raw(place, pointer(place), sort, raw)


def _read_entity(sent: _Raw, faults: Faults) -> EntityPart | None:
    if not isinstance(sent.raw, Mapping):
        faults.add(sent.at, "wrong_type", f"Expected an object, not {described(sent.raw)}.")
        return None
    name = sent.raw.get("kind")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        code = "missing_field" if name is None else "unknown_code"
        detail = f"Expected the kind of the entity, one of {', '.join(KINDS)}."
        faults.add(f"{sent.at}/kind", code, detail)
    controls = {each: sent.raw[each] for each in EntityControls.model_fields if each in sent.raw}
    read = read_shape(EntityControls, controls, at=sent.at, faults=faults)
    slug = read_slug(sent.raw, at=sent.at, faults=faults)
    if kind is None or read is None:
        return None
    body = {member: each for member, each in sent.raw.items() if member not in CONTROLS}
    return EntityPart(sent.place, sent.at, f"{kind.name}/{slug}", kind, body, read)


def _read_fact(sent: _Raw, faults: Faults) -> FactPart | None:
    ref = entity_of_fact(sent.raw, at=sent.at, faults=faults)
    return None if ref is None else FactPart(sent.place, sent.at, ref, sent.raw)


def _read_retraction(sent: _Raw, faults: Faults) -> RetractionPart | None:
    read = read_shape(RetractionSent, sent.raw, at=sent.at, faults=faults)
    if read is None:
        return None
    try:
        address = address_of(read.fact)
    except Refusal as refusal:
        faults.add(f"{sent.at}/fact", "no_such_fact", refusal.detail)
        return None
    return RetractionPart(sent.place, sent.at, address.ref, read)


_READERS = {"entities": _read_entity, "facts": _read_fact, "retractions": _read_retraction}
