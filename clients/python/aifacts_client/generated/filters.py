"""The parameters of lists. Made by `make client` from the declarations of the service. Do not edit.

`released__gte` is the parameter `released[gte]`, and `prices__direction` is `prices.direction`.
"""

from collections.abc import Sequence
from typing import Literal, Never, TypedDict

Words = str | Sequence[str]

CompanyGroup = Literal["organisation_type", "status", "country"]


class CompanyConditions(TypedDict, total=False):
    """Filters that choose companies."""

    name: str
    name__ne: str
    name__in: Words
    name__exists: str
    name__gt: str
    name__gte: str
    name__lt: str
    name__lte: str
    organisation_type: Words
    organisation_type__ne: Words
    organisation_type__exists: str
    status: Words
    status__ne: Words
    status__exists: str
    country: Words
    country__ne: Words
    country__exists: str
    founded: Words
    founded__ne: Words
    founded__gt: str
    founded__gte: str
    founded__lt: str
    founded__lte: str
    founded__exists: str
    founders: Words
    founders__ne: Words
    founders__exists: str
    parent: Words
    parent__ne: Words
    parent__exists: str
    officers: Words
    officers__ne: Words
    officers__exists: str
    competes_with: Words
    competes_with__ne: Words
    competes_with__exists: str
    listed_as: Words
    listed_as__ne: Words
    listed_as__exists: str
    fiscal_year_end: Words
    fiscal_year_end__ne: Words
    fiscal_year_end__exists: str
    ratings: str
    ratings__ne: str
    ratings__in: Words
    ratings__exists: str
    ratio: Words
    ratio__ne: Words
    ratio__gt: str
    ratio__gte: str
    ratio__lt: str
    ratio__lte: str
    ratio__exists: str
    disputed: str
    figures__gt: str
    figures__gte: str
    figures__lt: str
    figures__lte: str
    figures__measure: Words
    origins: str


class CompanyFilters(CompanyConditions, total=False):
    """Filters of lists of companies."""

    limit: int
    sort: str
    order: str
    unit: str
    q: str
    fields: Words
    expand: Words
    in_: str
    explain: bool


ModelGroup = Literal["level", "status", "open_weights", "year", "quarter", "month"]


class ModelConditions(TypedDict, total=False):
    """Filters that choose models."""

    name: str
    name__ne: str
    name__in: Words
    name__exists: str
    name__gt: str
    name__gte: str
    name__lt: str
    name__lte: str
    developer: Words
    developer__ne: Words
    developer__exists: str
    family: Words
    family__ne: Words
    family__exists: str
    level: Words
    level__ne: Words
    level__exists: str
    based_on: Words
    based_on__ne: Words
    based_on__exists: str
    released: Words
    released__ne: Words
    released__gt: str
    released__gte: str
    released__lt: str
    released__lte: str
    released__exists: str
    status: Words
    status__ne: Words
    status__exists: str
    license: Words
    license__ne: Words
    license__exists: str
    open_weights: str
    open_weights__exists: str
    ends: Words
    ends__ne: Words
    ends__gt: str
    ends__gte: str
    ends__lt: str
    ends__lte: str
    ends__exists: str
    successor: Words
    successor__ne: Words
    successor__exists: str
    license_threshold: Words
    license_threshold__ne: Words
    license_threshold__gt: str
    license_threshold__gte: str
    license_threshold__lt: str
    license_threshold__lte: str
    license_threshold__exists: str
    classification: str
    classification__ne: str
    classification__in: Words
    classification__exists: str
    architecture: Words
    architecture__ne: Words
    architecture__exists: str
    modalities: Words
    modalities__ne: Words
    modalities__exists: str
    parameters: Words
    parameters__ne: Words
    parameters__gt: str
    parameters__gte: str
    parameters__lt: str
    parameters__lte: str
    parameters__exists: str
    active_parameters: Words
    active_parameters__ne: Words
    active_parameters__gt: str
    active_parameters__gte: str
    active_parameters__lt: str
    active_parameters__lte: str
    active_parameters__exists: str
    context_window: Words
    context_window__ne: Words
    context_window__gt: str
    context_window__gte: str
    context_window__lt: str
    context_window__lte: str
    context_window__exists: str
    max_output: Words
    max_output__ne: Words
    max_output__gt: str
    max_output__gte: str
    max_output__lt: str
    max_output__lte: str
    max_output__exists: str
    knowledge_cutoff: Words
    knowledge_cutoff__ne: Words
    knowledge_cutoff__gt: str
    knowledge_cutoff__gte: str
    knowledge_cutoff__lt: str
    knowledge_cutoff__lte: str
    knowledge_cutoff__exists: str
    numeric_format: str
    numeric_format__ne: str
    numeric_format__in: Words
    numeric_format__exists: str
    tasks: str
    tasks__ne: str
    tasks__in: Words
    tasks__exists: str
    training_cost: Words
    training_cost__ne: Words
    training_cost__gt: str
    training_cost__gte: str
    training_cost__lt: str
    training_cost__lte: str
    training_cost__exists: str
    training_compute: Words
    training_compute__ne: Words
    training_compute__gt: str
    training_compute__gte: str
    training_compute__lt: str
    training_compute__lte: str
    training_compute__exists: str
    training_tokens: Words
    training_tokens__ne: Words
    training_tokens__gt: str
    training_tokens__gte: str
    training_tokens__lt: str
    training_tokens__lte: str
    training_tokens__exists: str
    training_hardware: Words
    training_hardware__ne: Words
    training_hardware__exists: str
    trained_on: Words
    trained_on__ne: Words
    trained_on__exists: str
    outperforms: Words
    outperforms__ne: Words
    outperforms__exists: str
    competes_with: Words
    competes_with__ne: Words
    competes_with__exists: str
    ratio: Words
    ratio__ne: Words
    ratio__gt: str
    ratio__gte: str
    ratio__lt: str
    ratio__lte: str
    ratio__exists: str
    disputed: str
    features: str
    features__feature: Words
    limits__gt: str
    limits__gte: str
    limits__lt: str
    limits__lte: str
    limits__limit: Words
    prices__gt: str
    prices__gte: str
    prices__lt: str
    prices__lte: str
    prices__direction: Words
    prices__tier: Words
    prices__provider: Words
    scores__gt: str
    scores__gte: str
    scores__lt: str
    scores__lte: str
    scores__benchmark: Words
    figures__gt: str
    figures__gte: str
    figures__lt: str
    figures__lte: str
    figures__measure: Words
    usage__gt: str
    usage__gte: str
    usage__lt: str
    usage__lte: str
    usage__measure: Words
    origins: str


class ModelFilters(ModelConditions, total=False):
    """Filters of lists of models."""

    limit: int
    sort: str
    order: str
    unit: str
    q: str
    fields: Words
    expand: Words
    in_: str
    explain: bool


OfferingGroup = Literal["status", "open_weights", "trains_on_data", "year", "quarter", "month"]


class OfferingConditions(TypedDict, total=False):
    """Filters that choose offerings."""

    name: str
    name__ne: str
    name__in: Words
    name__exists: str
    name__gt: str
    name__gte: str
    name__lt: str
    name__lte: str
    model: Words
    model__ne: Words
    model__exists: str
    provider: Words
    provider__ne: Words
    provider__exists: str
    family: Words
    family__ne: Words
    family__exists: str
    released: Words
    released__ne: Words
    released__gt: str
    released__gte: str
    released__lt: str
    released__lte: str
    released__exists: str
    status: Words
    status__ne: Words
    status__exists: str
    updated: Words
    updated__ne: Words
    updated__gt: str
    updated__gte: str
    updated__lt: str
    updated__lte: str
    updated__exists: str
    ends: Words
    ends__ne: Words
    ends__gt: str
    ends__gte: str
    ends__lt: str
    ends__lte: str
    ends__exists: str
    successor: Words
    successor__ne: Words
    successor__exists: str
    open_weights: str
    open_weights__exists: str
    knowledge_cutoff: Words
    knowledge_cutoff__ne: Words
    knowledge_cutoff__gt: str
    knowledge_cutoff__gte: str
    knowledge_cutoff__lt: str
    knowledge_cutoff__lte: str
    knowledge_cutoff__exists: str
    context_window: Words
    context_window__ne: Words
    context_window__gt: str
    context_window__gte: str
    context_window__lt: str
    context_window__lte: str
    context_window__exists: str
    max_output: Words
    max_output__ne: Words
    max_output__gt: str
    max_output__gte: str
    max_output__lt: str
    max_output__lte: str
    max_output__exists: str
    modalities: Words
    modalities__ne: Words
    modalities__exists: str
    numeric_format: str
    numeric_format__ne: str
    numeric_format__in: Words
    numeric_format__exists: str
    regions: Words
    regions__ne: Words
    regions__exists: str
    data_retention: Words
    data_retention__ne: Words
    data_retention__gt: str
    data_retention__gte: str
    data_retention__lt: str
    data_retention__lte: str
    data_retention__exists: str
    trains_on_data: str
    trains_on_data__exists: str
    ratio: Words
    ratio__ne: Words
    ratio__gt: str
    ratio__gte: str
    ratio__lt: str
    ratio__lte: str
    ratio__exists: str
    disputed: str
    prices__gt: str
    prices__gte: str
    prices__lt: str
    prices__lte: str
    prices__direction: Words
    prices__tier: Words
    prices__provider: Words
    limits__gt: str
    limits__gte: str
    limits__lt: str
    limits__lte: str
    limits__limit: Words
    features: str
    features__feature: Words
    usage__gt: str
    usage__gte: str
    usage__lt: str
    usage__lte: str
    usage__measure: Words
    origins: str


class OfferingFilters(OfferingConditions, total=False):
    """Filters of lists of offerings."""

    limit: int
    sort: str
    order: str
    unit: str
    q: str
    fields: Words
    expand: Words
    in_: str
    explain: bool


EventGroup = Literal["type", "status", "year", "quarter", "month"]


class EventConditions(TypedDict, total=False):
    """Filters that choose events."""

    type: Words
    type__ne: Words
    type__exists: str
    title: str
    title__ne: str
    title__in: Words
    title__exists: str
    title__gt: str
    title__gte: str
    title__lt: str
    title__lte: str
    date: Words
    date__ne: Words
    date__gt: str
    date__gte: str
    date__lt: str
    date__lte: str
    date__exists: str
    status: Words
    status__ne: Words
    status__exists: str
    participants: Words
    participants__ne: Words
    participants__exists: str
    cause: Words
    cause__ne: Words
    cause__exists: str
    part_of: Words
    part_of__ne: Words
    part_of__exists: str
    ratio: Words
    ratio__ne: Words
    ratio__gt: str
    ratio__gte: str
    ratio__lt: str
    ratio__lte: str
    ratio__exists: str
    venue: Words
    venue__ne: Words
    venue__exists: str
    instrument: Words
    instrument__ne: Words
    instrument__exists: str
    change: Words
    change__ne: Words
    change__gt: str
    change__gte: str
    change__lt: str
    change__lte: str
    change__exists: str
    price_before: Words
    price_before__ne: Words
    price_before__gt: str
    price_before__gte: str
    price_before__lt: str
    price_before__lte: str
    price_before__exists: str
    price_after: Words
    price_after__ne: Words
    price_after__gt: str
    price_after__gte: str
    price_after__lt: str
    price_after__lte: str
    price_after__exists: str
    market_cap_change: Words
    market_cap_change__ne: Words
    market_cap_change__gt: str
    market_cap_change__gte: str
    market_cap_change__lt: str
    market_cap_change__lte: str
    market_cap_change__exists: str
    value_before: Words
    value_before__ne: Words
    value_before__gt: str
    value_before__gte: str
    value_before__lt: str
    value_before__lte: str
    value_before__exists: str
    value_after: Words
    value_after__ne: Words
    value_after__gt: str
    value_after__gte: str
    value_after__lt: str
    value_after__lte: str
    value_after__exists: str
    chart: Words
    chart__ne: Words
    chart__exists: str
    rank_before: Words
    rank_before__ne: Words
    rank_before__gt: str
    rank_before__gte: str
    rank_before__lt: str
    rank_before__lte: str
    rank_before__exists: str
    rank_after: Words
    rank_after__ne: Words
    rank_after__gt: str
    rank_after__gte: str
    rank_after__lt: str
    rank_after__lte: str
    rank_after__exists: str
    direction: Words
    direction__ne: Words
    direction__exists: str
    tier: Words
    tier__ne: Words
    tier__exists: str
    amount: Words
    amount__ne: Words
    amount__gt: str
    amount__gte: str
    amount__lt: str
    amount__lte: str
    amount__exists: str
    valuation: Words
    valuation__ne: Words
    valuation__gt: str
    valuation__gte: str
    valuation__lt: str
    valuation__lte: str
    valuation__exists: str
    stage: Words
    stage__ne: Words
    stage__exists: str
    parts: Words
    parts__ne: Words
    parts__gt: str
    parts__gte: str
    parts__lt: str
    parts__lte: str
    parts__exists: str
    share_price: Words
    share_price__ne: Words
    share_price__gt: str
    share_price__gte: str
    share_price__lt: str
    share_price__lte: str
    share_price__exists: str
    shares: Words
    shares__ne: Words
    shares__gt: str
    shares__gte: str
    shares__lt: str
    shares__lte: str
    shares__exists: str
    share: Words
    share__ne: Words
    share__gt: str
    share__gte: str
    share__lt: str
    share__lte: str
    share__exists: str
    starts: Words
    starts__ne: Words
    starts__gt: str
    starts__gte: str
    starts__lt: str
    starts__lte: str
    starts__exists: str
    deadline: Words
    deadline__ne: Words
    deadline__gt: str
    deadline__gte: str
    deadline__lt: str
    deadline__lte: str
    deadline__exists: str
    form: Words
    form__ne: Words
    form__exists: str
    stake: Words
    stake__ne: Words
    stake__gt: str
    stake__gte: str
    stake__lt: str
    stake__lte: str
    stake__exists: str
    payment_means: Words
    payment_means__ne: Words
    payment_means__exists: str
    region: Words
    region__ne: Words
    region__exists: str
    capacity: Words
    capacity__ne: Words
    capacity__gt: str
    capacity__gte: str
    capacity__lt: str
    capacity__lte: str
    capacity__exists: str
    ends: Words
    ends__ne: Words
    ends__gt: str
    ends__gte: str
    ends__lt: str
    ends__lte: str
    ends__exists: str
    jurisdiction: Words
    jurisdiction__ne: Words
    jurisdiction__exists: str
    threshold: Words
    threshold__ne: Words
    threshold__gt: str
    threshold__gte: str
    threshold__lt: str
    threshold__lte: str
    threshold__exists: str
    effective: Words
    effective__ne: Words
    effective__gt: str
    effective__gte: str
    effective__lt: str
    effective__lte: str
    effective__exists: str
    penalty: Words
    penalty__ne: Words
    penalty__gt: str
    penalty__gte: str
    penalty__lt: str
    penalty__lte: str
    penalty__exists: str
    action: Words
    action__ne: Words
    action__exists: str
    covers: Words
    covers__ne: Words
    covers__gt: str
    covers__gte: str
    covers__lt: str
    covers__lte: str
    covers__exists: str
    affected: Words
    affected__ne: Words
    affected__gt: str
    affected__gte: str
    affected__lt: str
    affected__lte: str
    affected__exists: str
    finality: Words
    finality__ne: Words
    finality__exists: str
    admission: str
    admission__exists: str
    regions: Words
    regions__ne: Words
    regions__exists: str
    notice: Words
    notice__ne: Words
    notice__gt: str
    notice__gte: str
    notice__lt: str
    notice__lte: str
    notice__exists: str
    target_before: Words
    target_before__ne: Words
    target_before__exists: str
    target_after: Words
    target_after__ne: Words
    target_after__exists: str
    jobs: Words
    jobs__ne: Words
    jobs__gt: str
    jobs__gte: str
    jobs__lt: str
    jobs__lte: str
    jobs__exists: str
    share_of_staff: Words
    share_of_staff__ne: Words
    share_of_staff__gt: str
    share_of_staff__gte: str
    share_of_staff__lt: str
    share_of_staff__lte: str
    share_of_staff__exists: str
    incident_type: Words
    incident_type__ne: Words
    incident_type__exists: str
    started: Words
    started__ne: Words
    started__gt: str
    started__gte: str
    started__lt: str
    started__lte: str
    started__exists: str
    ended: Words
    ended__ne: Words
    ended__gt: str
    ended__gte: str
    ended__lt: str
    ended__lte: str
    ended__exists: str
    duration: Words
    duration__ne: Words
    duration__gt: str
    duration__gte: str
    duration__lt: str
    duration__lte: str
    duration__exists: str
    severity: Words
    severity__ne: Words
    severity__exists: str
    topics: Words
    topics__ne: Words
    topics__exists: str
    disputed: str
    origins: str


class EventFilters(EventConditions, total=False):
    """Filters of lists of events."""

    limit: int
    sort: str
    order: str
    unit: str
    q: str
    fields: Words
    expand: Words
    in_: str
    explain: bool


ProductGroup = Literal["product_type", "status", "trains_on_data", "year", "quarter", "month"]


class ProductConditions(TypedDict, total=False):
    """Filters that choose products."""

    name: str
    name__ne: str
    name__in: Words
    name__exists: str
    name__gt: str
    name__gte: str
    name__lt: str
    name__lte: str
    product_type: Words
    product_type__ne: Words
    product_type__exists: str
    owner: Words
    owner__ne: Words
    owner__exists: str
    released: Words
    released__ne: Words
    released__gt: str
    released__gte: str
    released__lt: str
    released__lte: str
    released__exists: str
    status: Words
    status__ne: Words
    status__exists: str
    runs_on: Words
    runs_on__ne: Words
    runs_on__exists: str
    ends: Words
    ends__ne: Words
    ends__gt: str
    ends__gte: str
    ends__lt: str
    ends__lte: str
    ends__exists: str
    successor: Words
    successor__ne: Words
    successor__exists: str
    license: Words
    license__ne: Words
    license__exists: str
    regions: Words
    regions__ne: Words
    regions__exists: str
    data_retention: Words
    data_retention__ne: Words
    data_retention__gt: str
    data_retention__gte: str
    data_retention__lt: str
    data_retention__lte: str
    data_retention__exists: str
    trains_on_data: str
    trains_on_data__exists: str
    competes_with: Words
    competes_with__ne: Words
    competes_with__exists: str
    ratio: Words
    ratio__ne: Words
    ratio__gt: str
    ratio__gte: str
    ratio__lt: str
    ratio__lte: str
    ratio__exists: str
    disputed: str
    prices__gt: str
    prices__gte: str
    prices__lt: str
    prices__lte: str
    prices__direction: Words
    prices__tier: Words
    prices__provider: Words
    features: str
    features__feature: Words
    limits__gt: str
    limits__gte: str
    limits__lt: str
    limits__lte: str
    limits__limit: Words
    figures__gt: str
    figures__gte: str
    figures__lt: str
    figures__lte: str
    figures__measure: Words
    usage__gt: str
    usage__gte: str
    usage__lt: str
    usage__lte: str
    usage__measure: Words
    origins: str


class ProductFilters(ProductConditions, total=False):
    """Filters of lists of products."""

    limit: int
    sort: str
    order: str
    unit: str
    q: str
    fields: Words
    expand: Words
    in_: str
    explain: bool


InstrumentGroup = Literal["instrument_type", "currency", "base_currency", "base_rate"]


class InstrumentConditions(TypedDict, total=False):
    """Filters that choose instruments."""

    name: str
    name__ne: str
    name__in: Words
    name__exists: str
    name__gt: str
    name__gte: str
    name__lt: str
    name__lte: str
    instrument_type: Words
    instrument_type__ne: Words
    instrument_type__exists: str
    issuer: Words
    issuer__ne: Words
    issuer__exists: str
    venue: Words
    venue__ne: Words
    venue__exists: str
    currency: Words
    currency__ne: Words
    currency__exists: str
    base_currency: Words
    base_currency__ne: Words
    base_currency__exists: str
    holder: Words
    holder__ne: Words
    holder__exists: str
    principal: Words
    principal__ne: Words
    principal__gt: str
    principal__gte: str
    principal__lt: str
    principal__lte: str
    principal__exists: str
    interest: Words
    interest__ne: Words
    interest__gt: str
    interest__gte: str
    interest__lt: str
    interest__lte: str
    interest__exists: str
    base_rate: Words
    base_rate__ne: Words
    base_rate__exists: str
    spread: Words
    spread__ne: Words
    spread__gt: str
    spread__gte: str
    spread__lt: str
    spread__lte: str
    spread__exists: str
    issued: Words
    issued__ne: Words
    issued__gt: str
    issued__gte: str
    issued__lt: str
    issued__lte: str
    issued__exists: str
    matures: Words
    matures__ne: Words
    matures__gt: str
    matures__gte: str
    matures__lt: str
    matures__lte: str
    matures__exists: str
    ratings: str
    ratings__ne: str
    ratings__in: Words
    ratings__exists: str
    shares: Words
    shares__ne: Words
    shares__gt: str
    shares__gte: str
    shares__lt: str
    shares__lte: str
    shares__exists: str
    strike: Words
    strike__ne: Words
    strike__gt: str
    strike__gte: str
    strike__lt: str
    strike__lte: str
    strike__exists: str
    underlying: Words
    underlying__ne: Words
    underlying__exists: str
    ratio: Words
    ratio__ne: Words
    ratio__gt: str
    ratio__gte: str
    ratio__lt: str
    ratio__lte: str
    ratio__exists: str
    disputed: str
    origins: str


class InstrumentFilters(InstrumentConditions, total=False):
    """Filters of lists of instruments."""

    limit: int
    sort: str
    order: str
    unit: str
    q: str
    fields: Words
    expand: Words
    in_: str
    explain: bool


BenchmarkGroup = Literal["year", "quarter", "month"]


class BenchmarkConditions(TypedDict, total=False):
    """Filters that choose benchmarks."""

    name: str
    name__ne: str
    name__in: Words
    name__exists: str
    name__gt: str
    name__gte: str
    name__lt: str
    name__lte: str
    publisher: Words
    publisher__ne: Words
    publisher__exists: str
    released: Words
    released__ne: Words
    released__gt: str
    released__gte: str
    released__lt: str
    released__lte: str
    released__exists: str
    version_of: Words
    version_of__ne: Words
    version_of__exists: str
    metric: str
    metric__ne: str
    metric__in: Words
    metric__exists: str
    scale: Words
    scale__ne: Words
    scale__gt: str
    scale__gte: str
    scale__lt: str
    scale__lte: str
    scale__exists: str
    ratio: Words
    ratio__ne: Words
    ratio__gt: str
    ratio__gte: str
    ratio__lt: str
    ratio__lte: str
    ratio__exists: str
    disputed: str
    figures__gt: str
    figures__gte: str
    figures__lt: str
    figures__lte: str
    figures__measure: Words
    origins: str


class BenchmarkFilters(BenchmarkConditions, total=False):
    """Filters of lists of benchmarks."""

    limit: int
    sort: str
    order: str
    unit: str
    q: str
    fields: Words
    expand: Words
    in_: str
    explain: bool


PersonGroup = Never


class PersonConditions(TypedDict, total=False):
    """Filters that choose people."""

    name: str
    name__ne: str
    name__in: Words
    name__exists: str
    name__gt: str
    name__gte: str
    name__lt: str
    name__lte: str
    occupation: str
    occupation__ne: str
    occupation__in: Words
    occupation__exists: str
    affiliation: Words
    affiliation__ne: Words
    affiliation__exists: str
    ratio: Words
    ratio__ne: Words
    ratio__gt: str
    ratio__gte: str
    ratio__lt: str
    ratio__lte: str
    ratio__exists: str
    disputed: str
    origins: str


class PersonFilters(PersonConditions, total=False):
    """Filters of lists of people."""

    limit: int
    sort: str
    order: str
    unit: str
    q: str
    fields: Words
    expand: Words
    in_: str
    explain: bool


SourceGroup = Literal["language", "year", "quarter", "month"]


class SourceConditions(TypedDict, total=False):
    """Filters that choose sources."""

    title: str
    title__ne: str
    title__in: Words
    title__exists: str
    title__gt: str
    title__gte: str
    title__lt: str
    title__lte: str
    publisher: Words
    publisher__ne: Words
    publisher__exists: str
    authors: Words
    authors__ne: Words
    authors__exists: str
    published: Words
    published__ne: Words
    published__gt: str
    published__gte: str
    published__lt: str
    published__lte: str
    published__exists: str
    retrieved: Words
    retrieved__ne: Words
    retrieved__gt: str
    retrieved__gte: str
    retrieved__lt: str
    retrieved__lte: str
    retrieved__exists: str
    language: Words
    language__ne: Words
    language__exists: str
    sha256: str
    sha256__ne: str
    sha256__in: Words
    sha256__exists: str
    derived_from: Words
    derived_from__ne: Words
    derived_from__exists: str
    supersedes: Words
    supersedes__ne: Words
    supersedes__exists: str
    license: Words
    license__ne: Words
    license__exists: str
    ratio: Words
    ratio__ne: Words
    ratio__gt: str
    ratio__gte: str
    ratio__lt: str
    ratio__lte: str
    ratio__exists: str
    disputed: str
    origins: str


class SourceFilters(SourceConditions, total=False):
    """Filters of lists of sources."""

    limit: int
    sort: str
    order: str
    unit: str
    q: str
    fields: Words
    expand: Words
    in_: str
    explain: bool
