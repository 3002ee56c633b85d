"""The kinds and their properties. Made by `make client` from the declarations of the service. Do not edit."""

from __future__ import annotations

from pydantic import Field

from aifacts_client.entity import Entity
from aifacts_client.values import Entry, Quantity, Range, Stated, Text


class Officers(Entry[Stated[str | Text]]):
    """Officers, by role."""

    role: Stated[str] | None = None
    """Role of the officer."""
    interim: Stated[bool] | None = None
    """Whether the officer serves only until another is found."""
    title: Stated[str] | None = None
    """Title in the company's own words."""


class Figures(Entry[Stated[Quantity | Range]]):
    """Figures by measure: what adds up over a time has a `period`, what is so at a time has `valid`."""

    measure: Stated[str] | None = None
    """What is measured."""
    accounting: Stated[str] | None = None
    """The accounting rules, if they are stated."""


class Ratings(Entry[Stated[str]]):
    """Credit ratings, by agency."""

    agency: Stated[str | Text] | None = None
    """The rating agency."""
    aspect: Stated[str] | None = None
    """What the agency says."""


class Identifiers(Entry[Stated[str]]):
    """Identifiers in other registers."""

    scheme: Stated[str] | None = None
    """The register that the identifier belongs to."""


class Remarks(Entry[Stated[Text]]):
    """Statements by sources that no other property covers."""

    topic: Stated[str] | None = None
    """Topic of the remark, in a word or two."""
    about: Stated[str | Text] | None = None
    """Another entity that the remark is about."""


class Records(Entry[Stated[Text]]):
    """Superlatives claimed by sources: the first, the largest, the most."""

    measure: Stated[str] | None = None
    """The measure that the superlative refers to."""


class Ratio(Entry[Stated[Quantity | Range]]):
    """A comparison: by factor, such as 20 times cheaper, or in %, such as 75 % cheaper or growth against a year before."""

    measure: Stated[str] | None = None
    """The measure that is compared."""
    direction: Stated[str] | None = None
    """Whether it is higher or lower."""
    compared_with: Stated[str | Text] | None = None
    """The entity it is compared with, if the source names one."""


class LicenseThreshold(Entry[Stated[Quantity | Range]]):
    """Size of the user from which other terms of the licence hold; `condition` says which."""

    measure: Stated[str] | None = None
    """What is measured."""


class Classification(Entry[Stated[str]]):
    """Class that a framework puts it in, by framework."""

    framework: Stated[str] | None = None
    """The law or policy that classes."""


class Modalities(Entry[Stated[str]]):
    """Types of input and output."""

    direction: Stated[str] | None = None
    """Whether it is taken or made, if stated."""


class Features(Entry[Stated[bool]]):
    """What it can do; false says that it cannot, no value says nothing."""

    feature: Stated[str] | None = None
    """The feature."""


class Limits(Entry[Stated[Quantity | Range]]):
    """Limits of use, such as the requests in a minute; a limit in a minute and one in a day hold side by side."""

    limit: Stated[str] | None = None
    """What is limited."""
    plan: Stated[str] | None = None
    """The plan or customers that it holds for."""


class Prices(Entry[Stated[Quantity | Range]]):
    """Prices, by what is paid for; in % against the standard price of the same seller, band and modality."""

    direction: Stated[str] | None = None
    """What is paid for; required per token, character and pixel."""
    item: Stated[str] | None = None
    """The tool or extra that is called, such as web_search."""
    modality: Stated[str] | None = None
    """Modality, where the price list has several."""
    above: Stated[Quantity | Range] | None = None
    """Start of the band: the price holds above it, up to the next band; none, or 0, is from the start."""
    up_to: Stated[Quantity | Range] | None = None
    """End of the band, as stated."""
    banded_by: Stated[str] | None = None
    """What is counted to find the band."""
    charged: Stated[str] | None = None
    """Whether all units cost it, or only those above the start of the band."""
    hours: Stated[str] | None = None
    """Hours at which it holds; a price without holds at all others."""
    lifetime: Stated[str] | None = None
    """How long a cache entry lives."""
    quality: Stated[str] | None = None
    """Quality of what is made, such as low, hd or premium."""
    size: Stated[str] | None = None
    """Size of what is made, such as 1024x1024."""
    tier: Stated[str] | None = None
    """Service tier."""
    plan: Stated[str] | None = None
    """The plan or variant, as its owner names it."""
    provider: Stated[str | Text] | None = None
    """The seller, if not the developer."""
    region: Stated[str | Text] | None = None
    """Region where it applies, if not everywhere."""


class Scores(Entry[Stated[Quantity | Range]]):
    """Benchmark results; the speaker is who ran it."""

    benchmark: Stated[str | Text] | None = None
    """The benchmark."""
    metric: Stated[str] | None = None
    """The metric, if the benchmark has several."""
    setting: Stated[str] | None = None
    """Test settings: shots, tools."""
    effort: Stated[str] | None = None
    """How much thinking was asked of the model."""
    harness: Stated[str] | None = None
    """The program that ran the test."""
    tasks: Stated[Quantity | Range] | None = None
    """Number of tasks that were run."""
    runs: Stated[Quantity | Range] | None = None
    """Runs that the result is the mean of."""


class Outperforms(Entry[Stated[str | Text]]):
    """A model or product that it is claimed to outperform."""

    extent: Stated[str] | None = None
    """How much of the comparison the claim applies to."""
    benchmark: Stated[str | Text] | None = None
    """The benchmark, if one is named."""


class Usage(Entry[Stated[Quantity | Range]]):
    """Usage, and performance in use, by measure."""

    measure: Stated[str] | None = None
    """What is measured."""


class Documents(Entry[Stated[str | Text]]):
    """Documents about it: sources on record, or web pages."""

    document_type: Stated[str] | None = None
    """Type of document."""


class Participants(Entry[Stated[str | Text]]):
    """Companies, people, models, offerings and products that take part, each with a role."""

    role: Stated[str] | None = None
    """Role in the event."""


class Change(Entry[Stated[Quantity | Range]]):
    """Size of the move; negative for a fall."""

    direction: Stated[str] | None = None
    """What is paid for; required per token, character and pixel."""
    item: Stated[str] | None = None
    """The tool or extra that is called, such as web_search."""
    modality: Stated[str] | None = None
    """Modality, where the price list has several."""
    above: Stated[Quantity | Range] | None = None
    """Start of the band: the price holds above it, up to the next band; none, or 0, is from the start."""
    up_to: Stated[Quantity | Range] | None = None
    """End of the band, as stated."""
    banded_by: Stated[str] | None = None
    """What is counted to find the band."""
    charged: Stated[str] | None = None
    """Whether all units cost it, or only those above the start of the band."""
    hours: Stated[str] | None = None
    """Hours at which it holds; a price without holds at all others."""
    lifetime: Stated[str] | None = None
    """How long a cache entry lives."""
    quality: Stated[str] | None = None
    """Quality of what is made, such as low, hd or premium."""
    size: Stated[str] | None = None
    """Size of what is made, such as 1024x1024."""
    tier: Stated[str] | None = None
    """Service tier."""
    plan: Stated[str] | None = None
    """The plan or variant, as its owner names it."""
    provider: Stated[str | Text] | None = None
    """The seller, if not the developer."""
    region: Stated[str | Text] | None = None
    """Region where it applies, if not everywhere."""


class PriceBefore(Entry[Stated[Quantity | Range]]):
    """Prices before the change."""

    direction: Stated[str] | None = None
    """What is paid for; required per token, character and pixel."""
    item: Stated[str] | None = None
    """The tool or extra that is called, such as web_search."""
    modality: Stated[str] | None = None
    """Modality, where the price list has several."""
    above: Stated[Quantity | Range] | None = None
    """Start of the band: the price holds above it, up to the next band; none, or 0, is from the start."""
    up_to: Stated[Quantity | Range] | None = None
    """End of the band, as stated."""
    banded_by: Stated[str] | None = None
    """What is counted to find the band."""
    charged: Stated[str] | None = None
    """Whether all units cost it, or only those above the start of the band."""
    hours: Stated[str] | None = None
    """Hours at which it holds; a price without holds at all others."""
    lifetime: Stated[str] | None = None
    """How long a cache entry lives."""
    quality: Stated[str] | None = None
    """Quality of what is made, such as low, hd or premium."""
    size: Stated[str] | None = None
    """Size of what is made, such as 1024x1024."""
    tier: Stated[str] | None = None
    """Service tier."""
    plan: Stated[str] | None = None
    """The plan or variant, as its owner names it."""
    provider: Stated[str | Text] | None = None
    """The seller, if not the developer."""
    region: Stated[str | Text] | None = None
    """Region where it applies, if not everywhere."""


class PriceAfter(Entry[Stated[Quantity | Range]]):
    """Prices after the change."""

    direction: Stated[str] | None = None
    """What is paid for; required per token, character and pixel."""
    item: Stated[str] | None = None
    """The tool or extra that is called, such as web_search."""
    modality: Stated[str] | None = None
    """Modality, where the price list has several."""
    above: Stated[Quantity | Range] | None = None
    """Start of the band: the price holds above it, up to the next band; none, or 0, is from the start."""
    up_to: Stated[Quantity | Range] | None = None
    """End of the band, as stated."""
    banded_by: Stated[str] | None = None
    """What is counted to find the band."""
    charged: Stated[str] | None = None
    """Whether all units cost it, or only those above the start of the band."""
    hours: Stated[str] | None = None
    """Hours at which it holds; a price without holds at all others."""
    lifetime: Stated[str] | None = None
    """How long a cache entry lives."""
    quality: Stated[str] | None = None
    """Quality of what is made, such as low, hd or premium."""
    size: Stated[str] | None = None
    """Size of what is made, such as 1024x1024."""
    tier: Stated[str] | None = None
    """Service tier."""
    plan: Stated[str] | None = None
    """The plan or variant, as its owner names it."""
    provider: Stated[str | Text] | None = None
    """The seller, if not the developer."""
    region: Stated[str | Text] | None = None
    """Region where it applies, if not everywhere."""


class Valuation(Entry[Stated[Quantity | Range]]):
    """Valuation of the company."""

    money: Stated[str] | None = None
    """What the valuation includes, if stated."""
    of: Stated[str | Text] | None = None
    """Whose valuation it is, if not the target's."""


class EventValuation(Entry[Stated[Quantity | Range]]):
    """Valuation on which the deal is based."""

    money: Stated[str] | None = None
    """What the valuation includes, if stated."""
    of: Stated[str | Text] | None = None
    """Whose valuation it is, if not the target's."""


class Parts(Entry[Stated[Quantity | Range]]):
    """What single parties give or get: money, a share in percent, shares, seats on the board, power, chips."""

    party: Stated[str | Text] | None = None
    """The party."""
    way: Stated[str] | None = None
    """Whether the party gives or gets it."""


class Share(Entry[Stated[Quantity | Range]]):
    """Share of something that is paid, such as of sales."""

    of: Stated[str] | None = None
    """What it is a share of."""


class Threshold(Entry[Stated[Quantity | Range]]):
    """Size from which the rule applies."""

    measure: Stated[str] | None = None
    """What is measured."""


class Effective(Entry[Stated[str]]):
    """Date from which it applies; one for each part or group that has its own."""

    for_: Stated[str] | None = Field(default=None, alias="for")
    """The part or group, if it has its own date."""


class Scale(Entry[Stated[Quantity | Range]]):
    """Scale of its results: a range, or the lowest with `at_least`; scores are in a unit that converts to it."""

    better: Stated[str] | None = None
    """Which end is better."""


class Company(Entity):
    """A company, lab, division, government body, fund or publisher."""

    name: Stated[str] | None = None
    """Primary name."""
    aliases: list[Stated[str] | Entry[Stated[str]]] = []
    """Other names, in any language or script."""
    organisation_type: Stated[str] | None = None
    """Type of organisation."""
    status: Stated[str] | None = None
    """Status of the company."""
    country: Stated[str] | None = None
    """Country where it is based: ISO 3166-1 alpha-2, or EU."""
    founded: Stated[str] | None = None
    """Founding date."""
    founders: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """Founders, one value each."""
    parent: Stated[str | Text] | None = None
    """The company that owns it or that it is part of."""
    officers: list[Officers] = []
    """Officers, by role."""
    competes_with: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """A competitor."""
    website: Stated[str] | None = None
    """Official website."""
    listed_as: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """Its publicly traded shares."""
    fiscal_year_end: Stated[str] | None = None
    """Last day of its fiscal year; of a year of 52 or 53 weeks, the nearest end of a month."""
    figures: list[Figures] = []
    """Figures by measure: what adds up over a time has a `period`, what is so at a time has `valid`."""
    ratings: list[Ratings] = []
    """Credit ratings, by agency."""
    description: Stated[str] | None = None
    """Short description, in a few sentences."""
    identifiers: list[Identifiers] = []
    """Identifiers in other registers."""
    remarks: list[Remarks] = []
    """Statements by sources that no other property covers."""
    records: list[Records] = []
    """Superlatives claimed by sources: the first, the largest, the most."""
    ratio: list[Ratio] = []
    """A comparison: by factor, such as 20 times cheaper, or in %, such as 75 % cheaper or growth against a year before."""
    confirmed: list[Stated[str] | Entry[Stated[str]]] = []
    """A day on which a source said again all that it had said of this entity."""


class Model(Entity):
    """A model family, or one exact version."""

    name: Stated[str] | None = None
    """Primary name."""
    aliases: list[Stated[str] | Entry[Stated[str]]] = []
    """Other names, in any language or script."""
    developer: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """Company or person that developed it."""
    family: Stated[str | Text] | None = None
    """The family that it belongs to."""
    level: Stated[str] | None = None
    """Whether it is a family or an exact version."""
    based_on: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """A model that it was fine-tuned or distilled from."""
    released: Stated[str] | None = None
    """Date of first availability."""
    status: Stated[str] | None = None
    """Release status."""
    license: Stated[str | Text] | None = None
    """Licence: an SPDX expression, a declared word, or words."""
    open_weights: Stated[bool] | None = None
    """Whether its weights can be downloaded."""
    ends: Stated[str] | None = None
    """When it stops being offered: a date or an instant; `../` before it is at the latest."""
    successor: Stated[str | Text] | None = None
    """What takes its place."""
    license_threshold: list[LicenseThreshold] = []
    """Size of the user from which other terms of the licence hold; `condition` says which."""
    classification: list[Classification] = []
    """Class that a framework puts it in, by framework."""
    architecture: list[Stated[str] | Entry[Stated[str]]] = []
    """Its architecture."""
    modalities: list[Modalities] = []
    """Types of input and output."""
    parameters: Stated[Quantity | Range] | None = None
    """Number of parameters."""
    active_parameters: Stated[Quantity | Range] | None = None
    """Number of parameters active for each token."""
    context_window: Stated[Quantity | Range] | None = None
    """Size of the context window."""
    max_output: Stated[Quantity | Range] | None = None
    """Maximum length of one response."""
    knowledge_cutoff: Stated[str] | None = None
    """End date of its training data."""
    numeric_format: list[Stated[str] | Entry[Stated[str]]] = []
    """Number format of its weights or of its computation."""
    tasks: list[Stated[str] | Entry[Stated[str]]] = []
    """A task that it was made for."""
    features: list[Features] = []
    """What it can do; false says that it cannot, no value says nothing."""
    limits: list[Limits] = []
    """Limits of use, such as the requests in a minute; a limit in a minute and one in a day hold side by side."""
    training_cost: Stated[Quantity | Range] | None = None
    """Cost of training."""
    training_compute: Stated[Quantity | Range] | None = None
    """Operations used in training."""
    training_tokens: Stated[Quantity | Range] | None = None
    """Number of tokens it was trained on."""
    training_hardware: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """Hardware it was trained on: a chip, or words."""
    trained_on: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """Data that it was trained on: a data set, or words."""
    prices: list[Prices] = []
    """Prices, by what is paid for; in % against the standard price of the same seller, band and modality."""
    scores: list[Scores] = []
    """Benchmark results; the speaker is who ran it."""
    outperforms: list[Outperforms] = []
    """A model or product that it is claimed to outperform."""
    figures: list[Figures] = []
    """Figures by measure: what adds up over a time has a `period`, what is so at a time has `valid`."""
    usage: list[Usage] = []
    """Usage, and performance in use, by measure."""
    competes_with: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """A competitor."""
    documents: list[Documents] = []
    """Documents about it: sources on record, or web pages."""
    description: Stated[str] | None = None
    """Short description, in a few sentences."""
    identifiers: list[Identifiers] = []
    """Identifiers in other registers."""
    remarks: list[Remarks] = []
    """Statements by sources that no other property covers."""
    records: list[Records] = []
    """Superlatives claimed by sources: the first, the largest, the most."""
    ratio: list[Ratio] = []
    """A comparison: by factor, such as 20 times cheaper, or in %, such as 75 % cheaper or growth against a year before."""
    confirmed: list[Stated[str] | Entry[Stated[str]]] = []
    """A day on which a source said again all that it had said of this entity."""


class Offering(Entity):
    """A model as somebody offers it, under its own id."""

    name: Stated[str] | None = None
    """Primary name."""
    model: Stated[str | Text] | None = None
    """The model behind it; of an id that always points at the newest, the model of that time."""
    provider: Stated[str | Text] | None = None
    """Company or product that offers it."""
    family: Stated[str | Text] | None = None
    """The family that its provider or a catalogue puts it in: a model, or words."""
    released: Stated[str] | None = None
    """Date of first availability."""
    status: Stated[str] | None = None
    """Release status."""
    updated: Stated[str] | None = None
    """Date on which what is behind the id was last changed."""
    ends: Stated[str] | None = None
    """When it stops being offered: a date or an instant; `../` before it is at the latest."""
    successor: Stated[str | Text] | None = None
    """What takes its place."""
    prices: list[Prices] = []
    """Prices, by what is paid for; in % against the standard price of the same seller, band and modality."""
    open_weights: Stated[bool] | None = None
    """Whether its weights can be downloaded."""
    knowledge_cutoff: Stated[str] | None = None
    """End date of the training data of the model behind it."""
    context_window: Stated[Quantity | Range] | None = None
    """Size of the context window."""
    max_output: Stated[Quantity | Range] | None = None
    """Maximum length of one response."""
    limits: list[Limits] = []
    """Limits of use, such as the requests in a minute; a limit in a minute and one in a day hold side by side."""
    features: list[Features] = []
    """What it can do; false says that it cannot, no value says nothing."""
    modalities: list[Modalities] = []
    """Types of input and output."""
    numeric_format: list[Stated[str] | Entry[Stated[str]]] = []
    """Number format of its weights or of its computation."""
    regions: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """Regions where it is offered."""
    data_retention: Stated[Quantity | Range] | None = None
    """How long the data that customers send is kept."""
    trains_on_data: Stated[bool] | None = None
    """Whether models are trained on the data that customers send."""
    usage: list[Usage] = []
    """Usage, and performance in use, by measure."""
    documents: list[Documents] = []
    """Documents about it: sources on record, or web pages."""
    description: Stated[str] | None = None
    """Short description, in a few sentences."""
    identifiers: list[Identifiers] = []
    """Identifiers in other registers."""
    remarks: list[Remarks] = []
    """Statements by sources that no other property covers."""
    records: list[Records] = []
    """Superlatives claimed by sources: the first, the largest, the most."""
    ratio: list[Ratio] = []
    """A comparison: by factor, such as 20 times cheaper, or in %, such as 75 % cheaper or growth against a year before."""
    confirmed: list[Stated[str] | Entry[Stated[str]]] = []
    """A day on which a source said again all that it had said of this entity."""


class Event(Entity):
    """Something that happened, is happening or may happen."""

    type: Stated[str] | None = None
    """Type of event; determines its other fields and its roles."""
    title: Stated[str] | None = None
    """Title, on one line."""
    date: Stated[str] | None = None
    """When it happened or is due to happen; if unknown, send `missing`."""
    status: Stated[str] | None = None
    """Current status."""
    participants: list[Participants] = []
    """Companies, people, models, offerings and products that take part, each with a role."""
    cause: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """What caused it."""
    part_of: Stated[str | Text] | None = None
    """The event that it is part of."""
    place: Stated[str] | None = None
    """Where it happened."""
    description: Stated[str] | None = None
    """Short description, in a few sentences."""
    identifiers: list[Identifiers] = []
    """Identifiers in other registers."""
    remarks: list[Remarks] = []
    """Statements by sources that no other property covers."""
    records: list[Records] = []
    """Superlatives claimed by sources: the first, the largest, the most."""
    ratio: list[Ratio] = []
    """A comparison: by factor, such as 20 times cheaper, or in %, such as 75 % cheaper or growth against a year before."""
    confirmed: list[Stated[str] | Entry[Stated[str]]] = []
    """A day on which a source said again all that it had said of this entity."""
    venue: Stated[str | Text] | list[Stated[str | Text] | Entry[Stated[str | Text]]] | None = None
    """Where it was said or announced. Or: A store, site or platform where it applies."""
    instrument: Stated[str | Text] | None = None
    """The share or index that moved. Or: The shares, bonds, loan or warrant that is issued, sold or listed."""
    change: Stated[Quantity | Range] | list[Change] | None = None
    """Size of the move; negative for a fall."""
    price_before: Stated[Quantity | Range] | list[PriceBefore] | None = None
    """Price before the move. Or: Prices before the change."""
    price_after: Stated[Quantity | Range] | list[PriceAfter] | None = None
    """Price after the move. Or: Prices after the change."""
    market_cap_change: Stated[Quantity | Range] | None = None
    """Change in market capitalisation; negative for a loss."""
    value_before: Stated[Quantity | Range] | None = None
    """Index level before the move."""
    value_after: Stated[Quantity | Range] | None = None
    """Index level after the move."""
    chart: Stated[str | Text] | None = None
    """The ranking."""
    rank_before: Stated[Quantity | Range] | None = None
    """Rank before the move."""
    rank_after: Stated[Quantity | Range] | None = None
    """Rank after the move."""
    direction: Stated[str] | None = None
    """What the price applies to. Or: Direction of the trend."""
    tier: Stated[str] | None = None
    """Service tier of the price."""
    amount: Stated[Quantity | Range] | None = None
    """Amount of money. Or: Amount of money, in all or for each work, person or day."""
    valuation: list[Valuation | EventValuation] = []
    """Valuation of the company. Or: Valuation on which the deal is based."""
    stage: Stated[str] | None = None
    """Stage of the round."""
    parts: list[Parts] = []
    """What single parties give or get: money, a share in percent, shares, seats on the board, power, chips."""
    share_price: Stated[Quantity | Range] | None = None
    """Price of a share."""
    shares: Stated[Quantity | Range] | None = None
    """Number of shares."""
    share: list[Share] = []
    """Share of something that is paid, such as of sales."""
    conditions: Stated[str] | None = None
    """Conditions that must be met."""
    starts: Stated[str] | None = None
    """When what was agreed starts."""
    deadline: Stated[str] | None = None
    """Deadline."""
    form: Stated[str] | None = None
    """What is acquired."""
    stake: Stated[Quantity | Range] | None = None
    """Share of the company that changes hands."""
    payment_means: Stated[str] | None = None
    """Means of payment."""
    region: Stated[str | Text] | None = None
    """Region where it applies, if not everywhere."""
    purpose: Stated[str] | None = None
    """Stated purpose."""
    capacity: Stated[Quantity | Range] | None = None
    """Capacity to be built or supplied: electric power, or a number of chips."""
    ends: Stated[str] | None = None
    """When it ends."""
    law: Stated[str] | None = None
    """The law or bill, by name or number."""
    jurisdiction: Stated[str] | None = None
    """Jurisdiction: ISO 3166-1 alpha-2, or EU."""
    threshold: list[Threshold] = []
    """Size from which the rule applies."""
    effective: list[Effective] = []
    """Date from which it applies; one for each part or group that has its own."""
    penalty: list[Stated[Quantity | Range] | Entry[Stated[Quantity | Range]]] = []
    """Penalty for breaking the rule."""
    action: Stated[str] | None = None
    """Type of legal action. Or: Type of change to the service. Or: Type of personnel change. Or: Type of change to the workforce. Or: Type of change to the company."""
    grounds: list[Stated[str] | Entry[Stated[str]]] = []
    """A reason given for the action."""
    covers: Stated[str] | None = None
    """Dates of the acts that it is about."""
    affected: list[Stated[Quantity | Range] | Entry[Stated[Quantity | Range]]] = []
    """How many users, people, works, records or devices it affects."""
    finality: Stated[str] | None = None
    """Whether the decision can still be changed."""
    admission: Stated[bool] | None = None
    """Whether the party admits what it is accused of."""
    regions: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """Regions where it applies, if there are several."""
    notice: Stated[Quantity | Range] | None = None
    """Time between the announcement and the end."""
    target_before: Stated[str | Text] | None = None
    """The model that the name pointed at."""
    target_after: Stated[str | Text] | None = None
    """The model that the name points at now."""
    position: Stated[str] | None = None
    """Position taken up or given up."""
    jobs: Stated[Quantity | Range] | None = None
    """Number of jobs."""
    share_of_staff: Stated[Quantity | Range] | None = None
    """Share of all staff."""
    reason: Stated[str] | None = None
    """Reason that is given."""
    name_before: Stated[str] | None = None
    """Name before the change."""
    name_after: Stated[str] | None = None
    """Name after the change."""
    statement: Stated[Text] | None = None
    """The statement, in brief."""
    incident_type: Stated[str] | None = None
    """Type of incident."""
    started: Stated[str] | None = None
    """When it started."""
    ended: Stated[str] | None = None
    """When it ended."""
    duration: Stated[Quantity | Range] | None = None
    """How long it took."""
    harm: Stated[str] | None = None
    """Harm that was done or could have been done."""
    severity: Stated[str] | None = None
    """Severity of the incident."""
    topics: list[Stated[str] | Entry[Stated[str]]] = []
    """Topics of the trend."""


class Product(Entity):
    """An app, service, chip, store, platform, chart, data set or data centre."""

    name: Stated[str] | None = None
    """Primary name."""
    aliases: list[Stated[str] | Entry[Stated[str]]] = []
    """Other names, in any language or script."""
    product_type: Stated[str] | None = None
    """Type of product."""
    owner: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """Company or person that makes or operates it."""
    released: Stated[str] | None = None
    """Date of first availability."""
    status: Stated[str] | None = None
    """Release status."""
    runs_on: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """A model or product that it is built on."""
    ends: Stated[str] | None = None
    """When it stops being offered: a date or an instant; `../` before it is at the latest."""
    successor: Stated[str | Text] | None = None
    """What takes its place."""
    license: Stated[str | Text] | None = None
    """Licence."""
    regions: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """Regions where it is offered."""
    place: Stated[str] | None = None
    """Where it is, for a data centre or another building."""
    prices: list[Prices] = []
    """Prices, by what is paid for; in % against the standard price of the same seller, band and modality."""
    features: list[Features] = []
    """What it can do; false says that it cannot, no value says nothing."""
    limits: list[Limits] = []
    """Limits of use, such as the requests in a minute; a limit in a minute and one in a day hold side by side."""
    data_retention: Stated[Quantity | Range] | None = None
    """How long the data that customers send is kept."""
    trains_on_data: Stated[bool] | None = None
    """Whether models are trained on the data that customers send."""
    figures: list[Figures] = []
    """Figures by measure: what adds up over a time has a `period`, what is so at a time has `valid`."""
    usage: list[Usage] = []
    """Usage, and performance in use, by measure."""
    competes_with: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """A competitor."""
    documents: list[Documents] = []
    """Documents about it: sources on record, or web pages."""
    description: Stated[str] | None = None
    """Short description, in a few sentences."""
    identifiers: list[Identifiers] = []
    """Identifiers in other registers."""
    remarks: list[Remarks] = []
    """Statements by sources that no other property covers."""
    records: list[Records] = []
    """Superlatives claimed by sources: the first, the largest, the most."""
    ratio: list[Ratio] = []
    """A comparison: by factor, such as 20 times cheaper, or in %, such as 75 % cheaper or growth against a year before."""
    confirmed: list[Stated[str] | Entry[Stated[str]]] = []
    """A day on which a source said again all that it had said of this entity."""


class Instrument(Entity):
    """A share, its listing on one venue, an index, a bond or loan, a warrant, or a currency pair."""

    name: Stated[str] | None = None
    """Primary name."""
    aliases: list[Stated[str] | Entry[Stated[str]]] = []
    """Other names, in any language or script."""
    instrument_type: Stated[str] | None = None
    """Type of instrument."""
    issuer: Stated[str | Text] | None = None
    """The company that issued it, has to pay it back, or publishes the index."""
    venue: Stated[str | Text] | None = None
    """Trading venue."""
    currency: Stated[str] | None = None
    """Currency in which it is quoted."""
    base_currency: Stated[str] | None = None
    """Of a currency pair: the currency whose price it is."""
    price: Stated[Quantity | Range] | None = None
    """Price; for an index its level, for a bond in % of par, for a swap its spread."""
    holder: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """Company or person that holds it."""
    principal: Stated[Quantity | Range] | None = None
    """Amount that is lent."""
    interest: Stated[Quantity | Range] | None = None
    """Interest for a year."""
    base_rate: Stated[str] | None = None
    """The rate to which the spread is added."""
    spread: Stated[Quantity | Range] | None = None
    """Interest above the base rate."""
    issued: Stated[str] | None = None
    """Date of issue."""
    matures: Stated[str] | None = None
    """Date on which it is due."""
    ratings: list[Ratings] = []
    """Credit ratings, by agency."""
    shares: Stated[Quantity | Range] | None = None
    """Number of shares that it stands for or gives a right to."""
    strike: Stated[Quantity | Range] | None = None
    """Price at which it gives a right to buy a share."""
    underlying: Stated[str | Text] | None = None
    """The instrument that it is a right to, an insurance of, or a receipt for."""
    description: Stated[str] | None = None
    """Short description, in a few sentences."""
    identifiers: list[Identifiers] = []
    """Identifiers in other registers."""
    remarks: list[Remarks] = []
    """Statements by sources that no other property covers."""
    records: list[Records] = []
    """Superlatives claimed by sources: the first, the largest, the most."""
    ratio: list[Ratio] = []
    """A comparison: by factor, such as 20 times cheaper, or in %, such as 75 % cheaper or growth against a year before."""
    confirmed: list[Stated[str] | Entry[Stated[str]]] = []
    """A day on which a source said again all that it had said of this entity."""


class Benchmark(Entity):
    """A test used to evaluate models."""

    name: Stated[str] | None = None
    """Primary name."""
    aliases: list[Stated[str] | Entry[Stated[str]]] = []
    """Other names, in any language or script."""
    publisher: Stated[str | Text] | None = None
    """Company or person that published it."""
    released: Stated[str] | None = None
    """Publication date."""
    version_of: Stated[str | Text] | None = None
    """The benchmark of which this is a version."""
    metric: Stated[str] | None = None
    """The metric it reports."""
    scale: list[Scale] = []
    """Scale of its results: a range, or the lowest with `at_least`; scores are in a unit that converts to it."""
    figures: list[Figures] = []
    """Figures by measure: what adds up over a time has a `period`, what is so at a time has `valid`."""
    description: Stated[str] | None = None
    """Short description, in a few sentences."""
    identifiers: list[Identifiers] = []
    """Identifiers in other registers."""
    remarks: list[Remarks] = []
    """Statements by sources that no other property covers."""
    records: list[Records] = []
    """Superlatives claimed by sources: the first, the largest, the most."""
    ratio: list[Ratio] = []
    """A comparison: by factor, such as 20 times cheaper, or in %, such as 75 % cheaper or growth against a year before."""
    confirmed: list[Stated[str] | Entry[Stated[str]]] = []
    """A day on which a source said again all that it had said of this entity."""


class Person(Entity):
    """A person named in AI news."""

    name: Stated[str] | None = None
    """Primary name."""
    aliases: list[Stated[str] | Entry[Stated[str]]] = []
    """Other names, in any language or script."""
    occupation: Stated[str] | None = None
    """Occupation of the person."""
    affiliation: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """Company that the person works for or belongs to."""
    description: Stated[str] | None = None
    """Short description, in a few sentences."""
    identifiers: list[Identifiers] = []
    """Identifiers in other registers."""
    remarks: list[Remarks] = []
    """Statements by sources that no other property covers."""
    records: list[Records] = []
    """Superlatives claimed by sources: the first, the largest, the most."""
    ratio: list[Ratio] = []
    """A comparison: by factor, such as 20 times cheaper, or in %, such as 75 % cheaper or growth against a year before."""
    confirmed: list[Stated[str] | Entry[Stated[str]]] = []
    """A day on which a source said again all that it had said of this entity."""


class Source(Entity):
    """A document: an article, a filing, a price page, a paper or a post."""

    title: Stated[str] | None = None
    """Title, on one line."""
    url: Stated[str] | None = None
    """URL of the document."""
    publisher: Stated[str | Text] | None = None
    """Company or person that published it."""
    authors: list[Stated[str | Text] | Entry[Stated[str | Text]]] = []
    """Authors of the document."""
    published: Stated[str] | None = None
    """Publication date."""
    retrieved: Stated[str] | None = None
    """Date on which it was retrieved."""
    language: Stated[str] | None = None
    """Language of the document."""
    sha256: Stated[str] | None = None
    """SHA-256 of its bytes, in hexadecimal."""
    derived_from: Stated[str | Text] | None = None
    """The source that it repeats, translates or draws on."""
    supersedes: Stated[str | Text] | None = None
    """The source that it replaces, such as an article that it corrects; give it at creation, because facts already on record replace none."""
    license: Stated[str | Text] | None = None
    """Terms under which its text may be used."""
    description: Stated[str] | None = None
    """Short description, in a few sentences."""
    identifiers: list[Identifiers] = []
    """Identifiers in other registers."""
    remarks: list[Remarks] = []
    """Statements by sources that no other property covers."""
    records: list[Records] = []
    """Superlatives claimed by sources: the first, the largest, the most."""
    ratio: list[Ratio] = []
    """A comparison: by factor, such as 20 times cheaper, or in %, such as 75 % cheaper or growth against a year before."""
    confirmed: list[Stated[str] | Entry[Stated[str]]] = []
    """A day on which a source said again all that it had said of this entity."""


KINDS: dict[str, type[Entity]] = {
    "company": Company,
    "model": Model,
    "offering": Offering,
    "event": Event,
    "product": Product,
    "instrument": Instrument,
    "benchmark": Benchmark,
    "person": Person,
    "source": Source,
}
"""The class of each kind."""
PLURALS: dict[str, str] = {
    "company": "companies",
    "model": "models",
    "offering": "offerings",
    "event": "events",
    "product": "products",
    "instrument": "instruments",
    "benchmark": "benchmarks",
    "person": "people",
    "source": "sources",
}
"""The word of each kind in paths."""
