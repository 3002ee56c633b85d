"""Every property of the first vocabulary is declared with its shape, as a table."""

import pytest

from chalicelib.domain.values import CodeType
from chalicelib.kinds import KINDS, PLURALS, Kind, Shape
from chalicelib.kinds.vocabularies.codes import MEASURES
from chalicelib.kinds.vocabularies.event_codes import ROLES

# A name, then: M many, Q{qualifiers} one per qualifiers, else one value; L lasting, else fixed.
COMMON = (
    "description, identifiers M{scheme} L, remarks M{topic about}, records M{measure}, "
    "ratio Q{measure direction compared_with}"
)
PROPERTIES = {
    "company": "name L, aliases M L, organisation_type L, country, founded, parent L, officers Q{role} L, "
    "competes_with M L, website L, listed_as M L",
    "model": "name L, aliases M L, developer M, family, level, released, status L, architecture M, "
    "modalities M, parameters, active_parameters, context_window L, max_output L, knowledge_cutoff, "
    "license L, open_weights L, training_cost, training_compute, training_hardware M, "
    "prices Q{direction tier provider region} L, scores Q{benchmark metric setting} L, "
    "outperforms M{extent benchmark}, usage Q{measure} L, competes_with M L",
    "event": "type, title, date, status L, participants M{role}, cause M, part_of, place",
    "product": "name L, aliases M L, product_type, owner M L, released, status L, usage Q{measure} L",
    "instrument": "name L, aliases M L, instrument_type, issuer, venue, currency, price L",
    "benchmark": "name L, aliases M L, publisher, released, version_of, metric",
    "person": "name L, aliases M L, occupation L, affiliation M L",
    "source": "url, title, publisher, authors M, published, retrieved, language, sha256, derived_from, license",
}

# type -> (fields, roles)
EVENT_TYPES = {
    "release": ("venue", "subject developer"),
    "stock_move": ("instrument, change, price_before, price_after, market_cap_change", "issuer"),
    "index_move": ("instrument, change, value_before, value_after", ""),
    "chart_rank": ("chart, rank_before, rank_after", "subject owner publisher"),
    "price_change": ("change, price_before, price_after, direction, tier", "actor subject"),
    "funding_round": ("amount, valuation Q{money}, stage", "company lead_investor investor"),
    "payment": ("amount, conditions, deadline", "payer payee"),
    "acquisition": ("form, amount, payment_means, region", "target acquirer excluded"),
    "partnership": ("purpose, amount", "partner"),
    "investment_plan": ("amount, purpose", "investor partner venture"),
    "regulation": ("law, jurisdiction, threshold Q{measure}, penalty M", "authority target"),
    "legal_action": ("action, jurisdiction, grounds M, deadline, amount", "target authority"),
    "service_change": ("action, region, venue M", "subject owner"),
    "personnel": ("action, position", "person from to"),
    "public_statement": ("statement, venue", "speaker about"),
    "incident": ("harm, severity", "subject owner"),
    "trend": ("topics M, direction", "actor target subject"),
}

# (kind or event type, property, qualifier or "") -> codes that it must accept
CODES = {
    (
        "company",
        "organisation_type",
        "",
    ): "company division lab government regulator fund publisher data_provider joint_venture",
    ("company", "officers", "role"): "chief_executive founder lead",
    ("model", "level", ""): "family version",
    ("model", "architecture", ""): "mixture_of_experts dense",
    ("model", "prices", "direction"): "input output cached_input",
    ("model", "prices", "tier"): "standard batch flex priority",
    ("model", "outperforms", "extent"): "all nearly_all most some",
    ("product", "product_type", ""): "app chart chip service store platform",
    ("instrument", "instrument_type", ""): "share index listing",
    ("event", "status", ""): "considered announced in_force completed cancelled ended",
    ("event", "type", ""): " ".join(EVENT_TYPES),
    ("funding_round", "valuation", "money"): "pre post",
    ("acquisition", "form", ""): "whole assets stake licence merger",
    ("legal_action", "action", ""): "block order information_request inquiry lawsuit ruling settlement fine",
    ("service_change", "action", ""): "launched withdrawn blocked limited restored",
    ("personnel", "action", ""): "joins leaves moves appointed",
    (
        "trend",
        "topics",
        "",
    ): "competition price_war cost open_source training_data censorship data_protection copyright",
    ("trend", "direction", ""): "up down",
    (
        "source",
        "identifiers",
        "scheme",
    ): "wikidata lei isin figi ticker huggingface openrouter crunchbase app_store doi arxiv url cik github",
}

ROLE_WORDS = (
    "subject issuer developer owner company lead_investor investor payer payee target acquirer excluded "
    "partner venture authority actor speaker about person from to counterparty"
)
MEASURE_WORDS = (
    "price amount training_compute market_cap market_cap_change downloads weekly_users monthly_users tokens "
    "revenue speed latency"
)

WORDS = [
    *((kind, "", word.strip()) for kind in PROPERTIES for word in f"{PROPERTIES[kind]}, {COMMON}".split(",")),
    *(("event", name, word.strip()) for name, (fields, _) in EVENT_TYPES.items() for word in fields.split(",")),
]


def test_there_are_eight_kinds_with_different_plurals() -> None:
    assert list(KINDS) == list(PROPERTIES)
    assert " ".join(PLURALS) == "companies models events products instruments benchmarks people sources"
    assert {kind.name: kind for kind in PLURALS.values()} == KINDS


@pytest.mark.parametrize(("kind", "event_type", "word"), WORDS, ids=lambda part: str(part).replace(" ", "_"))
def test_a_word_of_the_vocabulary_is_declared_in_its_shape(kind: str, event_type: str, word: str) -> None:
    name, shape, qualifiers, lasting = _parse_word(word)

    declared = KINDS[kind].property(name, type_name=event_type or None)

    assert declared is not None
    assert (declared.shape, declared.lasting) == (shape, lasting)
    assert tuple(q.name for q in declared.qualifiers) == qualifiers


def test_the_event_types_are_those_of_the_vocabulary() -> None:
    assert [t.name for t in KINDS["event"].types] == list(EVENT_TYPES)


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_participants_accept_the_roles_of_the_event_type(event_type: str) -> None:
    wanted = set(EVENT_TYPES[event_type][1].split())

    roles = _codes(KINDS["event"], "participants", "role", event_type=event_type)

    assert wanted <= roles <= set(ROLES.codes)


def test_every_role_belongs_to_an_event_type() -> None:
    taken = {role for t in KINDS["event"].types for role in t.roles}

    assert taken == set(ROLES.codes)
    assert set(ROLE_WORDS.split()) <= taken


@pytest.mark.parametrize(("owner", "name", "qualifier"), CODES)
def test_the_codes_of_the_vocabulary_are_accepted(owner: str, name: str, qualifier: str) -> None:
    kind, event_type = (KINDS[owner], None) if owner in KINDS else (KINDS["event"], owner)

    taken = _codes(kind, name, qualifier, event_type=event_type)

    assert set(CODES[owner, name, qualifier].split()) <= taken


def test_the_measures_of_the_vocabulary_are_declared() -> None:
    assert set(MEASURE_WORDS.split()) <= set(MEASURES.codes)


def test_names_titles_dates_and_types_are_required() -> None:
    required = {kind.name: [p.name for p in kind.properties if p.required] for kind in KINDS.values()}

    assert required.pop("event") == ["type", "title", "date"]
    assert required.pop("source") == ["title"]
    assert set(map(tuple, required.values())) == {("name",)}


def test_the_immutable_properties_are_those_of_identity() -> None:
    immutable = {kind.name: {p.name for p in kind.properties if p.immutable} for kind in KINDS.values()}

    assert immutable.pop("source") == {"url", "publisher", "published", "sha256", "derived_from", "supersedes"}
    assert immutable.pop("event") == {"type"}
    assert set().union(*immutable.values()) == set()


def test_lists_are_ordered_by_the_main_date_or_else_by_name() -> None:
    assert {kind.name: kind.order for kind in KINDS.values()} == {
        "company": "name",
        "model": "released",
        "event": "date",
        "product": "released",
        "instrument": "name",
        "benchmark": "released",
        "person": "name",
        "source": "published",
    }


def test_only_a_price_is_a_series() -> None:
    assert [(k.name, p.name) for k in KINDS.values() for p in k.properties if p.series] == [("instrument", "price")]


def _codes(kind: Kind, name: str, qualifier: str, *, event_type: str | None) -> set[str]:
    declared = kind.property(name, type_name=event_type)
    assert declared is not None
    owner = declared.qualifier(qualifier) if qualifier else declared
    assert owner is not None
    assert isinstance(owner.type, CodeType)
    return set(owner.type.codes)


def _parse_word(word: str) -> tuple[str, Shape, tuple[str, ...], bool]:
    """Parse "prices Q{direction tier} L" to name, shape, qualifiers and whether it is lasting."""
    name, *marks = word.replace("{", " {").split(" ")
    text = " ".join(marks)
    shape = Shape.PER_QUALIFIERS if "Q" in marks else Shape.MANY if "M" in marks else Shape.ONE
    qualifiers = text[text.index("{") + 1 : text.index("}")].split() if "{" in text else []
    return name, shape, tuple(qualifiers), "L" in marks
