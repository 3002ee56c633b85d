"""The shapes that the other services check: what they read and what they answer."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,99}$")]
Ref = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9][a-z0-9._-]{0,99}$")]
Values = list[dict[str, Any]]


class Evidence(BaseModel):
    source: Ref
    speaker: str | None = None
    basis: Literal["self_reported", "third_party_report", "record_of_truth"]
    certainty: Literal["asserted", "hedged", "rumoured", "denied"] = "asserted"
    quote: str | None = Field(default=None, max_length=2000)


class Head(BaseModel):
    ref: str
    kind: str
    slug: str
    name: str
    developer: list[str]
    family: str
    level: str
    based_on: list[str]
    released: str
    status: str
    license: str
    open_weights: bool
    ends: str
    successor: str
    classification: Values
    disputed: list[str]
    hedged: dict[str, Any]


class Card(Head):
    omitted: list[str]


class Model(Head):
    license_threshold: Values
    architecture: list[str]
    modalities: Values
    revision: int
    updated_at: str
    aliases: list[str]
    parameters: dict[str, Any]
    active_parameters: dict[str, Any]
    context_window: dict[str, Any]
    max_output: dict[str, Any]
    knowledge_cutoff: str
    numeric_format: list[str]
    tasks: list[str]
    features: Values
    limits: Values
    training_cost: dict[str, Any]
    training_compute: dict[str, Any]
    training_tokens: dict[str, Any]
    training_hardware: list[str]
    trained_on: Values
    prices: Values
    scores: Values
    outperforms: Values
    figures: Values
    usage: Values
    competes_with: list[str]
    documents: Values
    description: str
    identifiers: Values
    sources: list[str]
    origins: dict[str, int]
    created_at: str


class Page(BaseModel):
    items: list[Card]
    next: str | None


class NewModel(BaseModel):
    slug: Slug
    name: str = Field(min_length=1, max_length=200)
    aliases: list[str] = []
    developer: list[Ref] = []
    released: str | None = Field(default=None, pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")
    status: Literal["announced", "available", "withdrawn"] | None = None
    license: str | None = None
    open_weights: bool | None = None
    context_window: dict[str, str] | None = None
    evidence: Evidence
    family: Ref | None = None
    level: Literal["family", "version", "snapshot"] | None = None
    based_on: list[Ref] | None = None
    license_threshold: Values | None = None
    classification: Values | None = None
    architecture: list[str] | None = None
    modalities: Values | None = None
    parameters: dict[str, str] | None = None
    active_parameters: dict[str, str] | None = None
    max_output: dict[str, str] | None = None
    knowledge_cutoff: str | None = Field(default=None, pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")
    features: Values | None = None
    limits: Values | None = None
    training_cost: dict[str, str] | None = None
    training_compute: dict[str, str] | None = None
    training_tokens: dict[str, str] | None = None
    training_hardware: list[Ref] | None = None
    trained_on: Values | None = None
    scores: Values | None = None
    outperforms: Values | None = None
    figures: Values | None = None
    usage: Values | None = None
    competes_with: list[Ref] | None = None
    documents: Values | None = None
    description: str | None = Field(default=None, max_length=2000)
    identifiers: Values | None = None


class Created(NewModel):
    ref: str
    kind: str
    revision: int
    created_at: str


class NewFact(BaseModel):
    entity: Ref
    property: str = Field(pattern="^[a-z_]+$")
    value: str | bool | dict[str, Any]
    qualifiers: dict[str, str] = {}
    valid: str | None = None
    evidence: Evidence


class NewFacts(BaseModel):
    facts: list[NewFact] = Field(min_length=1, max_length=100)


class Fact(NewFact):
    id: str
    recorded_at: str


class Facts(BaseModel):
    facts: list[Fact]
